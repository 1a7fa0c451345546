import { environment, loadOwnerUrl, readEnvironment } from '../config';
import { migrate } from '../db/migrate';
import { prepareTemporal } from './temporal';

const temporal = environment.pick({ TEMPORAL_ADDRESS: true, TEMPORAL_NAMESPACE: true });

/** `npm run setup`: makes a database and a Temporal of your own ready for a release. Needs no keys; harmless when repeated. */
async function setUp(): Promise<void> {
  const { TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE } = readEnvironment(temporal, process.env);
  const applied = await migrate(loadOwnerUrl());
  console.log(`Database: ${applied.length > 0 ? `applied ${applied.join(', ')}` : 'up to date'}.`);
  await prepareTemporal(TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE);
  console.log(
    `Temporal: namespace ${TEMPORAL_NAMESPACE} at ${TEMPORAL_ADDRESS} knows our search attributes.`,
  );
}

setUp().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
