/** What customers do with surveys, declared like everything else that people do, and drawn by `--seed`. */
import type { Shares } from './behaviours.ts';

/** What a customer does with an invitation. */
export type Response =
  /** Answers all of it, at the next look at the mailbox. */
  | 'answers'
  /** Answers once reminded. */
  | 'answers-late'
  /** Keeps a few answers, and does not come back. */
  | 'keeps-some'
  /** Presses the button by which a mail program ends such mails. */
  | 'opts-out'
  /** Writes a complaint instead. */
  | 'complains'
  | 'never';

/** How content a customer is with the bank. */
export type Mood = 'glad' | 'middling' | 'cross';

/** How customers take surveys. */
export interface SurveyBehaviours {
  readonly response: Shares<Response>;
  readonly mood: Shares<Mood>;
  /** Ratings from 1 to 5, recommendations from 0 to 10, and what else is chosen, by mood. */
  readonly rating: Readonly<Record<Mood, Shares<string>>>;
  readonly recommends: Readonly<Record<Mood, Shares<string>>>;
  readonly resolved: Readonly<Record<Mood, Shares<'YES' | 'NO'>>>;
  readonly wantsContact: Readonly<Record<Mood, Shares<'YES' | 'NO'>>>;
  /** What is written: nothing, praise, criticism, a suggestion. */
  readonly voice: Readonly<Record<Mood, Shares<'' | 'PRAISE' | 'CRITICISM' | 'SUGGESTION'>>>;
  readonly reason: Shares<string>;
  /** A dimension that is poor until so much of the play is over, whatever the mood, and good from then on. */
  readonly poor: { readonly question: string; readonly until: number; readonly rating: Shares<string> };
}

/** A bank that takes long, until somebody sees to it. */
export const surveyBehaviours: SurveyBehaviours = {
  response: { answers: 64, 'answers-late': 10, 'keeps-some': 7, 'opts-out': 4, complains: 4, never: 11 },
  mood: { glad: 55, middling: 27, cross: 18 },
  rating: {
    glad: { 5: 65, 4: 35 },
    middling: { 4: 40, 3: 60 },
    cross: { 2: 55, 1: 45 },
  },
  recommends: {
    glad: { 10: 50, 9: 50 },
    middling: { 8: 50, 7: 30, 5: 20 },
    cross: { 4: 40, 2: 40, 0: 20 },
  },
  resolved: { glad: { YES: 100 }, middling: { YES: 85, NO: 15 }, cross: { YES: 20, NO: 80 } },
  wantsContact: { glad: { NO: 100 }, middling: { NO: 85, YES: 15 }, cross: { NO: 30, YES: 70 } },
  voice: {
    glad: { '': 65, PRAISE: 35 },
    middling: { '': 70, SUGGESTION: 30 },
    cross: { '': 30, CRITICISM: 70 },
  },
  reason: { PRICE: 40, SERVICE: 30, COMPETITOR: 30 },
  poor: { question: 'efficiency', until: 0.35, rating: { 1: 35, 2: 45, 3: 20 } },
};

/** What customers write into a survey. */
export const voices = {
  'zh-CN': {
    PRAISE: '柜台的同事很耐心，帮我把手续一次办好，值得表扬。',
    CRITICISM: '排队等候的时间太长，电话也很难接通，希望重视。',
    SUGGESTION: '建议在手机银行里增加预约取号的功能，方便安排时间。',
    complaint: '收到满意度调查才想起来，上次反映的扣费问题一直没有人答复，请处理。',
  },
  en: {
    PRAISE: 'The colleague at the counter was patient and settled everything in one go. Thank you.',
    CRITICISM: 'The queue was far too long, and nobody picked up the phone. Please take that seriously.',
    SUGGESTION: 'It would help if the app let us book a time before we come to the branch.',
    complaint: 'Your survey reminds me: nobody ever answered me about the fee that was charged. Please do.',
  },
} as const;
