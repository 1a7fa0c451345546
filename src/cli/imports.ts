import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Command, Option } from 'commander';
import type { z } from 'zod';
import { importSchema } from '../api/schemas/import';
import { UserError } from '../errors';
import { type ImportKind, importKindSchema } from '../ledger/mapping/fields';
import { IMPORT_KIND_WORDS } from '../ledger/words';
import { ask, canAsk, confirmed } from './ask';
import { localPath, readLocal } from './evidence';
import { UsageError } from './exit';
import { importLookCommands } from './import-look';
import { differenceText, hintFor, mappingText } from './import-text';
import { note, print, typed } from './output';
import { withProgress } from './progress';
import { connect, type Session } from './session';

type Import = z.infer<typeof importSchema>;

export function importCommands(program: Command): void {
  const parent = program.command('import').description('导入财务的文件：CSV（UTF-8、GB18030）或 XLSX');
  importLookCommands(parent);
  for (const kind of importKindSchema.options) {
    parent
      .command(`${kind} <file>`)
      .description(`${IMPORT_KIND_WORDS[kind]}：先预览差异，再确认；坏行写成旁边的一个文件`)
      .option('--map <field=heading>', '更正认列，可重复；空列名表示文件里没有', collect, [])
      .option('--mapping <name>', '用存下的列对应关系')
      .option('--save-mapping <name>', '把这次的列对应关系存下')
      .option('--due-rule <rule>', '文件没有应缴截止日时：period-end+N（账期止后 N 天）')
      .option('--period <from..to>', '文件没有账期时：2026-07-01..2026-09-30')
      .option('--as-of <day>', '台账的数据截止日')
      .addOption(
        new Option('--gone-as <what>', '台账里消失的账单视为').choices([
          'paid',
          'waived',
          'cancelled',
          'doubt',
        ]),
      )
      .addOption(
        new Option('--names <what>', '姓名与系统不同：更正、过户或保留系统里的').choices([
          'correction',
          'transfer',
          'keep',
        ]),
      )
      .option('--booked-through <day>', '收款明细：到这一天的收款已齐')
      .option('--preview', '只预览，不入账')
      .option('--yes', '不询问，直接确认')
      .action(async (file: string, options: ImportOptions, command: Command) => {
        const session = await connect(command, 'import.run');
        await runImport(session, kind, file, options);
      });
  }
}

export type ImportOptions = {
  map: string[];
  mapping?: string;
  saveMapping?: string;
  dueRule?: string;
  period?: string;
  asOf?: string;
  goneAs?: string;
  names?: string;
  bookedThrough?: string;
  preview?: true;
  yes?: true;
};

async function runImport(
  session: Session,
  kind: ImportKind,
  file: string,
  options: ImportOptions,
): Promise<void> {
  const { globals } = session;
  const made = await previewAsking(session, kind, file, options);
  note(globals, `${mappingText(kind, made.mapping)}\n`);
  const badRowsFile = await writeBadRows(session, made, file);
  if (options.preview) {
    print(globals, { ...made, badRowsFile }, () => differenceText(made, badRowsFile));
    return;
  }
  note(globals, `${differenceText(made, badRowsFile)}\n`);
  if (!options.yes && canAsk(globals) && !(await confirmed('确认入账？'))) {
    print(globals, { ...made, badRowsFile }, () => `没有入账。以后确认：预览 ${made.id} 已留存`);
    return;
  }
  const accepted = await accept(session, made, options);
  print(globals, { ...accepted, badRowsFile }, () => acceptedText(accepted));
}

/** In a terminal an open question is asked; without one it is refused with the option that settles it. */
async function previewAsking(
  session: Session,
  kind: ImportKind,
  file: string,
  options: ImportOptions,
): Promise<Import> {
  try {
    return await preview(session, kind, file, options);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const asked = canAsk(session.globals) ? await askAbout(error) : null;
    if (asked !== null) return previewAsking(session, kind, file, { ...options, ...asked });
    throw hintFor(error, kind);
  }
}

async function askAbout({ code, zh, details }: UserError): Promise<Partial<ImportOptions> | null> {
  if (code !== 'IMPORT_QUESTION_OPEN') return null;
  const questions = Array.isArray(details?.questions) ? details.questions : [];
  if (!questions.some(({ id }: { id?: string }) => id === 'dueRule')) return null;
  const answer = await ask(`${zh} `);
  return /^\d+$/.test(answer) ? { dueRule: `period-end+${answer}` } : null;
}

async function preview(
  session: Session,
  kind: ImportKind,
  file: string,
  options: ImportOptions,
): Promise<Import> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fieldsOf(kind, options))) form.append(name, value);
  form.append('file', new Blob([await readLocal(file)]), path.basename(file));
  return withProgress(`读 ${path.basename(file)}`, !session.globals.json, (progress) =>
    session.client.progress(`${session.base}/imports`, importSchema, form, (told) =>
      progress.say(progressText(told)),
    ),
  );
}

function fieldsOf(kind: ImportKind, options: ImportOptions): Record<string, string> {
  const { map, mapping, saveMapping, dueRule, period, asOf } = options;
  const days = period === undefined ? null : period.split('..');
  if (days && days.length !== 2) throw new UsageError('--period 须为 起..止', '--period takes FROM..TO');
  return {
    kind,
    ...(map.length > 0 ? { map: JSON.stringify(Object.fromEntries(map.map(pairOf))) } : {}),
    ...(mapping ? { savedMapping: mapping } : {}),
    ...(saveMapping ? { saveMappingAs: saveMapping } : {}),
    ...(dueRule === undefined ? {} : { graceDays: graceOf(dueRule) }),
    ...(days ? { periodFrom: days[0] ?? '', periodTo: days[1] ?? '' } : {}),
    ...(asOf ? { asOf } : {}),
  };
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError('--map 须为 字段=列名', '--map takes field=heading');
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function graceOf(rule: string): string {
  const days = /^(?:period-end\+)?(\d{1,3})$/.exec(rule)?.[1];
  if (days === undefined)
    throw new UsageError('--due-rule 须为 period-end+N', '--due-rule takes period-end+N');
  return days;
}

async function accept(
  session: Session,
  { id }: Import,
  { goneAs, names, bookedThrough }: ImportOptions,
): Promise<Import> {
  const body = { goneAs, nameChangeAs: names, bookedThrough };
  try {
    return await withProgress('入账', !session.globals.json, (progress) =>
      session.client.progress(`${session.base}/imports/${id}/accept`, importSchema, body, (told) =>
        progress.say(progressText(told)),
      ),
    );
  } catch (error) {
    if (error instanceof UserError) throw hintFor(error, null);
    throw error;
  }
}

const PHASES: Readonly<Record<string, string>> = { reading: '读取', comparing: '比对', accepting: '入账' };

function progressText(told: unknown): string {
  const { phase = '', rows = 0, of = null } = told as { phase?: string; rows?: number; of?: number | null };
  return `${PHASES[phase] ?? phase} ${rows}${of === null ? '' : ` / ${of}`} 行`;
}

/** Beside the file that they came from; where that cannot be written, where one stands. */
async function writeBadRows(
  { client, base }: Session,
  { id, summary }: Import,
  file: string,
): Promise<string | null> {
  if (summary.bad === 0) return null;
  const bytes = await client.bytes(`${base}/imports/${id}/bad-rows`);
  const { dir, name } = path.parse(localPath(file));
  const target = path.join(dir, `${name}.bad-rows.csv`);
  try {
    await writeFile(target, bytes);
    return target;
  } catch {
    const here = path.resolve(`${name}.bad-rows.csv`);
    await writeFile(here, bytes);
    return here;
  }
}

function acceptedText({ kind, summary, waveId, asOfOn }: Import): string {
  const asOf = asOfOn === null || kind !== 'ledger' ? '' : `，数据截至 ${asOfOn}`;
  const said = `已入账：新收 ${summary.good} 行，原样 ${summary.same} 行，留下坏行 ${summary.bad} 行${asOf}`;
  if (kind !== 'ledger' || waveId === null) return said;
  return `${said}\n放行单 ${waveId}\n  先看  ${typed()} release ${waveId} --preview\n  放行  ${typed()} release ${waveId}`;
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}
