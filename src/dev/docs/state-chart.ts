import { allEdges, allNodes, type Edge, pathOf } from './chart';
import { deedWords, guardWords, stateWords } from './chart-words';
import { code, type Document, mermaid, page, table } from './markdown';

const LADDER = 'open.ladder';
const LEVELS = ['reminder', 'notice', 'visit', 'referral'].map((level) => `${LADDER}.${level}`);

/** The chart of the case as pictures and as one table, read from the machine. */
export function stateChart(): Document {
  const edges = allEdges();
  return {
    file: 'docs/state-chart.md',
    text: page(
      'The state chart of a case',
      ['src/machine/case-machine.ts'],
      `A case climbs four levels. Every level waits (\`awaiting\`) or has an act out (\`acting\`); a hold takes the whole ladder aside and
gives it back where it stood. Time comes in as \`WOKEN\`, the plan of what is due as \`PLANNED\`, everything else is a fact or a word of
staff. There is no timer, no entry action and no actor in the chart: what is to be done is data (\`pending\`). Which words mean what is
in the [glossary](glossary.md); what each event does under a hold is in [its own table](holds-and-events.md).`,
      '## The whole',
      mermaid(overview(edges)),
      `“anywhere in the open case” and “any level of the ladder” stand for all states in them. Transitions that stay where they are (a result,
a plan, a part payment) are not drawn; the table has them.`,
      '## Inside the levels',
      ...LEVELS.flatMap((level) => [`### ${stateWords(level)}`, mermaid(inside(level, edges))]),
      '## Every transition',
      `\`always\` is taken at once, without an event. Of several for one event the first whose guard holds is taken. An event that a state
does not list is looked for in the states around it, from the innermost to \`open\`.`,
      table(
        ['state', 'event', 'guard', 'to', 'what it does'],
        edges.map((edge) => [
          code(edge.from),
          edge.event === 'always' ? '*always*' : code(edge.event),
          edge.guard === null ? '' : code(edge.guard),
          edge.to === null ? 'stays' : code(edge.to),
          deedWords(edge),
        ]),
      ),
      '## States',
      table(
        ['state', ''],
        allNodes()
          .filter((node) => node.path.length > 0)
          .map((node) => [code(pathOf(node)), stateWords(pathOf(node))]),
      ),
      '## Guards',
      table(
        ['guard', 'holds when'],
        [...new Set(edges.flatMap(({ guard }) => guard ?? []))].map((guard) => [
          code(guard),
          guardWords(guard),
        ]),
      ),
    ),
  };
}

/** Flat, a box for each level: what leads from one to another. */
function overview(edges: readonly Edge[]): string[] {
  const between = edges
    .map((edge) => ({ ...edge, from: boxOf(edge.from), to: edge.to === null ? null : boxOf(edge.to) }))
    .filter((edge): edge is Edge & { to: string } => edge.to !== null && edge.to !== edge.from);
  return ['stateDiagram-v2', ...boxes(between), '  [*] --> entering', ...arrows(between), '  closed --> [*]'];
}

/** Of one level: its stages, and what leads into and out of them. */
function inside(level: string, edges: readonly Edge[]): string[] {
  const within = (path: string) => path.startsWith(`${level}.`);
  const own = edges
    .filter(({ from, to }) => within(from) || from === level || (to !== null && within(to)))
    .map((edge) => ({ ...edge, to: edge.to !== null && !within(edge.to) ? boxOf(edge.to) : edge.to }))
    .map((edge) => ({ ...edge, from: within(edge.from) ? edge.from : boxOf(edge.from) }))
    .filter((edge): edge is Edge & { to: string } => edge.to !== null && edge.to !== edge.from);
  const initial = allNodes().find((node) => pathOf(node) === level)?.initial?.target?.[0];
  const start = initial ? [`  [*] --> ${shortName(pathOf(initial as never))}`] : [];
  return ['stateDiagram-v2', ...boxes(own, level), ...start, ...arrows(own)];
}

/** A stage is drawn as its level. */
function boxOf(path: string): string {
  return LEVELS.find((level) => path.startsWith(`${level}.`)) ?? path;
}

/** @param whole drawn for all of its stages */
function boxes(edges: readonly (Edge & { to: string })[], whole?: string): string[] {
  const paths = [...new Set(edges.flatMap(({ from, to }) => [from, to]))];
  const label = (path: string) => (path === whole ? `${stateWords(path)} at any stage` : stateWords(path));
  return paths.map((path) => `  state "${label(path)}" as ${shortName(path)}`);
}

/** Parallel arrows are one, with all their labels. */
function arrows(edges: readonly (Edge & { to: string })[]): string[] {
  const labels = new Map<string, Set<string>>();
  for (const { from, to, event, guard } of edges) {
    const arrow = `${shortName(from)} --> ${shortName(to)}`;
    const name = [event === 'always' ? '' : event, guard === null ? '' : `[${guard}]`].join(' ').trim();
    labels.set(arrow, (labels.get(arrow) ?? new Set()).add(name));
  }
  return [...labels].map(([arrow, names]) => `  ${arrow} : ${[...names].join(' / ')}`);
}

function shortName(path: string): string {
  return path.split('.').at(-1) ?? path;
}
