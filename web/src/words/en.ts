import { account } from './en/account';
import { doubts } from './en/doubts';
import { exclusions } from './en/exclusions';
import { liable } from './en/liable';
import { month } from './en/month';
import { paper } from './en/paper';
import { parked } from './en/parked';
import { release } from './en/release';
import { rules } from './en/rules';
import { shell } from './en/shell';
import { signIn } from './en/sign-in';
import { takeOver } from './en/take-over';
import { today } from './en/today';
import type { zh } from './zh';

export const en: Words<typeof zh> = {
  account,
  doubts,
  exclusions,
  liable,
  month,
  paper,
  parked,
  release,
  rules,
  shell,
  signIn,
  takeOver,
  today,
};

/** The same keys, other words. */
type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> };
