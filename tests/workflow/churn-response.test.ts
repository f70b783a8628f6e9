import { describe, expect, test } from 'vitest';
import { byPerson, churn, finds, go, held, now, steps, talk, watched } from '../kit/churn-story.ts';
import { answered, fault } from '../kit/complaint-story.ts';
import type { Called, Played, Script } from '../kit/play.ts';

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

/** What the last step knows of the alert. */
const closedWith = (played: Played): Record<string, unknown> =>
  payloadOf(played, 'closeAlert')?.case as Record<string, unknown>;

/** An alert whose playbook has these steps. */
const playing = (kinds: string[], script: Script = {}): Promise<Played> =>
  churn({ ...script, functions: { takeStep: steps(...kinds), ...script.functions } });

describe('the straight path', () => {
  test('R131 R178 lock, word of the arbiter, arm, assessment, playbook, talk, watch, label', async () => {
    const played = await churn();
    expect(played.status).toBe('SUCCEEDED');
    expect(played.visited).toEqual([
      'Lock customer',
      'Locked?',
      'Weigh alert',
      'May we act?',
      'Assign arm',
      'Who acts?',
      ...['Prepare Assess alert', 'Assess alert', 'Assess alert?'],
      'Take in assessment',
      'What was found?',
      'Select playbook',
      'Take next step',
      'Which step?',
      'Weigh contact',
      'May we contact?',
      ...['Prepare Contact customer', 'Contact customer', 'Contact customer?'],
      'Record step',
      'What came of it?',
      'Take next step',
      'Which step?',
      'Measure',
      'How does it stand?',
      ...['Prepare Watch', 'Watch'],
      'Measure',
      'How does it stand?',
      'Close alert',
    ]);
    expect(tasksOf(played)).toEqual(['Assess alert', 'Contact customer']);
    expect(payloadOf(played, 'closeAlert')?.emits).toEqual(['churn.closed']);
    expect(played.output).toEqual({ caseId: 'A20260302-0001', outcome: 'RETAINED' });
  });

  test('R177 the manager is asked by the date that band and tier give, and from the level that the hold left', async () => {
    const played = await churn({ functions: { assignArm: [{ ...byPerson, assessLevel: 2 }] } });
    expect(payloadOf(played, 'prepareTask', 'Assess alert')).toMatchObject({
      form: 'assessment',
      due: byPerson.assessBy,
      level: 2,
    });
  });
});

describe('R170 R184 one alert a customer', () => {
  test('a second one is joined to the first, and asks nobody', async () => {
    const played = await churn({
      functions: { lockCustomer: [{ customerId: 'C-1', outcome: 'MERGED' }] },
    });
    expect(played.visited.slice(0, 2)).toEqual(['Lock customer', 'Locked?']);
    expect(played.calls).toHaveLength(1);
    expect(played.output).toEqual({ caseId: 'A20260302-0001', outcome: 'MERGED' });
  });
});

describe('R149 R158 R253 a complaint comes first', () => {
  test('the alert waits, and goes on when the complaint is closed', async () => {
    const played = await churn({
      functions: { weighAlert: [held] },
      people: { 'Hold for complaint': [{ after: 60, signal: 'COMPLAINT_CLOSED' }] },
    });
    expect(callsOf(played, 'releaseAlert')).toHaveLength(1);
    expect(tasksOf(played)).toEqual(['Assess alert', 'Contact customer']);
  });

  test('woken for nothing, it waits on; then its time is over', async () => {
    const played = await churn({
      functions: { weighAlert: [held], releaseAlert: [held, go] },
      people: { 'Hold for complaint': [{ after: 60, signal: 'UPDATED' }, 'silent'] },
    });
    expect(callsOf(played, 'releaseAlert')).toHaveLength(2);
    expect(played.seconds).toBeGreaterThan(DAY);
  });

  test('who is not at risk any more afterwards is left alone', async () => {
    const over = { ruling: 'END', stage: 'START', ending: 'RECOVERED_BY_COMPLAINT' };
    const played = await churn({ functions: { weighAlert: [held], releaseAlert: [over] } });
    expect(tasksOf(played)).toEqual([]);
    expect(closedWith(played).ending).toBe('RECOVERED_BY_COMPLAINT');
  });

  test('one that comes in while somebody is about to call ends the talk, and the playbook goes on after it', async () => {
    const played = await churn({
      functions: {
        weighAlert: [go, held],
        releaseAlert: [{ ruling: 'GO', stage: 'PLAYBOOK' }],
        takeStep: [{ what: 'CONTACT', number: 1 }, { what: 'CONTACT', number: 1 }, { what: 'NONE' }],
      },
      people: { 'Contact customer': [{ after: 60, signal: 'COMPLAINT_OPENED' }, talk('ACCEPTED')] },
    });
    expect(callsOf(played, 'recordStep')).toHaveLength(1);
    expect(tasksOf(played)).toEqual(['Assess alert', 'Contact customer', 'Contact customer']);
    expect(callsOf(played, 'assignArm')).toHaveLength(1);
  });

  test('one that the assessment finds is waited for as well', async () => {
    const played = await churn({
      functions: { recordAssessment: [{ complaintId: 'K-1', until: held.until }, {}] },
      people: { 'Assess alert': [finds('COMPLAINT_FOUND'), finds('CONFIRM')] },
    });
    expect(tasksOf(played)).toEqual(['Assess alert', 'Assess alert', 'Contact customer']);
    expect(callsOf(played, 'releaseAlert')).toHaveLength(1);
  });
});

describe('who acts', () => {
  test('R199 the control group is watched, and nobody turns to the customer', async () => {
    const played = await churn({
      functions: { assignArm: [{ ...byPerson, arm: 'CONTROL', route: 'CONTROL' }] },
    });
    expect(tasksOf(played)).toEqual([]);
    for (const part of ['sendCare', 'weighRetention']) expect(callsOf(played, part)).toEqual([]);
    expect(callsOf(played, 'measure')).toHaveLength(2);
  });

  test('R123 R203 R274 care goes by itself, later where the arbiter says so', async () => {
    const later = { ruling: 'LATER', until: held.until };
    const played = await churn({
      functions: { assignArm: [{ ...byPerson, route: 'AUTO' }], sendCare: [later, { ruling: 'SENT' }] },
    });
    expect(tasksOf(played)).toEqual([]);
    expect(callsOf(played, 'sendCare')).toHaveLength(2);
    expect(payloadOf(played, 'sendCare')?.emits).toEqual(['care.sent']);
  });

  test('care that waits is weighed again when the customer complains', async () => {
    const played = await churn({
      functions: {
        assignArm: [{ ...byPerson, route: 'AUTO' }],
        sendCare: [{ ruling: 'LATER', until: held.until }],
        weighAlert: [go, { ruling: 'END', stage: 'START', ending: 'SUPPRESSED' }],
      },
      people: { 'Wait to care': [{ after: 60, signal: 'COMPLAINT_OPENED' }] },
    });
    expect(callsOf(played, 'weighAlert')).toHaveLength(2);
    expect(closedWith(played).ending).toBe('SUPPRESSED');
  });
});

describe('R178 R195 the assessment', () => {
  test('a false alarm ends it', async () => {
    const played = await churn({
      functions: { recordAssessment: [{ ending: 'FALSE_ALARM' }] },
      people: { 'Assess alert': [finds('FALSE_ALARM')] },
    });
    expect(callsOf(played, 'selectPlaybook')).toEqual([]);
    expect(closedWith(played).ending).toBe('FALSE_ALARM');
  });

  test('an expert is asked, who is not the one that asks', async () => {
    const played = await churn({ people: { 'Assess alert': [finds('NEED_EXPERT')] } });
    expect(tasksOf(played)).toEqual(['Assess alert', 'Ask expert', 'Contact customer']);
    expect(payloadOf(played, 'prepareTask', 'Ask expert')).toMatchObject({
      recuse: ['assessorId'],
      case: { assessorId: 'S-rm' },
    });
  });

  test('R131 who has left already is asked back, and the alert ends', async () => {
    const played = await churn({
      functions: {
        recordAssessment: [{ ending: 'LOST' }],
        takeStep: [{ what: 'WIN_BACK', number: 1 }, { what: 'CLOSE' }],
      },
      people: { 'Assess alert': [finds('ALREADY_LEFT')] },
    });
    expect(tasksOf(played)).toEqual(['Assess alert', 'Win back']);
    expect(payloadOf(played, 'prepareTask', 'Win back')).toMatchObject({ mustBy: now.winBackBy });
    expect(callsOf(played, 'measure')).toEqual([]);
  });

  test('winning back is optional: when nobody finds the time, it is over', async () => {
    const played = await churn({
      functions: { takeStep: [{ what: 'WIN_BACK', number: 1 }, { what: 'CLOSE' }] },
      people: { 'Win back': ['silent'] },
      nudges: { 'Win back': [{ way: 'EXHAUSTED' }] },
    });
    expect(tasksOf(played)).not.toContain('Take over by hand');
    expect(callsOf(played, 'recordStep')).toHaveLength(1);
  });
});

describe('R190 to R193 the playbook', () => {
  test('its steps are done one after another', async () => {
    const played = await playing(['MARKETING_PAUSE', 'PRODUCT_FEEDBACK', 'SERVICE_FIX', 'CONTACT']);
    const order = played.calls
      .map(({ part, payload }) => (part === 'prepareTask' ? String(payload.step) : part))
      .filter((name) => ['pauseMarketing', 'feedBack', 'Fix service', 'Contact customer'].includes(name));
    expect(order).toEqual(['pauseMarketing', 'feedBack', 'Fix service', 'Contact customer']);
  });

  test('a talk that is put off waits, and is weighed again', async () => {
    const played = await playing(['CONTACT'], {
      functions: {
        weighRetention: [{ ...now, ruling: 'LATER', until: held.until }, now],
        recordStep: [{ ruling: 'LATER', until: held.until }, { ruling: 'NEXT' }],
      },
      people: { 'Contact customer': [talk('SNOOZE'), talk('ACCEPTED')] },
    });
    expect(callsOf(played, 'weighRetention')).toHaveLength(3);
    expect(played.seconds).toBeGreaterThanOrEqual(2 * DAY);
  });

  test('R111 who must not be contacted is not, and the next step is taken', async () => {
    const played = await playing(['CONTACT', 'MARKETING_PAUSE'], {
      functions: { weighRetention: [{ ...now, ruling: 'NOT' }] },
    });
    expect(tasksOf(played)).toEqual(['Assess alert']);
    expect(callsOf(played, 'pauseMarketing')).toHaveLength(1);
  });

  test('a complaint in a talk is waited for, and the playbook goes on', async () => {
    const played = await churn({
      functions: {
        takeStep: [{ what: 'CONTACT', number: 1 }, { what: 'NONE' }],
        recordStep: [{ ruling: 'HOLD', until: held.until, complaintId: 'K-1' }],
        releaseAlert: [{ ruling: 'GO', stage: 'PLAYBOOK' }],
      },
      people: { 'Contact customer': [talk('COMPLAINT')] },
    });
    expect(callsOf(played, 'releaseAlert')).toHaveLength(1);
    expect(callsOf(played, 'takeStep')).toHaveLength(2);
  });
});

describe('R053 R130 R214 offers', () => {
  const offering = (prepared: Record<string, unknown>, people: Script['people'] = {}) =>
    playing(['OFFER'], { functions: { prepareOffer: [{ offer: 'fee-waiver', ...prepared }] }, people });

  test('a small one is made at once', async () => {
    const played = await offering({ approvalLevel: 0, coSign: 'NO' });
    expect(tasksOf(played)).toEqual(['Assess alert', 'Contact customer']);
  });

  test('a dear one is approved by somebody else than who found the cause, and compliance signs for the risk class', async () => {
    const played = await offering({ approvalLevel: 3, coSign: 'YES' });
    expect(tasksOf(played)).toEqual(['Assess alert', 'Approve offer', 'Co-sign offer', 'Contact customer']);
    const approval = payloadOf(played, 'prepareTask', 'Approve offer');
    expect(approval).toMatchObject({ level: 3, clock: 'offer-approval' });
    expect(approval?.recuse).toEqual(expect.arrayContaining(['assessorId', 'expertId', 'ownerId']));
    expect(payloadOf(played, 'prepareTask', 'Co-sign offer')).toMatchObject({ of: ['compliance'] });
  });

  test('compliance may sign alone', async () => {
    const played = await offering({ approvalLevel: 0, coSign: 'YES' });
    expect(tasksOf(played)).toEqual(['Assess alert', 'Co-sign offer', 'Contact customer']);
  });

  test.each(['Approve offer', 'Co-sign offer'])('%s refused: the customer never hears of it', async (who) => {
    const played = await offering(
      { approvalLevel: 2, coSign: 'YES' },
      { [who]: [answered({ verdict: 'REFUSE' }, 'S-expert')] },
    );
    expect(callsOf(played, 'weighRetention')).toEqual([]);
    expect(callsOf(played, 'recordStep')).toHaveLength(1);
  });

  test('none that fits: the next step is taken', async () => {
    const played = await offering({ offer: 'NONE', approvalLevel: 0, coSign: 'NO' });
    expect(tasksOf(played)).toEqual(['Assess alert']);
    expect(callsOf(played, 'takeStep')).toHaveLength(2);
  });
});

describe('R195 the watch', () => {
  test('goes on until data are clear, whatever wakes it', async () => {
    const wait = { stands: 'WAIT', until: held.until };
    const played = await churn({
      functions: { measure: [wait, wait, wait, { stands: 'CLEAR', ending: 'PARTLY' }] },
      people: { Watch: [{ after: 60, signal: 'COMPLAINT_OPENED' }, 'silent', 'silent'] },
    });
    expect(callsOf(played, 'measure')).toHaveLength(4);
    expect(closedWith(played).ending).toBe('PARTLY');
    expect(callsOf(played, 'weighAlert')).toHaveLength(1);
  });

  test('a higher band begins anew', async () => {
    const played = await churn({
      functions: {
        measure: [watched[0] ?? {}, { stands: 'HIGHER' }, { stands: 'CLEAR', ending: 'RETAINED' }],
        takeStep: [{ what: 'CONTACT', number: 1 }, { what: 'NONE' }],
      },
      people: { Watch: [{ after: 60, signal: 'UPDATED' }] },
    });
    expect(callsOf(played, 'weighAlert')).toHaveLength(2);
    expect(tasksOf(played)).toEqual(['Assess alert', 'Contact customer', 'Assess alert']);
  });

  test('R131 who is gone is asked back', async () => {
    const played = await churn({
      functions: {
        measure: [{ stands: 'LOST', ending: 'LOST' }],
        takeStep: [{ what: 'NONE' }, { what: 'WIN_BACK', number: 1 }, { what: 'CLOSE' }],
      },
    });
    expect(tasksOf(played)).toEqual(['Assess alert', 'Win back']);
    expect(closedWith(played).ending).toBe('LOST');
  });
});

describe('taking over by hand', () => {
  test('a step that fails for good comes to operations, who run it again', async () => {
    const played = await churn({ failing: { 'Select playbook': fault('CustomerUnknown') } });
    expect(tasksOf(played)).toEqual(['Assess alert', 'Take over by hand', 'Contact customer']);
    expect(payloadOf(played, 'prepareTask', 'Take over by hand')).toMatchObject({ of: ['operations'] });
  });

  test.each(['CANCEL', 'COMPLETE'])('%s closes the alert, which has a label all the same', async (way) => {
    const played = await churn({
      failing: { 'Select playbook': fault('CustomerUnknown') },
      people: { 'Take over by hand': [answered({ way }, 'S-operations')] },
    });
    expect(closedWith(played).way).toBe(way);
    expect(callsOf(played, 'closeAlert')).toHaveLength(1);
    expect(played.status).toBe('SUCCEEDED');
  });

  test('an assessment that nobody makes comes to operations as well', async () => {
    const played = await churn({
      people: { 'Assess alert': ['silent'], 'Take over by hand': [answered({ way: 'COMPLETE' })] },
      nudges: { 'Assess alert': [{ way: 'EXHAUSTED' }] },
    });
    expect(tasksOf(played)).toEqual(['Assess alert', 'Take over by hand']);
  });

  test('where nobody takes over, the execution fails so that everybody sees it', async () => {
    const played = await churn({
      failing: { 'Select playbook': fault('CustomerUnknown') },
      people: { 'Take over by hand': ['silent'] },
      nudges: { 'Take over by hand': [{ way: 'EXHAUSTED' }] },
    });
    expect([played.status, played.error]).toEqual(['FAILED', 'NobodyTookOver']);
  });
});

test('R025 what goes between states names the customer by number only', async () => {
  const played = await churn();
  const known = played.calls.flatMap(({ payload }) => Object.keys((payload.case ?? {}) as object));
  expect(known).toContain('customerId');
  for (const personal of ['name', 'phone', 'email', 'text', 'reason']) expect(known).not.toContain(personal);
});
