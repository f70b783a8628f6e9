import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Absentee,
  type Away,
  absenceOn,
  circleDay,
  standInOf,
} from '../../../../shared/policy/absence.ts';
import { dayAfter } from '../../../../shared/policy/days.ts';

const FIRST = '2026-03-01';
const day = (number: number): string => dayAfter(FIRST, number);

describe('an absence', () => {
  const week: Away = { from: '2026-03-02', until: '2026-03-06' };

  test('counts from its first day to its last, both included, unless it was taken back', () => {
    const on = (when: string, away: Away = week) => absenceOn([away], when) !== undefined;
    expect(['2026-03-01', '2026-03-02', '2026-03-06', '2026-03-07'].map((when) => on(when))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(on('2026-03-03', { ...week, cancelled: true })).toBe(false);
  });

  test('names who stands in; where it names nobody the usual substitute does', () => {
    const person = (...absences: Away[]): Absentee => ({ substituteId: 'U', absences });
    expect(standInOf(person({ ...week, substituteId: 'S' }), '2026-03-03')).toBe('S');
    expect(standInOf(person(week), '2026-03-03')).toBe('U');
    expect(standInOf(person({ ...week, substituteId: 'S' }), '2026-03-09')).toBe('U');
    expect(standInOf(person(week, { ...week, substituteId: 'S' }), '2026-03-03')).toBe('S');
    expect(standInOf({ absences: [week] }, '2026-03-03')).toBeUndefined();
  });
});

describe('T2 substitutes in a circle', () => {
  const away = (from: number, until: number, substituteId?: string): Away => ({
    from: day(from),
    until: day(until),
    substituteId,
  });

  test('are found on the first day on which everybody in it is away', () => {
    const people = new Map<string, Absentee>([
      ['B', { substituteId: 'C', absences: [away(3, 9)] }],
      ['C', { absences: [away(5, 6, 'A')] }],
    ]);
    expect(circleDay('A', away(0, 9, 'B'), people)).toBe(day(5));
    expect(circleDay('A', away(0, 4, 'B'), people)).toBeUndefined();
    expect(circleDay('A', away(7, 9, 'B'), people)).toBeUndefined();
    expect(circleDay('A', away(0, 9), people)).toBeUndefined();
  });

  test('two who stand in for one another are a circle only while both are away', () => {
    const people = (from: number) =>
      new Map<string, Absentee>([['B', { substituteId: 'A', absences: [away(from, 9)] }]]);
    expect(circleDay('A', away(0, 4, 'B'), people(5))).toBeUndefined();
    expect(circleDay('A', away(0, 5, 'B'), people(5))).toBe(day(5));
  });

  const ids = ['A', 'B', 'C', 'D', 'E'];
  const someone = fc.option(fc.constantFrom(...ids, 'X'), { nil: undefined });
  const anAbsence = fc.tuple(fc.nat(12), fc.nat(6), someone, fc.boolean()).map(
    ([from, length, substituteId, cancelled]): Away => ({
      ...away(from, from + length, substituteId),
      cancelled,
    }),
  );
  const bank = fc.record({
    own: fc
      .tuple(fc.nat(12), fc.nat(8), fc.constantFrom('B', 'C', 'D', 'E'))
      .map(([from, length, to]) => away(from, from + length, to)),
    others: fc.array(fc.record({ substituteId: someone, absences: fc.array(anAbsence, { maxLength: 3 }) }), {
      minLength: 4,
      maxLength: 4,
    }),
  });

  test('are found exactly where, day by day, nobody is reached in more steps than there are people', () => {
    let circles = 0;
    fc.assert(
      fc.property(bank, ({ own, others }) => {
        const people = new Map<string, Absentee>(others.map((one, at) => [ids[at + 1] ?? '', one]));
        const all = new Map<string, Absentee>([['A', { absences: [own] }], ...people]);
        let expected: string | undefined;
        for (let number = 0; number <= 20 && expected === undefined; number++) {
          const when = day(number);
          if (when < own.from || when > own.until) continue;
          let at: string | undefined = 'A';
          for (let steps = 0; steps <= ids.length && at !== undefined; steps++) {
            const person = all.get(at);
            const gone = person && absenceOn(person.absences, when);
            at = gone === undefined ? undefined : (gone.substituteId ?? person?.substituteId);
          }
          if (at !== undefined) expected = when;
        }
        if (expected !== undefined) circles++;
        expect(circleDay('A', own, people)).toBe(expected);
      }),
      { numRuns: 5_000, seed: 20260302 },
    );
    expect(circles).toBeGreaterThan(50);
  });
});
