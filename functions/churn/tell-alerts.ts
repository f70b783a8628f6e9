/** Handler of our own events about complaints: the alerts of their customers hear that one was opened, opened again, or is closed. */
import * as z from 'zod';
import { Id, Instant } from '../../shared/contracts/codes.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { step } from '../../shared/platform/step.ts';
import type { TellDesk } from './ports.ts';
import { tellWiring } from './wiring.ts';

/** What EventBridge hands over. */
export const Heard = z.object({
  'detail-type': z.enum(['complaint.received', 'complaint.reopened', 'complaint.closed']),
  detail: z.object({ id: z.string(), at: Instant, caseId: Id, customerId: Id }),
});

/** How many alerts were told. */
export const Told = z.strictObject({ alerts: z.number().int().min(0) });
export type Told = z.infer<typeof Told>;

/** Tells every open alert of the customer; told twice of the same, an alert hears it once. */
export const tellAlerts = ({ clock, signals }: TellDesk) =>
  step(
    Heard,
    Told,
    async ({ 'detail-type': type, detail: { id, customerId } }): Promise<Told> => {
      const signal = type === 'complaint.closed' ? 'COMPLAINT_CLOSED' : 'COMPLAINT_OPENED';
      // By the event and not by the case: one that was opened again is closed once more.
      return { alerts: await signals.tell(customerId, signal, id, instantOf(clock.now())) };
    },
    { name: 'tell-alerts', ids: ({ detail: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = tellAlerts(tellWiring());
