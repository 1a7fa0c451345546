import type { TextCode } from '../text-codes';
import type { Finding } from './finding';

export type Draft = { code: TextCode; subject: string | null; body: string };

export function lintText(_draft: Draft): Finding[] {
  return [];
}
