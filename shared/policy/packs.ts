/** All policy packs: their schemas, and the versions that the code brings along. */
import type * as z from 'zod';
import { Cadence, cadence1 } from './cadence.ts';
import { WorkingTime, workingTime1 } from './calendar.ts';
import { ComplaintPack, complaintPack1 } from './complaint-pack.ts';
import { ContactRules, contactRules1 } from './contact-rules.ts';
import { Escalation, escalation1 } from './escalation.ts';
import { Dates, dates1 } from './important-dates.ts';
import { Imports, imports1 } from './imports.ts';
import { Links, links1 } from './links.ts';
import { Planner, planner1 } from './planner.ts';
import { RedressLimits, redressLimits1 } from './redress-limits.ts';
import { ServiceMap, serviceMap1 } from './service-map.ts';
import { Sweep, sweep1 } from './sweep.ts';
import { Taxonomy, taxonomy1 } from './taxonomy.ts';
import { Tiering, tiering1 } from './tiering.ts';

/** A version that the code brings along, and from when it counts. */
interface Brought<Pack> {
  readonly effectiveFrom: string;
  readonly pack: Pack;
}

function brings<S extends z.ZodType>(schema: S, ...versions: readonly Brought<z.output<S>>[]) {
  return { schema, versions };
}

const SINCE = '2026-01-01T00:00:00.000Z';

/** Every policy by name; `versions[0]` is version 1. */
export const packs = {
  'service-map': brings(ServiceMap, { effectiveFrom: SINCE, pack: serviceMap1 }),
  escalation: brings(Escalation, { effectiveFrom: SINCE, pack: escalation1 }),
  imports: brings(Imports, { effectiveFrom: SINCE, pack: imports1 }),
  links: brings(Links, { effectiveFrom: SINCE, pack: links1 }),
  sweep: brings(Sweep, { effectiveFrom: SINCE, pack: sweep1 }),
  'working-time': brings(WorkingTime, { effectiveFrom: SINCE, pack: workingTime1 }),
  cadence: brings(Cadence, { effectiveFrom: SINCE, pack: cadence1 }),
  tiering: brings(Tiering, { effectiveFrom: SINCE, pack: tiering1 }),
  dates: brings(Dates, { effectiveFrom: SINCE, pack: dates1 }),
  'contact-rules': brings(ContactRules, { effectiveFrom: SINCE, pack: contactRules1 }),
  planner: brings(Planner, { effectiveFrom: SINCE, pack: planner1 }),
  'redress-limits': brings(RedressLimits, { effectiveFrom: SINCE, pack: redressLimits1 }),
  // The day on which the standard was published, and was in force.
  taxonomy: brings(Taxonomy, { effectiveFrom: '2018-09-03T16:00:00.000Z', pack: taxonomy1 }),
  'complaint-pack': brings(ComplaintPack, {
    effectiveFrom: '2020-02-29T16:00:00.000Z',
    pack: complaintPack1,
  }),
} as const;

/** Name of a policy. */
export type PolicyName = keyof typeof packs;

/** The pack of a policy. */
export type Pack<Name extends PolicyName> = z.output<(typeof packs)[Name]['schema']>;

/** All names of policies. */
export const policyNames = Object.keys(packs) as PolicyName[];
