/** Handler of `Prepare offer`: which offer may be made, whether the month can bear it, and who has to sign it. */
import * as z from 'zod';
import { StepInput } from '../../shared/contracts/steps.ts';
import { customerOf } from '../../shared/platform/advance.ts';
import { step } from '../../shared/platform/step.ts';
import { dayIn } from '../../shared/policy/days.ts';
import { isFor, offerFor } from '../../shared/policy/playbooks.ts';
import { endedStep, givenBack, stepAt, talkInstead } from './playing.ts';
import { termsOf } from './policies.ts';
import type { AlertDesk } from './ports.ts';
import { missingUnder } from './signing.ts';
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
        const { caseId, cause = 'UNKNOWN', tier = 'mass' } = head;
        const [{ riskClass }, steps, tasks] = await Promise.all([
          // As compliance sees the customer now: an alert lives long enough for that to have changed since its lock.
          customerOf(desk, head),
          desk.cases.steps(caseId),
          desk.tasks.ofCase(caseId),
        ]);
        const now = stepAt(input, steps);
        const it = { cause, tier, riskClass };
        const held =
          now.budget === undefined ? undefined : playbooks.offers.find(({ id }) => id === now.offer);
        const kept = held && isFor(held, it) ? { ...held, cost: now.cost ?? held.cost } : undefined;
        // What was signed was signed for another offer: one that fits no more is not exchanged for the next.
        const found = held === undefined ? offerFor(playbooks, it) : undefined;
        const month = dayIn(at, workingTime.zone).slice(0, 7);
        const { perMonth } = playbooks.budget;
        const made = kept ?? found;
        const room =
          made === undefined || made === kept || (await desk.cases.taken(month)) + made.cost <= perMonth;
        if (made === undefined || !room) {
          const why = made === undefined ? 'NO_OFFER' : 'NO_BUDGET';
          const ended = endedStep(now, why, at);
          return {
            answer: { offer: 'NONE', approvalLevel: 0, coSign: 'NO' },
            advance: {
              status: 'TREATED',
              set: { riskClass },
              steps: [ended, ...talkInstead(head, steps, at)],
              budget: givenBack([now], [ended], perMonth),
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
        const prepared = { ...now, offer, cost, budget: now.budget ?? month };
        const missing = await missingUnder(desk, input, { ...head, riskClass }, prepared, tasks, playbooks);
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
            set: { riskClass },
            steps: [prepared],
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
