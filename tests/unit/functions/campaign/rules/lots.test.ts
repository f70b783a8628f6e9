import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  lotOf,
  membersOf,
  rowsOf,
  sampleOf,
  seedOf,
  walk,
} from '../../../../../functions/campaign/drawing.ts';
import { askAtOf, dueOn } from '../../../../../functions/campaign/rules/calendar.ts';
import { byLot, LowestLots } from '../../../../../functions/campaign/rules/lots.ts';
import type { Tier } from '../../../../../shared/contracts/codes.ts';
import { workingTime1 } from '../../../../../shared/policy/calendar.ts';
import { surveying1 } from '../../../../../shared/policy/surveying.ts';

/** A frame of so many customers of each tier, in the order of their numbers, as the index has them. */
const frameOf = (ids: Readonly<Record<Tier, readonly string[]>>) => ({
  page: async (tier: Tier, after: string | undefined, most: number) =>
    ids[tier]
      .toSorted()
      .filter((id) => after === undefined || id > after)
      .slice(0, most),
});
const people = (count: number, prefix: string) => Array.from({ length: count }, (_, at) => `${prefix}${at}`);

describe('R247 lots', () => {
  test('the lowest are kept, whatever the order and the portions in which they come', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.stringMatching(/^[0-9a-f]{4}$/), { maxLength: 60 }),
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 1, max: 9 }),
        (lots, most, portion) => {
          const all = lots.map((lot, at) => ({ customerId: `C${at}`, lot }));
          const kept = new LowestLots(most);
          for (let at = 0; at < all.length; at += portion) kept.show(all.slice(at, at + portion));
          expect(kept.lowest).toEqual(all.toSorted(byLot).slice(0, most));
        },
      ),
    );
  });

  test('a seed follows from key and campaign, and another of either is another seed', () => {
    const key = { kid: 'k1', value: 'secret' };
    const seeds = [seedOf(key, 'Q1'), seedOf(key, 'Q2'), seedOf({ kid: 'k2', value: 'another' }, 'Q1')];
    expect(seedOf(key, 'Q1')).toBe(seeds[0]);
    expect(new Set(seeds).size).toBe(3);
  });

  test('the same seed draws the same, wherever a walk turns a page, and every tier has its own number', async () => {
    const ids = { vip: people(30, 'V'), potential: people(90, 'P'), mass: people(2_500, 'M') };
    const most = { vip: 5, potential: 10, mass: 20 };
    const walked = await walk(frameOf(ids), 'seed', most);
    expect([walked.vip.population, walked.potential.population, walked.mass.population]).toEqual([
      30, 90, 2_500,
    ]);
    const drawn = membersOf(walked, most);
    expect(drawn.filter(({ tier }) => tier === 'mass').map(({ customerId }) => customerId)).toEqual(
      ids.mass.toSorted((a, b) => (lotOf('seed', a) < lotOf('seed', b) ? -1 : 1)).slice(0, 20),
    );
    expect(sampleOf(membersOf(await walk(frameOf(ids), 'seed', most), most))).toBe(sampleOf(drawn));
    expect(sampleOf(membersOf(await walk(frameOf(ids), 'other', most), most))).not.toBe(sampleOf(drawn));
  });

  test('each customer is drawn about as often as any other: no part of the bank is left out', async () => {
    const ids = { vip: [], potential: [], mass: people(50, 'M') };
    const times = new Map<string, number>();
    const draws = 400;
    for (let seed = 0; seed < draws; seed++) {
      const { mass } = await walk(frameOf(ids), `seed ${seed}`, { vip: 0, potential: 0, mass: 10 });
      for (const { customerId } of mass.lowest) times.set(customerId, (times.get(customerId) ?? 0) + 1);
    }
    // Each is drawn with chance 1/5, ten of fifty without putting back. Chi-square of 49 degrees of freedom, 99.9 % point 85.35 (NIST/SEMATECH, table 1.3.6.7.4).
    const expected = draws / 5;
    const chiSquare = ids.mass
      .map((id) => ((times.get(id) ?? 0) - expected) ** 2 / (expected * (1 - 1 / 5)))
      .reduce((sum, part) => sum + (part * 49) / 50, 0);
    expect(chiSquare).toBeLessThan(85.35);
  });

  test('drawing on passes over those who were drawn, and takes those behind them', async () => {
    const ids = { vip: [], potential: [], mass: people(100, 'M') };
    const first = membersOf(await walk(frameOf(ids), 'seed', { vip: 0, potential: 0, mass: 10 }), {
      vip: 0,
      potential: 0,
      mass: 10,
    });
    const without = new Set(first.map(({ customerId }) => customerId));
    const { mass } = await walk(frameOf(ids), 'seed', { vip: 0, potential: 0, mass: 5 }, without);
    const both = await walk(frameOf(ids), 'seed', { vip: 0, potential: 0, mass: 15 });
    expect(mass.lowest).toEqual(both.mass.lowest.slice(10));
    expect(mass.population).toBe(100);
  });

  test('a digest tells when anybody is added, left out, exchanged or moved', () => {
    const members = [
      { customerId: 'C1', tier: 'vip' },
      { customerId: 'C2', tier: 'mass' },
    ] as const;
    const others = [
      [...members, { customerId: 'C3', tier: 'mass' } as const],
      members.slice(0, 1),
      members.toReversed(),
      [members[0], { customerId: 'C2', tier: 'vip' } as const],
    ];
    expect(new Set([members, ...others].map(sampleOf)).size).toBe(5);
    expect(rowsOf('Q1', members, 25).map(({ sk }) => sk)).toEqual(['MEMBER#000025', 'MEMBER#000026']);
  });
});

describe('R247 when a campaign is held', () => {
  test.each([
    ['2026-01-14', []],
    ['2026-01-15', ['relationship 2026-01-15']],
    ['2026-01-21', ['relationship 2026-01-15']],
    ['2026-01-22', []],
    ['2026-03-05', ['pulse 2026-03-05']],
    ['2026-02-15', []],
  ])('on %s these are due: %s', (today, due) => {
    expect(dueOn(today, surveying1).map(({ plan, day }) => `${plan.id} ${day}`)).toEqual(due);
  });

  test('one that was missed at the end of a month is made up for in the next', () => {
    const [plan] = surveying1.campaigns;
    if (plan === undefined) throw new Error('The policy has no campaign.');
    const late = { campaigns: [{ ...plan, months: [12], dayOfMonth: 28 }] };
    expect(dueOn('2027-01-02', late).map(({ day }) => day)).toEqual(['2026-12-28']);
  });

  test('batches follow one another in working time, over the night and the weekend', () => {
    const batch = { size: 2, everyMinutes: 60 };
    // Friday, 6 March 2026, 16:30 in Shanghai; the bank works from 9 to 17.
    const since = '2026-03-06T08:30:00.000Z';
    const at = [0, 1, 2, 3, 4].map((place) => askAtOf({ place, since }, batch, workingTime1));
    expect(at).toEqual([
      since,
      since,
      '2026-03-09T01:30:00.000Z',
      '2026-03-09T01:30:00.000Z',
      '2026-03-09T02:30:00.000Z',
    ]);
  });
});
