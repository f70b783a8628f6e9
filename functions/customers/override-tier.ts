/** Handler for operations: a person sets a customer's tier against the figures, for a time and with a reason. */
import * as z from 'zod';
import { Id, Instant, Tier } from '../../shared/contracts/codes.ts';
import { GradeOverride } from '../../shared/contracts/customer.ts';
import { InputRefused, StaffUnknown } from '../../shared/faults/faults.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { step } from '../../shared/platform/step.ts';
import { log } from '../../shared/platform/telemetry.ts';
import { overrideFlaw } from '../../shared/policy/tiering.ts';
import { grade } from './grade.ts';
import type { GradeWorld } from './grade-ports.ts';
import { gradeWiring } from './grade-wiring.ts';

/** A word against the figures, or its end before its time; `by` is the member of staff who answers for it. */
export const OverrideRequest = z.union(
  [
    z.strictObject({ customerId: Id, ...GradeOverride.shape }),
    z.strictObject({ customerId: Id, by: Id, end: z.literal(true) }),
  ],
  { error: 'one of {customerId, tier, by, until, reason}, {customerId, by, end: true}' },
);
export type OverrideRequest = z.infer<typeof OverrideRequest>;

/** The tier that counts now, and until when a person's word does. */
export const OverrideAnswer = z.strictObject({
  customerId: Id,
  before: Tier,
  tier: Tier,
  until: Instant.optional(),
});
export type OverrideAnswer = z.infer<typeof OverrideAnswer>;

/** Sets or ends an override at once, and writes down who did. */
export const overrideTier = (world: GradeWorld) =>
  step(
    OverrideRequest,
    OverrideAnswer,
    async (request): Promise<OverrideAnswer> => {
      const { customerId, by } = request;
      if (!(await world.isActive(by))) throw new StaffUnknown(by);
      const word = 'end' in request ? { endedBy: by } : { override: await wordOf(world, request) };
      const { before, tier: now, override } = await grade(world, customerId, word);
      log.info('tier overridden', { customerId, by, before, tier: now });
      return { customerId, before, tier: now, ...(override === undefined ? {} : { until: override.until }) };
    },
    { ids: ({ customerId }) => ({ customerId }) },
  );

/** The word itself; one that has ended, or that would not for too long, is refused. */
async function wordOf(
  { policies, clock }: GradeWorld,
  { tier, by, until, reason }: GradeOverride,
): Promise<GradeOverride> {
  const { pack } = await policies.read('tiering');
  const flaw = overrideFlaw({ until }, pack, instantOf(clock.now()));
  if (flaw === undefined) return { tier, by, until, reason };
  const expected = flaw === 'PAST' ? 'a time to come' : `at most ${pack.longestOverrideDays} days from now`;
  throw new InputRefused([{ field: 'until', expected }]);
}

export const handler = overrideTier(gradeWiring());
