import { month } from './en/month';
import { shell } from './en/shell';
import { signIn } from './en/sign-in';
import type { zh } from './zh';

export const en: Words<typeof zh> = { month, shell, signIn };

/** The same keys, other words. */
type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> };
