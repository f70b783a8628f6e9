/** Handler of `Prepare offer`: which offer may be made, whether the month can bear it, and who has to sign it. */
import * as z from 'zod';
import { StepInput } from '../../shared/contracts/steps.ts';
import { step } from '../../shared/platform/step.ts';
import { dayIn } from '../../shared/policy/days.ts';
import { offerFor, signaturesFor } from '../../shared/policy/playbooks.ts';
import { endedStep, findersOf, stepAt, talkInstead } from './playing.ts';
import { termsOf } from './policies.ts';
import type { AlertDesk } from './ports.ts';
import { unsignedOf } from './rules/signed.ts';
import { answerOnce, underWay } from './statuses.ts';
import { playingWiring } from './wiring.ts';

/** The offer and the signatures that are still missing; NONE where nothing can be offered. */
export const Prepared = z.strictObject({
  offer: z.string(),
  approvalLevel: z.union([z.literal(0), z.literal(2), z.literal(3)]),
  coSign: z.enum(['YES', 'NO']),
});
export type Prepared = z.infer<typeof Prepared>;

/** Reserves the cost of the offer in the budget of the month, once a step; tier, cause and risk class decide which it is. */
export const prepareOffer = (desk: AlertDesk) =>
  step(
    StepInput,
    Prepared,
    async (input): Promise<Prepared> => {
      const { answer } = await answerOnce<Prepared>(desk, input, { from: underWay }, async (head, at) => {
        const { playbooks, workingTime } = await termsOf(desk, head);
        const { caseId, cause = 'UNKNOWN', tier = 'mass', riskClass = 'compliant' } = head;
        const [steps, tasks] = await Promise.all([desk.cases.steps(caseId), desk.tasks.ofCase(caseId)]);
        const now = stepAt(input, steps);
        const found = offerFor(playbooks, { cause, tier, riskClass });
        const kept =
          now.offer === undefined || now.budget === undefined
            ? undefined
            : { id: now.offer, cost: now.cost ?? 0 };
        const month = dayIn(at, workingTime.zone).slice(0, 7);
        const { perMonth } = playbooks.budget;
        const made = kept ?? found;
        const room =
          made === undefined || made === kept || (await desk.cases.taken(month)) + made.cost <= perMonth;
        if (made === undefined || !room) {
          const why = made === undefined ? 'NO_OFFER' : 'NO_BUDGET';
          return {
            answer: { offer: 'NONE', approvalLevel: 0, coSign: 'NO' },
            advance: {
              status: 'TREATED',
              set: {},
              steps: [endedStep(now, why, at), ...talkInstead(head, steps, at)],
              deed: {
                actor: 'prepare-offer',
                act: 'alert.no-offer',
                facts: { number: now.number, why, cause, tier, riskClass, month },
              },
              outbox: [],
            },
          };
        }
        const { id: offer, cost } = made;
        const missing = unsignedOf(
          signaturesFor(playbooks, { cost, riskClass }),
          tasks,
          now.number,
          findersOf(input),
        );
        const facts = {
          number: now.number,
          offer,
          cost,
          month,
          approvalLevel: missing.approvalLevel,
          coSign: missing.coSign,
        };
        return {
          answer: { offer, approvalLevel: missing.approvalLevel, coSign: missing.coSign ? 'YES' : 'NO' },
          advance: {
            status: 'TREATED',
            set: {},
            steps: [{ ...now, offer, cost, budget: now.budget ?? month }],
            ...(kept === undefined && { budget: [{ month, amount: cost, most: perMonth }] }),
            deed: { actor: 'prepare-offer', act: 'alert.offer-prepared', facts },
            outbox: [],
          },
        };
      });
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = prepareOffer(playingWiring());
