/** What the file of a survey campaign says to those who approve its sample and answer what was written, in both languages. */
import type { Language } from '../../../shared/contracts/codes.ts';
import type { Naming, Voice } from '../../../shared/contracts/survey.ts';

interface CampaignWords {
  readonly drawn: string;
  readonly campaign: string;
  readonly namings: Readonly<Record<Naming, string>>;
  readonly asked: (drawn: number, population: number, wanted: number) => string;
  readonly sample: string;
  readonly written: Readonly<Record<Voice, string>>;
}

/** The words of each language. */
export const campaignWords: Readonly<Record<Language, CampaignWords>> = {
  'zh-CN': {
    drawn: '已抽取调查样本',
    campaign: '调查',
    namings: { NAMED: '记名', ANONYMOUS: '匿名' },
    asked: (drawn, population, wanted) => `共 ${population} 位客户，抽取 ${drawn} 位，期望收回 ${wanted} 份`,
    sample: '样本摘要（SHA-256）',
    written: {
      PRAISE: '客户的表扬（匿名）',
      CRITICISM: '客户的批评（匿名）',
      SUGGESTION: '客户的建议（匿名）',
    },
  },
  en: {
    drawn: 'A sample has been drawn',
    campaign: 'Survey',
    namings: { NAMED: 'with names', ANONYMOUS: 'without names' },
    asked: (drawn, population, wanted) => `${drawn} of ${population} customers, for ${wanted} answers`,
    sample: 'Digest of the sample (SHA-256)',
    written: {
      PRAISE: 'Praise of customers, without their names',
      CRITICISM: 'Criticism of customers, without their names',
      SUGGESTION: 'Suggestions of customers, without their names',
    },
  },
};
