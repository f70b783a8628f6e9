import { describe, expect, test } from 'vitest';
import { fieldsOf, isForm } from '../../../../../functions/desk/pages/fields.ts';
import { filePage, revealAgainPage, revealedPage } from '../../../../../functions/desk/pages/file-page.ts';
import {
  type FormView,
  formPage,
  type Notice,
  noticePage,
  type Reader,
} from '../../../../../functions/desk/pages/pages.ts';
import { type PassView, passPage } from '../../../../../functions/desk/pages/pass-page.ts';
import { words } from '../../../../../functions/desk/pages/words.ts';
import type { FileEntry } from '../../../../../functions/desk/rules/parts.ts';
import { Language } from '../../../../../shared/contracts/codes.ts';
import { letterParts } from '../../../../../shared/contracts/complaint.ts';
import { type FormName, forms, onlyIfOf } from '../../../../../shared/contracts/forms.ts';
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
  { kind: 'notOnStaff' },
  { kind: 'codeComing' },
  { kind: 'askedTooOften' },
  { kind: 'askForCode', ask: { csrf: 'c', unticked: true } },
  { kind: 'askedTooSoon', seconds: 12 },
  { kind: 'notFromThisPage' },
  { kind: 'draftKept', at: '2026-03-05T05:30:00.000Z' },
  { kind: 'passedOn', to: foreign, way: 'REASSIGN' },
];

const entry = (foreign: string): FileEntry => ({
  at: '2026-03-05T05:30:00.000Z',
  what: 'Findings',
  by: foreign,
  said: [{ label: 'Words', words: foreign, masked: foreign }],
});

const reveal = { csrf: 'c', part: 1, flaws: {}, codeVoid: undefined };

const filePages = (language: Language, foreign: string): Record<'file' | 'reveal' | 'revealed', string> => {
  const view = {
    caseId: 'K20260302-ABCDEFGHJK',
    part: 2,
    parts: 3,
    entries: [entry(foreign), { ...entry(foreign), continued: true as const }],
    back: '../x',
  };
  return {
    file: filePage(reader(language), { ...view, reveal }),
    reveal: revealAgainPage(reader(language), {
      ...view,
      ...reveal,
      purpose: foreign,
      flaws: { purpose: 'choose' },
      codeWrong: 3,
      codeVoid: { action: 'code', csrf: 'c', unticked: false },
    }),
    revealed: revealedPage(reader(language), {
      ...view,
      customerId: 'C1',
      contact: { name: foreign, phone: foreign },
    }),
  };
};

const passView = (foreign: string, its: Partial<PassView> = {}): PassView => ({
  form: 'handling',
  caseId: 'K20260302-ABCDEFGHJK',
  dueAt: '2026-03-05T05:30:00.000Z',
  colleagues: [
    { staffId: 'A1', name: foreign },
    { staffId: 'A2', name: foreign },
  ],
  csrf: 'c',
  typed: {},
  flaws: {},
  codeVoid: undefined,
  back: '../x',
  ...its,
});

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
  ...Object.values(filePages(language, foreign)),
  passPage(reader(language), passView(foreign)),
  passPage(
    reader(language),
    passView(foreign, {
      colleagues: [],
      typed: { way: foreign, to: foreign, reason: foreign, code: foreign },
      flaws: { way: 'nobody-else', to: 'leave-colleague', reason: 'too-short' },
      codeFlaws: { code: 'code-form' },
      codeVoid: 'none',
      submitAgain: true,
    }),
  ),
  formPage(
    reader(language),
    view('handling', foreign, {
      flaws: {},
      draft: { by: foreign, at: '2026-03-05T05:30:00.000Z' },
      file: { entries: [entry(foreign)] },
      text: { text: foreign, beside: [{ label: 'Wish', words: foreign, masked: foreign }] },
    }),
  ),
  ...notices(foreign).map((notice) => noticePage(reader(language), 'K20260302-ABCDEFGHJK', notice, '../x')),
];

/** Names of fields that a form takes empty; a name stands for the same in every form that has it. */
const leftOut = new Set([
  // Whoever hands a task back chooses nobody.
  'to',
  // What matters only for some answers is asked for once they are known.
  ...Object.values(forms).flatMap((form) => Object.keys('onlyIf' in form ? form.onlyIf : {})),
  ...Object.values(forms).flatMap(({ schema }) =>
    Object.entries(schema.shape).flatMap(([name, type]) => (type.safeParse('').success ? [name] : [])),
  ),
]);

/** Names of the fields that stand in a group which matters for some answers only. */
function groupedIn(page: string): Set<string> {
  const open: string[] = [];
  const names = new Set<string>();
  for (const [tag, closing, its = ''] of page.matchAll(
    /<(\/?)(?:fieldset|input|textarea|select)\b([^>]*)>/g,
  )) {
    const name = / name="([^"]+)"/.exec(its)?.[1];
    if (tag.startsWith('</fieldset')) open.pop();
    else if (tag.startsWith('<fieldset')) open.push(its);
    else if (!closing && name !== undefined && open.some((one) => one.includes('only-if'))) names.add(name);
  }
  return names;
}

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

  test('weigh at most 30 KB however much was said, and leave nothing out without a word', () => {
    const long = (length: number, of = '投诉内容') =>
      of.repeat(Math.ceil(length / of.length)).slice(0, length);
    const entries = Array.from({ length: 40 }, (_, at) => ({
      ...entry('Anna'),
      said: ['一', '二', '三'].map((label) => ({ label, words: '', masked: `${at}${label}${long(4_000)}` })),
    }));
    const why = Array.from({ length: 8 }, () => long(120));
    const letter = Object.fromEntries(letterParts.map((part) => [part, `${part}${long(4_000)}`]));
    for (const form of Object.keys(forms).filter(isForm)) {
      for (const text of [long(20_000), `"&'<`.repeat(5_000), 'Short.']) {
        for (const some of [entries, entries.slice(0, 2), []]) {
          const page = formPage(reader(language), {
            ...view(form, 'Anna', { typed: {}, flaws: {}, dueWhy: why }),
            text: { subject: long(200), text },
            file: { entries: some, statutory: { at: '2026-03-17T15:59:59.999Z', why } },
          });
          expect(Buffer.byteLength(page), form).toBeLessThanOrEqual(30_000);
          const cuts = page.split('class="cut"').length - 1;
          expect(cuts).toBe((text === 'Short.' ? 0 : 1) + (some.length > 0 ? 1 : 0));
          expect(page.split('href="x/file"').length - 1).toBe(cuts);
          // The newest of what happened is what the next answer rests on.
          if (text === 'Short.' && some.length > 0) expect(page).toContain('<time datetime');
        }
      }
      const asked = formPage(reader(language), {
        ...view(form, 'Anna', { typed: {}, flaws: {} }),
        text: undefined,
        paths: { draft: 'x/draft', whole: 'x/file' },
        letter,
      });
      expect(Buffer.byteLength(asked), form).toBeLessThanOrEqual(30_000);
      expect(asked.split('href="x/file"').length - 1).toBe(1);
    }
  });

  test('share the room between the words of a complaint and what came with them, and say what is left out', () => {
    const row = (masked: string) => ({ label: '希望', words: masked, masked });
    const paged = (text: string, beside: ReturnType<typeof row>[]) => {
      const page = formPage(
        reader(language),
        view('approval', 'Anna', { typed: {}, flaws: {}, text: { text, beside } }),
      );
      expect(Buffer.byteLength(page)).toBeLessThanOrEqual(30_000);
      return { page, cuts: page.split('class="cut"').length - 1 };
    };
    const short = paged('投'.repeat(20_000), [row('退款')]);
    expect(short.page).toContain('退款');
    expect(short.cuts).toBe(1);
    const many = Array.from({ length: 400 }, (_, at) => row(`fact ${at} ${'x'.repeat(90)}`));
    const long = paged('Short.', [row('愿'.repeat(20_000)), ...many]);
    expect(long.page).toContain('Short.</blockquote>');
    expect(long.page).toContain('fact 0 ');
    expect(long.page).not.toContain('fact 399 ');
    expect(long.page).not.toContain('愿愿');
    expect(long.cuts).toBe(1);
    const both = paged('投'.repeat(20_000), many);
    expect(both.cuts).toBe(2);
    expect(Buffer.byteLength(both.page)).toBeGreaterThan(28_000);
  });

  test('say how much of a text is left out, and leave out no more than they must', () => {
    const text = '投'.repeat(20_000);
    const page = formPage(
      reader(language),
      view('approval', 'Anna', { typed: {}, flaws: {}, text: { text } }),
    );
    const shown = /投+/.exec(page)?.[0].length ?? 0;
    expect(page).toContain(String(shown));
    expect(page).toContain('20000');
    expect(Buffer.byteLength(page)).toBeGreaterThan(29_900);
  });

  test('group what matters for some answers only, and say what would be right instead', () => {
    for (const form of Object.keys(forms).filter(isForm)) {
      const page = formPage(reader(language), view(form, 'Anna', { typed: {}, flaws: {} }));
      const grouped = groupedIn(page);
      const fields = fieldsOf(form).filter(({ name }) => onlyIfOf(form, name) !== undefined);
      expect([...grouped].sort()).toEqual(fields.map(({ name }) => name).sort());
    }
    const proposal = formPage(reader(language), {
      ...view('proposal', 'Anna', { flaws: { amount: 'only-if' } }),
      typed: { outcome: 'REJECTED', amount: '500' },
    });
    const { options } = words[language].forms.proposal.fields.outcome;
    const [, error = ''] = /id="amount-error">([^<]+)</.exec(proposal) ?? [];
    for (const said of Object.values(options ?? {})) expect(error).toContain(said);
  });

  test('never cut what a person typed: then the case has less room', () => {
    const reason = '我'.repeat(4_000);
    const its = { typed: { reason }, flaws: {}, text: { text: '投'.repeat(20_000) } };
    const page = formPage(reader(language), view('approval', 'Anna', its));
    expect(page).toContain(`${reason}</textarea>`);
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(30_000);
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
    const others = { ...filePages(language, 'Anna'), pass: passPage(reader(language), passView('Anna')) };
    for (const [name, page] of Object.entries(others)) {
      await expect(page.replace(/<style[\s\S]*<\/style>/, '')).toMatchFileSnapshot(
        `../../../../golden/pages/${name}.${language}.html`,
      );
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
