import { expect, test } from 'vitest';
import { readTaskMail } from '../../infra/local/story/people.ts';
import { sampleBank } from '../kit/bank.ts';
import { testPlace } from '../kit/runtime.ts';

const DAY = 86_400_000;

/** Afterwards the customer is asked how it went, which is a case of its own. */
const isComplaint = ({ sk, kind }: Record<string, unknown>): boolean => sk === 'HEAD' && kind === 'complaint';

test('R016 R078 R082 a complaint goes from the bus to the customer’s own word, through the real mails and pages', async () => {
  await using place = testPlace();
  const runtime = await place.boot({ simulatedScheduleMs: () => DAY });
  const bank = await sampleBank(runtime);
  const people = await bank.atWork((address) => (address === MANAGER ? 'late' : 'prompt'));

  await bank.put('complaint.submitted', bank.complaint('APP-1'));
  await runtime.clock.advance(8 * DAY);

  expect((await bank.executions()).map(({ status }) => status)).toEqual(['SUCCEEDED']);
  const [head] = (await bank.items('Cases')).filter(isComplaint);
  expect(head).toMatchObject({ status: 'CLOSED', outcome: 'RESOLVED_UPHELD', customerWord: 'ACCEPTED' });
  expect(people.visits.filter(({ result }) => result === 'refused')).toEqual([]);
  const tasks = (await bank.items('Tasks')).filter(({ holder }) => holder !== 'nobody');
  expect(tasks.map(({ form, state }) => `${form} ${state}`).sort()).toEqual([
    'customer-word DECIDED',
    'findings DECIDED',
    'first-contact DECIDED',
    'proposal DECIDED',
    'triage DECIDED',
  ]);
  expect((await bank.items('Outbox')).map(({ state }) => state)).not.toContain('UNSENT');

  // The manager kept silent until reminded, and the reminder prints the link and the code of the first mail.
  const mailed = (await bank.mails()).filter(({ to }) => to[0] === MANAGER).map(readTaskMail);
  const links = new Map<string, Set<string | undefined>>();
  for (const mail of mailed) {
    if (mail) links.set(mail.link, (links.get(mail.link) ?? new Set()).add(mail.code));
  }
  expect(links.size).toBe(3);
  expect(mailed.length).toBeGreaterThan(3);
  expect([...links.values()].map(({ size }) => size)).toEqual([1, 1, 1]);
});

test('R100 R101 R267 when nobody answers, the task climbs the ladder and at last operations take over', async () => {
  await using place = testPlace();
  const runtime = await place.boot({ simulatedScheduleMs: () => DAY });
  const bank = await sampleBank(runtime);
  await bank.atWork((address) => (OPERATIONS.has(address) ? 'prompt' : 'silent'), { way: 'COMPLETE' });

  await bank.put('complaint.submitted', bank.complaint('APP-2'));
  await runtime.clock.advance(20 * DAY);

  const tasks = await bank.items('Tasks');
  expect(tasks.find(({ form }) => form === 'triage')).toMatchObject({ state: 'EXPIRED', level: 4 });
  expect(tasks.find(({ form }) => form === 'takeover')).toMatchObject({ state: 'DECIDED' });
  const [head] = (await bank.items('Cases')).filter(isComplaint);
  expect(head).toMatchObject({ status: 'CLOSED', outcome: 'MANUAL_TAKEOVER' });

  // Each holder saw one link, and no two holders the same.
  const links = new Map<string, Set<string>>();
  for (const mail of await bank.mails()) {
    const link = readTaskMail(mail)?.link;
    if (link?.includes('/t/')) links.set(mail.to.join(), (links.get(mail.to.join()) ?? new Set()).add(link));
  }
  expect(links.size).toBeGreaterThan(3);
  expect(Math.max(...[...links.values()].map(({ size }) => size))).toBe(1);
  expect(new Set([...links.values()].flatMap((seen) => [...seen])).size).toBe(links.size);
});

/** The dedicated manager of the customer who complains. */
const MANAGER = 'su.wenjing@bank.example';

/** Addresses of the sample bank's operations staff. */
const OPERATIONS = new Set(['oskar.brandt@bank.example', 'bai.lu@bank.example']);
