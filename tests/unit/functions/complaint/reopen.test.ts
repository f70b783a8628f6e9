import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { CaseClock, CaseLetter, CaseRound } from '../../../../shared/contracts/complaint.ts';
import { CaseHead, CustomerHold } from '../../../../shared/contracts/items.ts';
import { surveying1 } from '../../../../shared/policy/surveying.ts';
import { receivedComplaint } from './story.ts';

const story = await receivedComplaint();
const { aws, customer, manager, head } = story;
const { handler } = await import('../../../../functions/complaint/reopen.ts');

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const closedAt = new Date(Date.now() - 10 * DAY).toISOString();
const now = () => new Date().toISOString();

const wish = (its: { id?: string; at?: string; why?: string } = {}) => ({
  'detail-type': 'complaint.reopen-requested',
  detail: {
    id: its.id ?? 'V-WISH-1',
    at: its.at ?? now(),
    caseId: 'K1',
    customerId: 'C1',
    facts: { why: its.why ?? 'SURVEY' },
  },
});

const closed = {
  ...head,
  status: 'CLOSED',
  openShard: undefined,
  class: 'COMPLAINT',
  severity: 'S3',
  outcome: 'RESOLVED_UPHELD',
  tier: 'vip',
  ownerId: 'S1',
  decidedAt: closedAt,
  closedAt,
  dueAt: closedAt,
  customerWord: 'SILENT',
  proposalId: 'T-P',
  reachedBy: 'mail',
  moves: 9,
};

/** Another person of the staff, who stands above nobody. */
const person = (staffId: string) => ({ ...manager, staffId });

beforeEach(async () => {
  await story.reset();
  await aws.put('Cases', closed);
  for (const id of ['S2', 'S3', 'S4']) await aws.put('Staff', person(id));
  await aws.put('Customers', {
    customerId: 'C1',
    sk: 'HOLD#complaint#K1',
    v: 1,
    caseId: 'K1',
    openedAt: head.openedAt,
    closedAt,
    severity: 'S3',
  });
  await story.answered('findings', { cause: 'C01', moreTime: 'NONE', reason: 'x'.repeat(20) });
  await story.answered(
    'approval',
    { verdict: 'APPROVE', reason: 'x'.repeat(20) },
    { assigneeId: 'S2', clock: 'approval' },
  );
  await story.answered(
    'approval',
    { verdict: 'APPROVE', reason: 'x'.repeat(20) },
    { assigneeId: 'S3', clock: 'extension' },
  );
});
afterAll(() => aws.close());

const headNow = async () => CaseHead.parse(await story.headNow());

describe('R012 R082 C14 a closed complaint is opened again', () => {
  test('as a round of its own: a new clock, a new execution, and nobody who handled or approved before', async () => {
    expect(await handler(wish())).toEqual({ ruling: 'REOPENED', round: 2 });
    const again = await headNow();
    expect(again).toMatchObject({
      status: 'CLOCKED',
      round: 2,
      formerIds: ['S1', 'S2'],
      reopenedFor: 'V-WISH-1',
    });
    expect(again.execution).toMatch(/complaint-K1-r2$/);
    expect(again.openShard).toMatch(/^C#[0-7]$/);
    for (const gone of ['outcome', 'closedAt', 'decidedAt', 'customerWord', 'proposalId', 'ownerId'])
      expect(again).not.toHaveProperty(gone);
    const clock = CaseClock.parse(await story.rowNow('CLOCK#0001'));
    expect(clock).toMatchObject({ why: 'reopened', dueAt: again.dueAt, startsAt: again.termFrom });
    expect(clock.trace).toContain('"by":"reopened"');
    expect(CaseRound.parse(await story.rowNow('ROUND#0001'))).toMatchObject({
      number: 1,
      outcome: 'RESOLVED_UPHELD',
      closedAt,
      actedIds: ['S1', 'S2'],
      ownerId: 'S1',
      why: 'SURVEY',
      causeId: 'V-WISH-1',
    });
    expect([...aws.executions.values()].map(({ name }) => name).sort()).toEqual([
      'complaint-K1-r2',
      'watch-K1-c1',
    ]);
    const hold = CustomerHold.parse(
      (await aws.items('Customers')).find(({ sk }) => sk === 'HOLD#complaint#K1'),
    );
    expect(hold.closedAt).toBeUndefined();
    expect(hold.severity).toBe('S3');
  });

  test('its customer is told by letter and mail, with the new date', async () => {
    await handler(wish());
    const { dueAt } = await headNow();
    const letter = CaseLetter.parse(await story.rowNow('LETTER#0001'));
    expect(letter.kind).toBe('reopened');
    expect(letter.parts.opening).toContain('重新办理');
    const { mails, events } = await story.sent();
    expect(mails).toMatchObject([{ template: 'reopened', facts: { letter: 1, dueAt } }]);
    expect(events).toMatchObject([
      { name: 'complaint.reopened', detail: { caseId: 'K1', facts: { round: 2, why: 'SURVEY', dueAt } } },
    ]);
  });

  test('where no mail reaches the customer, a person tells it, and no mail fails', async () => {
    const { email: _, ...unreachable } = customer;
    await aws.put('Customers', unreachable);
    await handler(wish());
    const { mails, events } = await story.sent();
    expect(mails).toEqual([]);
    expect(events.find(({ name }) => name === 'contact.failed')).toMatchObject({
      detail: { facts: { template: 'reopened', letter: 1, fault: 'NoAddress' } },
    });
  });

  test('a withdrawal that came in the moment of the closing does not end the round that its customer asked for', async () => {
    await story.signal('WITHDRAWN', closedAt);
    await handler(wish({ why: 'DISPUTED' }));
    expect(await story.rowNow('SIGNAL#S-WITHDRAWN')).toHaveProperty('handledAt');
  });

  test('an owner who has not acted and is not recused stays', async () => {
    await aws.put('Cases', { ...closed, ownerId: 'S4' });
    await handler(wish());
    expect((await headNow()).ownerId).toBe('S4');
  });

  test('the next step answers what the round before has found, and goes on without it being asked again', async () => {
    await handler(wish());
    const { handler: register } = await import('../../../../functions/complaint/register.ts');
    const before = await story.everything();
    expect(await register(story.input('Register', ['complaint.received'], { round: 2 }))).toMatchObject({
      again: 'YES',
      class: 'COMPLAINT',
      severity: 'S3',
      recused: ['S1', 'S2'],
      dueAt: (await headNow()).dueAt,
    });
    expect(await story.everything()).toEqual(before);
  });
});

describe('the guard: one round a closing, whatever comes twice, late or in another order', () => {
  const nothingChanges = async (event: object, ruling = 'NOTHING') => {
    const before = await story.everything();
    expect(await handler(event)).toMatchObject({ ruling });
    expect(await story.everything()).toEqual(before);
  };

  test('the same wish again, and another one meanwhile, open nothing', async () => {
    const first = wish();
    await handler(first);
    await nothingChanges(first, 'REOPENED');
    await nothingChanges(wish({ id: 'V-WISH-2', why: 'DISPUTED' }));
  });

  test('two wishes at the same moment open one round', async () => {
    await Promise.all([handler(wish()), handler(wish({ id: 'V-WISH-2' }))]);
    expect((await headNow()).round).toBe(2);
    expect((await aws.items('Cases')).filter(({ sk }) => String(sk).startsWith('ROUND#'))).toHaveLength(1);
    expect((await story.sent()).mails).toHaveLength(1);
  });

  test('an attempt that failed before the execution was started is made good by the next one', async () => {
    await handler(wish());
    aws.executions.clear();
    await handler(wish());
    expect([...aws.executions.values()].map(({ name }) => name)).toContain('complaint-K1-r2');
  });

  test('a wish that is older than the closing, or comes after its window, changes nothing', async () => {
    await nothingChanges(wish({ at: new Date(Date.parse(closedAt) - HOUR).toISOString() }));
    const late = new Date(Date.parse(closedAt) + (surveying1.review.days + 2) * DAY).toISOString();
    await nothingChanges(wish({ at: late }));
  });

  test('what was no complaint, or never came to be known as one, is not opened again', async () => {
    await aws.put('Cases', { ...closed, class: 'PRAISE', outcome: 'PRAISE_ANSWERED' });
    await nothingChanges(wish());
    await aws.put('Cases', { ...closed, class: undefined, severity: undefined, outcome: 'WITHDRAWN' });
    await nothingChanges(wish());
  });

  test('R114 after as many rounds as the policy allows a letter says once who else can be asked', async () => {
    const round = surveying1.review.mostReopenings + 1;
    await aws.put('Cases', { ...closed, round });
    expect(await handler(wish())).toEqual({ ruling: 'OUTSIDE', round });
    const letter = CaseLetter.parse(await story.rowNow('LETTER#0001'));
    expect(letter.kind).toBe('outside');
    expect(letter.parts.rights).toMatch(/调解.*仲裁.*法院/s);
    expect(letter.parts.rights).not.toContain('上级机构');
    expect((await story.sent()).mails).toMatchObject([{ template: 'outside-routes', facts: { letter: 1 } }]);
    expect(await headNow()).toMatchObject({ status: 'CLOSED', round });
    await nothingChanges(wish({ id: 'V-WISH-2' }));
  });
});
