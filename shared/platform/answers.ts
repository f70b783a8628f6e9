/** What people answered, read from the tasks of a case: texts stay in the records and are no part of a story's state. */
import type * as z from 'zod';
import type { FormName } from '../contracts/forms.ts';
import type { TaskRow } from '../contracts/items.ts';
import { mismatchesOf } from '../contracts/mismatch.ts';
import type { StepInput } from '../contracts/steps.ts';
import { AnswerMissing, ItemWrong, StoryIncomplete } from '../faults/faults.ts';

/** An answer, and the task in which it was given. */
export interface Answered<Answer> {
  readonly task: TaskRow;
  readonly answer: Answer;
}

/** The tasks of a case as they are now, in the order in which they were made. */
export interface AnswerBook {
  ofCase(caseId: string): Promise<TaskRow[]>;
}

/** Which answer is meant: of one clock where the form serves several, about one item where several are asked about. */
interface Asked {
  readonly caseId: string;
  readonly form: FormName;
  readonly clock?: string;
  readonly item?: number;
}

/** The tasks of this execution as they are now, in the order in which they were made. */
export async function tasksOf(
  { tasks }: { readonly tasks: AnswerBook },
  input: StepInput,
): Promise<TaskRow[]> {
  const all = await tasks.ofCase(input.case.caseId);
  return all.filter(({ execution }) => execution === input.execution);
}

/** The last answer to a form; throws AnswerMissing where nobody has given one. */
export function lastAnswer<Schema extends z.ZodType>(
  tasks: readonly TaskRow[],
  { caseId, form, clock, item }: Asked,
  Schema: Schema,
): Answered<z.output<Schema>> {
  const task = tasks
    .filter(
      (row) =>
        row.form === form &&
        row.state === 'DECIDED' &&
        (clock ?? row.clock) === row.clock &&
        (item ?? row.item) === row.item,
    )
    .toSorted((a, b) => ((a.decidedAt ?? '') < (b.decidedAt ?? '') ? -1 : 1))
    .at(-1);
  if (task === undefined) throw new AnswerMissing(caseId, form);
  return { task, answer: answerIn(task, Schema) };
}

/** The answer in a task as its form has it. */
export function answerIn<Schema extends z.ZodType>(task: TaskRow, Schema: Schema): z.output<Schema> {
  const parsed = Schema.safeParse(JSON.parse(task.answer ?? 'null'));
  if (parsed.success) return parsed.data;
  throw new ItemWrong('tasks', task.taskId, mismatchesOf(parsed.error, 'answer'), { cause: parsed.error });
}

/** Fields of `$case` as a step needs them. */
export function storyOf<Schema extends z.ZodType>(
  { case: state }: StepInput,
  Schema: Schema,
): z.output<Schema> {
  const parsed = Schema.safeParse(state);
  if (parsed.success) return parsed.data;
  throw new StoryIncomplete(state.caseId, mismatchesOf(parsed.error, '$case'), { cause: parsed.error });
}
