import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../dev/home';
import { startScratchPostgres } from '../dev/postgres';
import { migrationsFolder, noFilter, withSchemaEngine } from './schema-engine';

const schema = path.join(projectRoot, 'prisma/schema.prisma');
/** schema.prisma as the migrations leave it. What they add that it cannot say (partial indexes, checks, grants) is theirs alone. */
const migratedSchema = path.join(migrationsFolder, 'schema.prisma');

/**
 * The SQL that leads from the last migration to schema.prisma, empty if there is none.
 *
 * @param url of any PostgreSQL: the engine asks which version it writes for, and reads nothing else
 */
export async function missingSql(url: string): Promise<string> {
  const datamodel = (file: string) => ({
    tag: 'schemaDatamodel' as const,
    files: [{ path: file, content: readFileSync(file, 'utf8') }],
  });
  const { stdout } = await withSchemaEngine(url, (engine) =>
    engine.diff({
      from: existsSync(migratedSchema) ? datamodel(migratedSchema) : { tag: 'empty' },
      to: datamodel(schema),
      script: true,
      exitCode: null,
      filters: noFilter,
    }),
  );
  const sql = (stdout ?? '').trim();
  return sql === '-- This is an empty migration.' ? '' : `${sql}\n`;
}

async function main(name: string | undefined) {
  if (!name || !/^[a-z0-9_]+$/.test(name))
    throw new Error('npm run migration -- <what_it_does>, in small letters');
  const postgres = await startScratchPostgres();
  const sql = await missingSql(postgres.url('superuser', 'postgres')).finally(postgres.stop);
  if (sql === '') return console.log('The migrations already lead to schema.prisma.');
  const numbers = readdirSync(migrationsFolder).map((entry) => Number.parseInt(entry, 10));
  const next = Math.max(-1, ...numbers.filter(Number.isFinite)) + 1;
  const folder = path.join(migrationsFolder, `${String(next).padStart(4, '0')}_${name}`);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'migration.sql'), sql);
  copyFileSync(schema, migratedSchema);
  console.log(`Wrote ${path.relative(process.cwd(), folder)}/migration.sql: read it before you commit it.`);
}

if (require.main === module) {
  main(process.argv[2]).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
