/** Whether those who had to sign an offer have signed it. */
import type { TaskRow } from '../../../shared/contracts/items.ts';

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

/** What is still missing under the offer of a step; whoever found the alert's cause does not sign what follows from it. */
export function unsignedOf(
  needed: Needed,
  tasks: readonly TaskRow[],
  number: number,
  finders: readonly (string | undefined)[],
): Needed {
  const signed = signaturesIn(tasks, number).filter(
    ({ decision, decidedBy }) => decision?.verdict === 'APPROVE' && !finders.includes(decidedBy),
  );
  const approved = signed.some(({ clock, level }) => clock === APPROVAL && level >= needed.approvalLevel);
  const coSigned = signed.some(({ clock }) => clock === CO_SIGN);
  return {
    approvalLevel: approved ? 0 : needed.approvalLevel,
    coSign: needed.coSign && !coSigned,
  };
}
