/** The policies that a complaint keeps, in the versions with which it began. */
import {
  complaintPackPolicy,
  escalationPolicy,
  redressLimitsPolicy,
  serviceMapPolicy,
  taxonomyPolicy,
  workingTimePolicy,
} from '../../shared/policy/packs.ts';

/** What the steps of a complaint read, and the desk for its tasks. */
export const complaintPolicies = {
  'complaint-pack': complaintPackPolicy,
  'redress-limits': redressLimitsPolicy,
  'service-map': serviceMapPolicy,
  'working-time': workingTimePolicy,
  escalation: escalationPolicy,
  taxonomy: taxonomyPolicy,
} as const;

/** Their names. */
export const complaintPolicyNames = /* @__PURE__ */ Object.keys(
  complaintPolicies,
) as (keyof typeof complaintPolicies)[];
