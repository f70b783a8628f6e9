/** Handler of the daily schedule, and of operations who hold a campaign now or end one (R013, R086, R128, R247). */
import * as z from 'zod';
import { NOBODY } from '../../shared/contracts/churn-evaluation.ts';
import { Id } from '../../shared/contracts/codes.ts';
import type { CampaignHead } from '../../shared/contracts/survey.ts';
import { CaseUnknown, InputRefused } from '../../shared/faults/faults.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { campaignIdOf, OPEN_CASES, shardKey } from '../../shared/platform/ids.ts';
import { outboxEvent } from '../../shared/platform/outbox.ts';
import { step } from '../../shared/platform/step.ts';
import { dayIn } from '../../shared/policy/days.ts';
import { seedOf } from './drawing.ts';
import type { RunCampaignDesk } from './ports.ts';
import { type DueCampaign, dueOn } from './rules/calendar.ts';
import { runCampaignWiring } from './wiring.ts';

/** The schedule, or what operations want: a campaign of the policy now, the end of one that is held, or what there is. */
export const RunCampaignRequest = z.union([
  z.object({ schedule: z.string() }),
  z.strictObject({ name: Id }),
  z.strictObject({ end: Id }),
  z.strictObject({ list: z.literal(true) }),
]);

const Held = z.strictObject({ campaign: Id, caseId: Id });

/** The campaigns that were begun, or ended; or those of the policy, and when each is held. */
export const RunCampaignAnswer = z.union([
  z.strictObject({ begun: z.array(Held) }),
  z.strictObject({ ended: Id }),
  z.strictObject({
    campaigns: z.array(
      z.strictObject({
        campaign: Id,
        definition: Id,
        naming: z.string(),
        months: z.array(z.number()),
        dayOfMonth: z.number(),
        days: z.number(),
        approval: z.string(),
      }),
    ),
  }),
]);
export type RunCampaignAnswer = z.infer<typeof RunCampaignAnswer>;

const ACTOR = 'run-campaign';

/** Begins what is due, once a campaign and day however often it is asked. */
export const runCampaign = (desk: RunCampaignDesk) =>
  step(RunCampaignRequest, RunCampaignAnswer, async (request): Promise<RunCampaignAnswer> => {
    if ('end' in request) return { ended: await end(desk, request.end) };
    const { pack: surveying } = await desk.policies.read('surveying');
    if ('list' in request)
      return {
        campaigns: surveying.campaigns.map(({ id: campaign, ...plan }) => ({ campaign, ...plan })),
      };
    const today = dayIn(instantOf(desk.clock.now()), desk.zone);
    if (!('name' in request)) return { begun: await beginAll(desk, dueOn(today, surveying)) };
    const plan = surveying.campaigns.find(({ id }) => id === request.name);
    if (plan === undefined)
      throw new InputRefused([
        { field: 'name', expected: `one of ${surveying.campaigns.map(({ id }) => id).join(', ')}` },
      ]);
    return { begun: await beginAll(desk, [{ plan, day: today }]) };
  });

async function beginAll(
  desk: RunCampaignDesk,
  due: readonly DueCampaign[],
): Promise<{ campaign: string; caseId: string }[]> {
  const begun: { campaign: string; caseId: string }[] = [];
  for (const one of due) {
    const caseId = await begin(desk, one);
    if (caseId !== undefined) begun.push({ campaign: one.plan.id, caseId });
  }
  return begun;
}

/** Begins a campaign; undefined where it was begun before and its execution goes on or is over. */
async function begin(
  { cases, workflow, clock, drawKey }: RunCampaignDesk,
  { plan, day }: DueCampaign,
): Promise<string | undefined> {
  const { id: campaign, definition, naming } = plan;
  const caseId = campaignIdOf(campaign, day);
  const there = await cases.find(caseId);
  // Opened, and perhaps not started: whoever opened it may have failed in between.
  if (there !== undefined && there.status !== 'OPENED') return undefined;
  if (there === undefined) {
    const openedAt = instantOf(clock.now());
    const key = await drawKey();
    const head: CampaignHead = {
      caseId,
      sk: 'HEAD',
      v: 1,
      kind: 'campaign',
      customerId: NOBODY,
      status: 'OPENED',
      campaign,
      definition,
      naming,
      seed: seedOf(key, caseId),
      round: 1,
      openedAt,
      openShard: shardKey(OPEN_CASES, caseId),
      execution: workflow.nameOf(caseId),
    };
    const facts = { campaign, definition, naming, day };
    const due = outboxEvent({
      cause: [caseId],
      at: openedAt,
      name: 'survey.campaign-due',
      caseId,
      facts,
    });
    const deed = {
      actor: ACTOR,
      act: 'campaign.opened',
      facts: { ...facts, seed: head.seed ?? '', key: key.kid },
    };
    await cases.open(head, deed, [due]);
  }
  await workflow.start(caseId);
  return caseId;
}

/** Ends a campaign that is held before its time: its waits hear of it, and what was answered by then is evaluated. */
async function end({ cases, clock }: RunCampaignDesk, caseId: string): Promise<string> {
  const head = await cases.find(caseId);
  if (head === undefined) throw new CaseUnknown(caseId);
  if (head.status !== 'LAUNCHED')
    throw new InputRefused([
      { field: 'end', expected: `a campaign that is held; ${caseId} is ${head.status}` },
    ]);
  await cases.end(head, ACTOR, instantOf(clock.now()));
  return caseId;
}

export const handler = runCampaign(runCampaignWiring());
