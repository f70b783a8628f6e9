import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Language } from '../../../../shared/contracts/codes.ts';
import { workingTime1 as calendar } from '../../../../shared/policy/calendar.ts';
import { complaintPack1 as cn, type Extension } from '../../../../shared/policy/complaint-pack.ts';
import { type Trace, type TraceLine, whyThisDate } from '../../../../shared/policy/explain.ts';
import { deadlineOf, termOf } from '../../../../shared/policy/term.ts';

/** One line of every kind: the compiler sees to it that none is forgotten. */
const everyStep: { [Step in TraceLine['step']]: Extract<TraceLine, { step: Step }> } = {
  starts: { step: 'starts', by: 'receipt', at: '2026-09-25T02:05:00.000Z', zone: 'Asia/Shanghai' },
  served: { step: 'served', tier: 'vip', line: 'high-end' },
  severity: { step: 'severity', severity: 'S1', share: 0.5 },
  'counts-from': { step: 'counts-from', day: '2026-09-26', counting: 'NEXT_DAY' },
  term: { step: 'term', pack: 'CN-2020', days: 15, dayKind: 'CALENDAR' },
  extended: { step: 'extended', pack: 'CN-2020', extension: 'COMPLEX', days: 30, dayKind: 'CALENDAR' },
  'working-time': { step: 'working-time', minutes: 130 },
  hours: { step: 'hours', spans: [{ from: '09:00', until: '17:00' }] },
  'free-days': { step: 'free-days', days: ['2026-09-26', '2026-09-27'] },
  'last-day': { step: 'last-day', day: '2026-10-03' },
  rolled: { step: 'rolled', from: '2026-10-03', to: '2026-10-08', lastDay: 'AFTER_HOLIDAY' },
  'unknown-holidays': { step: 'unknown-holidays', knownUntil: '2026-12-31' },
  due: { step: 'due', at: '2026-10-08T15:59:59.999Z', zone: 'Asia/Shanghai' },
};

/** What a line of each kind must show, whatever words surround it. */
const shown: Record<TraceLine['step'], readonly string[]> = {
  starts: ['2026-09-25', '10:05', 'Asia/Shanghai'],
  served: [],
  severity: ['S1', '50%'],
  'counts-from': ['2026-09-26'],
  term: ['CN-2020', '15'],
  extended: ['CN-2020', '30'],
  'working-time': ['2', '10'],
  hours: ['09:00', '17:00'],
  'free-days': ['2026-09-26', '2026-09-27'],
  'last-day': ['2026-10-03'],
  rolled: ['2026-10-03', '2026-10-08'],
  'unknown-holidays': ['2026-12-31'],
  due: ['2026-10-08', '23:59', 'Asia/Shanghai'],
};

const steps = Object.values(everyStep);

/** Dates, times and numbers of a line, in order. */
const figuresOf = (line: string): string[] =>
  line.match(/CN-2020|S\d|\d+%|\d{4}-\d{2}-\d{2}|\d{2}:\d{2}|\d+/g) ?? [];

test.each(Language.options)('every step shows its figures in %s, and no others', (language) => {
  for (const step of steps) {
    const [line = ''] = whyThisDate([step], language);
    const figures = shown[step.step].filter((figure) => figure !== 'Asia/Shanghai');
    expect([step.step, figuresOf(line)]).toEqual([step.step, figures]);
    for (const figure of shown[step.step]) expect(line).toContain(figure);
  }
});

/** The same step with another choice in it must be put into other words. */
test.each<[TraceLine, TraceLine]>([
  [everyStep.starts, { ...everyStep.starts, by: 'new-facts' }],
  [everyStep.starts, { ...everyStep.starts, by: 'task' }],
  [everyStep.starts, { ...everyStep.starts, by: 'notice' }],
  [everyStep.served, { ...everyStep.served, tier: 'potential' }],
  [everyStep.served, { ...everyStep.served, tier: 'mass' }],
  [everyStep.served, { ...everyStep.served, line: 'ordinary' }],
  [everyStep.served, { ...everyStep.served, line: 'corporate' }],
  [everyStep.severity, { ...everyStep.severity, severity: 'S2' }],
  [everyStep.severity, { ...everyStep.severity, share: 1 }],
  [everyStep.hours, { ...everyStep.hours, branch: 'airport' }],
  [
    { ...everyStep.hours, branch: 'harbour' },
    { ...everyStep.hours, branch: 'airport' },
  ],
  [everyStep['counts-from'], { ...everyStep['counts-from'], counting: 'SAME_DAY' }],
  [everyStep.term, { ...everyStep.term, dayKind: 'BUSINESS' }],
  [everyStep.term, { ...everyStep.term, pack: undefined }],
  [everyStep.extended, { ...everyStep.extended, extension: 'SPECIAL' }],
  [everyStep.rolled, { ...everyStep.rolled, lastDay: 'NEXT_WORKING_DAY' }],
])('%j and %j are put into different words', (one, other) => {
  for (const language of Language.options)
    expect(whyThisDate([one], language)).not.toEqual(whyThisDate([other], language));
});

test('Chinese lines have Chinese words, English lines have none', () => {
  const chinese = /\p{Script=Han}/u;
  expect(whyThisDate(steps, 'zh-CN').every((line) => chinese.test(line))).toBe(true);
  expect(whyThisDate(steps, 'en').some((line) => chinese.test(line))).toBe(false);
});

test.each([
  [120, ['2']],
  [45, ['45']],
  [0, ['0']],
  [2_400, ['40']],
])('%i minutes of working time are shown as %j', (minutes, figures) => {
  for (const language of Language.options)
    expect(whyThisDate([{ step: 'working-time', minutes }], language).flatMap(figuresOf)).toEqual(figures);
});

const receipt = fc.date({
  min: new Date('2025-01-01T00:00+08:00'),
  max: new Date('2027-12-31T23:59+08:00'),
  noInvalidDate: true,
});

test('the words of any date say the same in both languages, a line a step, and end with the date itself', () => {
  const chain: readonly Extension[] = ['COMPLEX', 'SPECIAL'];
  const sameInBoth = (trace: Trace, dueAt: string): void => {
    const [zh, en] = [whyThisDate(trace, 'zh-CN'), whyThisDate(trace, 'en')];
    expect(zh).toHaveLength(trace.length);
    expect(zh.map(figuresOf)).toEqual(en.map(figuresOf));
    // Eight hours ahead, all year.
    const local = new Date(Date.parse(dueAt) + 8 * 3_600_000).toISOString();
    expect(figuresOf(en.at(-1) ?? '')).toEqual([local.slice(0, 10), local.slice(11, 16)]);
  };
  fc.assert(
    fc.property(
      receipt,
      fc.integer({ min: 0, max: 2 }),
      fc.constantFrom('STANDS' as const, 'AFTER_HOLIDAY' as const, 'NEXT_WORKING_DAY' as const),
      fc.integer({ min: 1, max: 5_000 }),
      (date, granted, lastDay, minutes) => {
        const startsAt = date.toISOString();
        const extensions = chain.slice(0, granted);
        const term = termOf({ startsAt, extensions }, { ...cn, lastDay }, calendar);
        sameInBoth(term.trace, term.dueAt);
        const deadline = deadlineOf({ startsAt, minutes }, calendar);
        sameInBoth(deadline.trace, deadline.dueAt);
      },
    ),
    { numRuns: 200 },
  );
});
