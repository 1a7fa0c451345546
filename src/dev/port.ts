import { createServer } from 'node:net';

/** A port that is free on the loopback: the remembered one if it still is. */
export async function freePort(remembered?: number): Promise<number> {
  if (remembered && (await listenOnce(remembered)) !== undefined) return remembered;
  const port = await listenOnce(0);
  if (port === undefined) throw new Error('No port is free on 127.0.0.1.');
  return port;
}

function listenOnce(port: number, host = '127.0.0.1'): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}

export async function isFree(port: number, host: string): Promise<boolean> {
  return (await listenOnce(port, host)) !== undefined;
}
