import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cfpbCrosswalk, coderOf } from '../../infra/local/story/cfpb-crosswalk.ts';
import { isKnown } from '../../shared/policy/taxonomy.ts';

const crosswalk = cfpbCrosswalk();
const coded = coderOf(crosswalk);

test('every code of the crosswalk is in the taxonomy, on its own axis', () => {
  const unknown = (codes: readonly string[], axis: 'B' | 'C') => codes.filter((code) => !isKnown(code, axis));
  const { products, issues, otherwise } = crosswalk;
  expect(unknown([...Object.values(products), otherwise.business], 'B')).toEqual([]);
  expect(unknown([...Object.values(issues), otherwise.cause], 'C')).toEqual([]);
});

test('a sub-product or sub-issue of the crosswalk is coded apart from its product or issue, which is listed too', () => {
  for (const codes of [crosswalk.products, crosswalk.issues]) {
    const finer = Object.keys(codes).filter((name) => name.includes(' | '));
    expect(finer.length).toBeGreaterThan(0);
    for (const name of finer) expect(Object.keys(codes)).toContain(name.split(' | ')[0]);
  }
});

test.each([
  ['Bank account or service', 'Checking account', 'Using a debit or ATM card', '', 'B0301', 'C02'],
  ['Bank account or service', 'Savings account', 'Deposits and withdrawals', '', 'B01', 'C03'],
  ['Debt collection', 'Medical', "Cont'd attempts collect debt not owed", 'Debt is not mine', 'B13', 'C12'],
  [
    'Debt collection',
    'Medical',
    "Cont'd attempts collect debt not owed",
    'Debt resulted from identity theft',
    'B13',
    'C10',
  ],
  // Later files write a space after each comma.
  ['Mortgage', 'FHA mortgage', 'Loan modification, collection, foreclosure', '', 'B0201', 'C03'],
])('%s, %s: %s, %s is coded %s %s', (product, subProduct, issue, subIssue, business, cause) => {
  expect(coded({ product, subProduct, issue, subIssue })).toEqual({ business, cause, listed: true });
});

test('what is not listed is coded as other, and said to be', () => {
  expect(coded({ product: 'Barter', subProduct: '', issue: 'Other', subIssue: '' })).toEqual({
    business: 'B99',
    cause: 'C99',
    listed: false,
  });
  expect(coded({ product: '', subProduct: '', issue: '', subIssue: '' })).toMatchObject({ listed: false });
});

const real = resolve(import.meta.dirname, '../../../shared/data/cfpb-complaints.csv');
const absent = existsSync(real) ? '' : ' (skipped: ../shared/data/cfpb-complaints.csv is not here)';

describe.skipIf(absent !== '')(`the real complaints${absent}`, () => {
  const [header = [], ...rows] = absent === '' ? recordsOf(readFileSync(real, 'utf8')) : [];
  const field = (row: readonly string[], name: string) => row[header.indexOf(name)] ?? '';

  test('have products and issues that are all listed', () => {
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((row) => row.length !== header.length)).toEqual([]);
    const unlisted = rows
      .map((row) => ({
        product: field(row, 'product'),
        subProduct: field(row, 'sub_product'),
        issue: field(row, 'issue'),
        subIssue: field(row, 'sub_issue'),
      }))
      .filter((matter) => !coded(matter).listed);
    expect(unlisted).toEqual([]);
  });
});

/** The records of a CSV file by RFC 4180. */
function recordsOf(csv: string): string[][] {
  const records: string[][] = [];
  for (const [, end, quoted, bare] of `\n${csv.trimEnd()}`.matchAll(
    /(,|\r?\n|^)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g,
  )) {
    if (end !== ',') records.push([]);
    records.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
  }
  return records;
}
