/** Charts as SVG: no script, no image, readable by its own text for who cannot see it. */
import { type Html, html } from './html.ts';

/** Colours by the style of the page, in light and dark. */
const INK = 'currentColor';

const WIDTH = 560;
const LEFT = 180;
const RIGHT = 70;
const LINE = 30;

/** A bar, 0 to 1 of the width, with its interval where there is one. */
export interface Bar {
  readonly label: string;
  /** The figure as text, behind the bar. */
  readonly text: string;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

/** Bars one below the other; values below 0 lead to the left of a line at 0. */
export function barChart(title: string, bars: readonly Bar[]): Html {
  const ends = bars.flatMap(({ value, low = value, high = value }) => [low, high]);
  const least = Math.min(0, ...ends);
  const most = Math.max(0, ...ends);
  const span = most - least || 1;
  const x = (value: number) => round(LEFT + ((value - least) / span) * (WIDTH - LEFT - RIGHT));
  const height = bars.length * LINE + 10;
  return html`<svg role="img" viewBox="0 0 ${WIDTH} ${height}" width="100%" font-size="13">
<title>${title}: ${bars.map(({ label, text }) => `${label} ${text}`).join('; ')}</title>
<line x1="${x(0)}" y1="0" x2="${x(0)}" y2="${height}" stroke="${INK}" stroke-opacity=".4"/>
${bars.map(({ label, text, value, low, high }, at) => {
  const middle = at * LINE + LINE / 2 + 5;
  return html`<text x="${LEFT - 8}" y="${middle + 4}" text-anchor="end" fill="${INK}">${label}</text>
<rect x="${Math.min(x(0), x(value))}" y="${middle - 8}" width="${round(Math.abs(x(value) - x(0)))}" height="16" fill="${INK}" fill-opacity=".35"/>
${low !== undefined && high !== undefined && interval(x(low), x(high), middle)}
<text x="${WIDTH - RIGHT + 8}" y="${middle + 4}" fill="${INK}">${text}</text>
`;
})}</svg>`;
}

const interval = (from: number, until: number, middle: number): Html =>
  html`<path d="M${from} ${middle - 5}v10M${from} ${middle}H${until}M${until} ${middle - 5}v10" stroke="${INK}" fill="none"/>`;

/** A point of a line, both shares from 0 to 1. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

const SIDE = 260;
const EDGE = 40;

/** A square from 0 to 1 with a line through points, and the line on which both shares are the same. */
export function squareChart(
  title: string,
  { across, up }: { readonly across: string; readonly up: string },
  points: readonly Point[],
): Html {
  const at = ({ x, y }: Point) => `${round(EDGE + x * SIDE)} ${round(10 + (1 - y) * SIDE)}`;
  return html`<svg role="img" viewBox="0 0 ${SIDE + EDGE + 20} ${SIDE + 60}" width="340" font-size="12">
<title>${title}: ${points.map(({ x, y }) => `${percent(x)}, ${percent(y)}`).join('; ')}</title>
<path d="M${at({ x: 0, y: 1 })}L${at({ x: 0, y: 0 })}L${at({ x: 1, y: 0 })}" stroke="${INK}" stroke-opacity=".5" fill="none"/>
<path d="M${at({ x: 0, y: 0 })}L${at({ x: 1, y: 1 })}" stroke="${INK}" stroke-opacity=".5" stroke-dasharray="4 4" fill="none"/>
<path d="M${points.map(at).join('L')}" stroke="${INK}" stroke-width="2" fill="none"/>
${points.map((point) => html`<circle cx="${at(point).split(' ')[0]}" cy="${at(point).split(' ')[1]}" r="3" fill="${INK}"/>`)}
<text x="${EDGE}" y="${SIDE + 28}" fill="${INK}">0</text>
<text x="${EDGE + SIDE}" y="${SIDE + 28}" text-anchor="end" fill="${INK}">100%</text>
<text x="${EDGE + SIDE / 2}" y="${SIDE + 46}" text-anchor="middle" fill="${INK}">${across}</text>
<text x="14" y="${10 + SIDE / 2}" text-anchor="middle" fill="${INK}" transform="rotate(-90 14 ${10 + SIDE / 2})">${up}</text>
</svg>`;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** A share in percent, with one digit. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;

/** A value of a line over time, with its interval; `joined` where a line leads to it from the value before. */
export interface TrendValue {
  readonly label: string;
  readonly text: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly joined: boolean;
}

const TALL = 140;

/** Values in their order with intervals; where one must not be compared with that before it, the line breaks. */
export function trendChart(title: string, values: readonly TrendValue[]): Html {
  const least = Math.min(...values.map(({ low }) => low));
  const most = Math.max(...values.map(({ high }) => high));
  const span = most - least || 1;
  const step = values.length < 2 ? 0 : (WIDTH - 2 * RIGHT) / (values.length - 1);
  const x = (at: number) => round(RIGHT + at * step);
  const y = (value: number) => round(20 + ((most - value) / span) * TALL);
  const line = values.map(({ value, joined }, at) => `${joined ? 'L' : 'M'}${x(at)} ${y(value)}`).join('');
  return html`<svg role="img" viewBox="0 0 ${WIDTH} ${TALL + 60}" width="100%" font-size="12">
<title>${title}: ${values.map(({ label, text }) => `${label} ${text}`).join('; ')}</title>
<path d="${line}" stroke="${INK}" stroke-width="2" fill="none"/>
${values.map(
  (
    { label, text, value, low, high },
    at,
  ) => html`<path d="M${x(at)} ${y(high)}V${y(low)}" stroke="${INK}" stroke-opacity=".5"/>
<circle cx="${x(at)}" cy="${y(value)}" r="4" fill="${INK}"/>
<text x="${x(at)}" y="${y(value) - 8}" text-anchor="middle" fill="${INK}">${text}</text>
<text x="${x(at)}" y="${TALL + 50}" text-anchor="middle" fill="${INK}">${label}</text>
`,
)}</svg>`;
}
