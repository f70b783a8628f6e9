import { describe, expect, test } from 'vitest';
import {
  ComplaintPack,
  complaintPack1 as cn,
  mayExtend,
  partsOf,
} from '../../../../shared/policy/complaint-pack.ts';
import { dayIn } from '../../../../shared/policy/days.ts';
import { packs } from '../../../../shared/policy/packs.ts';

/** STANDARDS, pack CN-2020: the confirmed figures of the law. */
test('R004 the CN pack has the figures of the law', () => {
  expect([cn.clocks.decideWithinDays, ...cn.extensionChain.map(({ termDays }) => termDays)]).toEqual([
    15, 30, 60,
  ]);
  expect(cn.extensionChain.map(({ extension, notice }) => [extension, notice])).toEqual([
    ['COMPLEX', true],
    ['SPECIAL', true],
  ]);
  expect(cn.dayKind).toBe('CALENDAR');
  expect(cn.groups).toEqual({ mostRepresentatives: 5, majorFrom: 20 });
  expect(cn.withdrawal.ends).toBe('SAME_DAY');
});

test('the pack is in force from the first minute of its day, in its own zone', () => {
  const [first] = packs['complaint-pack'].versions;
  const before = new Date(Date.parse(first?.effectiveFrom ?? '') - 1).toISOString();
  expect(dayIn(first?.effectiveFrom ?? '', cn.zone)).toBe(cn.effectiveFrom);
  expect(dayIn(before, cn.zone) < cn.effectiveFrom).toBe(true);
});

/** STANDARDS: review, archive and the counting of days are unconfirmed. */
test('what nobody read in the law’s own text is marked, and nothing is marked that the pack does not have', () => {
  expect(cn.unconfirmed).toEqual(expect.arrayContaining(['counting', 'lastDay', 'review', 'retention']));
  for (const path of cn.unconfirmed) {
    const [field = '', of] = path.split('.');
    const value = (cn as unknown as Record<string, unknown>)[field];
    expect([path, value]).not.toEqual([path, undefined]);
    if (of !== undefined)
      expect([path, (value as object[]).every((rule) => of in rule)]).toEqual([path, true]);
    expect([path, /unconfirmed|\[D\]/.test(cn.sources[field] ?? '')]).toEqual([path, true]);
  }
});

describe('R066 an extension', () => {
  test('is granted in the order of the chain, each once, by a level that rises', () => {
    expect(mayExtend([], 'COMPLEX', cn)).toEqual({ may: true, termDays: 30, approvalLevel: 3, notice: true });
    expect(mayExtend(['COMPLEX'], 'SPECIAL', cn)).toEqual({
      may: true,
      termDays: 60,
      approvalLevel: 4,
      notice: true,
    });
  });

  test('out of order is not granted, and the answer says which could be', () => {
    expect(mayExtend([], 'SPECIAL', cn)).toEqual({ may: false, next: 'COMPLEX' });
    expect(mayExtend(['COMPLEX'], 'COMPLEX', cn)).toEqual({ may: false, next: 'SPECIAL' });
  });

  test('is over when the chain is', () => {
    for (const wanted of ['COMPLEX', 'SPECIAL'] as const)
      expect(mayExtend(['COMPLEX', 'SPECIAL'], wanted, cn)).toEqual({ may: false, next: undefined });
  });
});

test('C9 a letter needs findings, reason, rights and dates, and a remedy where something was upheld', () => {
  expect(partsOf('RESOLVED_UPHELD', cn)).toEqual(['findings', 'reason', 'remedy', 'rights', 'dates']);
  expect(partsOf('RESOLVED_PARTLY', cn)).toEqual(['findings', 'reason', 'remedy', 'rights', 'dates']);
  expect(partsOf('REJECTED', cn)).toEqual(['findings', 'reason', 'rights', 'dates']);
  expect(partsOf('WITHDRAWN', cn)).toEqual([]);
});

const [complex, special] = cn.extensionChain;

test.each<[what: string, change: object]>([
  ['an extension that shortens the term', { extensionChain: [{ ...complex, termDays: 10 }] }],
  ['an extension that comes twice', { extensionChain: [complex, { ...complex, termDays: 60 }] }],
  ['a chain in the wrong order', { extensionChain: [special, complex] }],
  ['a term of no days', { clocks: { decideWithinDays: 0 } }],
  ['a zone that does not exist', { zone: 'Asia/Nowhere' }],
  ['a name that is none', { id: 'the law' }],
  ['no look at the deadline itself', { lookDaysBefore: [5, 2] }],
  ['looks that do not fall', { lookDaysBefore: [2, 5, 0] }],
])('a pack with %s is refused', (_, change) => {
  expect(ComplaintPack.safeParse({ ...cn, ...change }).success).toBe(false);
});
