/** The policies that a visit keeps, in the versions with which it began. */
import {
  cadencePolicy,
  contactRulesPolicy,
  datesPolicy,
  escalationPolicy,
  plannerPolicy,
  serviceMapPolicy,
  workingTimePolicy,
} from '../../shared/policy/packs.ts';

/** What the steps of a visit read, and the desk for its tasks. */
export const visitPolicies = {
  'contact-rules': contactRulesPolicy,
  'service-map': serviceMapPolicy,
  'working-time': workingTimePolicy,
  cadence: cadencePolicy,
  dates: datesPolicy,
  escalation: escalationPolicy,
  planner: plannerPolicy,
} as const;

/** Their names. */
export const visitPolicyNames = /* @__PURE__ */ Object.keys(visitPolicies) as (keyof typeof visitPolicies)[];
