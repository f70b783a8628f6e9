/** How a step of a case answers: once an entry of its state, however often it is tried. */
import type { AnyHead, CaseSignal, TaskRow } from '../contracts/items.ts';
import type { StepInput } from '../contracts/steps.ts';
import { advanceOnce, type MovingBook } from './advance.ts';
import type { AnswerBook } from './answers.ts';
import type { Clock } from './clock.ts';

/** A head that keeps the last answer of its steps, and for which entry of which state it was given. */
export type AnsweringHead = AnyHead & { readonly answeredFor?: string; readonly answered?: string };

/** How a case moves on by an answer. */
export interface AnsweredAdvance<Head extends AnsweringHead> {
  readonly status: Head['status'];
  readonly set: Partial<Head>;
  readonly unset?: readonly (keyof Head)[];
  /** Waits that are over, as their rows were read. */
  readonly over?: readonly TaskRow[];
  /** Signals on which this step acts, so that they interrupt nobody any more. */
  readonly handled?: readonly CaseSignal[];
}

/** What a step has found: what it answers, and how the case moves by it. */
export interface FoundAnswer<Answer, Advance> {
  readonly answer: Answer;
  readonly advance: Advance;
}

/** Cases that such steps move on. */
export interface AnsweringBook<Head extends AnsweringHead, Advance extends AnsweredAdvance<Head>>
  extends MovingBook<Head, Advance> {
  /** Signals on which no step has acted, oldest first. */
  signals(caseId: string): Promise<CaseSignal[]>;
}

/** Where a step may begin, and whether it looks at everything that a signal can tell: then no task hears of it any more. */
export interface Beginning<Head extends AnsweringHead> {
  readonly from: readonly Head['status'][];
  readonly hears?: true;
}

/**
 * Moves a case on by what a step finds, once an entry of its state: the answer is kept with the case, so that a retry gives
 * the same one and does nothing. Waits that have led here are over.
 */
export async function answerOnce<
  Answer extends object,
  Head extends AnsweringHead,
  Advance extends AnsweredAdvance<Head>,
>(
  desk: {
    readonly cases: AnsweringBook<Head, Advance>;
    readonly tasks: AnswerBook;
    readonly clock: Clock;
  },
  input: StepInput,
  { from, hears }: Beginning<Head>,
  /** `signals` are those that the step handles; none where it does not hear. */
  find: (
    head: Head,
    at: string,
    signals: readonly CaseSignal[],
  ) => Promise<FoundAnswer<Answer, NoInfer<Advance>>>,
): Promise<{ readonly answer: Answer; readonly head: Head }> {
  const { caseId } = input.case;
  const entry = `${input.step}@${input.entered}`;
  const head = await advanceOnce(
    desk,
    caseId,
    { from, past: ({ answeredFor }) => answeredFor === entry },
    async (head, at) => {
      // Read before anything is found: a signal that comes after that is not handled by it.
      const handled = hears ? await desk.cases.signals(caseId) : [];
      const [{ answer, advance }, tasks] = await Promise.all([
        find(head, at, handled),
        desk.tasks.ofCase(caseId),
      ]);
      const over = tasks.filter(({ holder, state }) => holder === 'nobody' && state === 'OPEN');
      const set = { ...advance.set, answeredFor: entry, answered: JSON.stringify(answer) };
      return { ...advance, set, over, handled };
    },
  );
  return { answer: JSON.parse(head.answered ?? 'null') as Answer, head };
}
