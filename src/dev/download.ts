import { TestWorkflowEnvironment } from '@temporalio/testing';

/** `download.ts dev-server|time-skipping <folder>`: has Temporal's library fetch a server into a folder, by starting it once. */
async function main(kind: string | undefined, downloadDir: string | undefined) {
  const server = { executable: { type: 'cached-download' as const, downloadDir } };
  const environment =
    kind === 'time-skipping'
      ? await TestWorkflowEnvironment.createTimeSkipping({ server })
      : await TestWorkflowEnvironment.createLocal({ server });
  await environment.teardown();
}

main(process.argv[2], process.argv[3]).then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
