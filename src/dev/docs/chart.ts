import { caseMachine } from '../../machine/case-machine';

/** The chart read from the machine itself: its states, and every transition of each. */

export type StateNode = (typeof caseMachine)['root'];

export type Edge = {
  from: string;
  /** `always`: taken at once, without an event */
  event: string;
  guard: string | null;
  /** null: stays where it is */
  to: string | null;
};

/** `case.open.ladder.notice` → `open.ladder.notice` */
export function pathOf(node: StateNode): string {
  return node.path.join('.');
}

export function allNodes(node: StateNode = caseMachine.root): StateNode[] {
  const children = Object.values(node.states) as unknown as StateNode[];
  return [node, ...children.flatMap((child) => allNodes(child))];
}

export function allEdges(): Edge[] {
  return allNodes().flatMap((node) => {
    const told = [...node.transitions.values()].flat().map((one) => ({ one, event: one.eventType }));
    const atOnce = (node.always ?? []).map((one) => ({ one, event: 'always' }));
    return [...told, ...atOnce].map(({ one, event }): Edge => {
      const [target] = (one.target ?? []) as unknown as StateNode[];
      return { from: pathOf(node), event, guard: nameOf(one.guard), to: target ? pathOf(target) : null };
    });
  });
}

function nameOf(guard: unknown): string | null {
  if (guard === undefined) return null;
  if (typeof guard !== 'string') throw new Error('a guard without a name cannot be drawn');
  return guard;
}
