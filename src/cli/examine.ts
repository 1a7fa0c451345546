import { loadConfig } from '../config';
import { createContext } from '../context';
import { UserError } from '../errors';
import { checkConfigured, checkMachine } from './checks';
import type { Finding } from './finding';
import { homeFolder } from './session';

/** The machine first, then what its configuration leads to. */
export async function examine(): Promise<Finding[]> {
  const machine = await checkMachine(homeFolder());
  let config: ReturnType<typeof loadConfig>;
  try {
    config = loadConfig();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const mend = '执行 npm start 启动本机环境；或设置 DATABASE_URL、TEMPORAL_ADDRESS 与三把密钥';
    return [...machine, { name: '配置', state: 'wrong', found: error.zh, mend }];
  }
  const context = createContext({ ...config, logLevel: 'silent' });
  try {
    return [
      ...machine,
      { name: '配置', state: 'fine', found: '齐全', mend: null },
      ...(await checkConfigured(context)),
    ];
  } finally {
    await context.destroy();
  }
}
