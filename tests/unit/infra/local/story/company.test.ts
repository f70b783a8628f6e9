import { expect, test } from 'vitest';
import { behaviours } from '../../../../../infra/local/story/behaviours.ts';
import { companyOf } from '../../../../../infra/local/story/company.ts';
import { drawn, oneOf } from '../../../../../infra/local/story/draw.ts';
import type { Field, Form } from '../../../../../infra/local/story/forms.ts';
import { sampleBank } from '../../../../../infra/local/story/story.ts';

const bank = sampleBank();
const agent = bank.staff.find(({ role }) => role === 'agent')?.email ?? '';
const gm = bank.staff.find(({ role }) => role === 'gm')?.email ?? '';
const customer = bank.customers[0]?.email ?? '';
const field = (name: string, options: string[] = []): Field => ({
  name,
  kind: options.length > 0 ? 'radio' : 'textarea',
  value: '',
  options,
  required: true,
  least: 0,
});
const form = (...fields: Field[]): Form => ({ method: 'post', action: 'http://127.0.0.1/', fields });
const errand = (address: string, matter: string, nth = 0) => ({
  address,
  link: `http://127.0.0.1/t/${matter}.${nth}`,
  caseId: `K20260302-${matter}`,
  nth,
});
const matters = Array.from({ length: 2_000 }, (_, at) => `M${at}`);

test('draws come in about their shares, and are the same for the same seed', () => {
  const names = matters.map((matter) => oneOf({ a: 3, b: 1 }, drawn(7, matter)));
  const share = names.filter((name) => name === 'a').length / names.length;
  expect(share).toBeGreaterThan(0.7);
  expect(share).toBeLessThan(0.8);
  expect(matters.map((matter) => oneOf({ a: 3, b: 1 }, drawn(7, matter)))).toEqual(names);
  expect(matters.map((matter) => oneOf({ a: 3, b: 1 }, drawn(8, matter)))).not.toEqual(names);
  expect(() => oneOf({}, 0.5)).toThrow('nothing to draw');
});

test('everybody behaves as declared; those at the end of a ladder always answer', () => {
  const company = companyOf(bank, 1);
  const manners = (address: string) =>
    new Set(matters.map((matter) => company.mannerOf(errand(address, matter))));
  expect(manners(agent)).toEqual(new Set(Object.keys(behaviours.staff)));
  expect(manners(gm)).toEqual(new Set(['prompt', 'late']));
  expect(manners(customer)).toEqual(new Set(Object.keys(behaviours.customer)));
  expect(company.mannerOf(errand('nobody@nowhere.example', 'M1'))).toBeUndefined();
});

test('a matter is answered alike whoever holds it and whenever it arrived, an approval anew each time', () => {
  const company = companyOf(bank, 1);
  const outcomes = field('outcome', ['RESOLVED_UPHELD', 'RESOLVED_PARTLY', 'REJECTED']);
  const of = (address: string, nth: number, day: string) =>
    company.wants({ ...errand(address, 'M1', nth), caseId: `K${day}-M1` }, form(outcomes)).outcome;
  expect(of(gm, 5, '20260401')).toBe(of(agent, 0, '20260302'));
  const verdicts = Array.from(
    { length: 60 },
    (_, nth) => company.wants(errand(gm, 'M1', nth), form(field('verdict', ['APPROVE', 'REFUSE']))).verdict,
  );
  expect(new Set(verdicts)).toEqual(new Set(['APPROVE', 'REFUSE']));
});

test('only what a form offers is chosen, nothing is paid for what is rejected, and more time is asked for once', () => {
  const company = companyOf(bank, 1);
  const outcomes = field('outcome', ['REJECTED']);
  const proposal = form(outcomes, field('amount'), field('remedy'), field('reason'));
  expect(company.wants(errand(agent, 'M2'), proposal)).toMatchObject({
    outcome: 'REJECTED',
    amount: '0',
    remedy: '',
    reason: expect.stringMatching(/.{10}/),
  });
  const more = form(field('moreTime', ['NONE', 'COMPLEX', 'SPECIAL']));
  const asking = matters.find((matter) => company.wants(errand(agent, matter), more).moreTime === 'COMPLEX');
  expect(asking).toBeDefined();
  expect(company.wants(errand(agent, asking ?? '', 1), more).moreTime).toBe('NONE');
  // The same page opened again, after a wrong code, is filled as before.
  expect(company.wants(errand(agent, asking ?? ''), more).moreTime).toBe('COMPLEX');
});

test('pages are opened in office hours by staff, every half hour', () => {
  const company = companyOf(bank, 3);
  const friday = Date.parse('2026-03-06T09:50:00Z');
  for (const matter of matters.slice(0, 300)) {
    const at = company.opensAt(errand(agent, matter), friday);
    const local = new Date(at + 8 * 3_600_000);
    expect([1, 2, 3, 4, 5]).toContain(local.getUTCDay());
    expect(local.getUTCHours()).toBeGreaterThanOrEqual(9);
    expect(local.getUTCHours()).toBeLessThan(18);
    expect(at % 1_800_000).toBe(0);
    expect(at).toBeGreaterThan(friday);
  }
});
