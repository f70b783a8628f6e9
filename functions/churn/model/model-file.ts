/** Model files: JSON, read back only if they are what training writes. */
import { readFileSync, writeFileSync } from 'node:fs';
import { ChurnModel } from '../../../shared/contracts/churn-model.ts';
import { type Column, cellsOf, numbersOf, type Table, WrongFile } from './table.ts';

/** Writes a model. */
export function writeModel(path: string, model: ChurnModel): void {
  try {
    writeFileSync(path, `${JSON.stringify(model)}\n`);
  } catch (cause) {
    throw new WrongFile(`${path} cannot be written (${(cause as { code?: string }).code}).`, { cause });
  }
}

/** Reads a model. */
export function readModel(path: string): ChurnModel {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new WrongFile(`${path} cannot be read (${(cause as { code?: string }).code}).`, { cause });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new WrongFile(`${path} is no JSON; a model is what churn:train writes.`, { cause });
  }
  const { success, data, error } = ChurnModel.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'it' : issue.path.join('.');
  throw new WrongFile(
    `${path} is no model that this version reads (${where}: ${issue?.message}); a model is what churn:train writes.`,
    { cause: error },
  );
}

/** What a model reads, and whether it is a number there. */
function readsOf(model: ChurnModel): ReadonlyMap<string, Column['kind']> {
  const reads = new Map<string, Column['kind']>();
  if (model.kind === 'additive') {
    for (const { indicator, kind } of [...model.parts, ...(model.pairs ?? []).flatMap(({ axes }) => axes)])
      reads.set(indicator, kind === 'steps' ? 'number' : 'code');
  } else {
    for (const { next } of model.nodes)
      if (next !== undefined)
        reads.set(next.split.indicator, next.split.kind === 'below' ? 'number' : 'code');
  }
  return reads;
}

/** The columns of a table that a model reads. */
export function columnsFor(model: ChurnModel, table: Table): Column[] {
  return [...readsOf(model)].map(([name, kind]) =>
    kind === 'number' ? numbersOf(table, name) : { name, kind, values: cellsOf(table, name) },
  );
}
