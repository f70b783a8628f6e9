import { expect, test } from 'vitest';
import { behaviours, type Circumstance } from '../../../../../infra/local/story/behaviours.ts';
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
const ordinaryLot = {
  customers: 1,
  kind: 'personal potential',
  stage: 'new',
  consents: 'phone',
  everyDays: 60,
} as const;
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

test('pages are opened by staff when they look at their mail: on days on which the bank works, in its hours', () => {
  const company = companyOf(bank, 3);
  const round = behaviours.looks.everyMinutes * 60_000;
  // Before the holiday of May 2026, whose second Saturday is worked for it.
  const thursday = Date.parse('2026-04-30T07:40:00Z');
  const friday = Date.parse('2026-05-08T08:30:00Z');
  const daysOf = (mailedAt: number) =>
    new Set(
      matters.slice(0, 300).map((matter) => {
        const at = company.opensAt(errand(agent, matter), mailedAt);
        const local = new Date(at + 8 * 3_600_000);
        expect(local.getUTCHours()).toBeGreaterThanOrEqual(9);
        expect(local.getUTCHours()).toBeLessThan(17);
        expect(at % round).toBe(0);
        expect(at).toBeGreaterThan(mailedAt);
        return local.toISOString().slice(0, 10);
      }),
    );
  // Those who are away look three days later, be it in the evening of a Monday.
  expect(daysOf(thursday)).toEqual(new Set(['2026-04-30', '2026-05-06']));
  // By the next look the office is closed.
  expect(daysOf(friday)).toEqual(new Set(['2026-05-09', '2026-05-12']));
});

test('a circumstance decides what is said at its visits, what is said later, and that nobody feels responsible', () => {
  const now = Date.parse('2026-04-03T02:00:00.000Z');
  const lots: Record<string, Circumstance> = {
    number: {
      ...ordinaryLot,
      answers: { outcome: { WRONG_CONTACT: 1 } },
      afterwards: { outcome: { REACHED: 1 } },
    },
    later: { ...ordinaryLot, answers: { outcome: { RESCHEDULE: 1 } } },
    asking: { ...ordinaryLot, answers: { outcome: { REACHED: 1 } }, asks: ['serviceRequest', 'promise1'] },
    nobodys: { ...ordinaryLot, nobodys: true },
  };
  const company = companyOf(bank, 1, behaviours, {
    circumstanceOf: (caseId) => lots[caseId.slice(caseId.indexOf('-') + 1)],
    now: () => now,
  });
  const attempts = ['REACHED', 'NO_ANSWER', 'REFUSED', 'WRONG_CONTACT', 'RESCHEDULE', 'NOT_NOW'];
  const texts = ['when', 'needs', 'serviceRequest', 'promise1', 'promise1Due'].map((name) => field(name));
  const visit = form(field('outcome', attempts), field('satisfaction', ['1', '5']), ...texts);
  expect(company.wants(errand(agent, 'number'), visit)).toEqual({ outcome: 'WRONG_CONTACT' });
  expect(company.wants(errand(agent, 'number', 1), visit)).toMatchObject({ outcome: 'REACHED' });
  // 8 April 2026 is the Wednesday after the holiday of Qingming.
  expect(company.wants(errand(agent, 'later'), visit)).toEqual({
    outcome: 'RESCHEDULE',
    when: '2026-04-08T10:00',
    mailDate: 'YES',
  });
  expect(company.wants(errand(agent, 'asking'), visit)).toMatchObject({
    serviceRequest: expect.stringMatching(/./),
    promise1: expect.stringMatching(/./),
    promise1Due: '2026-04-10',
  });
  expect(company.wants(errand(agent, 'plain'), visit)).not.toHaveProperty('serviceRequest');
  expect(company.mannerOf(errand(agent, 'nobodys'))).toBe('silent');
  expect(company.mannerOf(errand(gm, 'nobodys'))).toBe('silent');
  const operations = bank.staff.find(({ role }) => role === 'operations')?.email ?? '';
  expect(company.mannerOf(errand(operations, 'nobodys'))).not.toBe('silent');
});

test('forms of alerts are answered as declared for them, and as a fate has it', () => {
  const now = Date.parse('2026-04-03T02:00:00.000Z');
  const fates: Record<string, Circumstance> = {
    complains: { ...ordinaryLot, answers: { verdict: { COMPLAINT_FOUND: 1 } } },
    snoozes: {
      ...ordinaryLot,
      answers: { outcome: { SNOOZE: 1 } },
      afterwards: { outcome: { ACCEPTED: 1 } },
    },
  };
  const company = companyOf(bank, 1, behaviours, {
    circumstanceOf: (caseId) => fates[caseId.slice(caseId.indexOf('-') + 1)],
    now: () => now,
  });
  const of = (matter: string, nth = 0) => ({ ...errand(agent, matter, nth), caseId: `A20260302-${matter}` });
  const assessment = form(
    field('verdict', ['CONFIRM', 'FALSE_ALARM', 'ALREADY_LEFT', 'NEED_EXPERT', 'COMPLAINT_FOUND']),
    field('churnCause', ['PRICE', 'SERVICE', 'LIFE_EVENT', 'DIGITAL', 'UNKNOWN']),
    field('playbook', ['CARE', 'OFFER']),
    field('complaintText'),
  );
  const found = matters.map((matter) => company.wants(of(matter), assessment));
  expect(new Set(found.map(({ verdict }) => verdict))).toEqual(new Set(['CONFIRM', 'NEED_EXPERT']));
  for (const { verdict, churnCause, playbook, complaintText } of found) {
    expect(churnCause !== undefined).toBe(verdict === 'CONFIRM');
    expect([playbook, complaintText]).toEqual([undefined, undefined]);
  }
  expect(company.wants(of('complains'), assessment)).toEqual({
    verdict: 'COMPLAINT_FOUND',
    complaintText: expect.stringMatching(/./),
  });
  const talk = form(
    field('outcome', ['ACCEPTED', 'UNDECIDED', 'REFUSED', 'UNREACHABLE', 'SNOOZE', 'COMPLAINT', 'LEFT']),
    field('until'),
  );
  expect(company.wants(of('snoozes'), talk)).toEqual({ outcome: 'SNOOZE', until: '2026-04-07' });
  expect(company.wants(of('snoozes', 1), talk)).toEqual({ outcome: 'ACCEPTED' });
  // An offer is approved as anything else is.
  const approval = form(field('verdict', ['APPROVE', 'REFUSE']));
  expect(['APPROVE', 'REFUSE']).toContain(company.wants(of('complains', 1), approval).verdict);
});

test('codes that the page names are mostly taken over, and others are drawn', () => {
  const company = companyOf(bank, 1);
  const triage = form(field('business', ['B01', 'B02', 'B03']));
  const chosen = (facts?: [string, string][]) =>
    matters.filter((matter) => company.wants(errand(agent, matter), triage, facts).business === 'B03')
      .length / matters.length;
  const hint = chosen([['Codes of whoever sent it', 'B03 Bank cards']]);
  expect(hint).toBeGreaterThan(behaviours.hintsFollowed);
  expect(hint).toBeLessThan(1);
  expect(chosen()).toBeCloseTo(1 / 3, 1);
});
