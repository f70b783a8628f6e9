/** What is wrong with how a survey is written (R018): too long, hard to read, incomplete, two things at once, leading. */
import { Language } from '../contracts/codes.ts';
import { type Dimension, type Question, type SurveyDefinition, Voice } from '../contracts/survey.ts';
import type { SurveyDesign } from './surveys.ts';

/** One thing that is wrong, where, and what was found against what is allowed. */
export interface SurveyFlaw {
  readonly code:
    | 'TOO_MANY'
    | 'TOO_MANY_REQUIRED'
    | 'NOTHING_REQUIRED'
    | 'TWICE'
    | 'NOT_COVERED'
    | 'WRONG_KIND'
    | 'TOO_LONG'
    | 'LONG_CLAUSE'
    | 'HARD_TO_READ'
    | 'OTHER_LANGUAGE'
    | 'TWO_THINGS'
    | 'LEADING'
    | 'SCALE'
    | 'OPTIONS';
  /** Id of the question; absent where it is about the whole survey. */
  readonly question?: string;
  readonly language?: Language;
  readonly found: string | number;
  readonly wanted: string | number;
}

/** Dimensions that stand for one figure: asked twice, nobody would know which answer counts. */
const single: readonly Dimension[] = ['overall', 'effort', 'recommend', 'resolved', 'reason'];

/** Kinds in which a dimension may be asked. */
const kindsOf: Readonly<Record<Dimension, readonly Question['kind'][]>> = {
  attitude: ['RATING'],
  efficiency: ['RATING'],
  quality: ['RATING'],
  price: ['RATING'],
  expectation: ['RATING'],
  overall: ['RATING'],
  effort: ['RATING'],
  recommend: ['NPS'],
  resolved: ['YES_NO'],
  reason: ['CHOICE'],
  voice: ['CHOICE', 'TEXT', 'YES_NO'],
};

/** Everything that is wrong with a survey; empty where nothing is. */
export function surveyFlaws(survey: SurveyDefinition, design: SurveyDesign): SurveyFlaw[] {
  return [
    ...wholeFlaws(survey, design),
    ...survey.questions.flatMap((question) => questionFlaws(question, design)),
    ...Language.options.flatMap((language) => [
      ...wordingFlaws(survey.title, language, {}, design, design.longest[language].question),
      ...wordingFlaws(survey.intro, language, {}, design, design.longest[language].intro),
    ]),
  ];
}

function wholeFlaws(survey: SurveyDefinition, design: SurveyDesign): SurveyFlaw[] {
  const { questions, about, id } = survey;
  const flaws: SurveyFlaw[] = [];
  const { mostQuestions, mostRequired, leastReadingEase, covers } = design;
  if (questions.length > mostQuestions)
    flaws.push({ code: 'TOO_MANY', found: questions.length, wanted: mostQuestions });
  const required = questions.filter((question) => question.required).length;
  if (required > mostRequired)
    flaws.push({ code: 'TOO_MANY_REQUIRED', found: required, wanted: mostRequired });
  if (required === 0) flaws.push({ code: 'NOTHING_REQUIRED', found: 0, wanted: 1 });
  const keys = questions.flatMap(({ id: its, dimension }) => [
    `id ${its}`,
    ...(single.includes(dimension) ? [dimension] : []),
  ]);
  for (const key of new Set(keys.filter((its, at) => keys.indexOf(its) !== at)))
    flaws.push({ code: 'TWICE', found: key, wanted: 'once' });
  const asked = questions.map(({ dimension }) => dimension);
  const needed = new Set([...covers.topics[about], ...(covers.surveys[id] ?? [])]);
  for (const dimension of needed)
    if (!asked.includes(dimension)) flaws.push({ code: 'NOT_COVERED', found: 'none', wanted: dimension });
  const ease = readingEaseOf(textsOf(survey, 'en'));
  if (ease < leastReadingEase)
    flaws.push({ code: 'HARD_TO_READ', language: 'en', found: Math.round(ease), wanted: leastReadingEase });
  return flaws;
}

function questionFlaws(question: Question, design: SurveyDesign): SurveyFlaw[] {
  const { id, kind, dimension, wording } = question;
  const flaws: SurveyFlaw[] = [];
  if (!kindsOf[dimension].includes(kind))
    flaws.push({ code: 'WRONG_KIND', question: id, found: kind, wanted: kindsOf[dimension].join(' or ') });
  for (const language of Language.options) {
    const here = { question: id, language };
    flaws.push(...wordingFlaws(wording, language, here, design, design.longest[language].question));
    const text = wording[language];
    const marks = text.match(/[?？]/g)?.length ?? 0;
    const joined = asksForOne(question) ? wordIn(text, design.joining[language], language) : undefined;
    if (joined !== undefined || marks > 1)
      flaws.push({ code: 'TWO_THINGS', ...here, found: joined ?? '? twice', wanted: 'one thing' });
    const leading = wordIn(text, design.leading[language], language);
    if (leading !== undefined)
      flaws.push({ code: 'LEADING', ...here, found: leading, wanted: 'no leading word' });
    if ('low' in question && question.low[language] === question.high[language])
      flaws.push({ code: 'SCALE', ...here, found: question.low[language], wanted: 'two ends' });
  }
  return question.kind === 'CHOICE' ? [...flaws, ...optionFlaws(question, design)] : flaws;
}

/** What is put into a figure must be about one thing; a text may be about many. */
const asksForOne = ({ kind }: Question): boolean => kind === 'RATING' || kind === 'NPS' || kind === 'YES_NO';

function optionFlaws(
  { id, dimension, options }: Extract<Question, { kind: 'CHOICE' }>,
  { mostOptions }: SurveyDesign,
): SurveyFlaw[] {
  const flaw = (found: string | number, wanted: string | number): SurveyFlaw[] => [
    { code: 'OPTIONS', question: id, found, wanted },
  ];
  const codes = options.map(({ code }) => code);
  return [
    ...(options.length > mostOptions ? flaw(options.length, mostOptions) : []),
    ...(new Set(codes).size < codes.length ? flaw(codes.join(), 'each code once') : []),
    ...Language.options.flatMap((language) => {
      const said = options.map(({ wording }) => wording[language]);
      return new Set(said).size < said.length ? flaw(said.join(), 'each option once') : [];
    }),
    ...(dimension === 'reason' && !codes.includes('OTHER') ? flaw(codes.join(), 'OTHER among them') : []),
    ...(dimension === 'voice' && codes.toSorted().join() !== Voice.options.toSorted().join()
      ? flaw(codes.join(), Voice.options.join())
      : []),
  ];
}

function wordingFlaws(
  wording: SurveyDefinition['title'],
  language: Language,
  where: { readonly question?: string },
  { longestClause }: SurveyDesign,
  longest: number,
): SurveyFlaw[] {
  const text = wording[language];
  const here = { ...where, language };
  const flaws: SurveyFlaw[] = [];
  if (/\p{Script=Han}/u.test(text) !== (language === 'zh-CN'))
    flaws.push({ code: 'OTHER_LANGUAGE', ...here, found: text, wanted: language });
  const length = language === 'zh-CN' ? hanIn(text) : wordsIn(text).length;
  if (length > longest) flaws.push({ code: 'TOO_LONG', ...here, found: length, wanted: longest });
  if (language === 'zh-CN') {
    const clause = Math.max(...text.split(/[\p{P}\s]+/u).map(hanIn));
    if (clause > longestClause)
      flaws.push({ code: 'LONG_CLAUSE', ...here, found: clause, wanted: longestClause });
  }
  return flaws;
}

const textsOf = ({ title, intro, questions }: SurveyDefinition, language: Language): string =>
  [title, intro, ...questions.map(({ wording }) => wording)]
    .map((wording) => wording[language].replace(/[^.!?]$/, '$&.'))
    .join(' ');

const hanIn = (text: string): number => text.match(/[\p{Script=Han}\p{Nd}]/gu)?.length ?? 0;

const wordsIn = (text: string): string[] => text.match(/[\p{L}\p{Nd}][\p{L}\p{Nd}'’-]*/gu) ?? [];

/** Of words that are written apart, whole ones only. */
function wordIn(text: string, words: readonly string[], language: Language): string | undefined {
  const spoken = text.toLowerCase().replaceAll('’', "'");
  if (language === 'zh-CN') return words.find((word) => spoken.includes(word));
  const padded = ` ${spoken.replace(/[^\p{L}\p{Nd}'&/-]+/gu, ' ')} `;
  return words.find((word) => padded.includes(` ${word} `));
}

/** Flesch's reading ease of an English text: 206.835 − 1.015 words a sentence − 84.6 syllables a word. */
export function readingEaseOf(text: string): number {
  const sentences = text.split(/[.!?]+/).filter((sentence) => wordsIn(sentence).length > 0).length;
  const words = wordsIn(text);
  const syllables = words.reduce((sum, word) => sum + syllablesIn(word), 0);
  return 206.835 - 1.015 * (words.length / sentences) - 84.6 * (syllables / words.length);
}

/** Groups of vowels, without an e at the end that is not heard; right for most words, and so for a text. */
function syllablesIn(word: string): number {
  const letters = word.toLowerCase().replace(/[^a-z]/g, '');
  const heard = letters.replace(/(?:[^laeiouy]es|[^laeiouytd]ed|[^laeiouy]e)$/, (end) => end.charAt(0));
  const apart = /[aeiouy]ing$/.test(letters) ? 1 : 0;
  return Math.max(1, (heard.match(/[aeiouy]+/g)?.length ?? 0) + apart);
}
