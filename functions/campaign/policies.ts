/** The policies that a campaign keeps, in the versions with which it began. */
import type { CampaignHead, SurveyDefinition } from '../../shared/contracts/survey.ts';
import { PolicyUnknown } from '../../shared/faults/faults.ts';
import {
  escalationPolicy,
  serviceMapPolicy,
  surveyingPolicy,
  surveysPolicy,
  workingTimePolicy,
} from '../../shared/policy/packs.ts';
import type { Surveying } from '../../shared/policy/surveying.ts';
import type { WorkingTime } from '../../shared/policy/working-time.ts';
import type { CampaignDesk } from './ports.ts';

/** What the steps of a campaign read, and the desk for its tasks. */
export const campaignPolicies = {
  'service-map': serviceMapPolicy,
  'working-time': workingTimePolicy,
  escalation: escalationPolicy,
  surveying: surveyingPolicy,
  surveys: surveysPolicy,
} as const;

/** Their names. */
export const campaignPolicyNames = /* @__PURE__ */ Object.keys(
  campaignPolicies,
) as (keyof typeof campaignPolicies)[];

/** By what a campaign goes. */
export interface Terms {
  readonly surveying: Surveying;
  readonly workingTime: WorkingTime;
  readonly definition: SurveyDefinition;
  /** Version of the policy `surveys` that the definition is of. */
  readonly version: number;
}

/** The policies in the versions that a campaign keeps, those in force where it keeps none yet; and what it asks. */
export async function termsOf(
  { policies }: Pick<CampaignDesk, 'policies'>,
  { definition, policies: kept = {} }: Pick<CampaignHead, 'definition' | 'policies'>,
): Promise<Terms> {
  const [surveying, workingTime, surveys] = await Promise.all([
    policies.read('surveying', kept.surveying),
    policies.read('working-time', kept['working-time']),
    policies.read('surveys', kept.surveys),
  ]);
  const found = surveys.pack.definitions[definition];
  if (found === undefined) throw new PolicyUnknown(`surveys, definition ${definition}`, surveys.version);
  return {
    surveying: surveying.pack,
    workingTime: workingTime.pack,
    definition: found,
    version: surveys.version,
  };
}
