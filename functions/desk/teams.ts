/** What the team that looks after a customer is called, in mails and on pages. */
import type { Language, Line } from '../../shared/contracts/codes.ts';

/** The team of each line, in each language, as it stands in a sentence. */
export const teams: Readonly<Record<Language, Readonly<Record<Line, string>>>> = {
  'zh-CN': { 'high-end': '贵宾客户服务团队', ordinary: '客户服务团队', corporate: '企业客户服务团队' },
  en: {
    'high-end': 'the team for private clients',
    ordinary: 'the customer care team',
    corporate: 'the team for companies',
  },
};
