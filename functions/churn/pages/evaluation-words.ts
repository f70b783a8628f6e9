/** The words of the monthly report, in both languages. */
import type { Band, ChurnLabel } from '../../../shared/contracts/churn.ts';
import type { Language } from '../../../shared/contracts/codes.ts';
import type { Moved } from '../rules/threshold.ts';

/** What the report says. */
export interface EvaluationWords {
  readonly title: (month: string) => string;
  readonly versions: (model: number, thresholds: number) => string;
  readonly warnings: string;
  readonly worse: (band: string, points: string) => string;
  readonly perhapsWorse: (band: string, points: string) => string;
  readonly quality: string;
  readonly alerts: string;
  readonly accuracy: string;
  readonly accuracyOfControl: string;
  readonly coverage: string;
  readonly recall: string;
  readonly lead: string;
  readonly leadIn: (median: string, p25: string, early: string) => string;
  readonly labels: string;
  readonly intervention: string;
  readonly arms: (treated: string, control: string) => string;
  readonly uplift: string;
  readonly qini: string;
  readonly cost: string;
  readonly yuan: (amount: string) => string;
  readonly nobody: string;
  readonly ranking: string;
  readonly rankingIn: (auc: string, lift: string) => string;
  readonly calibration: string;
  readonly predicted: string;
  readonly observed: string;
  readonly thresholds: string;
  readonly now: string;
  readonly byHistory: string;
  readonly byIndustry: string;
  readonly byEffect: string;
  readonly proposed: string;
  readonly unknown: string;
  readonly approval: string;
  readonly capacity: string;
  readonly capacityIn: (managers: number, alerts: string, most: number) => string;
  readonly notEnough: string;
  readonly because: (threshold: string, why: string) => string;
  readonly semicolon: string;
  readonly few: (of: number, least: number) => string;
  readonly interval: (value: string, low: string, high: string) => string;
  readonly band: Readonly<Record<Band | 'all', string>>;
  readonly label: Readonly<Record<ChurnLabel, string>>;
  readonly moved: Readonly<Record<Moved['why'], string>>;
}

/** All words, by language. */
export const evaluationWords: Readonly<Record<Language, EvaluationWords>> = {
  en: {
    title: (month) => `Churn alerts of ${month}, evaluated`,
    versions: (model, thresholds) => `Model, version ${model}; thresholds, version ${thresholds}.`,
    warnings: 'Look at this first',
    worse: (band, points) =>
      `Band ${band}: of those who were contacted more left than of those who were not, by ${points} percentage points. Contact makes things worse; stop it until the reason is found.`,
    perhapsWorse: (band, points) =>
      `Band ${band}: of those who were contacted more left, by ${points} percentage points, which may be chance.`,
    quality: 'Alerts',
    alerts: 'Alerts',
    accuracy: 'Accuracy (precision)',
    accuracyOfControl: 'Accuracy where nobody acted',
    coverage: 'Coverage, as the handbook writes it',
    recall: 'Recall',
    lead: 'Timeliness',
    leadIn: (median, p25, early) => `median ${median} days, a quarter below ${p25}; ${early} in good time`,
    labels: 'How they ended',
    intervention: 'Effect of acting',
    arms: (treated, control) => `left: ${treated} treated, ${control} control`,
    uplift: 'Uplift',
    qini: 'Qini',
    cost: 'Cost per retained customer',
    yuan: (amount) => `CNY ${amount}`,
    nobody: 'nobody stayed because of it',
    ranking: 'Ranking',
    rankingIn: (auc, lift) => `AUC ${auc}, lift at 10% ${lift}`,
    calibration: 'Probability and what happened',
    predicted: 'mean probability',
    observed: 'share that left',
    thresholds: 'Thresholds',
    now: 'now',
    byHistory: 'by history',
    byIndustry: 'by the industry',
    byEffect: 'by effect',
    proposed: 'proposed',
    unknown: 'too little to tell',
    approval: 'Proposals count once an analyst and an expert have approved them.',
    capacity: 'With the proposed thresholds',
    capacityIn: (managers, alerts, most) =>
      `${managers} relationship managers, ${alerts} alerts a week, at most ${most} can be acted on`,
    notEnough: 'More alerts than can be acted on; those of the least expected value wait.',
    because: (threshold, why) => `${threshold} (${why})`,
    semicolon: '; ',
    few: (of, least) => `too few (${of} of at least ${least})`,
    interval: (value, low, high) => `${value} (95%: ${low} to ${high})`,
    band: { low: 'low', medium: 'medium', high: 'high', all: 'all' },
    label: {
      RETAINED: 'retained',
      PARTLY: 'partly retained',
      LOST: 'lost',
      FALSE_ALARM: 'false alarm',
      RECOVERED_BY_COMPLAINT: 'recovered by a complaint',
      SUPPRESSED: 'not contacted',
      CONTROL_RETAINED: 'only watched, stayed',
      CONTROL_LOST: 'only watched, lost',
      UNKNOWN: 'not known',
    },
    moved: {
      TOO_MANY_FALSE: 'too many alerts were wrong',
      TOO_MANY_MISSED: 'too many leavers were missed',
      AS_IT_SHOULD_BE: 'as it should be',
      TOO_FEW_TO_TELL: 'too little to tell',
    },
  },
  'zh-CN': {
    title: (month) => `${month} 流失预警评估`,
    versions: (model, thresholds) => `模型第 ${model} 版；阈值第 ${thresholds} 版。`,
    warnings: '请先关注',
    worse: (band, points) =>
      `${band}风险档：联系过的客户流失率比未联系的客户高 ${points} 个百分点。联系反而加剧流失，请在查明原因之前停止联系。`,
    perhapsWorse: (band, points) =>
      `${band}风险档：联系过的客户流失率高出 ${points} 个百分点，也可能出于偶然。`,
    quality: '预警',
    alerts: '预警数',
    accuracy: '预警准确性（精确率）',
    accuracyOfControl: '未干预客户的准确性',
    coverage: '预警覆盖率（手册口径）',
    recall: '召回率',
    lead: '预警及时性',
    leadIn: (median, p25, early) => `中位数 ${median} 天，四分之一低于 ${p25} 天；足够提前的占 ${early}`,
    labels: '结果',
    intervention: '干预效果',
    arms: (treated, control) => `流失：干预组 ${treated}，对照组 ${control}`,
    uplift: '净提升',
    qini: 'Qini 系数',
    cost: '每挽留一位客户的成本',
    yuan: (amount) => `人民币 ${amount} 元`,
    nobody: '没有客户因此留下',
    ranking: '排序能力',
    rankingIn: (auc, lift) => `AUC ${auc}，前 10% 提升度 ${lift}`,
    calibration: '预测概率与实际流失',
    predicted: '平均预测概率',
    observed: '实际流失比例',
    thresholds: '阈值',
    now: '现行',
    byHistory: '按历史流失率',
    byIndustry: '按行业标准',
    byEffect: '按预警效果',
    proposed: '建议',
    unknown: '数据不足',
    approval: '建议须经分析人员和专家审批后生效。',
    capacity: '按建议阈值',
    capacityIn: (managers, alerts, most) =>
      `${managers} 位客户经理，每周 ${alerts} 条预警，最多可处理 ${most} 条`,
    notEnough: '预警数超出可处理能力；预期价值最低的预警将排队等候。',
    because: (threshold, why) => `${threshold}（${why}）`,
    semicolon: '；',
    few: (of, least) => `样本不足（${of}，至少需要 ${least}）`,
    interval: (value, low, high) => `${value}（95% 区间：${low} 至 ${high}）`,
    band: { low: '低', medium: '中', high: '高', all: '全部' },
    label: {
      RETAINED: '已挽留',
      PARTLY: '部分挽留',
      LOST: '已流失',
      FALSE_ALARM: '误报',
      RECOVERED_BY_COMPLAINT: '经投诉处理恢复',
      SUPPRESSED: '未联系',
      CONTROL_RETAINED: '仅观察，留存',
      CONTROL_LOST: '仅观察，流失',
      UNKNOWN: '未知',
    },
    moved: {
      TOO_MANY_FALSE: '误报过多',
      TOO_MANY_MISSED: '漏报过多',
      AS_IT_SHOULD_BE: '符合目标',
      TOO_FEW_TO_TELL: '数据不足',
    },
  },
};
