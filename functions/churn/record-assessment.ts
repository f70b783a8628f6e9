/** Handler of `Take in assessment`: what somebody found about an alert. */
import * as z from 'zod';
import type { AlertHead } from '../../shared/contracts/churn.ts';
import { ChurnLabel } from '../../shared/contracts/churn.ts';
import { Assessment, Expertise } from '../../shared/contracts/churn-forms.ts';
import { Id, Instant } from '../../shared/contracts/codes.ts';
import type { TaskRow } from '../../shared/contracts/items.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { AnswerMissing } from '../../shared/faults/faults.ts';
import { answerIn, tasksOf } from '../../shared/platform/answers.ts';
import { step } from '../../shared/platform/step.ts';
import { complaintIn, handOver } from './handing-over.ts';
import { heldFor } from './holding.ts';
import { noticesTo } from './notices.ts';
import { termsOf } from './policies.ts';
import type { AlertAdvance, HandOverDesk } from './ports.ts';
import { labelOf } from './rules/label-of.ts';
import { daysAfter } from './rules/waits.ts';
import { answerOnce, type Found, underWay } from './statuses.ts';
import { handOverWiring } from './wiring.ts';

/** What the story has to know beside the verdict, which the form gave it. */
export const TakenIn = z.strictObject({
  ending: ChurnLabel.optional(),
  /** The complaint that was found, and until when the alert waits for it. */
  complaintId: Id.optional(),
  until: Instant.optional(),
});
export type TakenIn = z.infer<typeof TakenIn>;

/** Records the last assessment, once; a complaint that was found goes to intake. */
export const recordAssessment = (desk: HandOverDesk) =>
  step(
    StepInput,
    TakenIn,
    async (input): Promise<TakenIn> => {
      const task = lastAssessment(await tasksOf(desk, input), input.case.caseId);
      const found: Assessment = answerIn(task, task.form === 'expertise' ? Expertise : Assessment);
      const { answer, head } = await answerOnce<TakenIn>(desk, input, { from: underWay }, (head, at) =>
        takeIn(desk, head, task, found, at),
      );
      // Afterwards, and again on every retry: whoever takes it in knows it by the task.
      if (found.verdict === 'COMPLAINT_FOUND') await handOver(desk, head, task, found.complaintText);
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

function lastAssessment(tasks: readonly TaskRow[], caseId: string): TaskRow {
  const task = tasks
    .filter(({ form, state }) => (form === 'assessment' || form === 'expertise') && state === 'DECIDED')
    .toSorted((a, b) => ((a.decidedAt ?? '') < (b.decidedAt ?? '') ? -1 : 1))
    .at(-1);
  if (task === undefined) throw new AnswerMissing(caseId, 'assessment');
  return task;
}

async function takeIn(
  desk: HandOverDesk,
  head: AlertHead,
  task: TaskRow,
  { verdict, churnCause }: Assessment,
  at: string,
): Promise<Found<TakenIn>> {
  const by = task.decidedBy ?? task.assigneeId;
  const deed = {
    actor: 'record-assessment',
    act: 'alert.assessed',
    facts: { verdict, churnCause, taskId: task.taskId, by },
  };
  const assessed = (set: AlertAdvance['set'], outbox: AlertAdvance['outbox'] = []): AlertAdvance => ({
    status: 'ASSESSED',
    set: { actedOn: task.taskId, ...set },
    deed,
    outbox,
  });
  const { playbooks } = await termsOf(desk, head);
  switch (verdict) {
    case 'FALSE_ALARM':
      return { answer: { ending: 'FALSE_ALARM' }, advance: assessed({ ending: 'FALSE_ALARM' }) };
    case 'ALREADY_LEFT': {
      const ending = labelOf('LOST', head);
      return { answer: { ending }, advance: assessed({ ending }) };
    }
    case 'NEED_EXPERT':
      return { answer: {}, advance: assessed({}) };
    case 'CONFIRM': {
      const cause = churnCause === '' ? 'UNKNOWN' : churnCause;
      const roles = playbooks.notify.causes[cause] ?? [];
      return {
        answer: {},
        advance: assessed({ cause }, await noticesTo(desk, head, roles, at, {}, cause)),
      };
    }
    case 'COMPLAINT_FOUND': {
      const complaintId = complaintIn(task, desk.zone);
      const held = await heldFor(desk.cases, head, complaintId, at, playbooks);
      // With no time left to wait, the next step finds that it ran out, and goes on.
      const until = held?.until ?? daysAfter(at, 0);
      return {
        answer: { complaintId, until },
        advance: {
          ...(held?.advance ?? assessed({})),
          status: 'HELD',
          set: {
            actedOn: task.taskId,
            complaintId,
            cause: 'COMPLAINT',
            heldFor: complaintId,
            heldUntil: until,
          },
          deed,
        },
      };
    }
  }
}

/** What Lambda runs. */
export const handler = recordAssessment(handOverWiring());
