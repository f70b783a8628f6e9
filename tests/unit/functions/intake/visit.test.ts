import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { examples } from '../../../../functions/intake/examples.ts';
import { ComplaintNote, IntakeQuarantined, VisitHead } from '../../../../shared/contracts/items.ts';
import { foundComplaintId } from '../../../../shared/platform/ids.ts';
import { serviceFault, smallAws } from '../../shared/platform/small-aws.ts';
import { complaintEvent, customer } from './bank.ts';

const aws = await smallAws();
const { handler } = await import('../../../../functions/intake/accept-event.ts');

beforeEach(async () => {
  await aws.clear();
  await aws.put('Customers', customer);
});
afterAll(() => aws.close());

interface Answer {
  readonly way: string;
  readonly caseId: string;
}

/** A visit that a system of the bank asks for; `detail` replaces fields. */
const wish = (detail: Record<string, unknown> = {}, envelope: Record<string, unknown> = {}) => {
  const { valid } = examples['visit.requested-by-bank'];
  const event = { ...valid, detail: { ...(valid.detail as object), ...detail }, ...envelope };
  return JSON.parse(JSON.stringify(event)) as Record<string, unknown>;
};
const ask = async (event: Record<string, unknown>) => (await handler(event)) as Answer;
const headNow = async () => VisitHead.parse((await aws.items('Cases')).find(({ sk }) => sk === 'HEAD'));

describe('R115 a visit that the bank asks for', () => {
  test('is opened with what was said, and its execution runs', async () => {
    const { way, caseId } = await ask(wish());
    expect(way).toBe('ACCEPTED');
    expect(caseId).toMatch(/^V\d{8}-[0-9A-Z]{10}$/);
    const head = await headNow();
    expect(head).toMatchObject({
      caseId,
      kind: 'visit',
      status: 'PLANNED',
      customerId: 'C1001',
      visitKind: 'MATURITY',
      mustBy: '2026-03-31T15:59:59.999Z',
    });
    expect(head.openShard).toMatch(/^C#[0-7]$/);
    const note = (await aws.items('Cases')).find(({ sk }) => sk === 'NOTE#0000');
    expect(ComplaintNote.parse(note).text).toContain('time deposit');
    expect([...aws.executions.values()]).toEqual([
      { name: `visit-${caseId}-r1`, input: JSON.stringify({ v: 1, caseId, round: 1 }) },
    ]);
    expect(head.execution).toContain(':execution:FollowUpVisit:');
    expect((await aws.items('Audit')).filter(({ entityId }) => entityId === caseId)).not.toEqual([]);
  });

  test('waits for the day from which on it has a point', async () => {
    await ask(wish({ from: '2026-03-20' }));
    expect((await headNow()).plannedDay).toBe('2026-03-20');
  });

  test('asked for many times, at once and later, is one visit', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) => ask(wish({}, at % 2 === 0 ? {} : { id: `again-${at}` }))),
    );
    expect(answers.filter(({ way }) => way === 'ACCEPTED')).toHaveLength(1);
    expect(new Set(answers.map(({ caseId }) => caseId)).size).toBe(1);
    expect(await ask(wish({ text: 'again' }))).toMatchObject({ way: 'DUPLICATE' });
    expect(aws.executions.size).toBe(1);
    expect(await aws.items('Cases')).toHaveLength(2);
  });

  test('of another matter is another visit', async () => {
    const first = await ask(wish());
    const second = await ask(wish({ externalId: 'CRM-2026-000078' }));
    expect(second.caseId).not.toBe(first.caseId);
    expect(aws.executions.size).toBe(2);
  });

  test('whose execution could not be started gets it when the event is delivered again', async () => {
    aws.before.StartExecution = () => {
      throw serviceFault('ServiceUnavailable', 503);
    };
    await expect(handler(wish())).rejects.toMatchObject({ passing: true });
    delete aws.before.StartExecution;
    expect(await ask(wish())).toMatchObject({ way: 'DUPLICATE' });
    expect(aws.executions.size).toBe(1);
  });

  test('of a customer whom nobody knows is held, and can be redriven', async () => {
    expect(await ask(wish({ customerId: 'C404' }))).toMatchObject({ way: 'QUARANTINED' });
    const held = (await aws.items('Intake')).map((item) => IntakeQuarantined.parse(item));
    expect(held).toHaveLength(1);
    expect(await aws.items('Cases')).toEqual([]);
  });

  test('R133 a greeting cannot be asked for: the plan knows the days', async () => {
    expect(await ask(wish({ kind: 'GREETING' }))).toMatchObject({ way: 'QUARANTINED' });
  });
});

describe('R047 a complaint that was found at a visit', () => {
  const found = complaintEvent({
    channel: 'visit',
    externalId: 'T0123456789',
    submittedAt: '2026-03-02T16:30:00.000Z',
  });

  test('has the number that the receipt of the visit named, whenever it is taken in', async () => {
    const number = foundComplaintId('T0123456789', '2026-03-02T16:30:00.000Z', 'Asia/Shanghai');
    expect(await ask(found)).toEqual({ way: 'ACCEPTED', caseId: number });
    expect(await ask({ ...found, id: 'again' })).toEqual({ way: 'DUPLICATE', caseId: number });
    expect(number).toMatch(/^K20260303-/);
  });
});
