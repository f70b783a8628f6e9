/** When a silent holder is reminded, and who holds the task next. */
import * as z from 'zod';
import { Level, Role } from '../contracts/codes.ts';

const Rung = z.strictObject({ level: Level, roles: z.array(Role).min(1) });

const Ladder = z
  .array(Rung)
  .length(4)
  .refine((rungs) => rungs.every((rung, at) => rung.level === at + 1), {
    error: 'the levels 1 to 4, in order',
  });

/** Reminders, ladder and rounds of a staff task. */
export const Escalation = z.strictObject({
  /** Shares of the holder's time after which a reminder leaves, rising. */
  remindAt: z
    .array(z.number().gt(0).lt(1))
    .refine((shares) => shares.every((s, at) => at === 0 || (shares[at - 1] ?? 0) < s), {
      error: 'rising shares',
    }),
  /** Minutes of working time below which a task whose end was given reminds nobody: its mail is reminder enough. */
  remindFromMinutes: z.number().int().min(0),
  /** Roles of each level, best first: operations and compliance climb among themselves, `service` is for all others. */
  ladders: z.strictObject({ service: Ladder, operations: Ladder, compliance: Ladder }),
  /** Share of the clock that the holder of a level has: the first its whole, who comes by climbing less. */
  shareOfClock: z.strictObject({
    1: z.number().gt(0).max(1),
    2: z.number().gt(0).max(1),
    3: z.number().gt(0).max(1),
    4: z.number().gt(0).max(1),
  }),
  /** Reminders and climbs after which a task is exhausted. */
  mostRounds: z.number().int().min(1).max(100),
  /** Longest chain of substitutes that is followed. */
  mostSubstitutes: z.number().int().min(0).max(10),
  /** Share of the holder's time after which a task that was given on goes on again, if its holder has not begun; absent: it stays. */
  returnAfter: z.number().gt(0).lt(1).optional(),
  /** Tasks that a person may have due on one day, visits planned for that day included; absent: as many as come. */
  tasksPerDay: z.number().int().min(1).max(1_000).optional(),
  sources: z.record(z.string(), z.string()),
});
export type Escalation = z.infer<typeof Escalation>;

/** The roles that may hold a task of this role's ladder at a level, best first. */
export function rolesAt(escalation: Escalation, role: Role, level: Level): readonly Role[] {
  const { ladders } = escalation;
  const ladder = role === 'operations' || role === 'compliance' ? ladders[role] : ladders.service;
  return ladder.find((rung) => rung.level === level)?.roles ?? [];
}

/** Whether somebody has a place on a role's ladder by what they are themselves, and no lower than a level. */
export const standsOn = (
  escalation: Escalation,
  ladder: Role,
  who: { readonly role: Role; readonly level: Level } | undefined,
  from: Level | 0,
): boolean =>
  who !== undefined && who.level >= from && rolesAt(escalation, ladder, who.level).includes(who.role);

/** Version 1. */
export const escalation1: Escalation = {
  remindAt: [0.5, 0.75, 0.9],
  remindFromMinutes: 120,
  ladders: {
    service: [
      { level: 1, roles: ['agent', 'rm'] },
      { level: 2, roles: ['expert', 'rm', 'agent'] },
      { level: 3, roles: ['line-head'] },
      { level: 4, roles: ['gm'] },
    ],
    operations: [
      { level: 1, roles: ['operations'] },
      { level: 2, roles: ['operations', 'expert'] },
      { level: 3, roles: ['line-head'] },
      { level: 4, roles: ['gm'] },
    ],
    // A line head never signs in the place of compliance.
    compliance: [
      { level: 1, roles: ['compliance'] },
      { level: 2, roles: ['compliance'] },
      { level: 3, roles: ['compliance'] },
      { level: 4, roles: ['gm'] },
    ],
  },
  shareOfClock: { 1: 1, 2: 0.5, 3: 0.25, 4: 0.25 },
  mostRounds: 20,
  mostSubstitutes: 3,
  returnAfter: 0.6,
  tasksPerDay: 20,
  sources: {
    remindAt: '[D]',
    remindFromMinutes: '[D]',
    'ladders.service': 'handbook R267: agent or junior RM, senior or expert, line head, general manager',
    'ladders.operations': '[D]',
    'ladders.compliance': '[D]',
    shareOfClock: '[D]',
    mostRounds: '[D]',
    mostSubstitutes: '[D]',
    returnAfter: '[D]: after the first reminder was of no use, before the second',
    tasksPerDay: 'handbook R260: too many tasks at once give slow response; the number is [D]',
  },
};
