/** The service map: who serves which customer at which step, and how long they have. */
import * as z from 'zod';
import { Level, Line, Role, Tier } from '../contracts/codes.ts';

/** A seat and its time: applies to the tiers and lines that it names. */
export const Seat = z.strictObject({
  tiers: z.array(Tier).min(1),
  lines: z.array(Line).min(1),
  role: Role,
  level: Level,
  /** Minutes of working time until the deadline. */
  minutes: z.number().int().min(1),
});
export type Seat = z.infer<typeof Seat>;

/** Seats by clock; of the seats of a clock the first that fits counts. */
export const ServiceMap = z.strictObject({
  clocks: z.record(z.string(), z.array(Seat).min(1)),
  sources: z.record(z.string(), z.string()),
});
export type ServiceMap = z.infer<typeof ServiceMap>;

/** The seat for a clock, a tier and a line; undefined if the map has none. */
export function seatOf(map: ServiceMap, clock: string, tier: Tier, line: Line): Seat | undefined {
  const seats = Object.hasOwn(map.clocks, clock) ? map.clocks[clock] : undefined;
  return seats?.find((seat) => seat.tiers.includes(tier) && seat.lines.includes(line));
}

/** A working day of the map, in minutes. */
const DAY = 8 * 60;

/** One line of the handbooks' table: time for vip and corporate customers, for potential ones, for the mass. */
function row(roles: { high: Role; ordinary: Role }, high: number, potential: number, mass: number): Seat[] {
  return [
    {
      tiers: ['vip'],
      lines: ['high-end', 'ordinary', 'corporate'],
      role: roles.high,
      level: 1,
      minutes: high,
    },
    { tiers: ['vip', 'potential', 'mass'], lines: ['corporate'], role: roles.high, level: 1, minutes: high },
    {
      tiers: ['potential'],
      lines: ['high-end', 'ordinary'],
      role: roles.ordinary,
      level: 1,
      minutes: potential,
    },
    { tiers: ['mass'], lines: ['high-end', 'ordinary'], role: roles.ordinary, level: 1, minutes: mass },
  ];
}

/** Version 1. The times are our defaults, the seats follow the roles of the handbooks (R100 to R105, R267, R273). */
export const serviceMap1: ServiceMap = {
  clocks: {
    triage: row({ high: 'agent', ordinary: 'agent' }, 60, 120, 240),
    'first-contact': row({ high: 'rm', ordinary: 'agent' }, 120, 240, 480),
    investigation: row({ high: 'rm', ordinary: 'agent' }, 3 * DAY, 5 * DAY, 7 * DAY),
    incident: row({ high: 'operations', ordinary: 'operations' }, 240, 240, 240),
  },
  sources: {
    'clocks.triage': '[D]',
    'clocks.first-contact': '[D]',
    'clocks.investigation': '[D]',
    'clocks.incident': '[D]',
    role: 'handbook R100-R105, R273: vip and corporate customers have a relationship manager',
    level: 'handbook R267: level 1 comes first',
  },
};
