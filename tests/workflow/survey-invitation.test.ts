import { describe, expect, test } from 'vitest';
import { answered, fault } from '../kit/complaint-story.ts';
import type { Called, Played } from '../kit/play.ts';
import { called, later, low, recovered, remindedOnce, survey } from '../kit/survey-story.ts';

const DAY = 86_400;

const callsOf = (played: Played, part: string): Called[] => played.calls.filter((call) => call.part === part);

/** What a function was called with by the state of that name. */
const payloadOf = (played: Played, part: string, step?: string): Record<string, unknown> | undefined =>
  callsOf(played, part).find(({ payload }) => step === undefined || payload.step === step)?.payload;

/** The tasks that people got, in their order. */
const tasksOf = (played: Played): string[] =>
  callsOf(played, 'prepareTask')
    .filter(({ payload }) => payload.turn === 'prepare')
    .map(({ payload }) => String(payload.step));

/** What the last step knows of the invitation. */
const closedWith = (played: Played): Record<string, unknown> =>
  payloadOf(played, 'closeInvitation')?.case as Record<string, unknown>;

describe('the straight path', () => {
  test('R086 wait, invitation, answer, score, end', async () => {
    const played = await survey();
    expect(played.status).toBe('SUCCEEDED');
    expect(played.visited).toEqual([
      'Take up invitation',
      ...['Prepare Wait to ask', 'Wait to ask'],
      'Invite',
      'Invited?',
      ...['Prepare Await answer', 'Await answer'],
      'Look',
      'What has come?',
      'Score',
      'Satisfied?',
      'Close invitation',
    ]);
    expect(tasksOf(played)).toEqual([]);
    expect(payloadOf(played, 'sendInvitation')?.emits).toEqual(['survey.invited']);
    expect(payloadOf(played, 'scoreAnswer')?.emits).toEqual(['survey.answered', 'survey.scored-low']);
    expect(payloadOf(played, 'closeInvitation')?.emits).toEqual(['survey.closed']);
    expect(played.output).toEqual({ caseId: 'S20260302-0001', outcome: 'COMPLETED' });
  });

  test('an answer that comes early is looked at at once', async () => {
    const played = await survey({ people: { 'Await answer': [{ after: 60, signal: 'ANSWERED' }] } });
    expect(callsOf(played, 'lookAtInvitation')).toHaveLength(1);
    expect(played.seconds).toBeLessThan(2 * DAY);
  });
});

describe('R127 who is not asked', () => {
  test('the arbiter puts it off, and it is asked again', async () => {
    const played = await survey({ functions: { sendInvitation: [later, { ruling: 'SENT' }] } });
    expect(callsOf(played, 'sendInvitation')).toHaveLength(2);
    expect(played.visited.filter((state) => state === 'Wait to ask')).toHaveLength(2);
  });

  test('what the arbiter keeps back for good ends it, with the outcome that the step gave', async () => {
    const played = await survey({
      functions: { sendInvitation: [{ ruling: 'NOT', outcome: 'NOT_INVITED' }] },
    });
    expect(callsOf(played, 'lookAtInvitation')).toEqual([]);
    expect(closedWith(played).outcome).toBe('NOT_INVITED');
  });

  test('a complaint or a taken-back consent ends the wait to ask, and the arbiter has the word', async () => {
    for (const signal of ['COMPLAINT_OPENED', 'OPTED_OUT', 'ENDED'] as const) {
      const played = await survey({
        functions: { sendInvitation: [{ ruling: 'NOT', outcome: 'NOT_INVITED' }] },
        people: { 'Wait to ask': [{ after: 60, signal }] },
      });
      expect(played.seconds).toBeLessThan(DAY);
      expect(closedWith(played).outcome).toBe('NOT_INVITED');
    }
  });
});

describe('R127 reminders', () => {
  test('a customer is reminded on the day, and waited for until the next', async () => {
    const played = await survey({ functions: { lookAtInvitation: remindedOnce } });
    expect(callsOf(played, 'remindCustomer')).toHaveLength(1);
    expect(played.visited.filter((state) => state === 'Await answer')).toHaveLength(2);
  });

  test('woken for nothing, it waits on and reminds nobody', async () => {
    const played = await survey({
      functions: { lookAtInvitation: [{ found: 'WAIT' }, { found: 'ANSWERED' }] },
    });
    expect(callsOf(played, 'remindCustomer')).toEqual([]);
    expect(played.visited.filter((state) => state === 'Await answer')).toHaveLength(2);
  });

  test.each(['OPTED_OUT', 'BOUNCED', 'COMPLAINT_OPENED', 'ENDED'] as const)(
    '%s ends the wait for an answer',
    async (signal) => {
      const played = await survey({
        functions: { lookAtInvitation: [{ found: 'OVER', outcome: 'CANCELLED' }] },
        people: { 'Await answer': [{ after: 60, signal }] },
      });
      expect(tasksOf(played)).toEqual([]);
      expect(closedWith(played).outcome).toBe('CANCELLED');
    },
  );
});

describe('R057 R246 by telephone', () => {
  test('who has not answered and is called gives an answer on the telephone', async () => {
    const played = await survey({ functions: { lookAtInvitation: called } });
    expect(tasksOf(played)).toEqual(['Interview']);
    expect(payloadOf(played, 'prepareTask', 'Interview')).toMatchObject({
      form: 'interview',
      clock: 'interview',
      recuse: ['ratedId'],
    });
    expect(callsOf(played, 'scoreAnswer')).toHaveLength(1);
    expect(closedWith(played).outcome).toBe('COMPLETED');
  });

  test('a call waits for the morning', async () => {
    const played = await survey({
      functions: { lookAtInvitation: called, weighCall: [later, { ruling: 'NOW' }] },
    });
    expect(played.visited).toContain('Wait to call');
    expect(tasksOf(played)).toEqual(['Interview']);
  });

  test('who may not be called, was not reached, or whom nobody has time to call, has not answered', async () => {
    const none = { found: 'OVER', outcome: 'NO_RESPONSE' };
    const plays = await Promise.all([
      survey({
        functions: { lookAtInvitation: called, weighCall: [{ ruling: 'NOT', outcome: 'NO_RESPONSE' }] },
      }),
      survey({ functions: { lookAtInvitation: called, takeInInterview: [none] } }),
      survey({
        functions: { lookAtInvitation: called },
        people: { Interview: ['silent'] },
        nudges: { Interview: [{ way: 'EXHAUSTED' }] },
      }),
    ]);
    for (const played of plays) {
      expect(callsOf(played, 'scoreAnswer')).toEqual([]);
      expect(closedWith(played).outcome).toBe('NO_RESPONSE');
    }
  });

  test('a complaint during the call task has it weighed anew', async () => {
    const played = await survey({
      functions: {
        lookAtInvitation: called,
        weighCall: [{ ruling: 'NOW' }, { ruling: 'NOT', outcome: 'CANCELLED' }],
      },
      people: { Interview: [{ after: 60, signal: 'COMPLAINT_OPENED' }] },
    });
    expect(closedWith(played).outcome).toBe('CANCELLED');
  });
});

describe('R129 R233 R269 a customer who is not satisfied', () => {
  test('somebody else than who was rated turns to them', async () => {
    const played = await survey({ functions: { scoreAnswer: [low] } });
    expect(tasksOf(played)).toEqual(['Recover']);
    expect(payloadOf(played, 'prepareTask', 'Recover')).toMatchObject({
      form: 'survey-recovery',
      clock: 'survey-recovery',
      recuse: ['ratedId'],
    });
    expect(payloadOf(played, 'prepareTask', 'Recover')?.case).toMatchObject({ ratedId: 'S-rated' });
    expect(callsOf(played, 'takeInRecovery')).toHaveLength(1);
  });

  test('a request is served, and its answer sealed', async () => {
    const played = await survey({
      functions: { scoreAnswer: [low], takeInRecovery: [{ recovery: 'SERVICE_REQUEST' }] },
      people: { Recover: [recovered('SERVICE_REQUEST')] },
    });
    expect(tasksOf(played)).toEqual(['Recover', 'Serve request']);
    expect(callsOf(played, 'settleRequest')).toHaveLength(1);
  });

  test('a complaint is nobody’s task here: intake has it', async () => {
    const played = await survey({
      functions: { scoreAnswer: [low], takeInRecovery: [{ recovery: 'COMPLAINT', complaintId: 'K-1' }] },
      people: { Recover: [recovered('COMPLAINT')] },
    });
    expect(tasksOf(played)).toEqual(['Recover']);
    expect(closedWith(played).complaintId).toBe('K-1');
  });

  test('who may not be contacted is left alone; who may not at night is turned to in the morning', async () => {
    const barred = await survey({ functions: { scoreAnswer: [low], weighCall: [{ ruling: 'NOT' }] } });
    expect(tasksOf(barred)).toEqual([]);
    expect(closedWith(barred).outcome).toBe('COMPLETED');
    const night = await survey({ functions: { scoreAnswer: [low], weighCall: [later, { ruling: 'NOW' }] } });
    expect(night.visited).toContain('Wait to recover');
    expect(tasksOf(night)).toEqual(['Recover']);
  });

  test('a recovery that nobody takes up is taken over by hand', async () => {
    const played = await survey({
      functions: { scoreAnswer: [low] },
      people: { Recover: ['silent'], 'Take over by hand': [answered({ way: 'COMPLETE' })] },
      nudges: { Recover: [{ way: 'EXHAUSTED' }] },
    });
    expect(closedWith(played)).toMatchObject({ way: 'COMPLETE' });
  });
});

test('a step that failed for good is run again by operations', async () => {
  const played = await survey({ failing: { Score: fault('ItemWrong') } });
  expect(tasksOf(played)).toEqual(['Take over by hand']);
  expect(callsOf(played, 'scoreAnswer')).toHaveLength(2);
  expect(played.output).toEqual({ caseId: 'S20260302-0001', outcome: 'COMPLETED' });
});
