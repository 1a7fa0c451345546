import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundleWorkflowCode, type WorkflowBundleOption } from '@temporalio/worker';
import type { Logger } from '../logger';

const root = path.resolve(__dirname, '../..');
const cache = path.join(root, 'node_modules/.cache/cuijiao');
/** All that a workflow may import, and what it is bundled with */
const sources = ['workflows', 'src/machine', 'src/domain'];
const alone = ['src/errors.ts', 'package-lock.json'];

/** The workflows' code as one file, made anew only when it changed: each worker and each test would otherwise wait seconds for it. */
export async function workflowBundle(logger: Logger): Promise<WorkflowBundleOption> {
  const codePath = path.join(cache, `workflows-${contentHash()}.js`);
  if (existsSync(codePath)) return { codePath };
  const { code } = await bundleWorkflowCode({
    workflowsPath: path.join(root, 'workflows/index.ts'),
    logger: { ...quiet, warn: (message) => logger.warn(message), error: (message) => logger.error(message) },
  });
  try {
    mkdirSync(cache, { recursive: true });
    const draft = `${codePath}.${process.pid}`;
    writeFileSync(draft, code);
    renameSync(draft, codePath);
  } catch (error) {
    logger.debug({ code: (error as NodeJS.ErrnoException).code }, 'the bundle of workflows cannot be kept');
  }
  return { code };
}

const quiet = { log() {}, trace() {}, debug() {}, info() {} };

function contentHash(): string {
  const hash = createHash('sha256');
  for (const file of [...sources.flatMap(filesBelow), ...alone].sort()) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(path.join(root, file)))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 20);
}

function filesBelow(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.join(folder, name));
}
