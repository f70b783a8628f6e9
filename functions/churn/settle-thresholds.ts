/** Handler of `Settle thresholds`: what two people approved comes into force, as the next version of the policy. */
import * as z from 'zod';
import { EvaluationOutcome } from '../../shared/contracts/churn-evaluation.ts';
import type { TaskRow } from '../../shared/contracts/items.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { CaseUnknown, PassingContention } from '../../shared/faults/faults.ts';
import { tasksOf } from '../../shared/platform/answers.ts';
import { step } from '../../shared/platform/step.ts';
import type { EvaluationDesk } from './evaluation-ports.ts';
import { evaluationWiring } from './evaluation-wiring.ts';

/** How it ended. */
export const SettledThresholds = z.strictObject({ outcome: EvaluationOutcome });
export type SettledThresholds = z.infer<typeof SettledThresholds>;

/** The clocks of the two who say yes, in their order. */
const clocks = ['threshold-review', 'threshold-approval'] as const;

/** Closes an evaluation once; a retry answers how it was closed. */
export const settleThresholds = (desk: EvaluationDesk) =>
  step(StepInput, SettledThresholds, async (input): Promise<SettledThresholds> => {
    const { caseId } = input.case;
    const head = await desk.evaluations.find(caseId);
    if (head === undefined) throw new CaseUnknown(caseId);
    if (head.outcome !== undefined) return { outcome: head.outcome };
    const tasks = await tasksOf(desk, input);
    const [review, approval] = clocks.map((clock) => lastOf(tasks, clock));
    const outcome = outcomeOf(head.proposal !== undefined, review, approval);
    const by = `${review?.decidedBy} ${approval?.decidedBy}`;
    const approved =
      outcome === 'CHANGED' && head.proposal !== undefined
        ? {
            by,
            pack: {
              bands: head.proposal,
              sources: { bands: `evaluation ${caseId}, based on version ${head.basedOn}, approved by ${by}` },
            },
          }
        : undefined;
    if (!(await desk.evaluations.settled(head, outcome, approved)))
      throw new PassingContention(`Evaluation ${caseId} moved while it was settled.`);
    return { outcome };
  });

const lastOf = (tasks: readonly TaskRow[], clock: string): TaskRow | undefined =>
  tasks.findLast((task) => task.clock === clock && task.form === 'thresholds' && task.state === 'DECIDED');

/** Both must have said yes, and nobody may have said no; whatever operations ended by hand changes nothing. */
function outcomeOf(
  proposed: boolean,
  review: TaskRow | undefined,
  approval: TaskRow | undefined,
): EvaluationOutcome {
  if (!proposed) return 'UNCHANGED';
  const verdicts = [review, approval].map((task) => task?.decision?.verdict);
  if (verdicts.includes('REFUSE')) return 'REFUSED';
  return verdicts.every((verdict) => verdict === 'APPROVE') ? 'CHANGED' : 'MANUAL_TAKEOVER';
}

export const handler = settleThresholds(evaluationWiring());
