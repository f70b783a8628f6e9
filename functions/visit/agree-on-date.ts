/** Handler of `Agree on a date`: the customer wants another time, and gets it, unless they have put it off too often. */
import * as z from 'zod';
import { Instant, VisitOutcome } from '../../shared/contracts/codes.ts';
import type { OutboxMail } from '../../shared/contracts/items.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { advanceOnce, customerOf, mailTo } from '../../shared/platform/advance.ts';
import { step } from '../../shared/platform/step.ts';
import { planPolicies } from './planning.ts';
import type { ContactDesk } from './ports.ts';
import { momentOf, takenUpAt } from './rules/agreed.ts';
import { underWay } from './statuses.ts';
import { lastVisitOf, tryOf } from './trying.ts';
import { contactWiring } from './wiring.ts';

/** Whether there is another date, and when the visit is taken up again for it. */
export const Agreed = z.strictObject({
  again: z.enum(['YES', 'NO']),
  until: Instant.optional(),
  ending: VisitOutcome.extract(['SKIPPED']).optional(),
});
export type Agreed = z.infer<typeof Agreed>;

/** Notes the date, once a task, and has it entered into the visitor's calendar, and the customer's if they wish. */
export const agreeOnDate = (desk: ContactDesk) =>
  step(
    StepInput,
    Agreed,
    async (input): Promise<Agreed> => {
      const { caseId } = input.case;
      const { task, answer } = await lastVisitOf(desk, input);
      const head = await advanceOnce(
        desk,
        caseId,
        { from: underWay, past: ({ actedOn }) => actedOn === task.taskId },
        async (head, at) => {
          const its = await planPolicies(desk, head.policies);
          const visitorId = task.decidedBy ?? task.assigneeId;
          const visitor = await desk.staff.find(visitorId);
          const { workingTime } = its.calendars;
          const agreedAt = momentOf(answer.when, visitor?.zone ?? workingTime.zone);
          const reschedules = (head.reschedules ?? 0) + 1;
          const again = reschedules <= its.cadence.mostReschedules;
          if (head.contactId !== undefined)
            await desk.ledger.release(head.customerId, head.contactId, 'put-off');
          const until = takenUpAt(agreedAt, at, workingTime);
          const entered = again && answer.outcome === 'RESCHEDULE' && agreedAt > at;
          const mails: OutboxMail[] = [];
          if (entered) {
            const facts = { at: agreedAt, minutes: its.cadence.appointmentMinutes, version: reschedules };
            const turn = [reschedules];
            mails.push(
              mailTo({ kind: 'staff', id: visitorId }, head, at, { template: 'appointment', facts }, turn),
            );
            const { email, customerId } = await customerOf(desk, head);
            if (answer.mailDate === 'YES' && email !== undefined) {
              const to = { kind: 'customer' as const, id: customerId };
              mails.push(mailTo(to, head, at, { template: 'visit-confirmation', facts }, turn));
            }
          }
          return {
            status: 'WAITING',
            set: {
              actedOn: task.taskId,
              tries: (head.tries ?? 0) + 1,
              reschedules,
              ...(again && { agreedAt, retryAt: until }),
            },
            unset: ['contactId', ...(again ? [] : (['agreedAt', 'retryAt'] as const))],
            tried: tryOf(head, task, answer.outcome, its, at),
            deed: {
              actor: 'agree-on-date',
              act: again ? 'visit.put-off' : 'visit.put-off-too-often',
              facts: { outcome: answer.outcome, agreedAt, reschedules, mailed: mails.length },
            },
            outbox: mails,
          };
        },
      );
      const { retryAt } = head;
      return retryAt === undefined ? { again: 'NO', ending: 'SKIPPED' } : { again: 'YES', until: retryAt };
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = agreeOnDate(contactWiring());
