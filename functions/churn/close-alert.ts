/** Handler of `Close alert`: every alert ends, with one label, and lets go of its customer. */
import * as z from 'zod';
import { ChurnLabel } from '../../shared/contracts/churn.ts';
import { Instant } from '../../shared/contracts/codes.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { eventsOf } from '../../shared/platform/advance.ts';
import { step } from '../../shared/platform/step.ts';
import { endedStep, givenBack, isOpen } from './playing.ts';
import { termsOf } from './policies.ts';
import type { ContactDesk } from './ports.ts';
import { endingOf } from './rules/label-of.ts';
import { daysAfter } from './rules/waits.ts';
import { answerOnce, openStatuses } from './statuses.ts';
import { contactWiring } from './wiring.ts';

/** How it ended. */
export const Closed = z.strictObject({ outcome: ChurnLabel, closedAt: Instant });
export type Closed = z.infer<typeof Closed>;

const DAY = 86_400_000;

/** Closes the alert, once: its lock, its reserved contact and its budget are free again, and its customer has some rest. */
export const closeAlert = (desk: ContactDesk) =>
  step(
    StepInput,
    Closed,
    async (input): Promise<Closed> => {
      const { answer } = await answerOnce<Closed>(
        desk,
        input,
        // A takeover may close an alert at any point of its story.
        { from: openStatuses, hears: true },
        async (head, at) => {
          const { caseId, customerId, contactId, openedAt, band, score, model, arm, cause, playbook } = head;
          const [{ playbooks }, file, measures, steps] = await Promise.all([
            termsOf(desk, head),
            desk.customers.file(customerId),
            desk.cases.measures(caseId),
            desk.cases.steps(caseId),
          ]);
          if (contactId !== undefined) await desk.ledger.release(customerId, contactId, 'alert-closed');
          const skipped = steps.filter(isOpen).map((one) => endedStep(one, 'SKIPPED', at));
          const outcome = endingOf(head, measures);
          const facts = {
            label: outcome,
            band,
            score,
            model,
            cost: head.cost ?? 0,
            days: Math.ceil((Date.parse(at) - Date.parse(openedAt)) / DAY),
            ...(arm !== undefined && { arm }),
            ...(cause !== undefined && { cause }),
            ...(playbook !== undefined && { playbook }),
          };
          return {
            answer: { outcome, closedAt: at },
            advance: {
              status: 'CLOSED',
              set: { outcome, ending: outcome, closedAt: at },
              unset: ['contactId', 'channel'],
              steps: skipped,
              budget: givenBack(steps, skipped, playbooks.budget.perMonth),
              // A lock that another alert has taken is not this one's to release.
              ...(file?.lock?.caseId === caseId && { lock: { before: file.lock, caseId: undefined } }),
              ...(file !== undefined && {
                coolDown: {
                  customerId,
                  sk: 'COOL#alert',
                  v: 1,
                  until: daysAfter(at, playbooks.coolDownDays),
                  caseId,
                },
              }),
              deed: { actor: 'close-alert', act: 'alert.closed', facts },
              outbox: eventsOf(input, head, at, facts),
            },
          };
        },
      );
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = closeAlert(contactWiring());
