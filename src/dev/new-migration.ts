import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { migrationsFolder, noFilter, withSchemaEngine } from '../db/schema-engine';
import { projectRoot } from './home';
import { startScratchPostgres } from './postgres';

const git = (...args: string[]) => execFileSync('git', args, { cwd: projectRoot, encoding: 'utf8' }).trim();

/**
 * `npm run migration -- <name>`: writes the SQL that leads from schema.prisma as of the last migration's commit to schema.prisma as
 * it is. What Prisma's schema cannot say (partial indexes, checks, grants) is added by hand.
 */
async function main(name: string | undefined) {
  if (!name || !/^[a-z0-9_]+$/.test(name))
    throw new Error('npm run migration -- <what_it_does>, in small letters');
  if (git('status', '--porcelain', 'prisma/migrations'))
    throw new Error('Commit the migration you have made first.');
  const before = git(
    'show',
    `${git('log', '-1', '--format=%H', '--', 'prisma/migrations')}:prisma/schema.prisma`,
  );
  const sql = await difference(before, readFileSync(path.join(projectRoot, 'prisma/schema.prisma'), 'utf8'));
  if (sql === '-- This is an empty migration.')
    return console.log('schema.prisma is as the last migration left it.');
  const numbers = readdirSync(migrationsFolder).map((entry) => Number.parseInt(entry, 10));
  const next = Math.max(...numbers.filter(Number.isFinite)) + 1;
  const folder = path.join(migrationsFolder, `${String(next).padStart(4, '0')}_${name}`);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'migration.sql'), `${sql}\n`);
  console.log(
    `Wrote ${path.relative(process.cwd(), folder)}/migration.sql: read it, then commit it with the schema.`,
  );
}

/** The engine asks a server which version it writes for, and reads nothing else of it. */
async function difference(from: string, to: string): Promise<string> {
  const datamodel = (content: string) => ({
    tag: 'schemaDatamodel' as const,
    files: [{ path: 'schema.prisma', content }],
  });
  const postgres = await startScratchPostgres();
  try {
    const { stdout } = await withSchemaEngine(postgres.url('superuser', 'postgres'), (engine) =>
      engine.diff({
        from: datamodel(from),
        to: datamodel(to),
        script: true,
        exitCode: null,
        filters: noFilter,
      }),
    );
    return (stdout ?? '').trim();
  } finally {
    await postgres.stop();
  }
}

main(process.argv[2]).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
