/** All policy packs: their schemas, and the versions that the code brings along. */
import type * as z from 'zod';
import { Alerting, alerting1 } from './alerting.ts';
import { Cadence, cadence1 } from './cadence.ts';
import { WorkingTime, workingTime1 } from './calendar.ts';
import { churnModel1, ServedModel } from './churn-model.ts';
import { ComplaintPack, complaintPack1 } from './complaint-pack.ts';
import { ContactRules, contactRules1 } from './contact-rules.ts';
import { Escalation, escalation1 } from './escalation.ts';
import { Dates, dates1 } from './important-dates.ts';
import { Imports, imports1 } from './imports.ts';
import { Links, links1 } from './links.ts';
import { Market, market1 } from './market.ts';
import { Planner, planner1 } from './planner.ts';
import { Playbooks, playbooks1 } from './playbooks.ts';
import { RedressLimits, redressLimits1 } from './redress-limits.ts';
import { ServiceMap, serviceMap1 } from './service-map.ts';
import { Surveying, surveying1 } from './surveying.ts';
import { Surveys, surveys1 } from './surveys.ts';
import { Sweep, sweep1 } from './sweep.ts';
import { Taxonomy, taxonomy1 } from './taxonomy.ts';
import { Thresholds, thresholds1 } from './thresholds.ts';
import { Tiering, tiering1 } from './tiering.ts';

/** A version that the code brings along, and from when it counts. */
interface BroughtVersion<Pack> {
  readonly effectiveFrom: string;
  readonly pack: Pack;
}

function brings<S extends z.ZodType>(schema: S, ...versions: readonly BroughtVersion<z.output<S>>[]) {
  return { schema, versions };
}

const SINCE = '2026-01-01T00:00:00.000Z';

// One constant a policy, so that a bundle carries those that its function reads and no others.
/** The policy `service-map`. */
export const serviceMapPolicy = /* @__PURE__ */ brings(ServiceMap, {
  effectiveFrom: SINCE,
  pack: serviceMap1,
});

/** The policy `escalation`. */
export const escalationPolicy = /* @__PURE__ */ brings(Escalation, {
  effectiveFrom: SINCE,
  pack: escalation1,
});

/** The policy `imports`. */
export const importsPolicy = /* @__PURE__ */ brings(Imports, { effectiveFrom: SINCE, pack: imports1 });

/** The policy `links`. */
export const linksPolicy = /* @__PURE__ */ brings(Links, { effectiveFrom: SINCE, pack: links1 });

/** The policy `sweep`. */
export const sweepPolicy = /* @__PURE__ */ brings(Sweep, { effectiveFrom: SINCE, pack: sweep1 });

/** The policy `working-time`. */
export const workingTimePolicy = /* @__PURE__ */ brings(WorkingTime, {
  effectiveFrom: SINCE,
  pack: workingTime1,
});

/** The policy `cadence`. */
export const cadencePolicy = /* @__PURE__ */ brings(Cadence, { effectiveFrom: SINCE, pack: cadence1 });

/** The policy `tiering`. */
export const tieringPolicy = /* @__PURE__ */ brings(Tiering, { effectiveFrom: SINCE, pack: tiering1 });

/** The policy `dates`. */
export const datesPolicy = /* @__PURE__ */ brings(Dates, { effectiveFrom: SINCE, pack: dates1 });

/** The policy `contact-rules`. */
export const contactRulesPolicy = /* @__PURE__ */ brings(ContactRules, {
  effectiveFrom: SINCE,
  pack: contactRules1,
});

/** The policy `planner`. */
export const plannerPolicy = /* @__PURE__ */ brings(Planner, { effectiveFrom: SINCE, pack: planner1 });

/** The policy `playbooks`. */
export const playbooksPolicy = /* @__PURE__ */ brings(Playbooks, {
  effectiveFrom: SINCE,
  pack: playbooks1,
});

/** The policy `redress-limits`. */
export const redressLimitsPolicy = /* @__PURE__ */ brings(RedressLimits, {
  effectiveFrom: SINCE,
  pack: redressLimits1,
});

/** The policy `taxonomy`, since the day on which the standard was published, and was in force. */
export const taxonomyPolicy = /* @__PURE__ */ brings(Taxonomy, {
  effectiveFrom: '2018-09-03T16:00:00.000Z',
  pack: taxonomy1,
});

/** The policy `complaint-pack`. */
export const complaintPackPolicy = /* @__PURE__ */ brings(ComplaintPack, {
  effectiveFrom: '2020-02-29T16:00:00.000Z',
  pack: complaintPack1,
});

/** The policy `churn-model`. */
export const churnModelPolicy = /* @__PURE__ */ brings(ServedModel, {
  effectiveFrom: SINCE,
  pack: churnModel1,
});

/** The policy `thresholds`. */
export const thresholdsPolicy = /* @__PURE__ */ brings(Thresholds, {
  effectiveFrom: SINCE,
  pack: thresholds1,
});

/** The policy `alerting`. */
export const alertingPolicy = /* @__PURE__ */ brings(Alerting, { effectiveFrom: SINCE, pack: alerting1 });

/** The policy `market`. */
export const marketPolicy = /* @__PURE__ */ brings(Market, { effectiveFrom: SINCE, pack: market1 });

/** The policy `surveying`. */
export const surveyingPolicy = /* @__PURE__ */ brings(Surveying, { effectiveFrom: SINCE, pack: surveying1 });

/** The policy `surveys`. */
export const surveysPolicy = /* @__PURE__ */ brings(Surveys, { effectiveFrom: SINCE, pack: surveys1 });

/** Every policy by name; `versions[0]` is version 1. */
export const packs = {
  'service-map': serviceMapPolicy,
  escalation: escalationPolicy,
  imports: importsPolicy,
  links: linksPolicy,
  sweep: sweepPolicy,
  'working-time': workingTimePolicy,
  cadence: cadencePolicy,
  tiering: tieringPolicy,
  dates: datesPolicy,
  'contact-rules': contactRulesPolicy,
  planner: plannerPolicy,
  playbooks: playbooksPolicy,
  'redress-limits': redressLimitsPolicy,
  taxonomy: taxonomyPolicy,
  'complaint-pack': complaintPackPolicy,
  'churn-model': churnModelPolicy,
  thresholds: thresholdsPolicy,
  alerting: alertingPolicy,
  market: marketPolicy,
  surveying: surveyingPolicy,
  surveys: surveysPolicy,
} as const;

/** Name of a policy. */
export type PolicyName = keyof typeof packs;

/** Policies that a function is given. */
export type Brought = Partial<typeof packs>;

/** The pack of a policy. */
export type Pack<Name extends PolicyName> = z.output<(typeof packs)[Name]['schema']>;

/** All names of policies. */
export const policyNames = /* @__PURE__ */ Object.keys(packs) as PolicyName[];
