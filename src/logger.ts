import pino from 'pino';
import type { Config } from './config';

/** A net under the rule that nothing personal is logged at all: what slips in under one of these names is not written. */
const personal = [
  ...['name', 'phone', 'mobile', 'email', 'wechat', 'address', 'idNumber', 'content', 'text', 'body'],
  ...['password', 'token', 'secret', 'authorization', 'cookie'],
];

export function createLogger({ logLevel }: Pick<Config, 'logLevel'>) {
  return pino({
    level: logLevel,
    redact: {
      paths: personal.flatMap((name) => [`*.${name}`, `*.*.${name}`, `*.*.*.${name}`]),
      censor: '[personal]',
    },
  });
}

export type Logger = ReturnType<typeof createLogger>;
