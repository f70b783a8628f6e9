import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RuntimeClock } from '../../../../../infra/local/clock/clock.ts';
import type { Delivery } from '../../../../../infra/local/events/deliveries.ts';
import type { BusEvent } from '../../../../../infra/local/events/events.ts';
import { openSchedules, type Schedules } from '../../../../../infra/local/schedule/schedule.ts';

const START = Date.parse('2026-03-02T01:30:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:Steward-Sweep';

let folder: string;
let clock: RuntimeClock;
let schedules: Schedules;
let fired: { minute: number; name: string; event: BusEvent }[];
let handed: { minute: number; delivery: Delivery }[];

const minute = () => (clock.now() - START) / MINUTE;
const open = () =>
  openSchedules({
    folder,
    clock,
    account: '000000000000',
    region: 'us-east-1',
    random: () => 0.5,
    events: {
      fire: ({ name }, event) => fired.push({ minute: minute(), name, event }),
      hand: ([delivery]) => handed.push({ minute: minute(), delivery: delivery as Delivery }),
    },
  });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'schedules-'));
  clock = new RuntimeClock({ mode: 'virtual', start: START });
  fired = [];
  handed = [];
  schedules = open();
});

afterEach(() => {
  schedules.close();
  rmSync(folder, { recursive: true });
});

describe('a rule with a schedule', () => {
  test('fires its scheduled event at every interval, on the clock', async () => {
    schedules.addRule({ name: 'Sweep', expression: 'rate(1 minute)' });
    schedules.resume();
    await clock.advance(3 * MINUTE);
    expect(fired.map(({ minute }) => minute)).toEqual([1, 2, 3]);
    expect(fired[0]).toMatchObject({
      name: 'Sweep',
      event: {
        'detail-type': 'Scheduled Event',
        source: 'aws.events',
        time: '2026-03-02T01:31:00Z',
        resources: ['arn:aws:events:us-east-1:000000000000:rule/Sweep'],
        detail: {},
      },
    });
  });

  test('does not fire before it is started, nor when it is disabled', async () => {
    schedules.addRule({ name: 'Off', expression: 'rate(1 minute)', enabled: false });
    schedules.addRule({ name: 'Later', expression: 'rate(1 minute)' });
    await clock.advance(5 * MINUTE);
    expect(fired).toEqual([]);
    schedules.resume();
    await clock.advance(0);
    expect(fired.map(({ name }) => name)).toEqual(['Later']);
  });

  test('can be slowed for a simulation, on its own grid, and quickened again', async () => {
    let atLeastEveryMs = HOUR;
    schedules.addRule({ name: 'Sweep', expression: 'rate(1 minute)', atLeastEveryMs: () => atLeastEveryMs });
    schedules.resume();
    await clock.advance(3 * HOUR);
    expect(fired.map(({ minute }) => minute)).toEqual([1, 61, 121]);
    atLeastEveryMs = 0;
    schedules.replan();
    await clock.advance(2 * MINUTE);
    expect(fired.map(({ minute }) => minute).slice(3)).toEqual([181, 182]);
  });

  test('passes by while somebody does by hand what it would do, and fires again afterwards', async () => {
    let atLeastEveryMs = Number.POSITIVE_INFINITY;
    schedules.addRule({
      name: 'Campaigns',
      expression: 'rate(1 hour)',
      atLeastEveryMs: () => atLeastEveryMs,
    });
    schedules.resume();
    await clock.advance(3 * HOUR);
    expect(fired).toEqual([]);
    atLeastEveryMs = 0;
    await clock.advance(2 * HOUR);
    expect(fired.map(({ minute }) => minute)).toEqual([240, 300]);
  });

  test('keeps its grid over a restart and fires once for all that it missed', async () => {
    schedules.addRule({ name: 'Sweep', expression: 'rate(10 minutes)' });
    schedules.resume();
    await clock.advance(12 * MINUTE);
    schedules.close();
    await clock.advance(23 * MINUTE);
    schedules = open();
    schedules.addRule({ name: 'Sweep', expression: 'rate(10 minutes)' });
    schedules.resume();
    await clock.advance(10 * MINUTE);
    expect(fired.map(({ minute }) => minute)).toEqual([10, 35, 40]);
  });

  test('begins anew when its expression has changed', async () => {
    schedules.addRule({ name: 'Sweep', expression: 'rate(10 minutes)' });
    schedules.close();
    await clock.advance(MINUTE);
    schedules = open();
    schedules.addRule({ name: 'Sweep', expression: 'rate(2 minutes)' });
    expect(schedules.upcoming()).toEqual([
      { name: 'rule/Sweep', expression: 'rate(2 minutes)', due: START + 3 * MINUTE },
    ]);
  });

  test('cannot have an at expression', () => {
    expect(() => schedules.addRule({ name: 'Once', expression: 'at(2026-03-03T00:00:00)' })).toThrow(
      /Rule Once/,
    );
  });
});

// https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule.html
describe('a schedule of EventBridge Scheduler', () => {
  test('with a rate starts at once and hands its input on with the context filled in', async () => {
    schedules.addSchedule({
      name: 'Daily',
      expression: 'rate(1 day)',
      target: {
        arn: FUNCTION,
        input: '{"schedule":"<aws.scheduler.schedule-arn>","at":"<aws.scheduler.scheduled-time>"}',
        deadLetterArn: 'arn:aws:sqs:us-east-1:000000000000:dead',
        retry: { maximumRetryAttempts: 2 },
      },
    });
    schedules.resume();
    await clock.advance(25 * HOUR);
    expect(handed.map(({ minute }) => minute)).toEqual([0, 24 * 60]);
    expect(handed[0]?.delivery).toEqual({
      originArn: 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/Daily',
      targetArn: FUNCTION,
      payload: {
        schedule: 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/Daily',
        at: '2026-03-02T01:30:00Z',
      },
      letter: expect.anything(),
      retry: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 86_400 },
      deadLetterArn: 'arn:aws:sqs:us-east-1:000000000000:dead',
    });
  });

  test('runs in its zone, between its dates, and once with at', async () => {
    const target = { arn: FUNCTION };
    schedules.addSchedule({
      name: 'Nine',
      expression: 'cron(0 9 * * ? *)',
      timezone: 'Asia/Shanghai',
      target,
      endDate: START + 48 * HOUR,
    });
    schedules.addSchedule({
      name: 'Once',
      expression: 'at(2026-03-02T10:00:00)',
      timezone: 'Asia/Shanghai',
      target,
    });
    schedules.addSchedule({
      name: 'FromTomorrow',
      expression: 'rate(12 hours)',
      target,
      startDate: START + 24 * HOUR,
      endDate: START + 37 * HOUR,
    });
    schedules.resume();
    await clock.advance(7 * 24 * HOUR);
    const when = (name: string) =>
      handed.filter(({ delivery }) => delivery.originArn.endsWith(name)).map(({ minute }) => minute / 60);
    expect(when('/Nine')).toEqual([23.5, 47.5]);
    expect(when('/Once')).toEqual([0.5]);
    expect(when('/FromTomorrow')).toEqual([24, 36]);
  });

  test('fires somewhere within its flexible window', async () => {
    schedules.addSchedule({
      name: 'Soft',
      expression: 'cron(0 2 * * ? *)',
      flexibleMinutes: 20,
      target: { arn: FUNCTION },
    });
    schedules.resume();
    await clock.advance(24 * HOUR);
    expect(handed.map(({ minute }) => minute)).toEqual([40]);
  });

  test('without an input sends the event of Scheduler', async () => {
    schedules.addSchedule({ name: 'Bare', expression: 'rate(1 hour)', target: { arn: FUNCTION } });
    schedules.resume();
    await clock.advance(0);
    expect(handed[0]?.delivery.payload).toMatchObject({
      source: 'aws.scheduler',
      'detail-type': 'Scheduled Event',
      detail: '{}',
    });
  });

  test('refuses by name what is not supported', () => {
    const add = (over: object) => () =>
      schedules.addSchedule({ name: 'S', expression: 'rate(1 hour)', target: { arn: FUNCTION }, ...over });
    expect(add({ target: { arn: 'arn:aws:scheduler:::aws-sdk:lambda:invoke' } })).toThrow(/universal target/);
    expect(add({ target: { arn: FUNCTION, input: '<aws.scheduler.attempt-number>' } })).toThrow(
      /attempt-number/,
    );
    expect(add({ expression: 'cron(* * * * * *)' })).toThrow(/exactly one/);
    expect(add({ target: { arn: FUNCTION, retry: { maximumRetryAttempts: 999 } } })).toThrow(/999/);
  });
});
