/** Who must sign a proposal: limits of redress by level, and when a second person is needed. */
import * as z from 'zod';
import { type Level, RiskClass } from '../contracts/codes.ts';
import { Severity } from '../contracts/complaint.ts';

/** Whole yuan. */
const Yuan = z.number().int().min(0);

/** A level from which an approval can come; 4 is above all limits. */
const Approver = z.union([z.literal(2), z.literal(3), z.literal(4)]);
type Approver = z.infer<typeof Approver>;

/** Limits of redress, and what else calls for a second person. */
export const RedressLimits = z
  .strictObject({
    /** Redress in whole yuan that a level may grant; level 4 may grant any. */
    upTo: z.strictObject({ 1: Yuan, 2: Yuan, 3: Yuan }),
    /** Redress in whole yuan above which a second person signs, whatever the proposer’s own limit. */
    fourEyesAbove: Yuan,
    /** Severities that need a second person, and the lowest level of that person. */
    bySeverity: z.partialRecord(Severity, Approver),
    /** Risk classes of customers whose cases need a second person, and compliance beside. */
    coSignFor: z.array(RiskClass),
    /** Whether the same holds for a case that a regulator handed on to the bank. */
    coSignReferred: z.boolean(),
    /** Lowest level of a second person. */
    secondPersonFrom: Approver,
    /** Refusals after which level 4 decides. */
    mostRefusals: z.number().int().min(1).max(20),
    sources: z.record(z.string(), z.string()),
  })
  .refine(({ upTo }) => upTo[1] <= upTo[2] && upTo[2] <= upTo[3], {
    error: 'limits that do not fall with the level',
    path: ['upTo'],
  });
export type RedressLimits = z.infer<typeof RedressLimits>;

/** What signatures depend on. */
export interface Weighed {
  /** Redress in whole yuan. */
  readonly amount: number;
  readonly severity: Severity;
  readonly riskClass: RiskClass;
  /** Whether a regulator handed the case on. */
  readonly regulatorReferred: boolean;
  readonly proposerLevel: Level;
  /** How often the proposal was refused already. */
  readonly refusals: number;
}

/** Who signs: nobody (0) or somebody of at least this level, and compliance; with reasons as codes. */
export interface Signatures {
  readonly approvalLevel: 0 | Approver;
  readonly coSign: boolean;
  readonly why: readonly string[];
}

/** The signatures that a proposal needs. */
export function signaturesOf(
  { amount, severity, riskClass, regulatorReferred, proposerLevel, refusals }: Weighed,
  limits: RedressLimits,
): Signatures {
  if (!Number.isSafeInteger(amount) || amount < 0)
    throw new RangeError(`Redress must be whole yuan, 0 or more, not ${amount}.`);
  const why: string[] = [];
  const needed: Approver[] = [];
  const call = (reason: string, level: Approver): void => {
    why.push(reason);
    needed.push(level);
  };

  const own = limitOf(proposerLevel, limits);
  if (amount > own) call(`amount:${amount}>${own}`, levelFor(amount, limits));
  else if (amount > limits.fourEyesAbove)
    call(`four-eyes:${amount}>${limits.fourEyesAbove}`, limits.secondPersonFrom);
  const graver = limits.bySeverity[severity];
  if (graver !== undefined) call(`severity:${severity}`, graver);
  const risky = limits.coSignFor.includes(riskClass);
  if (risky) call(`risk-class:${riskClass}`, limits.secondPersonFrom);
  const referred = regulatorReferred && limits.coSignReferred;
  if (referred) call('regulator-referred', limits.secondPersonFrom);
  const coSign = risky || referred;
  if (refusals >= limits.mostRefusals) call(`refusals:${refusals}`, 4);

  const highest = needed.reduce<0 | Approver>((most, level) => (level > most ? level : most), 0);
  if (highest === 0) return { approvalLevel: 0, coSign: false, why: [`within-limit:${amount}`] };
  if (proposerLevel === 4) {
    // Nobody stands above the general manager: a line head is the second person, and compliance the third.
    return { approvalLevel: 3, coSign: true, why: [...why, 'proposer-level:4'] };
  }
  // Who approves is never below who proposes.
  if (proposerLevel === 3 && highest < proposerLevel) {
    return { approvalLevel: proposerLevel, coSign, why: [...why, `proposer-level:${proposerLevel}`] };
  }
  return { approvalLevel: highest, coSign, why };
}

const limitOf = (level: Level, { upTo }: RedressLimits): number => (level === 4 ? Infinity : upTo[level]);

/** The lowest level of a second person whose limit covers an amount. */
function levelFor(amount: number, limits: RedressLimits): Approver {
  const levels = [2, 3] as const;
  return levels.find((level) => level >= limits.secondPersonFrom && amount <= limits.upTo[level]) ?? 4;
}

/** Version 1. */
export const redressLimits1: RedressLimits = {
  upTo: { 1: 500, 2: 5_000, 3: 50_000 },
  fourEyesAbove: 1_000,
  bySeverity: { S1: 3, S2: 2 },
  coSignFor: ['risk'],
  coSignReferred: true,
  secondPersonFrom: 2,
  mostRefusals: 3,
  sources: {
    upTo: '[D]',
    fourEyesAbove: '[D] R065, R134 ask for checks and balances, no number',
    bySeverity: '[D]',
    coSignFor: 'handbook R063: risk classes; the co-sign is [D]',
    coSignReferred: '[D]',
    secondPersonFrom: 'handbook R267: level 2 is senior or expert',
    mostRefusals: '[D]',
  },
};
