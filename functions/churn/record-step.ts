/** Handler of `Record step`: what came of a talk, an offer, a fix, or of asking a customer back. */
import * as z from 'zod';
import type { AlertStep } from '../../shared/contracts/alert-rows.ts';
import type { AlertHead } from '../../shared/contracts/churn.ts';
import { Retention, ServiceFix, WinBack } from '../../shared/contracts/churn-forms.ts';
import { Id, Instant } from '../../shared/contracts/codes.ts';
import type { TaskRow } from '../../shared/contracts/items.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { AnswerMissing } from '../../shared/faults/faults.ts';
import { answerIn, tasksOf } from '../../shared/platform/answers.ts';
import { step } from '../../shared/platform/step.ts';
import { dayIn, epochAt } from '../../shared/policy/days.ts';
import { complaintIn, handOver } from './handing-over.ts';
import { heldFor } from './holding.ts';
import { answeredAt, endedStep, givenBack, improvementOf, isOpen, stepAt, talkInstead } from './playing.ts';
import { termsOf } from './policies.ts';
import type { AlertAdvance, RecordDesk } from './ports.ts';
import { labelOf } from './rules/label-of.ts';
import { isRefused } from './rules/signed.ts';
import { endOf, snoozedUntil, within } from './rules/waits.ts';
import { answerOnce, type Found, underWay } from './statuses.ts';
import { recordWiring } from './wiring.ts';

/** How the story goes on: with the next step, with the same one later, or with a complaint. */
export const Recorded = z.strictObject({
  ruling: z.enum(['NEXT', 'LATER', 'HOLD']),
  until: Instant.optional(),
  complaintId: Id.optional(),
});
export type Recorded = z.infer<typeof Recorded>;

/** Records what came of a step, once an entry of its state; data say later whether it helped. */
export const recordStep = (desk: RecordDesk) =>
  step(
    StepInput,
    Recorded,
    async (input): Promise<Recorded> => {
      const tasks = await tasksOf(desk, input);
      const { answer, head } = await answerOnce<Recorded>(
        desk,
        input,
        { from: underWay },
        async (head, at) => {
          const steps = await desk.cases.steps(head.caseId);
          const now = stepAt(input, steps);
          switch (now.what) {
            case 'SERVICE_FIX':
              return fixed(head, now, tasks, at);
            case 'WIN_BACK':
              return askedBack(desk, head, now, tasks, at);
            default:
              return talked(desk, head, { now, steps, tasks, at });
          }
        },
      );
      const task = tasks.find(({ taskId }) => taskId === head.actedOn);
      if (answer.complaintId !== undefined && task !== undefined) {
        // Afterwards, and again on every retry: whoever takes it in knows it by the task.
        await handOver(desk, head, task, answerIn(task, Retention).complaintText);
      }
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What is recorded of a step. */
const deedOf = ({ number, what, cost = 0 }: AlertStep, outcome: string, by = ''): AlertAdvance['deed'] => ({
  actor: 'record-step',
  act: 'alert.step-ended',
  facts: { number, what, outcome, cost: outcome === 'ACCEPTED' ? cost : 0, by },
});

const byOf = ({ decidedBy, assigneeId }: TaskRow): string => decidedBy ?? assigneeId;

/** A department has put the service right, or cannot. */
function fixed(head: AlertHead, now: AlertStep, tasks: readonly TaskRow[], at: string): Found<Recorded> {
  const task = answeredAt(tasks, 'service-fix', now.number);
  if (task === undefined) throw new AnswerMissing(head.caseId, 'service-fix');
  const outcome = answerIn(task, ServiceFix).fixed;
  return {
    answer: { ruling: 'NEXT' },
    advance: {
      status: 'TREATED',
      set: { actedOn: task.taskId },
      steps: [endedStep(now, outcome, at, task.taskId)],
      deed: deedOf(now, outcome, byOf(task)),
      outbox: [],
    },
  };
}

/** Somebody has asked a customer back, or nobody found the time. */
async function askedBack(
  { ledger }: RecordDesk,
  head: AlertHead,
  now: AlertStep,
  tasks: readonly TaskRow[],
  at: string,
): Promise<Found<Recorded>> {
  const task = answeredAt(tasks, 'win-back', now.number);
  const said = task && answerIn(task, WinBack);
  const outcome = said?.wonBack ?? 'NOBODY';
  const { customerId, contactId } = head;
  if (contactId !== undefined) {
    if (outcome === 'NOBODY' || outcome === 'NOT_REACHED')
      await ledger.release(customerId, contactId, 'not-reached');
    else await ledger.sent(customerId, contactId);
  }
  return {
    answer: { ruling: 'NEXT' },
    advance: {
      status: 'TREATED',
      set: {
        ...(task !== undefined && { actedOn: task.taskId }),
        ...(said !== undefined && { cause: said.exitReason }),
      },
      unset: ['contactId', 'channel'],
      steps: [endedStep(now, outcome, at, task?.taskId)],
      // Why somebody left is what the bank learns most from (R254).
      ...(task !== undefined && { improvement: improvementOf(head, task.taskId, at) }),
      deed: deedOf(now, outcome, task && byOf(task)),
      outbox: [],
    },
  };
}

interface TalkAt {
  readonly now: AlertStep;
  readonly steps: readonly AlertStep[];
  readonly tasks: readonly TaskRow[];
  readonly at: string;
}

/** Somebody has spoken with the customer, or an offer was not signed and nobody did. */
async function talked(desk: RecordDesk, head: AlertHead, its: TalkAt): Promise<Found<Recorded>> {
  const { now, steps, tasks, at } = its;
  const { playbooks, workingTime } = await termsOf(desk, head);
  const task = answeredAt(tasks, 'retention', now.number);
  const ends = (
    outcome: string,
    by: string | undefined,
    more: Pick<AlertAdvance, 'set'> & { readonly steps?: readonly AlertStep[] },
  ): AlertAdvance => {
    const ended = endedStep(now, outcome, at, task?.taskId);
    const after = [ended, ...(more.steps ?? [])];
    return {
      status: 'TREATED',
      set: more.set,
      unset: ['contactId', 'channel'],
      steps: after,
      budget: givenBack(steps, after, playbooks.budget.perMonth),
      deed: deedOf(now, outcome, by),
      outbox: [],
    };
  };
  if (isRefused(tasks, now.number)) {
    return {
      answer: { ruling: 'NEXT' },
      advance: ends('NOT_APPROVED', undefined, { set: {}, steps: talkInstead(head, steps, at) }),
    };
  }
  if (task === undefined) throw new AnswerMissing(head.caseId, 'retention');
  const by = byOf(task);
  const { outcome, until: day } = answerIn(task, Retention);
  await settle(desk, head, outcome);
  const set = { actedOn: task.taskId };
  const others = steps.filter((one) => isOpen(one) && one.number !== now.number);
  const left = () => others.map((one) => endedStep(one, 'SKIPPED', at));
  switch (outcome) {
    case 'SNOOZE': {
      const snoozes = (now.snoozes ?? 0) + 1;
      if (snoozes > playbooks.snooze.most) {
        return { answer: { ruling: 'NEXT' }, advance: ends('UNDECIDED', by, { set }) };
      }
      const opens = workingTime.hours[0]?.from ?? '09:00';
      const opensAt = (named: string) => new Date(epochAt(named, opens, workingTime.zone)).toISOString();
      const until = within(
        snoozedUntil(day, dayIn(at, workingTime.zone), opensAt, playbooks.snooze.days),
        endOf(head.openedAt, playbooks),
      );
      return {
        answer: { ruling: 'LATER', until },
        advance: {
          status: 'TREATED',
          set,
          unset: ['contactId', 'channel'],
          steps: [{ ...now, snoozes }],
          deed: {
            actor: 'record-step',
            act: 'alert.step-snoozed',
            facts: { number: now.number, until, snoozes, by },
          },
          outbox: [],
        },
      };
    }
    case 'ACCEPTED':
      return {
        answer: { ruling: 'NEXT' },
        advance: ends(outcome, by, { set: { ...set, cost: (head.cost ?? 0) + (now.cost ?? 0) } }),
      };
    case 'UNDECIDED':
    case 'UNREACHABLE':
      return { answer: { ruling: 'NEXT' }, advance: ends(outcome, by, { set }) };
    case 'REFUSED':
      return { answer: { ruling: 'NEXT' }, advance: ends(outcome, by, { set, steps: left() }) };
    case 'LEFT':
      return {
        answer: { ruling: 'NEXT' },
        advance: ends(outcome, by, { set: { ...set, ending: labelOf('LOST', head) }, steps: left() }),
      };
    case 'COMPLAINT': {
      const complaintId = complaintIn(task, desk.zone);
      const held = await heldFor(desk.cases, head, complaintId, at, playbooks);
      const until = held?.until ?? at;
      const advance = ends(outcome, by, { set, steps: left() });
      return {
        answer: { ruling: 'HOLD', until, complaintId },
        advance: {
          ...advance,
          ...(held?.advance.also !== undefined && { also: held.advance.also }),
          status: 'HELD',
          set: { ...set, complaintId, heldFor: complaintId, heldUntil: until },
          outbox: held?.advance.outbox ?? [],
        },
      };
    }
  }
}

/** What becomes of the contact that was reserved for the talk. */
async function settle(
  { ledger }: RecordDesk,
  { customerId, contactId }: AlertHead,
  outcome: Retention['outcome'],
): Promise<void> {
  if (contactId === undefined) return;
  if (outcome === 'UNREACHABLE' || outcome === 'SNOOZE')
    await ledger.release(customerId, contactId, 'not-reached');
  else await ledger.sent(customerId, contactId);
}

/** What Lambda runs. */
export const handler = recordStep(recordWiring());
