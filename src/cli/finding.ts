/** One thing that was looked at: how it is, and how to mend it. */
export type Finding = { name: string; state: 'fine' | 'warn' | 'wrong'; found: string; mend: string | null };
