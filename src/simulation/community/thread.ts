import { parentPort, workerData } from 'node:worker_threads';
import { type FromThread, runShare, type Share } from './simulate';

/** One thread of a simulation: it has all that it needs, and says how far it is. */
const say = (said: FromThread) => parentPort?.postMessage(said);
say({ kind: 'weeks', weeks: runShare(workerData as Share, () => say({ kind: 'district' })) });
