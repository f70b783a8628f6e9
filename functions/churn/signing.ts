/** The signatures under an offer, held against what those who gave them are. */
import type { AlertStep } from '../../shared/contracts/alert-rows.ts';
import type { AlertHead } from '../../shared/contracts/churn.ts';
import type { TaskRow } from '../../shared/contracts/items.ts';
import type { StepInput } from '../../shared/contracts/steps.ts';
import { type Playbooks, signaturesFor } from '../../shared/policy/playbooks.ts';
import type { AlertDesk } from './ports.ts';
import { type Needed, signersOf, unsignedOf } from './rules/signed.ts';

/** What is still missing under the offer of a step, whatever way led here. */
export async function missingUnder(
  { staff, policies }: Pick<AlertDesk, 'staff' | 'policies'>,
  { case: state }: StepInput,
  { riskClass = 'compliant', policies: kept }: Pick<AlertHead, 'riskClass' | 'policies'>,
  { number, cost = 0 }: Pick<AlertStep, 'number' | 'cost'>,
  tasks: readonly TaskRow[],
  playbooks: Playbooks,
): Promise<Needed> {
  const [{ pack: escalation }, ...people] = await Promise.all([
    policies.read('escalation', kept?.escalation),
    ...signersOf(tasks, number).map((id) => staff.find(id)),
  ]);
  return unsignedOf(signaturesFor(playbooks, { cost, riskClass }), tasks, number, {
    escalation,
    staff: new Map(people.flatMap((person) => (person === undefined ? [] : [[person.staffId, person]]))),
    recused: [state.assessorId, state.expertId, state.ownerId].map((id) =>
      typeof id === 'string' ? id : undefined,
    ),
  });
}
