/** Who is told that a statutory date comes near, or has passed. */
import type { Line } from '../../../shared/contracts/codes.ts';
import type { StaffProfile, TaskRow } from '../../../shared/contracts/items.ts';

/** Somebody to tell; with the task that they hold, if they hold one. */
export interface Warned {
  readonly staffId: string;
  readonly task?: TaskRow;
}

/**
 * Whoever holds a task of the case, the heads of its line, of the customer's branch where there are any, and once the
 * date has passed the general managers; nobody who is recused, and nobody twice.
 */
export function warnedOf(
  open: readonly TaskRow[],
  {
    lineHeads,
    managers,
  }: { readonly lineHeads: readonly StaffProfile[]; readonly managers: readonly StaffProfile[] },
  {
    line,
    branch,
    recused,
  }: { readonly line: Line; readonly branch: string; readonly recused: readonly string[] },
): Warned[] {
  const ofLine = lineHeads.filter(({ active, lines }) => active && lines.includes(line));
  const near = ofLine.filter((head) => head.branch === branch);
  const told = new Map<string, Warned>();
  for (const task of open) told.set(task.assigneeId, { staffId: task.assigneeId, task });
  for (const { staffId } of [
    ...(near.length > 0 ? near : ofLine),
    ...managers.filter(({ active }) => active),
  ]) {
    if (!told.has(staffId)) told.set(staffId, { staffId });
  }
  return [...told.values()].filter(({ staffId }) => !recused.includes(staffId));
}
