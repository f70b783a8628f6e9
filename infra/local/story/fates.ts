/**
 * What becomes of customers of the town who may leave: what the bank's systems see of them, what they say to staff, and how
 * likely they stay if somebody turns to them, and if nobody does. Declared here as circumstances are, and drawn by `--seed`.
 */
import type { Circumstance } from './behaviours.ts';

/** Something that the bank's systems see, so many days after the moment at which a customer begins to waver. */
export interface Sign {
  readonly after: number;
  readonly what: 'SALARY_ARRIVED' | 'SALARY_STOPPED' | 'SATISFACTION' | 'COMPLAINT';
  readonly value?: number;
}

/** A score of a model of the bank's own, so many days after that moment, 0 to 1. */
export interface Foretold {
  readonly after: number;
  readonly score: number;
}

/** How a customer who may leave fares. */
export interface Fate extends Circumstance {
  readonly signs?: readonly Sign[];
  readonly foretold?: readonly Foretold[];
  /** Probability of staying, 0 to 1: for whoever was spoken with or cared for in time, and for whoever was not. */
  readonly stays: { readonly cared: number; readonly alone: number };
  /** Share of the balance that is kept by whoever stays. */
  readonly keeps?: number;
  /** How the balance goes: down before anybody sees anything else, at once to nothing, or out of the bank's files. */
  readonly balance?: 'fades' | 'is-gone' | 'is-unknown';
  readonly products: number;
  /** Set for those of whom one is to be watched only, so that both ends of that are seen. */
  readonly watched?: true;
  /** By which way they let themselves be made offers. */
  readonly offers?: 'phone';
}

const potential = {
  kind: 'personal potential',
  stage: 'mature',
  consents: 'phone',
  products: 2,
  foretold: [{ after: 0, score: 0.7 }],
  stays: { cared: 0.9, alone: 0.3 },
} as const;

/** Nobody of the mass tier is called up: a mail goes by itself, where they agreed to it. */
const mass = { kind: 'personal mass', stage: 'at-risk', consents: 'mail', products: 1 } as const;

/** Customers of the town who may leave. */
export const fates: Readonly<Record<string, Fate>> = {
  'is dear to the bank': {
    ...potential,
    kind: 'personal vip',
    consents: 'mail phone',
    customers: 1,
    answers: { verdict: { CONFIRM: 1 }, churnCause: { SERVICE: 1 }, outcome: { ACCEPTED: 1 } },
  },
  'is a false scare': {
    ...potential,
    customers: 1,
    stays: { cared: 1, alone: 1 },
    answers: { verdict: { FALSE_ALARM: 1 } },
  },
  'puts the talk off': {
    ...potential,
    customers: 1,
    answers: { verdict: { CONFIRM: 1 }, churnCause: { UNKNOWN: 1 }, outcome: { SNOOZE: 1 } },
    afterwards: { outcome: { ACCEPTED: 1 } },
  },
  'has a second bank': {
    ...mass,
    customers: 1,
    watched: true,
    signs: [{ after: 0, what: 'SALARY_STOPPED' }],
    stays: { cared: 1, alone: 1 },
  },
  'loses the salary': {
    ...mass,
    customers: 2,
    watched: true,
    signs: [{ after: 0, what: 'SALARY_STOPPED' }],
    stays: { cared: 0.75, alone: 0.15 },
  },
  /** What the bonus costs, a second person signs. */
  'wants a better rate': {
    ...potential,
    customers: 1,
    offers: 'phone',
    answers: { verdict: { CONFIRM: 1 }, churnCause: { PRICE: 1 }, outcome: { ACCEPTED: 1 } },
  },
  'is found out by an expert': {
    ...potential,
    customers: 1,
    answers: { verdict: { NEED_EXPERT: 1 }, churnCause: { SERVICE: 1 }, outcome: { ACCEPTED: 1 } },
    afterwards: { verdict: { CONFIRM: 1 } },
  },
  'misses a product': {
    ...potential,
    customers: 1,
    answers: { verdict: { CONFIRM: 1 }, churnCause: { PRODUCT_GAP: 1 }, outcome: { ACCEPTED: 1 } },
  },
  'has left already': {
    ...potential,
    customers: 1,
    balance: 'is-gone',
    stays: { cared: 0, alone: 0 },
    answers: { verdict: { ALREADY_LEFT: 1 }, wonBack: { THINKING: 1, GONE: 1 } },
  },
  'says goodbye in the talk': {
    ...potential,
    customers: 1,
    balance: 'is-gone',
    stays: { cared: 0, alone: 0 },
    answers: { verdict: { CONFIRM: 1 }, churnCause: { UNKNOWN: 1 }, outcome: { LEFT: 1 } },
  },
  'leaves in spite of a talk': {
    ...potential,
    customers: 1,
    stays: { cared: 0, alone: 0 },
    answers: { verdict: { CONFIRM: 1 }, churnCause: { COMPETITOR: 1 }, outcome: { REFUSED: 1 } },
  },
  'stays in part': {
    ...potential,
    customers: 1,
    keeps: 0.6,
    stays: { cared: 1, alone: 1 },
    answers: { verdict: { CONFIRM: 1 }, churnCause: { LIFE_EVENT: 1 }, outcome: { UNDECIDED: 1 } },
  },
  'is in no file any more': {
    ...potential,
    customers: 1,
    balance: 'is-unknown',
    answers: { verdict: { CONFIRM: 1 }, churnCause: { UNKNOWN: 1 }, outcome: { UNDECIDED: 1 } },
  },
  /** The complaint comes first, and once it is settled there is nothing more to it. */
  'complains while wavering': {
    ...potential,
    customers: 1,
    products: 1,
    foretold: [],
    signs: [
      { after: -1, what: 'SATISFACTION', value: 1 },
      { after: 0, what: 'COMPLAINT' },
    ],
    stays: { cared: 1, alone: 1 },
  },
  'has a complaint on their mind': {
    ...potential,
    customers: 1,
    stays: { cared: 1, alone: 1 },
    answers: { verdict: { COMPLAINT_FOUND: 1 } },
  },
  'grumbles and loses the salary': {
    ...mass,
    customers: 1,
    signs: [
      { after: -2, what: 'SATISFACTION', value: 2 },
      { after: 0, what: 'SALARY_STOPPED' },
    ],
    stays: { cared: 0.7, alone: 0.4 },
  },
  'takes the money away': {
    ...potential,
    consents: 'mail',
    customers: 1,
    foretold: [],
    balance: 'fades',
    stays: { cared: 0.7, alone: 0.2 },
  },
  'is warned of twice': {
    ...mass,
    consents: 'mail phone',
    customers: 1,
    signs: [{ after: 0, what: 'SALARY_STOPPED' }],
    foretold: [{ after: 10, score: 0.8 }],
    stays: { cared: 0.9, alone: 0.3 },
    answers: { verdict: { CONFIRM: 1 }, outcome: { ACCEPTED: 1 } },
  },
  'was never asked for a yes': {
    ...mass,
    consents: 'none',
    customers: 1,
    signs: [{ after: 0, what: 'SALARY_STOPPED' }],
    stays: { cared: 0.5, alone: 0.5 },
  },
  'wants to be left alone': {
    ...mass,
    customers: 1,
    signs: [{ after: 0, what: 'SALARY_STOPPED' }],
    stays: { cared: 0.5, alone: 0.5 },
    becomes: { what: 'doNotContact', on: 0.2 },
  },
  /** Nobody says that the salary stays away; it is only late. */
  'is paid elsewhere for a while': {
    ...mass,
    customers: 1,
    signs: [{ after: -46, what: 'SALARY_ARRIVED' }],
    stays: { cared: 0.9, alone: 0.8 },
  },
};
