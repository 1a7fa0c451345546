const KEPT = 'cuijiao.community';

/** The community that was open last on this device. */
export function lastCommunity(): string | null {
  return localStorage.getItem(KEPT);
}

export function rememberCommunity(id: string): void {
  localStorage.setItem(KEPT, id);
}
