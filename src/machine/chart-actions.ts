import { setup } from 'xstate';
import type { Level } from '../domain/vocabulary';
import { type Change, enterLevel, inTurn, type Rule, replan, unchanged, withdraw } from './change';
import type { CaseContext, CaseInput, EntryBasis } from './context';
import type { CaseEvent, Note, StaffEvent } from './events';
import { guards } from './guards';
import { endAllHolds } from './hold-rules';
import { approve, counselWork, milestone } from './referral-rules';
import type { CloseReason } from './vocabulary';

/** What the chart is made of: its types, its guards, and rules lifted into actions. */
export const base = setup({
  types: { context: {} as CaseContext, events: {} as CaseEvent, input: {} as CaseInput },
  actions: {
    /** What happened, for timeline and evidence; returned by the pure transition, never run. */
    note: (_scope: unknown, _note: Note) => {},
  },
  guards,
});

/** Lifts a rule into an action: assigns what it made, enqueues what it noted. Its time is the event's own. */
export function does(rule: (context: CaseContext, event: CaseEvent) => Change) {
  return base.enqueueActions(({ context, event, enqueue }) => {
    // XState's own first event has no time: the case then begins at the time it was opened
    const now = event.at ?? context.now;
    const change = rule({ ...context, now }, event);
    enqueue.assign(change.context);
    for (const note of change.notes) enqueue({ type: 'note', params: note });
  });
}

/** The same for one type of event. */
export function on<T extends CaseEvent['type']>(
  type: T,
  rule: (context: CaseContext, event: Extract<CaseEvent, { type: T }>) => Change,
) {
  return does((context, event) => {
    if (event.type !== type) throw new Error(`the chart sent ${event.type} where ${type} was meant`);
    return rule(context, event as Extract<CaseEvent, { type: T }>);
  });
}

/** The same for what staff said, which is noted as accepted. */
export function accept<T extends StaffEvent['type']>(
  type: T,
  rule: (event: Extract<StaffEvent, { type: T }>) => Rule,
) {
  return does((context, event) => {
    if (event.type !== type) throw new Error(`the chart sent ${event.type} where ${type} was meant`);
    const said = event as Extract<StaffEvent, { type: T }>;
    return inTurn(
      context,
      (current) => ({
        context: current,
        notes: [
          {
            kind: 'command_accepted',
            at: current.now,
            commandId: said.commandId,
            event: said.type,
            by: said.actor.id,
          },
        ],
      }),
      rule(said),
    );
  });
}

export const begin = (level: Level) => does((context) => enterLevel(level, context.basis)(context));

/** The plan's next level, with the evidence that its entry rests on. */
export const enterNext = (level: Level) =>
  does((context) => {
    if (context.next?.kind !== 'level') throw new Error('a level is entered only as planned');
    return enterLevel(level, context.next.basis)(context);
  });

export const decide = (level: Level) =>
  accept('LEVEL_DECIDED', (event) => enterLevel(level, basis('decided', event.commandId)));

export function basis(kind: EntryBasis['kind'], ...evidence: string[]): EntryBasis {
  return { kind, evidence };
}

export function setCause(event: Extract<StaffEvent, { type: 'CAUSE_CONFIRMED' }>): Rule {
  return (context) =>
    inTurn(
      { ...context, cause: event.cause },
      (changed) => ({
        context: changed,
        notes: [
          {
            kind: 'cause_set',
            at: changed.now,
            from: context.cause,
            to: event.cause,
            by: event.actor.id,
            commandId: event.commandId,
          },
        ],
      }),
      context.heldSince === null ? replan : unchanged,
    );
}

export function close(reason: CloseReason): Rule {
  return (context) =>
    inTurn(
      context,
      endAllHolds('closed'),
      withdraw(() => true, 'CASE_CLOSED'),
      (ended) => ({
        context: { ...ended, closeReason: reason, next: null, dueAt: null, left: null, windowEndsAt: null },
        notes: [{ kind: 'closed', at: ended.now, reason }],
      }),
    );
}

/** Approved by another person than who asked: level 4 on the approval and on the written demands. */
export const refer = accept('REFERRAL_ANSWERED', (event) => (context) => {
  const demands = context.demands.filter(({ written }) => written).map(({ key }) => key);
  return inTurn(
    context,
    approve(event),
    enterLevel(4, basis('approved', event.commandId, ...demands)),
    counselWork('prepare_package'),
  );
});

/** A milestone ends the piece of work that was open, and lays out the next. */
export const goOnAtCounsel = (kind: Parameters<typeof counselWork>[0]) =>
  accept('MILESTONE_REACHED', (event) => (context) => inTurn(context, milestone(event), counselWork(kind)));
