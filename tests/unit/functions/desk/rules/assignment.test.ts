import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  assigneeOf,
  type Colleague,
  isAbsent,
  seatOrder,
  standInFor,
  type Vacancy,
} from '../../../../../functions/desk/rules/assignment.ts';
import type { StaffAbsence, StaffProfile } from '../../../../../shared/contracts/items.ts';

const now = new Date('2026-03-02T01:30:00.000Z');

function profile(staffId: string, its: Partial<StaffProfile> = {}): StaffProfile {
  return {
    staffId,
    sk: 'PROFILE',
    v: 1,
    name: staffId,
    email: 'x@bank.example',
    language: 'en',
    role: 'agent',
    level: 1,
    lines: ['ordinary'],
    branch: 'B1',
    capacity: 5,
    zone: 'Asia/Shanghai',
    active: true,
    ...its,
  };
}

const away = (staffId: string, from = '2026-03-01', until = '2026-03-31'): StaffAbsence => ({
  staffId,
  sk: `ABSENCE#${from}`,
  v: 1,
  from,
  until,
});

const person = (
  staffId: string,
  {
    absent = false,
    openTasks = 0,
    ...its
  }: Partial<StaffProfile> & { absent?: boolean; openTasks?: number } = {},
): Colleague => ({ profile: profile(staffId, its), absences: absent ? [away(staffId)] : [], openTasks });

const vacancy = (people: readonly Colleague[], its: Partial<Vacancy> = {}): Vacancy => ({
  seat: people.map(({ profile: { staffId } }) => staffId),
  recused: new Set(),
  heldBy: new Set(),
  colleagues: new Map(people.map((colleague) => [colleague.profile.staffId, colleague])),
  mostSubstitutes: 3,
  mayStandIn: () => true,
  now,
  ...its,
});

describe('the holder of a task', () => {
  test('is the least busy of the seat, and the first in its order among equals', () => {
    expect(
      assigneeOf(
        vacancy([
          person('A', { openTasks: 2 }),
          person('B', { openTasks: 1 }),
          person('C', { openTasks: 1 }),
        ]),
      ),
    ).toEqual({
      staffId: 'B',
      why: ['least-busy'],
    });
  });

  test('is a present colleague rather than the substitute of an absent one', () => {
    const people = [
      person('A', { absent: true, substituteId: 'S' }),
      person('B', { openTasks: 4 }),
      person('S'),
    ];
    expect(assigneeOf({ ...vacancy(people), seat: ['A', 'B'] }).staffId).toBe('B');
  });

  test('is the substitute where the whole seat is away, up to three deep', () => {
    const chain = (length: number) => [
      ...Array.from({ length }, (_, at) => person(`P${at}`, { absent: true, substituteId: `P${at + 1}` })),
      person(`P${length}`),
    ];
    expect(assigneeOf({ ...vacancy(chain(3)), seat: ['P0'] })).toMatchObject({
      staffId: 'P3',
      why: expect.arrayContaining(['substitute-of:P0']),
    });
    expect(assigneeOf({ ...vacancy(chain(4)), seat: ['P0'] }).staffId).toBeUndefined();
  });

  test('is nobody in a circle of substitutes', () => {
    const circle = [
      person('A', { absent: true, substituteId: 'B' }),
      person('B', { absent: true, substituteId: 'A' }),
    ];
    expect(assigneeOf({ ...vacancy(circle), seat: ['A'] })).toEqual({
      staffId: undefined,
      why: ['absent:A', 'absent:B'],
    });
    const own = [person('A', { absent: true, substituteId: 'A' })];
    expect(assigneeOf(vacancy(own)).staffId).toBeUndefined();
  });

  test('is the dedicated manager before anybody else, but not one who is recused', () => {
    const people = [person('A'), person('RM', { openTasks: 4 })];
    expect(assigneeOf({ ...vacancy(people), seat: ['A'], dedicatedId: 'RM' })).toMatchObject({
      staffId: 'RM',
      why: ['dedicated-manager'],
    });
    expect(
      assigneeOf({ ...vacancy(people), seat: ['A'], dedicatedId: 'RM', recused: new Set(['RM']) }),
    ).toEqual({
      staffId: 'A',
      why: ['least-busy', 'recused:RM'],
    });
  });

  const anybody = fc
    .array(
      fc.record({
        absent: fc.boolean(),
        active: fc.boolean(),
        openTasks: fc.nat({ max: 6 }),
        recused: fc.boolean(),
        held: fc.boolean(),
        substitute: fc.nat({ max: 9 }),
      }),
      { minLength: 1, maxLength: 10 },
    )
    .map((drawn) => {
      const people = drawn.map(({ absent, active, openTasks, substitute }, at) =>
        person(`P${at}`, { absent, active, openTasks, substituteId: `P${substitute}` }),
      );
      const ids = (flag: 'recused' | 'held') =>
        new Set(drawn.flatMap((its, at) => (its[flag] ? [`P${at}`] : [])));
      return vacancy(people, {
        recused: ids('recused'),
        heldBy: ids('held'),
        seat: people.slice(0, 6).map(({ profile: { staffId } }) => staffId),
      });
    });

  test('is never recused, absent, inactive, full, unknown, or somebody who let it lapse', () => {
    fc.assert(
      fc.property(
        anybody,
        fc.option(fc.constantFrom('P0', 'P7', 'P42'), { nil: undefined }),
        (open, dedicatedId) => {
          const { staffId, why } = assigneeOf({ ...open, ...(dedicatedId !== undefined && { dedicatedId }) });
          expect(why.length).toBeGreaterThan(0);
          if (staffId === undefined) return;
          const chosen = open.colleagues.get(staffId);
          expect(chosen).toBeDefined();
          expect(open.recused.has(staffId) || open.heldBy.has(staffId)).toBe(false);
          expect(chosen?.profile.active).toBe(true);
          expect(chosen?.absences).toEqual([]);
          expect(chosen?.openTasks).toBeLessThan(chosen?.profile.capacity ?? 0);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('R260 V8 is passed over whose day is full, and nobody is once everybody is full', () => {
    const people = [person('A'), person('B', { openTasks: 3 }), person('C', { openTasks: 5 })];
    const open = { ...vacancy(people), fullThatDay: new Set(['A']) };
    expect(assigneeOf(open)).toEqual({ staffId: 'B', why: ['least-busy', 'full-that-day:A', 'full:C'] });
    const full = { ...open, fullThatDay: new Set(['A', 'B']) };
    expect(assigneeOf(full)).toEqual({
      staffId: undefined,
      why: ['full-that-day:A', 'full-that-day:B', 'full:C'],
    });
    expect(assigneeOf({ ...full, beyondCapacity: true })).toEqual({
      staffId: 'A',
      why: ['beyond-capacity'],
    });
  });

  test('T2 who stands in for an absent person is whom the absence names, before the usual substitute', () => {
    const named = { ...away('A'), substituteId: 'N' };
    const people = [
      { ...person('A', { substituteId: 'U' }), absences: [named] },
      person('N', { openTasks: 4 }),
      person('U'),
    ];
    const open = { ...vacancy(people), seat: [] };
    expect(standInFor('A', open)).toEqual({ staffId: 'N', why: ['substitute-of:A'] });
    const back = { ...named, cancelled: true };
    const usual = vacancy([{ ...person('A', { substituteId: 'U' }), absences: [back] }, ...people.slice(1)]);
    expect(standInFor('A', usual).staffId).toBe('U');
    expect(standInFor('A', { ...open, recused: new Set(['N']) })).toEqual({
      staffId: undefined,
      why: ['recused:N'],
    });
  });

  test('T2 S5 who is named to stand in gets nothing that they could not have had, however they are named', () => {
    const chain = [
      person('A', { level: 3, absent: true, substituteId: 'B' }),
      person('B', { level: 1, absent: true, substituteId: 'C' }),
      person('C', { level: 3 }),
    ];
    const open = vacancy(chain, { seat: ['A'], mayStandIn: ({ level }) => level >= 3 });
    // The chain ends at who may not, so that nobody reaches a third person through somebody without the right.
    expect(assigneeOf(open)).toEqual({ staffId: undefined, why: ['absent:A', 'unfit:B'] });
    expect(standInFor('A', open)).toEqual({ staffId: undefined, why: ['unfit:B'] });
    expect(assigneeOf({ ...open, dedicatedId: 'A', seat: [] }).staffId).toBeUndefined();
    expect(standInFor('B', open).staffId).toBe('C');
  });

  test('T2 a stand-in is present, able and never the person, whatever the chains are like, and every chain ends', () => {
    fc.assert(
      fc.property(anybody, (open) => {
        const { staffId } = standInFor('P0', open);
        if (staffId === undefined) return;
        const chosen = open.colleagues.get(staffId);
        expect(staffId).not.toBe('P0');
        expect([chosen?.profile.active, chosen?.absences]).toEqual([true, []]);
        expect(open.recused.has(staffId) || open.heldBy.has(staffId)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  test('is found whenever somebody of the seat can act', () => {
    fc.assert(
      fc.property(anybody, (open) => {
        const able = open.seat.filter((id) => {
          const colleague = open.colleagues.get(id);
          return (
            colleague?.profile.active &&
            colleague.absences.length === 0 &&
            colleague.openTasks < 5 &&
            !open.recused.has(id) &&
            !open.heldBy.has(id)
          );
        });
        if (able.length > 0) expect(able).toContain(assigneeOf(open).staffId);
      }),
      { numRuns: 2_000 },
    );
  });
});

test('a day off counts in the zone of the person, both days included', () => {
  const inZone = (zone: string, instant: string) =>
    isAbsent(
      { profile: profile('A', { zone }), absences: [away('A', '2026-03-02', '2026-03-03')] },
      new Date(instant),
    );
  expect(inZone('Asia/Shanghai', '2026-03-01T15:59:59.000Z')).toBe(false);
  expect(inZone('Asia/Shanghai', '2026-03-01T16:00:00.000Z')).toBe(true);
  expect(inZone('Asia/Shanghai', '2026-03-03T15:59:59.000Z')).toBe(true);
  expect(inZone('Asia/Shanghai', '2026-03-03T16:00:00.000Z')).toBe(false);
  expect(inZone('America/New_York', '2026-03-02T04:59:59.000Z')).toBe(false);
});

test('the order of a seat is the same for a task each time, spreads over tasks, and has nobody of another line', () => {
  const people = ['A', 'B', 'C', 'D'].map((id) => profile(id)).concat(profile('X', { lines: ['corporate'] }));
  expect(seatOrder('T1', people, 'ordinary')).toEqual(seatOrder('T1', people.toReversed(), 'ordinary'));
  const firsts = new Map<string, number>();
  for (let at = 0; at < 1_000; at++) {
    const [first = '', ...others] = seatOrder(`T${at}`, people, 'ordinary');
    expect(others).not.toContain('X');
    firsts.set(first, (firsts.get(first) ?? 0) + 1);
  }
  for (const id of ['A', 'B', 'C', 'D']) expect(firsts.get(id)).toBeGreaterThan(150);
  expect(seatOrder('T1', people, undefined)).toContain('X');
});
