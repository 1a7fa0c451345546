/**
 * A stream of throws for one account: the same seed gives the same ones for ever, whatever runs beside it. Ten lines of our own (mulberry32),
 * because a library's next version may throw otherwise and every figure that was ever reported with a seed would change.
 */
export class Random {
  private state: number;

  constructor(seed: number, stream: number) {
    this.state = mix(Math.imul(seed | 0, 0x9e3779b1) ^ mix(stream + 0x7f4a7c15));
  }

  /** In [0, 1) */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  happens(share: number): boolean {
    return this.next() < share;
  }

  /** A whole number, both ends included */
  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  /** One of them, by their shares */
  pick<Name extends string>(shares: Readonly<Record<Name, number>>): Name {
    const entries = Object.entries(shares) as [Name, number][];
    const total = entries.reduce((sum, [, share]) => sum + share, 0);
    let left = this.next() * total;
    for (const [name, share] of entries) {
      left -= share;
      if (left < 0) return name;
    }
    const [last] = entries.at(-1) ?? [];
    if (last === undefined) throw new Error('nothing to pick from');
    return last;
  }

  /** Around a median, with a long tail upwards: as amounts of money are */
  around(median: number, spread: number): number {
    const bell = this.next() + this.next() + this.next() + this.next() - 2;
    return median * Math.exp(bell * spread * Math.sqrt(3));
  }
}

function mix(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x45d9f3b);
  bits = Math.imul(bits ^ (bits >>> 16), 0x45d9f3b);
  return bits ^ (bits >>> 16);
}
