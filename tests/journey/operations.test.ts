import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { opsWords } from '../../functions/watch/pages/ops-words.ts';
import { sceneName } from '../../functions/watch/pages/scene-words.ts';
import type { Runtime } from '../../infra/local/runtime.ts';
import { sampleBank } from '../kit/bank.ts';
import { findingsOn, followedByKeyboard, isSoundInAllWindows, opened } from '../kit/browsing.ts';
import { chromiumPath, NO_CHROMIUM, startChromium, WINDOWS } from '../kit/chromium.ts';
import { type TestPlace, testPlace } from '../kit/runtime.ts';

const HOUR = 3_600_000;
const chromium = chromiumPath();

let place: TestPlace;
let runtime: Runtime;
let caseId: string;

beforeAll(async () => {
  place = testPlace();
  runtime = await place.boot({ simulatedScheduleMs: () => 365 * 24 * HOUR });
  const bank = await sampleBank(runtime);
  await bank.put('complaint.submitted', bank.complaint('OPS-1', { customerId: 'C1006' }));
  await runtime.clock.advance(HOUR);
  const heads = (await bank.items('Cases')).filter(({ sk, kind }) => sk === 'HEAD' && kind === 'complaint');
  caseId = String(heads[0]?.caseId);
});
afterAll(() => place?.[Symbol.asyncDispose]());

interface Line {
  readonly caseId: string;
  readonly holders: readonly string[];
  readonly tasks: readonly { readonly state: string; readonly level: number }[];
}

/** What the pages answer to whoever is no browser, as far as it is looked at here. */
interface Told {
  readonly cases: readonly Line[];
  readonly case: Line;
  readonly timers: readonly { readonly at: string; readonly what: string; readonly level?: number }[];
}

const get = async (path: string): Promise<Told> => {
  const response = await fetch(`${runtime.addresses.operator}${path}`);
  expect(response.status, path).toBe(200);
  return response.json() as Promise<Told>;
};

test('R098 R221 a case is found by whoever has a task of it, and told with its way, as it is right now', async () => {
  const { cases } = await get('/ops/cases?kind=complaint&status=OPEN');
  expect(cases).toMatchObject([{ caseId, late: false, still: false }]);
  const held = await get(`/ops/cases?holder=${cases[0]?.holders[0]}`);
  expect(held.cases.map((line) => line.caseId)).toContain(caseId);
  const found = await get(`/ops/case?id=${caseId}`);
  expect(found).toMatchObject({ execution: { status: 'RUNNING', present: ['Triage'], whole: true } });
  expect(found).toHaveProperty('audit.records');
  expect(found).not.toHaveProperty('audit.broken');
});

test('R222 what is told to come if nobody acts does come, at that moment', async () => {
  const { timers } = await get(`/ops/case?id=${caseId}`);
  const climb = timers.find(({ what }) => what === 'climb');
  const then = Date.parse(climb?.at ?? '');
  const levelAt = async (moment: number) => {
    await runtime.clock.advanceTo(moment);
    const { tasks } = (await get(`/ops/case?id=${caseId}`)).case;
    return tasks.find(({ state }) => state === 'OPEN')?.level;
  };
  expect(await levelAt(then - 60_000)).toBe(1);
  expect(await levelAt(then + 60_000)).toBe(climb?.level);
  // What it told of the time after that, it tells still.
  const later = await get(`/ops/case?id=${caseId}`);
  const plain = (all: Told['timers']) => all.map(({ at, what }) => ({ at, what }));
  expect(plain(later.timers)).toEqual(plain(timers.filter(({ at }) => at > (climb?.at ?? ''))));
});

describe.skipIf(chromium === undefined)(
  `in a browser${chromium === undefined ? `: skipped, ${NO_CHROMIUM}` : ''}`,
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await startChromium(chromium ?? '');
    });
    afterAll(() => browser?.close());

    test.each(['zh-CN', 'en'] as const)(
      'from the list by keyboard to a case with its picture, in %s, also on a phone',
      { timeout: 120_000 },
      async (language) => {
        const context = await browser.newContext({ viewport: WINDOWS.phone, locale: language });
        const page = await context.newPage();
        const say = opsWords[language];
        const isSound = async () => {
          // Pictures and tables are wider than a phone: they scroll, the page does not.
          await isSoundInAllWindows(page);
          expect(await findingsOn(page)).toEqual([]);
        };
        await opened(page, `${runtime.addresses.operator}/ops/cases`);
        expect(await page.innerText('h1')).toBe(say.cases);
        await isSound();
        await followedByKeyboard(page, caseId);
        expect(await page.innerText('h1')).toContain(caseId);
        expect(await page.textContent('svg .now .title')).toBe(sceneName('Triage', language));
        await isSound();
        await followedByKeyboard(page, say.picture.whole);
        expect(await page.locator('svg').innerHTML()).toContain(sceneName('Co-sign', language));
        await isSound();
        await context.close();
      },
    );
  },
);
