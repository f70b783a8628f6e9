import { expect, test } from 'vitest';
import { type Level, Line, Role, Tier } from '../../../../shared/contracts/codes.ts';
import { Escalation, escalation1, rolesAt } from '../../../../shared/policy/escalation.ts';
import { packs, policyNames } from '../../../../shared/policy/packs.ts';
import { seatOf, serviceMap1 } from '../../../../shared/policy/service-map.ts';

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

/** WORKFLOWS, the table of times: vip and corporate, potential, mass; a working day has 8 hours. */
test.each([
  ['triage', 1 * 60, 2 * 60, 4 * 60],
  ['first-contact', 2 * 60, 4 * 60, 8 * 60],
  ['investigation', 3 * 480, 5 * 480, 7 * 480],
  ['incident', 240, 240, 240],
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
