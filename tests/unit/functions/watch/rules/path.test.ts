import { describe, expect, test } from 'vitest';
import { pathOf, presentOf, toldSketch } from '../../../../../functions/watch/rules/path.ts';
import { fold } from '../../../../../shared/picture/fold.ts';
import { renderGolden } from '../../../../../workflows/kit/golden.ts';
import { churn } from '../../../../kit/churn-story.ts';
import { answered, complaint } from '../../../../kit/complaint-story.ts';
import { everyVerb } from '../../../../kit/every-verb.ts';
import { goldenOf, told } from '../../../../kit/history.ts';
import { visit } from '../../../../kit/visit-story.ts';

const sketch = fold(JSON.parse(goldenOf('complaint-handling')));

describe('R098 R221 the way of a complaint that is settled', () => {
  test('is one stay a scene, with the times of its entry and its end, in order', async () => {
    const played = await complaint();
    const path = pathOf(sketch, told(played.events), false);
    const scenes = path.stays.map(({ scene }) => scene);
    expect(scenes[0]).toBe('Register');
    expect(scenes).toContain('Investigate');
    // All four states of a task, and each nudge of it, are one stay.
    expect(scenes.filter((scene) => scene === 'Investigate')).toHaveLength(1);
    expect(scenes.filter((scene) => /^(Prepare|Nudge) /.test(scene))).toEqual([]);
    for (const { enteredAt, leftAt } of path.stays.slice(0, -1))
      expect(enteredAt <= (leftAt ?? '')).toBe(true);
    expect(path.steps[0]).toEqual({ from: 'start', to: 'Register' });
    expect(presentOf(path)).toEqual([]);
  });

  test('is marked on the picture, with no way that was not gone', async () => {
    const played = await complaint();
    const path = pathOf(sketch, told(played.events), false);
    const near = toldSketch(sketch, path, 'near');
    const marked = near.figures.filter(({ mark }) => mark === 'taken').map(({ id }) => id);
    expect(new Set(marked)).toEqual(new Set(path.stays.map(({ scene }) => scene)));
    expect(near.ways.every(({ taken }) => taken)).toBe(true);
    const whole = toldSketch(sketch, path, 'whole');
    expect(whole.figures).toHaveLength(sketch.figures.length);
    expect(whole.ways.filter(({ taken }) => taken)).toHaveLength(near.ways.length);
    expect(whole.figures.find(({ id }) => id === 'Approve extension')?.mark).toBeUndefined();
  });
});

test('R220 an execution that waits for a person is there, and the ways on from there are shown', async () => {
  const { events } = await complaint({ people: { Investigate: ['silent'] }, waitSeconds: 3_600 });
  const all = told(events);
  const at = all.findIndex(({ state }) => state === 'Nudge Investigate');
  const path = pathOf(sketch, all.slice(0, at + 1), true);
  expect(presentOf(path)).toEqual(['Investigate']);
  const near = toldSketch(sketch, path, 'near');
  expect(near.figures.filter(({ mark }) => mark === 'now').map(({ id }) => id)).toEqual(['Investigate']);
  const ahead = near.ways.filter(({ taken }) => !taken);
  expect(ahead.length).toBeGreaterThan(1);
  expect(ahead.every(({ from }) => from === 'Investigate')).toBe(true);
  expect(ahead.map(({ label }) => label)).toContain('nobody answers');
  // The same events of an execution that was ended there: it is nowhere any more.
  expect(presentOf(pathOf(sketch, all.slice(0, at + 1), false))).toEqual([]);
});

test('where older events are missing, the way begins with the first that is there', async () => {
  const { events } = await complaint();
  const all = told(events);
  const path = pathOf(sketch, all.slice(Math.floor(all.length / 2)), false);
  expect(path.steps.some(({ from }) => from === 'start')).toBe(false);
  expect(path.stays.at(-1)).toMatchObject({ scene: 'Close' });
});

/** Executions that take signals, faults, retries, refusals and silence on their way. */
const stories: readonly [string, string, () => ReturnType<typeof complaint>][] = [
  ['a complaint', 'complaint-handling', () => complaint()],
  [
    'a complaint that is withdrawn',
    'complaint-handling',
    () => complaint({ people: { Investigate: [{ after: 60, signal: 'WITHDRAWN' }] } }),
  ],
  [
    'a complaint with new facts',
    'complaint-handling',
    () =>
      complaint({
        people: {
          Investigate: [{ after: 60, signal: 'SUPPLEMENTED' }, answered({ cause: 'C01', moreTime: 'NONE' })],
        },
      }),
  ],
  [
    'a complaint with a step that fails and is tried again',
    'complaint-handling',
    () => complaint({ failing: { Register: Object.assign(new Error('ids only'), { name: 'CaseUnknown' }) } }),
  ],
  ['an alert', 'churn-response', () => churn()],
  ['a visit', 'follow-up-visit', () => visit()],
];

test.each(stories)('every step of %s is a way of its picture', async (_, folder, plays) => {
  const picture = fold(JSON.parse(goldenOf(folder)));
  const { events, visited } = await plays();
  const path = pathOf(picture, told(events), false);
  const figures = new Set(picture.figures.map(({ id }) => id));
  expect(visited.length).toBeGreaterThan(3);
  for (const { scene } of path.stays) expect(figures.has(scene), scene).toBe(true);
  const near = toldSketch(picture, path, 'near');
  for (const { from, to } of path.steps) {
    const gone = near.ways.some(
      (way) =>
        (way.from === from && (way.to === to || way.to === `${from} again`)) ||
        (way.from.startsWith('signal ') && way.to === to),
    );
    expect(gone, `${from} to ${to}`).toBe(true);
  }
});

test('what runs at once is told in each of its chapters, and goes on from where they join', () => {
  const machine = JSON.parse(renderGolden(everyVerb));
  const picture = fold(machine);
  const fork = picture.figures.find(({ kind, id }) => kind === 'fork' && id !== 'start');
  const inside = picture.ways.filter(({ from }) => from === fork?.id).map(({ to }) => to);
  const after = picture.ways.find(({ from }) => from === `${fork?.id} joined`)?.to ?? '';
  expect(inside.length).toBeGreaterThan(1);
  const at = '2026-03-02T01:30:00.000Z';
  const event = (id: number, previousId: number, type: string, state?: string) => ({
    id,
    previousId,
    type,
    at,
    state,
  });
  const [first = '', second = ''] = inside;
  const path = pathOf(
    picture,
    [
      event(1, 0, 'ExecutionStarted'),
      event(2, 1, 'ParallelStateEntered', fork?.id),
      event(3, 2, 'ParallelStateStarted'),
      event(4, 3, 'TaskStateEntered', first),
      event(5, 3, 'TaskStateEntered', second),
      event(6, 4, 'TaskStateExited', first),
      event(7, 5, 'TaskStateExited', second),
      event(8, 7, 'ParallelStateSucceeded'),
      event(9, 8, 'ParallelStateExited', fork?.id),
      event(10, 9, 'TaskStateEntered', after),
    ],
    true,
  );
  expect(path.steps).toEqual([
    { from: 'start', to: fork?.id },
    { from: fork?.id, to: first },
    { from: fork?.id, to: second },
    { from: `${fork?.id} joined`, to: after },
  ]);
  expect(presentOf(path)).toEqual([after]);
});
