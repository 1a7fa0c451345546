import { caseMachine } from '../../src/machine/case-machine';

type Node = (typeof caseMachine)['root'];

function nodes(node: Node = caseMachine.root): Node[] {
  return [node, ...Object.values(node.states).flatMap((child) => nodes(child as unknown as Node))];
}

/** Where a transition of a node may lead; a history state leads to whatever it remembers, or to its target. */
function targetsOf(node: Node): Node[] {
  const transitions = [...node.transitions.values(), node.always ?? []].flat();
  const targets = transitions.flatMap((transition) => (transition.target ?? []) as unknown as Node[]);
  const initial = node.initial?.target ?? [];
  return [...targets, ...(initial as unknown as Node[])];
}

function reachable(): Set<string> {
  const seen = new Set<string>();
  const queue: Node[] = [caseMachine.root];
  for (let node = queue.pop(); node; node = queue.pop()) {
    for (
      let at: Node | undefined = node;
      at && !seen.has(at.id);
      at = at.parent as unknown as Node | undefined
    ) {
      seen.add(at.id);
      queue.push(...targetsOf(at));
    }
  }
  return seen;
}

describe('the chart', () => {
  it('has no state that cannot be reached', () => {
    const seen = reachable();
    expect(
      nodes()
        .filter((node) => !seen.has(node.id))
        .map((node) => node.id),
    ).toEqual([]);
  });

  it('has one end, and a way to it from every state', () => {
    const all = nodes();
    expect(all.filter((node) => node.type === 'final').map((node) => node.id)).toEqual(['case.closed']);
    const ends = new Set(['case.closed']);
    for (let grew = true; grew; ) {
      grew = false;
      for (const node of all) {
        if (ends.has(node.id) || node.type === 'history') continue;
        const ways = [node, ...ancestors(node)].flatMap(targetsOf);
        if (ways.some((target) => ends.has(target.id))) {
          ends.add(node.id);
          grew = true;
        }
      }
    }
    expect(
      all.filter((node) => node.type !== 'history' && !ends.has(node.id)).map((node) => node.id),
    ).toEqual([]);
  });

  it('runs nothing on entry or exit, since history would run it again', () => {
    expect(
      nodes()
        .filter((node) => node.entry.length > 0 || node.exit.length > 0)
        .map((node) => node.id),
    ).toEqual([]);
  });

  it('has no timer, no actor and no action of its own but notes', () => {
    for (const node of nodes()) {
      expect(node.invoke).toEqual([]);
      expect(node.after).toEqual([]);
    }
  });
});

function ancestors(node: Node): Node[] {
  const parent = node.parent as unknown as Node | undefined;
  return parent ? [parent, ...ancestors(parent)] : [];
}
