/** Whether other thresholds are agreed to: by two people who may, neither of whom proposed them (R188). */
import type { EvaluationOutcome } from '../../../shared/contracts/churn-evaluation.ts';
import type { Role } from '../../../shared/contracts/codes.ts';
import type { StaffProfile, TaskRow } from '../../../shared/contracts/items.ts';

/** The two who say yes, by their clocks and in their order: whom the storyboard asks, and who stands above them. */
const asked = {
  'threshold-review': ['analyst', 'expert', 'line-head', 'gm'],
  'threshold-approval': ['expert', 'line-head', 'gm'],
} as const satisfies Record<string, readonly Role[]>;

type Clock = keyof typeof asked;

/** The last words on a proposal. */
export type Words = Readonly<Record<Clock, TaskRow | undefined>>;

/** The last words on a proposal, as they are among the tasks of its evaluation. */
export const wordsIn = (tasks: readonly TaskRow[]): Words => {
  const last = (clock: Clock): TaskRow | undefined =>
    tasks.findLast((task) => task.clock === clock && task.form === 'thresholds' && task.state === 'DECIDED');
  return { 'threshold-review': last('threshold-review'), 'threshold-approval': last('threshold-approval') };
};

/** Who gave them, each once. */
export const wordsBy = (words: Words): string[] => [
  ...new Set(Object.values(words).flatMap((task) => task?.decidedBy ?? [])),
];

/** What is proposed, and who the staff says that those who agreed are. */
export interface Agreement {
  readonly proposed: boolean;
  readonly proposerId: string | undefined;
  readonly staff: ReadonlyMap<string, Pick<StaffProfile, 'role'>>;
}

/**
 * How an evaluation ends. Both must have said yes, and nobody may have said no; a yes counts by what its giver is, for a task
 * may have come to somebody in a way that nobody foresaw. Whatever operations ended by hand changes nothing.
 */
export function outcomeOf(words: Words, { proposed, proposerId, staff }: Agreement): EvaluationOutcome {
  if (!proposed) return 'UNCHANGED';
  const verdicts = Object.values(words).map((task) => task?.decision?.verdict);
  if (verdicts.includes('REFUSE')) return 'REFUSED';
  if (!verdicts.every((verdict) => verdict === 'APPROVE')) return 'MANUAL_TAKEOVER';
  const mayAgree = (Object.keys(asked) as Clock[]).every((clock) => {
    const by = words[clock]?.decidedBy ?? '';
    const roles: readonly Role[] = asked[clock];
    const role = staff.get(by)?.role;
    return by !== proposerId && role !== undefined && roles.includes(role);
  });
  return mayAgree && wordsBy(words).length === 2 ? 'CHANGED' : 'UNSIGNED';
}
