/** Handler of `Send greeting`: a mail that goes on its day or not at all. */
import * as z from 'zod';
import { VisitOutcome } from '../../shared/contracts/codes.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { advanceOnce, customerOf, eventsOf, mailTo } from '../../shared/platform/advance.ts';
import { step } from '../../shared/platform/step.ts';
import type { GreetingDesk } from './ports.ts';
import { greetingWiring } from './wiring.ts';

/** Whether it went. */
export const Sent = z.strictObject({ ending: VisitOutcome.extract(['CARE_SENT', 'MISSED']) });
export type Sent = z.infer<typeof Sent>;

/** Days a mail that asks how the customer is served is about. */
const CHECKUP = 'checkup';

/**
 * Has the greeting mailed, once, by the contact that was reserved for it a moment ago; one whose day is over by now, or for
 * which nothing is reserved, is not sent at all.
 */
export const sendGreeting = (desk: GreetingDesk) =>
  step(
    StepInput,
    Sent,
    async (input): Promise<Sent> => {
      const { caseId } = input.case;
      let ending: Sent['ending'] = 'CARE_SENT';
      const head = await advanceOnce(
        desk,
        caseId,
        { from: ['WAITING'], past: ['RECORDED', 'FOLLOWED', 'CLOSED'] },
        async (head, at) => {
          const { email } = await customerOf(desk, head);
          const { contactId, mustBy, visitKind, topic = CHECKUP, customerId } = head;
          const inTime =
            contactId !== undefined && email !== undefined && (mustBy === undefined || at <= mustBy);
          ending = inTime ? 'CARE_SENT' : 'MISSED';
          if (!inTime && contactId !== undefined)
            await desk.ledger.release(head.customerId, contactId, 'too-late');
          const facts = { kind: visitKind, topic };
          return {
            status: 'RECORDED',
            set: { ending },
            unset: ['contactId'],
            deed: { actor: 'send-greeting', act: inTime ? 'visit.greeted' : 'visit.missed', facts },
            outbox: inTime
              ? [
                  mailTo({ kind: 'customer', id: customerId }, head, at, {
                    template: 'greeting',
                    // Where the mail service is down until the day is over, nobody is greeted a day late.
                    facts: { topic, ...(mustBy !== undefined && { mustBy }) },
                    contactId,
                  }),
                  ...eventsOf(input, head, at, facts),
                ]
              : [],
          };
        },
      );
      return { ending: head.ending === 'MISSED' ? 'MISSED' : ending };
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = sendGreeting(greetingWiring());
