/** The policies that an alert keeps, in the versions with which it began. */
import type { AlertHead } from '../../shared/contracts/churn.ts';
import {
  alertingPolicy,
  contactRulesPolicy,
  escalationPolicy,
  playbooksPolicy,
  serviceMapPolicy,
  workingTimePolicy,
} from '../../shared/policy/packs.ts';
import type { AlertDesk } from './ports.ts';

/** What the steps of an alert read, and the desk for its tasks. */
export const alertPolicies = {
  'contact-rules': contactRulesPolicy,
  'service-map': serviceMapPolicy,
  'working-time': workingTimePolicy,
  alerting: alertingPolicy,
  escalation: escalationPolicy,
  playbooks: playbooksPolicy,
} as const;

/** Their names. */
export const alertPolicyNames = /* @__PURE__ */ Object.keys(alertPolicies) as (keyof typeof alertPolicies)[];

/** The playbooks and the calendar by which an alert goes. */
export async function termsOf(
  { policies }: Pick<AlertDesk, 'policies'>,
  { policies: kept }: Pick<AlertHead, 'policies'>,
) {
  const [playbooks, workingTime] = await Promise.all([
    policies.read('playbooks', kept?.playbooks),
    policies.read('working-time', kept?.['working-time']),
  ]);
  return { playbooks: playbooks.pack, workingTime: workingTime.pack };
}
