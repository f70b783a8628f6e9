/** A browser at a page of ours: what every page must be, and a person who has a keyboard and nothing else. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { WINDOWS } from './chromium.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A page that is larger takes too long on a telephone, in bytes. */
const LARGEST_PAGE = 30_000;

/** Most times that Tab is pressed before a form counts as one that no keyboard can answer. */
export const MOST_TABS = 80;

/** Opens a page and holds its answer against what every page must have. */
export async function opened(page: Page, link: string): Promise<void> {
  const response = await page.goto(link);
  expect(response?.status()).toBe(200);
  const policy = response?.headers()['content-security-policy'];
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect((await response?.body())?.length).toBeLessThan(LARGEST_PAGE);
}

/** The page is sound in each window; it is left in the narrowest. */
export async function isSoundInAllWindows(page: Page): Promise<void> {
  for (const size of [WINDOWS.desktop, WINDOWS.phone]) {
    await page.setViewportSize(size);
    await isSoundPage(page);
  }
}

/** No script, and nothing beside the window. */
export async function isSoundPage(page: Page): Promise<void> {
  expect(await page.locator('script').count()).toBe(0);
  expect(await page.content()).not.toMatch(/\son[a-z]+=|javascript:/i);
  const { wide, window } = await page.evaluate<{ wide: number; window: number }>(
    '({ wide: document.documentElement.scrollWidth, window: innerWidth })',
  );
  expect(wide).toBeLessThanOrEqual(window);
}

/** What has the focus, and whether it belongs to a form that asks for the digits. */
export interface Focus {
  readonly tag: string;
  readonly type: string;
  readonly name: string;
  readonly answers: boolean;
}

/** Gives it in the page. */
export const FOCUS = `(() => {
  const { tagName = '', type = '', name = '', form } = document.activeElement ?? {};
  return { tag: tagName.toLowerCase(), type, name, answers: Boolean(form?.elements.namedItem('code')) };
})()`;

/** Goes with Tab to what has these words, and presses Enter. */
export async function followedByKeyboard(page: Page, text: string): Promise<void> {
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
export async function typedByKeyboard(
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
    if (type === 'radio' || type === 'checkbox') await page.keyboard.press('Space');
    else await page.keyboard.type(text);
  }
  expect([...left.keys()]).toEqual([]);
  await followedByKeyboard(page, button);
}

/** What axe-core calls serious or critical on the page that is open; the debugger runs it, whatever the policy says. */
export async function findingsOn(page: Page): Promise<string[]> {
  await page.evaluate(`${AXE};undefined`);
  const { violations } = await page.evaluate<{
    violations: { id: string; impact: string; nodes: { html: string }[] }[];
  }>("axe.run({ resultTypes: ['violations'] })");
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
