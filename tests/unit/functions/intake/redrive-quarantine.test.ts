import { afterAll, beforeEach, expect, test } from 'vitest';
import { IntakeQuarantined } from '../../../../shared/contracts/items.ts';
import { mostWebComplaintsADay } from '../../../../shared/policy/open-form.ts';
import { smallAws } from '../../shared/platform/small-aws.ts';
import { complaintEvent, customer } from './bank.ts';

const aws = await smallAws();
const { handler: accept } = await import('../../../../functions/intake/accept-event.ts');
const { handler: redrive } = await import('../../../../functions/intake/redrive-quarantine.ts');

beforeEach(() => aws.clear());
afterAll(() => aws.close());

const hold = async (event: unknown) => ((await accept(event)) as { quarantineId: string }).quarantineId;
const rowOf = async (id: string) =>
  IntakeQuarantined.parse(
    (await aws.items('Intake')).find(({ businessKey }) => businessKey === `quarantine#${id}`),
  );

test('an event of an unknown customer goes in as it was, once the customer was imported', async () => {
  const id = await hold(complaintEvent());
  expect(await redrive({ id })).toMatchObject({
    redriven: [{ id, way: 'REFUSED', reason: { code: 'UNKNOWN_CUSTOMER' } }],
  });
  await aws.put('Customers', customer);
  const { redriven } = (await redrive({ id })) as { redriven: { way: string; caseId: string }[] };
  expect(redriven).toEqual([{ id, way: 'ACCEPTED', caseId: expect.any(String) }]);
  expect(await rowOf(id)).toMatchObject({ state: 'REDRIVEN', redrivenAs: redriven[0]?.caseId });
  expect(aws.executions.size).toBe(1);
  expect((await aws.items('Audit')).filter(({ act }) => act === 'intake.redriven')).toMatchObject([
    { entityId: id, actor: 'operations', facts: { caseId: redriven[0]?.caseId } },
  ]);
});

test('an event that was re-driven stays so: asking again gives the same case', async () => {
  const id = await hold(complaintEvent());
  await aws.put('Customers', customer);
  const [first] = ((await redrive({ id })) as { redriven: { caseId: string }[] }).redriven;
  expect(await redrive({ id })).toEqual({
    redriven: [{ id, way: 'DUPLICATE', caseId: first?.caseId }],
    left: 0,
  });
});

test('a mended event goes in instead of the one that is held', async () => {
  await aws.put('Customers', customer);
  const id = await hold(complaintEvent({ channel: 'carrier pigeon' }));
  expect(await redrive({ id, event: complaintEvent() })).toMatchObject({ redriven: [{ way: 'ACCEPTED' }] });
  expect(await rowOf(id)).toMatchObject({ state: 'REDRIVEN', reason: { code: 'WRONG_FIELD' } });
});

test('the audit says whether an event went in as it was or mended, and who was shown one', async () => {
  const id = await hold(complaintEvent());
  await aws.put('Customers', customer);
  const mended = await hold(complaintEvent({ channel: 'carrier pigeon' }));
  await redrive({ show: true, id });
  await redrive({ id });
  await redrive({ id: mended, event: complaintEvent({ externalId: 'APP-2' }) });
  const trail = (await aws.items('Audit')) as {
    entityId: string;
    act: string;
    actor: string;
    facts: object;
  }[];
  const told = (of: string, act: string) =>
    trail
      .filter((deed) => deed.entityId === of && deed.act === act)
      .map(({ actor, facts }) => [actor, facts]);
  expect(told(id, 'intake.shown')).toEqual([['operations', {}]]);
  expect(told(mended, 'intake.shown')).toEqual([]);
  expect(told(id, 'intake.redriven')).toEqual([
    ['operations', { caseId: expect.any(String), mended: false }],
  ]);
  expect(told(mended, 'intake.redriven')).toEqual([
    ['operations', { caseId: expect.any(String), mended: true }],
  ]);
});

test('a mended event that is still wrong is refused with its own reason, and what is held stays as it is', async () => {
  await aws.put('Customers', customer);
  const id = await hold(complaintEvent({ channel: 'carrier pigeon' }));
  expect(await redrive({ id, event: complaintEvent({ text: '' }) })).toMatchObject({
    redriven: [{ way: 'REFUSED', reason: { field: 'detail.text' } }],
  });
  expect(await rowOf(id)).toMatchObject({ state: 'HELD', reason: { field: 'detail.channel' } });
  expect(await aws.items('Intake')).toHaveLength(1);
});

test('all events of one reason go in, the others stay', async () => {
  const strangers = [await hold(complaintEvent()), await hold(complaintEvent({ externalId: 'APP-2' }))];
  const other = await hold(complaintEvent({ channel: 'carrier pigeon' }));
  await aws.put('Customers', customer);
  const { redriven } = (await redrive({ all: true, code: 'UNKNOWN_CUSTOMER' })) as {
    redriven: { id: string; way: string }[];
  };
  expect(redriven.map(({ id, way }) => [id, way]).sort()).toEqual(
    strangers.map((id) => [id, 'ACCEPTED']).sort(),
  );
  expect(await redrive({ list: true })).toEqual({
    held: [
      { id: other, reason: expect.objectContaining({ code: 'WRONG_FIELD' }), receivedAt: expect.any(String) },
    ],
  });
  expect(await redrive({ list: true, code: 'UNKNOWN_CUSTOMER' })).toEqual({ held: [] });
});

test('what there is no time for is counted and left for the next call', async () => {
  await hold(complaintEvent());
  await hold(complaintEvent({ externalId: 'APP-2' }));
  await aws.put('Customers', customer);
  const context = { awsRequestId: 'r', getRemainingTimeInMillis: () => 5_000 };
  expect(await redrive({ all: true }, context)).toEqual({ redriven: [], left: 2 });
});

test('one of two operators who re-drive the same event gets the same case as the other', async () => {
  const id = await hold(complaintEvent());
  await aws.put('Customers', customer);
  const answers = (await Promise.all([redrive({ id }), redrive({ id })])) as {
    redriven: { caseId: string }[];
  }[];
  expect(new Set(answers.map(({ redriven }) => redriven[0]?.caseId)).size).toBe(1);
  expect((await aws.items('Audit')).filter(({ act }) => act === 'intake.redriven')).toHaveLength(1);
});

test('a page of what is held says where the next one begins, and the pages hold all of it', async () => {
  const reason = { code: 'UNKNOWN_CUSTOMER', field: 'detail.customerId', expected: 'one who is known' };
  const at = (number: number) => new Date(Date.parse('2026-03-02T00:00:00.000Z') + number).toISOString();
  const all = Array.from({ length: 1_203 }, (_, number) => `Q${number}`);
  for (const [number, id] of all.entries())
    await aws.put('Intake', {
      businessKey: `quarantine#${id}`,
      v: 1,
      state: 'HELD',
      reason,
      event: new Uint8Array([1]),
      receivedAt: at(number),
    });
  type Page = { held: { id: string }[]; next?: string };
  const first = (await redrive({ list: true })) as Page;
  expect(first.held).toHaveLength(1_000);
  const second = (await redrive({ list: true, after: first.next })) as Page;
  expect(second.next).toBeUndefined();
  expect(new Set([...first.held, ...second.held].map(({ id }) => id))).toEqual(new Set(all));
});

test('S5 what is one too many of a day from the web goes in where somebody asks for it, and not with all', async () => {
  await aws.put('Customers', customer);
  for (let number = 0; number < mostWebComplaintsADay; number++)
    await accept(complaintEvent({ channel: 'web', externalId: `W${number}` }));
  const id = await hold(complaintEvent({ channel: 'web', externalId: 'W-more' }));
  expect(await redrive({ all: true })).toMatchObject({
    redriven: [{ id, way: 'REFUSED', reason: { code: 'TOO_MANY' } }],
  });
  expect(await redrive({ id })).toMatchObject({ redriven: [{ id, way: 'ACCEPTED' }] });
});

test('an unknown id and a discarded event are errors that say so', async () => {
  await expect(redrive({ id: 'Q404' })).rejects.toThrow('There is no quarantined event Q404.');
  await expect(redrive({ show: true, id: 'Q404' })).rejects.toThrow('There is no quarantined event Q404.');
  const id = await hold(complaintEvent());
  const row = (await aws.items('Intake'))[0];
  await aws.put('Intake', { ...row, state: 'DISCARDED' });
  await expect(redrive({ id })).rejects.toThrow(
    `Quarantined event ${id} is DISCARDED; only one that is HELD can be re-driven.`,
  );
});

test.each([[{}], [{ id: 'Q1', all: true }], [{ all: true, code: 'NO_SUCH' }], [{ id: 'Q1', event: 'text' }]])(
  'a request such as %j is refused with the forms that are right',
  async (request) => {
    await expect(redrive(request)).rejects.toThrow(/\{list: true, code\?, after\?\}.*UNKNOWN_CUSTOMER/s);
  },
);
