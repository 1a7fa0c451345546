import type { Level } from '../../domain/vocabulary';
import { UserError } from '../../errors';
import { HOLD_WORDS, LEVEL_WORDS } from '../../machine/words';
import { isAtLaw, type OpenHold, type Side } from './sides';

/** At which level the case goes on: the lower of both, or where the surviving account's case stands. */
export type LevelChoice = 'lower' | 'keep';

export type JoinPlan = {
  /** holds of the joined account's case that stand on the surviving one's from now on */
  carried: OpenHold[];
  /** those that end with it, and why */
  ended: { hold: OpenHold; zh: string }[];
  /** null: there is no case to set it for, or it stays as it is */
  setLevel: 1 | 2 | 3 | null;
  /** the level at which the case goes on; null: nothing is in dunning */
  level: Level | null;
  opensCase: boolean;
  takesPlace: boolean;
};

/** Why the two cannot be joined. */
export function joinRefusal(from: Side, into: Side): UserError | null {
  if (from.id === into.id) {
    return new UserError('JOIN_SAME', '请选择两个不同的户', 'an account is not joined to itself');
  }
  const merged = [from, into].find(({ mergedIntoId }) => mergedIntoId !== null);
  if (merged) {
    return new UserError(
      'ACCOUNT_MERGED',
      `${merged.label} 已经并入另一户`,
      'one of them was joined to another account already',
      409,
      { accountId: merged.id, mergedIntoId: merged.mergedIntoId },
    );
  }
  const sued = [from, into].find(isAtLaw);
  if (sued) {
    return new UserError(
      'ACCOUNT_AT_LAW',
      `${sued.label} 在法律途径（四级）：请先由法务结案或撤回，再并户、拆户`,
      'one of them is at level 4: counsel settles or withdraws it first',
      409,
      { accountId: sued.id },
    );
  }
  const plan = [from, into].find(({ live }) => live?.holds.some(({ kind }) => kind === 'instalment_plan'));
  if (plan) {
    return new UserError(
      'PLAN_STANDS',
      `${plan.label} 有分期在执行，金额已写入承诺书：请先结束分期`,
      'an instalment plan stands whose sum is written down: end it first',
      409,
      { accountId: plan.id },
    );
  }
  if (declaresApart(from, into)) {
    return new UserError(
      'DECLARED_DIFFER',
      '两户接管时声明的状态不同，且还没有立案：请立案后再并户',
      'what the take-over declared of the two differs, and neither has a case: join them when they have',
      409,
    );
  }
  return null;
}

/** What the ledger says of one that has not begun would be lost, or is not what it says of the other. */
function declaresApart(from: Side, into: Side): boolean {
  if (!hasDeclared(from) && !hasDeclared(into)) return false;
  if (from.hadCase || into.hadCase) return true;
  return (
    hasDeclared(from) && hasDeclared(into) && JSON.stringify(from.declared) !== JSON.stringify(into.declared)
  );
}

/** A state or a level with which its first case will begin. */
export function hasDeclared({ hadCase, declared }: Side): boolean {
  if (hadCase || declared === null) return false;
  return declared.state !== 'normal' || (declared.level ?? 1) > 1;
}

/** What a join leads to, on both accounts as they stand. */
export function planJoin(from: Side, into: Side, choice: LevelChoice): JoinPlan {
  const open = from.live?.status === 'open' ? from.live : null;
  const holds = open?.holds ?? [];
  const endedWhy = (hold: OpenHold): string | null => {
    if (hold.kind === 'amount_dispute') return '金额异议随账单并入，案件不再因此整体暂停';
    if (hold.kind === 'promise' && into.live?.holds.some(({ kind }) => kind === 'promise')) {
      return '并入的户已有承诺，以那一个为准';
    }
    return null;
  };
  const survivor = into.live?.status === 'open' ? into.live : null;
  const lower = survivor && open && open.level < survivor.level ? open.level : null;
  const level = survivor ? (choice === 'lower' && lower ? lower : survivor.level) : (open?.level ?? null);
  return {
    carried: holds.filter((hold) => endedWhy(hold) === null),
    ended: holds.flatMap((hold) => {
      const zh = endedWhy(hold);
      return zh === null ? [] : [{ hold, zh }];
    }),
    setLevel: choice === 'lower' && lower !== null && lower !== 4 ? lower : null,
    level,
    opensCase: survivor === null && open !== null,
    takesPlace: into.building === null && from.building !== null,
  };
}

/** What will happen, in sentences for whoever is to decide. */
export function joinSentences(
  from: Side,
  into: Side,
  plan: JoinPlan,
): { will: string[]; warnings: string[] } {
  const codes = from.objects.map(({ code }) => code).join('、') || '（无收费对象）';
  const will = [
    `${from.label} 的收费对象 ${codes}、全部账单、缴费与预存并入 ${into.label}；${from.label} 不再单独催缴。`,
    '两户的证据各自保留，互相指向；联系次数本就按同一人合计。',
  ];
  if (from.live) will.push(`${from.label} 的案件以「并入他户」结束，未办的任务撤销。`);
  if (plan.opensCase) will.push(`${into.label} 新立案件，接着 ${from.label} 的级别（待放行）。`);
  if (plan.setLevel !== null) {
    will.push(
      `两户级别不同：按较低的 ${LEVEL_WORDS[plan.setLevel]} 继续（可选择保持 ${into.label} 现在的级别）。`,
    );
  } else if (plan.level !== null) {
    will.push(`合并后在 ${LEVEL_WORDS[plan.level]}。`);
  }
  if (plan.carried.length > 0) {
    will.push(`继续有效：${plan.carried.map(({ kind }) => HOLD_WORDS[kind]).join('、')}。`);
  }
  for (const { hold, zh } of plan.ended) will.push(`${HOLD_WORDS[hold.kind]}：${zh}。`);
  if (plan.takesPlace) will.push(`${into.label} 改称 ${from.label}，归 ${from.building} 栋管家。`);
  const warnings: string[] = [];
  if (from.nameIndex !== into.nameIndex) warnings.push('两户姓名不同，请确认是同一责任人。');
  if (from.personIndex !== into.personIndex && from.nameIndex === into.nameIndex) {
    warnings.push('姓名相同，电话不同，请核对是否同一人。');
  }
  if (from.partyKind !== into.partyKind) warnings.push('两户主体类型不同（业主、使用人、开发商、单位）。');
  if (from.careMark !== null && into.careMark === null)
    warnings.push(`${from.label} 有关怀标记，合并后整户由主管致电。`);
  return { will, warnings };
}
