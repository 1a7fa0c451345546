import { account } from './zh/account';
import { doubts } from './zh/doubts';
import { exclusions } from './zh/exclusions';
import { liable } from './zh/liable';
import { month } from './zh/month';
import { paper } from './zh/paper';
import { parked } from './zh/parked';
import { release } from './zh/release';
import { rules } from './zh/rules';
import { shell } from './zh/shell';
import { signIn } from './zh/sign-in';
import { takeOver } from './zh/take-over';
import { today } from './zh/today';

/** Every word of the portal, a file for each part. English has the same keys. */
export const zh = {
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
