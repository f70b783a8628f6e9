/** Whether those who had to sign an offer have signed it. */
import type { Role } from '../../../shared/contracts/codes.ts';
import type { StaffProfile, TaskRow } from '../../../shared/contracts/items.ts';
import { type Escalation, standsOn } from '../../../shared/policy/escalation.ts';

/** What an offer needs: nobody (0) or somebody of at least this level, and compliance. */
export interface Needed {
  readonly approvalLevel: 0 | 2 | 3;
  readonly coSign: boolean;
}

/** Signatures by clock; a co-sign is one that only compliance can give. */
const APPROVAL = 'offer-approval';
const CO_SIGN = 'co-sign';

/** Signatures about one step, as they are known. */
const signaturesIn = (tasks: readonly TaskRow[], number: number): TaskRow[] =>
  tasks.filter(
    ({ form, clock, state, item }) =>
      form === 'approval' &&
      (clock === APPROVAL || clock === CO_SIGN) &&
      state === 'DECIDED' &&
      item === number,
  );

/** Whether somebody refused to sign a step. */
export const isRefused = (tasks: readonly TaskRow[], number: number): boolean =>
  signaturesIn(tasks, number).some(({ decision }) => decision?.verdict === 'REFUSE');

/** Those who signed anything about a step, each once. */
export const signersOf = (tasks: readonly TaskRow[], number: number): string[] => [
  ...new Set(signaturesIn(tasks, number).flatMap(({ decidedBy }) => decidedBy ?? [])),
];

/** Who signed, as the staff has them, and who must not: those who found the alert's cause, and who speaks with the customer. */
export interface Signers {
  readonly staff: ReadonlyMap<string, Pick<StaffProfile, 'role' | 'level'>>;
  readonly escalation: Escalation;
  readonly recused: readonly (string | undefined)[];
}

/**
 * What is still missing under the offer of a step. A signature counts by what its signer is, and not by the level of the task
 * alone, for a task may have come to somebody in a way that nobody foresaw; two signatures are those of two people.
 */
export function unsignedOf(
  needed: Needed,
  tasks: readonly TaskRow[],
  number: number,
  { staff, escalation, recused }: Signers,
): Needed {
  const signed = signaturesIn(tasks, number).filter(
    ({ decision, decidedBy }) => decision?.verdict === 'APPROVE' && !recused.includes(decidedBy),
  );
  const stands = (ladder: Role, { decidedBy = '' }: TaskRow, from: Needed['approvalLevel']): boolean =>
    standsOn(escalation, ladder, staff.get(decidedBy), from);
  const approvals = signed.filter(
    (task) =>
      task.clock === APPROVAL &&
      task.level >= needed.approvalLevel &&
      stands('line-head', task, needed.approvalLevel),
  );
  const coSigns = signed.filter((task) => task.clock === CO_SIGN && stands('compliance', task, 0));
  const approved = needed.approvalLevel === 0 || approvals.length > 0;
  // Whoever might do either does one of the two.
  const coSigned = coSigns.some(
    ({ decidedBy }) => approvals.length === 0 || approvals.some((by) => by.decidedBy !== decidedBy),
  );
  return { approvalLevel: approved ? 0 : needed.approvalLevel, coSign: needed.coSign && !coSigned };
}
