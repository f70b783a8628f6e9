/** The case file as its pages show it: the whole of it, in parts that a telephone loads quickly. */
import type { Language } from '../../shared/contracts/codes.ts';
import type { TaskRow } from '../../shared/contracts/items.ts';
import { type CaseFilePorts, fileOf, letterFile, wholeFile } from './case-file.ts';
import { isOfCustomer } from './rules/holder.ts';
import { type FileEntry, partsOf } from './rules/parts.ts';

/** Weight of what people wrote that one page of the file shows; the rest of a page is around it. */
const ROOM = 18_000;

/** The file of a task's case: for staff everything, for the customer the letter they were asked about. */
export async function filePartsOf(
  { cases, tasks, staff, deeds }: CaseFilePorts,
  task: TaskRow,
  language: Language,
): Promise<FileEntry[][]> {
  const file = await cases.file(task.caseId);
  if (file === undefined) return [[]];
  if (isOfCustomer(task)) return partsOf(letterFile(file, language), ROOM);
  return partsOf(
    wholeFile(file, await fileOf({ tasks, staff, deeds }, file, language, task), language),
    ROOM,
  );
}
