import { expect, test } from 'vitest';
import { type Level, Line, Role, Tier } from '../../../../shared/contracts/codes.ts';
import { Severity } from '../../../../shared/contracts/complaint.ts';
import { workingTime1 } from '../../../../shared/policy/calendar.ts';
import { complaintPack1 } from '../../../../shared/policy/complaint-pack.ts';
import { dayIn } from '../../../../shared/policy/days.ts';
import { Escalation, escalation1, rolesAt } from '../../../../shared/policy/escalation.ts';
import { packs, policyNames } from '../../../../shared/policy/packs.ts';
import {
  customerClockOf,
  gravityOf,
  lineOf,
  ServiceMap,
  seatOf,
  serviceMap1,
} from '../../../../shared/policy/service-map.ts';
import { addWorkingTime } from '../../../../shared/policy/working-time.ts';

const levels = [1, 2, 3, 4] as const;

test.each(policyNames)(
  'every version of %s matches its schema, has a date, and a source for each of its numbers',
  (name) => {
    for (const { effectiveFrom, pack } of packs[name].versions) {
      expect(packs[name].schema.parse(pack)).toEqual(pack);
      expect(new Date(effectiveFrom).toISOString()).toBe(effectiveFrom);
      const sourced = Object.keys(pack.sources);
      for (const field of Object.keys(pack).filter((key) => key !== 'sources')) {
        expect([field, sourced.some((source) => source === field || source.startsWith(`${field}.`))]).toEqual(
          [field, true],
        );
      }
    }
  },
);

test.each(policyNames)('a field that %s does not know is an error', (name) => {
  expect(packs[name].schema.safeParse({ ...packs[name].versions[0]?.pack, typo: 1 }).success).toBe(false);
});

/** WORKFLOWS, the table of times: vip and corporate, potential, mass; a working day has 8 hours. The others are ours. */
test.each([
  ['acknowledge-by-hand', 240, 240, 240],
  ['triage', 1 * 60, 2 * 60, 4 * 60],
  ['first-contact', 2 * 60, 4 * 60, 8 * 60],
  ['investigation', 3 * 480, 5 * 480, 7 * 480],
  ['extension', 120, 240, 240],
  ['proposal', 120, 240, 240],
  ['approval', 120, 240, 240],
  ['co-sign', 120, 240, 240],
  ['notify-by-hand', 240, 240, 240],
  ['incident', 240, 240, 240],
  ['visit', 3 * 480, 5 * 480, 5 * 480],
  ['greeting', 480, 480, 480],
  ['contact-repair', 5 * 480, 5 * 480, 5 * 480],
  ['service-request', 3 * 480, 3 * 480, 3 * 480],
  ['promise', 3 * 480, 3 * 480, 3 * 480],
  ['recovery', 240, 480, 2 * 480],
])(
  'the clock %s gives vip and corporate customers %i minutes, potential ones %i, the mass %i',
  (clock, high, potential, mass) => {
    const minutes = (tier: Tier, line: Line) => seatOf(serviceMap1, clock, tier, line)?.minutes;
    expect([
      minutes('vip', 'high-end'),
      minutes('mass', 'corporate'),
      minutes('potential', 'corporate'),
    ]).toEqual([high, high, high]);
    expect([minutes('potential', 'ordinary'), minutes('mass', 'ordinary')]).toEqual([potential, mass]);
  },
);

test('the service map has a seat for every clock, tier and line, and none for clocks that it does not know', () => {
  for (const clock of Object.keys(serviceMap1.clocks)) {
    for (const tier of Tier.options) {
      for (const line of Line.options)
        expect([clock, tier, line, seatOf(serviceMap1, clock, tier, line)]).toMatchObject([
          clock,
          tier,
          line,
          {},
        ]);
    }
  }
  expect(seatOf(serviceMap1, 'constructor', 'vip', 'corporate')).toBeUndefined();
});

test.each<[clock: string, role: Role, level: number]>([
  ['triage', 'agent', 1],
  ['extension', 'line-head', 3],
  ['approval', 'expert', 2],
  ['co-sign', 'compliance', 3],
  ['notify-by-hand', 'agent', 1],
])('the clock %s is the %s’s of level %i, whoever the customer is', (clock, role, level) => {
  for (const tier of Tier.options) {
    for (const line of Line.options)
      expect(seatOf(serviceMap1, clock, tier, line)).toMatchObject({ role, level });
  }
});

test.each(['first-contact', 'investigation', 'proposal'])(
  'R273 %s is the relationship manager’s for vip and corporate customers, an agent’s for others',
  (clock) => {
    const roleOf = (tier: Tier, line: Line) => seatOf(serviceMap1, clock, tier, line)?.role;
    expect([roleOf('vip', 'high-end'), roleOf('mass', 'corporate')]).toEqual(['rm', 'rm']);
    expect([roleOf('potential', 'ordinary'), roleOf('mass', 'ordinary')]).toEqual(['agent', 'agent']);
  },
);

test.each(['visit', 'greeting', 'promise'])(
  'R122 R273 the clock %s is the relationship manager’s',
  (clock) => {
    for (const tier of Tier.options) {
      for (const line of Line.options) expect(seatOf(serviceMap1, clock, tier, line)?.role).toBe('rm');
    }
  },
);

test('an extension is asked of the level that the law has for it first', () => {
  const [first] = complaintPack1.extensionChain;
  expect(seatOf(serviceMap1, 'extension', 'mass', 'ordinary')?.level).toBe(first?.approvalLevel);
});

test('the customer has ten calendar days for their word, and one reminder before they end', () => {
  expect(customerClockOf(serviceMap1, 'customer-word')).toEqual({ days: 10, remindAfterDays: 7 });
  expect(customerClockOf(serviceMap1, 'constructor')).toBeUndefined();
  expect(customerClockOf(serviceMap1, 'triage')).toBeUndefined();
  expect(seatOf(serviceMap1, 'customer-word', 'vip', 'high-end')).toBeUndefined();
});

test.each([
  ['personal', 'vip', 'high-end'],
  ['personal', 'potential', 'ordinary'],
  ['personal', 'mass', 'ordinary'],
  ['corporate', 'vip', 'corporate'],
  ['corporate', 'mass', 'corporate'],
] as const)('R273 a %s customer of tier %s is served by the line %s', (type, tier, line) => {
  expect(lineOf({ type, tier })).toBe(line);
});

test('a grave complaint has less of the usual time, and one that nobody has triaged yet has all of it', () => {
  expect(Severity.options.map((severity) => gravityOf(serviceMap1, severity))).toEqual([
    { severity: 'S1', share: 0.5 },
    { severity: 'S2', share: 0.75 },
    { severity: 'S3', share: 1 },
    { severity: 'S4', share: 1 },
  ]);
  expect(gravityOf(serviceMap1, undefined)).toBeUndefined();
});

const STRAIGHT = ['triage', 'first-contact', 'investigation', 'proposal', 'approval', 'co-sign'];

/** The day of the case, counted from receipt, on which the last of these clocks ends if everybody takes all of their time. */
function dayOfLast(received: string, tier: Tier, line: Line): number {
  const last = STRAIGHT.reduce(
    (at, clock) =>
      addWorkingTime(at, seatOf(serviceMap1, clock, tier, line)?.minutes ?? Number.NaN, workingTime1),
    received,
  );
  const [begins, ends] = [received, last].map((at) => Date.parse(dayIn(at, workingTime1.zone)));
  return ((ends ?? Number.NaN) - (begins ?? Number.NaN)) / 86_400_000;
}

/** WORKFLOWS, the table of times: the day of the case by which the bank itself wants to have decided. */
const targetOf = (tier: Tier, line: Line): number =>
  tier === 'vip' || line === 'corporate' ? 8 : { potential: 10, mass: 12 }[tier];

test('the clocks of a case add up to less than its internal target and the term of the law', () => {
  for (const type of ['personal', 'corporate'] as const) {
    for (const tier of Tier.options) {
      const line = lineOf({ type, tier });
      // Monday morning to Friday evening, in weeks without a holiday.
      expect(dayOfLast('2026-07-06T01:00:00.000Z', tier, line)).toBeLessThanOrEqual(targetOf(tier, line));
      expect(dayOfLast('2026-07-10T09:00:00.000Z', tier, line)).toBeLessThanOrEqual(
        complaintPack1.clocks.decideWithinDays,
      );
    }
  }
});

test.each<[what: string, change: object]>([
  ['a reminder when all is over', { customerClocks: { 'customer-word': { days: 10, remindAfterDays: 10 } } }],
  ['a clock without seats', { clocks: { triage: [] } }],
  ['more time for what is graver', { shareBySeverity: { S1: 1, S2: 0.75, S3: 1, S4: 1 } }],
  ['more than the usual time', { shareBySeverity: { S1: 0.5, S2: 0.75, S3: 1, S4: 1.5 } }],
  ['no time at all', { shareBySeverity: { S1: 0, S2: 0.75, S3: 1, S4: 1 } }],
  ['a severity without a share', { shareBySeverity: { S1: 0.5, S2: 0.75, S3: 1 } }],
])('a service map with %s is refused', (_, change) => {
  expect(ServiceMap.safeParse({ ...serviceMap1, ...change }).success).toBe(false);
});

test('every seat of the map stands on the ladder of its role', () => {
  for (const seat of Object.values(serviceMap1.clocks).flat()) {
    expect(rolesAt(escalation1, seat.role, seat.level)).toContain(seat.role);
  }
});

test('R267 every ladder leads from level 1 to the general manager, whatever role it began with', () => {
  for (const role of Role.options) {
    expect(levels.map((level: Level) => rolesAt(escalation1, role, level).length > 0)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(rolesAt(escalation1, role, 4)).toEqual(['gm']);
  }
  expect(rolesAt(escalation1, 'operations', 1)).toEqual(['operations']);
});

test('R275 nobody but compliance co-signs below the general manager', () => {
  for (const level of [1, 2, 3] as const)
    expect(rolesAt(escalation1, 'compliance', level)).toEqual(['compliance']);
});

test.each([
  ['reminders that do not rise', { remindAt: [0.9, 0.5] }],
  ['a reminder after the end', { remindAt: [1] }],
  [
    'a ladder with a rung too few',
    { ladders: { ...escalation1.ladders, service: escalation1.ladders.service.slice(1) } },
  ],
  ['a share of nothing', { shareOfClock: { ...escalation1.shareOfClock, 4: 0 } }],
])('an escalation with %s is refused', (_, change) => {
  expect(Escalation.safeParse({ ...escalation1, ...change }).success).toBe(false);
});
