import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import {
  AuditRecord,
  CaseHead,
  ComplaintNote,
  IntakeQuarantined,
  OutboxSignal,
} from '../../../../shared/contracts/items.ts';
import { firstBrokenAudit } from '../../../../shared/platform/audit.ts';
import { serviceFault, smallAws } from '../../shared/platform/small-aws.ts';
import { CANARY, complaintEvent, customer, messageEvent } from './bank.ts';

const aws = await smallAws();
const { handler } = await import('../../../../functions/intake/accept-event.ts');
const { handler: redrive } = await import('../../../../functions/intake/redrive-quarantine.ts');

let caseId: string;
beforeEach(async () => {
  await aws.clear();
  await aws.put('Customers', customer);
  caseId = ((await handler(complaintEvent())) as { caseId: string }).caseId;
  aws.invocations.length = 0;
});
afterAll(() => aws.close());

const FACTS = 'complaint.facts-submitted';
const WITHDRAWAL = 'complaint.withdrawal-submitted';
const facts = (detail: Record<string, unknown> = {}) => messageEvent(FACTS, { caseId, ...detail });
const withdrawal = (detail: Record<string, unknown> = {}) => messageEvent(WITHDRAWAL, { caseId, ...detail });
const rowsOf = async (prefix: string) =>
  (await aws.items('Cases'))
    .filter(({ sk }) => String(sk).startsWith(prefix))
    .sort((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1));
const signals = async () =>
  (await aws.items('Outbox')).filter(({ kind }) => kind === 'signal').map((row) => OutboxSignal.parse(row));
const headNow = async () => CaseHead.parse((await rowsOf('HEAD'))[0]);

describe('C10 a message about an open case', () => {
  test('is kept as a note, recorded, and handed on as a signal for whatever waits', async () => {
    expect(await handler(facts())).toEqual({ way: 'ACCEPTED', caseId });
    const [, note] = (await rowsOf('NOTE#')).map((row) => ComplaintNote.parse(row));
    expect(note).toMatchObject({ sk: 'NOTE#0001', brings: 'SUPPLEMENTED', externalId: 'APP-2026-000131' });
    expect(note?.text).toContain('27 February');
    const [signal, ...others] = await signals();
    expect(others).toEqual([]);
    expect(signal).toMatchObject({
      caseId,
      signal: 'SUPPLEMENTED',
      state: 'UNSENT',
      createdAt: note?.receivedAt,
    });
    expect(aws.invocations).toEqual([
      { functionName: 'Steward-SignalCase', type: 'Event', payload: { outboxIds: [signal?.outboxId] } },
    ]);
    const audit = (await aws.items('Audit')).map((row) => AuditRecord.parse(row));
    audit.sort((a, b) => (a.sk < b.sk ? -1 : 1));
    expect(audit.map(({ act }) => act)).toEqual(['case.received', 'case.message-received']);
    expect(firstBrokenAudit(audit)).toBeUndefined();
    expect(aws.executions.size).toBe(1);
  });

  test('that comes fifty times, some at once and under new event ids, is one note and one signal', async () => {
    for (let wave = 0; wave < 5; wave++) {
      await Promise.all(
        Array.from({ length: 10 }, (_, at) => handler({ ...withdrawal(), id: `again-${wave}-${at}` })),
      );
    }
    expect(await rowsOf('NOTE#')).toHaveLength(2);
    expect((await signals()).map(({ signal }) => signal)).toEqual(['WITHDRAWN']);
    expect((await headNow()).messages).toBe(1);
  });

  test('is one of several at the same instant, each with a note of its own', async () => {
    const answers = await Promise.all(
      Array.from({ length: 4 }, (_, at) => handler(facts({ externalId: `F-${at}` }))),
    );
    expect(answers).toEqual(Array(4).fill({ way: 'ACCEPTED', caseId }));
    expect((await rowsOf('NOTE#')).map(({ sk }) => sk)).toEqual([
      'NOTE#0000',
      'NOTE#0001',
      'NOTE#0002',
      'NOTE#0003',
      'NOTE#0004',
    ]);
    expect(await signals()).toHaveLength(4);
  });

  test('whose signal could not be handed over leaves it to the sweep', async () => {
    aws.before.Invoke = () => {
      throw serviceFault('TooManyRequestsException', 429);
    };
    expect(await handler(facts())).toMatchObject({ way: 'ACCEPTED' });
    expect((await signals())[0]?.pendingShard).toMatch(/^P#[0-7]$/);
  });

  test('stays taken in when it comes again after its case has ended', async () => {
    await handler(withdrawal());
    await aws.put('Cases', { ...(await headNow()), status: 'CLOSED' });
    expect(await handler(withdrawal())).toEqual({ way: 'DUPLICATE', caseId });
  });
});

describe('a message that cannot be added', () => {
  test.each([
    ['about a case that does not exist', () => facts({ caseId: 'K20260302-0000000000' }), 'UNKNOWN_CASE'],
    ['about the case of another customer', () => facts({ customerId: CANARY }), 'UNKNOWN_CASE'],
    ['without its case', () => withdrawal({ caseId: undefined }), 'WRONG_FIELD'],
  ])('because it is %s is kept with a reason that names the field only', async (_, event, code) => {
    const answer = await handler(event());
    expect(answer).toMatchObject({ way: 'QUARANTINED', code, field: 'detail.caseId' });
    const held = (await aws.items('Intake')).find(({ state }) => state === 'HELD');
    const { reason } = IntakeQuarantined.parse(held);
    expect(JSON.stringify([reason, answer])).not.toContain(CANARY);
    expect(await rowsOf('NOTE#')).toHaveLength(1);
    expect(await signals()).toEqual([]);
  });

  test('because its case is closed is kept, and goes in once it was mended', async () => {
    await aws.put('Cases', { ...(await headNow()), status: 'CLOSED' });
    const { quarantineId: id } = (await handler(facts())) as { quarantineId: string };
    expect(await redrive({ id })).toMatchObject({
      redriven: [{ way: 'REFUSED', reason: { code: 'CASE_CLOSED' } }],
    });
    const other = (await handler(complaintEvent({ externalId: 'OTHER' }))) as { caseId: string };
    expect(await redrive({ id, event: facts({ caseId: other.caseId }) })).toMatchObject({
      redriven: [{ id, way: 'ACCEPTED', caseId: other.caseId }],
    });
    expect((await signals()).map((row) => row.caseId)).toEqual([other.caseId]);
  });

  test('because its case closes at the same instant is kept, and nothing of it is written', async () => {
    const head = await headNow();
    aws.before.TransactWriteItems = async () => {
      aws.before.TransactWriteItems = undefined;
      await aws.put('Cases', { ...head, status: 'CLOSED' });
    };
    expect(await handler(withdrawal())).toMatchObject({ way: 'QUARANTINED', code: 'CASE_CLOSED' });
    expect(await rowsOf('NOTE#')).toHaveLength(1);
    expect(await signals()).toEqual([]);
  });
});

describe('C14 a message about a closed complaint', () => {
  const DAY = 86_400_000;
  const closed = async (changes: Record<string, unknown> = {}) =>
    aws.put('Cases', {
      ...(await rowsOf('HEAD'))[0],
      status: 'CLOSED',
      outcome: 'REJECTED',
      class: 'COMPLAINT',
      severity: 'S3',
      closedAt: new Date(Date.now() - 3 * DAY).toISOString(),
      ...changes,
    });
  const requests = async () =>
    (await aws.items('Outbox')).filter(({ name }) => name === 'complaint.reopen-requested');

  test.each([
    [{}, 'NEW_FACTS'],
    [{ disputed: true }, 'DISPUTED'],
  ])('within the window is kept, and asks for it to be opened again; %j', async (detail, why) => {
    await closed();
    expect(await handler(facts(detail))).toEqual({ way: 'ACCEPTED', caseId });
    expect(await rowsOf('NOTE#')).toHaveLength(2);
    expect(await signals()).toEqual([]);
    expect(await requests()).toMatchObject([
      { detail: { caseId, customerId: customer.customerId, facts: { why } } },
    ]);
  });

  test('that comes twenty times asks once', async () => {
    await closed();
    await Promise.all(Array.from({ length: 20 }, (_, at) => handler({ ...facts(), id: `again-${at}` })));
    expect(await requests()).toHaveLength(1);
    expect(await rowsOf('NOTE#')).toHaveLength(2);
  });

  test.each([
    ['after the window', { closedAt: new Date(Date.now() - 90 * DAY).toISOString() }],
    ['of something that was no complaint', { class: 'ENQUIRY', outcome: 'ENQUIRY_ANSWERED' }],
    ['whose customer was told who else can be asked', { outsideAt: new Date().toISOString() }],
  ])('%s is held, with the reason', async (_, changes) => {
    await closed(changes);
    expect(await handler(facts())).toMatchObject({ way: 'QUARANTINED' });
    expect(await requests()).toEqual([]);
    expect(await rowsOf('NOTE#')).toHaveLength(1);
  });

  test('is no withdrawal: there is nothing left to withdraw', async () => {
    await closed();
    expect(await handler(withdrawal())).toMatchObject({ way: 'QUARANTINED' });
  });

  test('whose case is opened again at that very moment goes to the open case as any other', async () => {
    await closed();
    let opened = false;
    aws.before.TransactWriteItems = async () => {
      if (opened) return;
      opened = true;
      const { closedAt: _, ...head } = (await rowsOf('HEAD'))[0] ?? {};
      await aws.put('Cases', { ...head, status: 'CLOCKED', round: 2, outcome: undefined });
    };
    expect(await handler(facts())).toEqual({ way: 'ACCEPTED', caseId });
    expect(await requests()).toEqual([]);
    expect((await signals()).map(({ signal }) => signal)).toEqual(['SUPPLEMENTED']);
  });
});
