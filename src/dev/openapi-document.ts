import { createApi } from '../api/app';
import { loadConfig } from '../config';
import { createContext } from '../context';

/** The document that the server serves at /api/openapi.json, from a server that listens nowhere and connects to nothing. */
export async function openApiDocument() {
  const key = Buffer.alloc(32).toString('base64');
  const context = createContext(
    loadConfig({
      NODE_ENV: 'production',
      LOG_LEVEL: 'silent',
      // nothing connects before it is used
      DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/nothing',
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      CUIJIAO_ENCRYPTION_KEY: key,
      CUIJIAO_INDEX_KEY: key,
      CUIJIAO_SIGNING_KEY: key,
    }),
  );
  const api = await createApi(context);
  try {
    await api.ready();
    return api.swagger() as { tags?: { name: string; description?: string }[]; paths?: object };
  } finally {
    await api.close();
    await context.destroy();
  }
}
