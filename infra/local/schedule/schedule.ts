/** Schedules of EventBridge rules and of EventBridge Scheduler, kept across restarts and obeying the clock. */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import type { Delivery, RetryPolicy } from '../events/deliveries.ts';
import { type BusEvent, instant, retryOf } from '../events/events.ts';
import { ServiceFault } from '../gateway/service.ts';
import { openStore } from '../store/store.ts';
import { parseExpression, type Timetable } from './expression.ts';

/** What schedules need of the event buses: their rules and their durable delivery queue. */
export interface SchedulePort {
  fire(rule: { name: string; busName?: string }, event: BusEvent): void;
  hand(deliveries: Delivery[]): void;
}

/** A rule with a ScheduleExpression; the rule itself and its targets are with the event buses. */
export interface ScheduledRule {
  name: string;
  expression: string;
  enabled?: boolean;
  /**
   * Fires no more often than this, for simulations that need no minute-by-minute sweep; asked anew each time. Infinity lets it
   * pass by, where a simulation does by hand what it would do.
   */
  atLeastEveryMs?: number | (() => number);
}

/** An `AWS::Scheduler::Schedule`. */
export interface ScheduleDefinition {
  name: string;
  groupName?: string;
  expression: string;
  /** IANA zone of cron and at expressions; UTC where absent. */
  timezone?: string;
  /** Epoch ms; nothing fires before. */
  startDate?: number;
  /** Epoch ms; nothing fires after. */
  endDate?: number;
  /** Width of the flexible window; 0 is OFF. */
  flexibleMinutes?: number;
  enabled?: boolean;
  target: { arn: string; input?: string; deadLetterArn?: string; retry?: Partial<RetryPolicy> };
  /** See `ScheduledRule`. */
  atLeastEveryMs?: number | (() => number);
}

/** The running schedules. */
export interface Schedules {
  addRule(rule: ScheduledRule): void;
  addSchedule(schedule: ScheduleDefinition): void;
  /** What fires next, soonest first. */
  upcoming(): { name: string; expression: string; due: number }[];
  /** Starts the clocks of all schedules that were added; one that came due meanwhile fires once. */
  resume(): void;
  /** Plans every running schedule anew from now, for when what `atLeastEveryMs` answers has changed. */
  replan(): void;
  close(): void;
}

interface Schedule {
  key: string;
  expression: string;
  timetable: Timetable;
  /** Whether the first firing is at once, as Scheduler does with rates, or after the first interval, as rules do. */
  firesAtOnce: boolean;
  startDate?: number;
  endDate?: number;
  flexibleMs: number;
  atLeastEveryMs: () => number;
  fire: (scheduled: number) => void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS schedules (
    key TEXT PRIMARY KEY,
    expression TEXT NOT NULL,
    anchor INTEGER NOT NULL,
    scheduled INTEGER,
    due INTEGER
  ) STRICT;
`;

const asked = (interval: number | (() => number) = 0): (() => number) =>
  typeof interval === 'function' ? interval : () => interval;

/** Opens the schedules; nothing fires before `resume`. */
export function openSchedules(options: {
  folder: string;
  clock: Clock;
  events: SchedulePort;
  account: string;
  region: string;
  /** Chance behind flexible windows, 0 to 1. */
  random?: () => number;
}): Schedules {
  const { clock, events, account, region } = options;
  const random = options.random ?? Math.random;
  const store = openStore(options.folder, 'schedules', SCHEMA);
  const schedules = new Map<string, Schedule>();
  const timers = new Map<string, () => void>();

  const keep = store.prepare(
    `INSERT INTO schedules (key, expression, anchor, scheduled, due) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET expression = excluded.expression, anchor = excluded.anchor,
       scheduled = excluded.scheduled, due = excluded.due`,
  );
  const plan = store.prepare('UPDATE schedules SET scheduled = ?, due = ? WHERE key = ?');
  const find = store.prepare('SELECT * FROM schedules WHERE key = ?');

  const stateOf = (key: string) =>
    find.get(key) as unknown as
      | { expression: string; anchor: number; scheduled: number | null; due: number | null }
      | undefined;

  /** The next firing after `moment`, within the schedule's dates. */
  const nextOf = (schedule: Schedule, moment: number, anchor: number): number | undefined => {
    const from = Math.max(moment, (schedule.startDate ?? Number.NEGATIVE_INFINITY) - 1);
    const next = schedule.timetable.next(from, anchor);
    return next !== undefined && next <= (schedule.endDate ?? Number.POSITIVE_INFINITY) ? next : undefined;
  };

  const withinWindow = (schedule: Schedule, scheduled: number): number =>
    scheduled + Math.floor(random() * schedule.flexibleMs);

  const arm = (schedule: Schedule): void => {
    const state = stateOf(schedule.key);
    if (!state || state.due === null || state.scheduled === null) return;
    const { due, scheduled, anchor } = state;
    timers.set(
      schedule.key,
      clock.at(due, () => {
        // Fired first and planned afterwards: a kill between the two fires twice, never not at all.
        const every = schedule.atLeastEveryMs();
        const passesBy = every === Number.POSITIVE_INFINITY;
        if (!passesBy) schedule.fire(scheduled);
        planNext(schedule, passesBy ? clock.now() : Math.max(clock.now(), scheduled + every - 1), anchor);
      }),
    );
  };

  const planNext = (schedule: Schedule, after: number, anchor: number): void => {
    const next = nextOf(schedule, after, anchor);
    plan.run(next ?? null, next === undefined ? null : withinWindow(schedule, next), schedule.key);
    timers.delete(schedule.key);
    arm(schedule);
  };

  const add = (schedule: Schedule, enabled: boolean): void => {
    if (!enabled) return;
    schedules.set(schedule.key, schedule);
    const state = stateOf(schedule.key);
    if (state?.expression === schedule.expression) return;
    const now = clock.now();
    const anchor = schedule.startDate ?? now;
    const atOnce = schedule.firesAtOnce && schedule.timetable.kind === 'rate';
    const first = nextOf(schedule, atOnce ? Math.max(now, anchor) - 1 : now, anchor);
    keep.run(
      schedule.key,
      schedule.expression,
      anchor,
      first ?? null,
      first === undefined ? null : withinWindow(schedule, first),
    );
  };

  return {
    addRule({ name, expression, enabled = true, atLeastEveryMs }) {
      const timetable = parseExpression(expression);
      if (timetable.kind === 'at') {
        throw new ServiceFault(
          'ValidationException',
          `Rule ${name} has the schedule ${expression}; a rule takes rate(…) or cron(…).`,
        );
      }
      const arn = `arn:aws:events:${region}:${account}:rule/${name}`;
      const fire = (scheduled: number) =>
        events.fire({ name }, { ...envelope(scheduled, 'aws.events', arn), detail: {} } as BusEvent);
      add(
        {
          key: `rule/${name}`,
          expression,
          timetable,
          firesAtOnce: false,
          flexibleMs: 0,
          atLeastEveryMs: asked(atLeastEveryMs),
          fire,
        },
        enabled,
      );
    },
    addSchedule(definition) {
      const { name, groupName = 'default', expression, timezone, target, enabled = true } = definition;
      const timetable = parseExpression(expression, timezone);
      const arn = `arn:aws:scheduler:${region}:${account}:schedule/${groupName}/${name}`;
      if (target.arn.startsWith('arn:aws:scheduler:::aws-sdk:')) {
        throw new ServiceFault(
          'ValidationException',
          `Schedule ${name} has the universal target ${target.arn}; only functions, state machines and queues are supported here.`,
        );
      }
      if (target.input?.includes('<aws.scheduler.attempt-number>')) {
        throw new ServiceFault(
          'ValidationException',
          `Schedule ${name} uses <aws.scheduler.attempt-number> in its input, which is not supported here.`,
        );
      }
      const retry = retryOf(target.retry, `schedule ${name}`);
      const fire = (scheduled: number): void => {
        const payload = payloadOf(target.input, arn, scheduled);
        events.hand([
          {
            originArn: arn,
            targetArn: target.arn,
            payload,
            letter: payload,
            retry,
            ...(target.deadLetterArn && { deadLetterArn: target.deadLetterArn }),
          },
        ]);
      };
      add(
        {
          key: `schedule/${groupName}/${name}`,
          expression: `${expression} ${timezone ?? 'UTC'}`,
          timetable,
          firesAtOnce: true,
          flexibleMs: (definition.flexibleMinutes ?? 0) * 60_000,
          atLeastEveryMs: asked(definition.atLeastEveryMs),
          fire,
          ...(definition.startDate !== undefined && { startDate: definition.startDate }),
          ...(definition.endDate !== undefined && { endDate: definition.endDate }),
        },
        enabled,
      );
    },
    upcoming() {
      return [...schedules.values()]
        .flatMap((schedule) => {
          const due = stateOf(schedule.key)?.due;
          return typeof due === 'number'
            ? [{ name: schedule.key, expression: schedule.expression, due }]
            : [];
        })
        .sort((one, other) => one.due - other.due);
    },
    resume() {
      for (const schedule of schedules.values()) if (!timers.has(schedule.key)) arm(schedule);
    },
    replan() {
      for (const [key, cancel] of [...timers]) {
        const schedule = schedules.get(key);
        const state = stateOf(key);
        if (!schedule || !state || schedule.timetable.kind === 'at') continue;
        cancel();
        planNext(schedule, clock.now(), state.anchor);
      }
    },
    close() {
      for (const cancel of timers.values()) cancel();
      store.close();
    },
  };

  function envelope(scheduled: number, source: string, arn: string): object {
    return {
      version: '0',
      id: randomUUID(),
      'detail-type': 'Scheduled Event',
      source,
      account,
      time: instant(scheduled),
      region,
      resources: [arn],
    };
  }

  /** The input of a schedule's target, its context attributes filled in; without one, Scheduler's own event. */
  function payloadOf(input: string | undefined, arn: string, scheduled: number): unknown {
    if (input === undefined) return { ...envelope(scheduled, 'aws.scheduler', arn), detail: '{}' };
    const filled = input
      .replaceAll('<aws.scheduler.schedule-arn>', arn)
      .replaceAll('<aws.scheduler.scheduled-time>', instant(scheduled))
      .replaceAll('<aws.scheduler.execution-id>', randomUUID());
    try {
      return JSON.parse(filled);
    } catch {
      return filled;
    }
  }
}
