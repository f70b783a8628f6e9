import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Comparer } from '../../../../../infra/local/states/conformance/compare.ts';
import { RECORDED_CASES, replayAll } from '../../../../../infra/local/states/conformance.ts';
import { FUNCTION, machine, passing } from './play.ts';

const script = fileURLToPath(new URL('../../../../../infra/local/states/conformance.ts', import.meta.url));
const there = existsSync(RECORDED_CASES);

describe('The gate', () => {
  test.skipIf(!there)(
    `agrees with every JSONata execution that was recorded from AWS${there ? '' : ' (skipped: the recordings are not beside the repository)'}`,
    async () => {
      const { cases, agreed, refused, disagreed, differences, details } = await replayAll(RECORDED_CASES);
      expect(differences).toEqual([]);
      expect({ cases, agreed, refused, disagreed }).toEqual({
        cases: 789,
        agreed: 83,
        refused: 706,
        disagreed: 0,
      });
      expect(details).toEqual({ compared: 78, differences: [] });
    },
  );

  const lambda = {
    kind: 'lambda',
    name: 'slow',
    arn: `${FUNCTION.replace('000000000000', '111111111111')}slow`,
  };
  const recorded = (id: string, definition: object, expected: object, more: object = {}) => ({
    id,
    area: 'own',
    type: 'STANDARD',
    definition,
    input: { a: 1 },
    resources: [],
    execution: { stateMachineName: 'M', name: 'x', roleArn: 'r' },
    expected,
    ...more,
  });
  const run = (cases: unknown[], ...flags: string[]) => {
    const folder = mkdtempSync(join(tmpdir(), 'steward-cases-'));
    writeFileSync(join(folder, 'own.json'), JSON.stringify(cases));
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--cases', folder, ...flags], {
      encoding: 'utf8',
    });
    rmSync(folder, { recursive: true });
    return { status, stdout, stderr };
  };

  test('prints one line, ends with 0 when nothing differs and with 1 when something does', () => {
    const good = recorded('good', passing('{% $states.input.a %}'), { status: 'SUCCEEDED', output: 1 });
    const jsonPath = recorded(
      'path',
      { StartAt: 'a', States: { a: { Type: 'Pass', End: true } } },
      { status: 'SUCCEEDED', output: {} },
    );
    const agreeing = run([good, jsonPath], '--json');
    const own = { cases: 2, agreed: 1, refused: 1, disagreed: 0 };
    expect(JSON.parse(agreeing.stdout)).toEqual({ ...own, areas: { own } });
    expect(agreeing.stdout.trim().split('\n')).toHaveLength(1);
    expect(agreeing.status).toBe(0);
    const wrong = run([recorded('wrong', passing(2), { status: 'SUCCEEDED', output: 1 })]);
    expect(wrong.status).toBe(1);
    expect(wrong.stdout).toContain('DIFFERENT wrong: output is 2; AWS has 1');
  });

  test('sees a difference in status, error, cause, event types, and a definition that AWS refuses', () => {
    const failing = machine({ F: { Type: 'Fail', Error: 'E', Cause: 'c' } });
    const events = ['ExecutionStarted', 'FailStateEntered', 'ExecutionFailed'];
    const right = { status: 'FAILED', error: 'E', cause: 'c', events };
    const { stdout } = run(
      [
        recorded('right', failing, right),
        recorded('status', failing, { status: 'SUCCEEDED' }),
        recorded('error', failing, { ...right, error: 'F' }),
        recorded('cause', failing, { ...right, cause: undefined }),
        recorded('events', failing, { ...right, events: events.slice(1) }),
        recorded(
          'created',
          passing(1),
          { status: 'CREATE_FAILED', error: 'InvalidDefinition', cause: 'x' },
          { kind: 'create-error' },
        ),
      ],
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({ agreed: 1, disagreed: 5 });
  });

  test('plays slow functions, queues with workers, task tokens, stops and children', () => {
    const token = { Message: '{% $states.input.a %}', TaskToken: '{% $states.context.Task.Token %}' };
    const send = machine({
      S: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
        Arguments: { QueueUrl: 'q', MessageBody: token },
        End: true,
      },
    });
    const queue = { kind: 'sqs-queue', name: 'q', url: 'q' };
    const started = (definition: object) => ({
      kind: 'state-machine',
      arn: 'arn:aws:states:us-east-1:111111111111:stateMachine:Child',
      type: 'STANDARD',
      definition,
    });
    const start = machine({
      S: {
        Type: 'Task',
        Resource: 'arn:aws:states:::states:startExecution.sync:2',
        Arguments: { StateMachineArn: 'arn:aws:states:us-east-1:111111111111:stateMachine:Child' },
        Output: '{% $states.result.Output %}',
        End: true,
      },
    });
    const { stdout, stderr } = run(
      [
        recorded(
          'timeout',
          machine({ T: { Type: 'Task', Resource: lambda.arn, TimeoutSeconds: 5, End: true } }),
          { status: 'FAILED', error: 'States.Timeout' },
          { resources: [{ ...lambda, returns: 'echo-event', delaySeconds: 60 }] },
        ),
        recorded(
          'worker',
          send,
          { status: 'SUCCEEDED', output: 1 },
          {
            resources: [
              queue,
              {
                kind: 'sqs-callback',
                queueUrl: 'q',
                action: 'heartbeat-then-success',
                heartbeatAfterSeconds: 5,
              },
            ],
          },
        ),
        recorded(
          'refused work',
          send,
          { status: 'FAILED', error: 'E', cause: 'c' },
          {
            resources: [
              queue,
              { kind: 'sqs-callback', queueUrl: 'q', action: 'failure', error: 'E', cause: 'c' },
            ],
          },
        ),
        recorded(
          'client',
          send,
          { status: 'FAILED' },
          {
            resources: [
              queue,
              { kind: 'task-token-client', perToken: [{ op: 'heartbeat', times: 2 }, { op: 'failure' }] },
            ],
          },
        ),
        recorded(
          'stop',
          machine({ W: { Type: 'Wait', Seconds: 60, End: true } }),
          { status: 'ABORTED' },
          { resources: [{ kind: 'stop-execution' }] },
        ),
        recorded(
          'child',
          start,
          { status: 'SUCCEEDED', output: 'child' },
          { resources: [started(passing('child'))] },
        ),
        recorded(
          'table',
          machine({
            P: {
              Type: 'Task',
              Resource: 'arn:aws:states:::dynamodb:putItem',
              Arguments: { TableName: 'table', Item: { id: { S: '1' } } },
              Next: 'G',
            },
            G: {
              Type: 'Task',
              Resource: 'arn:aws:states:::dynamodb:getItem',
              Arguments: { TableName: 'table', Key: { id: { S: '1' } } },
              Output: '{% $states.result.Item %}',
              End: true,
            },
          }),
          { status: 'SUCCEEDED', output: { id: { S: '1' } } },
          { resources: [{ kind: 'dynamodb-table', name: 'table', partitionKey: 'id' }] },
        ),
        recorded(
          'activity',
          passing(1),
          { status: 'SUCCEEDED' },
          { resources: [{ kind: 'activity', name: 'a', arn: 'a' }] },
        ),
        recorded(
          'odd function',
          passing(1),
          { status: 'SUCCEEDED' },
          { resources: [{ ...lambda, returns: 'decorated-input' }] },
        ),
        recorded('express', passing(1), { status: 'SUCCEEDED' }, { type: 'EXPRESS' }),
        recorded(
          'path child',
          start,
          { status: 'SUCCEEDED' },
          { resources: [started({ StartAt: 'a', States: { a: { Type: 'Pass', End: true } } })] },
        ),
        recorded(
          'stuck',
          machine({
            T: {
              Type: 'Task',
              Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
              Arguments: { QueueUrl: 'q', MessageBody: 'x' },
              End: true,
            },
          }),
          { status: 'SUCCEEDED' },
          { resources: [queue] },
        ),
      ],
      '--json',
    );
    expect(
      stderr
        .trim()
        .split('\n')
        .filter((line) => line.startsWith('DIFFERENT')),
    ).toEqual(['DIFFERENT stuck: the execution was still open after 24 hours']);
    expect(JSON.parse(stdout)).toMatchObject({ agreed: 7, refused: 4, disagreed: 1 });
  });

  test('counts an entry that is no case as refused, says why, and replays the others', () => {
    const good = recorded('good', passing('{% $states.input.a %}'), { status: 'SUCCEEDED', output: 1 });
    const broken = { ...good, id: 'broken', expected: { status: 5 } };
    const { status, stdout, stderr } = run([good, broken, null, 'x'], '--json');
    const own = { cases: 2, agreed: 1, refused: 1, disagreed: 0 };
    const unreadable = { cases: 2, agreed: 0, refused: 2, disagreed: 0 };
    const all = { cases: 4, agreed: 1, refused: 3, disagreed: 0 };
    expect(JSON.parse(stdout)).toEqual({ ...all, areas: { own, unreadable } });
    expect(stderr).toMatch(/^REFUSED broken: own\.json\[1\] is no case \(expected\.status: .*\)$/m);
    expect(stderr).toMatch(/^REFUSED own\.json\[2\]: /m);
    expect(status).toBe(0);
    expect(run([broken]).status).toBe(2);
  });

  test('without anything to replay it says which folder or file is wrong and ends with 2', () => {
    const folder = mkdtempSync(join(tmpdir(), 'steward-cases-'));
    const says = (place: string) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--cases', place], {
        encoding: 'utf8',
      });
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).not.toMatch(/^ +at /m);
      return stderr.split('\n')[0];
    };
    expect(says('/nowhere/at/all')).toContain('there is no folder /nowhere/at/all');
    expect(says(folder)).toContain(`the folder ${folder} holds no .json file`);
    const file = join(folder, 'own.json');
    writeFileSync(file, '{]');
    expect(says(folder)).toContain(`${file} is not JSON`);
    expect(says(file)).toContain(`${file} is a file; give the folder`);
    writeFileSync(file, '{}');
    expect(says(folder)).toContain(`${file} holds no list`);
    rmSync(folder, { recursive: true });
  });
});

describe('The comparer', () => {
  const differs = (recorded: unknown, actual: unknown, placeholders: string[] = []) =>
    new Comparer(placeholders).difference(recorded, actual, 'value') !== undefined;

  test.each([
    ['<uuid:1>', 'anything'],
    ['Request ID: <request_id>; Proxy: null', 'Request ID: 1-2-3; Proxy: null'],
    ['<<task_token>:1>', 'x'],
    ['date', '2026-01-01T00:00:00Z'],
    ['started at date', 'started at 2026-01-01T00:00:00.123Z'],
    [0, -0],
    [1.0, 1],
    ['{"a": 1}', '{ "a":1 }'],
    [{ a: 1 }, '{"a":1}'],
    [
      { a: 1, SdkHttpMetadata: { x: 1 } },
      { a: 1, SdkHttpMetadata: { y: 2 } },
    ],
  ])('takes %j for %j', (recorded, actual) => {
    expect(differs(recorded, actual)).toBe(false);
  });

  test.each([
    ['a', 'b'],
    [1, '1'],
    [null, undefined],
    [[1], [1, 2]],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1, b: 2 }, { a: 1 }],
    [
      { a: '<x:1>', b: '<x:1>' },
      { a: '1', b: '2' },
    ],
    ['ID: <x>;', 'ID: 1'],
    ['candidate', 'candi2026-01-01T00:00:00Z'],
    ['{"a": 1}', '{"a": 2}'],
  ])('tells %j from %j', (recorded, actual) => {
    expect(differs(recorded, actual)).toBe(true);
  });

  test('knows the words that a case lists as its placeholders', () => {
    expect(differs('start-date', 5, ['start-date'])).toBe(false);
    expect(differs('start-date', 5)).toBe(true);
  });
});
