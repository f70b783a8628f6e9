/** Handler of `Measure effect`: whether an improvement has worked, by data (R227). */
import * as z from 'zod';
import { Instant } from '../../shared/contracts/codes.ts';
import type { ImprovementHead, MeasuredFigure } from '../../shared/contracts/improvement.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { step } from '../../shared/platform/step.ts';
import { figureAfter } from './figures.ts';
import type { ImprovementAdvance, MeasureDesk } from './ports.ts';
import { verdictOf } from './rules/effect.ts';
import { answerOnce, termsOf } from './statuses.ts';
import { measureWiring } from './wiring.ts';

/** What was found, LATER where the figure is still to come; and whether it is planned anew. */
export const Measured = z.strictObject({
  verdict: z.enum(['EFFECTIVE', 'NOT_EFFECTIVE', 'UNMEASURED', 'LATER']),
  again: z.enum(['YES', 'NO']),
  until: Instant.optional(),
});
export type Measured = z.infer<typeof Measured>;

const ACTOR = 'measure-improvement';

/** Measures, or waits on; what did not work is planned anew as often as the policy has it. */
export const measureImprovement = (desk: MeasureDesk) =>
  step(
    StepInput,
    Measured,
    (input): Promise<Measured> =>
      answerOnce<Measured>(desk, input, { from: ['CARRIED_OUT'], hears: true }, async (head, at) => {
        const { before, measureAt = at, measureBy = at } = head;
        const after = before === undefined ? 'NEVER' : await figureAfter(desk, head, at);
        if (after === 'NOT_YET' && at < measureBy) {
          const until = at < measureAt ? measureAt : measureBy;
          return {
            answer: { verdict: 'LATER', again: 'NO', until },
            advance: {
              status: 'CARRIED_OUT',
              set: {},
              deed: { actor: ACTOR, act: 'improvement.waits', facts: { until } },
              outbox: [],
            },
          };
        }
        if (before === undefined || after === 'NOT_YET' || after === 'NEVER')
          return {
            answer: { verdict: 'UNMEASURED', again: 'NO' },
            advance: ended(head, undefined, 'UNMEASURED'),
          };
        const { outcome, effect } = verdictOf(before, after);
        const { mostAttempts } = await termsOf(desk, head);
        const again = outcome === 'NOT_EFFECTIVE' && (head.attempts ?? 1) < mostAttempts;
        return {
          answer: { verdict: outcome, again: again ? 'YES' : 'NO' },
          advance: {
            ...ended(head, after, outcome, effect),
            // Whatever is done next begins from here.
            ...(again && { set: { before: after, after, effect } }),
          },
        };
      }),
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

const ended = (
  { attempts = 1 }: ImprovementHead,
  after: MeasuredFigure | undefined,
  ending: NonNullable<ImprovementHead['ending']>,
  effect?: ImprovementHead['effect'],
): ImprovementAdvance => ({
  status: 'MEASURED',
  set: { ending, ...(after !== undefined && { after }), ...(effect !== undefined && { effect }) },
  deed: {
    actor: ACTOR,
    act: 'improvement.measured',
    facts: {
      found: ending,
      attempts,
      ...(after !== undefined && { after: after.value, of: after.n }),
      ...(effect !== undefined && { effect: effect.value, low: effect.low, high: effect.high }),
    },
  },
  outbox: [],
});

/** What Lambda runs. */
export const handler = measureImprovement(measureWiring());
