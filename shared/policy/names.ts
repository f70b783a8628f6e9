/** What tiers and stages are called in both languages. */
import type { Language, Stage, Tier } from '../contracts/codes.ts';

const tiers = {
  en: { vip: 'VIP', potential: 'potential', mass: 'mass' },
  'zh-CN': { vip: '贵宾', potential: '潜力', mass: '大众' },
} as const satisfies Record<Language, Record<Tier, string>>;

const stages = {
  en: { new: 'new', growing: 'growing', mature: 'mature', 'at-risk': 'at risk', leaving: 'leaving' },
  'zh-CN': {
    new: '新客户',
    growing: '成长期',
    mature: '成熟期',
    'at-risk': '有流失风险',
    leaving: '正在流失',
  },
} as const satisfies Record<Language, Record<Stage, string>>;

/** Name of a tier, as an adjective. */
export const tierName = (tier: Tier, language: Language): string => tiers[language][tier];

/** Name of a stage of the relationship. */
export const stageName = (stage: Stage, language: Language): string => stages[language][stage];
