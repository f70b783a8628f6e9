/** Choosing: which columns of a file a model may read, and which are left out and why. */
import type { LeftOutWhy } from '../../../shared/contracts/churn-model.ts';
import { protectedWords, settings } from './settings.ts';
import { type Column, columnOf, type Table, WrongFile } from './table.ts';

/** What the training is told about the columns. */
export interface Wishes {
  readonly target: string;
  /** Columns that are left out. */
  readonly ignore: readonly string[];
  /** Columns of age, sex and place, instead of those that are found by their names. */
  readonly protected?: readonly string[] | undefined;
  /** Set where the model may read them all the same. */
  readonly withProtected: boolean;
}

/** The columns of a file, sorted. */
export interface Choice {
  /** Those that a model may read. */
  readonly columns: readonly Column[];
  /** Those of age, sex and place, for the report on fairness. */
  readonly protected: readonly Column[];
  readonly leftOut: readonly { readonly column: string; readonly why: LeftOutWhy }[];
}

/** Sorts the columns of a file. */
export function choose(table: Table, wishes: Wishes): Choice {
  const { names, rows } = table;
  for (const name of [...wishes.ignore, ...(wishes.protected ?? [])])
    if (!names.includes(name))
      throw new WrongFile(`${table.file} has no column '${name}'; it has ${names.join(', ')}.`);
  if (wishes.ignore.includes(wishes.target))
    throw new WrongFile(`${wishes.target} is the target; it cannot be ignored.`);
  const isProtected = (name: string) => wishes.protected?.includes(name) ?? soundsProtected(name);

  const columns: Column[] = [];
  const guarded: Column[] = [];
  const leftOut: Choice['leftOut'][number][] = [];
  for (const name of names) {
    if (name === wishes.target) continue;
    if (wishes.ignore.includes(name)) {
      leftOut.push({ column: name, why: 'IGNORED' });
      continue;
    }
    const column = columnOf(table, name);
    const why = flawOf(column, rows.length);
    if (why !== undefined) {
      leftOut.push({ column: name, why });
      continue;
    }
    if (isProtected(name)) guarded.push(column);
    if (!isProtected(name) || wishes.withProtected) columns.push(column);
    else leftOut.push({ column: name, why: 'PROTECTED' });
  }
  if (columns.length === 0)
    throw new WrongFile(
      `${table.file} has no column left to learn from: ${leftOut.map(({ column, why }) => `${column} (${why})`).join(', ')}.`,
    );
  return { columns, protected: guarded, leftOut };
}

/** Whether a word in the name of a column is one for age, sex or place: `Customer_Age`, `birthCity`, `性别`. */
export const soundsProtected = (name: string): boolean =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .some((word) => protectedWords.includes(word));

function flawOf(column: Column, rows: number): LeftOutWhy | undefined {
  const distinct = new Set<number | string | undefined>(column.values).size;
  if (distinct === 1) return 'CONSTANT';
  if (column.kind === 'code')
    return distinct > Math.max(settings.fewestOfACode, settings.mostTextsShare * rows)
      ? 'IDENTIFIER'
      : undefined;
  return distinct === rows && numbersSomebody(column) ? 'IDENTIFIER' : undefined;
}

/** Whole numbers, each once, that run on from row to row, have all the same length, or are called a number. */
function numbersSomebody({ name, values }: Column & { readonly kind: 'number' }): boolean {
  if (!values.every((value) => Number.isInteger(value))) return false;
  const numbers = values as readonly number[];
  const lengths = new Set(numbers.map((value) => String(value).length));
  return (
    /(?:^|[^a-z])(?:id|no|num|nr|number)$|[a-z](?:Id|ID|No|Num|NUM|Number)$/i.test(name) ||
    numbers.every((value, at) => at === 0 || value > (numbers[at - 1] ?? value)) ||
    (lengths.size === 1 && Math.min(...lengths) >= 6)
  );
}
