import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { eventBy } from '../../../../functions/intake/absence.ts';
import { AuditRecord, StaffAbsence } from '../../../../shared/contracts/items.ts';
import { firstBrokenAudit } from '../../../../shared/platform/audit.ts';
import { WrongUse } from '../../../../shared/platform/command-line.ts';
import { smallAws } from '../../shared/platform/small-aws.ts';

const aws = await smallAws();
const { handler } = await import('../../../../functions/intake/accept-event.ts');

const person = (staffId: string, its: Record<string, unknown> = {}) => ({
  staffId,
  sk: 'PROFILE',
  v: 1,
  name: `Canary ${staffId}`,
  email: `${staffId.toLowerCase()}@bank.example`,
  language: 'en',
  role: 'agent',
  level: 1,
  lines: ['ordinary'],
  branch: 'B1',
  capacity: 5,
  zone: 'Asia/Shanghai',
  active: true,
  ...its,
});

beforeEach(async () => {
  await aws.clear();
  for (const one of [
    person('A1', { superiorId: 'E1' }),
    person('A2'),
    person('A3'),
    person('E1', { role: 'expert', level: 2 }),
    person('E2', { role: 'expert', level: 2 }),
    person('H1', { role: 'line-head', level: 3 }),
    person('H2', { role: 'line-head', level: 3, lines: ['corporate'] }),
    person('G1', { role: 'gm', level: 4, lines: ['corporate'] }),
    person('X1', { active: false, role: 'line-head', level: 3 }),
  ])
    await aws.put('Staff', one);
});
afterAll(() => aws.close());

let number = 0;
const absence = (detail: Record<string, unknown> = {}) => ({
  id: 'e1',
  source: 'bank.hr',
  'detail-type': 'staff.absence-submitted',
  detail: {
    v: 1,
    channel: 'api',
    externalId: `HR-${++number}`,
    staffId: 'A1',
    enteredBy: 'A1',
    submittedAt: '2026-03-02T01:30:00.000Z',
    from: '2026-03-09',
    until: '2026-03-13',
    ...detail,
  },
});
const rows = async () =>
  (await aws.items('Staff'))
    .filter(({ sk }) => String(sk).startsWith('ABSENCE#'))
    .map((row) => StaffAbsence.parse(row));
const audit = async () => (await aws.items('Audit')).map((item) => AuditRecord.parse(item));
const events = async () =>
  (await aws.items('Outbox')).map(({ name, detail }) => [name, (detail as { facts: unknown }).facts]);

describe('R260 T2 an absence', () => {
  test('is written once, with who entered it, a record and an event without names', async () => {
    const event = absence({ enteredBy: 'E1', substituteId: 'A2' });
    expect(await handler(event)).toMatchObject({ way: 'ACCEPTED', caseId: expect.stringMatching(/^H/) });
    expect(await rows()).toEqual([
      {
        staffId: 'A1',
        sk: 'ABSENCE#2026-03-09',
        v: 1,
        from: '2026-03-09',
        until: '2026-03-13',
        substituteId: 'A2',
        enteredBy: 'E1',
        enteredAt: '2026-03-02T01:30:00.000Z',
      },
    ]);
    const told = { staffId: 'A1', from: '2026-03-09', until: '2026-03-13', cancelled: false, by: 'LEAD' };
    expect(await events()).toEqual([['staff.absence-changed', told]]);
    const records = await audit();
    expect(records).toMatchObject([{ entityId: 'A1', actor: 'E1', act: 'staff.absence-changed' }]);
    expect(firstBrokenAudit(records)).toBeUndefined();
    const before = [await aws.items('Staff'), await aws.items('Audit'), await aws.items('Outbox')];
    expect(await handler({ ...event, id: 'another-delivery' })).toMatchObject({ way: 'DUPLICATE' });
    expect([await aws.items('Staff'), await aws.items('Audit'), await aws.items('Outbox')]).toEqual(before);
    expect(JSON.stringify(before.slice(1))).not.toMatch(/Canary|@/);
  });

  test.each([
    ['the person', 'A1', 'ACCEPTED'],
    ['their superior', 'E1', 'ACCEPTED'],
    ['the head of one of their lines', 'H1', 'ACCEPTED'],
    ['the general manager', 'G1', 'ACCEPTED'],
    ['a colleague', 'A2', 'NOT_THEIR_LEAD'],
    ['somebody above who is no lead of theirs', 'E2', 'NOT_THEIR_LEAD'],
    ['the head of another line', 'H2', 'NOT_THEIR_LEAD'],
    ['somebody who has left', 'X1', 'UNKNOWN_STAFF'],
    ['nobody', 'S404', 'UNKNOWN_STAFF'],
  ])('may be entered by oneself or a lead: %s', async (_, enteredBy, expected) => {
    const answer = (await handler(absence({ enteredBy }))) as { way: string; code?: string };
    expect(answer.code ?? answer.way).toBe(expected);
    if (answer.code !== undefined) expect(answer).toMatchObject({ field: 'detail.enteredBy' });
    expect(await rows()).toHaveLength(expected === 'ACCEPTED' ? 1 : 0);
    const [held] = (await aws.items('Intake')).filter(({ state }) => state === 'HELD');
    if (expected === 'NOT_THEIR_LEAD')
      expect(held?.reason).toMatchObject({ expected: expect.stringContaining('their superior') });
  });

  test.each([
    ['of nobody', { staffId: 'S404', enteredBy: 'H1' }, 'UNKNOWN_STAFF', 'detail.staffId'],
    ['of somebody who has left', { staffId: 'X1', enteredBy: 'G1' }, 'UNKNOWN_STAFF', 'detail.staffId'],
    ['with nobody to stand in', { substituteId: 'S404' }, 'UNKNOWN_STAFF', 'detail.substituteId'],
    ['with a leaver to stand in', { substituteId: 'X1' }, 'UNKNOWN_STAFF', 'detail.substituteId'],
    ['with oneself to stand in', { substituteId: 'A1' }, 'WRONG_FIELD', 'detail.substituteId'],
    ['that ends before it begins', { until: '2026-03-08' }, 'WRONG_FIELD', 'detail.until'],
    ['that is taken back and was never entered', { cancelled: true }, 'UNKNOWN_ABSENCE', 'detail.from'],
  ])('is held %s', async (_, detail, code, field) => {
    expect(await handler(absence(detail))).toMatchObject({ way: 'QUARANTINED', code, field });
    expect(await rows()).toEqual([]);
  });

  test('is held where its substitute leads back to the person, and taken where they are there', async () => {
    const chain = { from: '2026-03-12', until: '2026-03-20' };
    await handler(absence({ staffId: 'A2', enteredBy: 'A2', substituteId: 'A3', ...chain }));
    await handler(absence({ staffId: 'A3', enteredBy: 'H1', substituteId: 'A1', ...chain }));
    expect(await handler(absence({ substituteId: 'A2' }))).toMatchObject({ code: 'SUBSTITUTE_CIRCLE' });
    expect(await handler(absence({ substituteId: 'A2', until: '2026-03-11' }))).toMatchObject({
      way: 'ACCEPTED',
    });
    expect(await rows()).toHaveLength(3);
  });

  test('changes by the last word about it, and is taken back without being forgotten', async () => {
    const at = (hour: number) => `2026-03-02T0${hour}:00:00.000Z`;
    await handler(absence({ submittedAt: at(3), until: '2026-03-10' }));
    await handler(absence({ submittedAt: at(2), until: '2026-03-20' }));
    expect(await rows()).toMatchObject([{ until: '2026-03-10' }]);
    await handler(absence({ submittedAt: at(4), until: '2026-03-09', cancelled: true, enteredBy: 'H1' }));
    expect(await rows()).toMatchObject([{ until: '2026-03-10', cancelled: true, enteredBy: 'H1' }]);
    await handler(absence({ submittedAt: at(5), until: '2026-03-11' }));
    const [row] = await rows();
    expect(row).toMatchObject({ until: '2026-03-11', enteredBy: 'A1' });
    expect(row?.cancelled).toBeUndefined();
    // The one that came late changed nothing, and told nobody anything.
    expect((await events()).length).toBe(3);
  });

  test('that is entered with a moment to come can be taken back by the next word', async () => {
    await handler(absence({ submittedAt: '2999-01-01T00:00:00.000Z' }));
    await handler(absence({ submittedAt: '2998-01-01T00:00:00.000Z', cancelled: true }));
    const [row] = (await aws.items('Staff')).filter(({ sk }) => String(sk).startsWith('ABSENCE#'));
    expect(row).toMatchObject({ cancelled: true });
    expect(String(row?.enteredAt) < '2998').toBe(true);
  });

  test('that came by file is taken back by a person as well', async () => {
    await aws.put('Staff', {
      staffId: 'A1',
      sk: 'ABSENCE#2026-03-09',
      v: 1,
      from: '2026-03-09',
      until: '2026-03-31',
    });
    expect(await handler(absence({ cancelled: true }))).toMatchObject({ way: 'ACCEPTED' });
    expect(await rows()).toMatchObject([{ until: '2026-03-31', cancelled: true }]);
  });
});

describe('the command', () => {
  const now = '2026-03-02T01:30:00.000Z';
  const words = ['--staff', 'A1', '--from', '2026-03-09'];

  test('sends what intake takes in, and the taking back of it', async () => {
    const entered = eventBy([...words, '--until', '2026-03-13', '--by', 'E1', '--substitute', 'A2'], now);
    expect(await handler(entered)).toMatchObject({ way: 'ACCEPTED' });
    expect(await rows()).toMatchObject([{ until: '2026-03-13', enteredBy: 'E1', substituteId: 'A2' }]);
    expect(await handler(eventBy([...words, '--cancel'], now))).toMatchObject({ way: 'ACCEPTED' });
    expect(await rows()).toMatchObject([{ until: '2026-03-13', cancelled: true, enteredBy: 'A1' }]);
  });

  test.each([
    [[], '--staff is missing'],
    [['--staff', 'A1'], '--from is missing'],
    [words, '--until is missing'],
    [[...words, '--cancel', '--substitute', 'A2'], '--substitute says nothing'],
  ])('says what is wrong with %j', (given, expected) => {
    expect(() => eventBy(given, now)).toThrow(WrongUse);
    expect(() => eventBy(given, now)).toThrow(expected);
  });
});
