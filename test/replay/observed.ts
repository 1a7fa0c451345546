import path from 'node:path';
import { bundleWorkflowCode, type InjectedSinks } from '@temporalio/worker';
import type { ProbeSinks, Said } from './probe';

const root = path.resolve(__dirname, '../..');

/** The product's workflows with the probe in them, and where it tells what it hears. */
export async function observedWorkflows(said: (one: Said) => void) {
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: path.join(root, 'workflows/index.ts'),
    workflowInterceptorModules: [path.join(__dirname, 'probe.ts')],
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} },
  });
  const sinks: InjectedSinks<ProbeSinks> = {
    probe: {
      said: {
        fn: ({ workflowId }, one) => said({ workflowId, ...one }),
        callDuringReplay: true,
      },
    },
  };
  return { workflowBundle, sinks };
}
