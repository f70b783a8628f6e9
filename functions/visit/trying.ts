/** Tries to reach a customer, as they are written down. */
import type { TaskRow, VisitHead, VisitTry } from '../../shared/contracts/items.ts';
import type { StepInput } from '../../shared/contracts/steps.ts';
import { Visit } from '../../shared/contracts/visit.ts';
import { type Answered, lastAnswer, tasksOf } from '../../shared/platform/answers.ts';
import { daypartOf } from '../../shared/policy/plan.ts';
import type { PlanPolicies } from './planning.ts';
import type { AnsweredDesk } from './ports.ts';

/** The answer on which a step acts: the last visit that was written down. */
export const lastVisitOf = async (desk: AnsweredDesk, input: StepInput): Promise<Answered<Visit>> =>
  lastAnswer(await tasksOf(desk, input), { caseId: input.case.caseId, form: 'visit' }, Visit);

/** The try that a task was, with its number among those of the visit. */
export function tryOf(
  head: VisitHead,
  task: Pick<TaskRow, 'taskId' | 'decidedAt'>,
  outcome: VisitTry['outcome'],
  { cadence, calendars }: PlanPolicies,
  at: string,
): VisitTry {
  const then = task.decidedAt ?? at;
  return {
    caseId: head.caseId,
    sk: `TRY#${String((head.tries ?? 0) + 1).padStart(4, '0')}`,
    v: 1,
    at: then,
    channel: head.channel,
    daypart: daypartOf(then, cadence, calendars.workingTime),
    taskId: task.taskId,
    outcome,
  };
}
