/** Headings of a letter's parts, in both languages; the parts without one need none. */
import type { Language } from '../../../shared/contracts/codes.ts';
import type { letterParts } from '../../../shared/contracts/complaint.ts';

type Headings = Readonly<Partial<Record<(typeof letterParts)[number], string>>>;

/** The headings of each language. */
export const headings: Readonly<Record<Language, Headings>> = {
  'zh-CN': {
    findings: '查明的情况',
    reason: '理由',
    remedy: '处理措施',
    agreed: '商定的办法',
    dates: '日期',
    rights: '您的权利',
  },
  en: {
    findings: 'What we found',
    reason: 'Our reasons',
    remedy: 'What we do about it',
    agreed: 'What was agreed',
    dates: 'Dates',
    rights: 'Your rights',
  },
};
