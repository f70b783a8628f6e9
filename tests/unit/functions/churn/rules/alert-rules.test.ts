import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { armOf } from '../../../../../functions/churn/rules/arm-of.ts';
import { endingOf, labelOf } from '../../../../../functions/churn/rules/label-of.ts';
import { endOf, heldUntil, snoozedUntil, within } from '../../../../../functions/churn/rules/waits.ts';
import { everyWayOf, waysOf } from '../../../../../functions/churn/rules/ways.ts';
import { Standing } from '../../../../../shared/contracts/alert-rows.ts';
import { Arm, Band, ChurnCause } from '../../../../../shared/contracts/churn.ts';
import { RiskClass, Tier } from '../../../../../shared/contracts/codes.ts';
import type { CustomerProfile } from '../../../../../shared/contracts/items.ts';
import { dayAfter } from '../../../../../shared/policy/days.ts';
import {
  offerFor,
  Playbooks,
  playbookFor,
  playbooks1,
  signaturesFor,
} from '../../../../../shared/policy/playbooks.ts';

const AT = '2026-03-02T02:30:00.000Z';
const TODAY = '2026-03-02';

describe('R199 arms', () => {
  const drawing = fc.record({
    band: fc.constantFrom(...Band.options),
    tier: fc.constantFrom(...Tier.options),
    vulnerable: fc.boolean(),
    complained: fc.boolean(),
    chance: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  });

  test('nobody is only watched whom the policy protects, whatever the chance', () => {
    fc.assert(
      fc.property(drawing, (its) => {
        const { arm, why } = armOf(its, playbooks1);
        if (arm === 'TREAT') return;
        expect(why).toBe('drawn');
        expect(its.band).not.toBe('high');
        expect(its.vulnerable || its.complained).toBe(false);
        expect(its.chance).toBeLessThan(playbooks1.control.share);
      }),
    );
  });

  test('a vip at high risk is protected even where the policy names the high band', () => {
    const open = { ...playbooks1, control: { ...playbooks1.control, bands: Band.options, share: 1 } };
    const its = { band: 'high', vulnerable: false, complained: false, chance: 0 } as const;
    expect(armOf({ ...its, tier: 'vip' }, open)).toEqual({ arm: 'TREAT', why: 'vip-high' });
    expect(armOf({ ...its, tier: 'mass' }, open).arm).toBe('CONTROL');
  });

  test('as many are only watched as the share says', () => {
    const its = { band: 'low', tier: 'mass', vulnerable: false, complained: false } as const;
    const drawn = Array.from({ length: 1_000 }, (_, at) => armOf({ ...its, chance: at / 1_000 }, playbooks1));
    expect(drawn.filter(({ arm }) => arm === 'CONTROL')).toHaveLength(100);
  });

  test('a share of 0 draws for nobody, so that none of them counts beside a control arm of other days', () => {
    const off = { ...playbooks1, control: { ...playbooks1.control, share: 0 } };
    const its = { band: 'low', tier: 'mass', vulnerable: false, complained: false, chance: 0 } as const;
    expect(armOf(its, off)).toEqual({ arm: 'TREAT', why: 'no-control' });
  });
});

describe('R195 labels', () => {
  test('every standing has one in each arm, and the arms are told apart', () => {
    const labels = Arm.options.map((arm) =>
      Standing.options.map((standing) => labelOf(standing, { arm })).join(' '),
    );
    expect(labels).toEqual([
      'RETAINED PARTLY LOST UNKNOWN',
      'CONTROL_RETAINED CONTROL_RETAINED CONTROL_LOST UNKNOWN',
    ]);
  });

  test('what a step found counts before what was measured, and nothing is UNKNOWN', () => {
    const measured = [{ caseId: 'A', sk: 'MEASURE#030', v: 1, day: 30, at: AT, standing: 'LOST' }] as const;
    expect(endingOf({ ending: 'FALSE_ALARM' }, measured)).toBe('FALSE_ALARM');
    expect(endingOf({ arm: 'TREAT' }, measured)).toBe('LOST');
    expect(endingOf({}, [])).toBe('UNKNOWN');
  });
});

describe('waits', () => {
  test('none goes past the end of an alert, which comes within 120 days', () => {
    const end = endOf(AT, playbooks1);
    const days = (Date.parse(end) - Date.parse(AT)) / 86_400_000;
    expect(days).toBeLessThanOrEqual(120);
    fc.assert(
      fc.property(
        fc.date({ min: new Date(AT), max: new Date('2030-01-01'), noInvalidDate: true }),
        (date) => {
          expect(within(date.toISOString(), end) <= end).toBe(true);
        },
      ),
    );
  });

  test('R149 a complaint is waited for until its date and 7 days', () => {
    expect(heldUntil(AT, '2026-03-20T00:00:00.000Z', playbooks1)).toBe('2026-03-27T00:00:00.000Z');
    expect(heldUntil(AT, undefined, playbooks1)).toBe('2026-03-24T02:30:00.000Z');
  });

  test.each([
    ['2026-03-05', '2026-03-05'],
    ['2026-03-01', '2026-03-03'],
    ['2027-01-01', '2026-03-09'],
  ])('a talk that is put off to %s is taken up on %s', (named, expected) => {
    expect(snoozedUntil(named, TODAY, (day) => day, 7)).toBe(expected);
  });

  test('a person may put a talk off by no more than the policy lets', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 50 }), (days) => {
        const until = snoozedUntil(dayAfter(TODAY, days), TODAY, (day) => day, 7);
        expect(until > '2026-03-02' && until <= '2026-03-09').toBe(true);
      }),
    );
  });
});

test('R043 ways to a customer: what they prefer first, and none that does not reach them', () => {
  const profile = { phone: '1', email: 'a@b.example' } as CustomerProfile;
  expect(waysOf(profile)).toEqual(['phone', 'wechat', 'video', 'in-person']);
  expect(waysOf({ ...profile, preferredChannel: 'video' })[0]).toBe('video');
  expect(waysOf({ ...profile, preferredChannel: 'mail' })).not.toContain('mail');
  expect(everyWayOf({} as CustomerProfile)).toEqual(['in-person']);
});

describe('R053 R130 R178 R214 the playbooks', () => {
  test('there is one for every cause and tier, with steps', () => {
    for (const cause of ChurnCause.options)
      for (const tier of Tier.options)
        expect(playbooks1.playbooks[playbookFor(playbooks1, { cause, tier })].length).toBeGreaterThan(0);
  });

  test('an offer goes to nobody whom the catalogue does not name', () => {
    for (const cause of ChurnCause.options)
      for (const tier of Tier.options)
        for (const riskClass of RiskClass.options) {
          const offer = offerFor(playbooks1, { cause, tier, riskClass });
          if (offer === undefined) continue;
          expect(offer.causes).toContain(cause);
          expect(offer.tiers).toContain(tier);
          expect(offer.riskClasses).toContain(riskClass);
        }
    expect(
      offerFor({ ...playbooks1, offers: [] }, { cause: 'PRICE', tier: 'vip', riskClass: 'compliant' }),
    ).toBe(undefined);
  });

  test.each([
    [300, 'compliant', 0, false],
    [301, 'compliant', 2, false],
    [1_001, 'compliant', 3, false],
    [10, 'risk', 0, true],
  ] as const)(
    'R063 %i yuan for class %s: level %i, compliance %s',
    (cost, riskClass, approvalLevel, coSign) => {
      expect(signaturesFor(playbooks1, { cost, riskClass })).toEqual({ approvalLevel, coSign });
    },
  );

  test('every number says where it is from, and what does not fit is refused by name', () => {
    const { sources, ...numbers } = playbooks1;
    expect(Object.keys(sources).sort()).toEqual(Object.keys(numbers).sort());
    const refused = (change: Partial<Playbooks>) =>
      Playbooks.safeParse({ ...playbooks1, ...change }).error?.issues[0]?.path.join('.');
    expect(refused({ longestDays: 60 })).toBe('longestDays');
    expect(refused({ watch: { ...playbooks1.watch, days: [60, 30] } })).toBe('watch.days');
    expect(refused({ budget: { perMonth: 1, approvalAbove: 9, headAbove: 1 } })).toBe('budget.headAbove');
    expect(refused({ choices: playbooks1.choices.slice(0, 2) })).toBe('choices');
  });
});
