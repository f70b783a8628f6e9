import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Answer, type Played, play, type Script } from '../kit/play.ts';

const golden = readFileSync(
  resolve(import.meta.dirname, '../../workflows/complaint-handling/storyboard.asl.json'),
  'utf8',
);

const HOUR = 3_600;
const registered = { customerId: 'C-1', tier: 'mass', line: 'ordinary', policies: { 'service-map': 1 } };
const upheld = { after: 30 * 60, decision: { outcome: 'RESOLVED_UPHELD' } };

/** A fault with the name that a state machine matches. */
const fault = (name: string): Error => Object.assign(new Error('ids only'), { name });

const story = (script: Script): Promise<Played> =>
  play(golden, {
    ...script,
    functions: { register: [registered], ...script.functions },
  });

const failing = (part: string, ...answers: Answer[]): Script['functions'] => ({
  register: [registered],
  [part]: answers,
});

const callsOf = (played: Played, part: string) => played.calls.filter((call) => call.part === part);

describe('the straight path', () => {
  test('R016 R049 takes seven transitions, three of them for the person, and ends with the outcome', async () => {
    const played = await story({ people: { 'Handle complaint': [upheld] } });
    expect(played.status).toBe('SUCCEEDED');
    expect(played.visited).toEqual([
      'Register',
      'Acknowledge',
      'Prepare Handle complaint',
      'Handle complaint',
      'Handle complaint?',
      'Close',
      'Settled',
    ]);
    expect(played.retries).toBe(0);
    expect(played.output).toEqual({ caseId: 'K20260302-0001', outcome: 'RESOLVED_UPHELD' });
    expect(played.seconds).toBe(30 * 60);
  });

  test('R078 acknowledges at once, before anybody is asked to do anything', async () => {
    const played = await story({ people: { 'Handle complaint': [upheld] } });
    const [acknowledge] = callsOf(played, 'acknowledge');
    const [prepare] = callsOf(played, 'prepareTask');
    expect(acknowledge?.at).toBe(played.calls[0]?.at);
    expect(played.calls.indexOf(acknowledge as never)).toBeLessThan(played.calls.indexOf(prepare as never));
  });

  test('each step gets the case as the steps before it have left it, and the events it is to write', async () => {
    const played = await story({
      people: { 'Handle complaint': [upheld] },
      functions: { register: [registered], acknowledge: [{ acknowledgedAt: '2026-03-02T01:30:00.000Z' }] },
    });
    const begun = { v: 1, caseId: 'K20260302-0001', round: 1 };
    expect(callsOf(played, 'register')[0]?.payload).toMatchObject({
      case: begun,
      emits: ['complaint.received'],
    });
    expect(callsOf(played, 'acknowledge')[0]?.payload.case).toEqual({ ...begun, ...registered });
    expect(callsOf(played, 'close')[0]?.payload).toMatchObject({
      step: 'Close',
      emits: ['complaint.closed'],
      case: { ...begun, ...registered, acknowledgedAt: expect.any(String), outcome: 'RESOLVED_UPHELD' },
    });
  });

  test('neither state inputs nor outputs carry the case: the history holds it in variables and payloads only', async () => {
    const { events } = await story({ people: { 'Handle complaint': [upheld] } });
    const exits = events.filter(({ type }) => /^(Task|Choice)StateExited$/.test(String(type)));
    expect(exits.length).toBe(6);
    for (const { stateExitedEventDetails: details } of exits as never as {
      stateExitedEventDetails: { output: string };
    }[]) {
      expect(details.output).toBe('{}');
    }
  });
});

describe('a person who keeps silent', () => {
  test('is nudged at each checkpoint and may still answer; every round costs three transitions more', async () => {
    const played = await story({
      waitSeconds: HOUR,
      people: { 'Handle complaint': ['silent', 'silent', upheld] },
    });
    expect(played.status).toBe('SUCCEEDED');
    expect(played.visited.slice(3, 10)).toEqual([
      'Handle complaint',
      'Nudge Handle complaint',
      'Handle complaint?',
      'Handle complaint',
      'Nudge Handle complaint',
      'Handle complaint?',
      'Handle complaint',
    ]);
    expect(played.visited.length).toBe(7 + 2 * 3);
    expect(played.seconds).toBe(2 * HOUR + 30 * 60);
    const [prepared, ...nudges] = callsOf(played, 'prepareTask').map(({ payload }) => payload);
    expect(prepared).not.toHaveProperty('taskId');
    expect(nudges.map(({ turn, taskId }) => [turn, taskId])).toEqual([
      ['nudge', 'task-1'],
      ['nudge', 'task-1'],
    ]);
  });

  test('the row decides: a nudge that finds the answer in the row goes on with it, token or no token', async () => {
    const played = await story({
      people: { 'Handle complaint': ['silent'] },
      nudges: { 'Handle complaint': [{ way: 'DECIDED', decision: { outcome: 'REJECTED' } }] },
    });
    expect(played.status).toBe('SUCCEEDED');
    expect(played.output).toMatchObject({ outcome: 'REJECTED' });
    expect(played.visited).not.toContain('Take over by hand');
  });

  test('when the whole ladder keeps silent, operations take over and are told what was left undone', async () => {
    const played = await story({
      people: {
        'Handle complaint': ['silent'],
        'Take over by hand': [{ after: HOUR / 2, decision: { way: 'COMPLETE' } }],
      },
      nudges: { 'Handle complaint': [{ way: 'WAIT' }, { way: 'EXHAUSTED' }] },
    });
    expect(played.status).toBe('SUCCEEDED');
    expect(played.output).toEqual({ caseId: 'K20260302-0001', way: 'COMPLETE' });
    const takeover = callsOf(played, 'prepareTask').find(({ payload }) => payload.form === 'takeover');
    expect(takeover?.payload).toMatchObject({
      of: ['operations'],
      case: { failedStep: 'Handle complaint', fault: 'NobodyAnswered' },
    });
    expect(callsOf(played, 'close')[0]?.payload.case).not.toHaveProperty('failedStep');
  });

  test('when even operations keep silent the execution fails by name, which opens an incident', async () => {
    const played = await story({
      people: {},
      nudges: { 'Handle complaint': [{ way: 'EXHAUSTED' }], 'Take over by hand': [{ way: 'EXHAUSTED' }] },
    });
    expect([played.status, played.error]).toEqual(['FAILED', 'NobodyTookOver']);
    expect(played.visited.at(-1)).toBe('Nobody took over');
    expect(callsOf(played, 'close')).toEqual([]);
  });
});

describe('a signal into the waiting case', () => {
  test('ends the wait; the task is prepared anew, and its second row is answered', async () => {
    const played = await story({ people: { 'Handle complaint': [{ after: 60, signal: true }, upheld] } });
    expect(played.status).toBe('SUCCEEDED');
    expect(played.visited.filter((name) => name === 'Prepare Handle complaint')).toHaveLength(2);
    expect(callsOf(played, 'holdTask').map(({ payload }) => payload.taskId)).toEqual(['task-1', 'task-2']);
    const [first, second] = callsOf(played, 'prepareTask').map(({ payload }) => payload.entered);
    expect(first).not.toBe(second);
  });
});

describe('a step that fails', () => {
  test('is tried again on a passing fault, with the moment of its first entry, and nobody is troubled', async () => {
    const broken = fault('PassingStoreFault');
    const played = await story({
      functions: failing('acknowledge', broken, broken, {}),
      people: { 'Handle complaint': [upheld] },
    });
    expect(played.status).toBe('SUCCEEDED');
    expect(played.retries).toBe(2);
    expect(played.visited).not.toContain('Prepare Take over by hand');
    const entered = callsOf(played, 'acknowledge').map(({ payload }) => payload.entered);
    expect(entered).toHaveLength(3);
    expect(new Set(entered).size).toBe(1);
  });

  test.each(['register', 'acknowledge', 'close'])(
    'and does so for good goes to operations: RETRY brings %s back, and the case is complete',
    async (part) => {
      const played = await story({
        functions: failing(part, fault('ItemWrong'), registered),
        people: {
          'Handle complaint': [upheld],
          'Take over by hand': [{ after: HOUR / 2, decision: { way: 'RETRY' } }],
        },
      });
      expect(played.status).toBe('SUCCEEDED');
      expect(played.visited.length).toBe(7 + 4);
      expect(callsOf(played, part)).toHaveLength(2);
      expect(played.output?.outcome).toBe('RESOLVED_UPHELD');
      const takeover = callsOf(played, 'prepareTask').find(({ payload }) => payload.form === 'takeover');
      expect(takeover?.payload.case).toMatchObject({
        failedStep: part.charAt(0).toUpperCase() + part.slice(1),
        fault: 'ItemWrong',
        caseId: 'K20260302-0001',
      });
    },
  );

  test.each(['prepareTask', 'holdTask'])(
    'is a staff task whose %s fails for good: RETRY prepares it anew',
    async (part) => {
      const answers: Answer[] = [fault('ItemWrong'), {}];
      const played = await story({
        functions: { register: [registered], [part]: answers },
        people: {
          'Handle complaint': [upheld],
          'Take over by hand': [{ after: HOUR / 2, decision: { way: 'RETRY' } }],
        },
      });
      expect(played.status).toBe('SUCCEEDED');
      expect(played.visited.filter((name) => name === 'Prepare Handle complaint')).toHaveLength(2);
    },
  );

  test.each(['COMPLETE', 'CANCEL'] as const)('and is ended by %s is closed with that word', async (way) => {
    const played = await story({
      functions: failing('acknowledge', fault('CustomerUnknown')),
      people: { 'Take over by hand': [{ after: HOUR / 2, decision: { way } }] },
    });
    expect(played.status).toBe('SUCCEEDED');
    expect(callsOf(played, 'close')[0]?.payload.case).toMatchObject({ way });
    expect(played.visited).not.toContain('Handle complaint');
    expect(played.output).toEqual({ caseId: 'K20260302-0001', way });
  });

  test('is Close itself: operations decide again and again, and never is anything lost on the way', async () => {
    const broken = fault('OutcomeMissing');
    const played = await story({
      functions: failing('close', broken, broken, {}),
      people: {
        'Handle complaint': [upheld],
        'Take over by hand': [{ after: HOUR / 2, decision: { way: 'RETRY' } }],
      },
    });
    expect(played.status).toBe('SUCCEEDED');
    expect(callsOf(played, 'close')).toHaveLength(3);
    expect(played.seconds).toBe(30 * 60 + HOUR);
  });

  test('is the take-over: it keeps trying for hours on a passing fault, and then the execution fails by name', async () => {
    const played = await story({
      functions: { register: [fault('ItemWrong')], prepareTask: [fault('PassingStoreFault')] },
    });
    expect([played.status, played.error]).toEqual(['FAILED', 'NobodyTookOver']);
    expect(callsOf(played, 'prepareTask')).toHaveLength(35);
    expect(played.seconds).toBeGreaterThan(6 * HOUR);
    expect(played.seconds).toBeLessThan(30 * HOUR);
  });
});

test('a way that nobody knows is looked at by a person instead of being followed', async () => {
  const played = await story({
    people: {
      'Handle complaint': ['silent'],
      'Take over by hand': [{ after: 60, decision: { way: 'CANCEL' } }],
    },
    nudges: { 'Handle complaint': [{ way: 'NOWAY' }] },
  });
  const takeover = callsOf(played, 'prepareTask').find(({ payload }) => payload.form === 'takeover');
  expect(takeover?.payload.case).toMatchObject({ failedStep: 'Handle complaint', fault: 'WayUnknown' });
  expect(played.output).toMatchObject({ way: 'CANCEL' });
});
