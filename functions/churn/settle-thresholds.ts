/** Handler of `Settle thresholds`: what two people approved comes into force, as the next version of the policy. */
import * as z from 'zod';
import { EvaluationOutcome } from '../../shared/contracts/churn-evaluation.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { CaseUnknown, PassingContention } from '../../shared/faults/faults.ts';
import { tasksOf } from '../../shared/platform/answers.ts';
import { step } from '../../shared/platform/step.ts';
import type { EvaluationDesk } from './evaluation-ports.ts';
import { evaluationWiring } from './evaluation-wiring.ts';
import { outcomeOf, wordsBy, wordsIn } from './rules/agreed.ts';

/** How it ended. */
export const SettledThresholds = z.strictObject({ outcome: EvaluationOutcome });
export type SettledThresholds = z.infer<typeof SettledThresholds>;

/** Closes an evaluation once; a retry answers how it was closed. */
export const settleThresholds = (desk: EvaluationDesk) =>
  step(StepInput, SettledThresholds, async (input): Promise<SettledThresholds> => {
    const { caseId } = input.case;
    const head = await desk.evaluations.find(caseId);
    if (head === undefined) throw new CaseUnknown(caseId);
    if (head.outcome !== undefined) return { outcome: head.outcome };
    const words = wordsIn(await tasksOf(desk, input));
    const people = await Promise.all(wordsBy(words).map((id) => desk.staff.find(id)));
    const outcome = outcomeOf(words, {
      proposed: head.proposal !== undefined,
      proposerId: head.proposerId,
      staff: new Map(people.flatMap((person) => (person === undefined ? [] : [[person.staffId, person]]))),
    });
    const by = wordsBy(words).join(' ');
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
    const settled = await desk.evaluations.settled(head, outcome, approved);
    if (settled === 'SETTLED') return { outcome };
    // Closed without them: tried again it would find the same, and a case that cannot end helps nobody.
    if (settled === 'OUTDATED' && (await desk.evaluations.settled(head, 'OUTDATED', undefined)) === 'SETTLED')
      return { outcome: 'OUTDATED' };
    throw new PassingContention(`Evaluation ${caseId} moved while it was settled.`);
  });

export const handler = settleThresholds(evaluationWiring());
