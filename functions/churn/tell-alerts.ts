/** Handler of our own events about complaints: the alerts of their customers hear that one was opened, or is closed. */
import * as z from 'zod';
import { Id, Instant } from '../../shared/contracts/codes.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { step } from '../../shared/platform/step.ts';
import type { TellDesk } from './ports.ts';
import { tellWiring } from './wiring.ts';

/** What EventBridge hands over. */
export const Heard = z.object({
  'detail-type': z.enum(['complaint.received', 'complaint.closed']),
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
    async ({ 'detail-type': type, detail: { caseId, customerId } }): Promise<Told> => {
      const signal = type === 'complaint.received' ? 'COMPLAINT_OPENED' : 'COMPLAINT_CLOSED';
      return { alerts: await signals.tell(customerId, signal, caseId, instantOf(clock.now())) };
    },
    { name: 'tell-alerts', ids: ({ detail: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = tellAlerts(tellWiring());
