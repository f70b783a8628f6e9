/** Who provides what showing reports of campaigns needs. */
import type { Language } from '../../shared/contracts/codes.ts';
import { CampaignHead, SurveyReportRow } from '../../shared/contracts/survey.ts';
import { clock } from '../../shared/platform/clock.ts';
import { environment, Setting, Zone } from '../../shared/platform/env.ts';
import { Policies } from '../../shared/platform/policies.ts';
import { Table } from '../../shared/platform/table.ts';
import { surveyingPolicy, surveysPolicy } from '../../shared/policy/packs.ts';
import { entryOf } from './stored-campaigns.ts';

/** What showing reports needs of the world. */
export interface ShowReportsDesk {
  /** IANA zone in which days are meant. */
  readonly zone: string;
  readonly bank: Readonly<Record<Language, string>>;
  readonly campaigns: {
    /** The newest campaigns, the newest first. */
    newest(most: number): Promise<CampaignHead[]>;
    report(caseId: string): Promise<SurveyReportRow | undefined>;
  };
  readonly policies: Pick<Policies, 'read'>;
}

/** What showing reports needs, as the environment names it. */
export function showReportsWiring(): ShowReportsDesk {
  const env = environment({
    CASES_TABLE: Setting,
    REGISTER_TABLE: Setting,
    POLICIES_TABLE: Setting,
    BANK_ZONE: Zone,
    BANK_NAME_ZH: Setting,
    BANK_NAME_EN: Setting,
  });
  const cases = new Table(env.CASES_TABLE, 'caseId', 'sk');
  const register = new Table(env.REGISTER_TABLE, 'entry');
  return {
    zone: env.BANK_ZONE,
    bank: { 'zh-CN': env.BANK_NAME_ZH, en: env.BANK_NAME_EN },
    campaigns: {
      newest: (most) =>
        cases.behind(CampaignHead, { index: 'byKind', of: ['kind', 'campaign'], newestFirst: true, most }),
      report: (caseId) => register.get(SurveyReportRow, { entry: entryOf(caseId) }),
    },
    policies: new Policies(new Table(env.POLICIES_TABLE, 'name', 'sk'), clock, {
      surveying: surveyingPolicy,
      surveys: surveysPolicy,
    }),
  };
}
