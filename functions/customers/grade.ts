/** Looks at one customer's grade: by the figures, or by a person's word as long as it counts. */
import type { Tier } from '../../shared/contracts/codes.ts';
import type { GradeOverride } from '../../shared/contracts/customer.ts';
import { CustomerUnknown, PassingContention } from '../../shared/faults/faults.ts';
import { backOff, instantOf } from '../../shared/platform/clock.ts';
import { settledAt } from '../../shared/platform/due-walk.ts';
import { gradeOf } from '../../shared/policy/tiering.ts';
import type { GradeWorld, Regraded } from './grade-ports.ts';
import { figuresFor, nextLookOf } from './rules/grading.ts';

/** Times a grade is looked at anew because something came in between. */
const MOST_LOOKS = 5;

/** Longest pause before another look, in milliseconds; it doubles. */
const FIRST_PAUSE = 40;

/** What came of a look. */
export interface Looked {
  readonly customerId: string;
  readonly before: Tier;
  readonly tier: Tier;
  readonly override: GradeOverride | undefined;
}

/** A person's word, or its end before its time. */
export type Word = { readonly override: GradeOverride } | { readonly endedBy: string };

/** Looks at a grade and writes what it is now; a word counts from this moment. */
export async function grade(world: GradeWorld, customerId: string, word?: Word): Promise<Looked> {
  for (let look = 1; look <= MOST_LOOKS; look++) {
    if (look > 1) await backOff(world.clock, look, FIRST_PAUSE);
    const looked = await once(world, customerId, word);
    if (looked !== undefined) return looked;
  }
  throw new PassingContention(`The grade of customer ${customerId} kept changing while it was looked at.`);
}

async function once(
  { clock, grades, policies }: GradeWorld,
  customerId: string,
  word: Word | undefined,
): Promise<Looked | undefined> {
  const { profile, grade: present } = await grades.find(customerId);
  if (profile === undefined) throw new CustomerUnknown(customerId);
  const { version, pack } = await policies.read('tiering');
  const now = instantOf(clock.now());
  const { figures: delivered, movedUntil, markedAt, override: said } = present ?? {};
  const moved = movedUntil === undefined ? undefined : await grades.movement(customerId, movedUntil);
  const before = word === undefined ? said : 'override' in word ? word.override : undefined;
  const standing = {
    type: profile.type,
    stage: profile.stage,
    ...(profile.since === undefined ? {} : { since: profile.since }),
    graded: present?.graded ?? { tier: profile.tier, below: { vip: 0, potential: 0 } },
    ...(before === undefined ? {} : { override: before }),
  };
  const {
    tier,
    stage = profile.stage,
    graded,
    why,
  } = gradeOf(figuresFor(delivered, moved, pack), standing, pack, now);
  const override = before !== undefined && before.until > now ? before : undefined;
  const by = word === undefined ? undefined : 'override' in word ? word.override.by : word.endedBy;
  const cause: Regraded['cause'] =
    by !== undefined ? { by } : before !== undefined && override === undefined ? 'override-over' : 'figures';
  const written = await grades.write(profile, present, {
    grade: { graded, why: JSON.stringify(why), policy: version, override },
    tier,
    stage,
    nextAt: [
      nextLookOf({ ...profile, stage }, override, pack, now),
      // Some of what it was marked for may still be on its way.
      markedAt === undefined || settledAt(markedAt) <= now ? undefined : settledAt(markedAt),
    ]
      .filter((at) => at !== undefined)
      .sort()[0],
    cause,
  });
  return written ? { customerId, before: profile.tier, tier, override } : undefined;
}
