import { describe, expect, test } from 'vitest';
import { isForm } from '../../../../../functions/desk/pages/fields.ts';
import {
  type FormView,
  formPage,
  type Notice,
  noticePage,
  type Reader,
} from '../../../../../functions/desk/pages/pages.ts';
import { Language } from '../../../../../shared/contracts/codes.ts';
import { type FormName, forms } from '../../../../../shared/contracts/forms.ts';
import { hostile } from '../hostile.ts';

const STEERING = /[\u202A-\u202E\u2066-\u2069]|(?![\n\t])\p{Cc}/u;

const reader = (language: Language): Reader => ({
  language,
  zone: 'Asia/Shanghai',
  bank: { 'zh-CN': '示例银行', en: 'Example Bank' },
  nonce: 'abc',
});

const view = (form: FormName, foreign: string, its: Partial<FormView> = {}): FormView => ({
  form,
  caseId: 'K20260302-ABCDEFGHJK',
  channel: 'web',
  customer: foreign,
  dueAt: '2026-03-05T05:30:00.000Z',
  contact: { name: foreign, phone: foreign, email: foreign },
  text: { subject: foreign, text: foreign },
  paths: { draft: 'x/draft', whole: 'x/file', pass: 'x/pass' },
  csrf: 'c'.repeat(43),
  typed: { reason: foreign, outcome: foreign, way: foreign, code: foreign },
  flaws: { reason: 'too-short', outcome: 'choose', way: 'choose', code: 'code-form' },
  ...its,
});

const record = (foreign: string) => ({
  form: 'handling' as const,
  decision: { outcome: 'REJECTED' },
  decidedAt: '2026-03-05T05:30:00.000Z',
  decidedBy: foreign,
  receiptNumber: 'ABCDEF012345',
});

const notices = (foreign: string): Notice[] => [
  { kind: 'receipt', record: record(foreign) },
  { kind: 'conflict', record: record(foreign) },
  { kind: 'decidedElsewhere', record: record(foreign) },
  { kind: 'reassigned', holder: foreign },
  { kind: 'tooLate' },
  { kind: 'interrupted' },
  { kind: 'linkExpired' },
  { kind: 'linkReplaced' },
  { kind: 'codeComing' },
  { kind: 'askedTooOften' },
  { kind: 'askForCode', ask: { csrf: 'c', unticked: true } },
  { kind: 'askedTooSoon', seconds: 12 },
  { kind: 'notFromThisPage' },
  { kind: 'draftKept', at: '2026-03-05T05:30:00.000Z' },
  { kind: 'passedOn', to: foreign, way: 'REASSIGN' },
];

/** All pages with one foreign text in every place that takes one. */
const pages = (language: Language, foreign: string): string[] => [
  ...Object.keys(forms)
    .filter(isForm)
    .flatMap((form) => [
      formPage(reader(language), view(form, foreign)),
      formPage(reader(language), view(form, foreign, { flaws: {}, codeWrong: 3, submitAgain: true })),
      formPage(
        reader(language),
        view(form, foreign, { codeVoid: { action: 'x/code', csrf: 'c', unticked: true } }),
      ),
      formPage(reader(language), view(form, foreign, { codeVoid: 'none', codeWrong: 'new-code', flaws: {} })),
    ]),
  ...notices(foreign).map((notice) => noticePage(reader(language), 'K20260302-ABCDEFGHJK', notice, '../x')),
];

/** Names of fields that a form takes empty; a name stands for the same in every form that has it. */
const leftOut = new Set(
  Object.values(forms).flatMap(({ schema }) =>
    Object.entries(schema.shape).flatMap(([name, type]) => (type.safeParse('').success ? [name] : [])),
  ),
);

const tags = (html: string) =>
  [...html.matchAll(/<\/?[a-zA-Z!][^>]*>/g)].map(([tag]) => tag.replace(/value="[^"]*"/, ''));

describe.each(Language.options)('the pages in %s', (language) => {
  test('S11 let nothing that a person wrote become markup', () => {
    const plain = pages(language, 'Anna').map(tags);
    for (const foreign of hostile) {
      for (const [at, page] of pages(language, foreign).entries()) {
        expect(tags(page)).toEqual(plain[at]);
        expect(page).not.toMatch(STEERING);
      }
    }
  });

  test('have no script, load nothing, fit a phone, and weigh at most 30 KB', () => {
    for (const page of pages(language, 'Anna')) {
      expect(page).not.toMatch(/<script|\son[a-z]+=|<link|<img|<iframe|@import|url\(|https?:/i);
      expect(page).not.toMatch(/style="/);
      expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
      expect(page).toContain(`<html lang="${language}">`);
      expect(Buffer.byteLength(page)).toBeLessThan(30_000);
      expect(page).not.toMatch(/undefined|\[object|RESOLVED_(?!UPHELD"|PARTLY")|NaN/);
    }
  });

  test('name every control, and tie each error to its field', () => {
    for (const page of pages(language, 'Anna')) {
      const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const controls = [...page.matchAll(/<(?:input|textarea|select)([^>]*)>/g)]
        .map(([, its = '']) => its)
        .filter((its) => !its.includes('type="hidden"'));
      for (const its of controls) {
        const id = /\sid="([^"]+)"/.exec(its)?.[1];
        const labelled = id !== undefined && page.includes(`<label class="label" for="${id}">`);
        const wrapped = /type="(radio|checkbox)"/.test(its);
        expect(labelled || wrapped).toBe(true);
        // Only what its schema takes empty may be left out.
        const name = /\sname="([^"]+)"/.exec(its)?.[1] ?? '';
        expect(its.includes('required'), its).toBe(!leftOut.has(name));
      }
      for (const [, of = ''] of page.matchAll(/aria-describedby="([^"]+)"/g)) {
        for (const id of of.split(' ')) expect(ids).toContain(id);
      }
      for (const [, id] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(id);
    }
  });

  test('offer no choice beforehand and none on a button', () => {
    for (const form of Object.keys(forms).filter(isForm)) {
      const page = formPage(reader(language), { ...view(form, 'Anna'), typed: {}, flaws: {} });
      expect(page).not.toMatch(/\schecked/);
      expect([...page.matchAll(/<button[^>]*>/g)].map(([button]) => button)).toEqual([
        '<button type="submit">',
        '<button type="submit" class="second" formnovalidate formaction="x/draft">',
      ]);
    }
  });

  test('are the ones that were reviewed', async () => {
    for (const form of Object.keys(forms).filter(isForm)) {
      const page = formPage(reader(language), view(form, 'Anna', { typed: {}, flaws: {} }));
      await expect(page).toMatchFileSnapshot(`../../../../golden/pages/${form}.${language}.html`);
    }
    for (const notice of notices('Anna')) {
      const page = noticePage(reader(language), 'K20260302-ABCDEFGHJK', notice);
      await expect(page.replace(/<style[\s\S]*<\/style>/, '')).toMatchFileSnapshot(
        `../../../../golden/pages/${notice.kind}.${language}.html`,
      );
    }
  });

  test('show moments in the reader’s own zone', () => {
    const at = (zone: string) => formPage({ ...reader(language), zone }, view('handling', 'Anna'));
    expect(at('Asia/Shanghai')).toContain('13:30');
    expect(at('Europe/London')).toContain('05:30');
  });
});

test('a text keeps its line breaks and its first empty line', () => {
  const page = formPage(
    reader('en'),
    view('handling', 'x', { typed: { reason: '\nfirst\nsecond' }, text: { text: 'a\r\nb' } }),
  );
  expect(page).toContain('>\n\nfirst\nsecond</textarea>');
  expect(page).toContain('a\nb</blockquote>');
});
