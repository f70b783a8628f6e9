/** Handler of `Respect refusal`: the customer does not want to be visited, or greeted; that is remembered. */
import * as z from 'zod';
import { VisitOutcome } from '../../shared/contracts/codes.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { advanceOnce } from '../../shared/platform/advance.ts';
import { tasksOf } from '../../shared/platform/answers.ts';
import { step } from '../../shared/platform/step.ts';
import { signalOf } from './learnt.ts';
import { planPolicies } from './planning.ts';
import type { Advance, ContactDesk } from './ports.ts';
import { underWay } from './statuses.ts';
import { tryOf } from './trying.ts';
import { learningWiring } from './wiring.ts';

/** How the visit ends by it. */
export const Respected = z.strictObject({ ending: VisitOutcome.extract(['REFUSED']) });
export type Respected = z.infer<typeof Respected>;

/**
 * Writes the refusal down, once. A refused visit makes the cadence longer; who does not want greetings takes back their
 * consent to care by that channel.
 */
export const respectRefusal = (desk: ContactDesk) =>
  step(
    StepInput,
    Respected,
    async (input): Promise<Respected> => {
      const { caseId } = input.case;
      const task = (await tasksOf(desk, input))
        .filter(({ state, decision }) => state === 'DECIDED' && decision?.outcome === 'REFUSED')
        .at(-1);
      const { customerId, contactId } = await advanceOnce(
        desk,
        caseId,
        { from: underWay, past: ['RECORDED', 'FOLLOWED', 'CLOSED'] },
        async (head, at): Promise<Advance> => {
          const its = await planPolicies(desk, head.policies);
          const ofGreeting = head.visitKind === 'GREETING';
          const { channel, visitKind, tries = 0 } = head;
          return {
            status: 'RECORDED',
            set: { ending: 'REFUSED', tries: tries + 1 },
            ...(task !== undefined && { tried: tryOf(head, task, 'REFUSED', its, at) }),
            signals: [
              signalOf(
                head,
                { what: 'REFUSED' },
                { at, cause: task?.taskId ?? '', days: its.planner.signalDays },
              ),
            ],
            ...(ofGreeting && { words: [{ purpose: 'care', channel, state: 'WITHDRAWN' }] as const }),
            deed: { actor: 'respect-refusal', act: 'visit.refused', facts: { kind: visitKind, channel } },
            outbox: [],
          };
        },
      );
      // Who said no was spoken with: that counts as any other talk. Without an answer nobody has spoken with them.
      if (contactId !== undefined) {
        if (task === undefined) await desk.ledger.release(customerId, contactId, 'refused');
        else await desk.ledger.sent(customerId, contactId);
      }
      return { ending: 'REFUSED' };
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = respectRefusal(learningWiring());
