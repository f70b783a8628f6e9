/** Handler of `DeadlineWatch`: looks at a statutory term before it ends and when it ends. */
import * as z from 'zod';
import { Watched, WatchInput } from '../../shared/contracts/complaint.ts';
import type { CaseHead, OutboxRow } from '../../shared/contracts/items.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { advanceOnce, customerOf, eventOf } from '../../shared/platform/advance.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { outboxMail } from '../../shared/platform/outbox.ts';
import { step } from '../../shared/platform/step.ts';
import { lineOf } from '../../shared/policy/service-map.ts';
import type { AnsweredDesk } from './ports.ts';
import { type Warned, warnedOf } from './rules/warned.ts';
import { noteOf, recusedIn } from './terms.ts';
import { answeredWiring } from './wiring.ts';

/** One look: the clock it watches, and the instants at which it has still to look. */
export const WatchLook = StepInput.extend({ case: z.object(WatchInput.shape) });
export type WatchLook = z.infer<typeof WatchLook>;

/** Statuses in which a decision is still owed. */
const owed: readonly CaseHead['status'][] = ['CLOCKED', 'PROPOSED'];

/** Says once a look that the date comes near, or that it has passed; ends with the case, its clock or its date. */
export const watchDeadline = (desk: AnsweredDesk) =>
  step(
    WatchLook,
    Watched,
    async ({ execution, case: watch }): Promise<Watched> => {
      const { caseId, clock: number } = watch;
      const now = instantOf(desk.clock.now());
      const left = watch.wakeAts.filter((at) => at > now);
      // Nothing is due yet: woken too early, it looks again.
      if (left.length === watch.wakeAts.length) return { watch: 'ON', wakeAts: left };
      const over = left.length === 0;
      let superseded = false;
      const head = await advanceOnce(
        desk,
        caseId,
        {
          from: owed,
          past: async ({ status, watched }) => {
            superseded = (await desk.cases.clock(caseId))?.number !== number;
            return (
              superseded ||
              !owed.includes(status) ||
              (watched?.clock === number && watched.left <= left.length)
            );
          },
        },
        async (head, at) => {
          const name = over ? 'complaint.breached' : 'complaint.at-risk';
          const facts = { clock: number, dueAt: head.dueAt ?? at, status: head.status };
          const told = await toWarn(desk, head, over);
          return {
            status: head.status,
            set: {
              watched: { clock: number, left: left.length },
              ...(over && { breach: { clock: number, at } }),
            },
            deed: {
              actor: 'watch-deadline',
              act: over ? 'case.breached' : 'case.at-risk',
              facts: { ...facts, told: told.map(({ staffId }) => staffId).join(' ') },
            },
            outbox: [
              ...told.map((warned) => mailOf(head, warned, at, over, [number, left.length])),
              eventOf(execution, head, at, name, facts, over ? [number] : [number, left.length]),
            ],
          };
        },
      );
      const ended = over || superseded || !owed.includes(head.status);
      return ended ? { watch: 'OVER', wakeAts: [] } : { watch: 'ON', wakeAts: left };
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

async function toWarn(desk: AnsweredDesk, head: CaseHead, over: boolean): Promise<Warned[]> {
  const [customer, note, tasks, lineHeads, managers] = await Promise.all([
    customerOf(desk, head),
    noteOf(desk, head.caseId),
    desk.tasks.ofCase(head.caseId),
    desk.staff.inRole('line-head'),
    over ? desk.staff.inRole('gm') : [],
  ]);
  const line = lineOf({ type: customer.type, tier: head.tier ?? customer.tier });
  const recused = await recusedIn(desk, head, note);
  return warnedOf(
    tasks.filter(({ state }) => state === 'OPEN'),
    { lineHeads, managers },
    { line, branch: customer.branch, recused },
  );
}

/** The mail to one of them; whoever holds a task of the case gets its link with it. */
const mailOf = (
  head: CaseHead,
  { staffId, task }: Warned,
  at: string,
  over: boolean,
  turn: readonly number[],
): OutboxRow =>
  outboxMail({
    cause: [head.caseId, head.round, ...turn],
    at,
    template: over ? 'breach' : 'at-risk',
    to: { kind: 'staff', id: staffId },
    caseId: head.caseId,
    ...(task !== undefined && { taskId: task.taskId, generation: task.generation }),
    facts: head.dueAt === undefined ? {} : { dueAt: head.dueAt },
  });

export const handler = watchDeadline(answeredWiring());
