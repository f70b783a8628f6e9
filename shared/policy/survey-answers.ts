/** What answers to a survey say: whether they fit its questions, which scores they give, and what may be compared over time. */
import {
  type AnswerValues,
  type Dimension,
  type Question,
  type SurveyDefinition,
  type SurveyScores,
  Voice,
} from '../contracts/survey.ts';

/** Longest text of an answer, in UTF-16 units. */
export const LONGEST_ANSWER = 2_000;

/** Why an answer does not fit its question. */
export type AnswerFlaw = 'choose' | 'needed' | 'too-long' | 'unknown';

/** Flaws by the ids of questions. */
export type AnswerFlaws = Readonly<Record<string, AnswerFlaw>>;

/** Codes and numbers that a question takes; undefined of a text. */
export function choicesOf(question: Question): readonly (string | number)[] | undefined {
  switch (question.kind) {
    case 'RATING':
      return [1, 2, 3, 4, 5];
    case 'NPS':
      return [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    case 'YES_NO':
      return ['YES', 'NO'];
    case 'CHOICE':
      return question.options.map(({ code }) => code);
    case 'TEXT':
      return undefined;
  }
}

/**
 * What is wrong with answers; empty where they can be submitted. What is kept on the way needs not be complete, so of it only
 * `partial` flaws count.
 */
export function answerFlaws(
  { questions }: SurveyDefinition,
  values: AnswerValues,
  extent: 'whole' | 'partial' = 'whole',
): AnswerFlaws {
  const flaws: Record<string, AnswerFlaw> = {};
  for (const id of Object.keys(values)) if (!questions.some((its) => its.id === id)) flaws[id] = 'unknown';
  for (const question of questions) {
    const { id, required } = question;
    const value = values[id];
    if (value === undefined) {
      if (required && extent === 'whole') flaws[id] = 'needed';
    } else if (!fits(question, value)) flaws[id] = question.kind === 'TEXT' ? 'too-long' : 'choose';
  }
  const kind = ofKind(questions, 'CHOICE', 'voice');
  // Whoever answers it must know what it is.
  if (
    extent === 'whole' &&
    kind !== undefined &&
    values[kind.id] === undefined &&
    hasWords(questions, values)
  )
    flaws[kind.id] = 'choose';
  return flaws;
}

function fits(question: Question, value: string | number): boolean {
  const choices = choicesOf(question);
  if (choices !== undefined) return choices.includes(value);
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_ANSWER;
}

/** The scores that answers give, as far as they were asked and answered. */
export function scoresOf({ questions }: SurveyDefinition, values: AnswerValues): SurveyScores {
  const answerOf = (kind: Question['kind'], dimension: Dimension) => {
    const question = ofKind(questions, kind, dimension);
    return question === undefined ? undefined : values[question.id];
  };
  const numberOf = (kind: 'RATING' | 'NPS', dimension: Dimension): number | undefined => {
    const value = answerOf(kind, dimension);
    return typeof value === 'number' ? value : undefined;
  };
  const wordOf = (dimension: Dimension): 'YES' | 'NO' | undefined => {
    const value = answerOf('YES_NO', dimension);
    return value === 'YES' || value === 'NO' ? value : undefined;
  };
  const reason = answerOf('CHOICE', 'reason');
  const scores: SurveyScores = {
    csat: numberOf('RATING', 'overall'),
    nps: numberOf('NPS', 'recommend'),
    ces: numberOf('RATING', 'effort'),
    resolved: wordOf('resolved'),
    wantsContact: wordOf('voice'),
    // Words of which nobody said what they are may be a complaint.
    voice: hasWords(questions, values)
      ? (Voice.safeParse(answerOf('CHOICE', 'voice')).data ?? 'CRITICISM')
      : undefined,
    reason: typeof reason === 'string' ? reason : undefined,
  };
  return Object.fromEntries(Object.entries(scores).filter(([, score]) => score !== undefined));
}

/** Whether answers hold any score, so that they count although nobody has submitted them. */
export function hasScore(definition: SurveyDefinition, values: AnswerValues): boolean {
  const { csat, nps, ces } = scoresOf(definition, values);
  return csat !== undefined || nps !== undefined || ces !== undefined;
}

/** The question by which somebody asks to be contacted; undefined where the survey has none. */
export const contactQuestionOf = ({ questions }: SurveyDefinition): Question | undefined =>
  ofKind(questions, 'YES_NO', 'voice');

/** What somebody wrote, with what they called it; undefined where nothing was written. */
export function wordsIn(
  definition: SurveyDefinition,
  values: AnswerValues,
): { readonly voice: Voice; readonly text: string } | undefined {
  const { voice } = scoresOf(definition, values);
  const texts = definition.questions.flatMap(({ kind, id }) => {
    const value = values[id];
    return kind === 'TEXT' && typeof value === 'string' && value !== '' ? [value] : [];
  });
  return voice === undefined ? undefined : { voice, text: texts.join('\n\n') };
}

const hasWords = (questions: readonly Question[], values: AnswerValues): boolean =>
  questions.some(({ kind, id }) => kind === 'TEXT' && (values[id] ?? '') !== '');

const ofKind = (
  questions: readonly Question[],
  kind: Question['kind'],
  dimension: Dimension,
): Question | undefined => questions.find((its) => its.kind === kind && its.dimension === dimension);

/**
 * Key of a question over time: the same as long as its wording, its kind and its scale are, in every language. Where it
 * changes, what was answered before must not be compared with what is answered after. Undefined where it is not asked.
 */
export function trendKeyOf({ questions }: SurveyDefinition, questionId: string): string | undefined {
  const question = questions.find(({ id }) => id === questionId);
  if (question === undefined) return undefined;
  const { kind, wording } = question;
  const scale =
    'low' in question
      ? [pairsOf(question.low), pairsOf(question.high)]
      : 'options' in question
        ? question.options.map(({ code, wording: said }) => [code, pairsOf(said)])
        : [];
  return hashOf(JSON.stringify([kind, pairsOf(wording), scale]));
}

const pairsOf = (wording: Question['wording']): [string, string][] =>
  Object.entries(wording).toSorted(([a], [b]) => (a < b ? -1 : 1));

/** FNV-1a, 64 bits: it tells wordings apart, and guards nothing. http://www.isthe.com/chongo/tech/comp/fnv/ */
function hashOf(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}
