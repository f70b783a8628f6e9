/** Handler of `Close`: the case ends, and the customer is told how. */
import * as z from 'zod';
import { ComplaintOutcome, Instant } from '../../shared/contracts/codes.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { OutcomeMissing } from '../../shared/faults/faults.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { step } from '../../shared/platform/step.ts';
import { advanceOnce, customerOf, eventsOf, mailTo, toldBy } from './advance.ts';
import type { ComplaintDesk } from './ports.ts';
import { daysBetween, outcomeOf } from './rules/outcome-of.ts';
import { complaintWiring } from './wiring.ts';

/** How the case ended. */
export const Closed = z.strictObject({
  outcome: ComplaintOutcome,
  closedAt: Instant,
  /** Calendar days from opening to closing, begun ones counted. */
  days: z.number().int().min(0),
});
export type Closed = z.infer<typeof Closed>;

/** Closes the case with the outcome that its forms gave, and has the decision mailed, once. */
export const close = (desk: ComplaintDesk) =>
  step(
    StepInput,
    Closed,
    async (input): Promise<Closed> => {
      const { caseId } = input.case;
      const now = instantOf(desk.clock.now());
      const head = await advanceOnce(
        desk,
        caseId,
        // A takeover may close a case at any point of its story.
        { from: ['RECEIVED', 'REGISTERED', 'ACKNOWLEDGED'], past: ['CLOSED'] },
        async (head) => {
          const outcome = outcomeOf(input.case);
          if (outcome === undefined) throw new OutcomeMissing(caseId);
          const customer = await customerOf(desk, head);
          const days = daysBetween(head.openedAt, now);
          const onTime = head.dueAt === undefined || now <= head.dueAt;
          const by = toldBy(customer);
          return {
            status: 'CLOSED',
            set: { outcome, closedAt: now },
            deed: { actor: 'close', act: 'case.closed', facts: { outcome, days, onTime, by } },
            outbox: [
              ...mailTo(customer, head, now, {
                template: 'decision',
                facts: { outcome },
              }),
              ...eventsOf(input, head, now, { outcome, days, onTime }),
            ],
          };
        },
      );
      // A step that is tried again answers what the row says, whatever its input says by now.
      const outcome = head.outcome ?? outcomeOf(input.case);
      if (outcome === undefined) throw new OutcomeMissing(caseId);
      const closedAt = head.closedAt ?? now;
      return { outcome, closedAt, days: daysBetween(head.openedAt, closedAt) };
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

export const handler = close(complaintWiring());
