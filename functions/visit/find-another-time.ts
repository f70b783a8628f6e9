/** Handler of `Find another time`: nobody answered; when and how is the customer tried next? */
import * as z from 'zod';
import { ContactChannel, Instant } from '../../shared/contracts/codes.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { advanceOnce, customerOf } from '../../shared/platform/advance.ts';
import { step } from '../../shared/platform/step.ts';
import { rhythmOf } from '../../shared/policy/cadence.ts';
import { nextTryOf } from '../../shared/policy/plan.ts';
import { channels } from './channels/channels.ts';
import { planPolicies } from './planning.ts';
import type { ContactDesk } from './ports.ts';
import { waysOf } from './rules/ways.ts';
import { underWay } from './statuses.ts';
import { lastVisitOf, tryOf } from './trying.ts';
import { contactWiring } from './wiring.ts';

/** Whether the customer is tried again, when, and by which channel. */
export const Retried = z.strictObject({
  again: z.enum(['YES', 'NO']),
  until: Instant.optional(),
  channel: ContactChannel.optional(),
});
export type Retried = z.infer<typeof Retried>;

/** Writes the try down, once a task, and finds another part of the day and another channel for the next one. */
export const findAnotherTime = (desk: ContactDesk) =>
  step(
    StepInput,
    Retried,
    async (input): Promise<Retried> => {
      const { caseId } = input.case;
      const { task } = await lastVisitOf(desk, input);
      const head = await advanceOnce(
        desk,
        caseId,
        { from: underWay, past: ({ actedOn }) => actedOn === task.taskId },
        async (head, at) => {
          const its = await planPolicies(desk, head.policies);
          const customer = await customerOf(desk, head);
          const tried = tryOf(head, task, 'NO_ANSWER', its, at);
          const before = await desk.cases.tries(caseId);
          const ways = waysOf(
            {
              kind: head.visitKind,
              planned: head.channel,
              preferred: customer.preferredChannel,
              usual: rhythmOf(its.cadence, customer).channels,
              customer,
            },
            channels,
          );
          const unanswered = [...before.filter(({ outcome }) => outcome === 'NO_ANSWER'), tried];
          const next = nextTryOf(unanswered, ways, its.cadence, its.calendars.workingTime);
          if (head.contactId !== undefined)
            await desk.ledger.release(head.customerId, head.contactId, 'no-answer');
          return {
            status: 'WAITING',
            set: {
              actedOn: task.taskId,
              tries: (head.tries ?? 0) + 1,
              ...(next !== undefined && { channel: next.channel, retryAt: next.at }),
            },
            unset: ['contactId', ...(next === undefined ? (['retryAt'] as const) : [])],
            tried,
            deed: {
              actor: 'find-another-time',
              act: 'visit.tried',
              facts: {
                tries: unanswered.length,
                channel: tried.channel,
                daypart: tried.daypart,
                ...(next !== undefined && { next: next.at, by: next.channel }),
              },
            },
            outbox: [],
          };
        },
      );
      const { retryAt, channel } = head;
      return retryAt === undefined ? { again: 'NO' } : { again: 'YES', until: retryAt, channel };
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = findAnotherTime(contactWiring());
