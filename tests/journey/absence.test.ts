import { expect, test } from 'vitest';
import type { Runtime } from '../../infra/local/runtime.ts';
import { sampleBank } from '../kit/bank.ts';
import { testPlace } from '../kit/runtime.ts';

const MINUTE = 60_000;

/** Opens a page over HTTP, while simulated time stands still. */
async function open(runtime: Runtime, url: string): Promise<{ status: number; body: string }> {
  const done = runtime.clock.busy();
  try {
    const page = await fetch(url, { headers: { 'accept-language': 'en' } });
    return { status: page.status, body: await page.text() };
  } finally {
    done();
  }
}

test('R260 T2 tasks already out move at once, and old links say who has it now, over the wire', async () => {
  await using place = testPlace();
  const runtime = await place.boot();
  const bank = await sampleBank(runtime);
  const { clock } = runtime;
  const staff = new Map((await bank.items('Staff')).map((row) => [`${row.staffId}/${row.sk}`, row]));
  const person = (staffId: unknown) => staff.get(`${staffId}/PROFILE`);
  const task = async () => (await bank.items('Tasks')).find(({ form }) => form === 'triage');
  const lastTo = async (staffId: unknown) =>
    (await bank.mails()).filter(({ to }) => to[0] === person(staffId)?.email).at(-1);
  const linkIn = (text = '') => /http\S+\/t\/\S+/.exec(text)?.[0] ?? '';
  const absence = (externalId: string, enteredBy: unknown, its: Record<string, unknown>) => ({
    v: 1,
    channel: 'api',
    externalId,
    enteredBy,
    submittedAt: new Date(clock.now()).toISOString(),
    from: '2026-03-02',
    until: '2026-03-06',
    ...its,
  });

  await bank.put('complaint.submitted', bank.complaint('APP-1'));
  await clock.advance(MINUTE);
  const before = await task();
  const holder = before?.assigneeId;
  const oldLink = linkIn((await lastTo(holder))?.text);
  expect((await open(runtime, oldLink)).status).toBe(200);

  // Somebody who is no lead of theirs says that they are away: held, and nothing moves.
  const stranger = [...staff.values()].find(
    ({ role, staffId }) => role === 'analyst' && staffId !== holder,
  )?.staffId;
  await bank.put('staff.absence-submitted', absence('HR-1', stranger, { staffId: holder }));
  await clock.advance(MINUTE);
  expect((await task())?.assigneeId).toBe(holder);
  const held = (await bank.items('Intake')).filter(({ state }) => state === 'HELD');
  expect(held.map(({ reason }) => (reason as { code: string }).code)).toEqual(['NOT_THEIR_LEAD']);

  // Their own word, with a substitute who may have it, the head of the line: within the minute the task is theirs.
  const substituteId = 'S10';
  await bank.put('staff.absence-submitted', absence('HR-2', holder, { staffId: holder, substituteId }));
  await clock.advance(MINUTE);
  expect(await task()).toMatchObject({
    taskId: before?.taskId,
    state: 'OPEN',
    assigneeId: substituteId,
    generation: 2,
    heldBy: [holder],
    dueAt: before?.dueAt,
  });
  const old = await open(runtime, oldLink);
  expect(old.status).toBe(410);
  expect(old.body).toContain(String(person(substituteId)?.name));
  const mail = await lastTo(substituteId);
  expect(mail?.text).toContain(String(person(holder)?.name));
  const fresh = await open(runtime, linkIn(mail?.text));
  expect(fresh.status).toBe(200);

  // And the substitute leaves the bank: what would happen is said first, and then it happens.
  const dry = (await bank.invoke('HandOverTasks', { staffId: substituteId, dryRun: true })) as {
    tasks: { to: string }[];
  };
  expect(await task()).toMatchObject({ assigneeId: substituteId, generation: 2 });
  expect(await bank.invoke('HandOverTasks', { staffId: substituteId })).toMatchObject({ left: 0 });
  const third = await task();
  expect(third).toMatchObject({ generation: 3, heldBy: [holder, substituteId] });
  expect(third?.assigneeId).toBe(dry.tasks[0]?.to);
  await clock.advance(MINUTE);
  expect((await open(runtime, linkIn(mail?.text))).body).toContain(String(person(third?.assigneeId)?.name));

  const told = runtime.events.archived('Steward').map((one) => one['detail-type']);
  expect(told.filter((name) => name === 'staff.absence-changed')).toHaveLength(1);
  expect(told.filter((name) => name === 'task.reassigned')).toHaveLength(2);
  expect(JSON.stringify(runtime.events.archived('Steward'))).not.toContain(String(person(holder)?.name));
  expect(runtime.usage().faults).toBe(0);
}, 120_000);
