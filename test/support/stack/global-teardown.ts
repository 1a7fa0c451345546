import { endOwnStack } from './abandoned';

export default async function globalTeardown(): Promise<void> {
  await endOwnStack();
}
