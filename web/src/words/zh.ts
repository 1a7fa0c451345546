import { month } from './zh/month';
import { release } from './zh/release';
import { shell } from './zh/shell';
import { signIn } from './zh/sign-in';

/** Every word of the portal, a file for each part. English has the same keys. */
export const zh = { month, release, shell, signIn };
