/** Handler of our own events about customers: what they tell becomes a signal, and the customer is scored at once (R142). */
import * as z from 'zod';
import { Id, Instant } from '../../shared/contracts/codes.ts';
import type { CustomerSignal } from '../../shared/contracts/items.ts';
import type { SignalWhat } from '../../shared/contracts/signals.ts';
import { derivedId } from '../../shared/platform/ids.ts';
import { step } from '../../shared/platform/step.ts';
import { signalExpiry } from '../../shared/policy/signal-days.ts';
import type { HearingDesk } from './hearing-wiring.ts';
import { hearingWiring } from './hearing-wiring.ts';
import { act } from './raise-alert.ts';
import { bandFor, type Scored, scoreCustomer } from './score-customer.ts';

const Detail = z.object({ id: z.string(), at: Instant, caseId: Id.optional(), customerId: Id });

/** What EventBridge hands over. */
export const Heard = z.discriminatedUnion('detail-type', [
  z.object({
    'detail-type': z.enum(['complaint.received', 'complaint.breached']),
    detail: Detail.extend({ caseId: Id }),
  }),
  z.object({
    'detail-type': z.literal('complaint.closed'),
    detail: Detail.extend({ caseId: Id, facts: z.object({ outcome: z.string().max(64) }).loose() }),
  }),
  z.object({
    'detail-type': z.enum(['visit.completed', 'visit.unreachable', 'customer.tier-changed']),
    detail: Detail,
  }),
  z.object({
    'detail-type': z.literal('signal.recorded'),
    detail: Detail.extend({
      facts: z.object({ signalId: Id, what: z.string(), signalAt: Instant }).loose(),
    }),
  }),
]);
export type Heard = z.infer<typeof Heard>;

/** What came of it: NOBODY where the customer is not known, else what followed from the score. */
export const HeardAnswer = z.strictObject({
  acted: z.enum(['RAISED', 'HELD', 'BELOW', 'COOLING', 'OPEN', 'NOBODY']),
});
export type HeardAnswer = z.infer<typeof HeardAnswer>;

/** What an event of a complaint says of its customer; visits write their own signals. */
const says: Partial<Record<Heard['detail-type'], SignalWhat>> = {
  'complaint.received': 'COMPLAINT_RECEIVED',
  'complaint.breached': 'COMPLAINT_BREACHED',
  'complaint.closed': 'COMPLAINT_CLOSED',
};

/** Hears of a customer; hearing it twice writes one signal, and scores twice to the same end. */
export const hearEvent = (desk: HearingDesk) =>
  step(
    Heard,
    HeardAnswer,
    async (event): Promise<HeardAnswer> => {
      const { customerId } = event.detail;
      const signal = signalIn(event);
      if (signal !== undefined) await desk.signals.write(signal);
      const done = await act(desk, () => assessed(desk, event, customerId), { atOnce: true });
      return { acted: done?.acted ?? 'NOBODY' };
    },
    { name: 'hear-event', ids: ({ detail: { customerId } }) => ({ customerId }) },
  );

/** The signal of a complaint's event, the same however often it is heard. */
function signalIn(event: Heard): CustomerSignal | undefined {
  const what = says[event['detail-type']];
  const { id, at, caseId, customerId } = event.detail;
  if (what === undefined || caseId === undefined) return undefined;
  const signalId = derivedId('G', caseId, what, id);
  return {
    customerId,
    sk: `SIGNAL#${at}#${signalId}`,
    v: 1,
    signalId,
    at,
    from: 'complaint',
    what,
    ...(event['detail-type'] === 'complaint.closed' && { value: event.detail.facts.outcome }),
    caseId,
    eventId: id,
    expiresAt: signalExpiry(at),
  };
}

/** The customer by our own model; where a model of the bank's own has spoken, by that one. */
async function assessed(desk: HearingDesk, event: Heard, customerId: string): Promise<Scored | undefined> {
  const ours = await scoreCustomer(desk, customerId);
  if (ours === undefined || event['detail-type'] !== 'signal.recorded') return ours;
  const { signalId, what, signalAt } = event.detail.facts;
  if (what !== 'ALERT_SUBMITTED' || isSettled(ours, event.detail.at)) return ours;
  const said = await desk.signals.find(customerId, `SIGNAL#${signalAt}#${signalId}`);
  if (said === undefined) return ours;
  const { pack } = await desk.policies.read('thresholds');
  const score = Number(said.value);
  return {
    ...ours,
    band: bandFor(ours.profile, pack, score),
    assessed: {
      score,
      reasons: (said.reasons ?? []).map(({ code, value }) => ({
        indicator: code,
        value,
        // Whose model it is says how much each of them adds.
        adds: 0,
        rows: [said.sk],
      })),
      model: 0,
    },
    missing: [],
  };
}

/** Whether an alert of after that moment, or the rest after one, has dealt with what was said then: events may come again. */
const isSettled = ({ standing: { score, coolDown } }: Scored, at: string): boolean =>
  (score?.alerted !== undefined && score.alerted.at >= at) || (coolDown !== undefined && coolDown.until > at);

/** What Lambda runs. */
export const handler = hearEvent(hearingWiring());
