import { afterAll, beforeEach, expect, test } from 'vitest';
import type { ConsentWord } from '../../../../shared/contracts/contact.ts';
import type { CustomerProfile } from '../../../../shared/contracts/items.ts';
import { CustomerUnknown, Fault } from '../../../../shared/faults/faults.ts';
import {
  contactLedger,
  type Reservation,
  type Reserved,
} from '../../../../shared/platform/contact-ledger.ts';
import { Policies } from '../../../../shared/platform/policies.ts';
import { Table } from '../../../../shared/platform/table.ts';
import { contactRules1 } from '../../../../shared/policy/contact-rules.ts';
import { packs } from '../../../../shared/policy/packs.ts';
import { smallAws, stillClock } from './small-aws.ts';

const aws = await smallAws();
const clock = stillClock();
const tables = {
  customers: new Table('Customers', 'customerId', 'sk'),
  contacts: new Table('Contacts', 'customerId', 'sk'),
  outbox: new Table('Outbox', 'outboxId'),
};
const ledger = contactLedger(tables, new Policies(new Table('Policies', 'name', 'sk'), clock, packs), clock);

const profile: CustomerProfile = {
  customerId: 'C1',
  sk: 'PROFILE',
  v: 1,
  name: '沈月华',
  language: 'zh-CN',
  type: 'personal',
  tier: 'vip',
  stage: 'mature',
  riskClass: 'compliant',
  branch: 'B-EAST',
  zone: 'Asia/Shanghai',
};
const yes = (purpose: ConsentWord['purpose']) => ({
  customerId: 'C1',
  sk: `CONSENT#${purpose}#mail`,
  v: 1,
  purpose,
  channel: 'mail',
  state: 'GIVEN',
  at: '2026-01-05T02:00:00.000Z',
  from: 'customer',
});
const greeting = (cause: string): Reservation => ({
  customerId: 'C1',
  class: 'greeting',
  channel: 'mail',
  purpose: 'care',
  cause,
});
const rows = async () => (await aws.items('Contacts')).filter(({ sk }) => String(sk).startsWith('CONTACT#'));
const states = async () => (await rows()).map(({ state }) => state).sort();
const events = async () => (await aws.items('Outbox')).map(({ name }) => name).sort();
const cap = contactRules1.caps.find(({ id }) => id === 'non-service')?.most.vip ?? Number.NaN;

/** Asks as whoever retries passing faults does: here all contenders share one thread with the store they ask. */
async function persistently(reservation: Reservation): Promise<Reserved> {
  for (;;) {
    try {
      return await ledger.reserve(reservation);
    } catch (error) {
      if (!(error instanceof Fault && error.passing)) throw error;
    }
  }
}

beforeEach(async () => {
  await aws.clear();
  await aws.put('Customers', profile);
  await aws.put('Customers', yes('care'));
});
afterAll(() => aws.close());

test('R027 R111 two hundred that want the same customer at once never get more than the cap', {
  timeout: 120_000,
}, async () => {
  const reserved = await Promise.all(
    Array.from({ length: 200 }, (_, at) => persistently(greeting(`contender ${at}`))),
  );
  const won = reserved.filter(({ answer }) => answer === 'SEND_NOW');
  expect(won).toHaveLength(cap);
  expect(new Set(won.map(({ contactId }) => contactId)).size).toBe(cap);
  // The others are told when they may ask again, and every word stands in the ledger.
  expect(reserved.filter(({ answer, until }) => answer === 'DEFER' && until !== undefined)).toHaveLength(
    200 - cap,
  );
  expect((await states()).filter((state) => state === 'RESERVED')).toHaveLength(cap);
  expect(await rows()).toHaveLength(200);
});

test('the same cause reserves one contact, however often it asks', async () => {
  const asked = await Promise.all([1, 2, 3].map(() => ledger.reserve(greeting('birthday'))));
  expect(new Set(asked.map(({ contactId }) => contactId)).size).toBe(1);
  expect(await states()).toEqual(['RESERVED']);
});

test('a contact that was made counts; one that is released makes room for another', async () => {
  const ids: string[] = [];
  for (let at = 0; at < cap; at++) ids.push((await ledger.reserve(greeting(`${at}`))).contactId ?? '');
  await ledger.sent('C1', ids[0] ?? '');
  expect((await ledger.reserve(greeting('one more'))).answer).toBe('DEFER');
  await ledger.release('C1', ids[1] ?? '', 'not-reached');
  expect((await ledger.reserve(greeting('one more, later'))).answer).toBe('SEND_NOW');
  // Made is made: nobody takes it back.
  await ledger.release('C1', ids[0] ?? '', 'not-reached');
  expect((await states()).filter((state) => state === 'SENT')).toHaveLength(1);
  expect((await rows()).find(({ state }) => state === 'RELEASED')).toMatchObject({ reason: 'not-reached' });
});

test('R127 what a customer bears counts from the day of the talk, not from that on which it was reserved', async () => {
  const DAY = 86_400_000;
  const ids: string[] = [];
  for (let at = 0; at < cap; at++) ids.push((await ledger.reserve(greeting(`${at}`))).contactId ?? '');
  clock.move(2 * DAY);
  for (const id of ids) await ledger.sent('C1', id);
  // Thirty days after they were reserved, and twenty-eight after they were made.
  clock.move(28 * DAY + 60_000);
  expect((await ledger.reserve(greeting('too early'))).answer).toBe('DEFER');
  clock.move(2 * DAY);
  expect((await ledger.reserve(greeting('in time'))).answer).toBe('SEND_NOW');
});

test('R028 without a yes nothing is reserved: the word is written down with every rule, and told by codes alone', async () => {
  const ruling = await ledger.reserve({ ...greeting('offer'), class: 'marketing', purpose: 'marketing' });
  expect(ruling).toMatchObject({ answer: 'SUPPRESS', reason: 'no-consent' });
  const [row] = await rows();
  expect(row).toMatchObject({ state: 'SUPPRESSED', reason: 'no-consent', policy: 1 });
  expect(JSON.parse(String(row?.trace))).toContainEqual(
    expect.objectContaining({ rule: 'consent', verdict: 'SUPPRESS' }),
  );
  expect(await events()).toEqual(['contact.suppressed']);
  expect(JSON.stringify(await aws.items('Outbox'))).not.toContain(profile.name);
});

test('what the law asks for is sent whatever the caps say, and counts in the ledger', async () => {
  await aws.put('Customers', { ...profile, doNotContact: true });
  const notice = {
    customerId: 'C1',
    class: 'statutory-notice',
    channel: 'mail',
    purpose: 'service',
  } as const;
  for (let at = 0; at < 8; at++) {
    expect((await ledger.reserve({ ...notice, cause: `notice ${at}` })).answer).toBe('SEND_NOW');
  }
  expect(await states()).toEqual(Array(8).fill('RESERVED'));
});

test('an open severe complaint keeps greetings away; its ledger says when to ask again or why not', async () => {
  await aws.put('Customers', {
    customerId: 'C1',
    sk: 'HOLD#complaint#K1',
    v: 1,
    caseId: 'K1',
    severity: 'S1',
    openedAt: '2026-03-01T01:30:00.000Z',
  });
  const ruling = await ledger.reserve(greeting('festival'));
  expect(ruling.answer).not.toBe('SEND_NOW');
  expect(await rows()).toHaveLength(1);
});

test('a customer whom nobody knows is a fault by name', async () => {
  await expect(ledger.reserve({ ...greeting('x'), customerId: 'C404' })).rejects.toBeInstanceOf(
    CustomerUnknown,
  );
});
