import { expect, test } from 'vitest';
import { sentences } from '../../infra/local/story/behaviours.ts';
import type { Form } from '../../infra/local/story/forms.ts';
import { peopleAtWork, type Visit } from '../../infra/local/story/people.ts';
import { ordinary, sampleBank } from '../kit/bank.ts';
import { testPlace } from '../kit/runtime.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What staff write into their forms, by a field that only that form has. */
const answers: Readonly<Record<string, Record<string, string>>> = {
  satisfaction: {
    outcome: 'REACHED',
    satisfaction: '3',
    needs: 'A loan for a flat',
    concerns: 'Long queues at the counter',
    problem: 'YES',
    problemText: 'The yearly fee was taken twice, in January and in February.',
    serviceRequest: 'A new chequebook',
    suggestion: 'Open on Saturdays',
    promise1: 'Send the brochure about loans',
    promise1Due: '2026-03-20',
  },
  done: { done: 'DONE', reply: 'It was sent by post today.' },
  kept: { kept: 'YES', reason: 'It was sent by mail today.' },
};

const wantsOf = (form: Form): Record<string, string> => {
  const found = Object.keys(answers).find((name) => form.fields.some((field) => field.name === name));
  return found === undefined ? { ...sentences.en, ...ordinary } : (answers[found] ?? {});
};

test('R011 R046 R047 R048 visits from the plan to the next plan, over the wire', async () => {
  await using place = testPlace();
  const runtime = await place.boot({ simulatedScheduleMs: () => HOUR });
  const bank = await sampleBank(runtime);
  const { clock, mail } = runtime;
  const visits: Visit[] = [];
  const people = await peopleAtWork({
    clock,
    mail,
    behaviourOf: (address) => (address.endsWith('@bank.example') ? 'prompt' : undefined),
    wants: (_address, _errand, form) => wantsOf(form),
    language: () => 'en',
    onVisit: (visit) => visits.push(visit),
    onFault: (fault) => {
      throw fault;
    },
  });
  const event = (externalId: string, customerId: string, detail: Record<string, unknown>) => ({
    v: 1,
    channel: 'api',
    externalId,
    customerId,
    submittedAt: new Date(clock.now()).toISOString(),
    ...detail,
  });
  const agrees = (channel: string) => ({ purpose: 'care', channel, state: 'GIVEN' });
  const cases = async (start: string, sk = 'HEAD') =>
    (await bank.items('Cases')).filter((row) => String(row.caseId).startsWith(start) && row.sk === sk);
  const planOf = async (customerId: string, kind: string) =>
    (await bank.items('Customers')).find((row) => row.customerId === customerId && row.sk === `PLAN#${kind}`);

  await bank.put(
    'customer.changed',
    event('CRM-1', 'C1001', {
      changed: { phone: '+86 21 5555 0100' },
      consents: [agrees('phone'), agrees('mail')],
    }),
  );
  // Of the mass tier: the bank writes.
  await bank.put(
    'customer.changed',
    event('CRM-2', 'C1005', {
      consents: [agrees('mail')],
      dates: [{ kind: 'birthday', date: { calendar: 'SOLAR', month: 3, day: 5 } }],
    }),
  );
  await clock.advance(HOUR);
  await bank.invoke('PlanCustomers', { customerIds: ['C1001', 'C1005'] });
  const firstPlan = await planOf('C1001', 'CHECKUP');
  expect(firstPlan).toMatchObject({ planKey: expect.stringContaining('#C1001#CHECKUP') });
  expect(await planOf('C1005', 'GREETING')).toMatchObject({ day: '2026-03-05', channel: 'mail' });

  const asked = { kind: 'REQUESTED', text: 'The customer asked for advice.' };
  await bank.put('visit.requested-by-bank', event('CRM-3', 'C1001', asked));
  await clock.advance(2 * DAY);

  const visit = (await cases('V')).find(({ visitKind }) => visitKind === 'REQUESTED');
  expect(visit).toMatchObject({ status: 'CLOSED', outcome: 'COMPLETED', channel: 'phone', ownerId: 'S04' });
  const receipt = new Map(
    visits.find(({ facts }) => facts.some(([, value]) => value === visit?.caseId))?.facts,
  );
  const [complaint] = await cases('K');
  expect(receipt.get('已登记投诉，编号') ?? receipt.get('Complaint opened')).toBe(complaint?.caseId);
  expect(visit?.complaintId).toBe(complaint?.caseId);
  expect(await cases('K', 'NOTE#0000')).toMatchObject([
    { channel: 'visit', text: answers.satisfaction?.problemText },
  ]);
  expect(await cases('V', 'PROMISE#0001')).toMatchObject([{ kept: 'YES', dueDay: '2026-03-20' }]);
  // What whoever answers it wants improved is an entry of its own, with its key.
  const suggested = (await bank.items('Register')).filter(
    ({ entry, key }) => /^improvement#/.test(String(entry)) && key === undefined,
  );
  expect(suggested).toHaveLength(1);
  const answer = (await bank.mails()).find(
    ({ to, subject }) => to[0] === 'shen.yuehua@customers.example' && subject.includes(String(visit?.caseId)),
  );
  expect(answer?.text).toContain('It was sent by post today.');
  const nextPlan = await planOf('C1001', 'CHECKUP');
  expect(nextPlan).toMatchObject({ last: { day: '2026-03-02', outcome: 'COMPLETED' } });
  expect(nextPlan?.day).not.toBe(firstPlan?.day);

  await clock.advance(2 * DAY);
  const greeting = (await cases('V')).find(({ visitKind }) => visitKind === 'GREETING');
  expect(greeting).toMatchObject({ status: 'CLOSED', outcome: 'CARE_SENT', customerId: 'C1005' });
  const wished = (await bank.mails()).filter(({ to }) => to[0] === 'jiang.xiaotang@customers.example');
  expect(wished.map(({ sentAt }) => new Date(sentAt + 8 * HOUR).toISOString().slice(0, 10))).toEqual([
    '2026-03-05',
  ]);
  expect(await planOf('C1005', 'GREETING')).toMatchObject({ day: expect.not.stringMatching(/^2026-03-05$/) });
  const night = (await bank.items('Register')).find(({ entry }) => entry === 'plan#2026-03-03');
  expect(night).toMatchObject({ state: 'CLOSED', started: 1 });

  const told = runtime.events.archived('Steward').map((one) => one['detail-type']);
  for (const name of ['visit.requested', 'visit.due', 'visit.completed', 'care.sent'])
    expect(told, name).toContain(name);
  expect(JSON.stringify(runtime.events.archived('Steward'))).not.toMatch(/brochure|chequebook|Saturdays/);
  expect(visits.filter(({ result }) => result === 'refused')).toEqual([]);
  expect(runtime.usage().faults).toBe(0);
  people.stop();
}, 300_000);
