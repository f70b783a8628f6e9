import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RuntimeClock } from '../../../../../infra/local/clock/clock.ts';
import type { GivenUp } from '../../../../../infra/local/events/deliveries.ts';
import {
  type BusEvent,
  type Events,
  openEvents,
  targetOf,
} from '../../../../../infra/local/events/events.ts';

const START = Date.parse('2026-03-02T01:30:00.250Z');
const HOUR = 3_600_000;
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:Steward-AcceptEvent';
const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:ComplaintHandling';
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:dead-letters';

let folder: string;
let clock: RuntimeClock;
let events: Events;
let delivered: { arn: string; payload: unknown; at: number }[];
let letters: { arn: string; body: string; attributes: Record<string, string> | undefined; at: number }[];
let dropped: GivenUp[];
let refuse: (arn: string) => Error | undefined;

const open = () =>
  openEvents({
    folder,
    clock,
    account: '000000000000',
    region: 'us-east-1',
    random: () => 0.5,
    deliver: async (arn, payload) => {
      const fault = refuse(arn);
      if (fault) throw fault;
      delivered.push({ arn, payload, at: clock.now() });
    },
    queues: { send: (arn, body, attributes) => letters.push({ arn, body, attributes, at: clock.now() }) },
    onDropped: (what) => dropped.push(what),
  });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'events-'));
  clock = new RuntimeClock({ mode: 'virtual', start: START });
  delivered = [];
  letters = [];
  dropped = [];
  refuse = () => undefined;
  events = open();
  events.addBus('steward');
});

afterEach(() => {
  events.close();
  rmSync(folder, { recursive: true });
});

const put = (...entries: object[]) =>
  events.service('PutEvents', { Entries: entries }) as Promise<{
    FailedEntryCount: number;
    Entries: { EventId?: string; ErrorCode?: string; ErrorMessage?: string }[];
  }>;
const entry = (over: object = {}) => ({
  Source: 'bank.app',
  DetailType: 'complaint.submitted',
  Detail: '{"externalId":"app-1","amount":12}',
  EventBusName: 'steward',
  ...over,
});
const settle = () => clock.advance(0);
const rule = (over: object = {}) => ({
  name: 'Intake',
  busName: 'steward',
  pattern: { source: [{ prefix: 'bank.' }] },
  targets: [{ arn: FUNCTION }],
  ...over,
});
const failing = (name = 'Error', message = 'no') => Object.assign(new Error(message), { name });

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
describe('PutEvents', () => {
  test('hands an event in the envelope of EventBridge to the targets of a matching rule', async () => {
    events.addRule(rule());
    const { Entries } = await put(entry({ Resources: ['arn:r'] }));
    await settle();
    expect(delivered).toEqual([
      {
        arn: FUNCTION,
        at: START,
        payload: {
          version: '0',
          id: Entries[0]?.EventId,
          'detail-type': 'complaint.submitted',
          source: 'bank.app',
          account: '000000000000',
          time: '2026-03-02T01:30:00Z',
          region: 'us-east-1',
          resources: ['arn:r'],
          detail: { externalId: 'app-1', amount: 12 },
        },
      },
    ]);
  });

  test('takes the time of an entry as epoch seconds and as ISO 8601', async () => {
    events.addRule(rule());
    await put(entry({ Time: 1_772_000_000 }), entry({ Time: '2026-01-01T00:00:00+08:00' }));
    await settle();
    expect(delivered.map(({ payload }) => (payload as BusEvent).time)).toEqual([
      '2026-02-25T06:13:20Z',
      '2025-12-31T16:00:00Z',
    ]);
  });

  test('takes the good entries of a request and answers the bad ones in their places', async () => {
    events.addRule(rule());
    const { FailedEntryCount, Entries } = await put(
      entry(),
      entry({ Detail: '{"half":' }),
      entry({ Detail: '[1]' }),
      entry({ Source: 'aws.states' }),
      entry({ Source: undefined }),
      entry({ DetailType: '' }),
      entry({ EventBusName: 'nowhere' }),
      entry({ Time: 'tomorrow' }),
      entry(),
    );
    await settle();
    expect(FailedEntryCount).toBe(7);
    expect(Entries.map(({ EventId, ErrorCode }) => ErrorCode ?? typeof EventId)).toEqual([
      'string',
      'MalformedDetail',
      'MalformedDetail',
      'NotAuthorizedForSource',
      'InvalidArgument',
      'InvalidArgument',
      'InvalidArgument',
      'InvalidArgument',
      'string',
    ]);
    expect(Entries[6]?.ErrorMessage).toContain('nowhere');
    expect(delivered).toHaveLength(2);
  });

  test('refuses more than ten entries, none, and more than 256 KB in all', async () => {
    await expect(put(...Array.from({ length: 11 }, () => entry()))).rejects.toThrow(/11 members/);
    await expect(put()).rejects.toThrow(expect.objectContaining({ name: 'ValidationException' }));
    const half = JSON.stringify({ text: 'x'.repeat(131_050) });
    await expect(put(entry({ Detail: half }), entry({ Detail: half }))).rejects.toThrow(/over the limit/);
    await expect(put(entry({ Detail: half }))).resolves.toMatchObject({ FailedEntryCount: 0 });
  });

  test('counts the size in bytes of UTF-8', async () => {
    const text = JSON.stringify({ text: '诉'.repeat(90_000) });
    await expect(put(entry({ Detail: text }))).rejects.toThrow(/over the limit/);
  });

  test('refuses an operation that does not exist here by name', async () => {
    await expect(events.service('PutRule', {})).rejects.toThrow(/PutRule is not supported/);
  });
});

describe('rules', () => {
  test('an event on another bus, a disabled rule or another pattern reach nobody', async () => {
    events.addRule(rule({ name: 'Other', pattern: { source: ['steward'] } }));
    events.addRule(rule({ name: 'Disabled', enabled: false }));
    await put(entry(), entry({ EventBusName: undefined }));
    await settle();
    expect(delivered).toEqual([]);
  });

  test('a bus is named by name or ARN, in rules and in entries', async () => {
    const arn = 'arn:aws:events:us-east-1:000000000000:event-bus/steward';
    events.addRule(rule({ busName: arn }));
    await put(entry({ EventBusName: arn }));
    await settle();
    expect(delivered).toHaveLength(1);
  });

  test('each target gets its own input', async () => {
    events.addRule(
      rule({
        targets: [
          { arn: FUNCTION, input: '{"constant":true}' },
          { arn: MACHINE, inputPath: '$.detail' },
          { arn: QUEUE, inputPath: '$.resources' },
        ],
      }),
    );
    await put(entry({ Resources: ['r1'] }));
    await settle();
    expect(delivered.map(({ arn, payload }) => [arn, payload])).toEqual([
      [FUNCTION, { constant: true }],
      [MACHINE, { externalId: 'app-1', amount: 12 }],
    ]);
    expect(letters).toEqual([{ arn: QUEUE, body: '["r1"]', attributes: undefined, at: START }]);
  });

  test('a bus as target passes the event on to the rules of that bus', async () => {
    events.addBus('audit');
    events.addRule(rule({ targets: [{ arn: 'arn:aws:events:us-east-1:000000000000:event-bus/audit' }] }));
    events.addRule(rule({ name: 'Onward', busName: 'audit' }));
    const { Entries } = await put(entry());
    await settle();
    expect(delivered).toMatchObject([{ arn: FUNCTION, payload: { id: Entries[0]?.EventId } }]);
  });

  test('a log group is left out by name, any other service is refused', () => {
    events.addRule(
      rule({ targets: [{ arn: 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/events/x' }] }),
    );
    expect(events.ignored).toEqual([
      { rule: 'Intake', arn: 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/events/x' },
    ]);
    expect(() =>
      events.addRule(rule({ targets: [{ arn: 'arn:aws:sns:us-east-1:000000000000:topic' }] })),
    ).toThrow(/arn:aws:sns.* of rule Intake is not supported/);
    expect(() => events.addRule(rule({ targets: [{ arn: `${QUEUE}.fifo` }] }))).toThrow(/FIFO/);
    expect(() =>
      events.addRule(rule({ targets: Array.from({ length: 6 }, () => ({ arn: FUNCTION })) })),
    ).toThrow(/6 targets/);
    expect(() => events.addRule(rule({ pattern: { source: 'x' } }))).toThrow(/"source"/);
    expect(() => events.addRule(rule({ busName: 'nowhere' }))).toThrow(/nowhere does not exist/);
  });

  test('what the runtime publishes may come from an aws source and is heard by listeners', async () => {
    const heard: [string, string][] = [];
    const end = events.onEvent((bus, event) => heard.push([bus, event.source]));
    events.addRule(rule({ busName: 'default', pattern: { source: ['aws.states'] } }));
    events.publish({
      source: 'aws.states',
      detailType: 'Step Functions Execution Status Change',
      detail: { status: 'FAILED' },
    });
    await settle();
    end();
    events.publish({ source: 'aws.other', detailType: 'x', detail: {} });
    expect(heard).toEqual([['default', 'aws.states']]);
    expect(delivered).toMatchObject([{ payload: { detail: { status: 'FAILED' } } }]);
  });

  test('DescribeRule, ListRules, ListTargetsByRule and ListEventBuses tell what is there', async () => {
    events.addRule(
      rule({
        targets: [{ id: 'T', arn: FUNCTION, deadLetterArn: QUEUE, retry: { maximumRetryAttempts: 3 } }],
      }),
    );
    const where = { EventBusName: 'steward' };
    expect(await events.service('DescribeRule', { ...where, Name: 'Intake' })).toMatchObject({
      Arn: 'arn:aws:events:us-east-1:000000000000:rule/steward/Intake',
      State: 'ENABLED',
      EventPattern: '{"source":[{"prefix":"bank."}]}',
    });
    expect(await events.service('ListRules', where)).toMatchObject({ Rules: [{ Name: 'Intake' }] });
    expect(await events.service('ListTargetsByRule', { ...where, Rule: 'Intake' })).toEqual({
      Targets: [
        {
          Id: 'T',
          Arn: FUNCTION,
          RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 86_400 },
          DeadLetterConfig: { Arn: QUEUE },
        },
      ],
    });
    expect(await events.service('ListEventBuses', {})).toMatchObject({
      EventBuses: [{ Name: 'default' }, { Name: 'steward' }],
    });
    await expect(events.service('DescribeRule', { Name: 'Nobody' })).rejects.toThrow(/Nobody does not exist/);
  });

  test('what is nested too deep to be walked is refused alone, whatever stands beside it', async () => {
    const nested = (levels: number) => `{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`;
    const { FailedEntryCount, Entries } = await put(
      entry({ Detail: nested(50_000) }),
      entry({ Detail: nested(1_000) }),
      entry({ Detail: nested(999) }),
      entry({ Detail: JSON.stringify({ text: '[{'.repeat(2_000), quote: '\\"[' }) }),
    );
    expect(FailedEntryCount).toBe(2);
    expect(Entries.map(({ ErrorCode }) => ErrorCode)).toEqual([
      'MalformedDetail',
      'MalformedDetail',
      undefined,
      undefined,
    ]);
    expect(Entries[0]?.ErrorMessage).toBe('Detail is nested deeper than 1000 levels.');
    const asked = (EventPattern: string, Event: string) =>
      events.service('TestEventPattern', { EventPattern, Event });
    await expect(asked('{"a":["x"]}', nested(50_000))).rejects.toMatchObject({ code: 'ValidationException' });
    await expect(asked(nested(50_000), '{"a":1}')).rejects.toMatchObject({
      code: 'InvalidEventPatternException',
    });
  });

  test('TestEventPattern answers whether a pattern matches an event', async () => {
    const ask = (pattern: object) =>
      events.service('TestEventPattern', {
        EventPattern: JSON.stringify(pattern),
        Event: '{"source":"bank.app"}',
      });
    expect(await ask({ source: ['bank.app'] })).toEqual({ Result: true });
    expect(await ask({ source: ['bank.crm'] })).toEqual({ Result: false });
  });

  test('a target of a template is read, and a property that is not obeyed is refused by name', () => {
    expect(
      targetOf(
        {
          Id: 'T',
          Arn: FUNCTION,
          InputTransformer: { InputPathsMap: { a: '$.id' }, InputTemplate: '{"a":<a>}' },
          RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
          DeadLetterConfig: { Arn: QUEUE },
        },
        'Intake',
      ),
    ).toEqual({
      id: 'T',
      arn: FUNCTION,
      inputTransformer: { inputPathsMap: { a: '$.id' }, inputTemplate: '{"a":<a>}' },
      retry: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
      deadLetterArn: QUEUE,
    });
    expect(() => targetOf({ Id: 'T', Arn: FUNCTION, EcsParameters: {} }, 'Intake')).toThrow(
      /EcsParameters of target T of rule Intake/,
    );
  });
});

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html and …/eb-rule-dlq.html
describe('delivery', () => {
  test('is tried again with growing delays until the target takes it', async () => {
    let left = 3;
    const attempts: number[] = [];
    refuse = () => {
      attempts.push(clock.now() - START);
      return left-- > 0 ? failing() : undefined;
    };
    events.addRule(rule());
    await put(entry());
    await clock.advance(HOUR);
    // 1, 2, 4 s, each three quarters long because half of the jitter is 0.5.
    expect(attempts).toEqual([0, 750, 2_250, 5_250]);
    expect(delivered).toHaveLength(1);
    expect(events.openDeliveries()).toBe(0);
  });

  test('ends in the dead-letter queue after the retries that the target allows', async () => {
    refuse = () => failing('TooBusy', 'try later');
    events.addRule(
      rule({
        targets: [
          { arn: FUNCTION, deadLetterArn: QUEUE, inputPath: '$.detail', retry: { maximumRetryAttempts: 2 } },
        ],
      }),
    );
    await put(entry());
    await clock.advance(HOUR);
    expect(letters).toHaveLength(1);
    expect(JSON.parse(letters[0]?.body ?? '')).toMatchObject({
      source: 'bank.app',
      detail: { externalId: 'app-1' },
    });
    expect(letters[0]?.attributes).toEqual({
      RULE_ARN: 'arn:aws:events:us-east-1:000000000000:rule/steward/Intake',
      TARGET_ARN: FUNCTION,
      ERROR_CODE: 'ERROR_FROM_TARGET',
      ERROR_MESSAGE: 'TooBusy: try later',
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
      RETRY_ATTEMPTS: '2',
    });
    expect(events.openDeliveries()).toBe(0);
  });

  test('ends at the maximum age of the event', async () => {
    refuse = () => failing();
    events.addRule(
      rule({ targets: [{ arn: FUNCTION, deadLetterArn: QUEUE, retry: { maximumEventAgeInSeconds: 60 } }] }),
    );
    await put(entry());
    await clock.advance(HOUR);
    expect(letters).toMatchObject([
      { at: START + 60_000, attributes: { EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds' } },
    ]);
  });

  test('goes on for 24 hours or 185 retries by default', async () => {
    let attempts = 0;
    refuse = () => {
      attempts++;
      return failing();
    };
    events.addRule(rule());
    await put(entry());
    await clock.advance(25 * HOUR);
    expect(attempts).toBeGreaterThan(150);
    expect(attempts).toBeLessThanOrEqual(186);
    expect(dropped).toMatchObject([{ targetArn: FUNCTION, exhausted: expect.any(String) }]);
  });

  test('is given up at once when the target does not exist or may not be called', async () => {
    refuse = () => failing('ResourceNotFoundException', 'Function not found');
    events.addRule(rule({ targets: [{ arn: FUNCTION, deadLetterArn: QUEUE }] }));
    await put(entry());
    await settle();
    expect(letters[0]?.attributes).toEqual({
      RULE_ARN: 'arn:aws:events:us-east-1:000000000000:rule/steward/Intake',
      TARGET_ARN: FUNCTION,
      ERROR_CODE: 'NO_RESOURCE',
      ERROR_MESSAGE: 'ResourceNotFoundException: Function not found',
      RETRY_ATTEMPTS: '0',
    });
  });

  test('of one target does not wait for another', async () => {
    refuse = (arn) => (arn === FUNCTION ? failing() : undefined);
    events.addRule(rule({ targets: [{ arn: FUNCTION }, { arn: MACHINE }] }));
    await put(entry());
    await settle();
    expect(delivered).toMatchObject([{ arn: MACHINE }]);
    expect(events.openDeliveries()).toBe(1);
  });

  test('refuses a retry policy outside the limits of AWS', () => {
    expect(() =>
      events.addRule(rule({ targets: [{ arn: FUNCTION, retry: { maximumRetryAttempts: 186 } }] })),
    ).toThrow(/186; it must be 0 to 185/);
    expect(() =>
      events.addRule(rule({ targets: [{ arn: FUNCTION, retry: { maximumEventAgeInSeconds: 59 } }] })),
    ).toThrow(/59; it must be 60 to 86400/);
  });

  test('holds simulated time while a target runs', async () => {
    const busy: boolean[] = [];
    events.close();
    events = openEvents({
      folder,
      clock,
      account: '0',
      region: 'r',
      queues: { send: () => {} },
      deliver: async () => {
        const before = clock.now();
        await new Promise((resolve) => setTimeout(resolve, 20));
        busy.push(clock.now() === before);
      },
    });
    clock.at(START + 1, () => {});
    events.addRule(rule({ busName: 'default' }));
    events.publish({ source: 'bank.x', detailType: 'x', detail: {} });
    await clock.advance(10);
    expect(busy).toEqual([true]);
  });

  test('survives the process: what was accepted is delivered by the next one, at its due time', async () => {
    refuse = () => failing();
    events.addRule(rule({ targets: [{ arn: FUNCTION, retry: { maximumRetryAttempts: 5 } }] }));
    await put(entry());
    await settle();
    events.close();

    refuse = () => undefined;
    events = open();
    expect(events.openDeliveries()).toBe(1);
    events.resume();
    await settle();
    expect(delivered).toEqual([]);
    await clock.advance(750);
    expect(delivered).toMatchObject([{ arn: FUNCTION, at: START + 750, payload: { source: 'bank.app' } }]);
    expect(events.openDeliveries()).toBe(0);
  });

  test('of a scheduled rule reaches its targets without a pattern', async () => {
    events.addRule(rule({ pattern: undefined }));
    const event = {
      version: '0',
      id: '1',
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: '0',
      time: '',
      region: '',
      resources: [],
      detail: {},
    } as const;
    events.fire({ name: 'Intake', busName: 'steward' }, { ...event, resources: [] });
    await put(entry());
    await settle();
    expect(delivered).toMatchObject([{ arn: FUNCTION, payload: { 'detail-type': 'Scheduled Event' } }]);
  });
});

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html and …/eb-replay-archived-event.html
describe('archives', () => {
  const ARCHIVE = 'arn:aws:events:us-east-1:000000000000:archive/Outbound';
  const replay = (over: object = {}) =>
    events.service('StartReplay', {
      ReplayName: 'again',
      EventSourceArn: ARCHIVE,
      EventStartTime: START / 1_000 - 60,
      EventEndTime: START / 1_000 + 60,
      Destination: { Arn: 'arn:aws:events:us-east-1:000000000000:event-bus/steward' },
      ...over,
    });

  beforeEach(() => {
    events.addArchive({
      name: 'Outbound',
      busName: 'steward',
      pattern: { source: ['steward'] },
      retentionDays: 2,
    });
  });

  test('keep the events that match, and say how many', async () => {
    await put(
      entry(),
      entry({ Source: 'steward' }),
      entry({ Source: 'steward', DetailType: 'task.created' }),
    );
    expect(await events.service('DescribeArchive', { ArchiveName: 'Outbound' })).toMatchObject({
      ArchiveArn: ARCHIVE,
      EventSourceArn: 'arn:aws:events:us-east-1:000000000000:event-bus/steward',
      EventPattern: '{"source":["steward"]}',
      State: 'ENABLED',
      RetentionDays: 2,
      EventCount: 2,
      CreationTime: START / 1_000,
    });
    const listed = (await events.service('ListArchives', {})) as { Archives: object[] };
    expect(listed.Archives).toMatchObject([{ ArchiveName: 'Outbound', EventCount: 2 }]);
    expect(events.archived('steward').map((event) => event['detail-type'])).toEqual([
      'complaint.submitted',
      'task.created',
    ]);
  });

  test('let go of events after their days of retention', async () => {
    await put(entry({ Source: 'steward' }));
    await clock.advance(49 * HOUR);
    await put(entry({ Source: 'steward', DetailType: 'later' }));
    expect(events.archived('steward').map((event) => event['detail-type'])).toEqual(['later']);
  });

  test('outlive the process', async () => {
    await put(entry({ Source: 'steward' }));
    events.close();
    events = open();
    events.addBus('steward');
    events.addArchive({ name: 'Outbound', busName: 'steward' });
    expect(events.archived('steward')).toHaveLength(1);
  });

  test('are replayed to the rules of their bus, marked, and not archived again', async () => {
    await put(entry({ Source: 'steward' }));
    events.addRule(rule({ pattern: { source: ['steward'], 'replay-name': [{ exists: true }] } }));
    events.addRule(rule({ name: 'NotChosen', pattern: { source: ['steward'] } }));
    const chosen = {
      Destination: {
        Arn: 'steward',
        FilterArns: ['arn:aws:events:us-east-1:000000000000:rule/steward/Intake'],
      },
    };
    expect(await replay(chosen)).toMatchObject({ State: 'STARTING' });
    await settle();
    expect(delivered).toMatchObject([{ payload: { source: 'steward', 'replay-name': 'again' } }]);
    expect(await events.service('DescribeReplay', { ReplayName: 'again' })).toMatchObject({
      State: 'COMPLETED',
    });
    expect(events.archived('steward')).toHaveLength(1);
    await expect(replay()).rejects.toThrow(/already exists/);
    await expect(replay({ ReplayName: 'b', Destination: { Arn: 'default' } })).rejects.toThrow(
      /is not the bus of archive/,
    );
    await expect(replay({ ReplayName: 'c', EventEndTime: 0 })).rejects.toThrow(/later than EventStartTime/);
  });
});
