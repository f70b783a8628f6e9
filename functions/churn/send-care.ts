/** Handler of `Send care`: a mail that thinks of the customer, and sells nothing. */
import * as z from 'zod';
import { Instant } from '../../shared/contracts/codes.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { customerOf, eventsOf, mailTo } from '../../shared/platform/advance.ts';
import { step } from '../../shared/platform/step.ts';
import { mailAddressOf } from '../../shared/policy/mail-address.ts';
import { termsOf } from './policies.ts';
import type { ContactDesk } from './ports.ts';
import { endOf } from './rules/waits.ts';
import { answerOnce, underWay } from './statuses.ts';
import { careWiring } from './wiring.ts';

/** Whether it went, goes later, or does not go. */
export const Sent = z.strictObject({
  ruling: z.enum(['SENT', 'LATER', 'NOT']),
  until: Instant.optional(),
  reason: z.string().optional(),
});
export type Sent = z.infer<typeof Sent>;

/** Has care mailed where the contact rules let it be now, once an entry of its state (R190, R203). */
export const sendCare = (desk: ContactDesk) =>
  step(
    StepInput,
    Sent,
    async (input): Promise<Sent> => {
      const { answer } = await answerOnce<Sent>(desk, input, { from: underWay }, async (head, at) => {
        const { playbooks } = await termsOf(desk, head);
        const { customerId, caseId, weighings = 0, deferrals = 0 } = head;
        const email = mailAddressOf(await customerOf(desk, head));
        const asked =
          email === undefined
            ? undefined
            : await desk.ledger.reserve({
                customerId,
                class: 'retention',
                channel: 'mail',
                purpose: 'care',
                caseId,
                cause: `${caseId}#${weighings + 1}#mail`,
              });
        const counted = { weighings: weighings + 1 };
        if (asked?.answer === 'SEND_NOW') {
          const facts = { band: head.band, channel: 'mail' };
          return {
            answer: { ruling: 'SENT' },
            advance: {
              status: 'TREATED',
              set: counted,
              deed: { actor: 'send-care', act: 'alert.care-sent', facts },
              outbox: [
                mailTo(
                  { kind: 'customer', id: customerId },
                  head,
                  at,
                  {
                    template: 'retention-care',
                    facts: {},
                    ...(asked.contactId !== undefined && { contactId: asked.contactId }),
                  },
                  [weighings],
                ),
                ...eventsOf(input, head, at, facts, [weighings]),
              ],
            },
          };
        }
        const { until, reason = email === undefined ? 'no-address' : 'deferred-too-often' } = asked ?? {};
        const again =
          deferrals < playbooks.mostDeferrals && (until ?? '') < endOf(head.openedAt, playbooks)
            ? until
            : undefined;
        return {
          answer: again === undefined ? { ruling: 'NOT', reason } : { ruling: 'LATER', until: again },
          advance: {
            status: 'TREATED',
            set: { ...counted, ...(again !== undefined && { deferrals: deferrals + 1 }) },
            deed: {
              actor: 'send-care',
              act: again === undefined ? 'alert.care-not-sent' : 'alert.care-deferred',
              facts: { ...(again === undefined ? { reason } : { until: again }) },
            },
            outbox: [],
          },
        };
      });
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = sendCare(careWiring());
