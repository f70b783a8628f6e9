import { expect, test } from 'vitest';
import { synthesized } from '../kit/runtime.ts';
import type { Plant } from './plants.ts';
import type { TimeOut } from './race.ts';
import { type PartName, type TrialSize, trial } from './task.ts';

/** Enough for every attack to fire; the figures that are reported come from `npm run trial:task`. */
const SMALL: TrialSize = { links: 4, forged: 160, answers: 2, fold: 12, left: 1 };

test('S1 S2 S3 S5 R7 scanners, forged links, replays, old links and time-outs get nothing of a mailed task', {
  timeout: 600_000,
}, async () => {
  const { parts, broken, void: missed } = await trial(synthesized(), SMALL);
  expect(broken).toEqual([]);
  expect(missed).toEqual([]);
  // The same attacks on the baselines get something, so they are attacks.
  const figures = parts.flatMap((part) => part.figures);
  const onBaseline = (attack: string, on: string) =>
    figures.find((figure) => figure.attack.startsWith(attack) && figure.on === on)?.got;
  expect(onBaseline('scanner that looks', 'AWS tutorial')).toBe(SMALL.links);
  expect(onBaseline('scanner that submits', 'one-click POST')).toBe(SMALL.links);
  expect(onBaseline('one answer', 'one-click POST')).toBeGreaterThan(0);
  expect(onBaseline('altered links', 'AWS tutorial')).toBeGreaterThan(0);
  expect(onBaseline('an answer at the instant', 'without conditions')).toBe(4);
});

interface Planted {
  plant: Plant;
  parts: readonly PartName[];
  timeOuts?: readonly TimeOut[];
  finds: RegExp;
}

const planted: readonly Planted[] = [
  {
    plant: 'act-on-get',
    parts: ['scanners'],
    finds: /scanner that looks: HEAD, GET, links of tasks: acted 4 of 4/,
  },
  {
    plant: 'new-link-on-reminder',
    parts: ['old-links'],
    finds: /one link per holder.* generation 1, \d+ links/,
  },
  {
    plant: 'missing-condition',
    parts: ['races'],
    timeOuts: ['giving it up'],
    finds: /told = done = audit at the instant of giving it up/,
  },
];

test.each(planted)(
  'R19 the planted bug $plant turns the trial red',
  {
    timeout: 600_000,
  },
  async ({ plant, parts, timeOuts, finds }) => {
    const { broken } = await trial(synthesized(), SMALL, { plant, parts, timeOuts });
    expect(broken.join('\n')).toMatch(finds);
  },
);
