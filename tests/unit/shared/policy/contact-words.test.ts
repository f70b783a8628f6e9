import { describe, expect, test } from 'vitest';
import {
  ContactChannel,
  ContactClass,
  ContactPurpose,
  Language,
  Stage,
  Tier,
} from '../../../../shared/contracts/codes.ts';
import { arbitrate, type RuleTrace } from '../../../../shared/policy/arbitrate.ts';
import { workingTime1 } from '../../../../shared/policy/calendar.ts';
import { contactRules1 } from '../../../../shared/policy/contact-rules.ts';
import { type Reader, wordsOfRuling } from '../../../../shared/policy/contact-words.ts';

const zone = 'Asia/Shanghai';
const at = '2026-03-03T01:00:00.000Z';
const until = '2026-03-12T02:30:00.000Z';

/** Lines of every kind and every choice in them; the compiler sees to it that no kind is forgotten. */
const every: { [Rule in RuleTrace['rule']]: readonly Extract<RuleTrace, { rule: Rule }>[] } = {
  'right-of-way': ContactClass.options.map((kind, place) => ({
    rule: 'right-of-way',
    verdict: 'PASS',
    class: kind,
    rank: place + 1,
  })),
  marks: [
    { rule: 'marks', verdict: 'PASS', marked: [] },
    { rule: 'marks', verdict: 'PASS', marked: ['do-not-contact'] },
    { rule: 'marks', verdict: 'SUPPRESS', marked: ['do-not-contact'], by: 'do-not-contact' },
    { rule: 'marks', verdict: 'SUPPRESS', marked: ['minor'], by: 'minor' },
    { rule: 'marks', verdict: 'SUPPRESS', marked: ['deceased'], by: 'deceased' },
  ],
  consent: [
    { rule: 'consent', verdict: 'PASS', purpose: 'service', channel: 'mail', need: 'NOT_NEEDED' },
    { rule: 'consent', verdict: 'SUPPRESS', purpose: 'care', channel: 'mail', need: 'OPT_IN' },
    { rule: 'consent', verdict: 'PASS', purpose: 'care', channel: 'mail', need: 'OPT_OUT' },
    {
      rule: 'consent',
      verdict: 'PASS',
      purpose: 'care',
      channel: 'mail',
      need: 'OPT_IN',
      word: 'GIVEN',
      day: '2026-01-05',
    },
    {
      rule: 'consent',
      verdict: 'SUPPRESS',
      purpose: 'care',
      channel: 'mail',
      need: 'OPT_IN',
      word: 'WITHDRAWN',
      day: '2026-01-05',
    },
  ],
  complaint: [
    { rule: 'complaint', verdict: 'PASS', zone },
    { rule: 'complaint', verdict: 'SUPPRESS', zone, caseId: 'K7', severity: 'S1', days: 14 },
    { rule: 'complaint', verdict: 'DEFER', zone, caseId: 'K7', severity: 'S2', days: 14, until },
  ],
  'quiet-hours': [
    { rule: 'quiet-hours', verdict: 'PASS', applies: false, from: '20:00', to: '09:00', zone },
    { rule: 'quiet-hours', verdict: 'PASS', applies: true, from: '20:00', to: '09:00', zone },
    { rule: 'quiet-hours', verdict: 'DEFER', applies: true, from: '20:00', to: '09:00', zone, until },
  ],
  holiday: [
    { rule: 'holiday', verdict: 'PASS', applies: false, day: '2026-03-03', zone },
    { rule: 'holiday', verdict: 'PASS', applies: true, day: '2026-03-03', zone },
    { rule: 'holiday', verdict: 'DEFER', applies: true, day: '2026-03-03', zone, until },
  ],
  pause: [
    { rule: 'pause', verdict: 'PASS', caseId: 'K7', zone },
    { rule: 'pause', verdict: 'DEFER', caseId: 'K7', zone, until },
  ],
  'no-cap': [{ rule: 'no-cap', verdict: 'PASS' }],
  cap: [
    {
      rule: 'cap',
      verdict: 'PASS',
      cap: 'non-service',
      tier: 'vip',
      stage: 'mature',
      days: 30,
      most: 4,
      had: 1,
      zone,
    },
    {
      rule: 'cap',
      verdict: 'DEFER',
      cap: 'interrupting',
      tier: 'mass',
      stage: 'new',
      days: 30,
      most: 2,
      had: 2,
      zone,
      until,
    },
    {
      rule: 'cap',
      verdict: 'SUPPRESS',
      cap: 'offers',
      tier: 'mass',
      stage: 'leaving',
      days: 30,
      most: 0,
      had: 5,
      zone,
    },
  ],
  further: [{ rule: 'further', verdict: 'DEFER', by: 'holiday', from: at, until, zone }],
  'must-by': [
    { rule: 'must-by', verdict: 'PASS', zone },
    { rule: 'must-by', verdict: 'PASS', mustBy: until, zone },
    { rule: 'must-by', verdict: 'WAIVED', mustBy: until, zone },
    { rule: 'must-by', verdict: 'SUPPRESS', mustBy: until, zone },
  ],
  ruling: [
    { rule: 'ruling', verdict: 'SEND_NOW', at, zone },
    { rule: 'ruling', verdict: 'DEFER', at: until, zone },
    { rule: 'ruling', verdict: 'SUPPRESS', at, zone, reason: 'too-late' },
  ],
};

const lines: readonly RuleTrace[] = Object.values(every).flat();

const readers: Reader[] = ['staff', 'customer'];

/** Numbers, days and times that a sentence shows. */
const figuresOf = (sentence = ''): string[] =>
  (sentence.match(/K7|S[1-4]|\d{4}-\d{2}-\d{2}|\d{2}:\d{2}|\d+/g) ?? []).sort();

const told = (line: RuleTrace, language: Language, reader: Reader): string | undefined =>
  wordsOfRuling([line], language, reader)[0];

test.each(readers)('R028 both languages tell the %s the same figures', (reader) => {
  for (const line of lines)
    expect([line, figuresOf(told(line, 'en', reader))]).toEqual([
      line,
      figuresOf(told(line, 'zh-CN', reader)),
    ]);
});

test('staff are told every rule, with the moment until which it puts the contact off', () => {
  for (const language of Language.options) {
    expect(wordsOfRuling(lines, language)).toHaveLength(lines.length);
    for (const line of lines)
      if ('until' in line && line.until !== undefined) {
        expect(told(line, language, 'staff')).toContain('2026-03-12');
        expect(told(line, language, 'staff')).toContain('10:30');
      }
  }
});

describe.each(Language.options)('in %s', (language) => {
  const words = { en: /[a-z]/, 'zh-CN': /[\u4e00-\u9fff]/ }[language];
  const end = { en: '.', 'zh-CN': '。' }[language];

  test.each(readers)('every sentence for the %s is one of this language, and whole', (reader) => {
    for (const sentence of wordsOfRuling(lines, language, reader)) {
      expect(sentence).toMatch(words);
      expect(sentence.endsWith(end)).toBe(true);
      expect(sentence).not.toMatch(/undefined|NaN|\[object/);
      if (language === 'zh-CN')
        expect(sentence.replaceAll(/[A-Za-z]+\/[A-Za-z_]+|K7|S[1-4]/g, '')).not.toMatch(/[a-z]/i);
    }
  });

  test.each(readers)(
    'whatever differs in a line is told to the %s in other words, or not told at all',
    (reader) => {
      for (const kind of Object.values(every)) {
        const sentences = kind.map((line) => told(line, language, reader)).filter((one) => one !== undefined);
        expect(new Set(sentences).size).toBe(sentences.length);
      }
    },
  );

  test('every class, channel, purpose, tier and stage has a name of its own', () => {
    const [consent] = every.consent.slice(3);
    const [cap] = every.cap;
    const all = [
      ...ContactClass.options.map((_, place) =>
        told(every['right-of-way'][place] as RuleTrace, language, 'staff'),
      ),
      ...ContactChannel.options.map((channel) =>
        told({ ...(consent as RuleTrace), channel } as RuleTrace, language, 'staff'),
      ),
      ...ContactPurpose.options
        .filter((purpose) => purpose !== 'care')
        .map((purpose) => told({ ...(consent as RuleTrace), purpose } as RuleTrace, language, 'staff')),
      ...Tier.options.map((tier) =>
        told({ ...(cap as RuleTrace), tier, stage: 'new' } as RuleTrace, language, 'staff'),
      ),
      ...Stage.options
        .filter((stage) => stage !== 'new')
        .map((stage) => told({ ...(cap as RuleTrace), stage } as RuleTrace, language, 'staff')),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  test('every cap of the policy has a name, and one that a bank adds goes by its code', () => {
    const cap = every.cap[0] as RuleTrace;
    for (const { id } of contactRules1.caps)
      expect(told({ ...cap, cap: id } as RuleTrace, language, 'staff')).not.toContain(
        id === 'offers' ? '“' : id,
      );
    expect(told({ ...cap, cap: 'text-messages' } as RuleTrace, language, 'staff')).toContain('text-messages');
  });
});

test('R025 a customer is not told how they are graded, how grave their complaint counts, or that they count as dead or a child', () => {
  for (const language of Language.options) {
    const sentences = wordsOfRuling(lines, language, 'customer').join('\n');
    expect(sentences).not.toMatch(
      /K7|S1|S2|VIP|mass|mature|leaving|right of way|deceased|dead|under age|severity/,
    );
    expect(sentences).not.toMatch(/贵宾|大众|成熟期|流失|优先级|已故|未成年|严重程度/);
    for (const by of ['minor', 'deceased'] as const)
      expect(
        told({ rule: 'marks', verdict: 'SUPPRESS', marked: [by], by }, language, 'customer'),
      ).toBeUndefined();
  }
});

/** What a newcomer reads first: one ruling in all its words. */
test('a call that is put off over a cap, a holiday and a night, as each reader has it', () => {
  const { trace } = arbitrate(
    { customerId: 'C1', class: 'visit', channel: 'phone', purpose: 'care' },
    {
      profile: { tier: 'mass', stage: 'mature', zone },
      consents: [{ purpose: 'care', channel: 'phone', state: 'GIVEN', at: '2026-01-01T02:00:00.000Z' }],
      holds: [],
      contacts: [
        {
          contactId: 'c',
          at: '2026-01-16T06:00:00.000Z',
          class: 'visit',
          channel: 'phone',
          purpose: 'care',
          state: 'SENT',
        },
      ],
    },
    contactRules1,
    '2026-02-02T02:00:00.000Z',
    workingTime1,
  );
  expect(wordsOfRuling(trace, 'en')).toEqual([
    'It is a visit: right of way 5 of 8.',
    'The customer bears no mark that keeps contacts away.',
    'The customer consented to greetings and care by telephone on 2026-01-01 (Thu).',
    'No complaint stands in the way.',
    'Quiet hours are 20:00 to 09:00 where the customer is (Asia/Shanghai): it is not one of them.',
    '2026-02-02 (Mon) is no public holiday.',
    'The cap on all that is not service is 2 in 30 days for mass customers (mature); the customer had 1.',
    'The cap on calls, visits and messages is 1 in 30 days for mass customers (mature); the customer had 1: not before 2026-02-15 (Sun) 14:00, Asia/Shanghai.',
    'At 2026-02-15 (Sun) 14:00, Asia/Shanghai, public holidays hold it up until 2026-02-24 (Tue) 00:00, Asia/Shanghai.',
    'At 2026-02-24 (Tue) 00:00, Asia/Shanghai, quiet hours hold it up until 2026-02-24 (Tue) 09:00, Asia/Shanghai.',
    'It has no latest moment.',
    'So it is put off until 2026-02-24 (Tue) 09:00, Asia/Shanghai.',
  ]);
  expect(wordsOfRuling(trace, 'zh-CN').at(-1)).toBe('因此推迟至 2026-02-24（周二） 09:00（Asia/Shanghai）。');
  expect(wordsOfRuling(trace, 'en', 'customer')).toEqual([
    'This is to hear how you are and whether all is well with our services.',
    'You agreed to contact by telephone for greetings and care on 2026-01-01 (Thu). You can take this back at any time.',
    'Our limit on all that is not service is 2 in 30 days for you; so far there was 1.',
    'Our limit on calls, visits and messages is 1 in 30 days for you; so far there was 1.',
    'So we waited until 2026-02-24 (Tue) 09:00, Asia/Shanghai.',
  ]);
  expect(wordsOfRuling(trace, 'zh-CN', 'customer')).toEqual([
    '我们想了解您的近况，以及我们的服务是否让您满意。',
    '您于 2026-01-01（周四）同意我们通过电话为您提供问候与关怀，您可以随时撤回。',
    '我们为您设定的非服务类联系上限为 30 天内 2 次，此前已有 1 次。',
    '我们为您设定的电话、上门与消息上限为 30 天内 1 次，此前已有 1 次。',
    '因此我们等到 2026-02-24（周二） 09:00（Asia/Shanghai）。',
  ]);
});
