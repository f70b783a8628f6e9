/** Waits that signals can end, as they stand among the tasks. */
import type { TaskRow } from '../../shared/contracts/items.ts';

/** Waits that have led here: nobody is to find them open any more. */
export const waitsOver = (tasks: readonly TaskRow[]): TaskRow[] =>
  tasks.filter(({ holder, state }) => holder === 'nobody' && state === 'OPEN');
