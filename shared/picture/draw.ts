/** Lays a sketch out and draws it as SVG, legible on light and on dark ground. */
import { Graph, layout } from '@dagrejs/dagre';
import type { Course, Figure, Kind, Sketch, Way } from './fold.ts';
import { LABEL, MARKERS, NOTE, STYLE, TITLE, TOLD } from './look.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Placed extends Point, Size {}

/** Width of a text: no font is at hand, so each letter counts with its usual share of the size, rounded up. */
const widthOf = (text: string, size: number): number =>
  [...text].reduce((sum, letter) => sum + shareOf(letter), 0) * size;

function shareOf(letter: string): number {
  if (/[\u2E80-\uFF60]/.test(letter)) return 1;
  if (/[ilj.,:;'|·]/.test(letter)) return 0.34;
  return /[mwMWA-Z—]/.test(letter) ? 0.8 : 0.585;
}

/** A title over as many lines as keep it under a width. */
function wrapped(text: string, size: number, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(`${last} ${word}`, size) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** The strip in a staff task: its states as they follow each other. */
const STRIP = { height: 64, chip: 22 };

function sizeOf(figure: Figure, detailed: boolean): Size {
  const lines = wrapped(figure.title, TITLE, 190);
  const text = Math.max(...lines.map((line) => widthOf(line, TITLE)), widthOf(figure.note, NOTE));
  switch (figure.kind) {
    case 'fork':
    case 'join':
      return figure.id === 'start' ? { width: 14, height: 14 } : { width: 120, height: 6 };
    case 'question':
      return { width: text + 90, height: 30 + lines.length * 20 + 24 };
    case 'staff':
      return detailed
        ? { width: Math.max(text + 64, 300), height: 60 + STRIP.height }
        : { width: text + 68, height: 40 };
    case 'end':
    case 'failure':
    case 'again':
    case 'signal':
      return { width: text + 44, height: figure.note ? 48 : 34 };
    default:
      return {
        width: Math.max(text + 60, 150),
        height: 34 + (lines.length - 1) * 19 + (figure.note ? 18 : 6),
      };
  }
}

const WEIGHT: Record<Course, number> = { straight: 12, aside: 2, fault: 1 };

/** Figures that an overview shows side by side; a longer story is read from top to bottom. */
const LONGEST_LINE = 10;

/** How an execution is told to a reader: the words of their language, and what lets the style onto the page. */
export interface Telling {
  /** What stands in a picture, in the words of a language. */
  readonly say: (words: string) => string;
  /** Nonce of the Content-Security-Policy of the page. */
  readonly nonce: string;
}

/** Draws a sketch: in detail from top to bottom; as an overview from left to right, as long as it is short. */
export function draw(story: Sketch, name: string, detailed: boolean, telling?: Telling): string {
  const say = telling?.say ?? ((words: string) => words);
  const sketch = {
    ways: story.ways,
    figures: story.figures.map((figure) => ({ ...figure, title: say(figure.title) })),
    frames: story.frames.map((frame) => ({ ...frame, title: say(frame.title) })),
  };
  const graph = new Graph({ compound: true, multigraph: true });
  // A page is scrolled down sooner than to the side, above all on a phone.
  const isUpright = detailed || telling !== undefined || sketch.figures.length > LONGEST_LINE;
  const rankdir = isUpright ? 'TB' : 'LR';
  graph.setGraph({
    rankdir,
    nodesep: 46,
    ranksep: detailed ? 40 : 32,
    edgesep: 22,
    marginx: 16,
    marginy: 16,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const figure of sketch.figures) graph.setNode(figure.id, { ...sizeOf(figure, detailed) });
  for (const frame of sketch.frames) graph.setNode(frame.id, { width: 0, height: 0 });
  for (const { id, frame } of [...sketch.figures, ...sketch.frames]) if (frame) graph.setParent(id, frame);
  // A rail is drawn beside the story afterwards; among the other ways it would push the main line askew.
  const onRail = sketch.ways.filter((way) => isRailed(way, sketch.ways));
  const others = sketch.ways
    .filter((way) => !onRail.includes(way))
    .map((way) => ({ ...way, label: say(way.label) }));
  for (const [index, way] of others.entries()) {
    const plate = { width: widthOf(way.label, LABEL) + 12, height: 20, labelpos: 'c' as const };
    graph.setEdge(way.from, way.to, { weight: WEIGHT[way.course], ...(way.label && plate) }, String(index));
  }
  layout(graph);

  const placed = new Map(
    [...sketch.figures, ...sketch.frames].map(({ id }): [string, Placed] => {
      const { x = 0, y = 0, width, height } = graph.node(id) as Placed;
      return [id, { x, y, width, height }];
    }),
  );
  const place = (id: string): Placed => placed.get(id) ?? { x: 0, y: 0, width: 0, height: 0 };
  const kindOf = new Map(sketch.figures.map(({ id, kind }) => [id, kind]));
  const frames = sketch.frames.map(({ id, title }) => drawFrame(place(id), title));
  const ways = others.map((way, index) => {
    const edge = graph.edge(way.from, way.to, String(index)) as { points: Point[] } & Partial<Point>;
    const points = clipped(edge.points, [way.from, way.to], place, kindOf);
    const at = edge.x === undefined ? undefined : { x: edge.x, y: edge.y ?? 0 };
    return { ...drawWay(way, points, at), left: leftOf(way, points, at) };
  });
  const rails = railsOf(onRail, sketch.figures, place, say);
  const figures = sketch.figures.map((figure) =>
    marked(figure, drawFigure(figure, place(figure.id), detailed), place(figure.id)),
  );
  const { width: laidOut = 0, height = 0 } = graph.graph() as Partial<Size>;
  // Lines that lead back may be led around the left of everything.
  const left = Math.min(0, ...ways.map((way) => way.left - 12));
  const width = -left + Math.max(laidOut, ...rails.map(({ right }) => right + 12));

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${round(left)} 0 ${round(width)} ${round(height)}" width="${round(width)}" height="${round(height)}" role="img" aria-labelledby="title">`,
    `<title id="title">${escaped(name)}</title>`,
    telling === undefined
      ? `<style>${STYLE}</style>`
      : `<style nonce="${escaped(telling.nonce)}">${STYLE}${TOLD}</style>`,
    MARKERS,
    ...frames,
    ...rails.map(({ lines }) => lines),
    ...ways.map(({ line }) => line),
    ...figures,
    ...[...ways, ...rails].map(({ label }) => label).filter(Boolean),
    '</svg>',
    '',
  ].join('\n');
}

/** The ways out of a story's course; from more than a few places they run on one rail. */
const OUT = ['fails', 'nobody answers'];
const FEW = 4;

/** Whether a way is one of many out to one place; the last of them is laid out, and keeps the place below all. */
function isRailed(way: Way, ways: readonly Way[]): boolean {
  if (!OUT.includes(way.label) || way.taken) return false;
  const alike = ways.filter(({ to, label }) => to === way.to && OUT.includes(label));
  // A story with few tasks shows at each of them that nobody answers.
  const out = alike.length > FEW ? alike : alike.filter(({ label }) => label === 'fails');
  return out.includes(way) && out.at(-1) !== way;
}

/** How far to the left a way and its label reach. */
const leftOf = ({ label }: Way, points: readonly Point[], at: Point | undefined): number =>
  Math.min(...points.map(({ x }) => x), ...(at && label ? [at.x - widthOf(label, LABEL) / 2 - 6] : []));

/** Where a line meets a diamond instead of the rectangle around it. */
function clipped(
  points: readonly Point[],
  [from, to]: readonly [string, string],
  place: (id: string) => Placed,
  kindOf: ReadonlyMap<string, Kind>,
): Point[] {
  const ends = [...points];
  const onDiamond = (id: string, next: Point | undefined): Point | undefined => {
    if (kindOf.get(id) !== 'question' || !next) return undefined;
    const { x, y, width, height } = place(id);
    const [dx, dy] = [next.x - x, next.y - y];
    const share = 1 / (Math.abs(dx) / (width / 2) + Math.abs(dy) / (height / 2) || 1);
    return { x: x + dx * share, y: y + dy * share };
  };
  ends[0] = onDiamond(from, points[1]) ?? (points[0] as Point);
  ends[ends.length - 1] = onDiamond(to, points.at(-2)) ?? (points.at(-1) as Point);
  return ends;
}

/** One dashed rail for each place that faults lead to: every source runs into it, and it runs into the place. */
function railsOf(
  ways: readonly Way[],
  figures: readonly Figure[],
  place: (id: string) => Placed,
  say: (words: string) => string,
): { lines: string; label: string; right: number }[] {
  return [...new Set(ways.map(({ to }) => to))].map((to) => {
    const goal = place(to);
    const sources = ways.filter((way) => way.to === to).map(({ from }) => place(from));
    const beside = sources.filter(({ y, x }) => Math.abs(y - goal.y) < goal.height / 2 && x < goal.x);
    const above = sources.filter((source) => !beside.includes(source));
    const top = Math.min(...above.map(({ y }) => y), goal.y);
    const bottom = Math.max(...above.map(({ y }) => y), goal.y - goal.height / 2 - 1);
    const inTheWay = figures
      .map(({ id }) => place(id))
      .filter((each) => each !== goal && each.y + each.height / 2 > top && each.y - each.height / 2 < bottom);
    const free = Math.max(...inTheWay.map(({ x, width }) => x + width / 2), goal.x) + 30;
    const fromAbove = free < goal.x + goal.width / 2 - 16 && bottom < goal.y;
    const rail = fromAbove ? free : Math.max(free, goal.x + goal.width / 2 + 30);
    const right = goal.x + goal.width / 2;
    const isFree = (y: number): boolean =>
      !figures.some(({ id }) => {
        const { x, y: middle, width, height } = place(id);
        return x > right && x - width / 2 < rail && Math.abs(middle - y) < height / 2 + 6;
      });
    const heights = Array.from(
      { length: 7 },
      (_, step) => goal.y + ((step % 2 ? 1 : -1) * step * goal.height) / 16,
    );
    const arrival = heights.find(isFree) ?? goal.y;
    const way = (path: string, head = ''): string => `<path class="way fault" d="${path}"${head}/>`;
    const head = ' marker-end="url(#to-fault)"';
    const into = fromAbove
      ? `M${round(rail)} ${round(top)}V${round(goal.y - goal.height / 2)}`
      : `M${round(rail)} ${round(top)}V${round(arrival)}H${round(right)}`;
    const lines = [
      ...above.map((each) => way(`M${round(each.x + each.width / 2)} ${round(each.y)}H${round(rail)}`)),
      ...beside.map((each) =>
        way(`M${round(each.x + each.width / 2)} ${round(each.y)}H${round(goal.x - goal.width / 2)}`, head),
      ),
      ...(above.length > 0 ? [way(into, head)] : []),
    ];
    const words = OUT.filter((out) => ways.some(({ to: at, label }) => at === to && label === out));
    const said = words.map(say).join(say(', or '));
    const beneath = { x: rail, y: goal.y - goal.height / 2 - 26 };
    const label = above.length > 0 ? plate(said, beneath, 'fault') : '';
    return { lines: lines.join('\n'), label, right: rail + widthOf(said, LABEL) / 2 + 6 };
  });
}

const round = (value: number): number => Math.round(value);
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const text = (content: string, x: number, y: number, style: string): string =>
  `<text class="${style}" x="${round(x)}" y="${round(y)}">${escaped(content)}</text>`;

function drawFrame({ x, y, width, height }: Placed, title: string): string {
  const [left, top] = [x - width / 2, y - height / 2];
  return [
    `<rect class="frame" x="${round(left)}" y="${round(top)}" width="${round(width)}" height="${round(height)}" rx="12"/>`,
    text(title, left + 12, top + 18, 'frame-title'),
  ].join('\n');
}

/** A figure where the execution has been or is: apart not by its colour alone. */
function marked({ mark, kind }: Figure, drawn: string, { x, y, width, height }: Placed): string {
  if (mark === undefined) return drawn;
  // At the upper corner of a box, or at that of a diamond where no words are.
  const [right, top] = [x + width / 2, kind === 'question' ? y : y - height / 2];
  return [
    `<g class="${mark}"${mark === 'now' ? ' id="now"' : ''}>`,
    drawn,
    `<circle class="badge" cx="${round(right)}" cy="${round(top)}" r="11"/>`,
    text(mark === 'now' ? '►' : '✓', right, top + 5, 'tick'),
    '</g>',
  ].join('\n');
}

/** A line through the points with rounded corners, and its label on a small plate. */
function drawWay(way: Way, points: readonly Point[], at: Point | undefined): { line: string; label: string } {
  const path = points
    .map((point, index) => {
      const before = points[index - 1];
      const after = points[index + 1];
      const here = `${round(point.x)} ${round(point.y)}`;
      if (!before) return `M${here}`;
      if (!after) return `L${here}`;
      const [from, to] = [towards(point, before, 12), towards(point, after, 12)];
      return `L${round(from.x)} ${round(from.y)}Q${here} ${round(to.x)} ${round(to.y)}`;
    })
    .join('');
  const line = `<path class="way ${way.course}${way.taken ? ' taken' : ''}" d="${path}" marker-end="url(#to-${way.course})"/>`;
  if (!at || !way.label) return { line, label: '' };
  return { line, label: plate(way.label, at, way.course) };
}

/** A label on a small plate of its own. */
function plate(label: string, at: Point, course: Course): string {
  const width = widthOf(label, LABEL) + 12;
  return [
    `<rect class="plate" x="${round(at.x - width / 2)}" y="${round(at.y - 9)}" width="${round(width)}" height="18" rx="9"/>`,
    text(label, at.x, at.y + 4, `label ${course}`),
  ].join('\n');
}

/** The point `distance` away from a corner in the direction of another point, at most half the way. */
function towards(corner: Point, other: Point, distance: number): Point {
  const length = Math.hypot(other.x - corner.x, other.y - corner.y) || 1;
  const share = Math.min(distance, length / 2) / length;
  return { x: corner.x + (other.x - corner.x) * share, y: corner.y + (other.y - corner.y) * share };
}

const PERSON = 'M0 -1a4 4 0 1 0 -0.01 0M-7 9a7 7 0 0 1 14 0z';
const GEAR = 'M-5 -5L5 0L-5 5z';
const CLOCK = 'M0 -7a7 7 0 1 0 0.01 0zM0 -4v4l3 2';

const ICON: Partial<Record<Kind, string>> = { staff: PERSON, step: GEAR, start: GEAR, pause: CLOCK };

function drawFigure(figure: Figure, { x, y, width, height }: Placed, detailed: boolean): string {
  const [left, top] = [x - width / 2, y - height / 2];
  const box = (radius: number): string =>
    `<rect class="${figure.kind}" x="${round(left)}" y="${round(top)}" width="${round(width)}" height="${round(height)}" rx="${round(radius)}"/>`;
  const lines = wrapped(figure.title, TITLE, 190);
  switch (figure.kind) {
    case 'fork':
    case 'join':
      return figure.id === 'start'
        ? `<circle class="bar" cx="${round(x)}" cy="${round(y)}" r="7"/>`
        : box(3).replace('"fork"', '"bar"').replace('"join"', '"bar"');
    case 'question': {
      const corners = [
        `${round(x)},${round(top)}`,
        `${round(left + width)},${round(y)}`,
        `${round(x)},${round(top + height)}`,
        `${round(left)},${round(y)}`,
      ];
      return [
        `<polygon class="question" points="${corners.join(' ')}"/>`,
        ...lines.map((line, index) =>
          text(line, x, y + 5 + (index - (lines.length - 1) / 2) * 19, 'title middle'),
        ),
      ].join('\n');
    }
    case 'end':
    case 'failure':
    case 'again':
    case 'signal':
      return [
        box(height / 2),
        text(
          (figure.kind === 'again' ? '↺ ' : figure.kind === 'signal' ? '↯ ' : '') + figure.title,
          x,
          y + (figure.note ? -1 : 5),
          'title middle',
        ),
        ...(figure.note ? [text(figure.note, x, y + 15, 'note middle')] : []),
      ].join('\n');
    default: {
      const baseline = top + 26;
      return [
        box(9),
        `<path class="icon" transform="translate(${round(left + 20)} ${round(top + 21)})" d="${ICON[figure.kind]}"/>`,
        ...lines.map((line, index) => text(line, left + 38, baseline + index * 19, 'title')),
        ...(figure.note
          ? [text(figure.note, left + 38, baseline + (lines.length - 1) * 19 + 17, 'note')]
          : []),
        ...(figure.kind === 'staff' && detailed ? [strip(left + 14, top + 56, width - 28)] : []),
      ].join('\n');
    }
  }
}

/** The four states of a staff task: prepared, waiting, asked what came of it; and nudged as long as nobody answers. */
function strip(left: number, top: number, width: number): string {
  const chip = (content: string, x: number, y: number, wide: number): string =>
    `<rect class="chip" x="${round(x)}" y="${round(y)}" width="${round(wide)}" height="${STRIP.chip}" rx="6"/>\n` +
    text(content, x + wide / 2, y + 15, 'chip-text');
  const [prepare, wait, ask, nudge] = [74, 96, 30, 146];
  const gap = (width - prepare - wait - ask) / 2;
  const waitAt = left + prepare + gap;
  const askAt = waitAt + wait + gap;
  const nudgeAt = askAt - nudge - 2;
  const middle = top + STRIP.chip / 2;
  const lower = top + STRIP.height - STRIP.chip - 2;
  const down = Math.max(waitAt, nudgeAt) + 22;
  const arrow = (path: string, course: Course): string =>
    `<path class="way ${course}" d="${path}" marker-end="url(#to-${course})"/>`;
  return [
    arrow(`M${round(left + prepare)} ${round(middle)}H${round(waitAt)}`, 'straight'),
    arrow(`M${round(waitAt + wait)} ${round(middle)}H${round(askAt)}`, 'straight'),
    arrow(`M${round(down)} ${round(top + STRIP.chip)}V${round(lower)}`, 'aside'),
    arrow(
      `M${round(nudgeAt + nudge)} ${round(lower + 11)}H${round(askAt + 15)}V${round(top + STRIP.chip)}`,
      'aside',
    ),
    chip('Prepare', left, top, prepare),
    chip('waits, mailed', waitAt, top, wait),
    chip('?', askAt, top, ask),
    chip('Nudge: remind, climb', nudgeAt, lower, nudge),
  ].join('\n');
}
