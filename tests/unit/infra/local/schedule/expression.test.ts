// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html and
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
import { Cron } from 'croner';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseExpression } from '../../../../../infra/local/schedule/expression.ts';

const next = (expression: string, after: string, count = 3, zone?: string) => {
  const timetable = parseExpression(expression, zone);
  const found: string[] = [];
  let moment: number | undefined = Date.parse(after);
  for (let left = count; left > 0 && moment !== undefined; left--) {
    moment = timetable.next(moment, Date.parse(after));
    if (moment !== undefined) found.push(new Date(moment).toISOString().slice(0, 16));
  }
  return found;
};

describe('cron', () => {
  test.each<[string, string, string[]]>([
    ['every day', 'cron(0 10 * * ? *)', ['2026-03-02T10:00', '2026-03-03T10:00', '2026-03-04T10:00']],
    [
      'two minutes of an hour',
      'cron(5,35 14 * * ? *)',
      ['2026-03-02T14:05', '2026-03-02T14:35', '2026-03-03T14:05'],
    ],
    [
      'Monday to Friday',
      'cron(0 18 ? * MON-FRI *)',
      ['2026-03-02T18:00', '2026-03-03T18:00', '2026-03-04T18:00'],
    ],
    [
      'the first of the month',
      'cron(0 8 1 * ? *)',
      ['2026-04-01T08:00', '2026-05-01T08:00', '2026-06-01T08:00'],
    ],
    [
      'every 15 minutes from 0',
      'cron(0/15 * * * ? *)',
      ['2026-03-02T00:15', '2026-03-02T00:30', '2026-03-02T00:45'],
    ],
    [
      'every tenth minute from 1',
      'cron(1/10 * * * ? *)',
      ['2026-03-02T00:01', '2026-03-02T00:11', '2026-03-02T00:21'],
    ],
    [
      'hours over midnight',
      'cron(0/30 22-1 ? * MON-FRI *)',
      ['2026-03-02T00:30', '2026-03-02T01:00', '2026-03-02T01:30'],
    ],
    ['Sunday as 1', 'cron(0 0 ? * 1 *)', ['2026-03-08T00:00', '2026-03-15T00:00', '2026-03-22T00:00']],
    [
      'the second Tuesday',
      'cron(0 8 ? * 3#2 *)',
      ['2026-03-10T08:00', '2026-04-14T08:00', '2026-05-12T08:00'],
    ],
    [
      'the last Friday',
      'cron(15 10 ? * 6L 2026-2027)',
      ['2026-03-27T10:15', '2026-04-24T10:15', '2026-05-29T10:15'],
    ],
    [
      'the last day of the week',
      'cron(0 0 ? * L *)',
      ['2026-03-07T00:00', '2026-03-14T00:00', '2026-03-21T00:00'],
    ],
    [
      'the last day of the month',
      'cron(0 8 L * ? *)',
      ['2026-03-31T08:00', '2026-04-30T08:00', '2026-05-31T08:00'],
    ],
    [
      'the weekday nearest to the 3rd',
      'cron(0 8 3W * ? *)',
      ['2026-03-03T08:00', '2026-04-03T08:00', '2026-05-04T08:00'],
    ],
    [
      'months by name',
      'cron(0 0 1 JAN,MAR ? *)',
      ['2027-01-01T00:00', '2027-03-01T00:00', '2028-01-01T00:00'],
    ],
    [
      'months over the end of the year',
      'cron(0 0 1 NOV-FEB ? *)',
      ['2026-11-01T00:00', '2026-12-01T00:00', '2027-01-01T00:00'],
    ],
    ['years in which it never falls', 'cron(0 0 29 2 ? 2027)', []],
    ['leap days', 'cron(0 0 29 2 ? *)', ['2028-02-29T00:00', '2032-02-29T00:00', '2036-02-29T00:00']],
  ])('fires on %s', (_, expression, expected) => {
    expect(next(expression, '2026-03-02T00:00:00Z')).toEqual(expected);
  });

  test('counts in the time zone that is given', () => {
    expect(next('cron(0 9 * * ? *)', '2026-03-02T02:00:00Z', 2, 'Asia/Shanghai')).toEqual([
      '2026-03-03T01:00',
      '2026-03-04T01:00',
    ]);
  });

  test('skips a time that the clocks skip in spring', () => {
    // In New York 02:00 to 03:00 is missing on 8 March 2026.
    expect(next('cron(30 2 * * ? *)', '2026-03-07T00:00:00Z', 3, 'America/New_York')).toEqual([
      '2026-03-07T07:30',
      '2026-03-09T06:30',
      '2026-03-10T06:30',
    ]);
  });

  test('fires once at a time that the clocks show twice in autumn', () => {
    // In London 01:00 to 02:00 comes twice on 25 October 2026; the first is 00:00 to 01:00 UTC.
    expect(next('cron(30 1 * * ? *)', '2026-10-24T12:00:00Z', 2, 'Europe/London')).toEqual([
      '2026-10-25T00:30',
      '2026-10-26T01:30',
    ]);
    expect(next('cron(0/30 1-2 25 10 ? 2026)', '2026-10-24T12:00:00Z', 9, 'Europe/London')).toEqual([
      '2026-10-25T00:00',
      '2026-10-25T00:30',
      '2026-10-25T02:00',
      '2026-10-25T02:30',
    ]);
    expect(next('cron(0/30 1-2 25 10 ? 2026)', '2026-10-25T01:10:00Z', 1, 'Europe/London')).toEqual([
      '2026-10-25T02:00',
    ]);
  });

  test('agrees with croner itself where no clock is moved', () => {
    const field = (least: number, most: number) => fc.integer({ min: least, max: most }).map(String);
    fc.assert(
      fc.property(
        field(0, 59),
        fc.oneof(field(0, 23), fc.constant('*')),
        fc.oneof(field(1, 28), fc.constant('*'), fc.constant('L')),
        fc.oneof(field(1, 12), fc.constant('*')),
        fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2030-01-01') }),
        (minute, hour, day, month, moment) => {
          const ours = parseExpression(`cron(${minute} ${hour} ${day} ${month} ? *)`).next(moment, 0);
          const theirs = new Cron(`0 ${minute} ${hour} ${day} ${month} *`, {
            timezone: 'UTC',
            paused: true,
          }).nextRun(new Date(moment));
          expect(ours).toBe(theirs?.getTime());
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('rate', () => {
  test.each<[string, string[]]>([
    ['rate(1 minute)', ['2026-03-02T00:01', '2026-03-02T00:02', '2026-03-02T00:03']],
    ['rate(5 hours)', ['2026-03-02T05:00', '2026-03-02T10:00', '2026-03-02T15:00']],
    ['rate(1 day)', ['2026-03-03T00:00', '2026-03-04T00:00', '2026-03-05T00:00']],
  ])('%s counts from its beginning', (expression, expected) => {
    expect(next(expression, '2026-03-02T00:00:00Z')).toEqual(expected);
  });

  test('a day is 24 hours, whatever the clocks do', () => {
    expect(next('rate(1 day)', '2026-10-24T12:00:00Z', 2, 'Europe/London')).toEqual([
      '2026-10-25T12:00',
      '2026-10-26T12:00',
    ]);
  });

  test('keeps its grid when it is asked late', () => {
    const anchor = Date.parse('2026-03-02T00:00:00Z');
    expect(parseExpression('rate(10 minutes)').next(anchor + 605_000, anchor)).toBe(anchor + 1_200_000);
    expect(parseExpression('rate(10 minutes)').next(anchor - 5_000, anchor)).toBe(anchor);
  });
});

describe('at', () => {
  test('is once, in its zone', () => {
    expect(next('at(2026-03-03T09:00:00)', '2026-03-02T00:00:00Z', 3, 'Asia/Shanghai')).toEqual([
      '2026-03-03T01:00',
    ]);
    expect(next('at(2026-03-01T09:00:00)', '2026-03-02T00:00:00Z')).toEqual([]);
  });
});

describe('an expression is refused by name', () => {
  test.each<[string, RegExp, string?]>([
    ['every(5 minutes)', /rate\(…\), cron\(…\) or at\(…\)/],
    ['rate(0 minutes)', /positive whole number/],
    ['rate(1 minutes)', /the unit of 1 is "minute"/],
    ['rate(5 minute)', /the unit of 5 is "minutes"/],
    ['rate(1 week)', /minute\(s\), hour\(s\) or day\(s\)/],
    ['cron(0 10 * * ?)', /5 fields and needs 6/],
    ['cron(0 10 * * * *)', /exactly one of day-of-month and day-of-week/],
    ['cron(0 10 ? * ? *)', /exactly one of day-of-month and day-of-week/],
    ['cron(60 10 * * ? *)', /"60" is outside minutes, 0 to 59/],
    ['cron(0 10 ? * 0 *)', /"0" is outside day-of-week/],
    ['cron(? 10 * * ? *)', /\? is not possible in minutes/],
    ['cron(0 10 L-3 * ? *)', /"L-3" is not supported in day-of-month/],
    ['cron(0 10 ? * 3#1,6#3 *)', /one expression only/],
    ['cron(0 10 ? * FUNDAY *)', /is not supported in day-of-week/],
    ['cron(0 10 * * ? 2200)', /outside year/],
    ['cron(0/0 10 * * ? *)', /outside minutes/],
    ['cron(0 9 * * ? *)', /"Mars\/Base" is not an IANA time zone/, 'Mars/Base'],
    ['at(2026-02-30T00:00:00)', /is not a date and time/],
    ['at(2026-03-02)', /yyyy-mm-ddThh:mm:ss/],
    ['at(2026-03-08T02:30:00)', /the clocks of America\/New_York skip that time/, 'America/New_York'],
  ])('%s', (expression, message, zone) => {
    expect(() => parseExpression(expression, zone)).toThrow(message);
  });
});
