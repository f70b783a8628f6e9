import { expect, test } from 'vitest';
import { idsInTitles, readCsv, readRequirements, testsByRequirement, traceOf } from './trace.ts';

test('a table is read with commas, quotes and line breaks in its fields', () => {
  expect(readCsv('id,text\r\nR001,"a, ""b""\nc"\nR002,\n')).toEqual([
    { id: 'R001', text: 'a, "b"\nc' },
    { id: 'R002', text: '' },
  ]);
  expect(() => readRequirements('id,workflow\nX1,C\n')).toThrow("Row 1 has the id 'X1'");
});

// Put together here, so that this file proves no requirement itself.
const [A, B, C, D, E, F] = ['001', '002', '003', '004', '005', '009'].map((number) => `R${number}`);

test('ids are taken from titles of tests and groups, and from nothing else', () => {
  const source = [
    `test('${A} and ${B} hold', () => {});`,
    `describe.each([1, 2])('${C} of %s', () => {});`,
    `test.skipIf(!there)(\n  "${D} it's so", run);`,
    `// ${E} is not proven\nexpect(x).toBe('${E}');`,
    `it('R5 and R12 are trials, ${E}1 is nothing');`,
  ].join('\n');
  expect([...idsInTitles(source)].sort()).toEqual([A, B, C, D]);
});

test('rows are told apart by class and workflow, and ids that the table does not have are named', () => {
  const rows = readRequirements(
    'id,workflow,class,requirement\nR001,C,OUTSIDE,a\nR002,C,CORE,b\nR003,C,CORE,c\nR004,K,SUPPORT,d\n',
  );
  const tests = testsByRequirement([{ name: 'x.test.ts', source: `test('${C} ${F} hold')` }]);
  expect(traceOf(rows, tests)).toEqual({
    groups: [
      { class: 'CORE', workflow: 'C', tested: ['R003'], untested: ['R002'] },
      { class: 'SUPPORT', workflow: 'K', tested: [], untested: ['R004'] },
      { class: 'OUTSIDE', workflow: 'C', tested: [], untested: ['R001'] },
    ],
    unknown: [F],
  });
});
