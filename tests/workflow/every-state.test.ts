/**
 * Plays stories until every state of every storyboard has been entered and every way out of one taken: a state or a
 * way that no story reaches fails this test, so none can be added to a storyboard without a story that needs it.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GOLDEN } from '../../workflows/kit/golden.ts';
import { storyboards } from '../../workflows/storyboards.ts';
import { type AslMachine, followers } from '../kit/asl.ts';
import { answered, complaint, fault, found, triaged, usualPeople } from '../kit/complaint-story.ts';
import type { Act, Played, Script } from '../kit/play.ts';
import { watch } from '../kit/watch-story.ts';

type Play = (script: Script) => Promise<Played>;

const nobodyReached: Script['functions'] = {
  acknowledge: [{ reachedBy: 'nobody' }],
  answerFeedback: [{ reachedBy: 'nobody' }],
  extend: [{ dueAt: '2026-04-24T16:00:00.000Z', reachedBy: 'nobody' }],
  notifyDecision: [{ reachedBy: 'nobody' }],
};
const suggestion = { Triage: [answered({ ...triaged, class: 'SUGGESTION' })] };
const moreTime = { Investigate: [answered({ ...found, moreTime: 'COMPLEX' }), answered(found)] };
const twice = [answered({ verdict: 'REFUSE' }), answered({ verdict: 'APPROVE' })];
const weighing = (approvalLevel: number, coSign: string): Script => ({
  functions: { weighProposal: [{ approvalLevel, coSign }] },
});

/** Stories in which everybody does what they are asked to, by what makes each of them different. */
const complaints: Readonly<Record<string, Script>> = {
  'the straight one': {},
  'a customer without an address': { functions: nobodyReached, people: moreTime },
  'a suggestion': { people: suggestion },
  'a suggestion of a customer without an address': { functions: nobodyReached, people: suggestion },
  'settled at first contact': {
    people: { 'First contact': [answered({ reached: 'SPOKEN', settledNow: 'YES' })] },
  },
  'more time': { people: moreTime },
  'more time refused': { people: { ...moreTime, 'Approve extension': twice } },
  'a letter that lacks something': {
    functions: { checkLetter: [{ letter: 'LACKING' }, { letter: 'SOUND' }] },
  },
  'an approval refused': { people: { Approve: twice } },
  'nobody needs to approve': weighing(0, 'NO'),
  'compliance signs alone': weighing(0, 'YES'),
  'compliance signs as well': weighing(2, 'YES'),
  'compliance refuses': { ...weighing(2, 'YES'), people: { 'Co-sign': twice } },
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
async function playComplaints(play: Play): Promise<Played[]> {
  const plays: Played[] = [];
  const seen = new Set<string>();
  for (const script of Object.values(complaints)) {
    const straight = await play(script);
    expect(straight.status).toBe('SUCCEEDED');
    plays.push(straight);
    const people = { ...usualPeople, ...script.people };
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

/** What can become of the take-over itself. */
async function playTakeOvers(play: Play): Promise<Played[]> {
  const task = 'Take over by hand';
  const failing = { Acknowledge: fault('ItemWrong') };
  const plays = [
    await play({ failing, people: { [task]: [answered({ way: 'CANCEL' })] } }),
    await play({ failing: { ...failing, [`Prepare ${task}`]: fault('ItemWrong') } }),
    await play({ failing: { ...failing, [task]: fault('ItemWrong') } }),
    await play({
      failing: { 'Take in new facts': fault('ItemWrong') },
      people: { Investigate: [{ after: 60, signal: 'SUPPLEMENTED' }, answered(found)] },
    }),
  ];
  for (const change of otherwiseWith(task, usualPeople)) {
    plays.push(await play({ ...change, failing: { ...failing, ...change.failing } }));
  }
  return plays;
}

/** By folder of the storyboard. */
const plays: Readonly<Record<string, () => Promise<Played[]>>> = {
  'complaint-handling': async () => [
    ...(await playComplaints(complaint)),
    ...(await playTakeOvers(complaint)),
  ],
  'deadline-watch': async () => [
    await watch(),
    await watch({ failing: { 'Look at the deadline': fault('ItemWrong') } }),
  ],
};

describe.each(storyboards)('$folder', ({ folder }) => {
  test('every state is entered, and every way out of one is taken, by some story', async () => {
    const file = resolve(import.meta.dirname, '../../workflows', join(folder, GOLDEN));
    const { States: states } = JSON.parse(readFileSync(file, 'utf8')) as AslMachine;
    const played = (await plays[folder]?.()) ?? [];

    const entered = new Set(played.flatMap(({ visited }) => visited));
    expect(Object.keys(states).filter((name) => !entered.has(name))).toEqual([]);

    const way = (from: string, to: string | undefined): string => `${from} → ${to}`;
    const taken = new Set(
      played.flatMap(({ visited }) => visited.slice(1).map((name, index) => way(visited[index] ?? '', name))),
    );
    const ways = Object.entries(states).flatMap(([name, state]) =>
      followers(state).map((next) => way(name, next)),
    );
    expect(ways.filter((each) => !taken.has(each))).toEqual([]);
    const failures = new Set(played.filter(({ status }) => status !== 'SUCCEEDED').map(({ error }) => error));
    const named = Object.values(states).flatMap(({ Error: name }) => name ?? []);
    expect([...failures]).toEqual(named);
  });
});
