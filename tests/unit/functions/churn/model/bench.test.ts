import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bench, FOLDER, printed, sets } from '../../../../../functions/churn/model/bench.ts';

const missing = sets.filter(({ name }) => !existsSync(join(FOLDER, `${name}.csv`)));
const absent =
  missing.length === 0
    ? ''
    : ` (skipped: ../shared/data/${missing.map(({ name }) => name).join('.csv, ')}.csv is not here)`;

describe.skipIf(absent !== '')(`R163 R201 on public sets of churn${absent}`, () => {
  test('scorecard and stumps reach what they must, beside logistic regression on raw columns', {
    timeout: 300_000,
  }, () => {
    const found = bench(FOLDER);
    expect(found.map(({ name }) => name)).toEqual(sets.map(({ name }) => name));
    for (const { name, contenders, protected: guarded } of found) {
      expect(guarded.length).toBeGreaterThanOrEqual(2);
      const of = (contender: string) => {
        const one = contenders.find((some) => some.contender === contender);
        if (one === undefined) throw new Error(`${contender} was not tried on ${name}.`);
        return one;
      };
      for (const { contender, allColumns, withoutProtected, least = 0 } of contenders) {
        expect([name, contender, allColumns.auc >= least]).toEqual([name, contender, true]);
        expect(withoutProtected.auc).toBeGreaterThan(0.5);
      }
      expect(of('scorecard').allColumns.auc).toBeGreaterThan(of('raw').allColumns.auc + 0.03);
      expect(of('stumps').allColumns.brier).toBeLessThan(of('raw').allColumns.brier);
    }
    expect(printed(found)).toContain('| scorecard (at least .840) | .8');
  });
});

test('where there are no sets, nothing is measured', () => {
  expect(bench(join(tmpdir(), 'steward-no-such-folder'))).toEqual([]);
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, '../../../../../functions/churn/model/bench.ts'), '--set'],
    { encoding: 'utf8' },
  );
  expect(status).toBe(2);
  expect(stderr).toContain("Unknown option '--set'");
});
