import { afterAll, beforeEach, expect, test } from 'vitest';
import { AuditRecord } from '../../../../shared/contracts/items.ts';
import { ConditionFailed, PassingContention, PassingStoreFault } from '../../../../shared/faults/faults.ts';
import { auditAfter, firstBrokenAudit } from '../../../../shared/platform/audit.ts';
import { outboxEvent } from '../../../../shared/platform/outbox.ts';
import { equals, holds, Table } from '../../../../shared/platform/table.ts';
import { Transaction } from '../../../../shared/platform/transaction.ts';
import { serviceFault, smallAws, stillClock } from './small-aws.ts';

const aws = await smallAws();
const clock = stillClock();
const cases = new Table('Cases', 'caseId', 'sk');
const audit = new Table('Audit', 'entityId', 'sk');
const outbox = new Table('Outbox', 'outboxId');

beforeEach(() => aws.clear());
afterAll(() => aws.close());

const deed = { entityId: 'K1', actor: 'test', act: 'case.tested', facts: { b: 1, a: 'x' } };
const row = () =>
  outboxEvent({ cause: ['K1'], at: '2026-03-02T01:30:00.000Z', name: 'complaint.received', caseId: 'K1' });

test('a transaction writes items, audit record and outbox row together, and gives the rows to be sent', async () => {
  const written = await new Transaction(clock)
    .putNew(cases, { caseId: 'K1', sk: 'HEAD', status: 'RECEIVED' }, 'new')
    .audit(audit, deed)
    .outbox(outbox, row())
    .commit();

  expect(written).toEqual([row()]);
  expect(await aws.items('Cases')).toHaveLength(1);
  expect(await aws.items('Outbox')).toEqual([row()]);
  expect(await aws.items('Audit')).toEqual([auditAfter(undefined, deed, '2026-03-02T01:30:00.000Z')]);
});

test('a condition that does not hold is reported by its name, and nothing is written', async () => {
  await aws.put('Cases', { caseId: 'K1', sk: 'HEAD', status: 'CLOSED' });
  await aws.put('Cases', { caseId: 'K2', sk: 'HEAD', status: 'RECEIVED' });
  const attempt = new Transaction(clock)
    .update(
      cases,
      { caseId: 'K1', sk: 'HEAD' },
      { set: { status: 'REGISTERED' } },
      equals('K1 is received', { status: 'RECEIVED' }),
    )
    .update(
      cases,
      { caseId: 'K2', sk: 'HEAD' },
      { set: { status: 'REGISTERED' } },
      equals('K2 is received', { status: 'RECEIVED' }),
    )
    .update(
      cases,
      { caseId: 'K3', sk: 'HEAD' },
      { set: { status: 'REGISTERED' } },
      holds('K3 is received', '#status = :status', { status: 'RECEIVED' }),
    )
    .audit(audit, deed)
    .commit();

  await expect(attempt).rejects.toThrow(ConditionFailed);
  await expect(attempt).rejects.toMatchObject({ conditions: ['K1 is received', 'K3 is received'] });
  expect(await aws.items('Audit')).toEqual([]);
  expect((await aws.items('Cases')).map(({ status }) => status).sort()).toEqual(['CLOSED', 'RECEIVED']);
});

test('an update of an item that is not there fails its condition and does not create one', async () => {
  const attempt = new Transaction(clock)
    .update(cases, { caseId: 'K9', sk: 'HEAD' }, { set: { status: 'CLOSED' } })
    .commit();
  await expect(attempt).rejects.toMatchObject({ conditions: ['K9/HEAD is there'] });
  expect(await aws.items('Cases')).toEqual([]);
});

test('an update sets, adds and removes in one go, also where condition and change name the same field', async () => {
  await aws.put('Cases', {
    caseId: 'K1',
    sk: 'HEAD',
    status: 'RECEIVED',
    round: 1,
    openShard: 'C#1',
  });
  await new Transaction(clock)
    .update(
      cases,
      { caseId: 'K1', sk: 'HEAD' },
      { set: { status: 'CLOSED', outcome: undefined }, add: { round: 2 }, remove: ['openShard'] },
      equals('received', { status: 'RECEIVED', round: 1 }),
    )
    .commit();
  expect(await aws.items('Cases')).toEqual([{ caseId: 'K1', sk: 'HEAD', status: 'CLOSED', round: 3 }]);
});

test('an outbox row that is there already fails a condition that names it', async () => {
  await new Transaction(clock).outbox(outbox, row()).commit();
  const again = new Transaction(clock).outbox(outbox, row()).commit();
  await expect(again).rejects.toMatchObject({ conditions: [`outbox ${row().outboxId}`] });
});

test('transactions that write to the same audit trail at once all succeed, and the chain holds', async () => {
  await Promise.all(
    Array.from({ length: 6 }, (_, at) =>
      new Transaction(clock)
        .audit(audit, { ...deed, facts: { at } })
        .audit(audit, { ...deed, act: 'case.seen' })
        .commit(),
    ),
  );
  const records = (await aws.items('Audit'))
    .map((item) => AuditRecord.parse(item))
    .sort((a, b) => (a.sk < b.sk ? -1 : 1));
  expect(records).toHaveLength(12);
  expect(firstBrokenAudit(records)).toBeUndefined();
});

test('a conflict with another transaction is tried again', async () => {
  let conflicts = 2;
  aws.before.TransactWriteItems = () => {
    if (conflicts-- > 0) throw cancelled('TransactionConflict');
  };
  await new Transaction(clock).putNew(cases, { caseId: 'K1', sk: 'HEAD' }, 'new').commit();
  expect(await aws.items('Cases')).toHaveLength(1);
});

test('a conflict that does not end is a passing fault, and was tried only so often', async () => {
  aws.before.TransactWriteItems = () => {
    throw cancelled('TransactionConflict');
  };
  const attempt = new Transaction(clock).putNew(cases, { caseId: 'K1', sk: 'HEAD' }, 'new').commit();
  await expect(attempt).rejects.toThrow(PassingContention);
  expect(aws.calls.filter((call) => call === 'TransactWriteItems').length).toBeLessThanOrEqual(8 * 3);
});

test('a condition that fails beside a conflict is not tried again', async () => {
  aws.before.TransactWriteItems = () => {
    throw cancelled('ConditionalCheckFailed', 'TransactionConflict');
  };
  const attempt = new Transaction(clock)
    .putNew(cases, { caseId: 'K1', sk: 'HEAD' }, 'first')
    .putNew(cases, { caseId: 'K2', sk: 'HEAD' }, 'second')
    .commit();
  await expect(attempt).rejects.toMatchObject({ name: 'ConditionFailed', conditions: ['first'] });
  expect(aws.calls.filter((call) => call === 'TransactWriteItems')).toHaveLength(1);
});

test('a reason that lasts is not a passing fault', async () => {
  aws.before.TransactWriteItems = () => {
    throw cancelled('ValidationError');
  };
  const attempt = new Transaction(clock).putNew(cases, { caseId: 'K1', sk: 'HEAD' }, 'new').commit();
  await expect(attempt).rejects.toMatchObject({ name: 'CallRefused', passing: false });
});

test('a store that fails is a passing fault', async () => {
  aws.before.TransactWriteItems = () => {
    throw serviceFault('InternalServerError', 500);
  };
  const attempt = new Transaction(clock).putNew(cases, { caseId: 'K1', sk: 'HEAD' }, 'new').commit();
  await expect(attempt).rejects.toThrow(PassingStoreFault);
});

test('more writes than DynamoDB takes are refused before anything is sent', async () => {
  const transaction = new Transaction(clock);
  for (let at = 0; at <= 100; at++) transaction.putNew(cases, { caseId: `K${at}`, sk: 'HEAD' }, 'new');
  await expect(transaction.commit()).rejects.toThrow('A transaction takes 100 writes, this one has 101.');
  expect(aws.calls).not.toContain('TransactWriteItems');
});

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html, CancellationReasons */
function cancelled(...codes: string[]) {
  const fault = serviceFault('TransactionCanceledException');
  fault.fields.CancellationReasons = codes.map((Code) => ({ Code }));
  return fault;
}
