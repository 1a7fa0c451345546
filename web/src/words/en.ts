import { month } from './en/month';
import { release } from './en/release';
import { shell } from './en/shell';
import { signIn } from './en/sign-in';
import type { zh } from './zh';

export const en: Words<typeof zh> = { month, release, shell, signIn };

/** The same keys, other words. */
type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> };
