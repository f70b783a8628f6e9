/** The contact arbiter: whether a customer may be contacted now, later or not at all, and the word of every rule on it. */
import type { ContactChannel, ContactClass, ContactPurpose, Stage, Tier } from '../contracts/codes.ts';
import type { Severity } from '../contracts/complaint.ts';
import {
  AskingTopic,
  type ContactBook,
  type ContactRequest,
  type RecentContact,
} from '../contracts/contact.ts';
import { type Cap, type ContactRules, rightOfWay } from './contact-rules.ts';
import { dayAfter, dayIn, epochAt, epochOf } from './days.ts';
import { announcementOf, type WorkingTime } from './working-time.ts';

/** Why a contact does not happen, where waiting would not mend it. */
export type SuppressReason =
  | 'deceased'
  | 'minor'
  | 'do-not-contact'
  | 'no-consent'
  | 'consent-withdrawn'
  | 'complaint-open'
  | 'never-allowed'
  | 'too-late';

/** What the arbiter answers. */
export type Answer = 'SEND_NOW' | 'DEFER' | 'SUPPRESS';

/** Marks of a customer that keep contacts away. */
export type Mark = 'deceased' | 'minor' | 'do-not-contact';

/** The word of one rule, from codes, dates and numbers alone; `verdict` is what it would answer if it stood alone. */
export type RuleTrace =
  | {
      readonly rule: 'right-of-way';
      readonly verdict: 'PASS';
      readonly class: ContactClass;
      readonly rank: number;
    }
  | {
      readonly rule: 'marks';
      readonly verdict: 'PASS' | 'SUPPRESS';
      /** Marks that the customer bears, and the one that keeps this contact away. */
      readonly marked: readonly Mark[];
      readonly by?: Mark;
    }
  | {
      readonly rule: 'consent';
      readonly verdict: 'PASS' | 'SUPPRESS';
      readonly purpose: ContactPurpose;
      readonly channel: ContactChannel;
      readonly need: ContactRules['consent'][ContactPurpose];
      /** What the customer said last, and on which day of their own. */
      readonly word?: 'GIVEN' | 'WITHDRAWN';
      readonly day?: string;
    }
  | {
      readonly rule: 'complaint';
      readonly verdict: 'PASS' | 'DEFER' | 'SUPPRESS';
      readonly zone: string;
      /** Absent: no complaint stands in the way. Without `until` it is open. */
      readonly caseId?: string;
      readonly severity?: Severity;
      readonly days?: number;
      readonly until?: string;
    }
  | {
      readonly rule: 'quiet-hours';
      readonly verdict: 'PASS' | 'DEFER';
      readonly applies: boolean;
      readonly from: string;
      readonly to: string;
      readonly zone: string;
      readonly until?: string;
    }
  | {
      readonly rule: 'holiday';
      readonly verdict: 'PASS' | 'DEFER';
      readonly applies: boolean;
      readonly day: string;
      readonly zone: string;
      readonly until?: string;
    }
  /** Only where the bank put contacts of this class off for the customer. */
  | {
      readonly rule: 'pause';
      readonly verdict: 'PASS' | 'DEFER';
      readonly caseId: string;
      readonly zone: string;
      readonly until?: string;
    }
  | { readonly rule: 'no-cap'; readonly verdict: 'PASS' }
  | {
      readonly rule: 'cap';
      readonly verdict: 'PASS' | 'DEFER' | 'SUPPRESS';
      readonly cap: string;
      readonly tier: Tier;
      readonly stage: Stage;
      readonly days: number;
      readonly most: number;
      readonly had: number;
      readonly zone: string;
      readonly until?: string;
    }
  /** At the moment to which the others would have put it off, this rule puts it off further. */
  | {
      readonly rule: 'further';
      readonly verdict: 'DEFER';
      readonly by: DeferringRule;
      readonly from: string;
      readonly until: string;
      readonly zone: string;
    }
  /** `WAIVED`: what must be told in time is told, although another rule would have put it off longer. */
  | {
      readonly rule: 'must-by';
      readonly verdict: 'PASS' | 'SUPPRESS' | 'WAIVED';
      readonly mustBy?: string;
      readonly zone: string;
    }
  | {
      readonly rule: 'ruling';
      readonly verdict: Answer;
      /** When it was asked, or until when it is put off. */
      readonly at: string;
      readonly zone: string;
      readonly reason?: SuppressReason;
    };

/** Rules that put a contact off. */
export type DeferringRule = 'complaint' | 'quiet-hours' | 'holiday' | 'pause' | 'cap';

/** The answer to a request for a contact, with the word of every rule. */
export interface Ruling {
  readonly answer: Answer;
  /** Of `DEFER`: the earliest moment at which every rule is content, if nothing else changes. */
  readonly until?: string;
  readonly reason?: SuppressReason;
  readonly trace: readonly RuleTrace[];
}

const DAY = 86_400_000;

/** Times that rules may push a contact on, one after another, before they count as never content. */
const MOST_PUSHES = 1_000;

/** A rule that puts off: the earliest moment from a given one on at which it is content. */
interface Waits {
  readonly rule: DeferringRule;
  contentFrom(at: number): number;
}

/**
 * Rules on a contact that somebody wants to make now. Answers `DEFER` with the earliest moment at which all rules are
 * content, so that the same question at that moment, with nothing else changed, is answered `SEND_NOW`; and `SUPPRESS` for
 * what waiting does not mend. What the law asks for is never suppressed, and put off at most until it must be told.
 */
export function arbitrate(
  request: ContactRequest,
  book: ContactBook,
  pack: ContactRules,
  now: string,
  calendar: WorkingTime,
): Ruling {
  const { class: kind, mustBy } = request;
  checkRequest(request, pack);
  const at = epochOf(now);
  const { zone } = book.profile;
  const statutory = kind === 'statutory-notice';

  const quiet = quietHours(request, zone, pack);
  const holiday = holidays(request, pack, calendar);
  const complaint = complaintRest(request, book, pack);
  const pauses = pausesOf(request, book);
  const caps = pack.caps.filter((cap) => counts(cap, request)).map((cap) => cappedBy(cap, book));

  const lines: RuleTrace[] = [
    { rule: 'right-of-way', verdict: 'PASS', class: kind, rank: rightOfWay(kind) },
    marksOf(request, book, pack),
    consentOf(request, book, pack),
    complaint.line(at),
    quiet.line(at),
    holiday.line(at),
    ...pauses.map((pause) => pause.line(at)),
    ...(caps.length === 0 ? [{ rule: 'no-cap', verdict: 'PASS' } as const] : caps.map((cap) => cap.line(at))),
  ];

  const suppress = (reason: SuppressReason, more: readonly RuleTrace[] = []): Ruling => ({
    answer: 'SUPPRESS',
    reason,
    trace: [...lines, ...more, { rule: 'ruling', verdict: 'SUPPRESS', at: now, zone, reason }],
  });
  const barred = lines.find(({ verdict }) => verdict === 'SUPPRESS');
  if (barred !== undefined) return suppress(reasonOf(barred));

  const limit = mustBy === undefined ? Number.POSITIVE_INFINITY : epochOf(mustBy);
  // What the law asks for gives way to the night before it gives way to a holiday, and to neither past its date.
  const holding: readonly (readonly Waits[])[] = statutory
    ? [[quiet, holiday, complaint, ...pauses, ...caps], [quiet], []]
    : [[quiet, holiday, complaint, ...pauses, ...caps]];
  let pushes: RuleTrace[] = [];
  for (const [waived, waits] of holding.entries()) {
    const settled = settle(waits, at, zone);
    if (waived === 0) pushes = settled.pushes;
    if (settled.at > limit && !(statutory && waits.length === 0)) continue;
    const due: RuleTrace = {
      rule: 'must-by',
      verdict: waived > 0 ? 'WAIVED' : 'PASS',
      ...(mustBy !== undefined && { mustBy }),
      zone,
    };
    const answer = settled.at > at ? 'DEFER' : 'SEND_NOW';
    const when = instantAt(settled.at > at ? settled.at : at);
    return {
      answer,
      ...(answer === 'DEFER' && { until: when }),
      trace: [...lines, ...pushes, due, { rule: 'ruling', verdict: answer, at: when, zone }],
    };
  }
  return suppress('too-late', [
    ...pushes,
    { rule: 'must-by', verdict: 'SUPPRESS', ...(mustBy !== undefined && { mustBy }), zone },
  ]);
}

/** A request that no rule could weigh is a mistake of whoever makes it. */
function checkRequest({ class: kind, purpose, topic }: ContactRequest, { purposes }: ContactRules): void {
  if (!purposes[kind].includes(purpose))
    throw new RangeError(`A contact of class ${kind} is for ${purposes[kind].join(' or ')}, not ${purpose}.`);
  if (kind === 'survey' && !AskingTopic.safeParse(topic).success)
    throw new RangeError(`A survey is about ${AskingTopic.options.join(' or ')}, not ${topic}.`);
}

/** The earliest moment from `from` on at which all these rules are content, and which rule pushed it on from where. */
function settle(waits: readonly Waits[], from: number, zone: string): { at: number; pushes: RuleTrace[] } {
  const pushes: RuleTrace[] = [];
  let at = from;
  for (let pushed = 0; pushed < MOST_PUSHES; pushed++) {
    // Every rule names the earliest moment it bears; the latest of them is the earliest that all could bear.
    const wanted = waits.map(({ rule, contentFrom }) => ({ rule, until: contentFrom(at) }));
    const latest = wanted.reduce((most, next) => (next.until > most.until ? next : most), {
      rule: 'quiet-hours' as DeferringRule,
      until: at,
    });
    if (latest.until === at) return { at, pushes };
    if (at > from)
      pushes.push({
        rule: 'further',
        verdict: 'DEFER',
        by: latest.rule,
        from: instantAt(at),
        until: instantAt(latest.until),
        zone,
      });
    at = latest.until;
  }
  throw new RangeError(`No moment from ${instantAt(from)} on at which all contact rules are content.`);
}

function reasonOf(line: RuleTrace): SuppressReason {
  switch (line.rule) {
    case 'marks':
      return line.by ?? 'never-allowed';
    case 'consent':
      return line.word === 'WITHDRAWN' ? 'consent-withdrawn' : 'no-consent';
    case 'complaint':
      return 'complaint-open';
    default:
      return 'never-allowed';
  }
}

function marksOf(
  { class: kind }: ContactRequest,
  { profile }: ContactBook,
  { lets }: ContactRules,
): RuleTrace {
  const { deceased, minor, doNotContact } = profile;
  const marks: readonly [Mark, boolean | undefined][] = [
    ['deceased', deceased],
    ['minor', minor],
    ['do-not-contact', doNotContact],
  ];
  const marked = marks.filter(([, borne]) => borne === true).map(([mark]) => mark);
  const by = marked.find((mark) => !lets[mark].includes(kind));
  return { rule: 'marks', verdict: by === undefined ? 'PASS' : 'SUPPRESS', marked, ...(by && { by }) };
}

function consentOf(
  { channel, purpose }: ContactRequest,
  { consents, profile }: ContactBook,
  { consent }: ContactRules,
): RuleTrace {
  const need = consent[purpose];
  const last = consents
    .filter((word) => word.purpose === purpose && word.channel === channel)
    .reduce<(typeof consents)[number] | undefined>(
      (latest, word) => (latest === undefined || epochOf(word.at) >= epochOf(latest.at) ? word : latest),
      undefined,
    );
  const passes = { NOT_NEEDED: true, OPT_IN: last?.state === 'GIVEN', OPT_OUT: last?.state !== 'WITHDRAWN' }[
    need
  ];
  return {
    rule: 'consent',
    verdict: passes ? 'PASS' : 'SUPPRESS',
    purpose,
    channel,
    need,
    ...(last !== undefined && { word: last.state, day: dayIn(last.at, profile.zone) }),
  };
}

/** A rule that waits, and its word at a moment. */
interface Rule extends Waits {
  line(at: number): RuleTrace;
}

interface Scope {
  readonly classes: readonly ContactClass[];
  readonly channels: readonly ContactChannel[];
}

const covers = (
  { classes, channels }: Scope,
  about: { class: ContactClass; channel: ContactChannel },
): boolean => classes.includes(about.class) && channels.includes(about.channel);

function quietHours(request: ContactRequest, zone: string, { quiet }: ContactRules): Rule {
  const applies = quiet.stops.some((scope) => covers(scope, request));
  const contentFrom = (at: number): number => {
    if (!applies) return at;
    const day = dayIn(instantAt(at), zone);
    const [opens, closes] = [epochAt(day, quiet.until, zone), epochAt(day, quiet.from, zone)];
    if (at < opens) return opens;
    return at < closes ? at : epochAt(dayAfter(day, 1), quiet.until, zone);
  };
  return {
    rule: 'quiet-hours',
    contentFrom,
    line: (at) => ({
      rule: 'quiet-hours',
      applies,
      from: quiet.from,
      to: quiet.until,
      zone,
      ...putOff(at, contentFrom(at)),
    }),
  };
}

function holidays(request: ContactRequest, { holidays }: ContactRules, calendar: WorkingTime): Rule {
  const { zone } = calendar;
  const applies = holidays.stops.some((scope) => covers(scope, request));
  const contentFrom = (at: number): number => {
    if (!applies) return at;
    let day = dayIn(instantAt(at), zone);
    if (announcementOf(day, calendar) !== 'free') return at;
    while (announcementOf(day, calendar) === 'free') day = dayAfter(day, 1);
    return epochAt(day, '00:00', zone);
  };
  return {
    rule: 'holiday',
    contentFrom,
    line: (at) => ({
      rule: 'holiday',
      applies,
      day: dayIn(instantAt(at), zone),
      zone,
      ...putOff(at, contentFrom(at)),
    }),
  };
}

/** What the bank itself has put off for the customer, such as marketing to somebody who thinks of leaving (R193). */
const pausesOf = ({ class: kind }: ContactRequest, { pauses = [], profile: { zone } }: ContactBook): Rule[] =>
  pauses
    .filter((pause) => pause.class === kind)
    .map(({ until, caseId }) => {
      const contentFrom = (at: number): number => Math.max(at, epochOf(until));
      return {
        rule: 'pause',
        contentFrom,
        line: (at) => ({ rule: 'pause', caseId, zone, ...putOff(at, contentFrom(at)) }),
      };
    });

/** The rest that a closed complaint leaves, and the bar that an open one is. */
function complaintRest(
  { class: kind }: ContactRequest,
  { holds, profile: { zone } }: ContactBook,
  { complaints, untriagedAs }: ContactRules,
): Rule {
  const held = holds.flatMap(({ caseId, severity = untriagedAs, closedAt }) => {
    const rule = complaints.find(({ severities }) => severities.includes(severity));
    if (rule === undefined || rule.lets.includes(kind)) return [];
    const { daysAfter: days } = rule;
    const until = closedAt === undefined ? Number.POSITIVE_INFINITY : epochOf(closedAt) + days * DAY;
    return [{ caseId, severity, days, until }];
  });
  const last = held.reduce<(typeof held)[number] | undefined>(
    (latest, hold) => (latest === undefined || hold.until > latest.until ? hold : latest),
    undefined,
  );
  return {
    rule: 'complaint',
    contentFrom: (at) => Math.max(at, last?.until ?? at),
    line: (at) => {
      if (last === undefined || last.until <= at) return { rule: 'complaint', verdict: 'PASS', zone };
      const { caseId, severity, days, until } = last;
      // When an open complaint will be closed, nobody knows.
      return until === Number.POSITIVE_INFINITY
        ? { rule: 'complaint', verdict: 'SUPPRESS', zone, caseId, severity, days }
        : { rule: 'complaint', verdict: 'DEFER', zone, caseId, severity, days, until: instantAt(until) };
    },
  };
}

/** The number of contacts that a cap leaves to a customer. */
export const mostOf = (
  { most, less }: Cap,
  { tier, stage }: { readonly tier: Tier; readonly stage: Stage },
): number => Math.max(0, most[tier] - (less[stage] ?? 0));

/** Whether a cap counts a contact. */
export const counts = (
  cap: Cap,
  contact: Pick<RecentContact, 'class' | 'channel' | 'purpose' | 'topic'>,
): boolean =>
  covers(cap, contact) &&
  cap.purposes.includes(contact.purpose) &&
  (cap.topic === undefined || cap.topic === contact.topic) &&
  cap.but?.some((topic) => topic === contact.topic) !== true;

function cappedBy(cap: Cap, { profile, contacts }: ContactBook): Rule {
  const { tier, stage, zone } = profile;
  const most = mostOf(cap, profile);
  const window = cap.days * DAY;
  const made = contacts
    .filter((contact) => counts(cap, contact))
    .map(({ at }) => epochOf(at))
    .sort((a, b) => b - a);
  // A contact counts until its window is over; so many may remain that one more is within the cap.
  const frees = most === 0 ? Number.POSITIVE_INFINITY : (made[most - 1] ?? Number.NEGATIVE_INFINITY) + window;
  const contentFrom = (at: number): number => Math.max(at, frees);
  return {
    rule: 'cap',
    contentFrom,
    line: (at) => ({
      rule: 'cap',
      cap: cap.id,
      tier,
      stage,
      days: cap.days,
      most,
      had: made.filter((then) => then > at - window).length,
      zone,
      ...(most === 0 ? { verdict: 'SUPPRESS' as const } : putOff(at, contentFrom(at))),
    }),
  };
}

const putOff = (at: number, until: number) =>
  until > at ? ({ verdict: 'DEFER', until: instantAt(until) } as const) : ({ verdict: 'PASS' } as const);

const instantAt = (epoch: number): string => new Date(epoch).toISOString();
