import { createActor, initialTransition, transition } from 'xstate';
import { caseMachine } from './case-machine';
import { type CaseContext, type CaseInput, caseContextSchema } from './context';
import type { CaseEvent, Note } from './events';

/** The machine's persisted snapshot: plain JSON, carried through continue-as-new and kept in the case's projection. */
export type CaseSnapshot = {
  status: 'active' | 'done';
  /** XState's state value, e.g. {"open":{"ladder":{"reminder":"awaiting"}}} */
  value: StateValue;
  context: CaseContext;
  historyValue: HistoryValue;
};
export type StateValue = string | { [child: string]: StateValue | undefined };
/** XState's persisted history: the ids of the states that the ladder's history remembers */
type HistoryValue = Record<string, Array<{ id: string }>>;

/** What one event did: the next snapshot and, for timeline and evidence, what happened. */
export type Advance = { snapshot: CaseSnapshot; notes: Note[] };

type Live = ReturnType<typeof caseMachine.resolveState>;

/** Opens a case; holds that a take-over declared begin with it. Pure. */
export function startCase(input: CaseInput): Advance {
  const [live, actions] = initialTransition(caseMachine, input);
  return input.holds.reduce<Advance>(
    (opened, hold) => {
      const placed = advance(opened.snapshot, {
        type: 'HOLD_PLACED',
        at: input.openedAt,
        actor: { id: 'system', role: 'system' },
        commandId: `declared~${hold.id}`,
        hold,
      });
      return { snapshot: placed.snapshot, notes: [...opened.notes, ...placed.notes] };
    },
    { snapshot: persist(live), notes: notesOf(actions) },
  );
}

/** The next snapshot after an event. Pure and total: an event that the state does not know changes nothing. */
export function advance(snapshot: CaseSnapshot, event: CaseEvent): Advance {
  if (snapshot.status === 'done') return { snapshot, notes: [] };
  const [live, actions] = transition(caseMachine, restore(snapshot), event);
  return { snapshot: persist(live), notes: notesOf(actions) };
}

/**
 * A case that stays resolved from one event to the next: the same transitions and the same notes as `advance`, without what persisting and restoring
 * cost in between. For whoever drives very many cases in one process; what is kept or carried is the snapshot.
 */
export class LiveCase {
  private constructor(
    private live: Live,
    private readonly scope: ReturnType<typeof inertScope>,
  ) {}

  static of(snapshot: CaseSnapshot): LiveCase {
    shared ??= inertScope(snapshot.context);
    return new LiveCase(restore(snapshot), shared);
  }

  /** What `advance` would carry; its history is XState's own and is not to be kept. */
  get snapshot(): CaseSnapshot {
    return this.live as unknown as CaseSnapshot;
  }

  advance(event: CaseEvent): Note[] {
    if (this.live.status === 'done') return [];
    const actions: Parameters<typeof notesOf>[0][number][] = [];
    this.scope.actionExecutor = (action) => actions.push(action);
    this.live = caseMachine.transition(this.live, event, this.scope);
    return notesOf(actions);
  }

  persist(): CaseSnapshot {
    return persist(this.live);
  }
}

/**
 * What XState's own `transition` makes anew for every event, an actor that never runs, made once: the machine starts no actors, and its actions
 * are only ever collected.
 */
function inertScope(context: CaseContext) {
  const self = createActor(caseMachine, { input: { ...context, openedAt: context.now, withCounsel: false } });
  const scope: Parameters<typeof caseMachine.transition>[2] = {
    self,
    id: '',
    sessionId: '',
    system: self.system,
    logger: () => {},
    defer: () => {},
    emit: () => {},
    stopChild: () => {},
    actionExecutor: () => {},
  };
  return scope;
}
let shared: ReturnType<typeof inertScope> | undefined;

/** Whether the state has a transition for the event at all; the reasons are `refusal`'s. */
export function canAdvance(snapshot: CaseSnapshot, event: CaseEvent): boolean {
  return snapshot.status === 'active' && restore(snapshot).can(event);
}

function persist(live: Live): CaseSnapshot {
  const { status, value, context, historyValue } = caseMachine.getPersistedSnapshot(
    live,
  ) as unknown as CaseSnapshot;
  return { status, value, context, historyValue };
}

function restore(snapshot: CaseSnapshot): Live {
  const persisted = { ...snapshot, output: undefined, error: undefined, children: {} };
  return caseMachine.restoreSnapshot(persisted as never, undefined as never) as Live;
}

function notesOf(actions: ReadonlyArray<{ type: string; params?: unknown }>): Note[] {
  return actions.filter((action) => action.type === 'note').map((action) => action.params as Note);
}

/**
 * Brings a snapshot of an earlier release to this one's shape. State moves to new code only here, when a run continues as new.
 *
 * @throws Error when the snapshot is of a version that this release does not know: loud, before anything is done with it
 */
export function migrate(carried: CaseSnapshot): CaseSnapshot {
  const context = caseContextSchema.parse(carried.context);
  return { ...carried, context };
}
