/** The people of a bank as they behave in one run: every draw is by seed, case and errand. */
import chineseDays from 'chinese-days';
import {
  type Behaviours,
  type Circumstance,
  type Course,
  type Manner,
  requests,
  type Shares,
  sentences,
  behaviours as usual,
} from './behaviours.ts';
import { drawn, oneOf } from './draw.ts';
import type { Field, Form, Page } from './forms.ts';
import type { Errand, Wants } from './people.ts';
import type { SampleBank } from './story.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The bank's zone has no summer time. */
const BANK_OFFSET = 8 * HOUR;
const OFFICE = { opens: 9 * HOUR, closes: 17 * HOUR };

/** What a customer does of their own accord, and when, in ms after the acknowledgement. */
export interface OwnAccord {
  course: Exclude<Course, 'waits'>;
  after: number;
  text: string;
}

/** Everybody who gets mails. */
export interface Company {
  /** How somebody treats a task; undefined for addresses that are nobody's. */
  mannerOf(errand: Errand): Manner | undefined;
  /** When somebody opens the page of a task that was mailed at this moment. */
  opensAt(errand: Errand, mailedAt: number): number;
  /** What somebody writes into a form, on a page that says this beside it. */
  wants(errand: Errand, form: Form, facts?: Page['facts']): Wants;
  /** What the customer of a case does besides answering, if anything. */
  ownAccordOf(caseId: string, address: string): OwnAccord | undefined;
  languageOf(address: string): 'zh-CN' | 'en';
  /** The number of the customer with this address. */
  customerAt(address: string): string | undefined;
}

/** What sets a case apart, and which time it is: visits are put off to days that are still to come. */
export interface Surroundings {
  circumstanceOf(caseId: string): Partial<Circumstance> | undefined;
  now(): number;
}

/** Sets up everybody for one seed. */
export function companyOf(
  bank: Pick<SampleBank, 'customers' | 'staff'>,
  seed: number,
  behaviours: Behaviours = usual,
  surroundings?: Surroundings,
): Company {
  const staff = new Map(bank.staff.map((person) => [person.email, person]));
  const customers = new Map(
    bank.customers.flatMap((customer) => (customer.email === undefined ? [] : [[customer.email, customer]])),
  );
  /** Forms of each case in which a field was filled, by field. */
  const filledBefore = new Map<string, Set<string>>();

  const languageOf = (address: string) =>
    staff.get(address)?.language ?? customers.get(address)?.language ?? 'en';

  const mannerOf = (errand: Errand): Manner | undefined => {
    const at = drawn(seed, 'manner', matterOf(errand.caseId), errand.nth);
    const person = staff.get(errand.address);
    const nobodys = surroundings?.circumstanceOf(errand.caseId ?? '')?.nobodys === true;
    if (person && nobodys && person.role !== 'operations') return 'silent';
    if (person)
      return oneOf(behaviours.lastRoles.includes(person.role) ? behaviours.lastOnes : behaviours.staff, at);
    return customers.has(errand.address) ? oneOf(behaviours.customer, at) : undefined;
  };

  /** Whether this field was filled in another task of the case before. */
  const again = ({ caseId = '', link }: Errand, name: string): boolean => {
    const links = filledBefore.get(`${caseId} ${name}`) ?? new Set();
    filledBefore.set(`${caseId} ${name}`, links.add(link));
    return [...links][0] !== link;
  };

  /** What a circumstance has people say in a field. */
  const special = (errand: Errand, name: string): Shares<string> | undefined => {
    const its = surroundings?.circumstanceOf(errand.caseId ?? '');
    const later = its?.afterwards?.[name];
    return later !== undefined && again(errand, name) ? later : its?.answers?.[name];
  };

  /** What somebody chooses in a field; `hints` are codes that the page names. */
  const choice = (
    errand: Errand,
    name: string,
    options: readonly string[],
    hints: ReadonlySet<string>,
  ): string | undefined => {
    const { answers, visits, alerts, surveys } = behaviours;
    const usually = isAlert(errand.caseId)
      ? [alerts[name], answers[name]]
      : isOfSurveys(errand.caseId)
        ? [surveys[name], visits[name]]
        : [answers[name], visits[name]];
    const known = [special(errand, name), ...usually]
      .map((some) => Object.entries(some ?? {}))
      .map((some) => some.filter(([code]) => options.length === 0 || options.includes(code)))
      .find((some) => some.length > 0);
    // How whoever sent the matter has coded it is mostly right.
    const hint = known === undefined ? options.find((code) => hints.has(code)) : undefined;
    if (hint !== undefined && drawn(seed, 'hint', name, matterOf(errand.caseId)) < behaviours.hintsFollowed)
      return hint;
    // Whoever finds the cause of an alert leaves the choice of the playbook to the policy.
    if (name === 'playbook' && known === undefined) return undefined;
    // Codes that nobody declared, such as those of the taxonomy, are as likely as each other.
    const shares = Object.fromEntries(known ?? options.map((code) => [code, 1]));
    if (Object.keys(shares).length === 0) return undefined;
    // More time is asked for once: what came of it is known the second time.
    if (name === 'moreTime' && again(errand, name)) return 'NONE';
    // Approvers and repairers look at a matter anew each time; everything else about it stays what it is.
    const occasion = name === 'verdict' || name === 'way' ? [errand.nth] : [];
    return oneOf(shares, drawn(seed, name, matterOf(errand.caseId), ...occasion));
  };

  /** What only the customers of the town say: another date where they put the visit off, and what they ask for. */
  const saidAtVisit = ({ address, caseId = '' }: Errand): Wants => {
    if (surroundings === undefined) return {};
    const at = surroundings.now();
    const asks = surroundings.circumstanceOf(caseId)?.asks ?? [];
    const words = requests[languageOf(address)];
    return {
      when: `${workdayAfter(at, 5)}T10:00`,
      mailDate: 'YES',
      ...Object.fromEntries(asks.map((what) => [what, words[what]])),
      ...(asks.includes('promise1') && { promise1Due: workdayAfter(at, 7) }),
    };
  };

  return {
    mannerOf,
    opensAt(errand, mailedAt) {
      const at = drawn(seed, 'delay', matterOf(errand.caseId), errand.nth);
      const { everyMinutes, staffAfterMinutes, customersAfterHours } = behaviours.looks;
      const round = everyMinutes * MINUTE;
      if (customers.has(errand.address)) {
        return nextRound(mailedAt + between(customersAfterHours, at) * HOUR, round);
      }
      const away = mannerOf(errand) === 'absent' ? 3 * DAY : 0;
      return inOffice(mailedAt + away + between(staffAfterMinutes, at) * MINUTE, round);
    },
    wants(errand, form, facts = []) {
      const hints = new Set(facts.flatMap(([, value]) => value.match(CODE) ?? []));
      const words: Readonly<Record<string, string>> = sentences[languageOf(errand.address)];
      const wants: Record<string, string> = {};
      for (const { name, kind, options, value: given } of form.fields) {
        if (kind === 'hidden' || name === 'code') continue;
        if (given !== '' && options.length > 0) continue;
        const value = choice(errand, name, options, hints) ?? words[name];
        if (value !== undefined) wants[name] = value;
      }
      if (form.fields.some(({ name }) => name === 'serviceRequest'))
        Object.assign(wants, saidAtVisit(errand));
      if (wants.way === 'PLAN' && surroundings) wants.doneBy = workdayAfter(surroundings.now(), 14);
      if (wants.outcome === 'SNOOZE' && surroundings) wants.until = workdayAfter(surroundings.now(), 3);
      return consistent(wants, form.fields);
    },
    ownAccordOf(caseId, address) {
      const matter = matterOf(caseId);
      const special = surroundings?.circumstanceOf(caseId)?.course;
      const course = special ?? oneOf(behaviours.course, drawn(seed, 'course', matter));
      if (course === 'waits') return undefined;
      const drawnDays = Number(oneOf(behaviours.courseAfterDays, drawn(seed, 'course after', matter)));
      // Whoever is known to do it does so before anybody has settled the matter.
      const days = special === undefined ? drawnDays : 1 / 24;
      const words = sentences[languageOf(address)];
      const text = course === 'withdraws' ? words.withdrawal : words.newFacts;
      return { course, after: days * DAY, text };
    },
    languageOf,
    customerAt: (address) => customers.get(address)?.customerId,
  };
}

/** Numbers of alerts begin with this, as those of visits begin with `V`. */
export const isAlert = (caseId = ''): boolean => caseId.startsWith('A');

/** Numbers of invitations, campaigns, improvements and of what customers said begin with these. */
const isOfSurveys = (caseId = ''): boolean => /^[SQIF]/.test(caseId);

/** Codes of the taxonomy as pages print them before their labels, such as B03. */
const CODE = /\b[ABC]\d{2,4}\b/g;

/** What stays of a case number whenever the complaint arrives: the day in front is left out. */
const matterOf = (caseId = ''): string => caseId.slice(caseId.indexOf('-') + 1);

/** Draws that depend on each other: nobody pays for what is rejected, nor settles a matter with whom they did not reach. */
function consistent(wants: Record<string, string>, fields: readonly Field[]): Wants {
  if (wants.outcome === 'REJECTED' && 'amount' in wants) wants.amount = '0';
  if (wants.outcome === 'REJECTED' && fields.some(({ name }) => name === 'remedy')) wants.remedy = '';
  if (wants.reached === 'NOT_REACHED' && wants.settledNow === 'YES') wants.settledNow = 'NO';
  // Nobody says anything who was not spoken with.
  const putOff = wants.outcome === 'RESCHEDULE' || wants.outcome === 'NOT_NOW';
  if (fields.some(({ name }) => name === 'satisfaction')) {
    const kept = putOff ? ['outcome', 'when', 'mailDate'] : ['outcome'];
    if (wants.outcome !== 'REACHED') {
      for (const { name, kind } of fields) if (!kept.includes(name) && kind !== 'hidden') delete wants[name];
    }
    if (!putOff) delete wants.when;
  }
  if (wants.problem !== 'YES') delete wants.problemText;
  if (wants.found === 'NOT_FOUND') delete wants.newPhone;
  // A cause belongs to what was confirmed, a complaint to what was found or heard.
  if (wants.verdict !== 'CONFIRM') delete wants.churnCause;
  if (wants.verdict !== 'COMPLAINT_FOUND' && wants.outcome !== 'COMPLAINT') delete wants.complaintText;
  if (wants.way === 'DISCARD') delete wants.measure;
  if (wants.improves === 'NO') delete wants.improvement;
  // In an interview that was not held nothing was said.
  if (fields.some(({ name }) => name === 'wantsContact') && wants.reached !== 'SPOKEN')
    for (const { name, kind } of fields) if (name !== 'reached' && kind !== 'hidden') delete wants[name];
  // Only a date that was agreed can be mailed.
  if (wants.when === undefined) delete wants.mailDate;
  return wants;
}

const between = ([from, until]: readonly [number, number], at: number): number => from + at * (until - from);

const nextRound = (at: number, round: number): number => Math.ceil(at / round) * round;

/** The next look at the mailbox in office hours of the bank, on a day on which it works. */
function inOffice(at: number, round: number): number {
  const local = nextRound(at, round) + BANK_OFFSET;
  const day = Math.floor(local / DAY);
  const time = local - day * DAY;
  const workday = isWorkday(day);
  if (workday && time >= OFFICE.opens && time < OFFICE.closes) return local - BANK_OFFSET;
  let next = workday && time < OFFICE.opens ? day : day + 1;
  while (!isWorkday(next)) next++;
  // Not everybody is first in the morning: what came half an hour later is read half an hour later.
  return next * DAY + OFFICE.opens + (time % HOUR) - BANK_OFFSET;
}

/** The working day of the bank so many days after a moment, or the next one. */
function workdayAfter(at: number, days: number): string {
  let day = Math.floor((at + BANK_OFFSET) / DAY) + days;
  while (!isWorkday(day)) day++;
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/** Whether the bank works on a day, counted from 1970: public holidays are free, and some weekends are worked for them. */
const isWorkday = (day: number): boolean =>
  chineseDays.getDayDetail(new Date(day * DAY).toISOString().slice(0, 10)).work;
