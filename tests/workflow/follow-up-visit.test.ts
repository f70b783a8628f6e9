import { describe, expect, test } from 'vitest';
import { answered, fault } from '../kit/complaint-story.ts';
import type { Called, Played, Script } from '../kit/play.ts';
import { came, now, service, usualVisitAnswers, visit } from '../kit/visit-story.ts';

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

/** What the last step knows of the visit. */
const closedWith = (played: Played): Record<string, unknown> =>
  payloadOf(played, 'closeVisit')?.case as Record<string, unknown>;

const greeting: Script['functions'] = {
  openVisit: [{ ...usualVisitAnswers.openVisit[0], kind: 'GREETING' }],
};

describe('the straight path', () => {
  test('R011 R046 a weighed contact, a brief, one person and a plan for the next visit', async () => {
    const played = await visit();
    expect(played.status).toBe('SUCCEEDED');
    expect(played.visited).toEqual([
      'Open visit',
      'Weigh contact',
      'May we?',
      'Build brief',
      ...['Prepare Visit', 'Visit', 'Visit?'],
      'Record outcome',
      'Follow through',
      'Plan next visit',
      'Close visit',
    ]);
    expect(tasksOf(played)).toEqual(['Visit']);
    expect(played.retries).toBe(0);
  });

  test('R044 nobody is contacted before it was weighed, and nobody visits without a brief', async () => {
    const played = await visit();
    const order = played.calls.map(({ part }) => part);
    expect(order.indexOf('weighContact')).toBeLessThan(order.indexOf('buildBrief'));
    expect(order.indexOf('buildBrief')).toBeLessThan(order.indexOf('prepareTask'));
  });

  test('R118 tells of itself when it falls due and when it took place', async () => {
    const played = await visit();
    expect(payloadOf(played, 'buildBrief')?.emits).toEqual(['visit.due']);
    expect(payloadOf(played, 'recordOutcome')?.emits).toEqual(['visit.completed']);
  });
});

describe('R127 the word of the arbiter', () => {
  const ruled = (...weighed: Record<string, unknown>[]) => visit({ functions: { weighContact: weighed } });

  test('later: the visit waits, and is weighed again with fresh facts', async () => {
    const played = await ruled({ ...now, ruling: 'LATER' }, now);
    expect(callsOf(played, 'weighContact')).toHaveLength(2);
    expect(played.seconds).toBeGreaterThanOrEqual(DAY);
    expect(tasksOf(played)).toEqual(['Visit']);
  });

  test.each([
    ['R027', 'NOT'],
    ['R115', 'RECENT'],
  ])('%s %s: nobody is asked to do anything, and the next visit is planned', async (_row, ruling) => {
    const played = await ruled({ ruling, ending: ruling === 'NOT' ? 'SUPPRESSED' : 'SKIPPED' });
    expect(tasksOf(played)).toEqual([]);
    expect(callsOf(played, 'planNextVisit')).toHaveLength(1);
    expect(played.status).toBe('SUCCEEDED');
  });

  test('R047 a severe complaint meanwhile wakes a waiting visit, which is weighed again', async () => {
    const played = await visit({
      functions: {
        weighContact: [
          { ...now, ruling: 'LATER' },
          { ruling: 'NOT', ending: 'SUPPRESSED' },
        ],
      },
      people: { 'Wait for the day': [{ after: 60, signal: 'COMPLAINT_OPENED' }] },
    });
    expect(callsOf(played, 'weighContact')).toHaveLength(2);
    expect(played.seconds).toBeLessThan(DAY);
    expect(tasksOf(played)).toEqual([]);
  });

  test('and one whose task is open with a person', async () => {
    const played = await visit({
      functions: { weighContact: [now, { ruling: 'NOT', ending: 'SUPPRESSED' }] },
      people: { Visit: [{ after: 60, signal: 'COMPLAINT_OPENED' }] },
    });
    expect(callsOf(played, 'weighContact')).toHaveLength(2);
    expect(callsOf(played, 'recordOutcome')).toEqual([]);
    expect(played.status).toBe('SUCCEEDED');
  });
});

describe('R048 R133 a greeting', () => {
  test('by mail is one work step, and nobody is bothered with it', async () => {
    const played = await visit({ functions: { ...greeting, weighContact: [{ ...now, by: 'MAIL' }] } });
    expect(played.visited).toHaveLength(6);
    expect(tasksOf(played)).toEqual([]);
    expect(payloadOf(played, 'sendGreeting')?.emits).toEqual(['care.sent']);
    expect(closedWith(played).ending).toBe('CARE_SENT');
  });

  test('by a person is a short task on its day, which nobody gets later', async () => {
    const played = await visit({ functions: greeting });
    expect(tasksOf(played)).toEqual(['Greet']);
    expect(payloadOf(played, 'prepareTask', 'Greet')).toMatchObject({
      form: 'greeting',
      mustBy: now.greetBy,
    });
    expect(callsOf(played, 'buildBrief')).toEqual([]);
  });

  test('that nobody brought on its day is not brought, and no one takes over', async () => {
    const played = await visit({
      functions: greeting,
      people: { Greet: ['silent'] },
      nudges: { Greet: [{ way: 'EXHAUSTED' }] },
    });
    expect(tasksOf(played)).toEqual(['Greet']);
    expect(callsOf(played, 'recordOutcome')).toEqual([]);
    expect(closedWith(played).ending).toBeUndefined();
  });
});

describe('R043 trying again', () => {
  test('nobody answered: later once more, by another way, until it is enough', async () => {
    const played = await visit({
      functions: { findAnotherTime: [{ again: 'YES' }, { again: 'YES' }, { again: 'NO' }] },
      people: { Visit: [came('NO_ANSWER')] },
    });
    expect(tasksOf(played)).toEqual(['Visit', 'Visit', 'Visit']);
    expect(callsOf(played, 'weighContact')).toHaveLength(3);
    expect(payloadOf(played, 'markUnreachable')?.emits).toEqual(['visit.unreachable']);
    expect(closedWith(played).ending).toBe('UNREACHABLE');
  });

  test('another date: the customer is asked again then', async () => {
    const played = await visit({ people: { Visit: [came('RESCHEDULE'), came('REACHED')] } });
    expect(callsOf(played, 'agreeOnDate')).toHaveLength(1);
    expect(tasksOf(played)).toEqual(['Visit', 'Visit']);
    expect(closedWith(played).ending).toBe('COMPLETED');
  });

  test('put off once too often, it ends and the next one is planned', async () => {
    const played = await visit({
      functions: { agreeOnDate: [{ again: 'YES' }, { again: 'NO', ending: 'SKIPPED' }] },
      people: { Visit: [came('NOT_NOW')] },
    });
    expect(tasksOf(played)).toEqual(['Visit', 'Visit']);
    expect(callsOf(played, 'planNextVisit')).toHaveLength(1);
  });

  test('wrong contact data is put right once by staff; the second time the customer is not to be reached', async () => {
    const played = await visit({ people: { Visit: [came('WRONG_CONTACT')] } });
    expect(tasksOf(played)).toEqual(['Visit', 'Repair contact', 'Visit']);
    expect(payloadOf(played, 'prepareTask', 'Repair contact')).toMatchObject({ of: ['agent'] });
    expect(callsOf(played, 'markUnreachable')).toHaveLength(1);
  });

  test('R111 who refuses is left in peace', async () => {
    const played = await visit({ people: { Visit: [came('REFUSED')] } });
    expect(callsOf(played, 'respectRefusal')).toHaveLength(1);
    expect(callsOf(played, 'recordOutcome')).toEqual([]);
    expect(closedWith(played).ending).toBe('REFUSED');
  });
});

describe('R047 what a visit leaves to be done', () => {
  const leaving = (...followUps: { what: string; number: number }[]): Script => ({
    functions: {
      recordOutcome: [{ ending: 'COMPLETED', followUps }],
      takeUp: followUps.map((each) => ({ promisedBy: '2026-03-06T09:00:00.000Z', ...each })),
    },
  });

  test('each thing is a task of its own, and the next visit is planned when all are settled', async () => {
    const played = await visit(
      leaving(service, { what: 'PROMISE', number: 1 }, { what: 'PROMISE', number: 2 }),
    );
    expect(tasksOf(played).sort()).toEqual([
      'Keep promise #1',
      'Keep promise #2',
      'Serve request #0',
      'Visit',
    ]);
    expect(callsOf(played, 'settleFollowUp')).toHaveLength(3);
    const lastSettled = played.calls.findLastIndex(({ part }) => part === 'settleFollowUp');
    expect(played.calls.findIndex(({ part }) => part === 'planNextVisit')).toBeGreaterThan(lastSettled);
  });

  test('a promise is due when it was promised', async () => {
    const played = await visit(leaving({ what: 'PROMISE', number: 1 }));
    expect(payloadOf(played, 'prepareTask', 'Keep promise #0')).toMatchObject({
      form: 'promise',
      due: '2026-03-06T09:00:00.000Z',
      case: { number: 1 },
    });
  });

  test('R129 who was not satisfied is looked after by somebody else than the visitor and the manager', async () => {
    const played = await visit(leaving({ what: 'RECOVERY', number: 1 }));
    const task = payloadOf(played, 'prepareTask', 'Put right #0');
    expect(task?.recuse).toEqual(expect.arrayContaining(['visitorId', 'ownerId']));
    expect(task?.case).toMatchObject({ visitorId: 'S-rm' });
  });

  test('one that breaks down is taken over by operations, and the others go on', async () => {
    const played = await visit({
      ...leaving(service, { what: 'PROMISE', number: 1 }),
      failing: { 'Serve request': fault('PackInvalid'), 'Prepare Serve request': fault('PackInvalid') },
    });
    expect(tasksOf(played)).toContain('Follow up by hand #0');
    expect(tasksOf(played)).toContain('Keep promise #1');
    expect(tasksOf(played)).not.toContain('Take over by hand');
    expect(played.status).toBe('SUCCEEDED');
  });
});

describe('taking over by hand', () => {
  test('a step that fails for good comes to operations, who run it again', async () => {
    const played = await visit({ failing: { 'Build brief': fault('CustomerUnknown') } });
    expect(tasksOf(played)).toEqual(['Take over by hand', 'Visit']);
    expect(payloadOf(played, 'prepareTask', 'Take over by hand')).toMatchObject({ of: ['operations'] });
    expect(closedWith(played).ending).toBe('COMPLETED');
  });

  test.each(['CANCEL', 'COMPLETE'])('%s closes the visit as taken over', async (way) => {
    const played = await visit({
      failing: { 'Build brief': fault('CustomerUnknown') },
      people: { 'Take over by hand': [answered({ way }, 'S-operations')] },
    });
    expect(closedWith(played).way).toBe(way);
    expect(tasksOf(played)).toEqual(['Take over by hand']);
    expect(played.status).toBe('SUCCEEDED');
  });

  test('a visit that nobody makes comes to operations as well', async () => {
    const played = await visit({
      people: { Visit: ['silent'], 'Take over by hand': [answered({ way: 'COMPLETE' }, 'S-operations')] },
      nudges: { Visit: [{ way: 'EXHAUSTED' }] },
    });
    expect(tasksOf(played)).toEqual(['Visit', 'Take over by hand']);
  });

  test('where nobody takes over, the execution fails so that everybody sees it', async () => {
    const played = await visit({
      failing: { 'Build brief': fault('CustomerUnknown') },
      people: { 'Take over by hand': ['silent'] },
      nudges: { 'Take over by hand': [{ way: 'EXHAUSTED' }] },
    });
    expect([played.status, played.error]).toEqual(['FAILED', 'NobodyTookOver']);
  });
});

test('R025 what goes between states names the customer by number only', async () => {
  const played = await visit();
  const known = played.calls.flatMap(({ payload }) => Object.keys((payload.case ?? {}) as object));
  expect(known).toContain('customerId');
  for (const personal of ['name', 'phone', 'email', 'text', 'needs']) expect(known).not.toContain(personal);
});
