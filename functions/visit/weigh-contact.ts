/** Handler of `Weigh contact`: is the customer still to be contacted, and do the contact rules let it be now? */
import * as z from 'zod';
import {
  ContactChannel,
  Daypart,
  Id,
  Instant,
  Line,
  Tier,
  VisitOutcome,
} from '../../shared/contracts/codes.ts';
import type { CustomerPlan, CustomerProfile, VisitHead } from '../../shared/contracts/items.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { advanceOnce } from '../../shared/platform/advance.ts';
import { step } from '../../shared/platform/step.ts';
import type { Ruling } from '../../shared/policy/arbitrate.ts';
import { rhythmOf } from '../../shared/policy/cadence.ts';
import { dayIn, epochAt } from '../../shared/policy/days.ts';
import { daypartOf } from '../../shared/policy/plan.ts';
import { lineOf } from '../../shared/policy/service-map.ts';
import { addWorkingTime, workingDayAfter } from '../../shared/policy/working-time.ts';
import { channels } from './channels/channels.ts';
import { managerOf } from './manager-of.ts';
import { type PlanPolicies, planPolicies } from './planning.ts';
import type { Advance, ContactDesk, CustomerFile } from './ports.ts';
import { standingOf } from './rules/contact-of.ts';
import { waysOf } from './rules/ways.ts';
import { underWay } from './statuses.ts';
import { waitsOver } from './waits.ts';
import { contactWiring } from './wiring.ts';

/** Whether the customer is contacted now, later, not at all, or was contacted already; and how. */
export const Weighed = z.strictObject({
  ruling: z.enum(['NOW', 'LATER', 'NOT', 'RECENT']),
  /** Of LATER: when to weigh again. */
  until: Instant.optional(),
  /** Of NOT and RECENT: how the visit ends by it, and why. */
  ending: VisitOutcome.optional(),
  reason: z.string().optional(),
  /** Who carries the contact: a person by a task, or a mail. */
  by: z.enum(['TASK', 'MAIL']),
  channel: ContactChannel,
  daypart: Daypart,
  /** When a greeting has no point any more. */
  greetBy: Instant,
  tier: Tier,
  line: Line,
  ownerId: Id.optional(),
});
export type Weighed = z.infer<typeof Weighed>;

/** What was found, before it is written down. */
interface Found {
  readonly ruling: Weighed['ruling'];
  readonly until?: string;
  readonly ending?: VisitOutcome;
  readonly reason?: string;
  readonly channel?: VisitHead['channel'];
  readonly contactId?: string;
  /** The arbiter put it off, rather than its own day. */
  readonly deferred?: boolean;
}

/**
 * Weighs a contact anew, every time the story comes here: what was reserved before is released, and a contact of its own is
 * reserved where the rules let it be now. Signals that brought the story here are handled.
 */
export const weighContact = (desk: ContactDesk) =>
  step(
    StepInput,
    Weighed,
    async (input): Promise<Weighed> => {
      const { caseId } = input.case;
      let answer: Weighed | undefined;
      const head = await advanceOnce(
        desk,
        caseId,
        { from: underWay, past: ({ weighedFor }) => weighedFor === input.entered },
        async (head, at) => {
          const its = await planPolicies(desk, head.policies);
          const file = await desk.customers.file(head.customerId);
          if (head.contactId !== undefined)
            await desk.ledger.release(head.customerId, head.contactId, 'weighed-again');
          const found = file === undefined ? gone : await weigh(desk, head, file, at, its);
          answer = await answerOf(desk, head, file?.profile, found, at, its);
          return advanceOf(desk, input, head, found, answer);
        },
      );
      return answer ?? (JSON.parse(head.weighed ?? 'null') as Weighed);
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

const gone: Found = { ruling: 'NOT', ending: 'SUPPRESSED', reason: 'customer-gone' };

/** Fresh facts first, then the arbiter. */
async function weigh(
  desk: ContactDesk,
  head: VisitHead,
  file: CustomerFile,
  at: string,
  its: PlanPolicies,
): Promise<Found> {
  const { zone } = file.profile;
  if (wasContacted(head, file.plans, its)) return { ruling: 'RECENT', ending: 'SKIPPED', reason: 'recent' };
  if (head.mustBy !== undefined && at > head.mustBy) {
    const ending = head.visitKind === 'GREETING' ? 'MISSED' : 'SKIPPED';
    return { ruling: 'NOT', ending, reason: 'too-late' };
  }
  const from = beginsAt(head, zone, its);
  if (at < from) return { ruling: 'LATER', until: from, reason: 'not-yet' };
  return askArbiter(desk, head, file, its);
}

/** Whether somebody has reached the customer since this visit was started. */
function wasContacted(
  { visitKind, openedAt, caseId }: VisitHead,
  plans: readonly CustomerPlan[],
  { calendars: { workingTime } }: PlanPolicies,
): boolean {
  if (visitKind !== 'CHECKUP') return false;
  const plan = plans.find(({ sk }) => sk === 'PLAN#CHECKUP');
  const { last } = plan ?? {};
  return (
    plan?.caseId === caseId &&
    last !== undefined &&
    last.outcome === 'COMPLETED' &&
    last.day >= dayIn(openedAt, workingTime.zone)
  );
}

/** From when the customer may be contacted: a greeting on its day, a visit some working days before its own. */
function beginsAt(
  { visitKind, plannedDay, agreedAt }: VisitHead,
  zone: string,
  { cadence, calendars: { workingTime } }: PlanPolicies,
): string {
  // What was agreed with the customer was waited for already.
  if (agreedAt !== undefined) return '';
  if (visitKind === 'GREETING') return new Date(epochAt(plannedDay, '00:00', zone)).toISOString();
  const first = workingDayAfter(plannedDay, -cadence.startWorkingDaysBefore, workingTime);
  return new Date(epochAt(first, '00:00', workingTime.zone)).toISOString();
}

/** Asks for each way to the customer in turn, until one is not barred by the customer's own word on it. */
async function askArbiter(
  desk: ContactDesk,
  head: VisitHead,
  { profile }: CustomerFile,
  { cadence }: PlanPolicies,
): Promise<Found> {
  const { customerId, visitKind, mustBy, topic, caseId, weighings = 0, deferrals = 0 } = head;
  const ways = waysOf(
    {
      kind: visitKind,
      planned: head.channel,
      preferred: profile.preferredChannel,
      usual: rhythmOf(cadence, profile).channels,
      customer: profile,
    },
    channels,
  );
  let ruling: Ruling | undefined;
  for (const channel of ways) {
    const asked = await desk.ledger.reserve({
      customerId,
      ...standingOf(visitKind),
      channel,
      ...(mustBy !== undefined && { mustBy }),
      ...(topic !== undefined && { topic }),
      caseId,
      cause: `${caseId}#${weighings + 1}#${channel}`,
    });
    if (asked.answer === 'SEND_NOW') {
      return { ruling: 'NOW', channel, ...(asked.contactId !== undefined && { contactId: asked.contactId }) };
    }
    if (asked.answer === 'DEFER') {
      if (deferrals >= cadence.mostDeferrals) {
        return { ruling: 'NOT', ending: 'SKIPPED', reason: 'deferred-too-often' };
      }
      return { ruling: 'LATER', channel, until: asked.until, deferred: true, reason: 'deferred' };
    }
    ruling = asked;
    if (asked.reason !== 'no-consent' && asked.reason !== 'consent-withdrawn') break;
  }
  // Too late is not forbidden: a greeting that the night or a holiday keeps until its day is over was missed.
  const missed = ruling?.reason === 'too-late' && visitKind === 'GREETING';
  return { ruling: 'NOT', ending: missed ? 'MISSED' : 'SUPPRESSED', reason: ruling?.reason ?? 'no-way' };
}

async function answerOf(
  desk: ContactDesk,
  head: VisitHead,
  profile: CustomerProfile | undefined,
  found: Found,
  at: string,
  { cadence, calendars: { workingTime } }: PlanPolicies,
): Promise<Weighed> {
  const channel = found.channel ?? head.channel;
  const tier = profile?.tier ?? head.tier ?? 'mass';
  const ownerId = profile === undefined ? head.ownerId : await managerOf(desk, profile);
  const { ruling, until, ending, reason } = found;
  return {
    ruling,
    ...(until !== undefined && { until }),
    ...(ending !== undefined && { ending }),
    ...(reason !== undefined && { reason }),
    by: channels[channel].carrier,
    channel,
    daypart: daypartOf(at, cadence, workingTime),
    greetBy: head.mustBy ?? addWorkingTime(at, 1, workingTime),
    tier,
    line: lineOf({ type: profile?.type ?? 'personal', tier }),
    ...(ownerId !== undefined && { ownerId }),
  };
}

async function advanceOf(
  desk: ContactDesk,
  input: StepInput,
  head: VisitHead,
  found: Found,
  answer: Weighed,
): Promise<Advance> {
  const { ruling, until, reason, channel, tier, ownerId } = answer;
  const weighings = (head.weighings ?? 0) + 1;
  const facts = {
    ruling,
    channel,
    ...(until !== undefined && { until }),
    ...(reason !== undefined && { reason }),
  };
  const { contactId } = found;
  return {
    status: 'WAITING',
    set: {
      weighings,
      weighedFor: input.entered,
      weighed: JSON.stringify(answer),
      channel,
      tier,
      ...(ownerId !== undefined && { ownerId }),
      ...(found.deferred === true && { deferrals: (head.deferrals ?? 0) + 1 }),
      ...(contactId !== undefined && { contactId }),
    },
    unset: [
      ...(contactId === undefined ? (['contactId'] as const) : []),
      ...(ownerId === undefined ? (['ownerId'] as const) : []),
    ],
    over: waitsOver(await desk.tasks.ofCase(head.caseId)),
    handled: await desk.cases.signals(head.caseId),
    deed: { actor: 'weigh-contact', act: 'visit.weighed', facts: { ...facts, tier } },
    // The ledger tells that a contact was put off or kept back.
    outbox: [],
  };
}

/** What Lambda runs. */
export const handler = weighContact(contactWiring());
