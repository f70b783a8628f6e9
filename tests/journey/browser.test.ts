import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { holderWords } from '../../functions/desk/pages/holder-words.ts';
import type { Runtime } from '../../infra/local/runtime.ts';
import { type FormName, forms } from '../../shared/contracts/forms.ts';
import { type Bank, sampleBank } from '../kit/bank.ts';
import { chromiumPath, NO_CHROMIUM, startChromium, WINDOWS } from '../kit/chromium.ts';
import { type TestPlace, testPlace } from '../kit/runtime.ts';
import { linkIn } from '../trials/invariants.ts';

const chromium = chromiumPath();
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A page that is larger takes too long on a telephone. */
const LARGEST_PAGE = 30_000;

/** Most times that Tab is pressed before a form counts as one that no keyboard can answer. */
const MOST_TABS = 80;

/** Fields of a visit that this customer gave no reason to fill: dates, promises, wishes. */
const NOT_SAID = /^(when|mailDate|nextDay|newEmail|serviceRequest|suggestion|promise\d(Due)?)$/;

const LANGUAGES = ['zh-CN', 'en'] as const;
const TEXTS = {
  'zh-CN': '经核查，第二笔转账系我行重复扣款，现已退回。',
  en: 'The second charge was ours and has been paid back.',
} as const;

let place: TestPlace;
let bank: Bank;
let clock: Runtime['clock'];
let browser: Browser;
/** A window without the policy that keeps every script out, axe-core too. */
let looser: BrowserContext;
let caseId: string;

const bankFile = new URL('../../infra/local/story/bank.json', import.meta.url);
const people = JSON.parse(readFileSync(bankFile, 'utf8')) as Record<'customers' | 'staff', object[]>;

describe.skipIf(chromium === undefined)(
  `a person answers by keyboard${chromium === undefined ? `: skipped, ${NO_CHROMIUM}` : ''}`,
  () => {
    beforeAll(async () => {
      place = testPlace();
      const runtime = await place.boot({ simulatedScheduleMs: () => 365 * 86_400_000 });
      bank = await sampleBank(runtime);
      await bank.put('complaint.submitted', bank.complaint('KEYS-1', { customerId: 'C1006' }));
      clock = runtime.clock;
      await clock.advance(60_000);
      const [head] = (await bank.items('Cases')).filter(({ sk }) => sk === 'HEAD');
      caseId = String(head?.caseId);
      browser = await startChromium(chromium ?? '');
      looser = await browser.newContext({ viewport: WINDOWS.phone, bypassCSP: true });
    });
    afterAll(async () => {
      await browser?.close();
      await place?.[Symbol.asyncDispose]();
    });

    describe.each(LANGUAGES)('in %s', (language) => {
      beforeAll(async () => {
        const speaking = (person: object) => ({ ...person, language });
        await bank.invoke('ImportBank', {
          customers: people.customers.map(speaking),
          staff: people.staff.map(speaking),
        });
      });

      test.each(Object.keys(forms) as FormName[])('the form %s', { timeout: 60_000 }, async (form) => {
        const { link, code } = await taskOf(form, language);
        const context = await browser.newContext({ viewport: WINDOWS.phone, locale: language });
        try {
          const page = await context.newPage();
          await opened(page, link);
          expect(await page.getAttribute('html', 'lang')).toBe(language);
          await isSoundInAllWindows(page);
          expect(await seriousFindings(link)).toEqual([]);

          await answeredByKeyboard(page, code, TEXTS[language]);
          const said = await page.innerText('main');
          expect(await page.locator('[name=code]').count(), said).toBe(0);
          expect((await rowOf(link))?.state).toBe('DECIDED');
          await isSoundInAllWindows(page);
          expect(await seriousFindings(link)).toEqual([]);
        } finally {
          await context.close();
        }
      });

      test.each(Object.keys(WINDOWS) as (keyof typeof WINDOWS)[])(
        'the draft, the file, the customer’s data and the passing on, on a %s',
        { timeout: 90_000 },
        async (window) => {
          const { link, code } = await taskOf('findings', `${language} beside ${window}`);
          const context = await browser.newContext({
            viewport: WINDOWS[window],
            locale: language,
            bypassCSP: true,
          });
          const words = holderWords[language];
          try {
            const page = await context.newPage();
            const sound = async (title: string) => {
              expect(await page.innerText('h1')).toBe(title);
              await isSoundPage(page);
              expect(await findingsOn(page)).toEqual([]);
            };
            await opened(page, link);
            await typedByKeyboard(page, { reason: TEXTS[language], code }, words.saveDraft);
            await sound(words.draftKept);

            await opened(page, link);
            expect(await page.inputValue('[name=reason]')).toBe(TEXTS[language]);
            await isSoundPage(page);
            expect(await findingsOn(page)).toEqual([]);
            await followedByKeyboard(page, words.showData);
            await sound(words.file);
            await typedByKeyboard(page, { purpose: '', code: '12' }, words.show);
            await sound(words.reveal);
            await typedByKeyboard(page, { purpose: '', code }, words.show);
            await sound(words.revealed);
            expect(await page.innerText('main')).toContain('grace.oduya@');

            await opened(page, link);
            await followedByKeyboard(page, words.passLink);
            await sound(words.pass);
            await typedByKeyboard(page, { reason: TEXTS[language], code }, words.passOn, 'unchecked');
            await sound(words.pass);
            await typedByKeyboard(page, { way: '', code }, words.passOn, 'unchecked');
            await sound(words.passedOn);
            expect((await rowOf(link))?.generation).toBe(2);
          } finally {
            await context.close();
          }
        },
      );

      test('what stands where nothing is to be answered', { timeout: 60_000 }, async () => {
        const context = await browser.newContext({ viewport: WINDOWS.phone, locale: language });
        try {
          const page = await context.newPage();
          const { link } = await taskOf('handling', `${language} nothing`);
          const response = await page.goto(link.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')));
          expect(response?.status()).toBe(404);
          await isSoundPage(page);
          expect(await seriousFindings(page.url())).toEqual([]);
        } finally {
          await context.close();
        }
      });
    });
  },
);

/** Makes a task with a form, as the state of a story does, and reads its mail. */
async function taskOf(form: FormName, what: string): Promise<{ link: string; code: string }> {
  const customer = form === 'customer-word';
  // Doors take so many requests a second and no more, of this clock.
  await clock.advance(60_000);
  const [execution] = await bank.executions();
  const { taskId, way } = (await bank.invoke('PrepareTask', {
    v: 1,
    turn: 'prepare',
    step: `${form} ${what}`,
    execution: execution?.executionArn,
    entered: '2026-03-02T01:31:00.000Z',
    case: { v: 1, caseId, round: 1, customerId: 'C1006', tier: 'mass', line: 'ordinary' },
    form,
    clock: customer ? 'customer-word' : 'investigation',
    holder: customer ? 'customer' : 'staff',
  })) as { taskId: string; way: string };
  expect(way).toBe('WAIT');
  const mailed = async () => (await bank.mails()).map(linkIn).find((link) => link?.taskId === taskId);
  await expect.poll(mailed, { timeout: 20_000 }).toBeDefined();
  const found = await mailed();
  if (found === undefined) throw new Error(`No mail has the link of task ${taskId}.`);
  return found;
}

const rowOf = async (link: string) =>
  (await bank.items('Tasks')).find(({ taskId }) => link.includes(`.${taskId}.`));

/** Opens a page and holds its answer against what every page must have. */
async function opened(page: Page, link: string): Promise<void> {
  const response = await page.goto(link);
  expect(response?.status()).toBe(200);
  const policy = response?.headers()['content-security-policy'];
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect((await response?.body())?.length).toBeLessThan(LARGEST_PAGE);
}

/** The page is sound in each window; it is left in the narrowest. */
async function isSoundInAllWindows(page: Page): Promise<void> {
  for (const size of [WINDOWS.desktop, WINDOWS.phone]) {
    await page.setViewportSize(size);
    await isSoundPage(page);
  }
}

/** No script, and nothing beside the window. */
async function isSoundPage(page: Page): Promise<void> {
  expect(await page.locator('script').count()).toBe(0);
  expect(await page.content()).not.toMatch(/\son[a-z]+=|javascript:/i);
  const { wide, window } = await page.evaluate<{ wide: number; window: number }>(
    '({ wide: document.documentElement.scrollWidth, window: innerWidth })',
  );
  expect(wide).toBeLessThanOrEqual(window);
}

interface Focus {
  readonly tag: string;
  readonly type: string;
  readonly name: string;
  readonly answers: boolean;
}

const FOCUS = `(() => {
  const { tagName = '', type = '', name = '', form } = document.activeElement ?? {};
  return { tag: tagName.toLowerCase(), type, name, answers: Boolean(form?.elements.namedItem('code')) };
})()`;

/** Goes through the form with Tab, chooses with space and arrows, types, and submits with Enter. */
async function answeredByKeyboard(page: Page, code: string, text: string): Promise<void> {
  const answered = new Set<string>();
  for (let tab = 0; tab < MOST_TABS; tab++) {
    await page.keyboard.press('Tab');
    const { tag, type, name, answers } = await page.evaluate<Focus>(FOCUS);
    if (!answers) continue;
    if (tag === 'button') {
      const loaded = page.waitForEvent('load');
      await page.keyboard.press('Enter');
      await loaded;
      return;
    }
    if (answered.has(name) || NOT_SAID.test(name)) continue;
    answered.add(name);
    if (type === 'radio') {
      await page.keyboard.press('Space');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowUp');
      expect(await page.locator(`[name=${name}]:checked`).count()).toBe(1);
    } else if (tag === 'select') {
      await page.keyboard.press('ArrowDown');
      expect(await page.locator(`[name=${name}]`).inputValue()).not.toBe('');
    } else if (name === 'code') {
      await page.keyboard.type(code);
    } else if (name === 'amount') {
      await page.keyboard.type('120');
    } else if (name === 'newPhone') {
      await page.keyboard.type('+86 10 5555 0100');
    } else if (tag === 'textarea' || type === 'text') {
      await page.keyboard.type(text);
    }
  }
  throw new Error(`After ${MOST_TABS} times Tab no button submits the form that asks for the digits.`);
}

/** Goes with Tab to what has these words, and presses Enter. */
async function followedByKeyboard(page: Page, text: string): Promise<void> {
  for (let tab = 0; tab < MOST_TABS; tab++) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate<string>('document.activeElement?.textContent ?? ""')) !== text) continue;
    const loaded = page.waitForEvent('load');
    await page.keyboard.press('Enter');
    await loaded;
    return;
  }
  throw new Error(`After ${MOST_TABS} times Tab nothing says ${text}.`);
}

/** Fills these fields with Tab and keys alone, the first choice of those without words, and presses the button that is named. */
async function typedByKeyboard(
  page: Page,
  wanted: Readonly<Record<string, string>>,
  button: string,
  checked: 'checked' | 'unchecked' = 'checked',
): Promise<void> {
  // What the browser would hold back is sent, to see what the page says to it.
  if (checked === 'unchecked') {
    await page.evaluate('for (const form of document.forms) form.noValidate = true');
  }
  const left = new Map(Object.entries(wanted));
  for (let tab = 0; tab < MOST_TABS && left.size > 0; tab++) {
    await page.keyboard.press('Tab');
    const { name, type } = await page.evaluate<Focus>(FOCUS);
    const text = left.get(name);
    if (text === undefined) continue;
    left.delete(name);
    if (type === 'radio') await page.keyboard.press('Space');
    else await page.keyboard.type(text);
  }
  expect([...left.keys()]).toEqual([]);
  await followedByKeyboard(page, button);
}

/** What axe-core calls serious or critical on the page that is open, in a window without the policy against scripts. */
async function findingsOn(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: AXE });
  const { violations } = await page.evaluate<{
    violations: { id: string; impact: string; nodes: { html: string }[] }[];
  }>('axe.run()');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

/** What axe-core calls serious or critical; in a window without the policy that keeps every script out. */
async function seriousFindings(link: string): Promise<string[]> {
  const page = await looser.newPage();
  try {
    await page.goto(link);
    return await findingsOn(page);
  } finally {
    await page.close();
  }
}
