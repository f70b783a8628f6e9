/** What each question found, and how it stands beside the campaigns before. */
import type { Question, SurveyAnswer, SurveyDefinition } from '../../../shared/contracts/survey.ts';
import { welchOf } from '../../../shared/policy/statistics.ts';
import { choicesOf, trendKeyOf } from '../../../shared/policy/survey-answers.ts';
import { countedAs, HIDDEN, meanWithin, RANGES, shownOf } from './figures.ts';
import type { Mean, QuestionResult, Shown, SurveyResults, TrendPoint } from './report-shape.ts';

/** An answer and what it weighs. */
export interface WeighedAnswer {
  readonly answer: SurveyAnswer;
  readonly weight: number;
}

/** The campaign that is evaluated. */
export interface Wave {
  readonly caseId: string;
  readonly until: string;
  readonly definition: SurveyDefinition;
  readonly before: readonly SurveyResults[];
}

/** What every question found, in the order in which it was asked. */
export const questionsOf = (wave: Wave, answers: readonly WeighedAnswer[], least: number): QuestionResult[] =>
  wave.definition.questions.map((question) => questionOf(question, wave, answers, least));

function questionOf(
  question: Question,
  wave: Wave,
  answers: readonly WeighedAnswer[],
  least: number,
): QuestionResult {
  const { id, dimension, kind } = question;
  const given = answers.flatMap(({ answer, weight }) => {
    const value = answer.values[id];
    return value === undefined || value === '' ? [] : [{ answer, value, weight }];
  });
  const choices = choicesOf(question);
  const distribution =
    choices === undefined
      ? HIDDEN
      : shownOf(given, least, () =>
          choices.map((code) => ({
            code: String(code),
            count: given.filter(({ value }) => value === code).length,
          })),
        );
  const range = kind === 'CHOICE' || kind === 'TEXT' ? undefined : RANGES[kind];
  const counted = given.flatMap(({ answer, value, weight }) => {
    const as = countedAs(question, value);
    return as === undefined ? [] : [{ answer, value: as, weight }];
  });
  const figure: Shown<Mean> =
    range === undefined ? HIDDEN : shownOf(counted, least, () => meanWithin(counted, range));
  const trendKey = trendKeyOf(wave.definition, id) ?? '';
  const earlier = wave.before.flatMap(({ caseId, until, questions }) => {
    const same = questions.find((one) => one.id === id);
    return same?.figure.shown === true
      ? [{ caseId, until, trendKey: same.trendKey, mean: same.figure.value }]
      : [];
  });
  const now = figure.shown ? [{ caseId: wave.caseId, until: wave.until, trendKey, mean: figure.value }] : [];
  const last = earlier.at(-1);
  return {
    id,
    dimension,
    kind,
    trendKey,
    answered: given.length,
    distribution,
    figure,
    trend: pointsOf([...earlier, ...now]),
    ...(figure.shown && last?.trendKey === trendKey ? { change: welchOf(figure.value, last.mean) } : {}),
  };
}

interface Measured {
  readonly caseId: string;
  readonly until: string;
  readonly trendKey: string;
  readonly mean: Mean;
}

const pointsOf = (measured: readonly Measured[]): TrendPoint[] =>
  measured.map(({ caseId, until, trendKey, mean: { value, low, high } }, at) => ({
    caseId,
    until,
    estimate: { value, low, high },
    comparable: at === 0 || measured[at - 1]?.trendKey === trendKey,
  }));
