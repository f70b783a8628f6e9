/** The words of the surveys that the code brings along, version 1. */
import type { Dimension, Question, SurveyDefinition, Wording } from '../contracts/survey.ts';

const of = (zh: string, en: string): Wording => ({ 'zh-CN': zh, en });

type Beside = Partial<Pick<Question, 'id' | 'required'>>;

/** A rating by how content somebody is, unless other ends of its scale are named. */
const rating = (
  dimension: Dimension,
  wording: Wording,
  { id = dimension, required = false }: Beside = {},
  [low, high] = [of('很不满意', 'Very dissatisfied'), of('非常满意', 'Very satisfied')],
): Question => ({ kind: 'RATING', id, dimension, wording, required, low, high });

const overall = (wording: Wording) => rating('overall', wording, { required: true });

const bank = {
  attitude: rating(
    'attitude',
    of('您对我们员工的服务态度有多满意？', 'How satisfied are you with the manner of our staff?'),
  ),
  efficiency: rating(
    'efficiency',
    of('您对我们的办理速度有多满意？', 'How satisfied are you with our speed?'),
  ),
  quality: rating(
    'quality',
    of('您对我们的产品质量有多满意？', 'How satisfied are you with the quality of our products?'),
  ),
  price: rating('price', of('您对我们的收费水平有多满意？', 'How satisfied are you with what we charge?')),
};

const expectation = (wording: Wording) =>
  rating('expectation', wording, {}, [of('远低于期望', 'Far below'), of('远超期望', 'Far above')]);

const effort = (wording: Wording) =>
  rating('effort', wording, {}, [of('非常费力', 'Very hard'), of('非常轻松', 'Very easy')]);

const recommend: Question = {
  kind: 'NPS',
  id: 'recommend',
  dimension: 'recommend',
  wording: of('您有多大可能向亲友推荐我们？', 'How likely are you to recommend us to a friend?'),
  required: false,
  low: of('完全不可能', 'Not at all likely'),
  high: of('极有可能', 'Extremely likely'),
};

/** What kind of word follows, and the word. */
const voice: readonly Question[] = [
  {
    kind: 'CHOICE',
    id: 'voice',
    dimension: 'voice',
    wording: of('您还想告诉我们什么？', 'What else would you like to tell us?'),
    required: false,
    options: [
      { code: 'PRAISE', wording: of('表扬', 'Praise') },
      { code: 'CRITICISM', wording: of('批评', 'Criticism') },
      { code: 'SUGGESTION', wording: of('建议', 'A suggestion') },
    ],
  },
  {
    kind: 'TEXT',
    id: 'text',
    dimension: 'voice',
    wording: of('请用您自己的话告诉我们', 'Please tell us in your own words'),
    required: false,
  },
];

const wantsContact: Question = {
  kind: 'YES_NO',
  id: 'wants-contact',
  dimension: 'voice',
  wording: of('您希望我们就此联系您吗？', 'Would you like us to contact you about this?'),
  required: false,
};

const pulse = [
  overall(of('总体而言，您对我们有多满意？', 'Overall, how satisfied are you with us?')),
  expectation(
    of('我们的服务在多大程度上符合您的期望？', 'How does our service compare with what you expect?'),
  ),
  ...Object.values(bank),
  recommend,
];

const few = of('问题不多，一两分钟即可答完。', 'There are only a few questions. They take a minute or two.');

const surveys: readonly SurveyDefinition[] = [
  {
    id: 'relationship',
    about: 'relationship',
    title: of('您对我们的评价', 'What you think of us'),
    intro: few,
    questions: [
      ...pulse,
      effort(of('在我们这里办事有多轻松？', 'How easy is it to get things done with us?')),
      ...voice,
      wantsContact,
    ],
  },
  {
    id: 'complaint',
    about: 'event',
    title: of('您的投诉办理得如何', 'How we handled your complaint'),
    intro: of(
      '请评价我们办理您投诉的过程。您的回答不影响已有的处理结果。',
      'Please rate how we handled your complaint. Your answers do not change the decision.',
    ),
    questions: [
      overall(
        of('总体而言，您对这次办理有多满意？', 'Overall, how satisfied are you with how we handled it?'),
      ),
      {
        kind: 'YES_NO',
        id: 'resolved',
        dimension: 'resolved',
        wording: of('您的问题解决了吗？', 'Is your problem solved?'),
        required: true,
      },
      rating(
        'attitude',
        of('您对办理人员的态度有多满意？', 'How satisfied are you with the manner of our staff?'),
      ),
      rating('efficiency', of('您对办理速度有多满意？', 'How satisfied are you with our speed?')),
      expectation(
        of('处理结果在多大程度上符合您的期望？', 'How does the outcome compare with what you expected?'),
      ),
      effort(of('向我们投诉有多轻松？', 'How easy was it to complain to us?')),
      ...voice,
      wantsContact,
    ],
  },
  {
    id: 'visit',
    about: 'event',
    title: of('您对这次联系的评价', 'How we looked after you'),
    intro: of('请评价我们最近与您的联系。', 'Please rate our last talk with you.'),
    questions: [
      overall(of('总体而言，您对这次联系有多满意？', 'Overall, how satisfied are you with our last talk?')),
      rating(
        'attitude',
        of('您对客户经理的态度有多满意？', 'How satisfied are you with the manner of your contact?'),
      ),
      expectation(
        of('这次联系在多大程度上符合您的期望？', 'How did our talk compare with what you expected?'),
      ),
      ...voice,
      wantsContact,
    ],
  },
  {
    id: 'exit',
    about: 'event',
    title: of('您为什么离开', 'Why you left us'),
    intro: of(
      '您减少了与我们的往来。我们不再推介，只想知道原因。',
      'You do less with us now. We will not try to sell you anything. We would like to know why.',
    ),
    questions: [
      {
        kind: 'CHOICE',
        id: 'reason',
        dimension: 'reason',
        wording: of('您离开的主要原因是什么？', 'What was your main reason?'),
        required: true,
        options: [
          { code: 'PRICE', wording: of('收费或利率', 'Fees, or rates') },
          { code: 'SERVICE', wording: of('服务', 'Service') },
          { code: 'PRODUCT', wording: of('没有我需要的产品', 'A product I need is missing') },
          { code: 'DIGITAL', wording: of('手机银行不好用', 'The app') },
          { code: 'COMPETITOR', wording: of('别家更合适', 'Another bank suits me more') },
          { code: 'MOVED', wording: of('搬家或生活变化', 'I moved, or my life changed') },
          { code: 'OTHER', wording: of('其他', 'Something else') },
        ],
      },
      overall(of('总体而言，您过去对我们有多满意？', 'Overall, how satisfied were you with us?')),
      ...voice,
      wantsContact,
    ],
  },
  {
    id: 'pulse',
    about: 'relationship',
    title: of('您近来对我们的印象', 'How we are doing'),
    intro: few,
    questions: [...pulse, ...voice, wantsContact],
  },
  {
    id: 'remeasure',
    about: 'event',
    title: of('现在好些了吗', 'Is it better now?'),
    intro: of(
      '不久前您不满意，我们作了改进。只有一个问题。',
      'You were not satisfied. We have changed something. This is one question.',
    ),
    questions: [
      overall(of('总体而言，您现在对我们有多满意？', 'Overall, how satisfied are you with us now?')),
    ],
  },
];

/** The surveys of version 1, by id. */
export const surveys1Definitions: Readonly<Record<string, SurveyDefinition>> = Object.fromEntries(
  surveys.map((survey) => [survey.id, survey]),
);
