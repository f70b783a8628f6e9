/** What the form and the history of proposed thresholds say, in both languages. */
import type { Band } from '../../../shared/contracts/churn.ts';
import type { Language } from '../../../shared/contracts/codes.ts';
import type { FormWords } from './words.ts';

interface ThresholdWords {
  readonly form: FormWords<'thresholds'>;
  readonly proposed: string;
  readonly ofMonth: (month: string) => string;
  readonly bands: Readonly<Record<Band | 'all', string>>;
  readonly insteadOf: (next: string, now: string) => string;
  readonly warning: string;
  readonly warnings: Readonly<Record<'WORSE' | 'PERHAPS_WORSE', (band: string) => string>>;
  readonly thresholds: (low: string, medium: string, high: string) => string;
  readonly capacity: string;
  readonly capacityIn: (managers: number, perWeek: string, most: number) => string;
}

/** All words, by language. */
export const thresholdWords: Readonly<Record<Language, ThresholdWords>> = {
  'zh-CN': {
    form: {
      fields: {
        verdict: {
          label: '审核意见',
          hint: '两人都同意后，新阈值才生效；正在处理的预警不受影响。',
          options: { APPROVE: '同意', REFUSE: '不同意，维持现行阈值' },
        },
        reason: { label: '理由', hint: '依据了哪些数据、是否有人手应对新增的预警。至少 10 个字。' },
      },
    },
    proposed: '建议调整流失预警阈值',
    ofMonth: (month) => `依据 ${month} 的预警评估`,
    bands: { low: '低', medium: '中', high: '高', all: '全部' },
    insteadOf: (next, now) => `${next}（现为 ${now}）`,
    warning: '请先关注',
    warnings: {
      WORSE: (band) => `${band}风险档：联系过的客户流失更多，联系反而加剧流失`,
      PERHAPS_WORSE: (band) => `${band}风险档：联系过的客户流失更多，也可能出于偶然`,
    },
    thresholds: (low, medium, high) => `低 ${low}，中 ${medium}，高 ${high} 起`,
    capacity: '应对能力',
    capacityIn: (managers, perWeek, most) =>
      `${managers} 名客户经理每周最多应对 ${most} 起；按建议的阈值，上月平均每周需人工应对 ${perWeek} 起`,
  },
  en: {
    form: {
      fields: {
        verdict: {
          label: 'Verdict',
          hint: 'They come into force once two people have agreed; alerts that are open stay as they are.',
          options: { APPROVE: 'Agree', REFUSE: 'Refuse, the present ones stay' },
        },
        reason: {
          label: 'Reasons',
          hint: 'Which data it rests on, and who acts on the alerts that come of it. At least 10 characters.',
        },
      },
    },
    proposed: 'Other thresholds of churn alerts are proposed',
    ofMonth: (month) => `by the evaluation of ${month}`,
    bands: { low: 'low', medium: 'medium', high: 'high', all: 'all' },
    insteadOf: (next, now) => `${next} (now ${now})`,
    warning: 'Look at this first',
    warnings: {
      WORSE: (band) => `Band ${band}: more of those who were contacted left; contact makes things worse`,
      PERHAPS_WORSE: (band) => `Band ${band}: more of those who were contacted left, which may be chance`,
    },
    thresholds: (low, medium, high) => `low from ${low}, medium from ${medium}, high from ${high}`,
    capacity: 'Capacity',
    capacityIn: (managers, perWeek, most) =>
      `${managers} relationship managers bear ${most} alerts a week; last month these thresholds would have given ${perWeek} a week that call for a person`,
  },
};
