import { describe, expect, test } from 'vitest';
import {
  answered,
  byHand,
  complaint,
  fault,
  found,
  HALF_AN_HOUR,
  proposed,
  triaged,
  usualAnswers,
} from '../kit/complaint-story.ts';
import type { Act, Answer, Called, Played, Script } from '../kit/play.ts';
import { watch } from '../kit/watch-story.ts';

const HOUR = 3_600;

const callsOf = (played: Played, part: string): Called[] => played.calls.filter((call) => call.part === part);

/** What a function was called with by the state of that name. */
const payloadOf = (played: Played, part: string, step?: string): Record<string, unknown> | undefined =>
  callsOf(played, part).find(({ payload }) => step === undefined || payload.step === step)?.payload;

/** The tasks that people got, in their order. */
const tasksOf = (played: Played): string[] =>
  callsOf(played, 'prepareTask')
    .filter(({ payload }) => payload.turn === 'prepare')
    .map(({ payload }) => String(payload.step));

const closedWith = (played: Played): Record<string, unknown> =>
  payloadOf(played, 'close')?.case as Record<string, unknown>;

const unreached: Script['functions'] = {
  acknowledge: [{ reachedBy: 'nobody' }],
  answerFeedback: [{ reachedBy: 'nobody' }],
  extend: [{ extended: 'YES', dueAt: '2026-04-24T16:00:00.000Z', reachedBy: 'nobody' }],
  notifyDecision: [{ reachedBy: 'nobody' }],
  takeInFacts: [{ reachedBy: 'nobody', word: 'NONE' }],
  close: [{ toTell: 'YES' }],
};

describe('the straight path', () => {
  test('R016 R049 six people and nine steps lead from the complaint to the customer’s word', async () => {
    const played = await complaint();
    expect(played.status).toBe('SUCCEEDED');
    expect(played.visited).toEqual([
      'Register',
      'Acknowledge',
      'Reached by mail?',
      ...['Prepare Triage', 'Triage', 'Triage?'],
      'Set clocks',
      ...['Prepare First contact', 'First contact', 'First contact?'],
      ...['Prepare Investigate', 'Investigate', 'Investigate?'],
      ...['Prepare Propose', 'Propose', 'Propose?'],
      'Weigh proposal',
      'Whose word is needed?',
      ...['Prepare Approve', 'Approve', 'Approve?'],
      'Notify decision',
      'Told by mail?',
      ...['Prepare Await customer', 'Await customer', 'Await customer?'],
      'Close',
    ]);
    expect(played.retries).toBe(0);
    expect(played.seconds).toBe(6 * HALF_AN_HOUR);
  });

  test('takes at most 36 transitions with the watch over its date, also where the watch warns once', async () => {
    const { visited } = await complaint();
    const closedByThen = await watch({ functions: { watchDeadline: [{ watch: 'OVER', wakeAts: [] }] } });
    const warnedOnce = await watch();
    expect(visited.length).toBe(27);
    expect(closedByThen.visited.length).toBe(4);
    expect(warnedOnce.visited.length).toBe(7);
    expect(visited.length + warnedOnce.visited.length).toBeLessThanOrEqual(36);
  });

  test('R078 R211 acknowledges at once, before anybody is asked to do anything', async () => {
    const played = await complaint();
    const [acknowledge] = callsOf(played, 'acknowledge');
    const [prepare] = callsOf(played, 'prepareTask');
    expect(acknowledge?.at).toBe(played.calls[0]?.at);
    expect(played.calls.indexOf(acknowledge as never)).toBeLessThan(played.calls.indexOf(prepare as never));
  });

  test('R079 each step gets the case as the steps and people before it have left it, and its events', async () => {
    const played = await complaint();
    const begun = { v: 1, caseId: 'K20260302-0001', round: 1 };
    expect(payloadOf(played, 'register')).toMatchObject({ case: begun, emits: ['complaint.received'] });
    expect(payloadOf(played, 'setClocks')).toMatchObject({
      step: 'Set clocks',
      emits: ['complaint.triaged'],
      case: { ...begun, ...usualAnswers.register[0], reachedBy: 'mail', ...triaged },
    });
    expect(payloadOf(played, 'notifyDecision')).toMatchObject({
      emits: ['complaint.decided'],
      case: { ...proposed, approvalLevel: 2, letter: 'SOUND', verdict: 'APPROVE' },
    });
    expect(payloadOf(played, 'close')).toMatchObject({
      emits: ['complaint.closed'],
      case: { word: 'ACCEPTED', handlerId: 'S-owner', proposerId: 'S-owner', approverId: 'S-expert' },
    });
  });

  test('neither state inputs nor outputs carry the case, but for what the last one gives: the history holds it in variables and payloads only', async () => {
    const { events } = await complaint();
    const exits = events.filter(({ type }) => /^(Task|Choice)StateExited$/.test(String(type)));
    expect(exits.length).toBe(27);
    for (const { stateExitedEventDetails: details } of exits.slice(0, -1) as never as {
      stateExitedEventDetails: { output: string };
    }[]) {
      expect(details.output).toBe('{}');
    }
  });
});

describe('C14 R012 opened again', () => {
  const again = {
    ...usualAnswers.register[0],
    recused: ['S-owner', 'S-expert'],
    again: 'YES',
    ...triaged,
    dueAt: '2026-04-24T16:00:00.000Z',
  };

  test('a round after the first begins with first contact, by somebody who has not acted before', async () => {
    const played = await complaint({ functions: { register: [again] } });
    expect(played.status).toBe('SUCCEEDED');
    expect(played.visited.slice(0, 6)).toEqual([
      'Register',
      'Acknowledge',
      'Reached by mail?',
      ...['Prepare First contact', 'First contact', 'First contact?'],
    ]);
    expect(tasksOf(played)).not.toContain('Triage');
    expect(callsOf(played, 'setClocks')).toEqual([]);
    expect(payloadOf(played, 'prepareTask', 'First contact')).toMatchObject({
      recuse: ['recused'],
      case: { recused: ['S-owner', 'S-expert'], severity: 'S3', class: 'COMPLAINT' },
    });
  });

  test('whom no mail reaches goes the same way: the letter is told beside the story', async () => {
    const played = await complaint({
      functions: { register: [again], acknowledge: [{ reachedBy: 'nobody' }] },
    });
    expect(tasksOf(played)[0]).toBe('First contact');
  });

  test('new facts in it lead back to the investigation, or to first contact before that', async () => {
    const played = await complaint({
      functions: { register: [again] },
      people: {
        'First contact': [
          { after: 60, signal: 'SUPPLEMENTED' },
          answered({ reached: 'SPOKEN', settledNow: 'NO' }),
        ],
      },
    });
    expect(tasksOf(played).slice(0, 2)).toEqual(['First contact', 'First contact']);
  });
});

describe('triage', () => {
  test.each(['SUGGESTION', 'PRAISE', 'ENQUIRY'])(
    'R241 %s is answered and ends; no clock is set, nobody investigates',
    async (kind) => {
      const played = await complaint({ people: { Triage: [answered({ ...triaged, class: kind })] } });
      expect(played.visited.slice(-3)).toEqual(['Answer feedback', 'Answered by mail?', 'Close']);
      expect(tasksOf(played)).toEqual(['Triage']);
      expect(closedWith(played).class).toBe(kind);
      expect(callsOf(played, 'setClocks')).toEqual([]);
    },
  );
});

describe('first contact', () => {
  const settled = (severity: string): Script => ({
    people: {
      Triage: [answered({ ...triaged, severity })],
      'First contact': [answered({ reached: 'SPOKEN', settledNow: 'YES' })],
    },
  });

  test.each(['S3', 'S4'])('R074 settles a simple matter at once: %s', async (severity) => {
    const played = await complaint(settled(severity));
    expect(tasksOf(played)).toEqual(['Triage', 'First contact']);
    expect(closedWith(played)).toMatchObject({ settledNow: 'YES', severity });
    expect(played.status).toBe('SUCCEEDED');
  });

  test.each(['S1', 'S2'])('R077 never does so for a grave one: %s', async (severity) => {
    const played = await complaint(settled(severity));
    expect(tasksOf(played)).toContain('Investigate');
    expect(closedWith(played).outcome).toBe('RESOLVED_UPHELD');
  });
});

describe('more time', () => {
  const wanting = (moreTime: string): Act[] => [answered({ ...found, moreTime }), answered(found)];

  test.each([
    ['COMPLEX', 3],
    ['SPECIAL', 4],
  ])(
    '%s is approved from level %i by somebody else than who wants it, and the investigation goes on',
    async (moreTime, level) => {
      const played = await complaint({ people: { Investigate: wanting(moreTime) } });
      const approval = payloadOf(played, 'prepareTask', 'Approve extension');
      expect(approval).toMatchObject({ form: 'approval', clock: 'extension', level });
      expect(approval?.recuse).toEqual(['recused', 'handlerId']);
      expect(approval?.case).toMatchObject({ handlerId: 'S-owner', moreTime });
      expect(tasksOf(played).filter((task) => task === 'Investigate')).toHaveLength(2);
      expect(payloadOf(played, 'extend')?.emits).toEqual(['complaint.extended']);
      expect(closedWith(played).dueAt).toBe('2026-04-24T16:00:00.000Z');
    },
  );

  test('that is refused leaves the date as it was', async () => {
    const played = await complaint({
      people: { Investigate: wanting('COMPLEX'), 'Approve extension': [answered({ verdict: 'REFUSE' })] },
    });
    expect(callsOf(played, 'extend')).toEqual([]);
    expect(closedWith(played).dueAt).toBe(usualAnswers.setClocks[0]?.dueAt);
  });
});

describe('approval', () => {
  const weighing = (...weighed: Answer[]): Script => ({ functions: { weighProposal: weighed } });

  test('R081 begins at the level that the proposal was weighed for, and never with who proposed it', async () => {
    const played = await complaint(weighing({ approvalLevel: 3, coSign: 'NO' }));
    const approval = payloadOf(played, 'prepareTask', 'Approve');
    expect(approval).toMatchObject({ form: 'approval', clock: 'approval', level: 3 });
    expect(approval?.recuse).toEqual(['recused', 'proposerId']);
    expect(approval?.case).toMatchObject({ proposerId: 'S-owner' });
  });

  test('is not asked for where the owner may decide alone', async () => {
    const played = await complaint(weighing({ approvalLevel: 0, coSign: 'NO' }));
    expect(tasksOf(played)).not.toContain('Approve');
    expect(played.output?.outcome).toBe('RESOLVED_UPHELD');
  });

  test.each([
    [2, ['Approve', 'Co-sign']],
    [0, ['Co-sign']],
  ])('from level %i with a co-sign has compliance sign as well', async (approvalLevel, signers) => {
    const played = await complaint(weighing({ approvalLevel, coSign: 'YES' }));
    expect(tasksOf(played).filter((task) => ['Approve', 'Co-sign'].includes(task))).toEqual(signers);
    const coSign = payloadOf(played, 'prepareTask', 'Co-sign');
    expect(coSign).toMatchObject({
      clock: 'co-sign',
      of: ['compliance'],
      recuse: ['recused', 'proposerId', 'approverId'],
    });
  });

  test('that is refused goes back to the proposal, and is weighed again, now with the refusals', async () => {
    const refuse = answered({ verdict: 'REFUSE' }, 'S-expert');
    const played = await complaint({
      functions: {
        weighProposal: [2, 2, 2, 4].map((approvalLevel, refusals) => ({
          approvalLevel,
          coSign: 'NO',
          refusals,
        })),
      },
      people: { Approve: [refuse, refuse, refuse, answered({ verdict: 'APPROVE' }, 'S-manager')] },
    });
    expect(tasksOf(played).filter((task) => task === 'Propose')).toHaveLength(4);
    const levels = callsOf(played, 'prepareTask')
      .filter(({ payload }) => payload.step === 'Approve')
      .map(({ payload }) => payload.level);
    expect(levels).toEqual([2, 2, 2, 4]);
    expect(closedWith(played)).toMatchObject({ approverId: 'S-manager', verdict: 'APPROVE', refusals: 3 });
  });

  test('that compliance refuses goes back as well', async () => {
    const played = await complaint({
      ...weighing({ approvalLevel: 0, coSign: 'YES' }),
      people: { 'Co-sign': [answered({ verdict: 'REFUSE' }), answered({ verdict: 'APPROVE' })] },
    });
    expect(tasksOf(played).filter((task) => task === 'Propose')).toHaveLength(2);
    expect(callsOf(played, 'notifyDecision')).toHaveLength(1);
  });

  test('R134 is not troubled with a letter that lacks something: it goes back to the proposal first', async () => {
    const played = await complaint({
      functions: {
        weighProposal: [
          { approvalLevel: 2, coSign: 'NO', letter: 'LACKING', lacks: ['rights'] },
          { approvalLevel: 2, coSign: 'NO', letter: 'SOUND', lacks: [] },
        ],
      },
    });
    expect(tasksOf(played).filter((task) => ['Propose', 'Approve'].includes(task))).toEqual([
      'Propose',
      'Propose',
      'Approve',
    ]);
  });
});

describe('a customer without an address', () => {
  test('R235 is told of receipt, extension and decision by phone or letter, by a person', async () => {
    const played = await complaint({
      functions: unreached,
      people: { Investigate: [answered({ ...found, moreTime: 'COMPLEX' }), answered(found)] },
    });
    expect(tasksOf(played)).toEqual([
      'Acknowledge by hand',
      'Triage',
      'First contact',
      'Investigate',
      'Approve extension',
      'Extension by hand',
      'Investigate',
      'Propose',
      'Approve',
      'Notify by hand',
      'Await customer',
    ]);
    expect(played.status).toBe('SUCCEEDED');
  });

  test.each<[how: string, script: Script, before: string[]]>([
    [
      'that it was settled as agreed',
      { people: { 'First contact': [answered({ reached: 'SPOKEN', settledNow: 'YES' })] } },
      ['Acknowledge by hand', 'Triage', 'First contact'],
    ],
    [
      'that it was withdrawn',
      { people: { Triage: [{ after: 60, signal: 'WITHDRAWN' }] } },
      ['Acknowledge by hand', 'Triage'],
    ],
    [
      'that operations have ended it',
      {
        failing: { 'Set clocks': fault('ItemWrong') },
        people: { 'Take over by hand': [answered({ way: 'CANCEL' })] },
      },
      ['Acknowledge by hand', 'Triage', 'Take over by hand'],
    ],
  ])('R235 is told in the same way %s', async (_, script, before) => {
    const played = await complaint({ ...script, functions: unreached });
    expect(tasksOf(played)).toEqual([...before, 'End by hand']);
    expect(played.visited.slice(-2)).toEqual(['End by hand?', 'Settled']);
    expect(played.status).toBe('SUCCEEDED');
  });

  test('R235 is told of the new date after new facts, and only then the story goes on', async () => {
    const played = await complaint({
      functions: unreached,
      people: { Investigate: [{ after: 60, signal: 'SUPPLEMENTED' }, answered(found)] },
    });
    const tasks = tasksOf(played);
    expect(tasks.slice(3, 6)).toEqual(['Investigate', 'Facts by hand', 'Investigate']);
  });

  test('is troubled no more where somebody has given an address since, or where nobody could be told', async () => {
    const settled = { 'First contact': [answered({ reached: 'SPOKEN', settledNow: 'YES' })] };
    const reached = await complaint({
      functions: { ...unreached, close: [{ toTell: 'NO' }] },
      people: settled,
    });
    expect(tasksOf(reached)).not.toContain('End by hand');
    const silent = await complaint({
      functions: { ...unreached, close: [{ toTell: 'YES', closedAt: '2026-03-03T02:00:00.000Z' }] },
      people: { ...settled, 'End by hand': ['silent'], 'Take over by hand': [answered({ way: 'COMPLETE' })] },
      nudges: { 'End by hand': [{ way: 'EXHAUSTED' }] },
    });
    expect(silent.visited.slice(-2)).toEqual(['Take over by hand?', 'Settled']);
    expect(callsOf(silent, 'close')).toHaveLength(1);
  });

  test('is told the answer to a suggestion in the same way', async () => {
    const played = await complaint({
      functions: unreached,
      people: { Triage: [answered({ ...triaged, class: 'SUGGESTION' })] },
    });
    expect(tasksOf(played)).toEqual(['Acknowledge by hand', 'Triage', 'Answer by hand']);
  });
});

describe('the customer', () => {
  test.each(['ACCEPTED', 'DISPUTED'])('R082 has the last word: %s', async (word) => {
    const played = await complaint({ people: { 'Await customer': [answered({ word }, 'C-1')] } });
    expect(closedWith(played).word).toBe(word);
    expect(payloadOf(played, 'prepareTask', 'Await customer')).toMatchObject({
      holder: 'customer',
      form: 'customer-word',
      clock: 'customer-word',
    });
  });

  test('may keep silent: nobody takes over, the case is closed without a word', async () => {
    const played = await complaint({
      people: { 'Await customer': ['silent'] },
      nudges: { 'Await customer': [{ way: 'WAIT' }, { way: 'EXHAUSTED' }] },
    });
    expect(played.status).toBe('SUCCEEDED');
    expect(closedWith(played)).not.toHaveProperty('word');
    expect(closedWith(played).outcome).toBe('RESOLVED_UPHELD');
    expect(tasksOf(played)).not.toContain('Take over by hand');
  });
});

test('R134 whoever the complaint is about acts on nothing: every task of the staff is told whom to leave out', async () => {
  const played = await complaint({
    functions: { ...unreached, weighProposal: [{ approvalLevel: 2, coSign: 'YES' }] },
    people: {
      Investigate: [answered({ ...found, moreTime: 'COMPLEX' }), answered(found)],
      Propose: [{ after: 60, signal: 'SUPPLEMENTED' }, answered(proposed)],
      'Await customer': [{ after: 60, signal: 'WITHDRAWN' }],
    },
    failing: { 'Close without mail': fault('ItemWrong') },
  });
  const staff = callsOf(played, 'prepareTask').filter(({ payload }) => payload.holder !== 'customer');
  expect(new Set(staff.map(({ payload }) => payload.step)).size).toBe(13);
  for (const { payload } of staff) expect(payload.recuse, String(payload.step)).toContain('recused');
});

test('an extension that the law has no room for goes on to whoever investigates, and nobody is told of one', async () => {
  const played = await complaint({
    functions: {
      acknowledge: [{ reachedBy: 'nobody' }],
      extend: [{ extended: 'NO', dueAt: '2026-04-24T16:00:00.000Z' }],
    },
    people: { Investigate: [answered({ ...found, moreTime: 'COMPLEX' }), answered(found)] },
  });
  const at = played.visited.indexOf('Extend');
  expect(played.visited.slice(at, at + 3)).toEqual(['Extend', 'Told of it by mail?', 'Prepare Investigate']);
  expect(tasksOf(played)).not.toContain('Extension by hand');
  expect(played.status).toBe('SUCCEEDED');
});

describe('R136 a signal', () => {
  const waits = [
    ['Acknowledge by hand', 'Acknowledge by hand'],
    ['Triage', 'Triage'],
    ['First contact', 'First contact'],
    ['Investigate', 'Investigate'],
    ['Approve extension', 'Investigate'],
    ['Extension by hand', 'Investigate'],
    ['Propose', 'Investigate'],
    ['Approve', 'Investigate'],
    ['Co-sign', 'Investigate'],
    ['Notify by hand', 'Investigate'],
    ['Await customer', 'Investigate'],
  ] as const;
  const everybody: Script = {
    functions: { ...unreached, weighProposal: [{ approvalLevel: 2, coSign: 'YES' }] },
  };
  const people: NonNullable<Script['people']> = {
    'Acknowledge by hand': [answered(byHand)],
    Triage: [answered(triaged)],
    'First contact': [answered({ reached: 'SPOKEN', settledNow: 'NO' })],
    Investigate: [answered({ ...found, moreTime: 'COMPLEX' }), answered(found)],
    'Approve extension': [answered({ verdict: 'APPROVE' })],
    'Extension by hand': [answered(byHand)],
    Propose: [answered(proposed)],
    Approve: [answered({ verdict: 'APPROVE' })],
    'Co-sign': [answered({ verdict: 'APPROVE' })],
    'Notify by hand': [answered(byHand)],
    'Await customer': [answered({ word: 'ACCEPTED' })],
  };
  const during = (task: string, signal: 'WITHDRAWN' | 'SUPPLEMENTED' | true): Promise<Played> =>
    complaint({
      ...everybody,
      people: { ...people, [task]: [{ after: 60, signal }, ...(people[task] ?? [])] },
    });

  test.each(waits)('withdrawn during %s: the case is closed at once, on that word', async (task) => {
    const played = await during(task, 'WITHDRAWN');
    const at = played.visited.lastIndexOf(task);
    expect(played.visited.slice(at, at + 4)).toEqual([
      task,
      `${task}?`,
      'Reached so far?',
      'Close without mail',
    ]);
    expect(closedWith(played).signal).toBe('WITHDRAWN');
    expect(played.visited).not.toContain('Take in new facts');
  });

  test.each(waits)('new facts during %s are taken in, and lead to %s', async (task, next) => {
    const played = await during(task, 'SUPPLEMENTED');
    const at = played.visited.indexOf('Take in new facts');
    expect(played.visited.slice(at - 2, at)).toEqual([task, `${task}?`]);
    // Who has yet to hear of the complaint itself hears of both at once.
    const told = task === 'Acknowledge by hand' ? [] : ['Facts by hand', 'Facts by hand?'];
    const ways = played.visited.slice(at + 1).filter((name) => name !== 'Prepare Facts by hand');
    expect(ways.slice(0, told.length + 2)).toEqual(['How far is it?', ...told, `Prepare ${next}`]);
    expect(payloadOf(played, 'takeInFacts')).toMatchObject({
      emits: ['complaint.supplemented'],
      case: { signal: 'SUPPLEMENTED' },
    });
    expect(played.status).toBe('SUCCEEDED');
  });

  test.each<[task: string, next: string]>([
    ['Triage', 'Triage'],
    ['First contact', 'First contact'],
    ['Investigate', 'Investigate'],
  ])('during %s of a customer whom mails reach troubles nobody with telling them', async (task, next) => {
    const first = (signal: 'WITHDRAWN' | 'SUPPLEMENTED') =>
      complaint({ people: { [task]: [{ after: 60, signal }, ...(people[task] ?? [])] } });
    const withdrawn = await first('WITHDRAWN');
    expect(withdrawn.visited.slice(-4)).toEqual([task, `${task}?`, 'Reached so far?', 'Close']);
    const { visited } = await first('SUPPLEMENTED');
    const at = visited.indexOf('Take in new facts');
    expect(visited.slice(at, at + 3)).toEqual(['Take in new facts', 'How far is it?', `Prepare ${next}`]);
  });

  test.each(waits)('that says nothing has %s prepared anew, whatever came in before', async (task) => {
    const played = await during(task, true);
    const at = played.visited.indexOf(`${task}?`);
    expect(played.visited[at + 1]).toBe(`Prepare ${task}`);
  });

  test('new facts that come as the case is closed are taken in, and the case is decided anew', async () => {
    const played = await complaint({ failing: { Close: fault('SignalUnheard') } });
    const at = played.visited.indexOf('Close');
    expect(played.visited.slice(at, at + 4)).toEqual([
      'Close',
      'Take in new facts',
      'How far is it?',
      'Prepare Investigate',
    ]);
    expect(played.visited.filter((name) => name === 'Close')).toHaveLength(2);
    expect(played.visited).not.toContain('Take over by hand');
    expect(played.status).toBe('SUCCEEDED');
  });

  test('of long ago is not taken for that of a later interruption', async () => {
    const played = await complaint({
      people: {
        Investigate: [{ after: 60, signal: 'SUPPLEMENTED' }, answered(found)],
        Propose: [{ after: 60, signal: true }, answered(proposed)],
      },
    });
    expect(callsOf(played, 'takeInFacts')).toHaveLength(1);
    expect(tasksOf(played).filter((task) => task === 'Propose')).toHaveLength(2);
  });

  test('while operations have the case ends it if it is a withdrawal, and otherwise waits for the story', async () => {
    const failing = { 'Set clocks': fault('ItemWrong') };
    const withdrawn = await complaint({
      failing,
      people: { 'Take over by hand': [{ after: 60, signal: 'WITHDRAWN' }] },
    });
    expect(closedWith(withdrawn).signal).toBe('WITHDRAWN');
    const facts = await complaint({
      failing,
      people: { 'Take over by hand': [{ after: 60, signal: 'SUPPLEMENTED' }, answered({ way: 'RETRY' })] },
    });
    expect(tasksOf(facts).filter((task) => task === 'Take over by hand')).toHaveLength(2);
    expect(facts.status).toBe('SUCCEEDED');
  });
});

describe('a person who keeps silent', () => {
  test('R177 is nudged at each checkpoint and may still answer; every round costs three transitions more', async () => {
    const played = await complaint({
      waitSeconds: HOUR,
      people: { Investigate: ['silent', 'silent', answered(found)] },
    });
    expect(played.status).toBe('SUCCEEDED');
    const at = played.visited.indexOf('Investigate');
    expect(played.visited.slice(at, at + 7)).toEqual([
      'Investigate',
      'Nudge Investigate',
      'Investigate?',
      'Investigate',
      'Nudge Investigate',
      'Investigate?',
      'Investigate',
    ]);
    expect(played.visited.length).toBe(27 + 2 * 3);
    const nudges = callsOf(played, 'prepareTask').filter(({ payload }) => payload.turn === 'nudge');
    expect(new Set(nudges.map(({ payload }) => payload.taskId)).size).toBe(1);
  });

  test('the row decides: a nudge that finds the answer in the row goes on with it, and with who gave it', async () => {
    const played = await complaint({
      people: { Propose: ['silent'] },
      nudges: { Propose: [{ way: 'DECIDED', decision: { outcome: 'REJECTED', amount: 0 }, by: 'S-late' }] },
    });
    expect(played.output).toMatchObject({ outcome: 'REJECTED' });
    expect(closedWith(played).proposerId).toBe('S-late');
    expect(played.visited).not.toContain('Take over by hand');
  });

  test('the row tells of a signal as well', async () => {
    const played = await complaint({
      people: { Triage: ['silent'] },
      nudges: { Triage: [{ way: 'INTERRUPTED', signal: 'WITHDRAWN' }] },
    });
    expect(closedWith(played).signal).toBe('WITHDRAWN');
  });

  test('R100 R101 R267 when the whole ladder keeps silent, operations take over and are told what was left undone', async () => {
    const played = await complaint({
      people: { Investigate: ['silent'], 'Take over by hand': [answered({ way: 'COMPLETE' })] },
      nudges: { Investigate: [{ way: 'WAIT' }, { way: 'EXHAUSTED' }] },
    });
    expect(played.output).toEqual({ caseId: 'K20260302-0001', way: 'COMPLETE' });
    expect(payloadOf(played, 'prepareTask', 'Take over by hand')).toMatchObject({
      form: 'takeover',
      of: ['operations'],
      case: { failedStep: 'Investigate', fault: 'NobodyAnswered' },
    });
    expect(closedWith(played)).not.toHaveProperty('failedStep');
  });

  test('when even operations keep silent the execution fails by name, which opens an incident', async () => {
    const played = await complaint({
      people: { Triage: ['silent'], 'Take over by hand': ['silent'] },
      nudges: { Triage: [{ way: 'EXHAUSTED' }], 'Take over by hand': [{ way: 'EXHAUSTED' }] },
    });
    expect([played.status, played.error]).toEqual(['FAILED', 'NobodyTookOver']);
    expect(callsOf(played, 'close')).toEqual([]);
  });
});

describe('a step that fails', () => {
  test('is tried again on a passing fault, with the moment of its first entry, and nobody is troubled', async () => {
    const broken = fault('PassingStoreFault');
    const played = await complaint({
      functions: { setClocks: [broken, broken, usualAnswers.setClocks[0] ?? {}] },
    });
    expect(played.status).toBe('SUCCEEDED');
    expect(played.retries).toBe(2);
    expect(tasksOf(played)).not.toContain('Take over by hand');
    const entered = callsOf(played, 'setClocks').map(({ payload }) => payload.entered);
    expect(entered).toHaveLength(3);
    expect(new Set(entered).size).toBe(1);
  });

  test.each(['COMPLETE', 'CANCEL'])('and is ended by %s is closed with that word', async (way) => {
    const played = await complaint({
      failing: { Acknowledge: fault('CustomerUnknown') },
      people: { 'Take over by hand': [answered({ way })] },
    });
    expect(closedWith(played)).toMatchObject({ way });
    expect(tasksOf(played)).toEqual(['Take over by hand']);
    expect(played.output).toEqual({ caseId: 'K20260302-0001', way });
  });

  test('is Close itself: operations decide again and again, and never is anything lost on the way', async () => {
    const broken = fault('OutcomeMissing');
    const played = await complaint({ functions: { close: [broken, broken, {}] } });
    expect(played.status).toBe('SUCCEEDED');
    expect(callsOf(played, 'close')).toHaveLength(3);
    expect(tasksOf(played).filter((task) => task === 'Take over by hand')).toHaveLength(2);
  });

  test('is the take-over: it keeps trying for hours on a passing fault, and then the execution fails by name', async () => {
    const played = await complaint({
      functions: { register: [fault('ItemWrong')], prepareTask: [fault('PassingStoreFault')] },
    });
    expect([played.status, played.error]).toEqual(['FAILED', 'NobodyTookOver']);
    expect(callsOf(played, 'prepareTask')).toHaveLength(35);
    expect(played.seconds).toBeGreaterThan(6 * HOUR);
    expect(played.seconds).toBeLessThan(30 * HOUR);
  });
});

test('a way that nobody knows is looked at by a person instead of being followed', async () => {
  const played = await complaint({
    people: { Investigate: ['silent'], 'Take over by hand': [answered({ way: 'CANCEL' })] },
    nudges: { Investigate: [{ way: 'NOWAY' }] },
  });
  expect(payloadOf(played, 'prepareTask', 'Take over by hand')?.case).toMatchObject({
    failedStep: 'Investigate',
    fault: 'WayUnknown',
  });
  expect(played.output).toMatchObject({ way: 'CANCEL' });
});
