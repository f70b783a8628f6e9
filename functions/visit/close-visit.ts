/** Handler of `Close visit`: the visit ends with its outcome. */
import * as z from 'zod';
import { Instant, VisitOutcome } from '../../shared/contracts/codes.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { OutcomeMissing } from '../../shared/faults/faults.ts';
import { advanceOnce } from '../../shared/platform/advance.ts';
import { step } from '../../shared/platform/step.ts';
import { nextPlans } from './next-plans.ts';
import type { ContactDesk } from './ports.ts';
import { outcomeOf } from './rules/outcome-of.ts';
import { openStatuses } from './statuses.ts';
import { waitsOver } from './waits.ts';
import { contactWiring } from './wiring.ts';

/** How the visit ended. */
export const Closed = z.strictObject({ outcome: VisitOutcome, closedAt: Instant });
export type Closed = z.infer<typeof Closed>;

/** Closes the visit, once; one that operations took over is followed by a plan as well. */
export const closeVisit = (desk: ContactDesk) =>
  step(
    StepInput,
    Closed,
    async (input): Promise<Closed> => {
      const { caseId } = input.case;
      const head = await advanceOnce(
        desk,
        caseId,
        // A takeover may close a visit at any point of its story.
        { from: openStatuses, past: ['CLOSED'] },
        async (head, at) => {
          const outcome = outcomeOf(input.case);
          if (outcome === undefined) throw new OutcomeMissing(caseId);
          const { contactId, customerId, status, visitKind, tries = 0 } = head;
          // Whatever was reserved and not used counts no longer.
          if (contactId !== undefined) await desk.ledger.release(customerId, contactId, 'visit-closed');
          return {
            status: 'CLOSED',
            set: { outcome, closedAt: at },
            unset: ['contactId'],
            plans: status === 'FOLLOWED' ? [] : await nextPlans(desk, head, input.case, at),
            over: waitsOver(await desk.tasks.ofCase(caseId)),
            handled: await desk.cases.signals(caseId),
            deed: { actor: 'close-visit', act: 'visit.closed', facts: { outcome, kind: visitKind, tries } },
            outbox: [],
          };
        },
      );
      const { outcome, closedAt } = head;
      if (outcome === undefined) throw new OutcomeMissing(caseId);
      return { outcome, closedAt: closedAt ?? input.entered };
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = closeVisit(contactWiring());
