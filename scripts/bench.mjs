// npm run bench -- <name> [--quick]: whatever is missing is installed first; the last line is the result as JSON.
import { prepare } from './prepare.mjs';

const load = await prepare();
await load('../bench/run.ts').run(process.argv.slice(2));
