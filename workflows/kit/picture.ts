/** Draws every storyboard from its golden; run it by `npm run picture`. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { AslMachine } from '../../shared/picture/asl.ts';
import { draw } from '../../shared/picture/draw.ts';
import { fold, mainLine } from '../../shared/picture/fold.ts';
import { command } from '../../shared/platform/command-line.ts';
import { GOLDEN } from './golden.ts';

/** The pictures of a storyboard by file name: the whole of it, and its main line for a first look. */
export function picturesOf(golden: string, name: string): Record<string, string> {
  const sketch = fold(JSON.parse(golden) as AslMachine);
  return {
    'storyboard.svg': draw(sketch, `${name}: all ways`, true),
    'overview.svg': draw(mainLine(sketch), `${name}: the main line`, false),
  };
}

/** Folders under `workflows` that hold a golden. */
export const drawnFolders = (workflows: string): string[] =>
  readdirSync(workflows).filter((folder) => existsSync(join(workflows, folder, GOLDEN)));

/** Draws all storyboards and gives the files that changed. */
function drawAll(workflows: string): string[] {
  return drawnFolders(workflows).flatMap((folder) => {
    const golden = readFileSync(join(workflows, folder, GOLDEN), 'utf8');
    return Object.entries(picturesOf(golden, folder)).flatMap(([name, svg]) => {
      const file = join(workflows, folder, name);
      if (existsSync(file) && readFileSync(file, 'utf8') === svg) return [];
      writeFileSync(file, svg);
      return [file];
    });
  });
}

await command(import.meta, {
  usage: `npm run picture
  --help  print this`,
  options: {},
  run() {
    const written = drawAll(resolve(import.meta.dirname, '..'));
    console.log(written.length > 0 ? `Drawn: ${written.join(', ')}` : 'All pictures are fresh.');
  },
});
