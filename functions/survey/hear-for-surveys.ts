/**
 * Handler of our own events: after a complaint, a visit or a loss its customer is asked; a complaint, a taken-back consent or
 * an address that no mail reaches ends what is open.
 */
import * as z from 'zod';
import { ComplaintOutcome, Id, Instant, VisitKind } from '../../shared/contracts/codes.ts';
import type { TaskRow } from '../../shared/contracts/items.ts';
import type { InvitationWish } from '../../shared/contracts/survey.ts';
import { armChance } from '../../shared/platform/ids.ts';
import { step } from '../../shared/platform/step.ts';
import { openOne } from './opening.ts';
import type { HearDesk } from './ports.ts';
import { hearingWiring } from './wiring.ts';

const Detail = z.object({ id: z.string(), at: Instant, customerId: Id });
const OfCase = Detail.extend({ caseId: Id });

/** What EventBridge hands over. */
export const Heard = z.discriminatedUnion('detail-type', [
  z.object({ 'detail-type': z.literal('complaint.received'), detail: OfCase }),
  z.object({ 'detail-type': z.literal('complaint.reopened'), detail: OfCase }),
  z.object({
    'detail-type': z.literal('complaint.closed'),
    detail: OfCase.extend({ facts: z.object({ outcome: ComplaintOutcome }).loose() }),
  }),
  z.object({
    'detail-type': z.literal('visit.completed'),
    detail: OfCase.extend({ facts: z.object({ kind: VisitKind }).loose() }),
  }),
  z.object({
    'detail-type': z.literal('churn.closed'),
    detail: OfCase.extend({ facts: z.object({ label: z.string() }).loose() }),
  }),
  z.object({
    'detail-type': z.literal('consent.changed'),
    detail: Detail.extend({
      facts: z.object({ purpose: z.string(), channel: z.string(), state: z.string() }).loose(),
    }),
  }),
  z.object({
    'detail-type': z.literal('contact.failed'),
    detail: OfCase.extend({ facts: z.object({ outboxId: Id }).loose() }),
  }),
]);
export type Heard = z.infer<typeof Heard>;

/** What came of it: who was asked, how many invitations were told; both may be nothing. */
export const HeardAnswer = z.strictObject({
  opened: z.enum(['OPENED', 'KNOWN', 'NOBODY', 'NOT_WANTED']),
  told: z.number().int().min(0),
});
export type HeardAnswer = z.infer<typeof HeardAnswer>;

const HOUR = 3_600_000;

/** Outcomes after which a customer is asked; the others were no complaint, were taken back, or were not ours to decide. */
const asked: readonly ComplaintOutcome[] = [
  'RESOLVED_UPHELD',
  'RESOLVED_PARTLY',
  'REJECTED',
  'QUICK_RESOLVED',
];

/** Forms by whose answers it is known who served the customer, by what is asked about. */
const servedBy: Readonly<Partial<Record<InvitationWish['cause'], readonly string[]>>> = {
  COMPLAINT: ['proposal', 'handling', 'first-contact'],
  VISIT: ['visit'],
};

/** Hears of a customer; hearing the same twice opens nothing twice and tells nobody twice. */
export const hearForSurveys = (desk: HearDesk) =>
  step(
    Heard,
    HeardAnswer,
    async (event): Promise<HeardAnswer> => {
      const told = await tell(desk, event);
      const wish = await wishOf(desk, event);
      if (wish === undefined) return { opened: 'NOT_WANTED', told };
      const { opened } = await openOne(desk, wish);
      return { opened, told };
    },
    { name: 'hear-for-surveys', ids: ({ detail: { customerId } }) => ({ customerId }) },
  );

/** Tells open invitations what ends them. */
async function tell({ signals }: HearDesk, event: Heard): Promise<number> {
  switch (event['detail-type']) {
    case 'complaint.received': {
      const { customerId, caseId, at } = event.detail;
      return signals.tell(customerId, 'COMPLAINT_OPENED', caseId, at);
    }
    case 'complaint.reopened': {
      // Each round is told: an invitation may have heard of the case before.
      const { customerId, id, at } = event.detail;
      return signals.tell(customerId, 'COMPLAINT_OPENED', id, at);
    }
    case 'consent.changed': {
      const { customerId, id, at, facts } = event.detail;
      const { purpose, channel, state } = facts;
      return purpose === 'survey' && channel === 'mail' && state === 'WITHDRAWN'
        ? signals.tell(customerId, 'OPTED_OUT', id, at)
        : 0;
    }
    case 'contact.failed': {
      const { caseId, at, facts } = event.detail;
      await signals.bounced(caseId, facts.outboxId, at);
      return 1;
    }
    default:
      return 0;
  }
}

/** Whom the event has asked, about what and when; undefined where nobody is. */
async function wishOf(desk: HearDesk, event: Heard): Promise<InvitationWish | undefined> {
  const { pack: surveying } = await desk.policies.read('surveying');
  const { complaintHours, visitHours, lossHours, visitShare } = surveying.after;
  switch (event['detail-type']) {
    case 'complaint.closed':
      return asked.includes(event.detail.facts.outcome)
        ? wanted(desk, event.detail, 'COMPLAINT', 'complaint', complaintHours)
        : undefined;
    case 'visit.completed': {
      const { caseId, customerId, facts } = event.detail;
      // Drawn by the visit itself: nobody can choose after which visits customers are asked.
      const drawn = facts.kind !== 'GREETING' && armChance(`visit-survey#${caseId}`, customerId) < visitShare;
      return drawn ? wanted(desk, event.detail, 'VISIT', 'visit', visitHours) : undefined;
    }
    case 'churn.closed':
      return event.detail.facts.label === 'LOST'
        ? wanted(desk, event.detail, 'LOSS', 'exit', lossHours)
        : undefined;
    default:
      return undefined;
  }
}

async function wanted(
  desk: HearDesk,
  { customerId, caseId, at }: z.infer<typeof OfCase>,
  cause: InvitationWish['cause'],
  definition: string,
  hours: number,
): Promise<InvitationWish> {
  const ratedId = await ratedIn(desk, caseId, cause);
  return {
    v: 1,
    customerId,
    definition,
    naming: 'NAMED',
    cause,
    causeId: caseId,
    askAt: new Date(Date.parse(at) + hours * HOUR).toISOString(),
    ...(ratedId !== undefined && { ratedId }),
  };
}

/** Of the staff whoever served the customer last in a case; its owner where the tasks do not say. */
async function ratedIn(
  { cases }: HearDesk,
  caseId: string,
  cause: InvitationWish['cause'],
): Promise<string | undefined> {
  const forms = servedBy[cause] ?? [];
  const served = (await cases.tasksOf(caseId))
    .filter(({ form, state }) => state === 'DECIDED' && forms.includes(form))
    .toSorted((a, b) => (decidedAtOf(a) < decidedAtOf(b) ? -1 : 1))
    .at(-1);
  return served?.decidedBy ?? (await cases.find(caseId))?.ownerId;
}

const decidedAtOf = ({ decidedAt = '' }: TaskRow): string => decidedAt;

/** What Lambda runs. */
export const handler = hearForSurveys(hearingWiring());
