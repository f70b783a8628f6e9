/**
 * Plays stories until every state of every storyboard has been entered and every way out of one taken: a state or a
 * way that no story reaches fails this test, so none can be added to a storyboard without a story that needs it.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GOLDEN } from '../../workflows/kit/golden.ts';
import { storyboards } from '../../workflows/storyboards.ts';
import { type AslMachine, followers, statesOf } from '../kit/asl.ts';
import { campaign, end, flawed, half, sound, usualCampaignPeople } from '../kit/campaign-story.ts';
import { byPerson, churn, finds, go, held, steps, talk, usualChurnPeople } from '../kit/churn-story.ts';
import {
  answered,
  complaint,
  fault,
  found,
  triaged,
  usualAnswers,
  usualPeople,
} from '../kit/complaint-story.ts';
import { evaluation, usualEvaluationPeople } from '../kit/evaluation-story.ts';
import { feedback, usualFeedbackPeople } from '../kit/feedback-story.ts';
import { improvement, measured, usualImprovementPeople } from '../kit/improvement-story.ts';
import { decisionFailed, letterByHand, takenUp, usualLetterPeople } from '../kit/letter-story.ts';
import { plan } from '../kit/plan-story.ts';
import type { Act, Played, Script } from '../kit/play.ts';
import {
  later as askLater,
  called,
  low,
  recovered,
  remindedOnce,
  survey,
  usualSurveyPeople,
} from '../kit/survey-story.ts';
import { came, now, service, usualVisitPeople, visit } from '../kit/visit-story.ts';
import { watch } from '../kit/watch-story.ts';

type Play = (script: Script) => Promise<Played>;

const nobodyReached: Script['functions'] = {
  acknowledge: [{ reachedBy: 'nobody' }],
  answerFeedback: [{ reachedBy: 'nobody' }],
  extend: [{ extended: 'YES', dueAt: '2026-04-24T16:00:00.000Z', reachedBy: 'nobody' }],
  notifyDecision: [{ reachedBy: 'nobody' }],
  takeInFacts: [{ reachedBy: 'nobody' }],
  close: [{ toTell: 'YES', closedAt: '2026-03-03T02:00:00.000Z' }],
};
const suggestion = { Triage: [answered({ ...triaged, class: 'SUGGESTION' })] };
const moreTime = { Investigate: [answered({ ...found, moreTime: 'COMPLEX' }), answered(found)] };
const twice = [answered({ verdict: 'REFUSE' }), answered({ verdict: 'APPROVE' })];
const weighing = (approvalLevel: number, coSign: string): Script => ({
  functions: { weighProposal: [{ approvalLevel, coSign }] },
});

/** Improvements, by how they go on. */
const improvements: Readonly<Record<string, Script>> = {
  'what works': {},
  'what nothing is done about': { functions: { planImprovement: [{ plan: 'DISCARD' }] } },
  'what is not done, and then is': {
    functions: { recordImprovement: [{ next: 'PLAN' }, { next: 'MEASURE', until: measured('').until }] },
  },
  'what no data are about': { functions: { recordImprovement: [{ next: 'CLOSE' }] } },
  'what is measured later': {
    functions: { measureImprovement: [measured('LATER'), measured('UNMEASURED')] },
  },
  'what works at the second try': {
    functions: { measureImprovement: [measured('NOT_EFFECTIVE', 'YES'), measured('EFFECTIVE')] },
  },
};

/** Stories in which everybody does what they are asked to, by what makes each of them different. */
const complaints: Readonly<Record<string, Script>> = {
  'the straight one': {},
  'a customer without an address': { functions: nobodyReached, people: moreTime },
  'a suggestion': { people: suggestion },
  'a suggestion of a customer without an address': { functions: nobodyReached, people: suggestion },
  'settled at first contact': {
    people: { 'First contact': [answered({ reached: 'SPOKEN', settledNow: 'YES' })] },
  },
  'a customer without an address, settled at first contact': {
    functions: nobodyReached,
    people: { 'First contact': [answered({ reached: 'SPOKEN', settledNow: 'YES' })] },
  },
  'a customer who has an address by the end': {
    functions: { ...nobodyReached, close: [{ toTell: 'NO' }] },
    people: { Triage: [{ after: 60, signal: 'WITHDRAWN' }] },
  },
  ...Object.fromEntries(
    (['Triage', 'First contact', 'Investigate'] as const).map((task) => [
      `new facts of a customer without an address during ${task}`,
      {
        functions: nobodyReached,
        people: { [task]: [{ after: 60, signal: 'SUPPLEMENTED' }, ...usualPeople[task]] },
      },
    ]),
  ),
  'new facts as it closes without mail': {
    functions: nobodyReached,
    people: { Triage: [{ after: 60, signal: 'WITHDRAWN' }, ...usualPeople.Triage] },
    failing: { 'Close without mail': fault('SignalUnheard') },
  },
  'opened again': {
    functions: {
      register: [
        {
          ...usualAnswers.register[0],
          again: 'YES',
          class: 'COMPLAINT',
          severity: 'S3',
          dueAt: '2026-03-24T16:00:00.000Z',
        },
      ],
    },
  },
  'more time': { people: moreTime },
  'more time refused': { people: { ...moreTime, 'Approve extension': twice } },
  'new facts as it closes': { failing: { Close: fault('SignalUnheard') } },
  'a letter that lacks something': {
    functions: {
      weighProposal: [
        { approvalLevel: 2, coSign: 'NO', letter: 'LACKING' },
        { approvalLevel: 2, coSign: 'NO', letter: 'SOUND' },
      ],
    },
  },
  'an approval refused': { people: { Approve: twice } },
  'nobody needs to approve': weighing(0, 'NO'),
  'compliance signs alone': weighing(0, 'YES'),
  'compliance signs as well': weighing(2, 'YES'),
  'compliance refuses': { ...weighing(2, 'YES'), people: { 'Co-sign': twice } },
};

const greeting = { openVisit: [{ kind: 'GREETING', tier: 'mass', line: 'ordinary', policies: {} }] };
const leaves = (what: string): Script => ({
  functions: {
    recordOutcome: [{ ending: 'COMPLETED', followUps: [{ what, number: 1 }] }],
    takeUp: [{ ...service, what, promisedBy: '2026-03-06T09:00:00.000Z' }],
  },
});

/** Visits in which everybody does what they are asked to, by what makes each of them different. */
const visits: Readonly<Record<string, Script>> = {
  'the straight one': {},
  'not yet': { functions: { weighContact: [{ ruling: 'LATER' }, now] } },
  'not at all': { functions: { weighContact: [{ ruling: 'NOT', ending: 'SUPPRESSED' }] } },
  'a greeting by mail': { functions: { ...greeting, weighContact: [{ ...now, by: 'MAIL' }] } },
  'a greeting by a person': { functions: greeting },
  'a greeting that is refused': {
    functions: greeting,
    people: { Greet: [answered({ outcome: 'REFUSED' })] },
  },
  'a greeting that reaches nobody': {
    functions: greeting,
    people: { Greet: [answered({ outcome: 'NO_ANSWER' })] },
  },
  'nobody answers': { people: { Visit: [came('NO_ANSWER')] } },
  'put off': { people: { Visit: [came('RESCHEDULE'), came('REACHED')] } },
  'put off too often': {
    functions: { agreeOnDate: [{ again: 'NO', ending: 'SKIPPED' }] },
    people: { Visit: [came('NOT_NOW')] },
  },
  refused: { people: { Visit: [came('REFUSED')] } },
  'a wrong number': { people: { Visit: [came('WRONG_CONTACT')] } },
  'a wrong number that nobody can mend': {
    functions: { takeInContact: [{ contact: 'NONE' }] },
    people: { Visit: [came('WRONG_CONTACT')] },
  },
  'a service request': leaves('SERVICE'),
  'a dissatisfied customer': leaves('RECOVERY'),
  'a promise': leaves('PROMISE'),
};

const ends = (ruling: string) => ({ ruling, stage: 'START', ending: 'SUPPRESSED' });
const automatic = { ...byPerson, route: 'AUTO' };
const later = { ruling: 'LATER', until: held.until };
const playbook = (...kinds: string[]): Script['functions'] => ({ takeStep: steps(...kinds) });
const inPlaybook = { ...go, stage: 'PLAYBOOK' };
const winsBack: Script = { functions: { takeStep: [{ what: 'WIN_BACK', number: 1 }, { what: 'CLOSE' }] } };
const offering = (prepared: Record<string, unknown>, people: Script['people'] = {}): Script => ({
  functions: {
    ...playbook('OFFER'),
    prepareOffer: [{ offer: 'fee-waiver', approvalLevel: 0, coSign: 'NO', ...prepared }],
  },
  people,
});

/** Alerts in which everybody does what they are asked to, by what makes each of them different. */
const alerts: Readonly<Record<string, Script>> = {
  'the straight one': {},
  'joined to another': { functions: { lockCustomer: [{ outcome: 'MERGED' }] } },
  'must not be acted on': { functions: { weighAlert: [ends('END')] } },
  'held, and released to its end': { functions: { weighAlert: [held], releaseAlert: [ends('END')] } },
  'held, and released': { functions: { weighAlert: [held], releaseAlert: [held, go] } },
  'held within a playbook': {
    functions: {
      weighAlert: [go, inPlaybook],
      takeStep: [{ what: 'CONTACT', number: 1 }, { what: 'CONTACT', number: 1 }, { what: 'NONE' }],
    },
    people: { 'Contact customer': [{ after: 60, signal: 'COMPLAINT_OPENED' }, talk('ACCEPTED')] },
  },
  'only watched': { functions: { assignArm: [{ ...byPerson, route: 'CONTROL' }] } },
  'automatic care': { functions: { assignArm: [automatic] } },
  'automatic care, later': { functions: { assignArm: [automatic], sendCare: [later, { ruling: 'SENT' }] } },
  'an expert': { people: { 'Assess alert': [finds('NEED_EXPERT')] } },
  'a false alarm': { people: { 'Assess alert': [finds('FALSE_ALARM')] } },
  'gone already': { ...winsBack, people: { 'Assess alert': [finds('ALREADY_LEFT')] } },
  'a complaint found': {
    functions: { recordAssessment: [{ until: held.until }, {}] },
    people: { 'Assess alert': [finds('COMPLAINT_FOUND'), finds('CONFIRM')] },
  },
  'every step that a function does': { functions: playbook('MARKETING_PAUSE', 'PRODUCT_FEEDBACK') },
  'a service put right': { functions: playbook('SERVICE_FIX') },
  'a talk later': {
    functions: { ...playbook('CONTACT'), weighRetention: [later, { ruling: 'NOW' }] },
  },
  'no talk': { functions: { ...playbook('CONTACT'), weighRetention: [{ ruling: 'NOT' }] } },
  'a talk put off': {
    functions: { ...playbook('CONTACT'), recordStep: [later, { ruling: 'NEXT' }] },
  },
  'a complaint in a talk': {
    functions: {
      takeStep: [{ what: 'CONTACT', number: 1 }, { what: 'NONE' }],
      recordStep: [{ ruling: 'HOLD', until: held.until }],
      releaseAlert: [inPlaybook],
    },
  },
  'a small offer': offering({}),
  'no offer': offering({ offer: 'NONE' }),
  'a dear offer': offering({ approvalLevel: 2 }),
  'a dear offer of the risk class': offering({ approvalLevel: 2, coSign: 'YES' }),
  'an offer of the risk class': offering({ coSign: 'YES' }),
  'a dear offer refused': offering(
    { approvalLevel: 2 },
    { 'Approve offer': [answered({ verdict: 'REFUSE' })] },
  ),
  'an offer that compliance refuses': offering(
    { coSign: 'YES' },
    { 'Co-sign offer': [answered({ verdict: 'REFUSE' })] },
  ),
  'a higher band': {
    functions: {
      measure: [{ stands: 'HIGHER' }, { stands: 'CLEAR', ending: 'RETAINED' }],
      takeStep: [{ what: 'CONTACT', number: 1 }, { what: 'NONE' }],
    },
  },
  'gone in the end': {
    functions: {
      measure: [{ stands: 'LOST', ending: 'LOST' }],
      takeStep: [{ what: 'NONE' }, { what: 'WIN_BACK', number: 1 }, { what: 'CLOSE' }],
    },
  },
};

/** Evaluations, by what they propose and what people say to it. */
const evaluations: Readonly<Record<string, Script>> = {
  'other thresholds': {},
  'the present ones': { functions: { evaluateWarnings: [{ proposes: 'NO' }] } },
  'a review that refuses': { people: { 'Review thresholds': [answered({ verdict: 'REFUSE' })] } },
  'an approval that is refused': { people: { 'Approve thresholds': [answered({ verdict: 'REFUSE' })] } },
};

/** Campaigns, by what makes each of them different. */
const campaigns: Readonly<Record<string, Script>> = {
  'the straight one': {},
  'a survey that is badly written': { functions: { lintSurvey: [flawed] } },
  'a bank without customers': { functions: { drawSample: [{ members: 0 }] } },
  'no approval': { functions: { lintSurvey: [{ ...sound, approval: 'NOT_NEEDED' }] } },
  'a sample that is refused': { people: { 'Approve sample': [answered({ verdict: 'REFUSE' })] } },
  'few answers by half-time': {
    functions: {
      weighResponse: [{ topUp: 'YES', until: end }],
      inviteMembers: [
        { launchCursor: 'END', until: half },
        { launchCursor: '50', until: end },
        { launchCursor: 'END', until: end },
      ],
    },
  },
  'many invitations to end': { functions: { endInvitations: [{ endCursor: '200' }, { endCursor: 'END' }] } },
  'too few answers': { functions: { evaluateCampaign: [{ enough: 'NO', weak: 0 }] } },
  'words without a name': {
    functions: {
      answerVoices: [
        { voice: 'PRAISE', number: 1 },
        { voice: 'NONE', number: 0 },
      ],
    },
  },
};

/** Invitations to surveys, by what makes each of them different. */
const invitations: Readonly<Record<string, Script>> = {
  'the straight one': {},
  'put off': { functions: { sendInvitation: [askLater, { ruling: 'SENT' }] } },
  'nobody to ask': { functions: { sendInvitation: [{ ruling: 'NOT', outcome: 'NOT_INVITED' }] } },
  'a reminder': { functions: { lookAtInvitation: remindedOnce } },
  'woken for nothing': { functions: { lookAtInvitation: [{ found: 'WAIT' }, { found: 'ANSWERED' }] } },
  'no answer': { functions: { lookAtInvitation: [{ found: 'OVER', outcome: 'NO_RESPONSE' }] } },
  'by telephone': { functions: { lookAtInvitation: called } },
  'by telephone, later': {
    functions: { lookAtInvitation: called, weighCall: [askLater, { ruling: 'NOW' }] },
  },
  'nobody to call': { functions: { lookAtInvitation: called, weighCall: [{ ruling: 'NOT' }] } },
  'nobody reached': {
    functions: { lookAtInvitation: called, takeInInterview: [{ found: 'OVER', outcome: 'NO_RESPONSE' }] },
  },
  'not satisfied': { functions: { scoreAnswer: [low] } },
  'not satisfied, at night': {
    functions: { scoreAnswer: [low], weighCall: [askLater, { ruling: 'NOW' }] },
  },
  'not satisfied, and not to be contacted': {
    functions: { scoreAnswer: [low], weighCall: [{ ruling: 'NOT' }] },
  },
  'a request': {
    functions: { scoreAnswer: [low], takeInRecovery: [{ recovery: 'SERVICE_REQUEST' }] },
    people: { Recover: [recovered('SERVICE_REQUEST')] },
  },
};

/** What can go otherwise with a task that somebody has, whoever it is. */
function* otherwiseWith(task: string, people: NonNullable<Script['people']>): Generator<Script> {
  const first = (...acts: Act[]): Script['people'] => ({
    ...people,
    [task]: [...acts, ...(people[task] ?? [])],
  });
  const silent = first('silent');
  yield { people: silent, nudges: { [task]: [{ way: 'WAIT' }] } };
  yield { people: silent, nudges: { [task]: [{ way: 'EXHAUSTED' }] } };
  yield { people: silent, nudges: { [task]: [{ way: 'NOWAY' }] } };
  yield { people: silent, failing: { [`Nudge ${task}`]: fault('ItemWrong') } };
  for (const signal of ['WITHDRAWN', 'SUPPLEMENTED', true] as const)
    yield { people: first({ after: 60, signal }) };
}

/** The straight stories, each of them with everything that can go wrong at each of its tasks and steps. */
async function playAll(
  play: Play,
  scripts: Readonly<Record<string, Script>>,
  usual: NonNullable<Script['people']>,
): Promise<Played[]> {
  const plays: Played[] = [];
  const seen = new Set<string>();
  for (const script of Object.values(scripts)) {
    const straight = await play(script);
    expect(straight.status).toBe('SUCCEEDED');
    plays.push(straight);
    const people = { ...usual, ...script.people };
    for (const state of new Set(straight.visited)) {
      if (seen.has(state)) continue;
      seen.add(state);
      plays.push(await play({ ...script, failing: { [state]: fault('ItemWrong') } }));
      if (!straight.visited.includes(`Prepare ${state}`)) continue;
      for (const change of otherwiseWith(state, people)) plays.push(await play({ ...script, ...change }));
    }
  }
  return plays;
}

/** What can become of a take-over itself, behind a step that fails in a story. */
async function playTakeOvers(
  play: Play,
  { task, step, story = {} }: { readonly task: string; readonly step: string; readonly story?: Script },
  usual: NonNullable<Script['people']>,
): Promise<Played[]> {
  const failing = { [step]: fault('ItemWrong') };
  const plays = [
    await play({ ...story, failing, people: { [task]: [answered({ way: 'CANCEL' })] } }),
    await play({ ...story, failing: { ...failing, [`Prepare ${task}`]: fault('ItemWrong') } }),
    await play({ ...story, failing: { ...failing, [task]: fault('ItemWrong') } }),
  ];
  for (const change of otherwiseWith(task, usual)) {
    plays.push(await play({ ...story, ...change, failing: { ...failing, ...change.failing } }));
  }
  return plays;
}

/** Letters that no mail could bring, by what makes each of them different. */
const letters: Readonly<Record<string, Script>> = {
  'a decision': {},
  'an acknowledgement': { input: { ...decisionFailed, template: 'acknowledgement' } },
  'told in the meantime': { functions: { takeUpLetter: [{ ...takenUp, toTell: 'NO' }] } },
};

/** Answers to what customers said. */
const voices: Readonly<Record<string, Script>> = {
  'by mail': {},
  'by hand': { functions: { sendReply: [{ toTell: 'YES' }] } },
};

/** By folder of the storyboard. */
const plays: Readonly<Record<string, () => Promise<Played[]>>> = {
  'complaint-handling': async () => [
    ...(await playAll(complaint, complaints, usualPeople)),
    ...(await playTakeOvers(complaint, { task: 'Take over by hand', step: 'Acknowledge' }, usualPeople)),
    await complaint({
      ...complaints['a customer without an address, settled at first contact'],
      people: {
        'First contact': [answered({ reached: 'SPOKEN', settledNow: 'YES' })],
        'End by hand': ['silent'],
        'Take over by hand': [answered({ way: 'COMPLETE' })],
      },
      nudges: { 'End by hand': [{ way: 'EXHAUSTED' }] },
    }),
    await complaint({
      failing: { 'Take in new facts': fault('ItemWrong') },
      people: { Investigate: [{ after: 60, signal: 'SUPPLEMENTED' }, answered(found)] },
    }),
  ],
  'follow-up-visit': async () => [
    ...(await playAll(visit, visits, usualVisitPeople)),
    ...(await playTakeOvers(visit, { task: 'Take over by hand', step: 'Build brief' }, usualVisitPeople)),
    ...(await playTakeOvers(
      visit,
      { task: 'Follow up by hand', step: 'Settle follow-up', story: leaves('SERVICE') },
      usualVisitPeople,
    )),
    await visit({
      people: { 'Wait for the day': [{ after: 60, signal: 'COMPLAINT_OPENED' }] },
      ...visits['not yet'],
    }),
  ],
  'churn-response': async () => [
    ...(await playAll(churn, alerts, usualChurnPeople)),
    ...(await playTakeOvers(churn, { task: 'Take over by hand', step: 'Select playbook' }, usualChurnPeople)),
    await churn({
      ...winsBack,
      people: { 'Win back': ['silent'] },
      nudges: { 'Win back': [{ way: 'EXHAUSTED' }] },
    }),
    await churn({
      ...alerts['automatic care, later'],
      people: { 'Wait to care': [{ after: 60, signal: 'COMPLAINT_OPENED' }] },
    }),
    await churn({
      ...alerts['a talk later'],
      people: { 'Wait to contact': [{ after: 60, signal: 'COMPLAINT_OPENED' }] },
    }),
    await churn({
      functions: { weighAlert: [held] },
      people: { 'Hold for complaint': [{ after: 60, signal: 'COMPLAINT_CLOSED' }] },
    }),
    await churn({ people: { Watch: [{ after: 60, signal: 'UPDATED' }] } }),
    // A wait that is released before its time is over all the same.
    await churn({ ...alerts['automatic care, later'], people: { 'Wait to care': [answered({})] } }),
    await churn({ ...alerts['a talk later'], people: { 'Wait to contact': [answered({})] } }),
  ],
  'survey-invitation': async () => [
    ...(await playAll(survey, invitations, usualSurveyPeople)),
    ...(await playTakeOvers(survey, { task: 'Take over by hand', step: 'Score' }, usualSurveyPeople)),
    await survey({ people: { 'Wait to ask': [{ after: 60, signal: 'OPTED_OUT' }] } }),
    await survey({ people: { 'Await answer': [{ after: 60, signal: 'ANSWERED' }] } }),
    await survey({
      ...invitations['by telephone, later'],
      people: { 'Wait to call': [{ after: 60, signal: 'OPTED_OUT' }] },
    }),
    await survey({
      ...invitations['by telephone'],
      people: { Interview: [{ after: 60, signal: 'OPTED_OUT' }, answered({ reached: 'SPOKEN' })] },
    }),
    await survey({
      ...invitations['not satisfied, at night'],
      people: { 'Wait to recover': [{ after: 60, signal: 'COMPLAINT_OPENED' }] },
    }),
    // A wait that is released before its time is over all the same.
    await survey({ people: { 'Wait to ask': [answered({})], 'Await answer': [answered({})] } }),
    await survey({ ...invitations['by telephone, later'], people: { 'Wait to call': [answered({})] } }),
    await survey({
      ...invitations['not satisfied, at night'],
      people: { 'Wait to recover': [answered({})] },
    }),
  ],
  'warning-evaluation': async () => [
    ...(await playAll(evaluation, evaluations, usualEvaluationPeople)),
    ...(await playTakeOvers(
      evaluation,
      { task: 'Take over by hand', step: 'Settle thresholds' },
      usualEvaluationPeople,
    )),
  ],
  'survey-campaign': async () => [
    ...(await playAll(campaign, campaigns, usualCampaignPeople)),
    ...(await playTakeOvers(
      campaign,
      { task: 'Take over by hand', step: 'Close campaign' },
      usualCampaignPeople,
    )),
    ...(await Promise.all(
      ['Wait for half-time', 'Wait for the end'].flatMap((wait) => [
        campaign({ people: { [wait]: [{ after: 60, signal: 'ENDED' }] } }),
        // A wait that is released before its time is over all the same.
        campaign({ people: { [wait]: [answered({})] } }),
      ]),
    )),
  ],
  'feedback-reply': async () => [
    ...(await playAll(feedback, voices, usualFeedbackPeople)),
    ...(await playTakeOvers(
      feedback,
      { task: 'Take over by hand', step: 'Take up feedback' },
      usualFeedbackPeople,
    )),
  ],
  improvement: async () => [
    ...(await playAll(improvement, improvements, usualImprovementPeople)),
    ...(await playTakeOvers(
      improvement,
      { task: 'Take over by hand', step: 'Close improvement' },
      usualImprovementPeople,
    )),
    await improvement({ people: { 'Wait for the measure': [{ after: 60, signal: 'MEASURED' }] } }),
    // A wait that is released before its time is over all the same.
    await improvement({ people: { 'Wait for the measure': [answered({})] } }),
  ],
  'letter-by-hand': async () => [
    ...(await playAll(letterByHand, letters, usualLetterPeople)),
    ...(await playTakeOvers(
      letterByHand,
      { task: 'Take over by hand', step: 'Take up letter' },
      usualLetterPeople,
    )),
  ],
  'daily-plan': async () => [
    await plan(),
    await plan({ failing: { 'Open the plan': fault('ItemWrong') } }),
    await plan({ failing: { 'Start visits': fault('ItemWrong') } }),
    await plan({ failing: { 'Close the plan': fault('ItemWrong') } }),
  ],
  'deadline-watch': async () => [
    await watch(),
    await watch({ failing: { 'Look at the deadline': fault('ItemWrong') } }),
  ],
};

describe.each(storyboards)('$folder', ({ folder }) => {
  test('every state is entered, and every way out of one is taken, by some story', {
    timeout: 120_000,
  }, async () => {
    const file = resolve(import.meta.dirname, '../../workflows', join(folder, GOLDEN));
    const machine = JSON.parse(readFileSync(file, 'utf8')) as AslMachine;
    const states = statesOf(machine);
    const played = (await plays[folder]?.()) ?? [];

    const entered = new Set(played.flatMap(({ visited }) => visited));
    expect(states.map(({ name }) => name).filter((name) => !entered.has(name))).toEqual([]);

    /** By the name of a state within a chapter, the state that the chapter belongs to. */
    const around = new Map(
      states.flatMap(({ name, state }) =>
        (state.ItemProcessor ? statesOf(state.ItemProcessor) : []).map(
          (inner) => [inner.name, name] as const,
        ),
      ),
    );
    const way = (from: string, to: string | undefined): string => `${from} → ${to}`;
    const taken = new Set(
      played.flatMap(({ visited }) =>
        visited.slice(1).flatMap((name, index) => {
          const before = visited[index] ?? '';
          // What comes after the last state of a chapter comes after the state that it belongs to.
          const leaves = around.has(before) && !around.has(name);
          return [way(before, name), ...(leaves ? [way(around.get(before) ?? '', name)] : [])];
        }),
      ),
    );
    const ways = states.flatMap(({ name, state }) => followers(state).map((next) => way(name, next)));
    expect(ways.filter((each) => !taken.has(each))).toEqual([]);
    const failures = new Set(played.filter(({ status }) => status !== 'SUCCEEDED').map(({ error }) => error));
    const named = Object.values(machine.States).flatMap(({ Error: name }) => name ?? []);
    expect([...failures]).toEqual(named);
  });
});
