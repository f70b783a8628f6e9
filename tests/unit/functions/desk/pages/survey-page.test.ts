import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Reader } from '../../../../../functions/desk/pages/pages.ts';
import {
  EVEN_BYTES,
  evened,
  type SurveyView,
  surveyNoticePage,
  surveyPage,
} from '../../../../../functions/desk/pages/survey-page.ts';
import { Language } from '../../../../../shared/contracts/codes.ts';
import type { SurveyDefinition } from '../../../../../shared/contracts/survey.ts';
import { choicesOf } from '../../../../../shared/policy/survey-answers.ts';
import { surveys1 } from '../../../../../shared/policy/surveys.ts';
import { chromiumPath, NO_CHROMIUM, startChromium } from '../../../../kit/chromium.ts';
import { hostile } from '../hostile.ts';

const reader = (language: Language): Reader => ({
  language,
  zone: 'Asia/Shanghai',
  bank: { 'zh-CN': '示例银行', en: 'Example Bank' },
  nonce: 'abc',
});

function viewOf(id: string, its: Partial<SurveyView> = {}): SurveyView {
  const definition = surveys1.definitions[id];
  if (definition === undefined) throw new Error(`There is no survey ${id}.`);
  return {
    csrf: 'c'.repeat(43),
    definition,
    naming: 'NAMED',
    until: '2026-03-16T01:30:00.000Z',
    values: {},
    mending: {},
    saved: false,
    ...its,
  };
}

const typed = { overall: 2, recommend: 0, text: '<script>alert(1)</script>' };

const pages: Readonly<Record<string, (its: Reader) => string>> = {
  survey: (its) => surveyPage(its, viewOf('relationship')),
  'survey-anonymous': (its) => surveyPage(its, viewOf('pulse', { naming: 'ANONYMOUS' })),
  'survey-kept': (its) => surveyPage(its, viewOf('relationship', { values: typed, saved: true })),
  'survey-to-mend': (its) =>
    surveyPage(
      its,
      viewOf('complaint', {
        values: { text: 'x' },
        mending: { flaws: { overall: 'needed', resolved: 'needed', voice: 'choose' }, code: 2 },
      }),
    ),
  'survey-exit': (its) => surveyPage(its, viewOf('exit')),
  'survey-thanks': (its) => surveyNoticePage(its, 'thanks'),
  'survey-answered': (its) => surveyNoticePage(its, 'answered'),
  'survey-answered-before': (its) => surveyNoticePage(its, 'answeredBefore'),
  'survey-over': (its) => surveyNoticePage(its, 'over'),
  'survey-not-from-this-page': (its) => surveyNoticePage(its, 'notFromThisPage', 'link'),
};

describe.each(Language.options)('in %s', (language) => {
  test.each(Object.keys(pages))('%s is as it was reviewed, without a script', async (name) => {
    const page = pages[name]?.(reader(language)) ?? '';
    await expect(page).toMatchFileSnapshot(`../../../../golden/pages/${name}.${language}.html`);
    expect(page).toContain(`<html lang="${language}">`);
    expect(page).not.toContain('<script');
    expect(page.length).toBeLessThan(30_000);
  });

  test.each(Object.values(surveys1.definitions).map((its) => [its.id, its] as const))(
    'SV3 %s asks every question with every choice it takes, none of them made beforehand, and nothing in an address',
    (id, definition: SurveyDefinition) => {
      const page = surveyPage(reader(language), viewOf(id));
      for (const question of definition.questions) {
        expect(page).toContain(question.wording[language]);
        for (const choice of choicesOf(question) ?? [])
          expect(page).toContain(`name="q.${question.id}" value="${choice}"`);
      }
      expect(page).not.toMatch(/ checked| selected|<a [^>]*href="[^#]/);
      expect(page.match(/<form method="post"/g)).toHaveLength(1);
    },
  );

  test('R025 R028 an anonymous one says what is known, and what asking for a call gives away; a named one does not', () => {
    const [named, unnamed] = (['NAMED', 'ANONYMOUS'] as const).map((naming) =>
      surveyPage(reader(language), viewOf('relationship', { naming })),
    );
    const warning = { 'zh-CN': '不再匿名', en: 'not anonymous any more' }[language];
    expect([named?.includes(warning), unnamed?.includes(warning)]).toEqual([false, true]);
    expect(unnamed).toMatch(/name="q\.wants-contact"/);
  });
});

test('S11 nothing that was typed becomes markup', () => {
  const tags = (page: string) => page.match(/<\/?[a-z!][^>]*>/gi)?.length;
  const plain = tags(surveyPage(reader('en'), viewOf('visit', { values: { text: 'Well.' } })));
  for (const text of hostile)
    expect(tags(surveyPage(reader('en'), viewOf('visit', { values: { text } })))).toBe(plain);
});

test('a page filled up is a whole number of the same length, also where it had it already', () => {
  for (const length of [0, 1, EVEN_BYTES - 8, EVEN_BYTES - 7, EVEN_BYTES, 2 * EVEN_BYTES - 8])
    expect(Buffer.byteLength(evened('x'.repeat(length))) % EVEN_BYTES, String(length)).toBe(0);
  expect(Buffer.byteLength(evened('字'.repeat(1_000)))).toBe(EVEN_BYTES);
  expect(evened('<p>x</p>')).toMatch(/^<p>x<\/p><!-- +-->\n$/);
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
      'axe-core finds nothing serious, no page is wider than 320 pixels, and a thumb finds every choice, in %s',
      { timeout: 120_000 },
      async (language) => {
        const page = await browser.newPage({ viewport: { width: 320, height: 640 } });
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
          ).toBeLessThanOrEqual(320);
          const low = await page.evaluate<number>(
            'Math.min(99, ...[...document.querySelectorAll("label.choice, button")].map((its) => its.getBoundingClientRect().height))',
          );
          expect(low, name).toBeGreaterThanOrEqual(44);
          if (process.env.SHOTS !== undefined)
            await page.screenshot({ path: `${process.env.SHOTS}/${name}.${language}.png`, fullPage: true });
        }
        await page.close();
      },
    );

    test('the keyboard alone answers it: arrows choose, tab goes on', { timeout: 60_000 }, async () => {
      const page = await browser.newPage();
      await page.setContent(surveyPage(reader('en'), viewOf('remeasure')));
      await page.keyboard.press('Tab');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      expect(await page.evaluate('document.querySelector("[name=\'q.overall\']:checked").value')).toBe('3');
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.id')).toBe('code');
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.value')).toBe('submit');
      await page.close();
    });
  },
);
