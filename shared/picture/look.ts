/** How pictures of storyboards look: sizes of letters, colours on light and on dark ground, heads of arrows. */
import type { Course } from './fold.ts';

/** Sizes of letters, in pixels. */
export const TITLE = 15;
export const NOTE = 11.5;
export const LABEL = 11.5;

const marker = (course: Course): string =>
  `<marker id="to-${course}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto" markerUnits="userSpaceOnUse"><path class="head ${course}" d="M0 0L8 4L0 8z"/></marker>`;

/** The heads of the arrows. */
export const MARKERS = `<defs>${(['straight', 'aside', 'fault'] as const).map(marker).join('')}</defs>`;

/** A README shows the picture on whatever ground its reader chose: figures bring their own, lines are of middle grey. */
export const STYLE = `
text { font-family: system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif; fill: #1f2933; }
.title { font-size: ${TITLE}px; font-weight: 600; }
.note { font-size: ${NOTE}px; fill: #52606d; }
.middle, .label, .chip-text { text-anchor: middle; }
.label { font-size: ${LABEL}px; }
.chip-text { font-size: ${NOTE}px; }
.frame { fill: none; stroke: #8593a3; stroke-dasharray: 2 4; }
.frame-title { font-size: ${NOTE}px; font-weight: 600; fill: #7b8794; }
.step, .start, .pause { fill: #e8eef6; stroke: #7f93ad; }
.staff { fill: #fff1d2; stroke: #d6962a; stroke-width: 1.6; }
.chip { fill: #fffaf0; stroke: #d9b36a; }
.question { fill: #ece8ff; stroke: #8172d5; }
.end { fill: #def3e4; stroke: #3f9a5f; }
.failure { fill: #fde4e2; stroke: #cd4f48; }
.again, .signal { fill: #f4f5f7; stroke: #8593a3; stroke-dasharray: 4 3; }
.bar { fill: #7b8794; stroke: none; }
.icon { fill: none; stroke: #5b6b7d; stroke-width: 1.6; stroke-linejoin: round; }
.staff + .icon { fill: #d6962a; stroke: none; }
.way { fill: none; stroke: #7b8794; stroke-width: 1.5; }
.aside { stroke-dasharray: 5 4; }
.way.fault { stroke: #c8605a; stroke-dasharray: 2 4; }
.head { fill: #7b8794; stroke: none; }
.head.fault { fill: #c8605a; }
.plate { fill: #ffffff; stroke: #cbd2d9; }
.label.fault { fill: #b1423c; }
@media (prefers-color-scheme: dark) {
  text { fill: #e8edf3; }
  .note { fill: #b3bfcc; }
  .step, .start, .pause { fill: #263241; stroke: #6f86a3; }
  .staff { fill: #46350f; }
  .chip { fill: #5a4719; stroke: #a67c2c; }
  .question { fill: #322c5c; stroke: #9488ea; }
  .end { fill: #1d3d2a; }
  .failure { fill: #4d2220; }
  .again, .signal { fill: #20262e; }
  .icon { stroke: #b3bfcc; }
  .plate { fill: #1c232c; stroke: #47525f; }
  .label.fault { fill: #f0a09a; }
}
`;

/** What is added where an execution is drawn: where it has been stands out, and where it is now most of all. */
export const TOLD = `.label, .note { font-weight: 400; }
.taken > .step, .taken > .start, .taken > .pause, .taken > .staff, .taken > .question, .taken > .end, .taken > .failure, .taken > .again, .taken > .signal { stroke: #1b6e3c; stroke-width: 3; }
.now > .step, .now > .start, .now > .pause, .now > .staff, .now > .question { stroke: #0b5cad; stroke-width: 5; }
.way.taken { stroke: #1b6e3c; stroke-width: 3; stroke-dasharray: none; }
.tick { font-size: ${TITLE}px; font-weight: 700; text-anchor: middle; fill: #ffffff; }
.badge { fill: #1b6e3c; stroke: none; }
.now > .badge { fill: #0b5cad; }
@media (prefers-color-scheme: dark) {
  .taken > .step, .taken > .start, .taken > .pause, .taken > .staff, .taken > .question, .taken > .end, .taken > .failure, .taken > .again, .taken > .signal { stroke: #6fce92; }
  .now > .step, .now > .start, .now > .pause, .now > .staff, .now > .question { stroke: #7db7f2; }
  .way.taken { stroke: #6fce92; }
}
`;
