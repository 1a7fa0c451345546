import { createApi } from './api/app';
import { loadConfig } from './config';
import { createContext } from './context';

/** The API over one context, until it is told to end: requests under way are answered first. */
async function serve(): Promise<void> {
  const context = createContext(loadConfig());
  const api = await createApi(context);
  const end = () => api.close().then(context.destroy);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  const address = await api.listen({ host: context.config.host, port: context.config.port });
  context.logger.info({ address }, 'listening');
}

serve().catch((error) => {
  console.error(error);
  process.exit(1);
});
