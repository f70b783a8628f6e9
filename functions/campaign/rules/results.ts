/** What a campaign found, out of what was asked and answered (R248). */
import type { Stage, Tier } from '../../../shared/contracts/codes.ts';
import { Driver, type Question, type SurveyAnswer } from '../../../shared/contracts/survey.ts';
import { shareOf } from '../../../shared/policy/proportions.ts';
import { correlationOf, meanOf } from '../../../shared/policy/statistics.ts';
import { hasScore } from '../../../shared/policy/survey-answers.ts';
import { countedAs, HIDDEN, meanWithin, RANGES, shownIf, shownOf, weighedShare } from './figures.ts';
import { differenceOf, type Rated, splitsOf } from './groups.ts';
import type {
  Asked,
  BiasResult,
  DriverResult,
  Evaluated,
  Mean,
  Showing,
  Shown,
  SurveyResults,
  WeakDriver,
} from './report-shape.ts';
import { questionsOf, type WeighedAnswer } from './trend.ts';
import { type Profile, responseWeights } from './weights.ts';

/** The results of a campaign: where too few have answered, only how many. */
export function resultsOf(seen: Evaluated, showing: Showing): SurveyResults {
  const { definition, naming, last, strata } = seen;
  const asked = seen.invitations.filter(({ invitedAt }) => invitedAt !== undefined);
  const counting = seen.answers.filter(
    ({ state, values }) => state === 'SUBMITTED' || hasScore(definition, values),
  );
  const enough = counting.length >= showing.leastAnswers;
  // Of too few nothing is shown: no figure has so many behind it.
  const least = enough ? showing.leastInGroup : Number.POSITIVE_INFINITY;
  const shownBy: Showing = { ...showing, leastInGroup: least };
  const answers = weighed(counting, asked, seen, showing.leastInGroup);
  const overall = questionAbout(seen, 'RATING', 'overall');
  const ratings = ratedBy(overall, answers);
  const weights = answers.map(({ weight }) => weight);
  const unweighted = meanOf(ratings.map(({ value }) => ({ value, weight: 1 })));
  const csat = shownOf(ratings, least, () => meanWithin(ratings, RANGES.RATING));
  const figureOf = (kind: 'NPS' | 'RATING', dimension: Question['dimension']): Shown<Mean> => {
    const rows = ratedBy(questionAbout(seen, kind, dimension), answers);
    return shownOf(rows, least, () => meanWithin(rows, RANGES[kind]));
  };
  const recovery = last === undefined ? undefined : recoveryOf(seen, last, ratings, least);
  return {
    v: 1,
    caseId: seen.caseId,
    campaign: seen.campaign,
    naming,
    definition: definition.id,
    version: seen.version,
    from: seen.from,
    until: seen.until,
    strata,
    asked: asked.length,
    answered: counting.length,
    partial: counting.filter(({ state }) => state === 'PARTIAL').length,
    enough,
    response: responseOf(asked, showing.leastInGroup),
    weighting: {
      kind: naming === 'NAMED' ? 'TIER_AND_STAGE' : 'NONE',
      least: weights.length === 0 ? 1 : Math.min(...weights),
      most: weights.length === 0 ? 1 : Math.max(...weights),
      effective: meanOf(answers.map(({ weight }) => ({ value: 0, weight })))?.effective ?? answers.length,
    },
    measures: {
      satisfied: shownOf(ratings, least, () => weighedShare(ratings, (value) => value >= showing.high.csat)),
      csat,
      nps: figureOf('NPS', 'recommend'),
      ces: figureOf('RATING', 'effort'),
    },
    questions: questionsOf(seen, answers, least),
    ...splitsOf(ratings, seen, shownBy),
    drivers: driversOf(seen, answers, shownBy),
    bias: biasOf(asked, showing.leastInGroup),
    ...(naming === 'NAMED' && csat.shown && unweighted !== undefined
      ? { biasOfMean: csat.value.value - unweighted.value }
      : {}),
    ...(recovery === undefined ? {} : { recovery }),
  };
}

const questionAbout = (
  { definition }: Evaluated,
  kind: Question['kind'],
  dimension: Question['dimension'],
): Question | undefined =>
  definition.questions.find((one) => one.kind === kind && one.dimension === dimension);

/** Answers to one question as they count in its figure. */
const ratedBy = (question: Question | undefined, answers: readonly WeighedAnswer[]): Rated[] =>
  answers.flatMap(({ answer, weight }) => {
    const value = question === undefined ? undefined : countedAs(question, answer.values[question.id]);
    return value === undefined ? [] : [{ answer, value, weight }];
  });

/** Answers with their weights: named ones by who was asked, anonymous ones alike, since nobody knows whose they are. */
function weighed(
  answers: readonly SurveyAnswer[],
  asked: readonly Asked[],
  { naming, strata }: Evaluated,
  least: number,
): WeighedAnswer[] {
  if (naming === 'ANONYMOUS') return answers.map((answer) => ({ answer, weight: 1 }));
  const known = asked.flatMap((one) => profileOf(one) ?? []);
  const own = new Map(asked.map((one) => [one.caseId, profileOf(one)]));
  const named = answers.flatMap((answer) => {
    const profile = own.get(answer.by?.caseId ?? answer.answerKey);
    return profile === undefined ? [] : [{ answer, profile }];
  });
  const weights = responseWeights(
    named.map(({ profile }) => profile),
    known,
    strata,
    least,
  );
  return named.map(({ answer }, at) => ({ answer, weight: weights[at] ?? 1 }));
}

/** Customers of whom nobody knows in which stage they are count as mature, as those do who were never graded otherwise. */
const UNKNOWN_STAGE: Stage = 'mature';

const profileOf = ({ tier, stage = UNKNOWN_STAGE }: Asked): Profile | undefined =>
  tier === undefined ? undefined : { tier, stage };

const hasAnswered = ({ participation }: Asked): boolean => participation !== undefined;

function responseOf(asked: readonly Asked[], least: number): SurveyResults['response'] {
  const rate = (some: readonly Asked[]) =>
    shownIf(some.length, least, () => shareOf({ count: some.filter(hasAnswered).length, of: some.length }));
  const ofTier = (tier: Tier) => rate(asked.filter((one) => one.tier === tier));
  return {
    all: rate(asked),
    byTier: { vip: ofTier('vip'), potential: ofTier('potential'), mass: ofTier('mass') },
  };
}

/** Who was asked beside who answered: that is known of anonymous surveys too. */
function biasOf(asked: readonly Asked[], least: number): BiasResult[] {
  return (['tier', 'stage'] as const).map((profile) => ({
    profile,
    groups: [...Map.groupBy(asked, (one) => one[profile] ?? '')]
      .filter(([key, some]) => key !== '' && some.length >= least)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, some]) => ({ key, asked: some.length, answered: some.filter(hasAnswered).length })),
  }));
}

function driversOf(seen: Evaluated, answers: readonly WeighedAnswer[], showing: Showing): DriverResult[] {
  const overall = questionAbout(seen, 'RATING', 'overall');
  return Driver.options.flatMap((driver) => {
    const question = questionAbout(seen, 'RATING', driver);
    if (question === undefined) return [];
    const rows = ratedBy(question, answers);
    const mean = shownOf(rows, showing.leastInGroup, () => meanWithin(rows, RANGES.RATING));
    const pairs = rows.flatMap(({ answer, value }) => {
      const rating = overall === undefined ? undefined : countedAs(overall, answer.values[overall.id]);
      return rating === undefined ? [] : [{ answer, pair: [value, rating] as const }];
    });
    return [
      {
        driver,
        mean,
        importance: shownOf(pairs, showing.leastInGroup, () => correlationOf(pairs.map(({ pair }) => pair))),
        weak: mean.shown && mean.value.value < showing.weakBelow && mean.value.high < showing.weakBelow,
      },
    ];
  });
}

/**
 * How the rating of unsatisfied customers of the wave before has changed: those whose trouble was seen to, less those of whom
 * nothing was done. Both are measured by the same survey, so that what comes back to the middle by itself is in both.
 */
function recoveryOf(
  { definition }: Evaluated,
  last: NonNullable<Evaluated['last']>,
  ratings: readonly Rated[],
  least: number,
): SurveyResults['recovery'] {
  const overall = definition.questions.find((one) => one.kind === 'RATING' && one.dimension === 'overall');
  if (overall === undefined) return HIDDEN;
  const before = new Map(
    last.answers.flatMap(({ by, values }) => {
      const value = countedAs(overall, values[overall.id]);
      return by === undefined || value === undefined ? [] : [[by.customerId, value] as const];
    }),
  );
  const now = new Map(
    ratings.flatMap(({ answer, value }) => (answer.by ? [[answer.by.customerId, value] as const] : [])),
  );
  const changes = (seenTo: boolean) =>
    last.invitations.flatMap(({ customerId, band, recovery }) => {
      const [from, to] = [before.get(customerId), now.get(customerId)];
      if (band !== 'LOW' || (recovery === 'CONTACTED_FIXED') !== seenTo) return [];
      return from === undefined || to === undefined ? [] : [{ value: to - from, weight: 1 }];
    });
  return differenceOf(changes(true), changes(false), least, [-4, 4]);
}

/** Drivers that are weak, as an improvement begins with them: those that matter most first. */
export function weakOf({ drivers, from, until }: SurveyResults): WeakDriver[] {
  const importance = ({ importance: of }: DriverResult) => (of.shown ? of.value.value : 0);
  return drivers
    .filter(({ weak }) => weak)
    .toSorted((a, b) => importance(b) - importance(a))
    .flatMap(({ driver, mean }) =>
      mean.shown
        ? [
            {
              driver,
              before: {
                what: 'MEAN' as const,
                value: mean.value.value,
                n: mean.value.effective,
                error: mean.value.error,
                from,
                until,
              },
            },
          ]
        : [],
    );
}
