import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Level, RiskClass } from '../../../../shared/contracts/codes.ts';
import { Severity } from '../../../../shared/contracts/complaint.ts';
import {
  redressLimits1 as limits,
  RedressLimits,
  signaturesOf,
  type Weighed,
} from '../../../../shared/policy/redress-limits.ts';

const plain: Weighed = {
  amount: 0,
  severity: 'S3',
  riskClass: 'compliant',
  regulatorReferred: false,
  proposerLevel: 1,
  refusals: 0,
};

/** Version 1: 500, 5,000 and 50,000 yuan; four eyes above 1,000. */
test.each<[what: string, of: Partial<Weighed>, approvalLevel: number, coSign: boolean, why: string[]]>([
  ['nothing to pay', {}, 0, false, ['within-limit:0']],
  ['the agent’s whole limit', { amount: 500 }, 0, false, ['within-limit:500']],
  ['a yuan more', { amount: 501 }, 2, false, ['amount:501>500']],
  ['the whole limit of level 2', { amount: 5_000 }, 2, false, ['amount:5000>500']],
  ['a yuan above level 2', { amount: 5_001 }, 3, false, ['amount:5001>500']],
  ['the whole limit of level 3', { amount: 50_000 }, 3, false, ['amount:50000>500']],
  ['a yuan above level 3', { amount: 50_001 }, 4, false, ['amount:50001>500']],
  ['a senior within four eyes', { amount: 1_000, proposerLevel: 2 }, 0, false, ['within-limit:1000']],
  ['a senior above four eyes', { amount: 1_001, proposerLevel: 2 }, 2, false, ['four-eyes:1001>1000']],
  [
    'a line head above four eyes: nobody below signs',
    { amount: 1_001, proposerLevel: 3 },
    3,
    false,
    ['four-eyes:1001>1000', 'proposer-level:3'],
  ],
  ['a line head above their limit', { amount: 50_001, proposerLevel: 3 }, 4, false, ['amount:50001>50000']],
  ['severity S1', { severity: 'S1' }, 3, false, ['severity:S1']],
  ['severity S2', { severity: 'S2' }, 2, false, ['severity:S2']],
  ['severity S4', { severity: 'S4' }, 0, false, ['within-limit:0']],
  ['a customer of class risk', { riskClass: 'risk' }, 2, true, ['risk-class:risk']],
  ['a customer who is watched', { riskClass: 'watch' }, 0, false, ['within-limit:0']],
  ['what a regulator handed on', { regulatorReferred: true }, 2, true, ['regulator-referred']],
  [
    'a line head on what a regulator handed on',
    { regulatorReferred: true, proposerLevel: 3 },
    3,
    true,
    ['regulator-referred', 'proposer-level:3'],
  ],
  ['two refusals', { amount: 600, refusals: 2 }, 2, false, ['amount:600>500']],
  ['three refusals', { amount: 600, refusals: 3 }, 4, false, ['amount:600>500', 'refusals:3']],
  [
    'everything at once',
    { amount: 6_000, severity: 'S1', riskClass: 'risk', refusals: 3 },
    4,
    true,
    ['amount:6000>500', 'severity:S1', 'risk-class:risk', 'refusals:3'],
  ],
  [
    'the general manager: a line head and compliance',
    { amount: 90_000, proposerLevel: 4 },
    3,
    true,
    ['four-eyes:90000>1000', 'proposer-level:4'],
  ],
])('R065 R275 signatures: %s', (_, of, approvalLevel, coSign, why) => {
  expect(signaturesOf({ ...plain, ...of }, limits)).toEqual({ approvalLevel, coSign, why });
});

const weighed: fc.Arbitrary<Weighed> = fc.record({
  amount: fc.oneof(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 0, max: 100_000_000 })),
  severity: fc.constantFrom(...Severity.options),
  riskClass: fc.constantFrom(...RiskClass.options),
  regulatorReferred: fc.boolean(),
  proposerLevel: fc.constantFrom<Level>(1, 2, 3, 4),
  refusals: fc.integer({ min: 0, max: 5 }),
});

test('R065 whoever signs may grant the amount, and stands no lower than who proposes, the general manager apart', () => {
  fc.assert(
    fc.property(weighed, (of) => {
      const { approvalLevel, coSign, why } = signaturesOf(of, limits);
      expect(why.length).toBeGreaterThan(0);
      const signer = approvalLevel === 0 ? of.proposerLevel : approvalLevel;
      if (of.proposerLevel < 4) {
        expect(of.amount <= (signer === 4 ? Number.POSITIVE_INFINITY : limits.upTo[signer])).toBe(true);
        expect(signer).toBeGreaterThanOrEqual(of.proposerLevel);
      } else if (approvalLevel !== 0) expect([approvalLevel, coSign]).toEqual([3, true]);
    }),
  );
});

test('S1, S2, the class risk, a referral and an amount above four eyes never go with one signature; risk and referral never without compliance', () => {
  fc.assert(
    fc.property(weighed, (of) => {
      const { approvalLevel, coSign } = signaturesOf(of, limits);
      const grave =
        of.severity === 'S1' ||
        of.severity === 'S2' ||
        of.riskClass === 'risk' ||
        of.regulatorReferred ||
        of.amount > limits.fourEyesAbove;
      if (grave) expect(approvalLevel).toBeGreaterThanOrEqual(2);
      if (of.riskClass === 'risk' || of.regulatorReferred) expect(coSign).toBe(true);
    }),
  );
});

test('more money or more refusals never need fewer signatures', () => {
  fc.assert(
    fc.property(
      weighed,
      fc.integer({ min: 0, max: 100_000 }),
      fc.integer({ min: 0, max: 3 }),
      (of, yuan, more) => {
        const less = signaturesOf(of, limits);
        const graver = signaturesOf(
          { ...of, amount: of.amount + yuan, refusals: of.refusals + more },
          limits,
        );
        expect(graver.approvalLevel).toBeGreaterThanOrEqual(less.approvalLevel);
        expect(Number(graver.coSign)).toBeGreaterThanOrEqual(Number(less.coSign));
      },
    ),
  );
});

test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('%s yuan are refused', (amount) => {
  expect(() => signaturesOf({ ...plain, amount }, limits)).toThrow(`not ${amount}`);
});

test.each<[what: string, change: object]>([
  ['limits that fall with the level', { upTo: { 1: 500, 2: 400, 3: 50_000 } }],
  ['a limit in fractions of a yuan', { upTo: { 1: 0.5, 2: 400, 3: 50_000 } }],
  ['a second person of level 1', { secondPersonFrom: 1 }],
  ['a severity that does not exist', { bySeverity: { S9: 2 } }],
])('%s are refused', (_, change) => {
  expect(RedressLimits.safeParse({ ...limits, ...change }).success).toBe(false);
});

test('every level of the ladder has a limit, or none to keep', () => {
  for (const { value } of Level.options) {
    const { approvalLevel } = signaturesOf({ ...plain, amount: 500, proposerLevel: value }, limits);
    expect(approvalLevel).toBe(0);
  }
});
