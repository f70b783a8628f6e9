/** The policies that the answer to what a customer said keeps, in the versions with which it began: those of the desk's tasks. */
import { escalationPolicy, serviceMapPolicy, workingTimePolicy } from '../../shared/policy/packs.ts';

/** What its tasks go by. */
export const feedbackPolicies = {
  'service-map': serviceMapPolicy,
  'working-time': workingTimePolicy,
  escalation: escalationPolicy,
} as const;

/** Their names. */
export const feedbackPolicyNames = /* @__PURE__ */ Object.keys(
  feedbackPolicies,
) as (keyof typeof feedbackPolicies)[];
