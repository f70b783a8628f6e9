import { describe, expect, test } from 'vitest';
import { MACHINE, machine, passing, START, stage } from './play.ts';

const waiting = machine({ W: { Type: 'Wait', Seconds: 60, End: true } });
const fault = (code: string, message?: string) =>
  expect.objectContaining({ code, status: 400, ...(message !== undefined && { message }) });
const execution = (name: string) => `arn:aws:states:us-east-1:000000000000:execution:M:${name}`;

describe('StartExecution', () => {
  // AWS-FACTS row 2: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
  test('with the name and input of an open execution is the same execution', async () => {
    const on = stage({ mode: 'virtual' });
    await on.create('M', waiting);
    const request = { stateMachineArn: `${MACHINE}M`, name: 'x', input: '{"a":1}' };
    const first = await on.call('StartExecution', request);
    await on.clock.advance(10_000);
    expect(await on.call('StartExecution', request)).toEqual(first);
    expect(first).toEqual({ executionArn: execution('x'), startDate: START / 1000 });
    on.states.close();
  });

  test('with another input, or once it has closed, is ExecutionAlreadyExists', async () => {
    const on = stage({ mode: 'virtual' });
    await on.create('M', waiting);
    const request = { stateMachineArn: `${MACHINE}M`, name: 'x', input: '{"a":1}' };
    await on.call('StartExecution', request);
    const exists = fault('ExecutionAlreadyExists', `Execution Already Exists: '${execution('x')}'`);
    await expect(on.call('StartExecution', { ...request, input: '{"a":2}' })).rejects.toEqual(exists);
    await on.clock.advance(60_000);
    await expect(on.call('StartExecution', request)).rejects.toEqual(exists);
    on.states.close();
  });

  test('may use a name again 90 days after its execution closed', async () => {
    const on = stage({ mode: 'virtual' });
    await on.create('M', passing(1));
    await on.ended(await on.start('M', {}, 'x'));
    await on.clock.advance(90 * 86_400_000 - 1);
    await expect(on.start('M', {}, 'x')).rejects.toEqual(fault('ExecutionAlreadyExists'));
    await on.clock.advance(1);
    const { status, events } = await on.ended(await on.start('M', {}, 'x'));
    expect({ status, events: events.length }).toEqual({ status: 'SUCCEEDED', events: 4 });
    on.states.close();
  });

  test('twice in the same moment starts one execution', async () => {
    const on = stage({ mode: 'virtual' });
    await on.create('M', passing(1));
    const [first, second] = await Promise.all([on.start('M', {}, 'x'), on.start('M', {}, 'x')]);
    expect(first).toBe(second);
    expect(on.changes.filter(({ status }) => status === 'RUNNING')).toHaveLength(1);
    on.states.close();
  });

  test('refuses a bad name, bad input, an input over 256 KiB and an unknown machine', async () => {
    const on = stage();
    await on.create('M', passing(1));
    const stateMachineArn = `${MACHINE}M`;
    for (const name of ['', 'a b', 'a/b', 'x'.repeat(81), 'a\u0007']) {
      await expect(on.call('StartExecution', { stateMachineArn, name })).rejects.toEqual(
        fault('InvalidName'),
      );
    }
    const invalidInput = fault('InvalidExecutionInput');
    await expect(on.call('StartExecution', { stateMachineArn, input: '{' })).rejects.toEqual(invalidInput);
    const long = JSON.stringify('é'.repeat(131_072));
    await expect(on.call('StartExecution', { stateMachineArn, input: long })).rejects.toEqual(invalidInput);
    await expect(on.call('StartExecution', { stateMachineArn: `${MACHINE}N` })).rejects.toEqual(
      fault('StateMachineDoesNotExist', `State Machine Does Not Exist: '${MACHINE}N'`),
    );
    await expect(on.call('StartExecution', { stateMachineArn: 'M' })).rejects.toEqual(fault('InvalidArn'));
    await expect(on.call('StartExecution', {})).rejects.toEqual(fault('ValidationException'));
    on.states.close();
  });
});

describe('Machines', () => {
  test('are created once, and again only when nothing differs', async () => {
    const on = stage({ mode: 'virtual' });
    const arn = await on.create('M', passing(1));
    expect(await on.create('M', passing(1))).toBe(arn);
    await expect(on.create('M', passing(2))).rejects.toEqual(fault('StateMachineAlreadyExists'));
    expect(await on.call('DescribeStateMachine', { stateMachineArn: arn })).toMatchObject({
      name: 'M',
      status: 'ACTIVE',
      type: 'STANDARD',
      definition: JSON.stringify(passing(1)),
      creationDate: START / 1000,
      loggingConfiguration: { level: 'OFF', includeExecutionData: false },
    });
    on.states.close();
  });

  test('an update counts for new executions; open ones keep the definition they started with', async () => {
    const on = stage({ mode: 'virtual' });
    const stateMachineArn = await on.create(
      'M',
      machine({ W: { Type: 'Wait', Seconds: 60, Output: 'old', End: true } }),
    );
    const open = await on.start('M', {}, 'open');
    await on.call('UpdateStateMachine', { stateMachineArn, definition: JSON.stringify(passing('new')) });
    expect((await on.ended(await on.start('M'))).output).toBe('new');
    await on.clock.advance(60_000);
    expect((await on.ended(open)).output).toBe('old');
    const { definition } = await on.call('DescribeStateMachineForExecution', { executionArn: open });
    expect(definition).toContain('"old"');
    on.states.close();
  });

  test('createStateMachine of the room creates or updates, as the assembly is read anew at every start', async () => {
    const on = stage();
    on.states.createStateMachine({ name: 'M', definition: JSON.stringify(passing(1)) });
    const { stateMachineArn } = on.states.createStateMachine({
      name: 'M',
      definition: JSON.stringify(passing(2)),
    });
    expect(stateMachineArn).toBe(`${MACHINE}M`);
    expect((await on.ended(await on.start('M'))).output).toBe(2);
    on.states.close();
  });

  test('can be listed page by page, tagged, and deleted', async () => {
    const on = stage();
    for (const name of ['C', 'A', 'B']) await on.create(name, passing(1));
    const first = await on.call('ListStateMachines', { maxResults: 2 });
    const second = await on.call('ListStateMachines', { maxResults: 2, nextToken: first.nextToken });
    const names = [first, second].flatMap((page) =>
      (page.stateMachines as { name: string }[]).map(({ name }) => name),
    );
    expect(names).toEqual(['A', 'B', 'C']);
    expect(second).not.toHaveProperty('nextToken');
    expect(await on.call('ListTagsForResource', { resourceArn: `${MACHINE}A` })).toEqual({ tags: [] });
    await on.call('DeleteStateMachine', { stateMachineArn: `${MACHINE}A` });
    await expect(on.call('DescribeStateMachine', { stateMachineArn: `${MACHINE}A` })).rejects.toEqual(
      fault('StateMachineDoesNotExist'),
    );
    on.states.close();
  });
});

describe('Executions', () => {
  test('are described with their payloads as text', async () => {
    const on = stage();
    await on.create('M', passing('{% $states.input.a %}'));
    const request = {
      stateMachineArn: `${MACHINE}M`,
      name: 'x',
      input: '{ "a": [1] }',
      traceHeader: 'Root=1',
    };
    await on.call('StartExecution', request);
    await on.ended(execution('x'));
    expect(await on.call('DescribeExecution', { executionArn: execution('x') })).toEqual({
      executionArn: execution('x'),
      stateMachineArn: `${MACHINE}M`,
      name: 'x',
      status: 'SUCCEEDED',
      startDate: START / 1000,
      stopDate: START / 1000,
      input: '{ "a": [1] }',
      inputDetails: { included: true },
      output: '[1]',
      outputDetails: { included: true },
      traceHeader: 'Root=1',
      redriveCount: 0,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    });
    await expect(on.call('DescribeExecution', { executionArn: execution('y') })).rejects.toEqual(
      fault('ExecutionDoesNotExist', `Execution Does Not Exist: '${execution('y')}'`),
    );
    on.states.close();
  });

  test('StopExecution ends one as ABORTED with what the caller says, following from event 0', async () => {
    const on = stage({ mode: 'virtual' });
    await on.create('M', waiting);
    const executionArn = await on.start('M', {}, 'x');
    await on.clock.advance(5_000);
    const stopped = { stopDate: START / 1000 + 5 };
    expect(await on.call('StopExecution', { executionArn, error: 'E', cause: 'c' })).toEqual(stopped);
    expect(await on.call('StopExecution', { executionArn })).toEqual(stopped);
    const { status, error, cause, events } = await on.ended(executionArn);
    expect({ status, error, cause }).toEqual({ status: 'ABORTED', error: 'E', cause: 'c' });
    // Recorded from AWS: test_stop_execution.
    expect(events.at(-1)).toMatchObject({ id: 3, previousEventId: 0, type: 'ExecutionAborted' });
    on.states.close();
  });

  test('are listed newest first, page by page, and by status', async () => {
    const on = stage({ mode: 'virtual' });
    const stateMachineArn = await on.create('M', waiting);
    for (const name of ['a', 'b', 'c']) await on.start('M', {}, name);
    await on.call('StopExecution', { executionArn: execution('b') });
    const names = (page: Record<string, unknown>) =>
      (page.executions as { name: string }[]).map(({ name }) => name);
    const first = await on.call('ListExecutions', { stateMachineArn, maxResults: 2 });
    expect(names(first)).toEqual(['c', 'b']);
    expect(names(await on.call('ListExecutions', { stateMachineArn, nextToken: first.nextToken }))).toEqual([
      'a',
    ]);
    expect(names(await on.call('ListExecutions', { stateMachineArn, statusFilter: 'ABORTED' }))).toEqual([
      'b',
    ]);
    on.states.close();
  });

  test('tell the bus of their start and their end', async () => {
    const on = stage();
    await on.create('M', machine({ F: { Type: 'Fail', Error: 'E', Cause: 'c' } }));
    await on.ended(await on.start('M', { a: 1 }, 'x'));
    on.states.close();
    const common = {
      executionArn: execution('x'),
      stateMachineArn: `${MACHINE}M`,
      name: 'x',
      startDate: START,
      input: '{"a":1}',
      inputDetails: { included: true },
      output: null,
      outputDetails: null,
    };
    // https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
    expect(on.changes).toEqual([
      { ...common, status: 'RUNNING', stopDate: null, error: null, cause: null },
      { ...common, status: 'FAILED', stopDate: START, error: 'E', cause: 'c' },
    ]);
  });
});

describe('GetExecutionHistory', () => {
  test('pages through the events, forwards and backwards, over several commits', async () => {
    const on = stage({ functions: { f: () => 1 } });
    const task = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:f' };
    await on.create(
      'M',
      machine({ A: { ...task, Next: 'B' }, B: { ...task, Next: 'C' }, C: { ...task, End: true } }),
    );
    const { events } = await on.ended(await on.start('M', {}, 'x'));
    const paged = async (reverseOrder: boolean): Promise<number[]> => {
      const ids: number[] = [];
      let nextToken: unknown;
      do {
        const page = await on.call('GetExecutionHistory', {
          executionArn: execution('x'),
          maxResults: 4,
          reverseOrder,
          nextToken,
        });
        ids.push(...(page.events as { id: number }[]).map(({ id }) => id));
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return ids;
    };
    const ids = events.map(({ id }) => id);
    expect(ids).toHaveLength(17);
    expect(await paged(false)).toEqual(ids);
    expect(await paged(true)).toEqual(ids.toReversed());
    on.states.close();
  });

  test('leaves payloads out when asked to', async () => {
    const on = stage();
    await on.create('M', passing(1));
    const executionArn = await on.start('M');
    await on.ended(executionArn);
    const { events } = await on.call('GetExecutionHistory', { executionArn, includeExecutionData: false });
    expect(JSON.stringify(events)).not.toMatch(/"(input|output)"/);
    expect((events as object[])[1]).toMatchObject({ stateEnteredEventDetails: { name: 'Only' } });
    on.states.close();
  });

  test('refuses a page token that it did not give', async () => {
    const on = stage();
    await on.create('M', passing(1));
    const executionArn = await on.start('M');
    await expect(on.call('GetExecutionHistory', { executionArn, nextToken: 'x' })).rejects.toEqual(
      fault('InvalidToken'),
    );
    await expect(on.call('GetExecutionHistory', { executionArn, maxResults: 5000 })).rejects.toEqual(
      fault('ValidationException'),
    );
    on.states.close();
  });
});
