/** A campaign as its results see it, built from a few words. */
import type { Asked, Evaluated } from '../../../../../functions/campaign/rules/report-shape.ts';
import type { Stage, Tier } from '../../../../../shared/contracts/codes.ts';
import type { AnswerValues, SurveyAnswer, SurveyDefinition } from '../../../../../shared/contracts/survey.ts';
import { surveying1 } from '../../../../../shared/policy/surveying.ts';
import { surveys1 } from '../../../../../shared/policy/surveys.ts';

/** Customers who were asked alike and answered alike. */
export interface Some {
  readonly count: number;
  readonly tier?: Tier;
  readonly stage?: Stage;
  readonly branch?: string;
  readonly manager?: string;
  readonly mode?: 'WEB' | 'PHONE';
  /** They gave their name in a survey without names. */
  readonly named?: true;
  /** Absent where they did not answer. */
  readonly values?: AnswerValues;
  readonly state?: 'PARTIAL' | 'SUBMITTED';
  readonly band?: Asked['band'];
  readonly recovery?: Asked['recovery'];
}

/** The numbers that decide what is shown. */
export const showing = surveying1;

/** The survey that the bank asks of everybody. */
export function relationship(): SurveyDefinition {
  const definition = surveys1.definitions.relationship;
  if (definition === undefined) throw new Error('The bank has no survey called relationship.');
  return definition;
}

/** Id of the question about a dimension, as answers are kept under it. */
export function questionOf(
  dimension: SurveyDefinition['questions'][number]['dimension'],
  kind: SurveyDefinition['questions'][number]['kind'] = 'RATING',
): string {
  const question = relationship().questions.find((one) => one.dimension === dimension && one.kind === kind);
  if (question === undefined) throw new Error(`The survey asks no ${kind} about ${dimension}.`);
  return question.id;
}

/** Ratings by dimension, as answers. */
export const rating = (
  by: Partial<Record<'overall' | 'price' | 'attitude' | 'efficiency', number>>,
): AnswerValues =>
  Object.fromEntries(
    Object.entries(by).map(([dimension, value]) => [questionOf(dimension as 'overall'), value]),
  );

const FROM = '2026-01-15T01:00:00.000Z';
const UNTIL = '2026-02-12T01:00:00.000Z';

/** Whom the bank has: most are mass. */
export const strata = {
  vip: { population: 100, wanted: 50, drawn: 50 },
  potential: { population: 900, wanted: 80, drawn: 200 },
  mass: { population: 9_000, wanted: 90, drawn: 300 },
};

/** The campaign in which these were asked. */
export function campaignOf(some: readonly Some[], its: Partial<Evaluated> = {}): Evaluated {
  const naming = its.naming ?? 'NAMED';
  const people = some.flatMap((one) => Array.from({ length: one.count }, () => one));
  return {
    caseId: 'P20260115-0001',
    campaign: 'relationship',
    naming,
    definition: relationship(),
    version: 1,
    from: FROM,
    until: UNTIL,
    strata,
    before: [],
    invitations: people.map((one, at) => invitationOf(one, at)),
    answers: people.flatMap((one, at) => answerOf(one, at, naming) ?? []),
    ...its,
  };
}

const numberOf = (at: number): string => String(at).padStart(4, '0');

const invitationOf = (
  { tier = 'mass', stage = 'mature', branch = 'BR01', manager, values, state, band, recovery }: Some,
  at: number,
): Asked => ({
  caseId: `S${numberOf(at)}`,
  customerId: `C${numberOf(at)}`,
  tier,
  stage,
  branch,
  managerId: manager,
  invitedAt: FROM,
  participation: values === undefined ? undefined : (state ?? 'SUBMITTED'),
  band,
  recovery,
});

function answerOf(
  { tier = 'mass', stage = 'mature', branch = 'BR01', manager, values, state, mode, named }: Some,
  at: number,
  naming: 'NAMED' | 'ANONYMOUS',
): SurveyAnswer | undefined {
  if (values === undefined) return undefined;
  const caseId = `S${numberOf(at)}`;
  return {
    surveyId: 'P20260115-0001',
    answerKey: naming === 'NAMED' ? caseId : `key-${numberOf(at)}`,
    v: 1,
    state: state ?? 'SUBMITTED',
    definition: 'relationship',
    version: 1,
    values,
    mode: mode ?? 'WEB',
    by:
      naming === 'NAMED' || named
        ? { customerId: `C${numberOf(at)}`, caseId, at: UNTIL, tier, stage, branch, managerId: manager }
        : undefined,
  };
}
