import { describe, expect, test } from 'vitest';
import { askedBy, printedList, printedNight } from '../../../../functions/churn/alerts.ts';
import { askedBy as reportAskedBy } from '../../../../functions/churn/report.ts';

describe('npm run alerts', () => {
  test.each([
    ['--held', { held: true }],
    ['--held --manager S04', { held: true, manager: 'S04' }],
    ['--night 2026-03-02', { run: '2026-03-02' }],
  ])('%s asks for %j', (words, asked) => {
    expect(askedBy(words.split(' '))).toEqual(asked);
  });

  test.each([
    ['', /--held or --night/],
    ['--held --night 2026-03-02', /--held or --night/],
    ['--night yesterday', /--night is 'yesterday'; it must be a day/],
    ['--night 2026-13-45', /--night is '2026-13-45'; it must be a day/],
    ['--night 2026-03-02 --manager S04', /--manager says nothing/],
    ['--heald', /the switches are --held/],
  ])('%s is told what would be right', (words, message) => {
    expect(() => askedBy(words.split(' ').filter(Boolean))).toThrow(message);
  });

  test('lists what is held back, and a night', () => {
    const held = {
      customerId: 'C1',
      band: 'medium',
      savedValue: 1_234,
      since: '2026-03-01T18:00:00.000Z',
      for: 'S1',
    };
    expect(printedList([held as never], { S1: 5 })).toBe(
      'C1            medium       1234 yuan  for S1          since 2026-03-01\nHeld back: 1. Raised this week: S1: 5.',
    );
    expect(printedList([], {})).toBe('Nothing is held back.');
    const night = {
      entry: 'scoring#2026-03-02',
      v: 1,
      state: 'CLOSED',
      openedAt: '2026-03-01T18:00:00.000Z',
      day: '2026-03-02',
      scored: 10,
      failed: 1,
      raised: 2,
      held: 3,
      bands: { low: 3, medium: 2, high: 0 },
      missing: { products: 4, salaryStopped: 9 },
      leftOut: { FUTURE: 1 },
      moves: 1,
    } as const;
    const lines = printedNight(night).split('\n');
    expect(lines[0]).toBe(
      'Scoring of 2026-03-02: 10 customers, 1 of them not; 2 alerts raised, 3 held back.',
    );
    expect(lines.indexOf('  salaryStopped        9')).toBeLessThan(lines.indexOf('  products             4'));
  });
});

describe('npm run churn:report', () => {
  test.each([
    ['--month 2026-02', { report: '2026-02' }],
    ['--begin 2026-02', { month: '2026-02' }],
    [
      '--propose vip --low 0.1 --medium 0.3 --high 0.5 --by S21',
      { propose: { low: 0.1, medium: 0.3, high: 0.5 }, tier: 'vip', by: 'S21' },
    ],
  ])('%s asks for %j', (words, asked) => {
    expect(reportAskedBy(words.split(' '))).toEqual(asked);
  });

  test.each([
    ['--month 2026-2', /--month is '2026-2'; it must be a month/],
    ['--month 2026-02 --begin 2026-02', /Say one of/],
    [
      '--propose gold --low 0.1 --medium 0.3 --high 0.5 --by S21',
      /--propose is 'gold'; it must be one of vip/,
    ],
    ['--propose vip --low 0.1 --medium 0.3 --high 0.5', /--by is missing/],
    ['--propose vip --low 10 --medium 0.3 --high 0.5 --by S21', /--low is '10'; it must be a probability/],
    ['--propose vip --low 0.4 --medium 0.3 --high 0.5 --by S21', /must rise/],
  ])('%s is told what would be right', (words, message) => {
    expect(() => reportAskedBy(words.split(' '))).toThrow(message);
  });
});
