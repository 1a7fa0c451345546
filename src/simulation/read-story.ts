import type { z } from 'zod';
import { daysBetween } from '../domain/civil-day';
import { UserError } from '../errors';
import { readyMadePolicy } from '../policy/ready-made';
import { type Policy, policySchema } from '../policy/schema';
import { type Story, storySchema } from './story-schema';

/** What is wrong with a story: where, what stands there, and why it cannot be. */
export type StoryIssue = { path: string; value: unknown; reason: string };

/** Ten years: longer is a slip of the keyboard. */
const LONGEST_DAYS = 3_660;

/**
 * A story as it was written, checked whole.
 *
 * @throws {UserError} STORY_INVALID with every field, its value and the reason; nothing of it was run
 */
export function readStory(document: unknown): Story {
  const parsed = storySchema.safeParse(document);
  if (!parsed.success) throw invalid(parsed.error.issues.flatMap((issue) => issuesOf(issue, document)));
  const issues = inconsistencies(parsed.data);
  if (issues.length > 0) throw invalid(issues);
  return parsed.data;
}

/** A ready-made policy by its name, or the document itself; null: no policy has that name. */
export function policyOf(policy: Story['policy']): Policy | null {
  return typeof policy === 'string' ? readyMadePolicy(policy) : policy;
}

function invalid(issues: StoryIssue[]): UserError {
  const [first] = issues;
  const shown = first ? `${first.path}：${first.reason}（${shownValue(first.value)}）` : '';
  const more = issues.length > 1 ? `，另有 ${issues.length - 1} 处` : '';
  return new UserError(
    'STORY_INVALID',
    `故事有误，未运行。${shown}${more}`,
    `the story is not valid and was not run: ${issues
      .slice(0, 20)
      .map(({ path, reason, value }) => `${path}: ${reason} (${shownValue(value)})`)
      .join('; ')}`,
    422,
    { issues: issues.slice(0, 100) },
  );
}

function shownValue(value: unknown): string {
  const text = value === undefined ? 'undefined' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function issuesOf(issue: z.core.$ZodIssue, document: unknown): StoryIssue[] {
  const value = at(document, issue.path);
  const path = pathText(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: path === '' ? key : `${path}.${key}`,
      value: at(document, [...issue.path, key]),
      reason: '没有这一项',
    }));
  }
  // a document in the place of a policy's name: what is wrong within it
  if (issue.code === 'invalid_union' && issue.path.at(-1) === 'policy' && typeof value === 'object') {
    const policy = policySchema.safeParse(value);
    if (!policy.success) {
      return policy.error.issues.map((inner) => ({
        path: pathText([...issue.path, ...inner.path]),
        value: at(value, inner.path),
        reason: inner.message,
      }));
    }
  }
  return [{ path: path === '' ? '(file)' : path, value, reason: issue.message }];
}

function at(document: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    document,
  );
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

/** What each field allows and the whole does not: days in order, names that somebody has. */
function inconsistencies(story: Story): StoryIssue[] {
  const issues: StoryIssue[] = [];
  const wrong = (path: string, value: unknown, reason: string) => issues.push({ path, value, reason });
  if (story.to < story.from) wrong('to', story.to, '最后一天不能早于第一天');
  else if (daysBetween(story.from, story.to) > LONGEST_DAYS) wrong('to', story.to, '故事不能长于十年');
  if (policyOf(story.policy) === null) wrong('policy', story.policy, '没有这个现成政策');
  const names = namesOf(story, wrong);
  story.events.forEach((event, index) => {
    const path = `events[${index}]`;
    const needs = (field: string, kind: keyof typeof names, id: string) => {
      if (!names[kind].has(id)) wrong(`${path}.${field}`, id, '故事里没有这个编号');
    };
    if ('knownAt' in event && event.knownAt && event.knownAt < event.at.slice(0, event.knownAt.length)) {
      wrong(`${path}.knownAt`, event.knownAt, '不能早于发生的时间');
    }
    if ('to' in event && event.to <= event.at) wrong(`${path}.to`, event.to, '须晚于开始');
    const heardOn = (('knownAt' in event ? event.knownAt : undefined) ?? event.at).slice(0, 10);
    if (heardOn < story.from || heardOn > story.to) {
      wrong(`${path}.at`, event.at, '不在故事的起止日之间');
    }
    switch (event.event) {
      case 'charge_corrected':
      case 'charge_cancelled':
      case 'charge_disputed':
      case 'waiver':
        needs('charge', 'charges', event.charge);
        break;
      case 'dispute_answered':
        needs('charge', 'charges', event.charge);
        if ((event.verdict === 'reduced') !== (event.reducedTo !== undefined)) {
          wrong(`${path}.reducedTo`, event.reducedTo, '只有减少时写明新的应收');
        }
        break;
      case 'payment':
        for (const [at, { charge }] of (event.instruction ?? []).entries()) {
          needs(`instruction[${at}].charge`, 'charges', charge);
        }
        for (const [at, { charge }] of (event.booked ?? []).entries()) {
          needs(`booked[${at}].charge`, 'charges', charge);
        }
        break;
      case 'payment_reversed':
        needs('payment', 'payments', event.payment);
        break;
      case 'hold_cleared':
        needs('hold', 'holds', event.hold);
        break;
      case 'hold':
        if ((event.kind === 'manual_pause') !== (event.until !== undefined)) {
          wrong(`${path}.until`, event.until, '只有手工暂停写明最后一天');
        }
        break;
      case 'address':
        needs('address', 'addresses', event.address);
        break;
      case 'policy_changed':
        if (policyOf(event.policy) === null) wrong(`${path}.policy`, event.policy, '没有这个现成政策');
        break;
      default:
        break;
    }
  });
  return issues;
}

function namesOf(story: Story, wrong: (path: string, value: unknown, reason: string) => void) {
  const names = {
    charges: new Set<string>(),
    payments: new Set<string>(),
    holds: new Set<string>(),
    addresses: new Set(story.contacts.map(({ id }) => id)),
  };
  const once = (kind: 'charges' | 'holds', id: string, path: string) => {
    if (names[kind].has(id)) wrong(path, id, '编号重复');
    names[kind].add(id);
  };
  for (const [index, { id }] of story.charges.entries()) once('charges', id, `charges[${index}].id`);
  story.events.forEach((event, index) => {
    const path = `events[${index}]`;
    switch (event.event) {
      case 'charge':
        once('charges', event.charge.id, `${path}.charge.id`);
        break;
      case 'charge_corrected':
        once('charges', event.by.id, `${path}.by.id`);
        break;
      case 'dispute_answered':
        if (event.reducedTo) once('charges', event.reducedTo.id, `${path}.reducedTo.id`);
        break;
      case 'payment':
        // the same payment twice is the same payment: it is not refused, it counts once
        names.payments.add(event.id);
        break;
      case 'hold':
      case 'promise':
      case 'instalment_plan':
        once('holds', event.id, `${path}.id`);
        break;
      case 'address_added':
        names.addresses.add(event.address);
        break;
      default:
        break;
    }
  });
  return names;
}
