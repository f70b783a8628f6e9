/** A proposal with the signatures that it needs, as its story has them. */
import { Proposal, Severity } from '../../shared/contracts/complaint.ts';
import type { CaseHead, TaskRow } from '../../shared/contracts/items.ts';
import type { StepInput } from '../../shared/contracts/steps.ts';
import { AnswerMissing, StoryIncomplete } from '../../shared/faults/faults.ts';
import { customerOf } from '../../shared/platform/advance.ts';
import { type Answered, answerIn } from '../../shared/platform/answers.ts';
import { type Signatures, signaturesOf } from '../../shared/policy/redress-limits.ts';
import type { AnsweredDesk } from './ports.ts';
import { refusalsIn, type Signers, signersIn } from './rules/signatures.ts';

/** The proposal that counts, as `Weigh proposal` noted it on the case. */
export function proposalOf(head: CaseHead, tasks: readonly TaskRow[]): Answered<Proposal> {
  const task = tasks.find(({ taskId }) => taskId === head.proposalId);
  if (task === undefined) throw new AnswerMissing(head.caseId, 'proposal');
  return { task, answer: answerIn(task, Proposal) };
}

/** Who approved anything in a case, as the staff has them now, and the ladders by which it is told what they may sign. */
export async function signersOf(
  desk: AnsweredDesk,
  head: CaseHead,
  tasks: readonly TaskRow[],
): Promise<Signers> {
  const [{ pack: escalation }, ...people] = await Promise.all([
    desk.policies.read('escalation', head.policies?.escalation),
    ...signersIn(tasks).map((id) => desk.staff.find(id)),
  ]);
  return {
    escalation,
    staff: new Map(people.flatMap((person) => (person === undefined ? [] : [[person.staffId, person]]))),
  };
}

/** Who must sign a proposal, and how often proposals of the case were refused. */
export async function weighed(
  desk: AnsweredDesk,
  head: CaseHead,
  input: StepInput,
  { task, answer }: Answered<Proposal>,
  tasks: readonly TaskRow[],
): Promise<Signatures & { readonly refusals: number }> {
  const severity = Severity.safeParse(head.severity ?? input.case.severity).data;
  if (severity === undefined)
    throw new StoryIncomplete(head.caseId, [{ field: 'severity', expected: Severity.options.join(', ') }]);
  const [{ riskClass }, proposer, limits] = await Promise.all([
    customerOf(desk, head),
    task.decidedBy === undefined ? undefined : desk.staff.find(task.decidedBy),
    desk.policies.read('redress-limits', head.policies?.['redress-limits']),
  ]);
  const regulatorReferred = (head.regulatorReferred ?? input.case.regulatorReferred) === 'YES';
  const refusals = refusalsIn(tasks);
  const signatures = signaturesOf(
    // Who proposes counts by their own level, also where the task came to them from above or below.
    {
      amount: answer.amount,
      severity,
      riskClass,
      regulatorReferred,
      proposerLevel: proposer?.level ?? task.level,
      refusals,
    },
    limits.pack,
  );
  return { ...signatures, refusals };
}
