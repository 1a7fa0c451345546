import { lifecycle } from './lifecycle';
import { simulation } from './simulation';

/** A benchmark prints what it sees as it goes; its last line is one JSON object. */
type Benchmark = (options: { quick: boolean }) => Promise<{ name: string }>;

const benchmarks: Record<string, Benchmark> = { lifecycle, simulation };

/** @param args name of the benchmark, `--quick` for a run that only shows that it runs */
export async function run(args: string[]): Promise<void> {
  const [name = ''] = args.filter((arg) => !arg.startsWith('--'));
  const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
  if (!benchmark) {
    console.error(`npm run bench -- <name> [--quick]; there is: ${Object.keys(benchmarks).join(', ')}`);
    process.exitCode = 2;
    return;
  }
  const result = await benchmark({ quick: args.includes('--quick') });
  console.log(JSON.stringify(result));
}
