/** `npm run screenshots`: every mail and page of the golden files as a person sees it, on a phone and on a desktop. */
import { globSync, mkdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { command, WrongUse } from '../shared/platform/command-line.ts';
import { chromiumPath, NO_CHROMIUM, startChromium, WINDOWS } from './kit/chromium.ts';

const GOLDEN = fileURLToPath(new URL('golden', import.meta.url));

/** Takes the pictures of all golden files whose path holds `only`. */
async function takePictures(folder: string, only: string): Promise<number> {
  const path = chromiumPath();
  if (path === undefined) throw new WrongUse(`No pictures: ${NO_CHROMIUM}.`);
  const files = globSync('{mails,pages}/**/*.html', { cwd: GOLDEN })
    .filter((file) => file.includes(only))
    .sort();
  if (files.length === 0) throw new WrongUse(`--only is '${only}'; no golden file has that in its path.`);
  mkdirSync(folder, { recursive: true });
  const browser = await startChromium(path);
  try {
    for (const [name, viewport] of Object.entries(WINDOWS)) {
      const page = await browser.newPage({ viewport });
      for (const file of files) {
        await page.goto(pathToFileURL(join(GOLDEN, file)).href);
        const picture = `${dirname(file)}-${basename(file, '.html')}.${name}.png`;
        await page.screenshot({ path: join(folder, picture), fullPage: true });
      }
      await page.close();
    }
  } finally {
    await browser.close();
  }
  return files.length * Object.keys(WINDOWS).length;
}

await command(import.meta, {
  usage: `npm run screenshots -- --out DIR [--only TEXT]
  --out DIR    folder that the pictures are written to
  --only TEXT  golden files whose path holds this, e.g. mails/ or triage
  --help       print this`,
  options: { out: { type: 'string' }, only: { type: 'string', default: '' } },
  async run({ out, only }) {
    if (out === undefined) throw new WrongUse('--out is missing; it must be a folder for the pictures.');
    const folder = resolve(out);
    console.log(`${await takePictures(folder, only)} pictures in ${folder}`);
  },
});
