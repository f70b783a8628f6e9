/** What the file of an improvement says to those who plan it and carry it out, in both languages. */
import type { Language } from '../../../shared/contracts/codes.ts';
import type { ImprovementSource } from '../../../shared/contracts/improvement.ts';
import type { Driver } from '../../../shared/contracts/survey.ts';

interface ImprovementWords {
  readonly opened: string;
  readonly from: string;
  readonly sources: Readonly<Record<ImprovementSource, string>>;
  readonly about: string;
  readonly driver: (campaign: string, driver: string) => string;
  readonly drivers: Readonly<Record<Driver, string>>;
  readonly cluster: (business: string, cause: string, branch: string) => string;
  readonly exit: (reason: string) => string;
  readonly product: (cause: string) => string;
  readonly origin: string;
  readonly others: string;
  readonly before: string;
  readonly mean: (value: string, n: string) => string;
  readonly events: (count: number, days: string) => string;
  readonly measured: string;
  readonly after: string;
  readonly difference: string;
  readonly ratio: string;
  readonly interval: (value: string, low: string, high: string) => string;
}

/** The words of each language. */
export const improvementWords: Readonly<Record<Language, ImprovementWords>> = {
  'zh-CN': {
    opened: '需要改进',
    from: '来源',
    sources: {
      SUGGESTION: '客户的建议',
      PRODUCT: '客户所缺的产品',
      DRIVER: '满意度调查的薄弱环节',
      CLUSTER: '同类投诉集中出现',
      EXIT: '客户离开的原因',
    },
    about: '内容',
    driver: (campaign, driver) => `${driver}（调查 ${campaign}）`,
    drivers: {
      attitude: '服务态度',
      efficiency: '服务效率',
      quality: '产品质量',
      price: '价格',
      expectation: '符合期望',
    },
    cluster: (business, cause, branch) => `${business}，${cause}，网点 ${branch}`,
    exit: (reason) => `离开原因 ${reason}`,
    product: (cause) => `客户可能离开的原因 ${cause}`,
    origin: '最初的案件',
    others: '此后又涉及',
    before: '现状',
    mean: (value, n) => `平均 ${value} 分（相当于 ${n} 份回答）`,
    events: (count, days) => `${days} 天内 ${count} 起`,
    measured: '已测量改进效果',
    after: '改进之后',
    difference: '变化',
    ratio: '改进后与改进前之比',
    interval: (value, low, high) => `${value}（95% 区间：${low} 至 ${high}）`,
  },
  en: {
    opened: 'Something is to be improved',
    from: 'Where it comes from',
    sources: {
      SUGGESTION: 'a customer suggested it',
      PRODUCT: 'a product that customers miss',
      DRIVER: 'a survey found it weak',
      CLUSTER: 'complaints of one kind have come together',
      EXIT: 'customers left because of it',
    },
    about: 'What it is about',
    driver: (campaign, driver) => `${driver} (survey ${campaign})`,
    drivers: {
      attitude: 'attitude of staff',
      efficiency: 'speed of service',
      quality: 'quality of products',
      price: 'price',
      expectation: 'whether it is as expected',
    },
    cluster: (business, cause, branch) => `${business}, ${cause}, branch ${branch}`,
    exit: (reason) => `reason for leaving ${reason}`,
    product: (cause) => `why customers think of leaving: ${cause}`,
    origin: 'The case that showed it',
    others: 'Seen again since in',
    before: 'How it stands',
    mean: (value, n) => `a mean of ${value} (worth ${n} answers)`,
    events: (count, days) => `${count} in ${days} days`,
    measured: 'Its effect was measured',
    after: 'Afterwards',
    difference: 'Change',
    ratio: 'Afterwards by before',
    interval: (value, low, high) => `${value} (95%: ${low} to ${high})`,
  },
};
