import { expect, test } from 'vitest';
import { readTaskMail } from '../../infra/local/story/people.ts';
import { sampleBank } from '../kit/bank.ts';
import { testPlace } from '../kit/runtime.ts';

const DAY = 86_400_000;

test('R016 R078 R082 a complaint goes from the bus to a closed case, through the real mails and pages', async () => {
  await using place = testPlace();
  const runtime = await place.boot({ simulatedScheduleMs: () => DAY });
  const bank = await sampleBank(runtime);
  const staff = await bank.staffAtWork(() => 'late');

  await bank.put('complaint.submitted', bank.complaint('APP-1'));
  await runtime.clock.advance(3 * DAY);

  expect((await bank.executions()).map(({ status }) => status)).toEqual(['SUCCEEDED']);
  const [head] = (await bank.items('Cases')).filter(({ sk }) => sk === 'HEAD');
  expect(head).toMatchObject({ status: 'CLOSED', outcome: 'RESOLVED_UPHELD', ownerId: 'S04' });

  const mails = await bank.mails();
  expect(mails.map(({ to }) => to[0])).toEqual([
    'shen.yuehua@customers.example',
    'su.wenjing@bank.example',
    'su.wenjing@bank.example',
    'shen.yuehua@customers.example',
  ]);
  const [task, reminder] = mails.filter(({ to }) => to[0] === 'su.wenjing@bank.example').map(readTaskMail);
  expect(reminder?.link).toBe(task?.link);
  expect(reminder?.code).toBe(task?.code);
  expect(staff.visits.map(({ result, status }) => [result, status])).toEqual([['answered', 200]]);

  const [row] = await bank.items('Tasks');
  expect(row).toMatchObject({ state: 'DECIDED', decidedBy: 'S04', remindersSent: 1, generation: 1 });
  expect((await bank.items('Outbox')).map(({ state }) => state)).not.toContain('UNSENT');
});

test('R100 R101 R267 when nobody answers, the task climbs the ladder and at last operations take over', async () => {
  await using place = testPlace();
  const runtime = await place.boot({ simulatedScheduleMs: () => DAY });
  const bank = await sampleBank(runtime);
  await bank.staffAtWork(
    (address) => (OPERATIONS.has(address) ? 'prompt' : 'silent'),
    () => ({ way: 'COMPLETE', reason: 'Settled with the customer on the phone.' }),
  );

  await bank.put('complaint.submitted', bank.complaint('APP-2'));
  await runtime.clock.advance(60 * DAY);

  const tasks = await bank.items('Tasks');
  const handling = tasks.find(({ form }) => form === 'handling');
  expect(handling).toMatchObject({ state: 'EXPIRED', level: 4 });
  expect(tasks.find(({ form }) => form === 'takeover')).toMatchObject({ state: 'DECIDED' });
  const [head] = (await bank.items('Cases')).filter(({ sk }) => sk === 'HEAD');
  expect(head).toMatchObject({ status: 'CLOSED', outcome: 'MANUAL_TAKEOVER' });

  // Each holder saw one link, and no two holders the same.
  const links = new Map<string, Set<string>>();
  for (const mail of await bank.mails()) {
    const link = readTaskMail(mail)?.link;
    if (link) links.set(mail.to.join(), (links.get(mail.to.join()) ?? new Set()).add(link));
  }
  expect(Math.max(...[...links.values()].map(({ size }) => size))).toBe(1);
  expect(new Set([...links.values()].flatMap((seen) => [...seen])).size).toBe(links.size);
});

/** Addresses of the sample bank's operations staff. */
const OPERATIONS = new Set(['oskar.brandt@bank.example', 'bai.lu@bank.example']);
