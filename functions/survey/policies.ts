/** The policies that an invitation keeps, in the versions with which it began. */
import type { InvitationHead, SurveyDefinition } from '../../shared/contracts/survey.ts';
import { PolicyUnknown } from '../../shared/faults/faults.ts';
import type { Policies } from '../../shared/platform/policies.ts';
import {
  contactRulesPolicy,
  escalationPolicy,
  serviceMapPolicy,
  surveyingPolicy,
  surveysPolicy,
  workingTimePolicy,
} from '../../shared/policy/packs.ts';

/** What the steps of an invitation read, and the desk for its tasks. */
export const invitationPolicies = {
  'contact-rules': contactRulesPolicy,
  'service-map': serviceMapPolicy,
  'working-time': workingTimePolicy,
  escalation: escalationPolicy,
  surveying: surveyingPolicy,
  surveys: surveysPolicy,
} as const;

/** Their names. */
export const invitationPolicyNames = /* @__PURE__ */ Object.keys(
  invitationPolicies,
) as (keyof typeof invitationPolicies)[];

/** The numbers by which an invitation goes. */
export async function surveyingOf(
  { policies }: { readonly policies: Pick<Policies, 'read'> },
  { policies: kept }: Pick<InvitationHead, 'policies'>,
) {
  return (await policies.read('surveying', kept?.surveying)).pack;
}

/** The survey that an invitation asks, in the version by which it was asked. */
export async function definitionOf(
  { policies }: { readonly policies: Pick<Policies, 'read'> },
  { definition, version, policies: kept }: Pick<InvitationHead, 'definition' | 'version' | 'policies'>,
): Promise<SurveyDefinition> {
  const surveys = await policies.read('surveys', version ?? kept?.surveys);
  const its = surveys.pack.definitions[definition];
  if (its === undefined) throw new PolicyUnknown(`surveys, definition ${definition}`, surveys.version);
  return its;
}
