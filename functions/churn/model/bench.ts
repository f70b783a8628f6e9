/** `npm run bench:churn`: how well each way of training does on public sets of churn, and what fairness costs. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Accuracy } from '../../../shared/contracts/churn-model.ts';
import { command } from '../../../shared/platform/command-line.ts';
import { accuracyOf } from '../rules/accuracy.ts';
import { learners, type Way } from './learners.ts';
import { ACCURACY_HEADS, accuracyCells, figure, line, ruled } from './printing.ts';
import { rawLogistic } from './scorecard.ts';
import { settings } from './settings.ts';
import { readTable } from './table.ts';
import { crossValidated, type Prepared, prepare, served } from './training.ts';

/** A set, and the AUC that each way must reach with all columns. */
export const sets = [
  {
    name: 'churn-modelling',
    target: 'Exited',
    positive: '1',
    least: { scorecard: 0.84, stumps: 0.85 },
  },
  {
    name: 'bank-churners',
    target: 'Attrition_Flag',
    positive: 'Attrited Customer',
    least: { scorecard: 0.97, stumps: 0.985 },
  },
] as const;

/** Folder of the sets, which are no part of the product. */
export const FOLDER = resolve(import.meta.dirname, '../../../../shared/data');

/** What is trained: one of the ways, or logistic regression on the columns as they are. */
export type Contender = 'raw' | Way;

const contenders: readonly Contender[] = ['raw', 'scorecard', 'stumps', 'tree'];

/** The figures of one set. */
export interface SetFound {
  readonly name: string;
  readonly rows: number;
  /** Columns of age, sex and place. */
  readonly protected: readonly string[];
  readonly contenders: readonly {
    readonly contender: Contender;
    readonly allColumns: Accuracy;
    readonly withoutProtected: Accuracy;
    /** AUC with all columns that it must reach. */
    readonly least?: number;
    readonly milliseconds: number;
  }[];
}

function tried(prepared: Prepared, contender: Contender): Accuracy {
  const { columns, left } = prepared;
  const judged = crossValidated(prepared, (training) =>
    contender === 'raw'
      ? rawLogistic(columns, left, training)
      : served(learners[contender], columns, left, training),
  );
  return accuracyOf(judged, settings.threshold);
}

/** Cross-validates all contenders on the sets that are there. */
export function bench(folder: string): SetFound[] {
  return sets
    .map((set) => ({ set, path: join(folder, `${set.name}.csv`) }))
    .filter(({ path }) => existsSync(path))
    .map(({ set: { name, target, positive, least }, path }) => {
      const table = readTable(path);
      const of = (withProtected: boolean) => prepare(table, { target, positive, ignore: [], withProtected });
      const [all, without] = [of(true), of(false)];
      return {
        name,
        rows: table.rows.length,
        protected: all.protected.map((column) => column.name),
        contenders: contenders.map((contender) => {
          const began = performance.now();
          const allColumns = tried(all, contender);
          const milliseconds = Math.round(performance.now() - began);
          return {
            contender,
            allColumns,
            withoutProtected: tried(without, contender),
            ...(Object.hasOwn(least, contender) ? { least: least[contender as keyof typeof least] } : {}),
            milliseconds,
          };
        }),
      };
    });
}

/** The figures as the README has them. */
export const printed = (found: readonly SetFound[]): string =>
  found
    .map(({ name, rows, protected: guarded, contenders: all }) =>
      [
        `${name}: ${rows} rows, ${settings.folds} folds, seed ${settings.seed}; protected: ${guarded.join(', ')}`,
        '',
        line(
          'model',
          ...ACCURACY_HEADS,
          'without protected: AUC',
          ...ACCURACY_HEADS.slice(1),
          'AUC lost',
          'seconds',
        ),
        ruled(1, 10),
        ...all.map(({ contender, allColumns, withoutProtected, least, milliseconds }) =>
          line(
            `${contender}${least === undefined ? '' : ` (at least ${figure(least)})`}`,
            ...accuracyCells(allColumns),
            ...accuracyCells(withoutProtected),
            figure(allColumns.auc - withoutProtected.auc),
            (milliseconds / 1_000).toFixed(1),
          ),
        ),
      ].join('\n'),
    )
    .join('\n\n');

await command(import.meta, {
  usage: `npm run bench:churn -- [--json]
  --json  print one line of JSON
  --help  print this
Ends with code 1 where a model does not reach the AUC it must. The sets are read from ../shared/data.`,
  options: { json: { type: 'boolean', default: false } },
  run({ json }) {
    const found = bench(FOLDER);
    const absent = sets.filter(({ name }) => !found.some((set) => set.name === name));
    for (const { name } of absent) console.error(`Skipped: ../shared/data/${name}.csv is not here.`);
    console.log(json ? JSON.stringify({ sets: found }) : printed(found));
    const short = found.flatMap(({ contenders: all }) =>
      all.filter(({ allColumns, least = 0 }) => allColumns.auc < least),
    );
    if (short.length > 0) process.exitCode = 1;
  },
});
