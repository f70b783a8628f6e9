/** Handler of `Mark unreachable`: the customer could not be reached, which is a signal of its own. */
import * as z from 'zod';
import { VisitOutcome } from '../../shared/contracts/codes.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { advanceOnce, eventsOf } from '../../shared/platform/advance.ts';
import { step } from '../../shared/platform/step.ts';
import { signalOf } from './learnt.ts';
import { planPolicies } from './planning.ts';
import type { Advance, ContactDesk } from './ports.ts';
import { underWay } from './statuses.ts';
import { learningWiring } from './wiring.ts';

/** How the visit ends by it. */
export const Marked = z.strictObject({ ending: VisitOutcome.extract(['UNREACHABLE']) });
export type Marked = z.infer<typeof Marked>;

/** Gives the reserved contact back, and writes the signal, once. */
export const markUnreachable = (desk: ContactDesk) =>
  step(
    StepInput,
    Marked,
    async (input): Promise<Marked> => {
      await advanceOnce(
        desk,
        input.case.caseId,
        { from: underWay, past: ['RECORDED', 'FOLLOWED', 'CLOSED'] },
        async (head, at): Promise<Advance> => {
          const { planner } = await planPolicies(desk, head.policies);
          const { contactId, tries = 0, visitKind } = head;
          if (contactId !== undefined) await desk.ledger.release(head.customerId, contactId, 'unreachable');
          const facts = { kind: visitKind, tries };
          return {
            status: 'RECORDED',
            set: { ending: 'UNREACHABLE' },
            unset: ['contactId'],
            signals: [
              signalOf(
                head,
                { what: 'UNREACHABLE', value: tries },
                { at, cause: '', days: planner.signalDays },
              ),
            ],
            deed: { actor: 'mark-unreachable', act: 'visit.unreachable', facts },
            outbox: eventsOf(input, head, at, facts),
          };
        },
      );
      return { ending: 'UNREACHABLE' };
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = markUnreachable(learningWiring());
