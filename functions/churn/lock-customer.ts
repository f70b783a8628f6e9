/** Handler of `Lock customer`: an alert becomes the only one of its customer, or is joined to the one that is open. */
import * as z from 'zod';
import type { AlertHead, ScoreReason } from '../../shared/contracts/churn.ts';
import { ChurnOutcome } from '../../shared/contracts/churn.ts';
import { Id, Line, Tier } from '../../shared/contracts/codes.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { eventOf } from '../../shared/platform/advance.ts';
import { outboxSignal } from '../../shared/platform/outbox.ts';
import { step } from '../../shared/platform/step.ts';
import { lineOf } from '../../shared/policy/service-map.ts';
import { isAbove } from '../../shared/policy/thresholds.ts';
import { alertPolicyNames } from './policies.ts';
import type { AlertDesk, CustomerFile } from './ports.ts';
import { answerOnce, type Found } from './statuses.ts';
import { lockWiring } from './wiring.ts';

/** What the story knows of an alert from here on; `outcome` where it was joined to another one and ends. */
export const Locked = z.strictObject({
  customerId: Id,
  tier: Tier,
  line: Line,
  ownerId: Id.optional(),
  outcome: ChurnOutcome.extract(['MERGED']).optional(),
  policies: z.record(z.string(), z.number().int().min(1)),
});
export type Locked = z.infer<typeof Locked>;

/** Most reasons that an alert keeps. */
const MOST_REASONS = 10;

/** Takes the customer's lock, once; where another alert holds it, that one takes over band and reasons, and this one ends. */
export const lockCustomer = (desk: AlertDesk) =>
  step(
    StepInput,
    Locked,
    async (input): Promise<Locked> => {
      const found = await answerOnce<Locked>(desk, input, { from: ['RAISED'] }, async (head, at) => {
        const file = await desk.customers.file(head.customerId);
        const policies = await desk.policies.inForce(alertPolicyNames);
        const its = await standingOf(desk, head, file, policies);
        const holder = await holderOf(desk, head, file);
        if (holder !== undefined) return joinedTo(holder, head, its, at);
        const { coolDown } = file ?? {};
        // Raised while the one before it was closing: whatever it says, that one has dealt with, and nobody asks again so soon.
        if (coolDown !== undefined && coolDown.until > at) return merged(coolDown.caseId, head, its, at);
        const { tier, ownerId } = its;
        const { profile } = file ?? {};
        return {
          answer: its,
          advance: {
            status: 'LOCKED',
            set: {
              tier,
              policies,
              ...(ownerId !== undefined && { ownerId }),
              ...(profile !== undefined && { stage: profile.stage, riskClass: profile.riskClass }),
            },
            // Of a customer whom nobody knows any more there is nothing to lock: the next step ends it.
            ...(file !== undefined && { lock: { before: file.lock, caseId: head.caseId } }),
            deed: {
              actor: 'lock-customer',
              act: 'alert.locked',
              facts: { band: head.band, score: head.score, model: head.model, tier },
            },
            outbox: [],
          },
        };
      });
      return found.answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

async function standingOf(
  { staff }: Pick<AlertDesk, 'staff'>,
  { customerId }: AlertHead,
  file: CustomerFile | undefined,
  policies: Locked['policies'],
): Promise<Locked> {
  const { profile } = file ?? {};
  const tier = profile?.tier ?? 'mass';
  const manager = profile?.managerId === undefined ? undefined : await staff.find(profile.managerId);
  return {
    customerId,
    tier,
    line: lineOf({ type: profile?.type ?? 'personal', tier }),
    ...(manager?.active === true && { ownerId: manager.staffId }),
    policies,
  };
}

/** The other alert that is open, if one holds the lock. */
async function holderOf(
  { cases }: Pick<AlertDesk, 'cases'>,
  { caseId }: AlertHead,
  file: CustomerFile | undefined,
): Promise<AlertHead | undefined> {
  const held = file?.lock?.caseId;
  if (held === undefined || held === caseId) return undefined;
  const holder = await cases.find(held);
  return holder === undefined || holder.status === 'CLOSED' ? undefined : holder;
}

/** The alert ends as part of another one. */
function merged(
  into: string,
  head: AlertHead,
  its: Locked,
  at: string,
  more: Record<string, string | boolean> = {},
): Found<Locked> {
  const facts = { into, band: head.band, ...more };
  return {
    answer: { ...its, outcome: 'MERGED' },
    advance: {
      status: 'CLOSED',
      set: { outcome: 'MERGED', closedAt: at, mergedInto: into, tier: its.tier },
      deed: { actor: 'lock-customer', act: 'alert.merged', facts },
      // Written here and not named by the storyboard: only some of the alerts that lock are joined to another.
      outbox: [eventOf(undefined, head, at, 'churn.merged', facts)],
    },
  };
}

/** The alert ends, and the one that is open knows what it knew. */
function joinedTo(holder: AlertHead, head: AlertHead, its: Locked, at: string): Found<Locked> {
  const { caseId, band, score, reasons } = head;
  const higher = isAbove(band, holder.band);
  const { answer, advance } = merged(holder.caseId, head, its, at, { before: holder.band, raised: higher });
  return {
    answer,
    advance: {
      ...advance,
      joined: {
        head: holder,
        set: {
          raisedAgainAt: at,
          reasons: together(holder.reasons, reasons),
          ...(higher && { band }),
          ...(score > holder.score && { score }),
        },
        deed: {
          entityId: holder.caseId,
          actor: 'lock-customer',
          act: 'alert.updated',
          facts: { by: caseId, band, before: holder.band },
        },
      },
      outbox: [
        ...advance.outbox,
        outboxSignal({ caseId: holder.caseId, signal: 'UPDATED', outsideId: caseId, at }),
      ],
    },
  };
}

/** The newer word on an indicator counts, and the weightiest come first. */
const together = (before: readonly ScoreReason[], after: readonly ScoreReason[]): ScoreReason[] =>
  [...after, ...before.filter(({ indicator }) => after.every((one) => one.indicator !== indicator))]
    .toSorted((a, b) => b.adds - a.adds)
    .slice(0, MOST_REASONS);

/** What Lambda runs. */
export const handler = lockCustomer(lockWiring());
