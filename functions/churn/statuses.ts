/** Where an alert stands, and how its steps answer: once, however often they are tried. */
import type { AlertHead } from '../../shared/contracts/churn.ts';
import type { StepInput } from '../../shared/contracts/steps.ts';
import { advanceOnce } from '../../shared/platform/advance.ts';
import type { AlertAdvance, AlertDesk } from './ports.ts';

type Status = AlertHead['status'];

/** Statuses of an alert that is worked on. */
export const underWay: readonly Status[] = ['LOCKED', 'HELD', 'ASSESSED', 'TREATED', 'WATCHED'];

/** Statuses in which an alert is not over. */
export const openStatuses: readonly Status[] = ['RAISED', ...underWay];

/** What a step has found: what it answers, and how the alert moves by it. */
export interface Found<Answer> {
  readonly answer: Answer;
  readonly advance: AlertAdvance;
}

/** The answer of a step, and the alert as it is then. */
export interface AnsweredStep<Answer> {
  readonly answer: Answer;
  readonly head: AlertHead;
}

/** Where a step may begin, and whether it looks at everything that a signal can tell: then no task hears of it any more. */
interface Beginning {
  readonly from: readonly Status[];
  readonly hears?: true;
}

/**
 * Moves an alert on by what a step finds, once an entry of its state: the answer is kept with the alert, so that a retry
 * gives the same one and does nothing. Waits that have led here are over.
 */
export async function answerOnce<Answer extends object>(
  desk: Pick<AlertDesk, 'cases' | 'clock' | 'tasks'>,
  input: StepInput,
  { from, hears }: Beginning,
  find: (head: AlertHead, at: string) => Promise<Found<Answer>>,
): Promise<AnsweredStep<Answer>> {
  const { caseId } = input.case;
  const entry = `${input.step}@${input.entered}`;
  const head = await advanceOnce(
    desk,
    caseId,
    { from, past: ({ answeredFor }) => answeredFor === entry },
    async (head, at) => {
      const [{ answer, advance }, tasks, handled] = await Promise.all([
        find(head, at),
        desk.tasks.ofCase(caseId),
        hears ? desk.cases.signals(caseId) : [],
      ]);
      const over = tasks.filter(({ holder, state }) => holder === 'nobody' && state === 'OPEN');
      const set = { ...advance.set, answeredFor: entry, answered: JSON.stringify(answer) };
      return { ...advance, set, over, handled };
    },
  );
  return { answer: JSON.parse(head.answered ?? 'null') as Answer, head };
}
