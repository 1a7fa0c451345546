/**
 * The syntax of a text: fields `{金额}`, and parts on a condition `〔若有预存：（已扣除预存{预存}元）〕`, which do not nest and
 * end in the line in which they began. Nothing else is special. Pure; what a name means is in text-fields.ts.
 */
export type Piece = { kind: 'text'; text: string } | { kind: 'field'; name: string };
export type Node = Piece | { kind: 'if'; condition: string; pieces: Piece[] };
export type TemplateLine = readonly Node[];

export type SyntaxProblem = { why: 'BRACE' | 'BRACKET' | 'NESTED' | 'CONDITION'; excerpt: string };
export type ParsedTemplate = { lines: readonly TemplateLine[]; problems: readonly SyntaxProblem[] };

const TOKEN = /\{([^{}〔〕]*)\}|〔若([^：:〔〕{}]*)[：:]|〔|〕|[{}]/g;

export function parseTemplate(body: string): ParsedTemplate {
  const problems: SyntaxProblem[] = [];
  const lines = body.split(/\r\n|[\r\n\u2028\u2029]/).map((line) => parseLine(line, problems));
  return { lines, problems };
}

function parseLine(line: string, problems: SyntaxProblem[]): TemplateLine {
  const nodes: Node[] = [];
  let open: Extract<Node, { kind: 'if' }> | null = null;
  let last = 0;
  const add = (piece: Piece) => {
    if (piece.kind === 'text' && piece.text === '') return;
    (open ? open.pieces : nodes).push(piece);
  };
  const problem = (why: SyntaxProblem['why'], at: number) =>
    problems.push({ why, excerpt: line.slice(Math.max(0, at - 4), at + 12) });
  for (const match of line.matchAll(TOKEN)) {
    const { index } = match;
    const [token, field, condition] = match;
    add({ kind: 'text', text: line.slice(last, index) });
    last = index + token.length;
    if (field !== undefined) {
      add({ kind: 'field', name: field.trim() });
    } else if (condition !== undefined) {
      if (open) problem('NESTED', index);
      open = { kind: 'if', condition: condition.trim(), pieces: [] };
      nodes.push(open);
    } else if (token === '〕') {
      if (!open) problem('BRACKET', index);
      open = null;
    } else {
      problem(token === '〔' ? 'CONDITION' : 'BRACE', index);
    }
  }
  add({ kind: 'text', text: line.slice(last) });
  if (open) problem('BRACKET', line.length);
  return nodes;
}

export type FieldPlace = { name: string; condition: string | null };

/** Every field with the condition it stands under, in order. */
export function fieldsOf({ lines }: Pick<ParsedTemplate, 'lines'>): FieldPlace[] {
  return lines.flat().flatMap((node): FieldPlace[] => {
    const condition = node.kind === 'if' ? node.condition : null;
    const pieces = node.kind === 'if' ? node.pieces : [node];
    return pieces.flatMap((piece) => (piece.kind === 'field' ? [{ name: piece.name, condition }] : []));
  });
}

export function conditionsOf({ lines }: Pick<ParsedTemplate, 'lines'>): string[] {
  return lines.flat().flatMap((node) => (node.kind === 'if' ? [node.condition] : []));
}

/** Writes a text: a field that says nothing (null) makes the whole unsayable; a line that comes out empty, unless it was, is left out. */
export function writeTemplate(
  { lines }: Pick<ParsedTemplate, 'lines'>,
  say: { field: (name: string) => string | null; holds: (condition: string) => boolean },
): string[] | null {
  const written: string[] = [];
  for (const line of lines) {
    const text = writeLine(line, say);
    if (text === null) return null;
    if (text !== '' || line.length === 0) written.push(text);
  }
  return written;
}

function writeLine(line: TemplateLine, say: Parameters<typeof writeTemplate>[1]): string | null {
  let text = '';
  for (const node of line) {
    const pieces = node.kind === 'if' ? (say.holds(node.condition) ? node.pieces : []) : [node];
    for (const piece of pieces) {
      const said = piece.kind === 'text' ? piece.text : say.field(piece.name);
      if (said === null) return null;
      text += said;
    }
  }
  return text;
}
