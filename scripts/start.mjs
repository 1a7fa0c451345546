// npm start: whatever is missing is installed first.
import { prepare } from './prepare.mjs';

const load = await prepare();
await load('../src/dev/supervisor.ts').supervise();
