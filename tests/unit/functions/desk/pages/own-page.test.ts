import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  contactPage,
  ownNoticePage,
  preferencesPage,
  unsubscribePage,
} from '../../../../../functions/desk/pages/own-page.ts';
import type { Reader } from '../../../../../functions/desk/pages/pages.ts';
import { Language } from '../../../../../shared/contracts/codes.ts';
import { chromiumPath, NO_CHROMIUM, startChromium } from '../../../../kit/chromium.ts';

const reader = (language: Language): Reader => ({
  language,
  zone: 'Asia/Shanghai',
  bank: { 'zh-CN': '示例银行', en: 'Example Bank' },
  nonce: 'abc',
});

const view = {
  csrf: 'c'.repeat(43),
  isTicked: (purpose: string, channel: string) => purpose === 'care' && channel === 'mail',
  preferredChannel: 'mail',
  preferredDaypart: undefined,
} as const;

const pages: Readonly<Record<string, (its: Reader) => string>> = {
  preferences: (its) => preferencesPage(its, { ...view, mending: {}, saved: false }),
  'preferences-saved': (its) => preferencesPage(its, { ...view, mending: {}, saved: true }),
  'preferences-wrong-code': (its) => preferencesPage(its, { ...view, mending: { code: 2 }, saved: false }),
  unsubscribe: (its) => unsubscribePage(its, { purpose: 'care', channel: 'mail' }),
  'why-contacted': (its) =>
    contactPage(its, {
      at: '2026-03-02T01:30:00.000Z',
      purpose: 'care',
      channel: 'mail',
      why: ['<script>alert(1)</script>', 'One reason.'],
      preferences: '../p/link',
    }),
  'own-link-expired': (its) => ownNoticePage(its, 'linkExpired'),
  'own-not-from-this-page': (its) => ownNoticePage(its, 'notFromThisPage', 'link'),
};

describe.each(Language.options)('in %s', (language) => {
  test.each(Object.keys(pages))('%s is as it was reviewed, without a script', async (name) => {
    const page = pages[name]?.(reader(language)) ?? '';
    await expect(page).toMatchFileSnapshot(`../../../../golden/pages/${name}.${language}.html`);
    expect(page).toContain(`<html lang="${language}">`);
    expect(page).not.toContain('<script');
    expect(page.length).toBeLessThan(30_000);
  });
});

const chromium = chromiumPath();
describe.skipIf(chromium === undefined)(
  `on a phone${chromium === undefined ? `: skipped, ${NO_CHROMIUM}` : ''}`,
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await startChromium(chromium ?? '');
    }, 60_000);
    afterAll(() => browser?.close());
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

    test.each(Language.options)(
      'axe-core finds nothing serious, and no page is too wide, in %s',
      { timeout: 120_000 },
      async (language) => {
        const page = await browser.newPage({ viewport: { width: 360, height: 780 } });
        for (const [name, write] of Object.entries(pages)) {
          await page.setContent(write(reader(language)));
          await page.addScriptTag({ content: axe });
          const { violations } = await page.evaluate<{
            violations: { id: string; impact: string; nodes: { html: string }[] }[];
          }>('axe.run()');
          const found = violations
            .filter(({ impact }) => impact === 'serious' || impact === 'critical')
            .map(({ id, nodes }) => `${name}: ${id}: ${nodes[0]?.html}`);
          expect(found).toEqual([]);
          expect(
            await page.evaluate<number>('document.documentElement.scrollWidth'),
            name,
          ).toBeLessThanOrEqual(360);
          if (process.env.SHOTS !== undefined)
            await page.screenshot({ path: `${process.env.SHOTS}/${name}.${language}.png`, fullPage: true });
        }
        await page.close();
      },
    );
  },
);
