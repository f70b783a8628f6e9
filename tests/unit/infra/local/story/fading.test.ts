import { describe, expect, test } from 'vitest';
import { judgeOf } from '../../../../../functions/customers/rules/rows.ts';
import {
  eventsOf,
  FILES_EVERY,
  fadingOf,
  type Wavering,
  waversAt,
} from '../../../../../infra/local/story/fading.ts';
import { type Fate, fates } from '../../../../../infra/local/story/fates.ts';
import { townOf } from '../../../../../infra/local/story/town.ts';
import { ImportKind } from '../../../../../shared/contracts/imports.ts';
import { playbooks1 } from '../../../../../shared/policy/playbooks.ts';
import { MONDAY_MORNING } from '../../../../kit/runtime.ts';

const DAY = 86_400_000;
const drawing = { seed: 1, from: MONDAY_MORNING, days: 200 };

const fate: Fate = {
  customers: 1,
  kind: 'personal mass',
  stage: 'at-risk',
  consents: 'mail',
  products: 2,
  stays: { cared: 1, alone: 0 },
};
const one = (its: Partial<Fate> = {}, customerId = 'C2001'): Wavering => ({
  customerId,
  language: 'en',
  named: 'a fate',
  fate: { ...fate, ...its },
});
const wavers = waversAt('C2001', drawing);

/** An event of the product about the customer, so many days after they began to waver. */
const told = (name: string, day: number, facts: Record<string, unknown> = {}, caseId = 'A1') => ({
  version: '0' as const,
  id: `${name}-${day}`,
  source: 'steward',
  'detail-type': name,
  account: '000000000000',
  time: '',
  region: 'us-east-1',
  resources: [],
  detail: { caseId, customerId: 'C2001', at: new Date(wavers + day * DAY).toISOString(), facts },
});

function standing(of: Wavering, day: number, ...heard: ReturnType<typeof told>[]) {
  const fading = fadingOf([of], drawing);
  for (const event of heard) fading.hear(event);
  const files = fading.filesAt(wavers + day * DAY);
  const rowIn = (kind: string) => files.find((file) => file.kind === kind)?.rows[0];
  return { holdings: rowIn('holdings'), transactions: rowIn('transactions') };
}

describe('whoever may leave', () => {
  test('stays with all they have where somebody turned to them in time, and goes where nobody did', () => {
    const before = Number(standing(one(), -1).holdings?.balance);
    const alerted = told('churn.alerted', 0);
    const cared = standing(one(), 30, alerted, told('care.sent', 2));
    expect(Number(cared.holdings?.balance)).toBe(before);
    const alone = standing(one(), 30, alerted);
    expect(alone.holdings).toMatchObject({ balance: '0.00', products: '0' });
    expect(alone.transactions).toBeUndefined();
    expect(standing(one(), 30, alerted, told('care.sent', 22)).holdings).toMatchObject({ balance: '0.00' });
    // A greeting for another reason is not about the alert.
    expect(standing(one(), 30, alerted, told('care.sent', 2, {}, 'V1')).holdings).toMatchObject({
      balance: '0.00',
    });
  });

  test('is cared for by a talk in which they were spoken with, and not by one in which they were not reached', () => {
    const talk = (outcome: string) =>
      standing(one(), 30, told('churn.alerted', 0), told('task.decided', 3, { form: 'retention', outcome }));
    expect(Number(talk('REFUSED').holdings?.balance)).toBeGreaterThan(0);
    expect(talk('UNREACHABLE').holdings).toMatchObject({ balance: '0.00' });
  });

  test('stands in the files with nothing for a while, and then not at all', () => {
    const alerted = told('churn.alerted', 0);
    expect(standing(one(), 48, alerted).holdings).toBeDefined();
    expect(standing(one(), 50, alerted)).toEqual({ holdings: undefined, transactions: undefined });
  });

  test('keeps a part, fades, is gone or is unknown, as the fate says', () => {
    const whole = Number(standing(one(), 0).holdings?.balance);
    const cared = [told('churn.alerted', 0), told('care.sent', 1)];
    expect(Number(standing(one({ keeps: 0.6 }), 30, ...cared).holdings?.balance)).toBeCloseTo(0.6 * whole, 1);
    expect(Number(standing(one({ balance: 'fades' }), -36).holdings?.balance)).toBe(whole);
    expect(Number(standing(one({ balance: 'fades' }), -34).holdings?.balance)).toBeCloseTo(0.15 * whole, 1);
    expect(standing(one({ balance: 'is-gone' }), 0).holdings).toMatchObject({ balance: '0.00' });
    expect(standing(one({ balance: 'is-unknown' }), 0).holdings).toBeDefined();
    expect(standing(one({ balance: 'is-unknown' }), 1).holdings).toBeUndefined();
  });

  test('stays as often as declared', () => {
    const share = (its: Fate['stays'], cared: boolean) => {
      const all = Array.from({ length: 2_000 }, (_, at) => one({ stays: its }, `C${at}`));
      const fading = fadingOf(all, drawing);
      for (const { customerId } of all) {
        const at = new Date(waversAt(customerId, drawing)).toISOString();
        const detail = { caseId: `A${customerId}`, customerId, at, facts: {} };
        fading.hear({ ...told('churn.alerted', 0), detail });
        if (cared) fading.hear({ ...told('care.sent', 0), detail });
      }
      const rows = fading
        .filesAt(drawing.from + 0.36 * drawing.days * DAY + 22 * DAY)
        .find(({ kind }) => kind === 'holdings');
      return (rows?.rows ?? []).filter(({ balance }) => balance !== '0.00').length / all.length;
    };
    expect(share({ cared: 0.8, alone: 0.3 }, true)).toBeCloseTo(0.8, 1);
    expect(share({ cared: 0.8, alone: 0.3 }, false)).toBeCloseTo(0.3, 1);
  });

  test('wavers early enough for a watch of 90 days and for asking back, and late enough for files before it', () => {
    for (const { customerId } of townOf({ ...drawing, customers: 200 }).wavering) {
      const day = (waversAt(customerId, drawing) - drawing.from) / DAY;
      expect(day).toBeGreaterThan(3 * (FILES_EVERY / DAY));
      expect(day + Math.max(...playbooks1.watch.days) + 28).toBeLessThan(drawing.days);
    }
  });
});

test('R022 each row of its files is right by the rules of the import', () => {
  const { wavering } = townOf({ ...drawing, customers: 200 });
  const fading = fadingOf(wavering, drawing);
  for (let at = drawing.from; at < drawing.from + drawing.days * DAY; at += FILES_EVERY) {
    for (const { kind, rows } of fading.filesAt(at)) {
      const judge = judgeOf(ImportKind.parse(kind), 'Asia/Shanghai');
      for (const row of rows) expect(judge(row), JSON.stringify(row)).toHaveProperty('sound');
    }
  }
});

test('what the bank tells comes when it is declared, and never before the play', () => {
  const events = eventsOf(
    one({ signs: [{ after: -400, what: 'SALARY_ARRIVED' }], foretold: [{ after: 3, score: 0.7 }] }),
    drawing,
    '',
  );
  expect(events.map(({ at, type }) => [at, type])).toEqual([
    [drawing.from, 'signal.observed'],
    [wavers + 3 * DAY, 'churn.alert-submitted'],
  ]);
  expect(events[0]?.detail).toMatchObject({ observedAt: new Date(wavers - 400 * DAY).toISOString() });
});

test('there are about twenty of them, and a fate for each way in which an alert is raised', () => {
  const all = Object.values(fates);
  const customers = all.reduce((sum, its) => sum + its.customers, 0);
  expect(customers).toBeGreaterThanOrEqual(18);
  expect(customers).toBeLessThanOrEqual(30);
  expect(all.some(({ balance }) => balance === 'fades')).toBe(true);
  expect(all.some(({ foretold = [] }) => foretold.length > 0)).toBe(true);
  expect(all.some(({ signs = [] }) => signs.some(({ what }) => what === 'SALARY_STOPPED'))).toBe(true);
});
