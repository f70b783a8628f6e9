/** Whether those who had to sign a proposal have signed it. */
import type { TaskRow } from '../../../shared/contracts/items.ts';
import type { Signatures } from '../../../shared/policy/redress-limits.ts';

/** A co-sign is an approval that only compliance can give, by a clock of its own. */
const isCoSign = ({ clock }: TaskRow): boolean => clock === 'co-sign';

/** Clocks by which a signature under a proposal is given; whatever else is approved, such as more time, is none. */
const SIGNED_BY: readonly string[] = ['approval', 'co-sign'];

/** Approvals of proposals, decided, oldest first. */
const approvalsIn = (tasks: readonly TaskRow[]): TaskRow[] =>
  tasks
    .filter(
      ({ form, clock, state }) => form === 'approval' && SIGNED_BY.includes(clock) && state === 'DECIDED',
    )
    .toSorted((a, b) => ((a.decidedAt ?? '') < (b.decidedAt ?? '') ? -1 : 1));

/** How often proposals of the case were refused. */
export const refusalsIn = (tasks: readonly TaskRow[]): number =>
  approvalsIn(tasks).filter(({ decision }) => decision?.verdict === 'REFUSE').length;

/** What is missing under a proposal, as codes: `approval`, `co-sign`, `somebody-unrecused`. */
export function unsignedOf(
  proposal: TaskRow,
  needed: Pick<Signatures, 'approvalLevel' | 'coSign'>,
  tasks: readonly TaskRow[],
  recused: readonly string[],
): string[] {
  const signed = approvalsIn(tasks).filter(
    ({ decision, decidedAt = '', decidedBy = '' }) =>
      decision?.verdict === 'APPROVE' &&
      decidedAt >= (proposal.decidedAt ?? '') &&
      decidedBy !== proposal.decidedBy &&
      !recused.includes(decidedBy),
  );
  const approved = signed.some((task) => !isCoSign(task) && task.level >= needed.approvalLevel);
  return [
    ...(recused.includes(proposal.decidedBy ?? '') ? ['somebody-unrecused'] : []),
    ...(needed.approvalLevel === 0 || approved ? [] : ['approval']),
    ...(needed.coSign && !signed.some(isCoSign) ? ['co-sign'] : []),
  ];
}
