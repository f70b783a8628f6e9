import { expect, test } from 'vitest';
import { judgeOf } from '../../../../../functions/customers/rules/rows.ts';
import { circumstances } from '../../../../../infra/local/story/behaviours.ts';
import { sampleBank } from '../../../../../infra/local/story/story.ts';
import { csvOf, type Town, townOf } from '../../../../../infra/local/story/town.ts';
import { CustomerType, Tier } from '../../../../../shared/contracts/codes.ts';
import { inbound } from '../../../../../shared/contracts/events.ts';
import { ImportKind } from '../../../../../shared/contracts/imports.ts';
import { MONDAY_MORNING } from '../../../../kit/runtime.ts';

const DAY = 86_400_000;
const draw = { seed: 1, from: MONDAY_MORNING, days: 200, customers: 200 };
const town = townOf(draw);
const rowsOf = (kind: string) => town.files.find((file) => file.kind === kind)?.rows ?? [];
const customers = rowsOf('customers');

test('a seed gives one town, another seed another one', () => {
  const drawnOf = ({ circumstanceOf: _, isCross: __, isWriter: ___, ...it }: Town) => it;
  const [it, again, other] = [townOf(draw), town, townOf({ ...draw, seed: 2 })].map(drawnOf);
  expect(it).toEqual(again);
  expect(other?.files).not.toEqual(it?.files);
  expect(other?.arrivals).not.toEqual(it?.arrivals);
});

test('R022 each row of its files is right by the rules of the import, and each customer comes once', () => {
  for (const { kind, rows } of town.files) {
    const judge = judgeOf(ImportKind.parse(kind), 'Asia/Shanghai');
    for (const row of rows) {
      const cells = Object.fromEntries(Object.entries(row).filter(([, text]) => text !== ''));
      expect(judge(cells), JSON.stringify(row)).toHaveProperty('sound');
    }
  }
  expect(new Set(customers.map(({ customerId }) => customerId)).size).toBe(200);
  const staff = new Set([...rowsOf('staff'), ...sampleBank().staff].map(({ staffId }) => staffId));
  for (const { managerId } of customers) expect(staff).toContain(managerId);
});

test('its events are those that the bus takes, at rising times within the play', () => {
  const times = town.arrivals.map(({ at }) => at);
  expect(times).toEqual([...times].sort((one, other) => one - other));
  expect(times.every((at) => at >= draw.from - DAY && at <= draw.from + draw.days * DAY)).toBe(true);
  for (const { entry } of town.arrivals) {
    const schema = inbound[entry.type as keyof typeof inbound];
    expect(schema.safeParse(entry.detail), JSON.stringify(entry)).toMatchObject({ success: true });
  }
  expect(new Set(town.arrivals.map(({ entry }) => entry.type))).toEqual(
    new Set([
      'complaint.submitted',
      'customer.changed',
      'staff.absence-submitted',
      'signal.observed',
      'churn.alert-submitted',
      'survey.requested-by-bank',
    ]),
  );
});

test('it has people of all kinds: both languages, leap and lunar birthdays, some without an address, some to be left alone', () => {
  expect(new Set(customers.map(({ tier }) => tier))).toEqual(new Set(Tier.options));
  expect(new Set(customers.map(({ type }) => type))).toEqual(new Set(CustomerType.options));
  expect(customers.some(({ name = '' }) => /^\p{Script=Han}+$/u.test(name))).toBe(true);
  expect(customers.some(({ name = '' }) => /^[A-Za-z ]+$/.test(name))).toBe(true);
  expect(new Set(customers.map(({ zone }) => zone)).size).toBeGreaterThan(2);
  expect(customers.some(({ email }) => email === '')).toBe(true);
  expect(customers.some(({ doNotContact }) => doNotContact === 'yes')).toBe(true);
  const dates = rowsOf('dates');
  expect(dates.some(({ date = '' }) => date.endsWith('-02-29'))).toBe(true);
  expect(dates.some(({ calendar }) => calendar === 'LUNAR')).toBe(true);
  expect(dates.some(({ kind }) => kind === 'maturity')).toBe(true);
  expect(new Set(rowsOf('consents').map(({ channel }) => channel))).toEqual(
    new Set(['mail', 'phone', 'wechat']),
  );
  // Whoever agreed to mail has an address.
  const reached = new Set(customers.filter(({ email }) => email !== '').map(({ customerId }) => customerId));
  for (const { customerId, channel } of rowsOf('consents'))
    if (channel === 'mail') expect(reached).toContain(customerId);
});

test('each circumstance befalls as many customers as declared, and a town too small for them is refused', () => {
  for (const [name, its] of Object.entries(circumstances)) {
    const those = customers.filter(({ customerId = '' }) => town.circumstanceOf(customerId) === its);
    expect([name, those.length]).toEqual([name, its.customers]);
  }
  expect(() => townOf({ ...draw, customers: 3 })).toThrow('A town of 3 is too small');
});

test('whoever is to be left alone is told to those who count, from the moment on at which it holds', () => {
  const from = new Map(town.said.leaveAlone.map((one) => [one.customerId, Date.parse(one.from)]));
  for (const { customerId = '', doNotContact, deceased } of customers) {
    if (doNotContact === 'yes' || deceased === 'yes') expect(from.get(customerId)).toBe(0);
    const becomes = town.circumstanceOf(customerId)?.becomes;
    if (becomes) expect(from.get(customerId)).toBeGreaterThan(draw.from);
  }
});

test('a file is written as RFC 4180 has it', () => {
  expect(
    csvOf([
      { a: '1', b: 'x,y' },
      { a: 'say "so"', b: '' },
    ]),
  ).toBe('a,b\r\n1,"x,y"\r\n"say ""so""",\r\n');
});
