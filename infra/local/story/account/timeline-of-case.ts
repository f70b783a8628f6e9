/** Everything that happened in one case, in order: for whoever looks into an invariant that does not hold. */
import { type Seen, text, time } from './seen.ts';

/** One line of it. */
interface Moment {
  readonly at: number;
  readonly what: string;
}

/** Most of a line: a policy's trace is longer than a screen. */
const LONGEST = 240;

/** Lines of a case's timeline: its events, mails, tasks, contacts and trail. */
export function timelineOfCase(seen: Seen, caseId: string): string[] {
  const ofCase = <Of extends { readonly caseId?: unknown }>(rows: readonly Of[]): Of[] =>
    rows.filter((row) => row.caseId === caseId);
  const moments: Moment[] = [
    ...ofCase(seen.told).map(({ at, name, facts }) => ({ at, what: `event    ${name} ${briefly(facts)}` })),
    ...seen.mails
      .filter(({ subject }) => subject.includes(caseId))
      .map(({ sentAt, to, subject }) => ({
        at: time(sentAt),
        what: `mail     ${to.join(', ')}: ${subject}`,
      })),
    ...ofCase(seen.tasks).flatMap(
      ({ createdAt, decidedAt, taskId, form, clock, state, decidedBy, level }) => {
        const task = `task     ${text(taskId)} ${text(form)} by ${text(clock)}`;
        return [
          { at: time(createdAt), what: `${task} was given at level ${text(level)}, is ${text(state)}` },
          ...(decidedAt === undefined
            ? []
            : [{ at: time(decidedAt), what: `${task} was answered by ${text(decidedBy)}` }]),
        ];
      },
    ),
    ...ofCase(seen.contacts).map(({ at, class: kind, channel, state, reason }) => ({
      at: time(at),
      what: `contact  ${text(kind)} by ${text(channel)}: ${text(state)} ${text(reason)}`.trimEnd(),
    })),
    ...seen.audit
      .filter(({ entityId }) => entityId === caseId)
      .map(({ at, actor, act, facts }) => ({
        at: time(at),
        what: `audit    ${text(actor)} ${text(act)} ${briefly(facts)}`,
      })),
  ];
  return moments
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, what }) =>
      `${Number.isNaN(at) ? 'no date' : new Date(at).toISOString()}  ${what}`.slice(0, LONGEST),
    );
}

const briefly = (facts: unknown): string => (JSON.stringify(facts) ?? '').replaceAll('"', '');
