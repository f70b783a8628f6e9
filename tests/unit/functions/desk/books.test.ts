import './environment.ts';

import { afterEach, beforeEach, expect, test } from 'vitest';
import { outboxBook, taskBook } from '../../../../functions/desk/books.ts';
import type { TaskRow } from '../../../../shared/contracts/items.ts';
import { clock } from '../../../../shared/platform/clock.ts';
import { Table } from '../../../../shared/platform/table.ts';
import { Bench, CASE, EXECUTION, furnish, prepared } from './bench.ts';

let bench: Bench;
let task: TaskRow;
const outbox = new Table('Outbox', 'outboxId');
const audit = new Table('Audit', 'entityId', 'sk');
const book = taskBook({ tasks: new Table('Tasks', 'taskId'), audit, outbox }, clock);

beforeEach(async () => {
  bench = new Bench();
  await furnish(bench);
  task = await prepared(bench);
});
afterEach(() => bench.close());

const consequences = { deed: { entityId: CASE, actor: 'test', act: 'test.done' }, outbox: [] };
const answer = {
  decision: { outcome: 'REJECTED' },
  answer: '{}',
  answerHash: 'h',
  decidedBy: 'A1',
  decidedAt: new Date().toISOString(),
};
const voided = { entityId: CASE, actor: 'test', act: 'test.voided' };
const count = (read = task) => book.countWrongCode(read, 5, voided);
const holder = () => ({
  assigneeId: 'E1',
  level: 2 as const,
  why: [],
  heldBy: [task.assigneeId],
  dueAt: task.dueAt,
  assignedAt: task.assignedAt,
  checkpointAt: task.checkpointAt,
  linkExpiry: task.linkExpiry,
});

const passing = {
  generation: 1,
  by: 'A1',
  to: 'E1',
  at: new Date().toISOString(),
  way: 'HAND_BACK' as const,
  reason: 'Away.',
};
const passedHolder = () => ({ ...holder(), minutes: 30, passing });
const { reason: _, ...moving } = { ...passing, way: 'ABSENT' as const };
const draft = { by: 'A1', at: new Date().toISOString(), fields: { reason: 'Not yet' } };

type Change = [what: string, change: () => Promise<boolean>];
const changes: Change[] = [
  [
    'reminded',
    () => book.remind(task, { remindersSent: 1, checkpointAt: task.dueAt, newCode: false }, consequences),
  ],
  ['passed on', () => book.climb(task, holder(), consequences)],
  ['closed', () => book.close(task, 'EXPIRED', consequences)],
  ['decided', () => book.decide(task, answer, 5, consequences)],
  ['sealed', () => book.seal(task, { nonceHash: 'n', codeHash: 'c', senderKid: task.senderKid })],
  ['given a new code', () => book.renewCode(task, new Date().toISOString(), consequences)],
  ['counted a wrong code', () => count()],
  ['handed to another by its holder', () => book.pass(task, passedHolder(), 5, consequences)],
  ['kept as a draft', () => book.keepDraft(task, draft, 5)],
  ['recorded as shown in full', () => book.recordReveal(task, 5, consequences.deed)],
  ['moved to another', () => book.move(task, { ...passedHolder(), passing: moving }, consequences)],
  ['left with whoever has not begun', () => book.letStay(task)],
];

test.each(changes)('an open task can be %s', async (_what, change) => {
  expect(await change()).toBe(true);
});

test.each(changes)(
  'a task that was decided in the meantime cannot be %s, and nothing is written down',
  async (_what, change) => {
    await book.decide(task, answer, 5, consequences);
    const before = await bench.task(task.taskId);
    const deeds = (await bench.deeds(CASE)).length;
    expect(await change()).toBe(false);
    expect(await bench.task(task.taskId)).toEqual(before);
    expect(await bench.deeds(CASE)).toHaveLength(deeds);
  },
);

test.each(changes)('a task that was passed on in the meantime cannot be %s', async (_what, change) => {
  await book.climb(task, holder(), consequences);
  const before = await bench.task(task.taskId);
  expect(await change()).toBe(false);
  expect(await bench.task(task.taskId)).toEqual(before);
});

test('whatever changes who has a task raises its generation, and nothing else does', async () => {
  // A change that is added to the book must be added here.
  const reads = ['find', 'openOf', 'dueOf', 'heldBy', 'unopened', 'ofCase', 'ofExecution', 'waiting'];
  const reading = [...reads, 'open'];
  expect(Object.keys(book).filter((name) => !reading.includes(name))).toHaveLength(changes.length);
  for (const [what, change] of changes) {
    await bench.close();
    bench = new Bench();
    await furnish(bench);
    task = await prepared(bench);
    expect(await change(), what).toBe(true);
    const { assigneeId, generation } = await bench.task(task.taskId);
    expect(generation - task.generation, what).toBe(assigneeId === task.assigneeId ? 0 : 1);
  }
});

test('of guesses at once each is counted by itself, and the last one that counts is written down, once', async () => {
  for (let at = 0; at < 4; at++) await count(await bench.task(task.taskId));
  const read = await bench.task(task.taskId);
  const counted = await Promise.all(Array.from({ length: 4 }, () => count(read)));
  expect(counted.filter(Boolean)).toHaveLength(1);
  expect((await bench.deeds(CASE)).filter(({ act }) => act === 'test.voided')).toHaveLength(1);
});

test('of more former holders than are remembered the oldest are forgotten, and their places kept', async () => {
  for (let at = 0; at < 23; at++) {
    const read = await bench.task(task.taskId);
    await book.seal(read, { nonceHash: `n${at + 1}`, codeHash: 'c', senderKid: read.senderKid ?? 'k' });
    const sealed = await bench.task(task.taskId);
    const next = { ...holder(), assigneeId: `E${at}`, heldBy: [...sealed.heldBy, sealed.assigneeId] };
    expect(await book.climb(sealed, next, consequences)).toBe(true);
  }
  const { heldBy, heldHashes, generation } = await bench.task(task.taskId);
  expect([heldBy.length, heldHashes?.length, generation]).toEqual([23, 23, 24]);
  expect(heldHashes).toEqual(['', '', '', ...Array.from({ length: 20 }, (_, at) => `n${at + 4}`)]);
});

test('an answer with the right code does not count once the fifth wrong one was counted', async () => {
  for (let at = 0; at < 4; at++) await count(await bench.task(task.taskId));
  const read = await bench.task(task.taskId);
  expect(await count(read)).toBe(true);
  expect(await count(await bench.task(task.taskId))).toBe(false);
  expect(await book.decide(read, answer, 5, consequences)).toBe(false);
  expect(await bench.task(task.taskId)).toMatchObject({ state: 'OPEN', wrongCodes: 5 });
});

test('a draft goes with the task from hand to hand, and is gone once it is decided or closed', async () => {
  await book.keepDraft(task, draft, 5);
  await book.pass(await bench.task(task.taskId), passedHolder(), 5, consequences);
  await book.climb(await bench.task(task.taskId), holder(), consequences);
  const climbed = await bench.task(task.taskId);
  expect(climbed).toMatchObject({ draft, passed: [passing], generation: 3 });
  // Whoever gets it by climbing has the time of their level.
  expect(climbed.minutes).toBeUndefined();
  await book.decide(climbed, answer, 5, consequences);
  expect((await bench.task(task.taskId)).draft).toBeUndefined();
});

test.each(['EXPIRED', 'INTERRUPTED', 'CANCELLED'] as const)(
  'a task that is %s keeps no draft',
  async (state) => {
    await book.keepDraft(task, draft, 5);
    expect(await book.close(await bench.task(task.taskId), state, consequences)).toBe(true);
    expect((await bench.task(task.taskId)).draft).toBeUndefined();
  },
);

test.each([
  ['passed on', () => book.pass(task, passedHolder(), 5, consequences)],
  ['kept as a draft', () => book.keepDraft(task, draft, 5)],
  ['recorded as shown', () => book.recordReveal(task, 5, consequences.deed)],
])(
  'nothing is %s with a code that is no longer the present one, is void, or on a dead link',
  async (_what, change) => {
    await book.renewCode(task, new Date().toISOString(), consequences);
    expect(await change()).toBe(false);
    task = await bench.task(task.taskId);
    for (let at = 0; at < 5; at++) await count(await bench.task(task.taskId));
    expect(await change()).toBe(false);
    await bench.close();
    bench = new Bench();
    await furnish(bench);
    task = await prepared(bench);
    bench.setTime(task.linkExpiry * 1_000);
    expect(await change()).toBe(false);
  },
);

test('an answer with the code before the present one does not count', async () => {
  await book.renewCode(task, new Date().toISOString(), consequences);
  expect(await book.decide(task, answer, 5, consequences)).toBe(false);
  expect(await count()).toBe(false);
});

test('an answer does not count once its link has expired', async () => {
  bench.setTime(task.linkExpiry * 1_000);
  expect(await book.decide(task, answer, 5, consequences)).toBe(false);
});

test('a task is reminded once for each checkpoint, however many ask', async () => {
  const results = await Promise.all(
    Array.from({ length: 5 }, () =>
      book.remind(task, { remindersSent: 1, checkpointAt: task.dueAt, newCode: false }, consequences),
    ),
  );
  expect(results.filter(Boolean)).toHaveLength(1);
  expect((await bench.task(task.taskId)).rounds).toBe(1);
});

test('two senders with different keys seal a task with one of them', async () => {
  const { taskId, openFor: _, openShard: __, ...row } = task;
  const { nonceHash: ___, codeHash: ____, senderKid: _____, ...unsealed } = row;
  const fresh = { ...unsealed, taskId: 'T-FRESH' };
  await book.open(fresh, consequences);
  const seal = (kid: string) =>
    book.seal(fresh, { nonceHash: `n-${kid}`, codeHash: `c-${kid}`, senderKid: kid });
  const [first, second] = await Promise.all([seal('aaaaaaaa'), seal('bbbbbbbb')]);
  expect([first, second].filter(Boolean)).toHaveLength(1);
  const kid = first ? 'aaaaaaaa' : 'bbbbbbbb';
  expect(await bench.task('T-FRESH')).toMatchObject({ senderKid: kid, nonceHash: `n-${kid}` });
});

test('a task that is open stands in both indexes, one that is closed in neither', async () => {
  expect(await book.openOf(task.assigneeId, 5)).toBe(1);
  expect((await book.waiting(10)).map(({ taskId }) => taskId)).toEqual([task.taskId]);
  await book.close(task, 'INTERRUPTED', consequences);
  expect(await book.openOf(task.assigneeId, 5)).toBe(0);
  expect(await book.waiting(10)).toEqual([]);
});

test('of what is said about a row of the outbox the first word stands', async () => {
  const sender = outboxBook({ outbox, audit }, clock);
  const [row] = (await bench.outbox()).filter(({ kind }) => kind === 'mail');
  if (!row) throw new Error('The task made no mail.');
  await sender.failed(row, 'MessageRejected');
  await sender.stillPending(row, 'PassingMailFault');
  expect(await sender.find(row.outboxId)).toMatchObject({ state: 'SENT' });
});

test('a task that asks for roles and names the recused keeps both', async () => {
  const its = { of: ['operations' as const], recused: ['A2'] };
  const { openFor: _, openShard: __, ...row } = task;
  expect(await book.open({ ...row, taskId: 'T-OF', execution: EXECUTION, ...its }, consequences)).toBe(true);
  expect(await bench.task('T-OF')).toMatchObject(its);
});
