import { describe, expect, test } from 'vitest';
import { renderGolden } from '../../workflows/kit/golden.ts';
import { everyVerb } from '../kit/every-verb.ts';
import { type Played, play, type Script } from '../kit/play.ts';

const golden = renderGolden(everyVerb);
const HOUR = 3_600;
const DAY = 24 * HOUR;

const found = { after: HOUR / 2, decision: { outcome: 'RESOLVED_UPHELD', amount: 200 } };
const until = (waitSeconds: number) => [{ taskId: 'pause-1', way: 'WAIT', waitSeconds }];
const remedies = [
  { id: 'R1', kind: 'refund' },
  { id: 'R2', kind: 'letter' },
  { id: 'R3', kind: 'refund' },
];

const fault = (name: string): Error => Object.assign(new Error('ids only'), { name });

const story = (script: Script): Promise<Played> =>
  play(golden, {
    ...script,
    people: { 'Find out': [found], ...script.people },
    functions: {
      open: [{ remedies }],
      weigh: [{ weight: 12 }],
      deliver: [{ proof: 'P' }],
      invite: [{ inviteCursor: 'END' }],
      until: until(3 * DAY),
      ...script.functions,
    },
  });

const callsOf = (played: Played, part: string) => played.calls.filter((call) => call.part === part);

describe('together', () => {
  test('waits for all chapters and finds what each gives under its name, and nothing else of them', async () => {
    const played = await story({});
    expect(played.status).toBe('SUCCEEDED');
    expect(played.output).toMatchObject({
      owner: { amount: 200, outcome: 'RESOLVED_UPHELD' },
      figures: { weight: 12 },
    });
    const later = callsOf(played, 'close')[0]?.payload.case;
    expect(later).not.toHaveProperty('weight');
    expect(later).not.toHaveProperty('amount');
  });

  test('a chapter that fails is taken over within it, while the others go on', async () => {
    const played = await story({
      functions: { weigh: [fault('ItemWrong')] },
      people: { 'Weigh by hand': [{ after: HOUR / 2, decision: { way: 'COMPLETE' } }] },
    });
    expect(played.status).toBe('SUCCEEDED');
    expect(played.visited).toContain('Weighed as light');
    expect(played.visited).not.toContain('Prepare Take over by hand');
    expect(played.output?.figures).toEqual({});
    const takeover = callsOf(played, 'prepareTask').find(({ payload }) => payload.step === 'Weigh by hand');
    expect(takeover?.payload.case).toMatchObject({
      failedStep: 'Weigh the figures',
      fault: 'ItemWrong',
      remedies,
    });
  });

  test('a chapter that nobody takes over fails the whole, which is then taken over and tried again', async () => {
    const played = await story({
      functions: { weigh: [fault('ItemWrong'), { weight: 3 }] },
      people: {
        'Weigh by hand': ['silent'],
        'Take over by hand': [{ after: HOUR / 2, decision: { way: 'RETRY' } }],
      },
      nudges: { 'Weigh by hand': [{ way: 'EXHAUSTED' }] },
    });
    expect(played.status).toBe('SUCCEEDED');
    expect(played.visited.filter((name) => name === 'Look into it')).toHaveLength(2);
    const takeover = callsOf(played, 'prepareTask').find(
      ({ payload }) => payload.step === 'Take over by hand',
    );
    expect(takeover?.payload.case).toMatchObject({ failedStep: 'Look into it', fault: 'NobodyTookOver' });
    expect(played.output?.figures).toEqual({ weight: 3 });
  });
});

describe('ask', () => {
  test('goes on by otherwise where the field is absent', async () => {
    const played = await story({ people: { 'Find out': [{ after: 1, decision: { outcome: 'REJECTED' } }] } });
    expect(played.status).toBe('SUCCEEDED');
    expect(played.visited).toContain('Anything to make good?');
    expect(played.visited).not.toContain('Carry out remedies');
  });
});

describe('forEach', () => {
  test('plays a chapter for each item, in the order of the items, and each knows its own', async () => {
    const played = await story({});
    expect(played.output?.delivered).toEqual(remedies.map((remedy) => ({ remedy, proof: 'P' })));
    const steps = callsOf(played, 'deliver').map(({ payload }) => payload.step);
    expect(steps.sort()).toEqual(['Deliver the remedy #0', 'Deliver the remedy #1', 'Deliver the remedy #2']);
  });

  test('keeps a list of one a list, and takes an absent list for an empty one', async () => {
    const one = await story({ functions: { open: [{ remedies: remedies.slice(0, 1) }] } });
    expect(one.output?.delivered).toEqual([{ remedy: remedies[0], proof: 'P' }]);
    const none = await story({ functions: { open: [{}] } });
    expect([none.status, none.output?.delivered]).toEqual(['SUCCEEDED', []]);
  });

  test('an item that fails is taken over within its chapter, and tells which item it is', async () => {
    const played = await story({
      functions: { open: [{ remedies: remedies.slice(1, 2) }], deliver: [fault('ItemWrong')] },
      people: { 'Deliver by hand': [{ after: HOUR / 2, decision: { way: 'COMPLETE' } }] },
    });
    expect(played.status).toBe('SUCCEEDED');
    const takeover = callsOf(played, 'prepareTask').find(({ payload }) => payload.form === 'takeover');
    expect(takeover?.payload).toMatchObject({
      step: 'Deliver by hand #0',
      case: { remedy: remedies[1], failedStep: 'Deliver the remedy' },
    });
  });

  test('in batches goes on until the cursor is at its end', async () => {
    const played = await story({
      functions: { invite: [{ inviteCursor: 'a' }, { inviteCursor: 'b' }, { inviteCursor: 'END' }] },
    });
    const cursors = callsOf(played, 'invite').map(
      ({ payload }) => (payload.case as Record<string, unknown>).inviteCursor,
    );
    expect(cursors).toEqual([undefined, 'a', 'b']);
    expect(played.visited.filter((name) => name === 'Invite customers?')).toHaveLength(3);
  });
});

describe('pause', () => {
  test('its time-out is the normal way on, and costs two transitions', async () => {
    const played = await story({});
    expect(played.status).toBe('SUCCEEDED');
    expect(played.seconds).toBe(HOUR / 2 + 3 * DAY);
    const at = played.visited.indexOf('Prepare Let it rest');
    expect(played.visited.slice(at, at + 3)).toEqual(['Prepare Let it rest', 'Let it rest', 'Close']);
  });

  test('a signal ends it early', async () => {
    const played = await story({ people: { 'Let it rest': [{ after: DAY, signal: true }] } });
    expect(played.visited.at(-1)).toBe('Withdrawn');
    expect(played.seconds).toBe(HOUR / 2 + DAY);
  });

  test('whoever releases it early lets the story go on', async () => {
    const played = await story({ people: { 'Let it rest': [{ after: DAY, decision: {} }] } });
    expect(played.visited.at(-1)).toBe('Close');
    expect(played.seconds).toBe(HOUR / 2 + DAY);
  });
});

describe('startOther', () => {
  const name = 'watch-K20260302-0001-r1';
  const input = { v: 1, caseId: 'K20260302-0001', round: 1 };

  test('starts the other under a name made of kind, case and round', async () => {
    const played = await story({});
    expect([...played.started]).toEqual([[name, input]]);
  });

  // https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html: the same name with
  // another input is refused by ExecutionAlreadyExists.
  test('takes a start that was there before for success, even with another input', async () => {
    const others = { [name]: { machine: 'Other', input: { ...input, round: 7 } } };
    const played = await story({ others });
    expect(played.status).toBe('SUCCEEDED');
    expect(played.visited).not.toContain('Prepare Take over by hand');
    expect([...played.started]).toEqual([[name, { ...input, round: 7 }]]);
  });
});
