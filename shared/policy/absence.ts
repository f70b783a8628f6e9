/** Who is away on a day, who stands in for them, and whether substitutes lead back to where they began. */

import { dayAfter } from './days.ts';

/** A time away as the rules see it; both days included. */
export interface Away {
  readonly from: string;
  readonly until: string;
  /** Who stands in this time; the usual substitute where it is absent. */
  readonly substituteId?: string | undefined;
  readonly cancelled?: boolean | undefined;
}

/** A person as far as absence concerns them. */
export interface Absentee {
  /** Who stands in as a rule. */
  readonly substituteId?: string | undefined;
  readonly absences: readonly Away[];
}

/** The absence that covers a day; one that names a substitute before one that names none. */
export function absenceOn<A extends Away>(absences: readonly A[], day: string): A | undefined {
  const covering = absences.filter((away) => !away.cancelled && away.from <= day && day <= away.until);
  return covering.find(({ substituteId }) => substituteId !== undefined) ?? covering[0];
}

/** Who stands in for a person on a day: whom their absence names, else their usual substitute. */
export const standInOf = ({ substituteId, absences }: Absentee, day: string): string | undefined =>
  absenceOn(absences, day)?.substituteId ?? substituteId;

/**
 * The first day within a new absence on which its substitutes lead in a circle, so that nobody would stand in; undefined
 * where there is none. `people` knows everybody who may come up but the person, whose absence is the new one.
 */
export function circleDay(
  staffId: string,
  { from, until, substituteId }: Away,
  people: ReadonlyMap<string, Absentee>,
): string | undefined {
  if (substituteId === undefined) return undefined;
  // Who stands in for whom changes on no other days: where an absence begins, and where one is over.
  const changes = [...people.values()].flatMap(({ absences }) =>
    absences.flatMap((away) => [away.from, dayAfter(away.until, 1)]),
  );
  const days = [...new Set([from, ...changes])].filter((day) => from <= day && day <= until).sort();
  return days.find((day) => {
    const seen = new Set([staffId]);
    let next: string | undefined = substituteId;
    while (next !== undefined && !seen.has(next)) {
      seen.add(next);
      const person = people.get(next);
      if (person === undefined || absenceOn(person.absences, day) === undefined) return false;
      next = standInOf(person, day);
    }
    return next !== undefined;
  });
}
