import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fold, mainLine } from '../../shared/picture/fold.ts';
import { GOLDEN, renderGolden } from '../../workflows/kit/golden.ts';
import { drawnFolders, picturesOf } from '../../workflows/kit/picture.ts';
import { everyVerb } from '../kit/every-verb.ts';

const workflows = resolve(import.meta.dirname, '../../workflows');
const folders = drawnFolders(workflows);

test('there is a storyboard to draw', () => {
  expect(folders).toContain('complaint-handling');
});

test.each(folders)('the pictures of %s are fresh; if not, `npm run picture` draws them', (folder) => {
  const golden = readFileSync(join(workflows, folder, GOLDEN), 'utf8');
  for (const [name, svg] of Object.entries(picturesOf(golden, folder))) {
    expect(readFileSync(join(workflows, folder, name), 'utf8'), name).toBe(svg);
  }
});

describe('a sketch', () => {
  const golden = renderGolden(everyVerb);
  const sketch = fold(JSON.parse(golden));
  const kindOf = (id: string) => sketch.figures.find((figure) => figure.id === id)?.kind;

  test('has one figure a scene: the states of a staff task are folded into one, those of a pause as well', () => {
    expect(kindOf('Take over by hand')).toBe('staff');
    expect(kindOf('Find out')).toBe('staff');
    expect(kindOf('Let it rest')).toBe('pause');
    expect(kindOf('Watch the deadline')).toBe('start');
    expect(kindOf('Invite customers')).toBe('step');
    expect(kindOf('Anything to make good?')).toBe('question');
    expect(kindOf('Withdrawn')).toBe('end');
    expect(kindOf('Nobody took over')).toBe('failure');
    const folded = sketch.figures.filter(({ id }) => /^(Prepare|Nudge) /.test(id) || id === 'Find out?');
    expect(folded).toEqual([]);
  });

  test('leads every way from a figure to a figure', () => {
    const ids = new Set(sketch.figures.map(({ id }) => id));
    for (const { from, to } of sketch.ways)
      expect([ids.has(from), ids.has(to)], `${from} to ${to}`).toEqual([true, true]);
  });

  test('keeps what happens in chapters within a frame, and tells how many run at once', () => {
    expect(sketch.figures.find(({ id }) => id === 'Deliver the remedy')?.frame).toBe(
      'Carry out remedies frame',
    );
    expect(sketch.frames.map(({ title }) => title)).toEqual([
      'Look into it',
      'Carry out remedies: for each, 3 at once',
    ]);
  });

  test('says in a reader’s words when a way is taken', () => {
    const labelOf = (from: string, to: string) =>
      sketch.ways.find((way) => way.from === from && way.to === to)?.label;
    expect(labelOf('Heavy?', 'Weighed as heavy')).toBe('weight >= 10');
    expect(labelOf('Heavy?', 'Weighed as light')).toBe('otherwise');
    expect(labelOf('Find out', 'Found')).toBe('answered');
    expect(labelOf('Find out', 'Take over the finding')).toBe('nobody answers');
    expect(labelOf('Open', 'Take over by hand')).toBe('fails');
    expect(labelOf('Take over by hand', 'Take over by hand again')).toBe('way = RETRY');
    expect(labelOf('Take over by hand', 'Close')).toBe('otherwise');
  });

  test('leaves out of its main line whatever only an error or silence leads to', () => {
    const titles = mainLine(sketch).figures.map(({ title }) => title);
    expect(titles).toEqual(expect.arrayContaining(['Open', 'Find out', 'Close']));
    expect(titles.filter((title) => /by hand|Nobody|finding|Withdrawn/.test(title))).toEqual([]);
  });
});

test('in a picture no two figures lie upon each other, and none stands outside', () => {
  const pictures = [
    ...Object.values(picturesOf(renderGolden(everyVerb), 'every verb')),
    ...folders.flatMap((folder) =>
      Object.values(picturesOf(readFileSync(join(workflows, folder, GOLDEN), 'utf8'), folder)),
    ),
  ];
  for (const svg of pictures) {
    const [, left, width, height] = (/viewBox="(-?\d+) 0 (\d+) (\d+)"/.exec(svg) ?? []).map(Number) as [
      number,
      number,
      number,
      number,
    ];
    const boxes = [
      ...svg.matchAll(
        /<rect class="(?:step|start|pause|staff|end|failure|again|signal)" x="(-?\d+)" y="(-?\d+)" width="(\d+)" height="(\d+)"/g,
      ),
    ].map((match) => match.slice(1).map(Number) as [number, number, number, number]);
    expect(boxes.length).toBeGreaterThanOrEqual(3);
    const labels = [...svg.matchAll(/<rect class="plate" x="(-?\d+)" y="-?\d+" width="(\d+)"/g)];
    for (const [, x, wide] of labels) {
      expect(Number(x) >= left && Number(x) + Number(wide) <= left + width, `a label at ${x}`).toBe(true);
    }
    for (const [index, [x, y, wide, high]] of boxes.entries()) {
      expect(x >= left && y >= 0 && x + wide <= left + width && y + high <= height).toBe(true);
      for (const [otherX, otherY, otherWide, otherHigh] of boxes.slice(index + 1)) {
        const apart =
          x + wide <= otherX || otherX + otherWide <= x || y + high <= otherY || otherY + otherHigh <= y;
        expect(apart, `${x},${y} and ${otherX},${otherY}`).toBe(true);
      }
    }
  }
});
