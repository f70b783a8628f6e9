/** Who may enter an absence, and whether it can stand as it was entered. */
import type { StaffAbsence, StaffProfile } from '../../../shared/contracts/items.ts';
import { circleDay } from '../../../shared/policy/absence.ts';
import {
  notTheirLead,
  type Reason,
  type SoundAbsence,
  substituteCircle,
  unknownAbsence,
  unknownStaff,
} from './judge.ts';

/** A member of staff with their absences. */
export interface Person {
  readonly profile: StaffProfile;
  readonly absences: readonly StaffAbsence[];
}

/** Why an absence is held; undefined where it can be taken in. `people` are all whom it concerns. */
export function absenceFlaw(
  { staffId, enteredBy, from, until, substituteId, cancelled }: SoundAbsence['detail'],
  people: ReadonlyMap<string, Person>,
): Reason | undefined {
  const person = people.get(staffId);
  if (person?.profile.active !== true) return unknownStaff('staffId');
  const by = people.get(enteredBy);
  if (by?.profile.active !== true) return unknownStaff('enteredBy');
  if (!mayEnter(by.profile, person.profile)) return notTheirLead;
  if (cancelled) return person.absences.some((away) => away.from === from) ? undefined : unknownAbsence;
  if (substituteId === undefined) return undefined;
  if (people.get(substituteId)?.profile.active !== true) return unknownStaff('substituteId');
  const others = new Map(
    [...people.values()].map(({ profile, absences }) => [
      profile.staffId,
      { substituteId: profile.substituteId, absences },
    ]),
  );
  return circleDay(staffId, { from, until, substituteId }, others) === undefined
    ? undefined
    : substituteCircle;
}

/** Oneself, one's superior, or a head of higher level: of one of one's lines, or of the whole bank. */
function mayEnter(by: StaffProfile, person: StaffProfile): boolean {
  if (by.staffId === person.staffId || by.staffId === person.superiorId) return true;
  if (by.level <= person.level) return false;
  return (
    by.role === 'gm' || (by.role === 'line-head' && by.lines.some((line) => person.lines.includes(line)))
  );
}

/** Those whom a person's substitutes may be, as far as they are known yet. */
export const substitutesOf = ({ profile, absences }: Person): string[] =>
  [profile, ...absences].flatMap(({ substituteId }) => (substituteId === undefined ? [] : [substituteId]));
