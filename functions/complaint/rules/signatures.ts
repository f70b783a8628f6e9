/** Whether those who had to sign a proposal have signed it. */
import type { Level, Role } from '../../../shared/contracts/codes.ts';
import type { StaffProfile, TaskRow } from '../../../shared/contracts/items.ts';
import { type Escalation, standsOn } from '../../../shared/policy/escalation.ts';
import type { Signatures } from '../../../shared/policy/redress-limits.ts';

/** A co-sign is an approval that only compliance can give, by a clock of its own. */
const isCoSign = ({ clock }: TaskRow): boolean => clock === 'co-sign';

/** Clocks by which a signature under a proposal is given; whatever else is approved, such as more time, is none. */
const SIGNED_BY: readonly string[] = ['approval', 'co-sign'];

/** Whether a task asks for a signature under a proposal. */
export const isSignature = ({ form, clock }: Pick<TaskRow, 'form' | 'clock'>): boolean =>
  form === 'approval' && SIGNED_BY.includes(clock);

/** Approvals of proposals, decided, oldest first. */
const approvalsIn = (tasks: readonly TaskRow[]): TaskRow[] =>
  tasks
    .filter((task) => isSignature(task) && task.state === 'DECIDED')
    .toSorted((a, b) => ((a.decidedAt ?? '') < (b.decidedAt ?? '') ? -1 : 1));

/** How often proposals of the case were refused. */
export const refusalsIn = (tasks: readonly TaskRow[]): number =>
  approvalsIn(tasks).filter(({ decision }) => decision?.verdict === 'REFUSE').length;

/** Those who signed, by their ids, and where each role stands. */
export interface Signers {
  readonly staff: ReadonlyMap<string, Pick<StaffProfile, 'role' | 'level'>>;
  readonly escalation: Escalation;
}

/** Everybody who approved something, so that their role and level can be held against what they signed. */
export const signersIn = (tasks: readonly TaskRow[]): string[] => [
  ...new Set(approvalsIn(tasks).flatMap(({ decidedBy }) => decidedBy ?? [])),
];

/**
 * What is missing under a proposal, as codes: `approval`, `co-sign`, `somebody-unrecused`. A signature counts by what its
 * signer is, and not by the level of the task alone: a task may have come to somebody in a way that nobody foresaw.
 */
export function unsignedOf(
  proposal: TaskRow,
  needed: Pick<Signatures, 'approvalLevel' | 'coSign'>,
  tasks: readonly TaskRow[],
  recused: readonly string[],
  { staff, escalation }: Signers,
): string[] {
  const signed = approvalsIn(tasks).filter(
    ({ decision, decidedAt = '', decidedBy = '' }) =>
      decision?.verdict === 'APPROVE' &&
      decidedAt >= (proposal.decidedAt ?? '') &&
      decidedBy !== proposal.decidedBy &&
      !recused.includes(decidedBy),
  );
  const standsIn = (ladder: Role, { decidedBy = '' }: TaskRow, from: Level | 0): boolean =>
    standsOn(escalation, ladder, staff.get(decidedBy), from);
  const approved = signed.some(
    (task) =>
      !isCoSign(task) &&
      task.level >= needed.approvalLevel &&
      standsIn('line-head', task, needed.approvalLevel),
  );
  const coSigned = signed.some((task) => isCoSign(task) && standsIn('compliance', task, 1));
  return [
    ...(recused.includes(proposal.decidedBy ?? '') ? ['somebody-unrecused'] : []),
    ...(needed.approvalLevel === 0 || approved ? [] : ['approval']),
    ...(needed.coSign && !coSigned ? ['co-sign'] : []),
  ];
}
