import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { receivedComplaint } from './story.ts';

const story = await receivedComplaint();
const { aws, head, manager, note } = story;
const { handler } = await import('../../../../functions/complaint/watch-deadline.ts');

const wakeAts = ['2026-10-05T15:59:59.999Z', '2026-10-08T15:59:59.999Z', '2026-10-10T15:59:59.999Z'];
const dueAt = '2026-10-10T15:59:59.999Z';
const look = (left = wakeAts, clock = 1) => ({
  ...story.input('Look at the deadline', []),
  case: { v: 1, caseId: 'K1', clock, wakeAts: left, watch: 'ON' },
});
const clock = (number: number) => ({
  caseId: 'K1',
  sk: `CLOCK#000${number}`,
  v: 1,
  number,
  startsAt: '2026-09-25T02:00:00.000Z',
  dueAt,
  extensions: [],
  why: 'receipt',
  setAt: '2026-09-25T03:00:00.000Z',
});
const staff = (staffId: string, role: string, fields: Record<string, unknown> = {}) =>
  aws.put('Staff', { ...manager, staffId, role, level: role === 'gm' ? 4 : 3, ...fields });

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-10-05T16:00:00.000Z') });
  await story.reset();
  await aws.put('Cases', { ...head, status: 'CLOCKED', tier: 'vip', dueAt });
  await aws.put('Cases', clock(1));
  await story.task({ taskId: 'T-HELD', assigneeId: 'S1', generation: 2 });
  await story.task({ taskId: 'T-DONE', assigneeId: 'S9', state: 'DECIDED' });
  await staff('S3', 'line-head');
  await staff('S4', 'gm');
  await staff('S5', 'line-head', { lines: ['corporate'] });
  await staff('S6', 'line-head', { active: false });
});
afterAll(async () => {
  vi.useRealTimers();
  await aws.close();
});

const told = async () =>
  (await story.sent()).mails.map(({ template, to, taskId }) => [template, to.id, taskId]).sort();

test('before the date the holder, with their task, and the head of the line are told', async () => {
  expect(await handler(look())).toEqual({ watch: 'ON', wakeAts: wakeAts.slice(1) });
  expect(await told()).toEqual([
    ['at-risk', 'S1', 'T-HELD'],
    ['at-risk', 'S3', undefined],
  ]);
  const { mails, events } = await story.sent();
  expect(mails.find(({ taskId }) => taskId)).toMatchObject({ generation: 2, facts: { dueAt } });
  expect(events).toMatchObject([{ name: 'complaint.at-risk', detail: { facts: { clock: 1, dueAt } } }]);
  expect(await story.headNow()).toMatchObject({ status: 'CLOCKED', watched: { clock: 1, left: 2 } });
});

test('on the date the general manager is told as well, the breach is recorded, and the watch is over', async () => {
  vi.setSystemTime('2026-10-10T16:00:00.000Z');
  expect(await handler(look(wakeAts.slice(2)))).toEqual({ watch: 'OVER', wakeAts: [] });
  expect(await told()).toEqual([
    ['breach', 'S1', 'T-HELD'],
    ['breach', 'S3', undefined],
    ['breach', 'S4', undefined],
  ]);
  expect((await story.sent()).events).toMatchObject([{ name: 'complaint.breached' }]);
  expect(await story.headNow()).toMatchObject({ breach: { clock: 1, at: '2026-10-10T16:00:00.000Z' } });
});

test('every look speaks once, however often it is tried', async () => {
  const first = await handler(look());
  const before = await story.everything();
  expect(await handler(look())).toEqual(first);
  expect(await story.everything()).toEqual(before);
  vi.setSystemTime('2026-10-08T16:00:00.000Z');
  await handler(look(wakeAts.slice(1)));
  expect((await story.sent()).events).toHaveLength(2);
});

test('looks that were slept through are one', async () => {
  vi.setSystemTime('2026-10-09T00:00:00.000Z');
  expect(await handler(look())).toEqual({ watch: 'ON', wakeAts: wakeAts.slice(2) });
  expect((await story.sent()).events).toHaveLength(1);
});

test('woken too early it says nothing and looks again', async () => {
  vi.setSystemTime('2026-10-05T15:59:59.998Z');
  expect(await handler(look())).toEqual({ watch: 'ON', wakeAts });
  expect(await story.sent()).toEqual({ mails: [], events: [] });
});

test.each(['NOTIFIED', 'CLOSED'])('a case that is %s is watched no more', async (status) => {
  await aws.put('Cases', { ...head, status, dueAt });
  expect(await handler(look())).toEqual({ watch: 'OVER', wakeAts: [] });
  expect(await story.sent()).toEqual({ mails: [], events: [] });
});

test('a clock that a newer one has superseded is watched no more', async () => {
  await aws.put('Cases', clock(2));
  expect(await handler(look())).toEqual({ watch: 'OVER', wakeAts: [] });
  expect(await story.sent()).toEqual({ mails: [], events: [] });
});

test('nobody who is recused is told', async () => {
  await aws.put('Cases', { ...note, respondentId: 'S7' });
  await staff('S7', 'agent', { superiorId: 'S3' });
  await handler(look());
  expect(await told()).toEqual([['at-risk', 'S1', 'T-HELD']]);
});

test('R134 nor is whom triage found the complaint to be about, nor anybody above them', async () => {
  await aws.put('Cases', { ...(await story.headNow()), respondentId: 'S7' });
  await staff('S7', 'agent', { superiorId: 'S9' });
  await staff('S9', 'expert', { superiorId: 'S3' });
  await handler(look());
  expect(await told()).toEqual([['at-risk', 'S1', 'T-HELD']]);
});

test('the heads of the line in the customer’s own branch are told where there are any', async () => {
  await staff('S8', 'line-head', { branch: 'B2' });
  await handler(look());
  expect((await told()).map(([, id]) => id)).toEqual(['S1', 'S3']);
});
