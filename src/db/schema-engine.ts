import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { MigrationList } from '@prisma/schema-engine-wasm';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

export const migrationsFolder = path.resolve(__dirname, '../../prisma/migrations');
export const noFilter = { externalTables: [], externalEnums: [] };

/**
 * Lends Prisma's own schema engine, as WebAssembly: the same that `prisma migrate` runs, without a binary to download.
 *
 * @param url of the owner; only connected to by what needs a database
 */
export async function withSchemaEngine<T>(
  url: string,
  use: (engine: bindings.SchemaEngine) => Promise<T>,
): Promise<T> {
  await loadBindings();
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const adapter = bindMigrationAwareSqlAdapterFactory(new EngineAdapter(pool));
  try {
    const engine = await bindings.SchemaEngine.new({ datamodels: undefined }, () => {}, adapter);
    return await use(engine);
  } catch (error) {
    // the engine names what the adapter threw by a number only
    const id = /External error id#(\d+)/.exec(String(error))?.[1];
    throw (id && adapter.errorRegistry.consumeError(Number(id))?.error) ?? error;
  } finally {
    await pool.end(); // the engine holds a lock in its session and never ends it
  }
}

export function readMigrations(folder = migrationsFolder): MigrationList {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return {
    baseDir: folder,
    lockfile: {
      path: 'migration_lock.toml',
      content: readFileSync(path.join(folder, 'migration_lock.toml'), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: names
      .map(({ name }) => name)
      .sort()
      .map((name) => ({
        path: name,
        migrationFile: { path: 'migration.sql', content: readSql(folder, name) },
      })),
  };
}

/**
 * Prisma's adapter cuts a script at every semicolon, which tears functions and DO blocks apart. Sent whole, PostgreSQL cuts it,
 * and runs it in one transaction: a migration that fails leaves nothing behind.
 */
class EngineAdapter extends PrismaPg {
  override async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      await adapter.underlyingDriver().query(script);
    };
    return adapter;
  }
}

/** As far as it is used here: the compiler knows the whole of it only together with a browser's. */
type WasmLoader = {
  instantiate(
    code: Buffer,
    imports: object,
  ): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>;
};

let loading: Promise<void> | undefined;

function loadBindings(): Promise<void> {
  loading ??= (async () => {
    const { WebAssembly } = globalThis as unknown as { WebAssembly: WasmLoader };
    const code = readFileSync(
      require.resolve('@prisma/schema-engine-wasm/schema_engine_bg').replace(/\.js$/, '.wasm'),
    );
    const { instance } = await WebAssembly.instantiate(code, { './schema_engine_bg.js': bindings });
    bindings.__wbg_set_wasm(instance.exports);
    instance.exports.__wbindgen_start();
  })();
  return loading;
}

function readSql(folder: string, name: string) {
  return { tag: 'ok' as const, value: readFileSync(path.join(folder, name, 'migration.sql'), 'utf8') };
}
