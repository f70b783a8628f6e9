/** Handler of GET /ops/tier: why a customer has the tier they have, for staff. */
import * as z from 'zod';
import { Id, type Language, type Stage, type Tier } from '../../shared/contracts/codes.ts';
import type { GradeOverride } from '../../shared/contracts/customer.ts';
import type { GradeRow } from '../../shared/contracts/imports.ts';
import type { CustomerProfile } from '../../shared/contracts/items.ts';
import { PageRefused } from '../../shared/faults/faults.ts';
import { page } from '../../shared/platform/page.ts';
import type { GradeTrace } from '../../shared/policy/tiering.ts';
import { wordsOfGrade } from '../../shared/policy/tiering-words.ts';
import { tierPage } from './pages/tier-page.ts';
import { showTierWiring } from './tier-wiring.ts';

/** What showing a tier needs: nothing with which anything could be changed. */
export interface ShowTierWorld {
  /** The zone in which staff read moments. */
  readonly zone: string;
  /** The bank's name in each language. */
  readonly bank: Readonly<Record<Language, string>>;
  find(customerId: string): Promise<{ profile: CustomerProfile | undefined; grade: GradeRow | undefined }>;
}

/** What may be asked for. */
const Query = z.strictObject({ customer: Id });

/** A customer's tier, and how it came about. */
export interface TierView {
  readonly customerId: string;
  readonly tier: Tier;
  readonly stage: Stage;
  /** The tier that the figures alone give, and the day of the figures; absent where nobody was graded yet. */
  readonly byFigures?: Tier;
  readonly asOf?: string;
  /** Version of the policy `tiering` by which it was reckoned. */
  readonly policy?: number;
  /** Set where something else than grading has set the tier since. */
  readonly setElsewhere?: true;
  readonly override?: GradeOverride;
  /** From when the grade is to be looked at again. */
  readonly nextLook?: string;
  readonly why: readonly string[];
}

/** Explains a tier by the trace that grading left: method, figures, thresholds, days below, and a person's word. */
export const showTier = ({ zone, bank, find }: ShowTierWorld) =>
  page(
    async ({ method, query, headers, language, nonce }) => {
      if (method !== 'GET') throw new PageRefused(405, 'ONLY_GET');
      const asked = Query.safeParse({ ...query });
      if (!asked.success) throw new PageRefused(400, 'QUERY_UNCLEAR', { cause: asked.error });
      const { profile, grade } = await find(asked.data.customer);
      if (profile === undefined) throw new PageRefused(404, 'CUSTOMER_UNKNOWN');
      const view = viewOf(profile, grade, language, zone);
      return headers.accept?.includes('text/html') === true
        ? { status: 200, html: tierPage({ language, nonce, bank }, zone, view) }
        : { status: 200, json: view };
    },
    { name: 'show-tier' },
  );

function viewOf(
  { customerId, tier, stage }: CustomerProfile,
  grade: GradeRow | undefined,
  language: Language,
  zone: string,
): TierView {
  if (grade?.why === undefined) return { customerId, tier, stage, why: [], ...lookOf(grade) };
  const { graded, policy, override } = grade;
  const trace = JSON.parse(grade.why) as GradeTrace;
  return {
    customerId,
    tier,
    stage,
    byFigures: graded.tier,
    ...(graded.on !== undefined && { asOf: graded.on }),
    ...(policy !== undefined && { policy }),
    ...(tierBy(trace) !== tier && { setElsewhere: true }),
    ...(override !== undefined && { override }),
    ...lookOf(grade),
    why: wordsOfGrade(trace, language, zone),
  };
}

/** The tier to which a trace comes: a person's word counts more than the figures. */
function tierBy(trace: GradeTrace): Tier | undefined {
  const said =
    trace.findLast(({ step }) => step === 'override') ?? trace.find(({ step }) => step === 'graded');
  return said !== undefined && 'tier' in said ? said.tier : undefined;
}

/** The mark by which the nightly job finds the grade begins with the moment from which it does. */
const lookOf = (grade: GradeRow | undefined): { readonly nextLook?: string } => {
  const nextLook = grade?.gradeKey?.split('#')[0];
  return nextLook === undefined ? {} : { nextLook };
};

/** What Lambda runs. */
export const handler = showTier(showTierWiring());
