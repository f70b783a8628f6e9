/** Handler of `Weigh contact`: whether a customer who may leave is spoken with now, later, or not at all, and by which way. */
import * as z from 'zod';
import type { AlertStep } from '../../shared/contracts/alert-rows.ts';
import type { AlertHead } from '../../shared/contracts/churn.ts';
import { ContactChannel, type ContactPurpose, Instant } from '../../shared/contracts/codes.ts';
import type { CustomerProfile } from '../../shared/contracts/items.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { DecisionUnfinished } from '../../shared/faults/faults.ts';
import { customerOf } from '../../shared/platform/advance.ts';
import type { Reserved } from '../../shared/platform/contact-ledger.ts';
import { step } from '../../shared/platform/step.ts';
import type { Playbooks } from '../../shared/policy/playbooks.ts';
import { lineOf, seatOf } from '../../shared/policy/service-map.ts';
import { addWorkingTime } from '../../shared/policy/working-time.ts';
import { endedStep, givenBack, stepAt, talkInstead } from './playing.ts';
import { termsOf } from './policies.ts';
import type { AlertAdvance, ContactDesk } from './ports.ts';
import { endOf, within } from './rules/waits.ts';
import { waysOf } from './rules/ways.ts';
import { missingUnder } from './signing.ts';
import { answerOnce, underWay } from './statuses.ts';
import { contactWiring } from './wiring.ts';

/** The word on a talk. */
export const Ruled = z.strictObject({
  ruling: z.enum(['NOW', 'LATER', 'NOT']),
  until: Instant.optional(),
  channel: ContactChannel.optional(),
  reason: z.string().optional(),
  /** When winning back has no point any more. */
  winBackBy: Instant,
});
export type Ruled = z.infer<typeof Ruled>;

/** What an offer is to the customer's own yes: something they are to be sold on; a talk is care. */
const purposeOf = ({ what }: AlertStep): ContactPurpose => (what === 'OFFER' ? 'marketing' : 'care');

/** Reserves the contact where the rules let it be now, once an entry of its state; nothing is offered that is not signed. */
export const weighRetention = (desk: ContactDesk) =>
  step(
    StepInput,
    Ruled,
    async (input): Promise<Ruled> => {
      const { answer } = await answerOnce<Ruled>(desk, input, { from: underWay }, async (head, at) => {
        const [{ playbooks, workingTime }, { pack: map }] = await Promise.all([
          termsOf(desk, head),
          desk.policies.read('service-map', head.policies?.['service-map']),
        ]);
        const { customerId, contactId, tier = 'mass' } = head;
        const customer = await customerOf(desk, head);
        const steps = await desk.cases.steps(head.caseId);
        const now = stepAt(input, steps);
        await checkSigned(desk, input, head, now, playbooks);
        if (contactId !== undefined) await desk.ledger.release(customerId, contactId, 'weighed-again');
        const { asked, channel } = await ask(desk, head, customer, now);
        const end = endOf(head.openedAt, playbooks);
        const seat = seatOf(map, 'win-back', tier, lineOf({ type: customer.type, tier }));
        const winBackBy = within(addWorkingTime(at, seat?.minutes ?? 0, workingTime), end);
        const weighings = (head.weighings ?? 0) + 1;
        const told = (facts: AlertAdvance['deed']['facts']) => ({
          actor: 'weigh-retention',
          act: 'alert.contact-weighed',
          facts: { number: now.number, what: now.what, ...facts },
        });
        if (asked?.answer === 'SEND_NOW') {
          return {
            answer: { ruling: 'NOW', ...(channel !== undefined && { channel }), winBackBy },
            advance: {
              status: 'TREATED',
              set: {
                weighings,
                ...(channel !== undefined && { channel }),
                ...(asked.contactId !== undefined && { contactId: asked.contactId }),
              },
              deed: told({ ruling: 'NOW', channel: channel ?? '' }),
              outbox: [],
            },
          };
        }
        const deferrals = now.deferrals ?? 0;
        const { until, reason = 'deferred-too-often' } = asked ?? { reason: 'no-way' };
        if (until !== undefined && until < end && deferrals < playbooks.mostDeferrals) {
          return {
            answer: { ruling: 'LATER', until, winBackBy },
            advance: {
              status: 'TREATED',
              set: { weighings },
              unset: ['contactId', 'channel'],
              steps: [{ ...now, deferrals: deferrals + 1 }],
              deed: told({ ruling: 'LATER', until }),
              outbox: [],
            },
          };
        }
        const ended = endedStep(now, 'NOT_ALLOWED', at);
        // Who wants no offers may still want to be listened to.
        const instead = now.what === 'OFFER' ? talkInstead(head, steps, at) : [];
        return {
          answer: { ruling: 'NOT', reason, winBackBy },
          advance: {
            status: 'TREATED',
            set: { weighings },
            unset: ['contactId', 'channel'],
            steps: [ended, ...instead],
            budget: givenBack([now], [ended], playbooks.budget.perMonth),
            deed: told({ ruling: 'NOT', reason }),
            outbox: [],
          },
        };
      });
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** Whatever way led here, an offer above the limits has its signatures, or nobody hears of it. */
async function checkSigned(
  desk: ContactDesk,
  input: StepInput,
  head: AlertHead,
  now: AlertStep,
  playbooks: Playbooks,
): Promise<void> {
  if (now.what !== 'OFFER') return;
  const missing = await missingUnder(desk, input, head, now, await desk.tasks.ofCase(head.caseId), playbooks);
  const lacks = [...(missing.approvalLevel > 0 ? ['approval'] : []), ...(missing.coSign ? ['co-sign'] : [])];
  if (lacks.length > 0) throw new DecisionUnfinished(head.caseId, lacks);
}

/** Asks for each way to the customer in turn, until one is not barred by the customer's own word on it. */
async function ask(
  desk: ContactDesk,
  head: AlertHead,
  customer: CustomerProfile,
  now: AlertStep,
): Promise<{ readonly asked: Reserved | undefined; readonly channel?: ContactChannel }> {
  const { customerId, caseId, weighings = 0 } = head;
  let last: Reserved | undefined;
  for (const channel of waysOf(customer)) {
    const asked = await desk.ledger.reserve({
      customerId,
      class: 'retention',
      channel,
      purpose: purposeOf(now),
      caseId,
      cause: `${caseId}#${weighings + 1}#${channel}`,
    });
    if (asked.answer !== 'SUPPRESS') return { asked, channel };
    last = asked;
    if (asked.reason !== 'no-consent' && asked.reason !== 'consent-withdrawn') break;
  }
  return { asked: last };
}

/** What Lambda runs. */
export const handler = weighRetention(contactWiring());
