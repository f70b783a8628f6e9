/**
 * Handler of our own events about complaints: a severe one interrupts the visits of its customer, and one that was closed
 * is followed by a call.
 */
import * as z from 'zod';
import { ComplaintOutcome, Id, Instant } from '../../shared/contracts/codes.ts';
import { Severity } from '../../shared/contracts/complaint.ts';
import { PassingContention } from '../../shared/faults/faults.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { step } from '../../shared/platform/step.ts';
import { rhythmOf } from '../../shared/policy/cadence.ts';
import { dayAfter, dayIn } from '../../shared/policy/days.ts';
import { isWorkingDay, workingDayAfter } from '../../shared/policy/working-time.ts';
import { channels } from './channels/channels.ts';
import type { HearDesk } from './plan-ports.ts';
import { hearWiring } from './plan-wiring.ts';
import { planKeyOf, planPolicies } from './planning.ts';
import { waysOf } from './rules/ways.ts';

const Detail = z.object({ id: z.string(), at: Instant, caseId: Id, customerId: Id });

/** What EventBridge hands over. */
export const Heard = z.discriminatedUnion('detail-type', [
  z.object({
    'detail-type': z.enum(['complaint.triaged', 'complaint.reopened']),
    detail: Detail.extend({ facts: z.object({ severity: Severity.optional() }).loose() }),
  }),
  z.object({
    'detail-type': z.literal('complaint.closed'),
    detail: Detail.extend({ facts: z.object({ outcome: ComplaintOutcome }).loose() }),
  }),
]);

/** What came of it. */
export const Done = z.strictObject({
  interrupted: z.number().int().min(0),
  planned: z.enum(['YES', 'NO']),
});
export type Done = z.infer<typeof Done>;

/** Outcomes after which the bank asks how the customer is; the others were no complaint, or were taken back. */
const followed: readonly ComplaintOutcome[] = [
  'RESOLVED_UPHELD',
  'RESOLVED_PARTLY',
  'REJECTED',
  'QUICK_RESOLVED',
];

/** Hears of a complaint; hearing it twice changes nothing. */
export const hearComplaint = (desk: HearDesk) =>
  step(
    Heard,
    Done,
    async (event): Promise<Done> => {
      const { id, customerId } = event.detail;
      if (event['detail-type'] !== 'complaint.closed') {
        const { severity } = event.detail.facts;
        const severe = severity === 'S1' || severity === 'S2';
        const at = instantOf(desk.clock.now());
        return {
          interrupted: severe ? await desk.signals.interrupt(customerId, id, at) : 0,
          planned: 'NO',
        };
      }
      const wanted = followed.includes(event.detail.facts.outcome);
      return {
        interrupted: 0,
        planned: wanted && (await planCall(desk, customerId, event.detail.at)) ? 'YES' : 'NO',
      };
    },
    { name: 'hear-complaint', ids: ({ detail: { caseId } }) => ({ caseId }) },
  );

/** Times a plan is looked at anew because it moved. */
const MOST_LOOKS = 5;

/** Plans the call after a complaint; one that is planned or under way already is enough. */
async function planCall(desk: HearDesk, customerId: string, closedAt: string): Promise<boolean> {
  const { cadence, planner, calendars } = await planPolicies(desk);
  const { workingTime } = calendars;
  const kind = 'COMPLAINT_FOLLOWUP';
  for (let look = 0; look < MOST_LOOKS; look++) {
    const file = await desk.customers.file(customerId);
    if (file === undefined) return false;
    const before = file.plans.find(({ sk }) => sk === `PLAN#${kind}`);
    if (before?.planKey !== undefined) return false;
    const wanted = dayAfter(dayIn(closedAt, workingTime.zone), planner.followUpAfterComplaintDays);
    const day = isWorkingDay(wanted, workingTime) ? wanted : workingDayAfter(wanted, 1, workingTime);
    // The same event heard again, after its call was started.
    if (before?.day === day) return false;
    const { profile } = file;
    const [channel] = waysOf(
      {
        kind,
        planned: 'phone',
        preferred: profile.preferredChannel,
        usual: rhythmOf(cadence, profile).channels,
        customer: profile,
      },
      channels,
    );
    if (channel === undefined) return false;
    const plan = {
      customerId,
      sk: `PLAN#${kind}`,
      v: 1 as const,
      kind: kind as 'COMPLAINT_FOLLOWUP',
      day,
      channel,
      ...planKeyOf(customerId, kind, day),
    };
    if (await desk.plans.write(customerId, [{ plan, before, mostADay: planner.visitsPerDay }])) return true;
  }
  throw new PassingContention(`The plans of ${customerId} kept changing.`);
}

/** What Lambda runs. */
export const handler = hearComplaint(hearWiring());
