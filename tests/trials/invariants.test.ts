import { expect, test } from 'vitest';
import {
  type Books,
  changesBetween,
  getsChangeNothing,
  linkIn,
  oneLinkPerHolder,
  recusedNeverActs,
} from './invariants.ts';

const link = (taskId: string, generation: number, mac = 'm') =>
  `https://care.bank.example/t/v1.0123abcd.${taskId}.${generation}.1780000000.n.${mac}`;
const letter = (to: string, address: string) => ({
  to: [to],
  subject: '[K1] A task',
  text: `Case: K20260302-123456\nSix digits: 012345\n\n${address}\n`,
});

test('a mail is read for its link and its code, and other numbers are not taken for the code', () => {
  expect(linkIn(letter('a@bank.example', link('T1', 2)))).toEqual({
    link: link('T1', 2),
    taskId: 'T1',
    generation: '2',
    code: '012345',
  });
  expect(linkIn({ text: 'Nothing to open: https://bank.example/123456' })).toBeUndefined();
});

test('a holder with two links of one task is found, two holders with one each are not', () => {
  const first = letter('a@bank.example', link('T1', 1));
  expect(oneLinkPerHolder([first, first, letter('b@bank.example', link('T1', 2, 'other'))])).toEqual([]);
  expect(oneLinkPerHolder([first, letter('a@bank.example', link('T1', 1, 'other'))])).toEqual([
    'a@bank.example has of task T1, generation 1, 2 links',
  ]);
});

test('an item that was added, removed or changed between two moments is found, another order of attributes is none', () => {
  const before = new Map([
    [
      'Tasks',
      new Map([
        ['T1', '{"a":1,"b":2}'],
        ['T2', '{}'],
      ]),
    ],
  ]);
  const after = new Map([
    [
      'Tasks',
      new Map([
        ['T1', '{"a":1,"b":3}'],
        ['T3', '{}'],
      ]),
    ],
  ]);
  expect(changesBetween(before, before)).toEqual([]);
  expect(changesBetween(before, after)).toEqual([
    { table: 'Tasks', key: 'T1', how: 'changed', attributes: ['b'] },
    { table: 'Tasks', key: 'T3', how: 'added', attributes: [] },
    { table: 'Tasks', key: 'T2', how: 'removed', attributes: [] },
  ]);
  expect(getsChangeNothing(before, after)[0]).toBe('Tasks T1 was changed by looking b');
});

const staff = [
  { staffId: 'S1', sk: 'PROFILE', email: 's1@bank.example', superiorId: 'S2' },
  { staffId: 'S2', sk: 'PROFILE', email: 's2@bank.example' },
  { staffId: 'S3', sk: 'PROFILE', email: 's3@bank.example', superiorId: 'S2' },
];
const cases = [{ caseId: 'K1', sk: 'NOTE#0000', respondentId: 'S1' }];
const books = (task: Record<string, unknown>, changes: Partial<Books> = {}): Books => ({
  tasks: [{ taskId: 'T1', caseId: 'K1', form: 'findings', heldBy: [], ...task }],
  cases,
  staff,
  letters: [],
  ...changes,
});

test('R065 the respondent, their superior, and whom a task names as recused are found where they act', () => {
  expect(recusedNeverActs(books({ assigneeId: 'S3', decidedBy: 'S3' }))).toEqual([]);
  expect(recusedNeverActs(books({ assigneeId: 'S1' }))).toHaveLength(1);
  expect(recusedNeverActs(books({ assigneeId: 'S3', heldBy: ['S2'] }))).toHaveLength(1);
  expect(recusedNeverActs(books({ assigneeId: 'S3', decidedBy: 'S3', recused: ['S3'] }))).toHaveLength(2);
  const mailed = { letters: [letter('s2@bank.example', link('T1', 1))] };
  expect(recusedNeverActs(books({ assigneeId: 'S3' }, mailed))).toHaveLength(1);
});

test('whoever approves what they proposed is found', () => {
  const tasks = (approver: string) => [
    { taskId: 'T1', caseId: 'K2', form: 'proposal', assigneeId: 'S1', decidedBy: 'S1' },
    { taskId: 'T2', caseId: 'K2', form: 'approval', assigneeId: approver, decidedBy: approver },
  ];
  expect(recusedNeverActs({ tasks: tasks('S2'), cases: [], staff, letters: [] })).toEqual([]);
  expect(recusedNeverActs({ tasks: tasks('S1'), cases: [], staff, letters: [] })).toHaveLength(1);
});
