import './environment.ts';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { outboxBook } from '../../../../functions/desk/books.ts';
import * as wiring from '../../../../functions/desk/wiring.ts';
import type { MailTemplate, OutboxMail } from '../../../../shared/contracts/items.ts';
import { clock } from '../../../../shared/platform/clock.ts';
import { outboxMail } from '../../../../shared/platform/outbox.ts';
import { Table } from '../../../../shared/platform/table.ts';
import { Bench, CASE, customer, furnish, MONDAY, prepared } from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await furnish(bench);
});
afterEach(() => bench.close());

/** 22:00 where the customer is, and the morning after it. */
const NIGHT = '2026-03-02T14:00:00.000Z';
const MORNING = '2026-03-03T01:00:00.000Z';

const mailOf = (template: MailTemplate, its: { facts?: OutboxMail['facts']; cause?: string } = {}) =>
  outboxMail({
    cause: [template, its.cause ?? ''],
    at: new Date().toISOString(),
    template,
    to: { kind: 'customer', id: 'C1' },
    caseId: CASE,
    facts: its.facts ?? {},
  });

async function send(row: OutboxMail) {
  await bench.put('Outbox', row);
  return bench.fresh().mail({ outboxIds: [row.outboxId] });
}

const rowOf = async (row: OutboxMail) =>
  (await bench.outbox()).find(({ outboxId }) => outboxId === row.outboxId) as OutboxMail;

const contacts = async () =>
  (await bench.items('Contacts')).filter(({ sk }) => String(sk).startsWith('CONTACT#'));

const states = async () => (await contacts()).map(({ state }) => state).sort();

const events = async () =>
  (await bench.outbox()).flatMap((row) => (row.kind === 'event' ? [row.name] : [])).sort();

const consent = (state: 'GIVEN' | 'WITHDRAWN') =>
  bench.put('Customers', {
    customerId: 'C1',
    sk: 'CONSENT#care#mail',
    v: 1,
    purpose: 'care',
    channel: 'mail',
    state,
    at: new Date().toISOString(),
    from: 'customer',
  });

async function sweepAt(instant: string) {
  bench.setTime(instant);
  await bench.fresh().sweep({});
  await bench.drain();
}

describe('a mail to a customer', () => {
  test('R127 stands in the ledger with its class, its last moment and every rule; one to staff does not', async () => {
    const promisedAt = '2026-03-17T15:59:59.999Z';
    const row = mailOf('acknowledgement', { facts: { promisedAt } });
    expect(await send(row)).toMatchObject({ sent: 1 });
    expect(await contacts()).toEqual([
      expect.objectContaining({
        customerId: 'C1',
        class: 'statutory-notice',
        purpose: 'service',
        channel: 'mail',
        mustBy: promisedAt,
        state: 'SENT',
        sentAt: new Date(MONDAY).toISOString(),
        outboxId: row.outboxId,
        caseId: CASE,
      }),
    ]);
    expect(JSON.parse(String((await contacts())[0]?.trace))).toContainEqual(
      expect.objectContaining({ rule: 'consent', need: 'NOT_NEEDED' }),
    );
    await prepared(bench);
    expect(bench.mails).toHaveLength(2);
    expect(await contacts()).toHaveLength(1);
  });

  test('costs one query of the customer and one transaction before it leaves', async () => {
    const row = mailOf('facts-received');
    await bench.put('Outbox', row);
    bench.calls.length = 0;
    await bench.fresh().mail({ outboxIds: [row.outboxId] });
    const before = bench.calls.slice(0, bench.calls.indexOf('SendRawEmail'));
    expect(before.filter((call) => call === 'Query' || call === 'TransactWriteItems')).toEqual([
      'Query',
      'TransactWriteItems',
    ]);
  });

  test('that the mail service refuses for good gives its contact back', async () => {
    bench.refuseMail = () => 'MessageRejected';
    const row = mailOf('acknowledgement');
    expect(await send(row)).toMatchObject({ failed: 1 });
    expect(await contacts()).toEqual([
      expect.objectContaining({ state: 'RELEASED', reason: 'undeliverable' }),
    ]);
  });

  test('that dies on its way at any call is one contact, made once', async () => {
    for (let at = 1; at <= 5; at++) {
      for (const when of ['before', 'after'] as const) {
        const row = mailOf('facts-received', { cause: `${at} ${when}` });
        await bench.put('Outbox', row);
        await bench.run(bench.fresh().mail, { outboxIds: [row.outboxId] }, { at, when });
        await bench.bury();
        await bench.fresh().mail({ outboxIds: [row.outboxId] });
        expect((await rowOf(row)).state).toBe('SENT');
        const its = (await contacts()).filter(({ outboxId }) => outboxId === row.outboxId);
        expect(its).toHaveLength(1);
        // Where the mail is known to have left and the ledger was not told, the contact goes on counting as reserved.
        expect(['SENT', 'RESERVED']).toContain(its[0]?.state);
      }
    }
  });
});

describe('put off', () => {
  test('R043 a mail of the night is really sent the next morning, without an attempt counted, and sits in nobody’s way', async () => {
    bench.setTime(NIGHT);
    const row = mailOf('visit-confirmation', {
      facts: { at: '2026-03-05T02:00:00.000Z', minutes: 30, version: 1 },
    });
    expect(await send(row)).toMatchObject({ deferred: 1 });
    expect(await rowOf(row)).toMatchObject({
      state: 'UNSENT',
      attempts: 0,
      pendingShard: expect.stringMatching(/^D#[0-7]$/),
      pendingKey: `${MORNING}#${row.outboxId}`,
    });
    await sweepAt('2026-03-03T00:59:59.000Z');
    expect([bench.mails.length, (await rowOf(row)).state]).toEqual([0, 'UNSENT']);
    await sweepAt('2026-03-03T01:01:00.000Z');
    expect(bench.mails).toHaveLength(1);
    expect(await rowOf(row)).toMatchObject({ state: 'SENT', attempts: 1 });
    expect((await rowOf(row)).pendingKey).toBeUndefined();
    expect(await states()).toEqual(['DEFERRED', 'SENT']);
    expect(await events()).toEqual(['contact.deferred']);
  });

  test('and then failing in passing, it is tried again as any other', async () => {
    bench.setTime(NIGHT);
    const row = mailOf('visit-confirmation');
    await send(row);
    bench.refuse = (operation) => {
      if (operation === 'TransactWriteItems') throw new Error('the store is away');
      return undefined;
    };
    await sweepAt('2026-03-03T01:01:00.000Z');
    bench.refuse = () => undefined;
    expect((await rowOf(row)).pendingShard).toMatch(/^P#/);
    await sweepAt('2026-03-03T01:10:00.000Z');
    expect(await rowOf(row)).toMatchObject({ state: 'SENT' });
  }, 60_000);

  test('many mails of tomorrow hold up nothing of today', async () => {
    bench.setTime(NIGHT);
    for (let at = 0; at < 30; at++) await send(mailOf('visit-confirmation', { cause: `${at}` }));
    const late = mailOf('greeting', { cause: 'less urgent than they are' });
    await bench.put('Outbox', late);
    const outbox = outboxBook({ outbox: new Table('Outbox', 'outboxId') }, clock);
    const soon = (rows: readonly { outboxId: string }[]) => rows.map(({ outboxId }) => outboxId);
    expect(soon(await outbox.pending('2026-03-02T14:05:00.000Z', 10))).toContain(late.outboxId);
    expect(await outbox.pending(MORNING, 100)).toHaveLength(61);
  }, 60_000);

  test('R028 a yes that is taken back in the meantime keeps it back', async () => {
    await consent('GIVEN');
    bench.setTime(NIGHT);
    const row = mailOf('greeting', { facts: { topic: 'birthday' } });
    await send(row);
    expect(await rowOf(row)).toMatchObject({ state: 'UNSENT' });
    await consent('WITHDRAWN');
    await sweepAt('2026-03-03T01:01:00.000Z');
    expect(await rowOf(row)).toMatchObject({ state: 'SUPPRESSED', fault: 'consent-withdrawn' });
    expect(bench.mails).toEqual([]);
  });
});

describe('kept back', () => {
  test('R027 a greeting without a yes ends for good: recorded, told by codes, and never tried again', async () => {
    const row = mailOf('greeting', { facts: { topic: 'birthday' } });
    expect(await send(row)).toMatchObject({ suppressed: 1 });
    expect(await rowOf(row)).toMatchObject({ state: 'SUPPRESSED', fault: 'no-consent' });
    expect((await rowOf(row)).pendingShard).toBeUndefined();
    expect(bench.mails).toEqual([]);
    expect(await states()).toEqual(['SUPPRESSED']);
    expect(await events()).toEqual(['contact.suppressed']);
    expect((await bench.deeds(CASE)).at(-1)).toMatchObject({
      act: 'mail.suppressed',
      facts: { outboxId: row.outboxId, template: 'greeting', reason: 'no-consent' },
    });
    await send({ ...(await rowOf(row)) });
    await sweepAt('2026-03-04T01:01:00.000Z');
    expect(bench.mails).toEqual([]);
    expect((await bench.items('Register')).length).toBe(0);
  });

  test('who must not be contacted still hears what the law and their own complaint call for', async () => {
    await bench.put('Customers', { ...customer, doNotContact: true });
    for (const template of ['acknowledgement', 'extension', 'facts-received'] as const)
      await send(mailOf(template));
    await send(mailOf('visit-confirmation'));
    expect(bench.mails).toHaveLength(3);
    expect(await states()).toEqual(['SENT', 'SENT', 'SENT', 'SUPPRESSED']);
  });
});

test('R048 R126 a greeting that the mail service does not take until its day is over is not sent late', async () => {
  await consent('GIVEN');
  const mustBy = '2026-03-02T15:59:59.999Z';
  const row = mailOf('greeting', { facts: { topic: 'birthday', mustBy } });
  bench.refuseMail = () => 'Throttling';
  expect(await send(row)).toMatchObject({ pending: 1 });
  expect(await states()).toEqual(['RESERVED']);
  bench.refuseMail = () => undefined;
  await sweepAt('2026-03-03T01:30:00.000Z');
  expect(bench.mails).toEqual([]);
  expect(await rowOf(row)).toMatchObject({ state: 'SUPPRESSED', fault: 'too-late' });
  expect(await states()).toEqual(['RELEASED']);
});

test('R111 R127 a mail that is given up gives its contact back, and the cap is free again', async () => {
  await consent('GIVEN');
  const caps = async () =>
    (await bench.items('Contacts')).find(({ sk }) => sk === 'CAP#recent')?.contacts as object[];
  const ledger = () => wiring.sendMailWorld().ledger;
  const asked = (cause: string) =>
    ledger().reserve({ customerId: 'C1', class: 'greeting', channel: 'mail', purpose: 'care', cause });
  // As many as the cap of the customer's tier takes: the first one by a mail that never leaves.
  const row = mailOf('greeting');
  const tired = { ...row, attempts: 200, fault: 'PassingMailFault' };
  await bench.put('Outbox', tired);
  const first = await asked(row.outboxId);
  expect(first.answer).toBe('SEND_NOW');
  let others = 0;
  while ((await asked(`other-${others}`)).answer === 'SEND_NOW') others++;
  expect(others).toBeLessThan(10);
  expect(await caps()).toHaveLength(others + 1);
  expect((await asked('one-more')).answer).not.toBe('SEND_NOW');

  bench.pass(2 * 60_000);
  expect(await bench.fresh().sweep({})).toMatchObject({ givenUp: 1 });
  expect(await rowOf(row)).toMatchObject({ state: 'FAILED', fault: 'GivenUp' });
  expect(await caps()).toHaveLength(others);
  const released = (await contacts()).find(({ contactId }) => contactId === first.contactId);
  expect(released).toMatchObject({ state: 'RELEASED', reason: 'given-up' });
  expect((await asked('one-more')).answer).toBe('SEND_NOW');
  expect((await asked('too-many')).answer).not.toBe('SEND_NOW');
});

test('R127 a sweep that dies while it gives a mail up leaves nothing reserved for good', async () => {
  await consent('GIVEN');
  const row = mailOf('greeting');
  await bench.put('Outbox', { ...row, attempts: 200, fault: 'PassingMailFault' });
  await wiring.sendMailWorld().ledger.reserve({
    customerId: 'C1',
    class: 'greeting',
    channel: 'mail',
    purpose: 'care',
    cause: row.outboxId,
  });
  bench.pass(2 * 60_000);
  for (const at of [1, 2]) {
    await bench.run(bench.fresh().sweep, {}, { at, when: 'after' });
    await bench.bury();
  }
  await bench.fresh().sweep({});
  expect(await states()).toEqual(['RELEASED']);
  expect(await rowOf(row)).toMatchObject({ state: 'FAILED' });
});

test('a contact that a step has reserved is not asked for twice: it is made by the mail, or given back', async () => {
  await consent('GIVEN');
  const row = { ...mailOf('greeting'), contactId: 'N0000000000000000' };
  await send(row);
  expect(bench.mails).toHaveLength(1);
  expect(await contacts()).toEqual([]);
});
