import { describe, expect, test } from 'vitest';
import {
  Driver,
  Question,
  type SurveyDefinition,
  SurveyScores,
} from '../../../../shared/contracts/survey.ts';
import {
  answerFlaws,
  choicesOf,
  contactQuestionOf,
  hasScore,
  LONGEST_ANSWER,
  scoresOf,
  trendKeyOf,
  wordsIn,
} from '../../../../shared/policy/survey-answers.ts';
import { readingEaseOf, surveyFlaws } from '../../../../shared/policy/survey-lint.ts';
import { Surveys, surveys1 } from '../../../../shared/policy/surveys.ts';

const { definitions, design } = surveys1;
const defined = Object.values(definitions);

const survey = (id: string): SurveyDefinition => {
  const found = definitions[id];
  if (found === undefined) throw new Error(`There is no survey ${id}.`);
  return found;
};

const asked = (id: string, question: string): Question => {
  const found = survey(id).questions.find((its) => its.id === question);
  if (found === undefined) throw new Error(`The survey ${id} does not ask ${question}.`);
  return found;
};

/** The survey with one question changed. */
const changed = (
  question: string,
  change: Record<string, unknown>,
  id = 'relationship',
): SurveyDefinition => ({
  ...survey(id),
  questions: survey(id).questions.map((its) =>
    its.id === question ? Question.parse({ ...its, ...change }) : its,
  ),
});

const said = (zh: string, en: string) => ({ 'zh-CN': zh, en });

describe('the surveys that the code brings', () => {
  test.each(defined.map(({ id }) => id))(
    'R018 %s is concise, easy to understand and comprehensive, in both languages',
    (id) => {
      expect(surveyFlaws(survey(id), design)).toEqual([]);
    },
  );

  test('R245 R055 R086 R213 the relationship is asked about in every dimension of the handbook', () => {
    const dimensions = survey('relationship').questions.map(({ dimension }) => dimension);
    expect(dimensions).toEqual(expect.arrayContaining([...Driver.options, 'overall', 'recommend', 'effort']));
  });

  test('R127 a survey about an event is short, and the one after a recovery one question', () => {
    for (const { about, questions } of defined)
      expect(questions.length).toBeLessThanOrEqual(about === 'event' ? 9 : design.mostQuestions);
    expect(survey('remeasure').questions.map(({ dimension }) => dimension)).toEqual(['overall']);
  });

  test('a survey stands under its own id', () => {
    const { id: _, ...rest } = survey('visit');
    const pack = { ...surveys1, definitions: { visit: { ...rest, id: 'exit' } } };
    expect(Surveys.safeParse(pack).success).toBe(false);
  });
});

describe('SV1 R018 the lint finds', () => {
  const codes = (definition: SurveyDefinition) => surveyFlaws(definition, design).map(({ code }) => code);
  const whole = survey('relationship');
  const text = asked('relationship', 'text');

  test.each<[string, SurveyDefinition, string]>([
    [
      'too many questions',
      { ...whole, questions: [...whole.questions, { ...text, id: 'more' }, { ...text, id: 'and-more' }] },
      'TOO_MANY',
    ],
    [
      'too many that must be answered',
      { ...whole, questions: whole.questions.map((its) => ({ ...its, required: true })) },
      'TOO_MANY_REQUIRED',
    ],
    ['none that must be', changed('overall', { required: false }), 'NOTHING_REQUIRED'],
    ['a question twice', { ...whole, questions: [...whole.questions, text] }, 'TWICE'],
    [
      'a figure asked twice',
      {
        ...survey('remeasure'),
        questions: [...survey('remeasure').questions, { ...asked('visit', 'overall'), id: 'again' }],
      },
      'TWICE',
    ],
    [
      'a dimension that is missing',
      { ...whole, questions: whole.questions.filter(({ id }) => id !== 'price') },
      'NOT_COVERED',
    ],
    ['a figure asked in the wrong way', changed('recommend', { dimension: 'price' }), 'WRONG_KIND'],
    [
      'a long question',
      changed('price', {
        wording: said('您对我们的收费水平有多满意？'.repeat(4), 'How satisfied are you with what we charge?'),
      }),
      'TOO_LONG',
    ],
    [
      'a question without a stop to breathe',
      changed('price', {
        wording: said(
          `您对${'我们的收费'.repeat(5)}有多满意？`,
          'How satisfied are you with what we charge?',
        ),
      }),
      'LONG_CLAUSE',
    ],
    [
      'English that is hard to read',
      {
        ...survey('remeasure'),
        intro: said(
          '一个问题。',
          'Notwithstanding organisational considerations, participation remains voluntary.',
        ),
      },
      'HARD_TO_READ',
    ],
    [
      'a language that stands in for another',
      changed('price', { wording: said('Price?', '价格') }),
      'OTHER_LANGUAGE',
    ],
    [
      'two things at once in English',
      changed('attitude', {
        wording: said('您对态度有多满意？', 'How satisfied are you with our manner and speed?'),
      }),
      'TWO_THINGS',
    ],
    [
      'two things at once in Chinese',
      changed('attitude', {
        wording: said('您对态度和速度有多满意？', 'How satisfied are you with our manner?'),
      }),
      'TWO_THINGS',
    ],
    [
      'two questions in one',
      changed('attitude', { wording: said('态度好吗？速度快吗？', 'How is our manner?') }),
      'TWO_THINGS',
    ],
    [
      'a word that suggests the answer, with a curly quote too',
      changed('attitude', { wording: said('您对态度有多满意？', 'Don’t you like our manner?') }),
      'LEADING',
    ],
    [
      'such a word in Chinese',
      changed('attitude', {
        wording: said('您对我们的优质服务有多满意？', 'How satisfied are you with our manner?'),
      }),
      'LEADING',
    ],
    [
      'a scale with one end',
      changed('attitude', { low: said('好', 'Good'), high: said('好', 'Good') }),
      'SCALE',
    ],
    [
      'a choice that leaves no other',
      changed(
        'reason',
        {
          options: [
            { code: 'A', wording: said('甲', 'A') },
            { code: 'B', wording: said('乙', 'B') },
          ],
        },
        'exit',
      ),
      'OPTIONS',
    ],
    [
      'kinds of words that nobody answers',
      changed('voice', {
        options: [
          { code: 'PRAISE', wording: said('表扬', 'Praise') },
          { code: 'REST', wording: said('其他', 'Rest') },
        ],
      }),
      'OPTIONS',
    ],
    [
      'one option twice',
      changed('voice', {
        options: ['PRAISE', 'CRITICISM', 'SUGGESTION'].map((code) => ({
          code,
          wording: said('意见', 'A word'),
        })),
      }),
      'OPTIONS',
    ],
  ])('%s', (_, definition, code) => {
    expect(codes(definition)).toContain(code);
  });

  test('where it is, and what was found against what is allowed', () => {
    const wording = said('您对态度有多满意？', 'How satisfied are you with our manner or speed?');
    expect(surveyFlaws(changed('attitude', { wording }), design)).toEqual([
      { code: 'TWO_THINGS', question: 'attitude', language: 'en', found: 'or', wanted: 'one thing' },
    ]);
  });

  test('no word within another one: an organization has no "or" in it', () => {
    const wording = said('您对态度有多满意？', 'How good is the manner of our organization?');
    expect(codes(changed('attitude', { wording }))).toEqual([]);
  });
});

test('the reading ease is that of Flesch', () => {
  // One sentence of six words of one syllable; and the sentence that Wikipedia, "Flesch–Kincaid readability tests", has at 69.
  expect(readingEaseOf('The cat sat on the mat.')).toBeCloseTo(206.835 - 1.015 * 6 - 84.6, 3);
  const point = 'This sentence, taken as a reading passage unto itself, is being used to prove a point.';
  expect(Math.round(readingEaseOf(point))).toBe(69);
});

describe('answers', () => {
  const full = {
    overall: 2,
    expectation: 3,
    attitude: 5,
    efficiency: 4,
    quality: 3,
    price: 1,
    recommend: 0,
    effort: 5,
    voice: 'SUGGESTION',
    text: 'Open on Saturdays.',
    'wants-contact': 'YES',
  };

  test('give the scores that were asked, a recommendation of 0 among them', () => {
    expect(answerFlaws(survey('relationship'), full)).toEqual({});
    const scores = scoresOf(survey('relationship'), full);
    expect(scores).toEqual({ csat: 2, nps: 0, ces: 5, wantsContact: 'YES', voice: 'SUGGESTION' });
    expect(SurveyScores.parse(scores)).toEqual(scores);
    expect(scoresOf(survey('complaint'), { overall: 1, resolved: 'NO' })).toEqual({
      csat: 1,
      resolved: 'NO',
    });
    expect(scoresOf(survey('exit'), { reason: 'PRICE', overall: 4 })).toEqual({ csat: 4, reason: 'PRICE' });
  });

  test('R116 what was written is told with its kind; words of which nobody said the kind count as criticism', () => {
    const { voice: _, ...unsorted } = full;
    expect(wordsIn(survey('relationship'), full)).toEqual({
      voice: 'SUGGESTION',
      text: 'Open on Saturdays.',
    });
    expect(wordsIn(survey('relationship'), unsorted)?.voice).toBe('CRITICISM');
    expect(wordsIn(survey('relationship'), { overall: 3, voice: 'PRAISE' })).toBeUndefined();
    expect(scoresOf(survey('relationship'), { overall: 3, voice: 'PRAISE' })).toEqual({ csat: 3 });
  });

  test.each<[string, Record<string, string | number>, Record<string, string>]>([
    ['that miss what must be answered', {}, { overall: 'needed' }],
    ['of a rating beyond its scale', { ...full, overall: 6 }, { overall: 'choose' }],
    ['of a rating between its steps', { ...full, overall: 2.5 }, { overall: 'choose' }],
    ['of a rating as a text', { ...full, overall: '2' }, { overall: 'choose' }],
    ['of a recommendation beyond its scale', { ...full, recommend: 11 }, { recommend: 'choose' }],
    ['of neither yes nor no', { ...full, 'wants-contact': 'MAYBE' }, { 'wants-contact': 'choose' }],
    ['of an option that there is not', { ...full, voice: 'SONG' }, { voice: 'choose' }],
    ['to what was not asked', { ...full, colour: 'blue' }, { colour: 'unknown' }],
    ['of too many words', { ...full, text: 'x'.repeat(LONGEST_ANSWER + 1) }, { text: 'too-long' }],
    ['with words of no kind', { overall: 3, text: 'Open on Saturdays.' }, { voice: 'choose' }],
  ])('%s are flawed there', (_, values, flaws) => {
    expect(answerFlaws(survey('relationship'), values)).toEqual(flaws);
  });

  test('that are kept on the way may be incomplete, and count where they hold a score', () => {
    expect(answerFlaws(survey('relationship'), { text: 'Later.' }, 'partial')).toEqual({});
    expect(answerFlaws(survey('relationship'), { overall: 9 }, 'partial')).toEqual({ overall: 'choose' });
    expect(hasScore(survey('relationship'), { price: 2, text: 'x' })).toBe(false);
    expect(hasScore(survey('relationship'), { recommend: 0 })).toBe(true);
  });

  test('every choice that a question shows is taken, and the question by which somebody asks to be called is known', () => {
    for (const definition of defined) {
      for (const question of definition.questions) {
        for (const choice of choicesOf(question) ?? ['words'])
          expect(answerFlaws(definition, { [question.id]: choice }, 'partial')).toEqual({});
      }
    }
    expect(contactQuestionOf(survey('visit'))?.id).toBe('wants-contact');
    expect(contactQuestionOf(survey('remeasure'))).toBeUndefined();
  });
});

describe('SV1 a change of wording breaks the trend', () => {
  const keyOf = (change: Record<string, unknown>, question = 'price') =>
    trendKeyOf(changed(question, change), question);
  const before = trendKeyOf(survey('relationship'), 'price');

  test('in either language, of an end of the scale, and of an option', () => {
    const { wording, low } = asked('relationship', 'price') as Extract<Question, { kind: 'RATING' }>;
    const keys = [
      before,
      keyOf({ wording: { ...wording, en: `${wording.en} ` } }),
      keyOf({ wording: { ...wording, 'zh-CN': '您觉得我们的收费如何？' } }),
      keyOf({ low: { ...low, en: 'Bad' } }),
      trendKeyOf(survey('exit'), 'reason'),
      trendKeyOf(
        changed(
          'reason',
          {
            options: [
              { code: 'OTHER', wording: said('其他', 'Other') },
              { code: 'X', wording: said('某', 'X') },
            ],
          },
          'exit',
        ),
        'reason',
      ),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{16}$/);
  });

  test('and nothing else does: place, need and the survey that asks', () => {
    expect(keyOf({ required: true })).toBe(before);
    expect(trendKeyOf(survey('pulse'), 'price')).toBe(before);
    expect(trendKeyOf(survey('relationship'), 'weather')).toBeUndefined();
  });
});
