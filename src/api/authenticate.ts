import type { Context } from '../context';
import type { Actor } from './access';

export declare function authenticate(context: Context, token: string): Promise<Actor>;
