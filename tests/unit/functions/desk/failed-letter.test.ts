import './environment.ts';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ServiceFault } from '../../../../infra/local/gateway/service.ts';
import { CustomerProfile, type MailTemplate } from '../../../../shared/contracts/items.ts';
import { ContactFailed } from '../../../../shared/contracts/letter-by-hand.ts';
import { outboxMail } from '../../../../shared/platform/outbox.ts';
import { mailAddressOf } from '../../../../shared/policy/mail-address.ts';
import { Bench, CASE, customer, furnish, prepared, turn } from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await furnish(bench);
  await bench.put('Cases', {
    caseId: CASE,
    sk: 'LETTER#0002',
    v: 1,
    number: 2,
    kind: 'decision',
    language: 'en',
    parts: { opening: 'We have decided.' },
    sealedAt: new Date().toISOString(),
  });
});
afterEach(() => bench.close());

/** Writes a mail to the customer and has it sent. */
async function mailed(template: MailTemplate, facts: Record<string, string | number> = {}, attempts = 0) {
  const at = new Date().toISOString();
  const row = outboxMail({
    cause: [template],
    at,
    template,
    to: { kind: 'customer', id: 'C1' },
    caseId: CASE,
    facts,
  });
  await bench.put('Outbox', { ...row, attempts });
  await bench.fresh().mail({ outboxIds: [row.outboxId] });
  return row.outboxId;
}

const failures = async () =>
  (await bench.outbox()).flatMap((row) =>
    row.kind === 'event' && row.name === 'contact.failed' ? [ContactFailed.parse(row.detail)] : [],
  );
const profile = async () =>
  CustomerProfile.parse(
    (await bench.items('Customers')).find(({ customerId, sk }) => customerId === 'C1' && sk === 'PROFILE'),
  );
const stateOf = async (outboxId: string) =>
  (await bench.outbox()).find((row) => row.outboxId === outboxId)?.state;

test.each(['survey-invitation', 'survey-reminder'] as const)(
  'a %s that reaches nobody is told to whoever asks, and to nobody who tells letters by hand',
  async (template) => {
    await bench.put('Customers', { ...customer, email: undefined });
    const outboxId = await mailed(template);
    const told = (await bench.outbox()).flatMap((row) =>
      row.kind === 'event' && row.name === 'contact.failed' ? [row.detail] : [],
    );
    expect(told).toMatchObject([
      { caseId: CASE, customerId: 'C1', facts: { outboxId, template, fault: 'NoAddress' } },
    ]);
    expect(ContactFailed.safeParse(told[0]).success).toBe(false);
  },
);

describe('R016 R10 a letter of a complaint that the mail service refuses for good', () => {
  test('has it told by hand: one event with the mail, the letter and the fault, and no word of it', async () => {
    bench.refuseMail = () => 'MessageRejected';
    const outboxId = await mailed('decision', { letter: 2, outcome: 'REJECTED' });
    expect(await stateOf(outboxId)).toBe('FAILED');
    const [told, ...others] = await failures();
    expect(others).toEqual([]);
    expect(told).toMatchObject({
      caseId: CASE,
      customerId: 'C1',
      facts: { outboxId, template: 'decision', fault: 'MessageRejected', letter: 2 },
    });
    // Sent again, it is not unsent any more.
    await bench.fresh().mail({ outboxIds: [outboxId] });
    expect(await failures()).toHaveLength(1);
  });

  test('failure, event and address are written together: a process that dies at any call leaves all of them or none', async () => {
    bench.refuseMail = () => 'MessageRejected';
    const written = async (cause: string) => {
      const at = new Date().toISOString();
      const to = { kind: 'customer', id: 'C1' } as const;
      const row = outboxMail({ cause: [cause], at, template: 'acknowledgement', to, caseId: CASE });
      await bench.put('Customers', { ...customer });
      await bench.put('Outbox', row);
      return row.outboxId;
    };
    const standsAs = async (outboxId: string) => [
      await stateOf(outboxId),
      (await failures()).filter(({ facts }) => facts.outboxId === outboxId).length,
      (await profile()).mailRefused?.address,
    ];
    const whole = ['FAILED', 1, customer.email];
    const first = await written('undisturbed');
    await bench.run(bench.fresh().mail, { outboxIds: [first] });
    expect(await standsAs(first)).toEqual(whole);
    const { effects } = bench;
    for (let at = 1; at <= effects; at++) {
      for (const when of ['before', 'after'] as const) {
        const outboxId = await written(`${at} ${when}`);
        await bench.run(bench.fresh().mail, { outboxIds: [outboxId] }, { at, when });
        expect([whole, ['UNSENT', 0, undefined]]).toContainEqual(await standsAs(outboxId));
        // The sweep comes back to it later.
        bench.pass(60_000);
        await bench.run(bench.fresh().mail, { outboxIds: [outboxId] });
        expect(await standsAs(outboxId)).toEqual(whole);
      }
    }
  });

  test.each(['reminder', 'code', 'service-reply'] as const)(
    'what is no letter of a complaint (%s) is nobody’s to tell',
    async (template) => {
      bench.refuseMail = () => 'MessageRejected';
      expect(await stateOf(await mailed(template))).toBe('FAILED');
      expect(await failures()).toEqual([]);
    },
  );

  test('nor is a task of the staff, whose next holder is found by the sweep', async () => {
    bench.refuseMail = () => 'MessageRejected';
    await prepared(bench);
    expect(await failures()).toEqual([]);
    expect((await bench.items('Staff')).some((row) => 'mailRefused' in row)).toBe(false);
  });

  test('one that was tried as often as policy allows is told by hand as well, and its address counts on', async () => {
    bench.refuse = (operation) =>
      operation === 'SendRawEmail' ? new ServiceFault('Throttling', 'slow down') : undefined;
    const outboxId = await mailed('extension', { letter: 2 }, 200);
    expect(await failures()).toEqual([]);
    bench.pass(86_400_000);
    await bench.fresh().sweep({});
    expect(await stateOf(outboxId)).toBe('FAILED');
    expect(await failures()).toMatchObject([{ facts: { outboxId, fault: 'GivenUp', letter: 2 } }]);
    expect(await profile()).not.toHaveProperty('mailRefused');
  });
});

describe('R016 an address that was refused for good', () => {
  test('is written to no more, and the next letter is told by hand without asking the mail service', async () => {
    bench.refuseMail = () => 'InvalidParameterValue';
    await mailed('acknowledgement');
    expect((await profile()).mailRefused).toMatchObject({ address: customer.email });
    bench.refuseMail = () => undefined;
    const calls = bench.calls.length;
    await mailed('decision', { letter: 2 });
    expect(bench.calls.slice(calls)).not.toContain('SendRawEmail');
    expect(bench.mails).toEqual([]);
    expect((await failures()).map(({ facts: { fault } }) => fault).sort()).toEqual([
      'AddressRefused',
      'InvalidParameterValue',
    ]);
  });

  test('counts no more once the customer has another one, whoever brings it', async () => {
    bench.refuseMail = () => 'MessageRejected';
    await mailed('acknowledgement');
    bench.refuseMail = () => undefined;
    await bench.put('Customers', { ...(await profile()), email: 'zhang.wei@customer.example' });
    await mailed('decision', { letter: 2 });
    expect(bench.mails.map(({ to }) => to)).toEqual([['zhang.wei@customer.example']]);
  });

  test('has nobody ask the customer there: the question waits out its time', async () => {
    await bench.put('Customers', {
      ...customer,
      mailRefused: { address: customer.email, at: new Date().toISOString() },
    });
    const task = await prepared(bench, {
      step: 'Await customer',
      form: 'customer-word',
      clock: 'customer-word',
      holder: 'customer',
    });
    expect(task.checkpointAt).toBe(task.dueAt);
    expect((await bench.outbox()).filter(({ kind }) => kind === 'mail')).toEqual([]);
  });

  test.each([
    'Email address is not verified. The following identities failed the check in region US-EAST-1: care@bank.example',
    'Sending paused for this account. For more information, please check the inbox of the email address.',
  ])('is not one where the mail service speaks of us: %s', async (message) => {
    bench.refuse = (operation) =>
      operation === 'SendRawEmail' ? new ServiceFault('MessageRejected', message) : undefined;
    const outboxId = await mailed('acknowledgement');
    expect(await stateOf(outboxId)).toBe('UNSENT');
    expect(await failures()).toEqual([]);
    expect(await profile()).not.toHaveProperty('mailRefused');
  });

  test.each(['MailFromDomainNotVerifiedException', 'AccountSendingPausedException'])(
    'is not one where the mail service says %s',
    async (code) => {
      bench.refuseMail = () => code;
      const outboxId = await mailed('acknowledgement');
      expect(await stateOf(outboxId)).toBe('UNSENT');
      expect(await profile()).not.toHaveProperty('mailRefused');
    },
  );

  test('without any address there is none, refused or not', () => {
    const refused = { mailRefused: { address: 'a@b.example', at: '2026-03-02T00:00:00.000Z' } };
    expect(mailAddressOf({})).toBeUndefined();
    expect(mailAddressOf(refused)).toBeUndefined();
    expect(mailAddressOf({ email: 'a@b.example' })).toBe('a@b.example');
  });
});

describe('the task that tells it', () => {
  const LETTER = `arn:aws:states:us-east-1:000000000000:execution:LetterByHand:by-hand-M-1`;
  const telling = (its: Record<string, unknown> = {}) => ({
    step: 'Tell by hand',
    execution: LETTER,
    form: 'by-hand',
    clock: 'notify-by-hand',
    of: ['agent'],
    deaf: true,
    ...its,
  });

  test('R016 stays as it is when something reaches the complaint, which would end it again and again', async () => {
    const at = new Date().toISOString();
    await bench.put('Cases', {
      caseId: CASE,
      sk: 'SIGNAL#S1',
      v: 1,
      signalId: 'S1',
      at,
      kind: 'SUPPLEMENTED',
    });
    const deaf = await prepared(bench, telling());
    expect(deaf).toMatchObject({ state: 'OPEN', deaf: true });
    const hears = await bench.fresh().prepare(turn({ ...telling({ deaf: undefined }), step: 'End by hand' }));
    expect(hears).toMatchObject({ way: 'INTERRUPTED', signal: 'SUPPLEMENTED' });
    const nudged = await bench.fresh().prepare(turn({ ...telling(), turn: 'nudge', taskId: deaf.taskId }));
    expect(nudged).toMatchObject({ way: 'WAIT' });
  });

  test('bears the number of its letter, whatever was sealed since', async () => {
    const task = await prepared(
      bench,
      telling({ case: { ...turn().case, number: 2, template: 'decision', outboxId: 'M-1' } }),
    );
    expect(task.item).toBe(2);
  });
});
