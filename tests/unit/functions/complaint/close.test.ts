import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { CaseLetter } from '../../../../shared/contracts/complaint.ts';
import { CaseHead } from '../../../../shared/contracts/items.ts';
import { receivedComplaint } from './story.ts';

const story = await receivedComplaint();
const { aws, customer, head } = story;
const { handler } = await import('../../../../functions/complaint/close.ts');
const input = (state: Record<string, unknown>) => story.input('Close', ['complaint.closed'], state);

beforeEach(async () => {
  await story.reset();
  await aws.put('Cases', {
    ...head,
    status: 'ACKNOWLEDGED',
    openedAt: new Date(Date.now() - 36e5).toISOString(),
  });
});
afterAll(() => aws.close());

test('the case closes with the outcome of the form, leaves the index of open cases, and the customer is told', async () => {
  const answer = await handler(input({ outcome: 'RESOLVED_PARTLY' }));
  expect(answer).toEqual({
    outcome: 'RESOLVED_PARTLY',
    closedAt: expect.any(String),
    days: 1,
    toTell: 'NO',
  });
  const closed = CaseHead.parse(await story.headNow());
  expect(closed).toMatchObject({ status: 'CLOSED', outcome: 'RESOLVED_PARTLY' });
  expect(closed).not.toHaveProperty('openShard');
  const { mails, events } = await story.sent();
  expect(mails).toMatchObject([
    {
      template: 'decision',
      to: { kind: 'customer', id: 'C1' },
      facts: { outcome: 'RESOLVED_PARTLY' },
    },
  ]);
  expect(events).toMatchObject([
    {
      name: 'complaint.closed',
      detail: { caseId: 'K1', facts: { outcome: 'RESOLVED_PARTLY', days: 1, onTime: true } },
    },
  ]);
});

const letterNow = async () => CaseLetter.parse(await story.rowNow('LETTER#0001'));
const notified = { status: 'NOTIFIED', decidedAt: '2026-09-27T03:00:00.000Z', class: 'COMPLAINT' };

test.each([
  [{ word: 'ACCEPTED' }, 'ACCEPTED'],
  [{}, 'SILENT'],
])(
  'a decision that was told needs no further mail when the customer says %j',
  async (state, customerWord) => {
    await aws.put('Cases', { ...(await story.headNow()), ...notified });
    expect(await handler(input({ outcome: 'REJECTED', ...state }))).toMatchObject({ customerWord });
    const { mails, events } = await story.sent();
    expect(mails).toEqual([]);
    expect(events).toMatchObject([
      { detail: { facts: { outcome: 'REJECTED', customerWord, class: 'COMPLAINT' } } },
    ]);
    expect(await story.headNow()).toMatchObject({ customerWord });
  },
);

test('C10 a dispute is told the ways that are open outside', async () => {
  await aws.put('Cases', { ...(await story.headNow()), ...notified });
  await handler(input({ outcome: 'RESOLVED_PARTLY', word: 'DISPUTED' }));
  const { kind, parts } = await letterNow();
  expect(kind).toBe('closing');
  expect(parts.rights).toMatch(/核查.*调解.*仲裁.*法院/s);
  expect((await story.sent()).mails).toMatchObject([
    { template: 'closing', facts: { letter: 1, outcome: 'RESOLVED_PARTLY', customerWord: 'DISPUTED' } },
  ]);
});

test('what was settled at first contact ends with a short letter of what was agreed', async () => {
  await story.answered('first-contact', {
    reached: 'SPOKEN',
    settledNow: 'YES',
    reason: 'CANARY: one of the two fees is paid back today.',
  });
  expect(await handler(input({ class: 'COMPLAINT', settledNow: 'YES' }))).toMatchObject({
    outcome: 'QUICK_RESOLVED',
  });
  expect(await letterNow()).toMatchObject({
    kind: 'quick',
    parts: { agreed: 'CANARY: one of the two fees is paid back today.' },
  });
  const { mails } = await story.sent();
  expect(mails).toMatchObject([{ template: 'quick', facts: { letter: 1 } }]);
  expect(JSON.stringify([mails, await aws.items('Audit')])).not.toContain('CANARY');
});

test('C10 a withdrawal ends the case with a confirmation that names its day, and every signal is handled', async () => {
  await story.signal('SUPPLEMENTED', '2026-09-28T01:00:00.000Z');
  await story.signal('WITHDRAWN', '2026-09-28T17:00:00.000Z');
  expect(await handler(input({ signal: 'WITHDRAWN', outcome: 'REJECTED' }))).toMatchObject({
    outcome: 'WITHDRAWN',
  });
  const { kind, parts } = await letterNow();
  expect(kind).toBe('withdrawn');
  // 17:00 in Greenwich is the next day in Shanghai.
  expect(parts.opening).toContain('2026年9月29日');
  const { mails, events } = await story.sent();
  expect(mails).toMatchObject([{ template: 'withdrawn', facts: { letter: 1 } }]);
  expect(events.map(({ name }) => name).sort()).toEqual(['complaint.closed', 'complaint.withdrawn']);
  for (const key of ['SIGNAL#S-SUPPLEMENTED', 'SIGNAL#S-WITHDRAWN'])
    expect(await story.rowNow(key)).toHaveProperty('handledAt');
});

test.each([
  [{ outcome: 'REJECTED', word: 'ACCEPTED' }],
  [{ class: 'SUGGESTION' }],
  [{ class: 'COMPLAINT', settledNow: 'YES' }],
])('C10 new facts that came since the last answer keep a case open that is %j', async (state) => {
  await story.signal('SUPPLEMENTED', '2026-09-28T01:00:00.000Z');
  const before = await story.everything();
  await expect(handler(input(state))).rejects.toMatchObject({ name: 'SignalUnheard', passing: false });
  expect(await story.everything()).toEqual(before);
});

test('C10 a withdrawal that came since the last answer ends the case as one, with new facts beside it or without', async () => {
  await story.signal('WITHDRAWN', '2026-09-28T17:00:00.000Z');
  await story.signal('SUPPLEMENTED', '2026-09-28T18:00:00.000Z');
  await aws.put('Cases', { ...(await story.headNow()), ...notified });
  expect(await handler(input({ outcome: 'REJECTED', word: 'ACCEPTED' }))).toMatchObject({
    outcome: 'WITHDRAWN',
  });
  expect((await story.sent()).mails).toMatchObject([{ template: 'withdrawn' }]);
});

test('what operations took over ends by their word, whatever came in beside it', async () => {
  await story.signal('SUPPLEMENTED', '2026-09-28T01:00:00.000Z');
  expect(await handler(input({ way: 'COMPLETE' }))).toMatchObject({ outcome: 'MANUAL_TAKEOVER' });
});

test.each(['SUGGESTION', 'PRAISE', 'ENQUIRY'])(
  '%s was answered already and gets no further mail',
  async (kind) => {
    await aws.put('Cases', { ...(await story.headNow()), status: 'TRIAGED', class: kind });
    expect(await handler(input({ class: kind }))).toMatchObject({ outcome: `${kind}_ANSWERED` });
    expect((await story.sent()).mails).toEqual([]);
  },
);

test.each(['COMPLETE', 'CANCEL'])(
  'R211 a case that a takeover ends (%s) still tells the customer',
  async (way) => {
    const { outcome } = (await handler(input({ way }))) as { outcome: string };
    expect((await story.sent()).mails).toMatchObject([
      { template: 'closing', facts: { letter: 1, outcome } },
    ]);
    expect((await letterNow()).parts.rights).toBeDefined();
  },
);

test('a decision counts from when it was told, not from when the case closed', async () => {
  await aws.put('Cases', {
    ...(await story.headNow()),
    ...notified,
    dueAt: '2026-09-28T00:00:00.000Z',
    openedAt: '2026-09-25T02:00:00.000Z',
  });
  await handler(input({ outcome: 'REJECTED' }));
  expect((await story.sent()).events).toMatchObject([{ detail: { facts: { onTime: true } } }]);
});

test('a case that broke a term once is not on time, however its date was moved since', async () => {
  await aws.put('Cases', {
    ...(await story.headNow()),
    ...notified,
    dueAt: '2099-01-01T00:00:00.000Z',
    breach: { clock: 1, at: '2026-09-26T00:00:00.000Z' },
  });
  await handler(input({ outcome: 'REJECTED' }));
  expect((await story.sent()).events).toMatchObject([{ detail: { facts: { onTime: false } } }]);
});

test.each([
  ['COMPLETE', undefined, 'MANUAL_TAKEOVER'],
  ['CANCEL', undefined, 'CANCELLED'],
  ['CANCEL', 'REJECTED', 'CANCELLED'],
  ['RETRY', 'REJECTED', 'REJECTED'],
])('a takeover that says %s after a decision %s closes with %s', async (way, outcome, closed) => {
  expect(await handler(input({ way, ...(outcome === undefined ? {} : { outcome }) }))).toMatchObject({
    outcome: closed,
  });
});

test('a takeover can close a case that was never registered', async () => {
  await aws.put('Cases', head);
  expect(await handler(input({ way: 'CANCEL' }))).toMatchObject({ outcome: 'CANCELLED' });
});

test('a step that is tried again answers what the row says and tells the customer nothing again', async () => {
  const first = await handler(input({ outcome: 'REJECTED' }));
  const before = [await aws.items('Outbox'), await aws.items('Audit')];
  expect(await handler(input({ outcome: 'RESOLVED_UPHELD' }))).toEqual(first);
  expect([await aws.items('Outbox'), await aws.items('Audit')]).toEqual(before);
});

test('a case that is late is closed as late', async () => {
  await aws.put('Cases', {
    ...head,
    status: 'ACKNOWLEDGED',
    dueAt: '2026-09-26T00:00:00.000Z',
    openedAt: '2026-09-25T02:00:00.000Z',
  });
  await handler(input({ outcome: 'REJECTED' }));
  expect((await story.sent()).events).toMatchObject([{ detail: { facts: { onTime: false } } }]);
});

test.each([[{}], [{ outcome: 'WHATEVER' }], [{ way: 'RETRY' }]])(
  'a state such as %j has no outcome, and nothing is written',
  async (state) => {
    await expect(handler(input(state))).rejects.toMatchObject({ name: 'OutcomeMissing', passing: false });
    expect(await story.headNow()).toMatchObject({ status: 'ACKNOWLEDGED' });
  },
);

describe('R235 a customer without an address', () => {
  beforeEach(async () => {
    const { email: _, ...unreachable } = customer;
    await aws.put('Customers', unreachable);
  });

  test.each([
    ['withdraws', { signal: 'WITHDRAWN' }, 'withdrawn'],
    ['is left by a takeover', { way: 'CANCEL' }, 'closing'],
  ])('who %s is still to be told, by the letter that is sealed', async (_, state, kind) => {
    const answer = await handler(input(state));
    expect(answer).toMatchObject({ toTell: 'YES' });
    expect(await letterNow()).toMatchObject({ kind });
    expect(await handler(input(state))).toEqual(answer);
  });

  test('who disputes a decision is still to be told the ways outside; who does not knows it all', async () => {
    await aws.put('Cases', { ...(await story.headNow()), ...notified });
    expect(await handler(input({ outcome: 'REJECTED' }))).toMatchObject({ toTell: 'NO' });
    expect(await story.rowNow('LETTER#0001')).toBeUndefined();
    await story.reset();
    const { email: _, ...unreachable } = customer;
    await aws.put('Customers', unreachable);
    await aws.put('Cases', { ...head, ...notified });
    const disputed = input({ outcome: 'REJECTED', word: 'DISPUTED' });
    expect(await handler(disputed)).toMatchObject({ toTell: 'YES' });
    expect(await handler(disputed)).toMatchObject({ toTell: 'YES' });
  });

  test.each(['SUGGESTION', 'PRAISE', 'ENQUIRY'])('whose %s was answered knows it all', async (kind) => {
    await aws.put('Cases', { ...(await story.headNow()), status: 'TRIAGED', class: kind });
    expect(await handler(input({ class: kind }))).toMatchObject({ toTell: 'NO' });
  });
});

test('a customer whom a mail reaches is told by nobody but it', async () => {
  expect(await handler(input({ signal: 'WITHDRAWN' }))).toMatchObject({ toTell: 'NO' });
});

test('a customer without an address is recorded as told by nobody', async () => {
  const { email: _, ...unreachable } = customer;
  await aws.put('Customers', unreachable);
  await handler(input({ outcome: 'REJECTED' }));
  expect((await aws.items('Outbox')).map(({ kind }) => kind)).toEqual(['event']);
  expect((await aws.items('Audit'))[0]).toMatchObject({ act: 'case.closed', facts: { by: 'nobody' } });
});

describe('R016 how it ended, once mails reach the customer no more', () => {
  const email = customer.email;
  const refused = { ...customer, mailRefused: { address: email, at: '2026-09-26T00:00:00.000Z' } };

  test('behind a customer whom mails have reached so far it is handed to the sender of mails, who has it told', async () => {
    await aws.put('Customers', refused);
    await story.signal('WITHDRAWN', '2026-09-28T01:00:00.000Z');
    const answer = await handler(input({ signal: 'WITHDRAWN', reachedBy: 'mail' }));
    expect(answer).toMatchObject({ outcome: 'WITHDRAWN', toTell: 'NO' });
    expect((await story.sent()).mails).toMatchObject([{ template: 'withdrawn', facts: { letter: 1 } }]);
  });

  test('behind one whom nobody has mailed a person is asked by the complaint itself, also when it is tried again', async () => {
    await aws.put('Customers', refused);
    await story.signal('WITHDRAWN', '2026-09-28T01:00:00.000Z');
    const asked = input({ signal: 'WITHDRAWN', reachedBy: 'nobody' });
    expect(await handler(asked)).toMatchObject({ outcome: 'WITHDRAWN', toTell: 'YES' });
    expect((await story.sent()).mails).toEqual([]);
    // An address that comes in now changes nothing of what the step did.
    await aws.put('Customers', { ...refused, email: 'new@example.com' });
    expect(await handler(asked)).toMatchObject({ toTell: 'YES' });
  });
});
