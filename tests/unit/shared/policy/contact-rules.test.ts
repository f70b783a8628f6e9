import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ContactChannel,
  ContactClass,
  ContactPurpose,
  Stage,
  Tier,
} from '../../../../shared/contracts/codes.ts';
import { Severity } from '../../../../shared/contracts/complaint.ts';
import {
  ContactBook,
  ContactRequest,
  type RecentContact,
  SurveyTopic,
} from '../../../../shared/contracts/contact.ts';
import {
  type Answer,
  arbitrate,
  type RuleTrace,
  type SuppressReason,
} from '../../../../shared/policy/arbitrate.ts';
import { workingTime1 as calendar } from '../../../../shared/policy/calendar.ts';
import {
  ContactRules,
  longestWindowOf,
  contactRules1 as pack,
  rightOfWay,
} from '../../../../shared/policy/contact-rules.ts';
import { off } from './announced.ts';

const DAY = 86_400_000;

const instant = (at: string | number): string => new Date(at).toISOString();

/** Consent to everything, given long ago. */
const yes: ContactBook['consents'] = ContactPurpose.options.flatMap((purpose) =>
  ContactChannel.options.map((channel) => ({
    purpose,
    channel,
    state: 'GIVEN' as const,
    at: instant('2025-01-01'),
  })),
);

const book = (
  change: Partial<Omit<ContactBook, 'profile'>> & { profile?: Partial<ContactBook['profile']> } = {},
) => ({
  consents: yes,
  holds: [],
  contacts: [],
  ...change,
  profile: { tier: 'potential', stage: 'mature', zone: 'Asia/Shanghai', ...change.profile } as const,
});

let numbered = 0;
const had = (at: string, change: Partial<RecentContact> = {}): RecentContact => ({
  contactId: `c${++numbered}`,
  at: instant(at),
  class: 'visit',
  channel: 'mail',
  purpose: 'care',
  state: 'SENT',
  ...change,
});

type Asked = Partial<ContactRequest>;

const notice: Asked = { class: 'statutory-notice', channel: 'mail', purpose: 'service' };
const service: Asked = { class: 'complaint-service', channel: 'phone', purpose: 'service' };
const visit: Asked = { class: 'visit', channel: 'phone', purpose: 'care' };
const greeting: Asked = { class: 'greeting', channel: 'mail', purpose: 'care' };
const survey: Asked = { class: 'survey', channel: 'mail', purpose: 'survey', topic: 'relationship' };
const event: Asked = { ...survey, topic: 'event' };
const offer: Asked = { class: 'marketing', channel: 'mail', purpose: 'marketing' };

const ask = (asked: Asked, about: ReturnType<typeof book>, now: string, rules = pack) =>
  arbitrate(ContactRequest.parse({ customerId: 'C1', ...asked }), about, rules, instant(now), calendar);

const open = (severity?: Severity) => ({
  holds: [{ caseId: 'K1', openedAt: instant('2026-02-20'), ...(severity && { severity }) }],
});
const closed = (severity: Severity, closedAt: string) => ({
  holds: [{ caseId: 'K1', openedAt: instant('2026-02-20'), severity, closedAt: instant(closedAt) }],
});

/** WORKFLOWS, the contact arbiter and its defaults. Monday 2026-03-02 is a working day; Spring Festival is 15 to 23 February. */
describe('R027 R111 R127 the arbiter rules', () => {
  const monday = '2026-03-02T10:00+08:00';
  const night = '2026-03-02T21:30+08:00';

  test.each<
    [
      what: string,
      asked: Asked,
      about: ReturnType<typeof book>,
      now: string,
      answer: Answer,
      untilOrReason?: string,
    ]
  >([
    ['a call in the morning', visit, book(), monday, 'SEND_NOW'],
    ['a call in the evening, until nine', visit, book(), night, 'DEFER', '2026-03-03T09:00+08:00'],
    ['a call at eight sharp', visit, book(), '2026-03-02T20:00+08:00', 'DEFER', '2026-03-03T09:00+08:00'],
    ['a call a moment before', visit, book(), '2026-03-02T19:59:59.999+08:00', 'SEND_NOW'],
    ['a call before dawn', visit, book(), '2026-03-02T05:00+08:00', 'DEFER', '2026-03-02T09:00+08:00'],
    ['a call at nine sharp', visit, book(), '2026-03-02T09:00+08:00', 'SEND_NOW'],
    [
      'a call by the clock of the customer, not of the bank',
      visit,
      book({ profile: { zone: 'America/New_York' } }),
      monday,
      'DEFER',
      '2026-03-02T09:00-05:00',
    ],
    [
      'a call in the night in which the clocks go forward',
      visit,
      book({ profile: { zone: 'America/New_York' } }),
      '2026-03-07T22:00-05:00',
      'DEFER',
      '2026-03-08T09:00-04:00',
    ],
    [
      'a text message at night',
      { ...visit, channel: 'sms' },
      book(),
      night,
      'DEFER',
      '2026-03-03T09:00+08:00',
    ],
    ['a greeting by mail at night', greeting, book(), night, 'DEFER', '2026-03-03T09:00+08:00'],
    ['a mail about a complaint at night', { ...service, channel: 'mail' }, book(), night, 'SEND_NOW'],
    ['a call about a complaint at night', service, book(), night, 'DEFER', '2026-03-03T09:00+08:00'],
    ['a notice by mail at night', notice, book(), night, 'SEND_NOW'],

    ['a call in Spring Festival', visit, book(), '2026-02-18T10:00+08:00', 'DEFER', '2026-02-24T09:00+08:00'],
    ['a greeting by mail in Spring Festival', greeting, book(), '2026-02-17T10:00+08:00', 'SEND_NOW'],
    ['a call on a plain Sunday', visit, book(), '2026-03-08T10:00+08:00', 'SEND_NOW'],
    ['a call on a make-up Saturday', visit, book(), '2026-02-28T10:00+08:00', 'SEND_NOW'],
    [
      'a call on the last evening before a holiday',
      visit,
      book(),
      '2026-02-14T20:30+08:00',
      'DEFER',
      '2026-02-24T09:00+08:00',
    ],

    ['without a word of the customer', visit, book({ consents: [] }), monday, 'SUPPRESS', 'no-consent'],
    [
      'with consent to another channel only',
      visit,
      book({ consents: yes.filter(({ channel }) => channel !== 'phone') }),
      monday,
      'SUPPRESS',
      'no-consent',
    ],
    [
      'with consent that was taken back',
      offer,
      book({
        consents: [
          ...yes,
          { purpose: 'marketing', channel: 'mail', state: 'WITHDRAWN', at: instant('2026-03-01') },
        ],
      }),
      monday,
      'SUPPRESS',
      'consent-withdrawn',
    ],
    [
      'with consent that was given anew',
      offer,
      book({
        consents: [
          { purpose: 'marketing', channel: 'mail', state: 'WITHDRAWN', at: instant('2024-03-01') },
          ...yes,
        ],
      }),
      monday,
      'SEND_NOW',
    ],
    [
      'a visit that the customer asked for',
      { ...visit, purpose: 'service' },
      book({ consents: [] }),
      monday,
      'SEND_NOW',
    ],
    ['a call about a complaint, without consent', service, book({ consents: [] }), monday, 'SEND_NOW'],

    [
      'who must not be contacted',
      visit,
      book({ profile: { doNotContact: true } }),
      monday,
      'SUPPRESS',
      'do-not-contact',
    ],
    [
      'who must not be contacted, about a complaint',
      service,
      book({ profile: { doNotContact: true } }),
      monday,
      'SEND_NOW',
    ],
    ['who is dead', greeting, book({ profile: { deceased: true } }), monday, 'SUPPRESS', 'deceased'],
    ['who is dead, what the law asks for', notice, book({ profile: { deceased: true } }), monday, 'SEND_NOW'],
    ['who is under age', greeting, book({ profile: { minor: true } }), monday, 'SUPPRESS', 'minor'],
    ['who is under age, about a complaint', service, book({ profile: { minor: true } }), monday, 'SEND_NOW'],

    ['during a grave complaint', visit, book(open('S1')), monday, 'SUPPRESS', 'complaint-open'],
    ['a greeting during a grave complaint', greeting, book(open('S2')), monday, 'SUPPRESS', 'complaint-open'],
    [
      'during a complaint that nobody has weighed yet',
      visit,
      book(open()),
      monday,
      'SUPPRESS',
      'complaint-open',
    ],
    ['a visit during a slight complaint', visit, book(open('S3')), monday, 'SEND_NOW'],
    ['a survey during a slight complaint', survey, book(open('S4')), monday, 'SUPPRESS', 'complaint-open'],
    ['about the complaint itself', service, book(open('S1')), monday, 'SEND_NOW'],
    [
      'recovery during a grave complaint',
      { class: 'survey-recovery', channel: 'phone', purpose: 'service' },
      book(open('S1')),
      monday,
      'SEND_NOW',
    ],
    [
      'fourteen days after a grave complaint',
      visit,
      book(closed('S2', '2026-02-27T15:00+08:00')),
      monday,
      'DEFER',
      '2026-03-13T15:00+08:00',
    ],
    [
      'fourteen days after, into a night',
      visit,
      book(closed('S1', '2026-02-27T22:00+08:00')),
      monday,
      'DEFER',
      '2026-03-14T09:00+08:00',
    ],
    [
      'right after a slight complaint',
      survey,
      book(closed('S3', '2026-03-02T09:59+08:00')),
      monday,
      'SEND_NOW',
    ],

    [
      'the fourth in 30 days',
      visit,
      book({ contacts: [had('2026-02-10T10:00+08:00'), had('2026-02-12'), had('2026-03-01')] }),
      monday,
      'DEFER',
      '2026-03-12T10:00+08:00',
    ],
    [
      'the third in 30 days, the one before is older',
      visit,
      book({ contacts: [had('2026-01-31T10:00+08:00'), had('2026-02-12'), had('2026-03-01')] }),
      monday,
      'SEND_NOW',
    ],
    [
      'a vip’s fourth',
      visit,
      book({ profile: { tier: 'vip' }, contacts: [had('2026-02-10'), had('2026-02-12'), had('2026-03-01')] }),
      monday,
      'SEND_NOW',
    ],
    [
      'a mass customer’s third',
      greeting,
      book({ profile: { tier: 'mass' }, contacts: [had('2026-02-10T10:00+08:00'), had('2026-02-12')] }),
      monday,
      'DEFER',
      '2026-03-12T10:00+08:00',
    ],
    [
      'who is leaving, one fewer',
      visit,
      book({
        profile: { stage: 'leaving' },
        contacts: [had('2026-02-10T10:00+08:00'), had('2026-02-12T11:00+08:00')],
      }),
      monday,
      'DEFER',
      '2026-03-12T10:00+08:00',
    ],
    [
      'a call after two calls',
      visit,
      book({
        contacts: [
          had('2026-02-10T10:00+08:00', { channel: 'phone' }),
          had('2026-02-12', { channel: 'wechat' }),
        ],
      }),
      monday,
      'DEFER',
      '2026-03-12T10:00+08:00',
    ],
    [
      'a mail after two calls',
      { ...visit, channel: 'mail' },
      book({ contacts: [had('2026-02-10', { channel: 'phone' }), had('2026-02-12', { channel: 'wechat' })] }),
      monday,
      'SEND_NOW',
    ],
    [
      'a reserved contact counts',
      greeting,
      book({
        profile: { tier: 'mass' },
        contacts: [
          had('2026-02-10T10:00+08:00', { state: 'RESERVED' }),
          had('2026-02-12', { state: 'RESERVED' }),
        ],
      }),
      monday,
      'DEFER',
      '2026-03-12T10:00+08:00',
    ],
    [
      'service does not count',
      greeting,
      book({
        profile: { tier: 'mass' },
        contacts: [
          had('2026-02-10', { class: 'complaint-service', purpose: 'service' }),
          had('2026-02-12', { class: 'statutory-notice', purpose: 'service' }),
          had('2026-02-13', { class: 'visit', purpose: 'service' }),
        ],
      }),
      monday,
      'SEND_NOW',
    ],
    [
      'what the customer asked for is not capped',
      { ...visit, purpose: 'service' },
      book({
        profile: { tier: 'mass' },
        contacts: [had('2026-02-10'), had('2026-02-12'), had('2026-03-01')],
      }),
      monday,
      'SEND_NOW',
    ],
    [
      'about a complaint, whatever came before',
      service,
      book({ contacts: [had('2026-02-25'), had('2026-02-26'), had('2026-02-27'), had('2026-02-28')] }),
      monday,
      'SEND_NOW',
    ],

    [
      'a survey within 90 days of one',
      survey,
      book({
        contacts: [
          had('2026-01-05T10:00+08:00', { class: 'survey', purpose: 'survey', topic: 'relationship' }),
        ],
      }),
      monday,
      'DEFER',
      '2026-04-05T10:00+08:00',
    ],
    [
      'a survey of an event meanwhile',
      event,
      book({ contacts: [had('2026-01-05', { class: 'survey', purpose: 'survey', topic: 'relationship' })] }),
      monday,
      'SEND_NOW',
    ],
    [
      'a survey of an event within 30 days of one',
      event,
      book({
        contacts: [had('2026-02-20T10:00+08:00', { class: 'survey', purpose: 'survey', topic: 'event' })],
      }),
      monday,
      'DEFER',
      '2026-03-22T10:00+08:00',
    ],
    [
      'a survey of an event 30 days after one',
      event,
      book({
        contacts: [had('2026-01-31T10:00+08:00', { class: 'survey', purpose: 'survey', topic: 'event' })],
      }),
      monday,
      'SEND_NOW',
    ],
    [
      'an offer to who may leave',
      offer,
      book({ profile: { stage: 'at-risk' } }),
      monday,
      'SUPPRESS',
      'never-allowed',
    ],
    [
      'an offer takes no last place',
      offer,
      book({
        profile: { tier: 'mass' },
        contacts: [had('2026-02-20T10:00+08:00', { class: 'survey', purpose: 'survey', topic: 'event' })],
      }),
      monday,
      'DEFER',
      '2026-03-22T10:00+08:00',
    ],

    [
      'a greeting that would come after its day',
      { ...greeting, mustBy: instant('2026-03-02T23:59:59.999+08:00') },
      book(),
      night,
      'SUPPRESS',
      'too-late',
    ],
    [
      'a greeting whose day is over',
      { ...greeting, mustBy: instant('2026-03-01T23:59:59.999+08:00') },
      book(),
      monday,
      'SUPPRESS',
      'too-late',
    ],
    [
      'a greeting put off within its day',
      { ...greeting, mustBy: instant('2026-03-02T23:59:59.999+08:00') },
      book(),
      '2026-03-02T05:00+08:00',
      'DEFER',
      '2026-03-02T09:00+08:00',
    ],
    [
      'a notice by telephone at night that must be given in the night',
      { ...notice, channel: 'phone', mustBy: instant('2026-03-02T23:59:59.999+08:00') },
      book(),
      night,
      'SEND_NOW',
    ],
    [
      'a notice by telephone at night that has time',
      { ...notice, channel: 'phone', mustBy: instant('2026-03-03T23:59:59.999+08:00') },
      book(),
      night,
      'DEFER',
      '2026-03-03T09:00+08:00',
    ],
    [
      'a notice by telephone that is due in a holiday: on that holiday, but not at night',
      { ...notice, channel: 'phone', mustBy: instant('2026-02-18T23:59:59.999+08:00') },
      book(),
      '2026-02-18T02:00+08:00',
      'DEFER',
      '2026-02-18T09:00+08:00',
    ],
    [
      'a notice that is late already',
      { ...notice, channel: 'phone', mustBy: instant('2026-03-01T23:59:59.999+08:00') },
      book(),
      night,
      'SEND_NOW',
    ],
  ])('%s', (_, asked, about, now, answer, untilOrReason) => {
    const ruling = ask(asked, about, now);
    expect(ruling.answer).toBe(answer);
    expect(ruling.until).toBe(answer === 'DEFER' ? instant(untilOrReason ?? '') : undefined);
    expect(ruling.reason).toBe(answer === 'SUPPRESS' ? untilOrReason : undefined);
  });
});

test('the right of way is the place of a class, 1 to 8', () => {
  expect(ContactClass.options.map(rightOfWay)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(rightOfWay('statutory-notice')).toBe(1);
  expect(rightOfWay('marketing')).toBe(8);
});

test('R127 a reminder counts for what a customer bears, and not as a survey of its own', () => {
  const asked = { class: 'survey', purpose: 'survey', channel: 'mail' } as const;
  const request = (topic: string): ContactRequest => ({ customerId: 'C1', ...asked, topic });
  const rule = (topic: string, contacts: RecentContact[], tier: Tier) =>
    arbitrate(
      request(topic),
      book({ contacts, profile: { tier } }),
      pack,
      instant('2026-03-05T02:00:00Z'),
      calendar,
    ).answer;
  const invited = had('2026-03-02T02:00:00Z', { ...asked, topic: 'event' });
  const reminded = had('2026-03-04T02:00:00Z', { ...asked, topic: 'reminder' });
  expect(rule('event', [invited], 'mass')).toBe('DEFER');
  expect(rule('reminder', [invited], 'mass')).toBe('SEND_NOW');
  expect(rule('reminder', [invited, reminded], 'mass')).toBe('DEFER');
  expect(rule('reminder', [invited, reminded, reminded], 'vip')).toBe('SEND_NOW');
  expect(rule('relationship', [reminded], 'potential')).toBe('SEND_NOW');
});

/** WORKFLOWS, the defaults of the arbiter: who changes a number sees it move here. */
test('R127 the caps of version 1 by tier and stage', () => {
  const table = pack.caps.map(({ id, days, most, less }) => [
    id,
    days,
    ...Tier.options.map((tier) => most[tier]),
    Object.entries(less)
      .map(([stage, by]) => `${stage} -${by}`)
      .join(' '),
  ]);
  expect(table).toEqual([
    ['non-service', 30, 4, 3, 2, 'leaving -1'],
    ['interrupting', 30, 3, 2, 1, ''],
    ['surveys-and-offers', 30, 2, 2, 1, ''],
    ['reminders', 30, 3, 2, 1, ''],
    ['offers', 30, 1, 1, 1, 'at-risk -1 leaving -1'],
    ['relationship-survey', 90, 1, 1, 1, ''],
    ['event-survey', 30, 1, 1, 1, ''],
  ]);
  expect(longestWindowOf(pack)).toBe(90);
  expect(pack.quiet).toMatchObject({ from: '20:00', until: '09:00' });
  expect(pack.complaints.map(({ severities, daysAfter }) => [severities, daysAfter])).toEqual([
    [['S1', 'S2'], 14],
    [['S3', 'S4'], 0],
  ]);
});

test('every rule has its say in every ruling, whatever the first of them said', () => {
  const rulesOf = ({ trace }: { trace: readonly RuleTrace[] }) => trace.map(({ rule }) => rule);
  const all = ['right-of-way', 'marks', 'consent', 'complaint', 'quiet-hours', 'holiday'];
  expect(
    rulesOf(ask(offer, book({ profile: { deceased: true }, consents: [] }), '2026-03-02T22:00+08:00')),
  ).toEqual([...all, 'cap', 'cap', 'cap', 'ruling']);
  expect(rulesOf(ask(notice, book(), '2026-03-02T10:00+08:00'))).toEqual([
    ...all,
    'no-cap',
    'must-by',
    'ruling',
  ]);
});

test('a cap says how many contacts it has counted: those of its days, to the moment', () => {
  const now = '2026-03-02T10:00+08:00';
  const contacts = [
    had('2026-01-31T09:59+08:00'),
    had('2026-01-31T10:00+08:00'),
    had('2026-01-31T10:01+08:00'),
  ];
  const { trace } = ask(greeting, book({ contacts }), now);
  expect(trace.filter(({ rule }) => rule === 'cap')).toMatchObject([{ cap: 'non-service', most: 3, had: 1 }]);
});

test('a ruling says which rule put it off further, where the others would have been content', () => {
  const { trace } = ask(
    visit,
    book({
      contacts: [
        had('2026-01-16T04:00+08:00', { channel: 'phone' }),
        had('2026-01-16T05:00+08:00', { channel: 'phone' }),
      ],
    }),
    '2026-02-01T10:00+08:00',
  );
  expect(trace.filter(({ rule }) => rule === 'further')).toEqual([
    {
      rule: 'further',
      verdict: 'DEFER',
      by: 'holiday',
      from: instant('2026-02-15T04:00+08:00'),
      until: instant('2026-02-24T00:00+08:00'),
      zone: 'Asia/Shanghai',
    },
    {
      rule: 'further',
      verdict: 'DEFER',
      by: 'quiet-hours',
      from: instant('2026-02-24T00:00+08:00'),
      until: instant('2026-02-24T09:00+08:00'),
      zone: 'Asia/Shanghai',
    },
  ]);
});

test('a request that cannot be weighed is refused', () => {
  const now = '2026-03-02T10:00+08:00';
  expect(() => ask({ ...greeting, purpose: 'service' }, book(), now)).toThrow(
    'of class greeting is for care, not service',
  );
  expect(() => ask({ ...survey, topic: 'weather' }, book(), now)).toThrow(/relationship, event/);
  expect(() =>
    arbitrate(
      { customerId: 'C1', class: 'survey', channel: 'mail', purpose: 'survey' },
      book(),
      pack,
      instant(now),
      calendar,
    ),
  ).toThrow('A survey is about relationship or event or reminder, not undefined');
});

test.each<[what: string, change: object]>([
  [
    'a cap on what the law asks for',
    { caps: pack.caps.map((cap) => ({ ...cap, classes: ContactClass.options })) },
  ],
  ['two caps of one name', { caps: [...pack.caps, pack.caps[0]] }],
  ['a night that is a day', { quiet: { ...pack.quiet, from: '09:00', until: '20:00' } }],
  ['a severity without a rule', { complaints: pack.complaints.slice(0, 1) }],
  ['a mark that stops what the law asks for', { lets: { ...pack.lets, deceased: [] } }],
  [
    'a complaint that stops what the law asks for',
    { complaints: pack.complaints.map((rule) => ({ ...rule, lets: [] })) },
  ],
  ['consent needed for what the law asks for', { consent: { ...pack.consent, service: 'OPT_IN' } }],
])('contact rules with %s are refused', (_, change) => {
  expect(ContactRules.safeParse({ ...pack, ...change }).success).toBe(false);
});

/** Wall clock of a zone, asked of Intl. */
const clocks = new Map<string, Intl.DateTimeFormat>();
function wallClock(at: number, zone: string): { day: string; time: string } {
  let format = clocks.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    clocks.set(zone, format);
  }
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return { day: `${part.year}-${part.month}-${part.day}`, time: `${part.hour}:${part.minute}` };
}

/**
 * The defaults of WORKFLOWS once more, read as sentences about one moment and without a look at the pack: what forbids a
 * contact at this moment for good, and what forbids it for now.
 */
function forbids(request: ContactRequest, about: ContactBook, at: number): { never: boolean; now: boolean } {
  const { class: kind, channel, purpose, topic } = request;
  const rank = ContactClass.options.indexOf(kind) + 1;
  const { tier, stage, zone, deceased, minor, doNotContact } = about.profile;
  const words = about.consents.filter((word) => word.purpose === purpose && word.channel === channel);
  const grave = (severity: Severity = 'S2') => severity === 'S1' || severity === 'S2';
  const bars = (severity: Severity | undefined) => (grave(severity) ? rank > 3 : rank > 6);
  const sold = kind === 'marketing' && (stage === 'at-risk' || stage === 'leaving');
  const never =
    (deceased === true && rank > 2) ||
    (minor === true && rank > 3) ||
    (doNotContact === true && rank > 2) ||
    (purpose !== 'service' && words.at(-1)?.state !== 'GIVEN') ||
    about.holds.some(({ severity, closedAt }) => closedAt === undefined && bars(severity)) ||
    (sold && purpose !== 'service');

  const { time } = wallClock(at, zone);
  const rings = channel !== 'mail';
  const quiet = (time < '09:00' || time >= '20:00') && (rings || rank >= 4);
  const voice = channel === 'phone' || channel === 'in-person' || channel === 'video';
  const holiday = voice && off.has(wallClock(at, 'Asia/Shanghai').day);
  const resting = about.holds.some(
    ({ severity, closedAt }) =>
      closedAt !== undefined && grave(severity) && rank > 3 && at < Date.parse(closedAt) + 14 * DAY,
  );
  const made = (days: number, which: (contact: RecentContact) => boolean) =>
    about.contacts.filter(
      (contact) =>
        ContactClass.options.indexOf(contact.class) >= 3 &&
        contact.purpose !== 'service' &&
        Date.parse(contact.at) > at - days * DAY &&
        which(contact),
    ).length;
  const all = { vip: 4, potential: 3, mass: 2 }[tier] - (stage === 'leaving' ? 1 : 0);
  const ringing = { vip: 3, potential: 2, mass: 1 }[tier];
  const asking = { vip: 2, potential: 2, mass: 1 }[tier];
  const isSurvey = (contact: RecentContact) => contact.class === 'survey';
  const full =
    rank >= 4 &&
    purpose !== 'service' &&
    (made(30, () => true) >= all ||
      (rings && made(30, (contact) => contact.channel !== 'mail') >= ringing) ||
      (rank >= 7 && made(30, (contact) => isSurvey(contact) || contact.class === 'marketing') >= asking) ||
      (kind === 'marketing' && made(30, (contact) => contact.class === 'marketing') >= 1) ||
      (kind === 'survey' &&
        made(topic === 'relationship' ? 90 : 30, (contact) => isSurvey(contact) && contact.topic === topic) >=
          1));
  return { never, now: quiet || holiday || resting || full };
}

const moment = fc
  .integer({ min: Date.parse('2025-04-15') / 60_000, max: Date.parse('2026-11-20') / 60_000 })
  .map((minutes) => minutes * 60_000);
const zones = fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Europe/London', 'Pacific/Auckland');

/** A class, a purpose that it can have, and of surveys their topic. */
const about = fc.constantFrom(...ContactClass.options).chain((kind) =>
  fc.record({
    class: fc.constant(kind),
    purpose: fc.constantFrom(...pack.purposes[kind]),
    channel: fc.constantFrom(...ContactChannel.options),
    topic: kind === 'survey' ? fc.constantFrom(...SurveyTopic.options) : fc.constant('matter'),
  }),
);

const scene = moment.chain((now) => {
  const daysAgo = (days: number) =>
    fc.integer({ min: 1, max: days * 1440 }).map((minutes) => now - minutes * 60_000);
  return fc.record({
    now: fc.constant(now),
    request: fc.tuple(about, fc.option(fc.integer({ min: -1440, max: 60 * 1440 }), { nil: undefined })).map(
      ([asked, mustIn]): ContactRequest => ({
        customerId: 'C1',
        ...asked,
        ...(mustIn !== undefined && { mustBy: instant(now + mustIn * 60_000) }),
      }),
    ),
    book: fc.record({
      profile: fc.record(
        {
          tier: fc.constantFrom(...Tier.options),
          stage: fc.constantFrom(...Stage.options),
          zone: zones,
          deceased: rarely(),
          minor: rarely(),
          doNotContact: rarely(),
        },
        { requiredKeys: ['tier', 'stage', 'zone'] },
      ),
      consents: fc
        .array(
          fc.record({
            purpose: fc.constantFrom(...ContactPurpose.options),
            channel: fc.constantFrom(...ContactChannel.options),
            state: fc.constantFrom('GIVEN' as const, 'WITHDRAWN' as const),
            at: fc.constant(instant('2025-04-01')),
          }),
          { maxLength: 3 },
        )
        .map((words) => [...yes, ...words]),
      holds: fc
        .array(
          fc.record(
            {
              caseId: fc.constant('K1'),
              severity: fc.constantFrom(...Severity.options),
              openedAt: fc.constant(instant('2025-04-01')),
              closedAt: daysAgo(20).map(instant),
            },
            { requiredKeys: ['caseId', 'openedAt', 'closedAt'] },
          ),
          { maxLength: 2 },
        )
        .chain((holds) =>
          fc
            .integer({ min: 0, max: 9 })
            .map((n) =>
              n === 0
                ? [...holds, { caseId: 'K2', severity: 'S1' as const, openedAt: instant(now - DAY) }]
                : holds,
            ),
        ),
      contacts: fc.array(
        fc.tuple(about, daysAgo(100)).map(
          ([what, at]): RecentContact => ({
            contactId: 'c',
            ...what,
            at: instant(at),
            state: 'SENT',
          }),
        ),
        { maxLength: 10 },
      ),
    }),
  });
});

/** True now and then. */
function rarely() {
  return fc.integer({ min: 0, max: 19 }).map((n) => n === 0);
}

const RUNS = { numRuns: 3_000 };

test('R027 R127 a ruling is what an oracle that knows only one moment at a time says of that moment and of those between', () => {
  const seen: Record<Answer, number> = { SEND_NOW: 0, DEFER: 0, SUPPRESS: 0 };
  fc.assert(
    fc.property(
      scene,
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 12, maxLength: 12 }),
      ({ now, request, book }, shares) => {
        if (request.class === 'statutory-notice') return;
        const ruling = arbitrate(request, book, pack, instant(now), calendar);
        seen[ruling.answer]++;
        const limit = request.mustBy === undefined ? Number.POSITIVE_INFINITY : Date.parse(request.mustBy);
        const at = forbids(request, book, now);
        switch (ruling.answer) {
          case 'SEND_NOW':
            expect([at, now <= limit]).toEqual([{ never: false, now: false }, true]);
            break;
          case 'DEFER': {
            const until = Date.parse(ruling.until ?? '');
            expect(at).toEqual({ never: false, now: true });
            expect(until).toBeLessThanOrEqual(limit);
            expect(forbids(request, book, until)).toEqual({ never: false, now: false });
            for (const before of [
              until - 1,
              ...shares.map((share) => Math.floor(now + share * (until - 1 - now))),
            ])
              expect([instant(before), forbids(request, book, before).now]).toEqual([instant(before), true]);
            break;
          }
          case 'SUPPRESS':
            expect(at.never).toBe(ruling.reason !== 'too-late');
            // Too late: at no moment from now until the latest one would it have been allowed.
            if (ruling.reason === 'too-late')
              for (const then of [limit, ...shares.map((share) => Math.floor(now + share * (limit - now)))])
                if (now <= then && then <= limit)
                  expect([instant(then), forbids(request, book, then).now]).toEqual([instant(then), true]);
        }
      },
    ),
    RUNS,
  );
  // The scenes are worth their name: each answer comes up often.
  for (const answer of ['SEND_NOW', 'DEFER', 'SUPPRESS'] as const)
    expect([answer, seen[answer] > 300]).toEqual([answer, true]);
});

test('asked again at `until`, with nothing else changed, the arbiter never defers again; asked before, it gives the same moment', () => {
  fc.assert(
    fc.property(scene, fc.double({ min: 0, max: 1, noNaN: true }), ({ now, request, book }, share) => {
      const { answer, until } = arbitrate(request, book, pack, instant(now), calendar);
      if (answer !== 'DEFER' || until === undefined) return;
      expect(arbitrate(request, book, pack, until, calendar).answer).toBe('SEND_NOW');
      const between = Math.floor(now + share * (Date.parse(until) - 1 - now));
      expect(arbitrate(request, book, pack, instant(between), calendar)).toMatchObject({
        answer: 'DEFER',
        until,
      });
    }),
    RUNS,
  );
});

test('what the law asks for is never suppressed, and never put off past the moment by which it must be told', () => {
  fc.assert(
    fc.property(scene, fc.constantFrom(...ContactChannel.options), ({ now, request, book }, channel) => {
      const asked: ContactRequest = { ...request, class: 'statutory-notice', purpose: 'service', channel };
      const { answer, until } = arbitrate(asked, book, pack, instant(now), calendar);
      expect(answer).not.toBe('SUPPRESS');
      if (channel === 'mail') expect(answer).toBe('SEND_NOW');
      if (until !== undefined && asked.mustBy !== undefined)
        expect(Date.parse(until)).toBeLessThanOrEqual(Date.parse(asked.mustBy));
    }),
    RUNS,
  );
});

test('R127 whoever asks however often: no window of 30 days ever holds more than the cap', () => {
  const asks = fc.array(fc.tuple(about, fc.integer({ min: 1, max: 3 * 1440 })), {
    minLength: 60,
    maxLength: 60,
  });
  fc.assert(
    fc.property(
      moment,
      fc.constantFrom(...Tier.options),
      fc.constantFrom(...Stage.options),
      asks,
      (from, tier, stage, asked) => {
        const contacts: RecentContact[] = [];
        let now = from;
        for (const [what, after] of asked) {
          now += after * 60_000;
          const about = book({ profile: { tier, stage }, contacts });
          const { answer } = arbitrate({ customerId: 'C1', ...what }, about, pack, instant(now), calendar);
          if (answer === 'SEND_NOW')
            contacts.push({ contactId: 'c', ...what, at: instant(now), state: 'SENT' });
        }
        const most = { vip: 4, potential: 3, mass: 2 }[tier] - (stage === 'leaving' ? 1 : 0);
        const unasked = contacts.filter(
          (contact) => contact.purpose !== 'service' && ContactClass.options.indexOf(contact.class) >= 3,
        );
        for (const { at: last } of unasked) {
          const within = unasked.filter(
            ({ at }) => Date.parse(at) <= Date.parse(last) && Date.parse(at) > Date.parse(last) - 30 * DAY,
          );
          expect(within.length).toBeLessThanOrEqual(most);
        }
        expect(unasked.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 150 },
  );
});

test('the book and the request have schemas that refuse what they do not know', () => {
  expect(ContactBook.parse(book(open('S1')))).toEqual(book(open('S1')));
  expect(ContactBook.safeParse(book({ profile: { zone: 'Asia/Nowhere' } })).success).toBe(false);
  expect(ContactRequest.safeParse({ customerId: 'C1', ...visit, kind: 'visit' }).success).toBe(false);
});

const reasons = [
  'deceased',
  'minor',
  'do-not-contact',
  'no-consent',
  'complaint-open',
] as const satisfies SuppressReason[];

test('of several reasons the first in the order of the rules is the one that is told', () => {
  const worst = book({
    profile: { deceased: true, minor: true, doNotContact: true },
    consents: [],
    ...open('S1'),
  });
  const order = reasons.map((_, skip) => {
    const { deceased, minor, doNotContact, ...profile } = worst.profile;
    return ask(
      visit,
      {
        ...worst,
        profile: { ...profile, deceased: skip < 1, minor: skip < 2, doNotContact: skip < 3 },
        consents: skip < 4 ? [] : yes,
      },
      '2026-03-02T10:00+08:00',
    ).reason;
  });
  expect(order).toEqual(reasons);
});
