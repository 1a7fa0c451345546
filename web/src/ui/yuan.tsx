import { fen, formatYuan } from '../../../src/domain/money';

/** An amount in whole fen as people write it: ¥1,234.50. */
export function Yuan({ fen: amount }: { fen: number }) {
  return <span className="yuan">¥{formatYuan(fen(amount))}</span>;
}
