/** Where an alert stands, and how its steps answer: once, however often they are tried. */
import type { AlertHead } from '../../shared/contracts/churn.ts';
import type { StepInput } from '../../shared/contracts/steps.ts';
import * as once from '../../shared/platform/answer-once.ts';
import type { AlertAdvance, AlertDesk } from './ports.ts';

type Status = AlertHead['status'];

/** Statuses of an alert that is worked on. */
export const underWay: readonly Status[] = ['LOCKED', 'HELD', 'ASSESSED', 'TREATED', 'WATCHED'];

/** Statuses in which an alert is not over. */
export const openStatuses: readonly Status[] = ['RAISED', ...underWay];

/** What a step has found: what it answers, and how the alert moves by it. */
export type Found<Answer> = once.FoundAnswer<Answer, AlertAdvance>;

/** Moves an alert on by what a step finds, once an entry of its state; gives the answer, and the alert as it is then. */
export const answerOnce = <Answer extends object>(
  desk: Pick<AlertDesk, 'cases' | 'clock' | 'tasks'>,
  input: StepInput,
  beginning: once.Beginning<AlertHead>,
  find: (head: AlertHead, at: string) => Promise<Found<Answer>>,
): Promise<{ readonly answer: Answer; readonly head: AlertHead }> =>
  once.answerOnce<Answer, AlertHead, AlertAdvance>(desk, input, beginning, find);
