import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { caseWords } from '../../functions/desk/pages/case-words.ts';
import { holderWords } from '../../functions/desk/pages/holder-words.ts';
import { ownWords } from '../../functions/desk/pages/own-words.ts';
import { surveyPageWords } from '../../functions/desk/pages/survey-page-words.ts';
import { words as taskWords } from '../../functions/desk/pages/words.ts';
import { words as complaintWords } from '../../functions/intake/pages/words.ts';
import type { Runtime } from '../../infra/local/runtime.ts';
import { type FormName, forms } from '../../shared/contracts/forms.ts';
import type { SurveyDefinition } from '../../shared/contracts/survey.ts';
import { surveys1 } from '../../shared/policy/surveys.ts';
import { type Bank, sampleBank } from '../kit/bank.ts';
import {
  FOCUS,
  type Focus,
  findingsOn,
  followedByKeyboard,
  isSoundInAllWindows,
  isSoundPage,
  MOST_TABS,
  opened,
  typedByKeyboard,
} from '../kit/browsing.ts';
import { chromiumPath, NO_CHROMIUM, startChromium, WINDOWS } from '../kit/chromium.ts';
import { type TestPlace, testPlace } from '../kit/runtime.ts';
import { linkIn } from '../trials/invariants.ts';

const chromium = chromiumPath();

/** A link that is older than this opens nothing. */
const DEAD_AFTER = 91 * 86_400_000;

/** An execution that goes on to nothing by itself while days pass, as the one of the case does. */
const OF_NOBODY = {
  execution: 'arn:aws:states:us-east-1:000000000000:execution:ComplaintHandling:of-nobody',
};

/** Fields that this customer gave no reason to fill: dates, promises and wishes of a visit, a complaint behind an alert. */
const NOT_SAID =
  /^(when|mailDate|nextDay|newEmail|serviceRequest|suggestion|promise\d(Due)?|until|complaintText)$/;

const LANGUAGES = ['zh-CN', 'en'] as const;
const TEXTS = {
  'zh-CN': '经核查，第二笔转账系我行重复扣款，现已退回。',
  en: 'The second charge was ours and has been paid back.',
} as const;

/** Who is asked by a survey: nobody is twice within a month. */
const ASKED = { 'zh-CN': 'C1003', en: 'C1004' } as const;
type Asked = { readonly customerId: string } | undefined;

let place: TestPlace;
let bank: Bank;
let runtime: Runtime;
let clock: Runtime['clock'];
let browser: Browser;
let caseId: string;
let execution: string | undefined;

const bankFile = new URL('../../infra/local/story/bank.json', import.meta.url);
const people = JSON.parse(readFileSync(bankFile, 'utf8')) as Record<'customers' | 'staff', object[]>;

describe.skipIf(chromium === undefined)(
  `a person answers by keyboard${chromium === undefined ? `: skipped, ${NO_CHROMIUM}` : ''}`,
  () => {
    beforeAll(async () => {
      place = testPlace();
      runtime = await place.boot({ simulatedScheduleMs: () => 365 * 86_400_000 });
      bank = await sampleBank(runtime);
      await bank.put('complaint.submitted', bank.complaint('KEYS-1', { customerId: 'C1006' }));
      clock = runtime.clock;
      await clock.advance(60_000);
      const [head] = (await bank.items('Cases')).filter(({ sk }) => sk === 'HEAD');
      caseId = String(head?.caseId);
      execution = (await bank.executions())[0]?.executionArn;
      browser = await startChromium(chromium ?? '');
    });
    afterAll(async () => {
      await browser?.close();
      await place?.[Symbol.asyncDispose]();
    });

    describe.each(LANGUAGES)('in %s', (language) => {
      beforeAll(async () => {
        await speak(language);
      });

      test.each(Object.keys(forms) as FormName[])('the form %s', { timeout: 60_000 }, async (form) => {
        const { link, code } = await taskOf(form, language);
        await using looking = await windowIn(language);
        const { page } = looking;
        await opened(page, link);
        expect(await page.getAttribute('html', 'lang')).toBe(language);
        await isSoundInAllWindows(page);
        expect(await findingsOn(page)).toEqual([]);

        await answeredByKeyboard(page, code, TEXTS[language]);
        const said = await page.innerText('main');
        expect(await page.locator('[name=code]').count(), said).toBe(0);
        expect((await rowOf(link))?.state).toBe('DECIDED');
        await isSoundInAllWindows(page);
        // Receipts differ in their rows alone.
        if (form === 'visit') expect(await findingsOn(page)).toEqual([]);
      });

      test.each(Object.keys(WINDOWS) as (keyof typeof WINDOWS)[])(
        'the draft, the file, the customer’s data and the passing on, on a %s',
        { timeout: 90_000 },
        async (window) => {
          const { link, code } = await taskOf('findings', `${language} beside ${window}`);
          await using looking = await windowIn(language, window);
          const { page, sound } = looking;
          const words = holderWords[language];
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
          await page.goto(link);
          await sound(taskWords[language].reassigned);
        },
      );

      test('the complaint form, for customers and for staff', { timeout: 60_000 }, async () => {
        await using looking = await windowIn(language);
        const { page, sound } = looking;
        const say = complaintWords[language];
        await clock.advance(60_000);
        const filled = { forWhom: '', text: TEXTS[language], wish: TEXTS[language], groupSize: '2' };
        const { pages, operator } = runtime.addresses;
        for (const [address, more, title, done] of [
          [`${pages}/complain`, {}, say.title.customer, say.received],
          [`${operator}/staff/complaint`, { channel: '' }, say.title.staff, say.taken],
        ] as const) {
          await opened(page, address);
          await sound(title);
          await typedByKeyboard(page, { customerId: '?', ...more }, say.submit, 'unchecked');
          await sound(title);
          expect(await page.locator('[aria-invalid=true]').count()).toBeGreaterThan(1);
          await opened(page, address);
          await typedByKeyboard(page, { ...more, customerId: 'C1006', ...filled }, say.submit);
          await sound(done);
        }
      });

      test('a customer’s own pages: the case, the preferences, and why they were written to', {
        timeout: 90_000,
      }, async () => {
        await using looking = await windowIn(language);
        const { page, sound } = looking;
        await bank.put(
          'complaint.submitted',
          bank.complaint(`OWN-${language}`, { customerId: 'C1006', language }),
        );
        await clock.advance(60_000);
        const note = (await bank.items('Cases')).find(({ externalId }) => externalId === `OWN-${language}`);
        const ownCase = String(note?.caseId);
        const acknowledged = await customersMail(ownCase, 'c');
        await opened(page, acknowledged.link('c'));
        const say = caseWords[language];
        await sound(say.title);
        await typedByKeyboard(page, { text: 'x', code: '12' }, say.submit, 'unchecked');
        await sound(say.title);
        await typedByKeyboard(
          page,
          { what: '', text: TEXTS[language], code: acknowledged.code },
          say.submit,
          'unchecked',
        );
        await sound(say.receipt);
        await opened(page, acknowledged.link('w'));
        await sound(ownWords[language].contact);

        // The new facts are acknowledged by a mail without a code of its own, so that it leads to the preferences.
        await clock.advance(60_000);
        const told = await customersMail(ownCase, 'p');
        await opened(page, told.link('p'));
        await sound(ownWords[language].preferences);
        const ticked = 'care.mail';
        await typedByKeyboard(page, { [ticked]: '', code: '1' }, ownWords[language].save);
        await sound(ownWords[language].preferences);
        await typedByKeyboard(page, { [ticked]: '', code: told.code }, ownWords[language].save);
        expect(await page.innerText('main')).toContain(ownWords[language].saved);
        await sound(ownWords[language].preferences);
      });

      test('SV3 a survey, kept and submitted behind the link of its mail', { timeout: 120_000 }, async () => {
        await using looking = await windowIn(language);
        const { page, sound } = looking;
        const { link, code } = await surveyOf(ASKED[language]);
        const say = surveyPageWords[language];
        const { title, questions } = asked();
        await opened(page, link);
        await isSoundInAllWindows(page);
        await sound(title[language]);
        // What must be answered is missed, and then the code.
        await typedByKeyboard(page, { 'q.attitude': '', code: '1' }, say.submit, 'unchecked');
        expect(await page.innerText('[role=alert]')).toContain(questions[0]?.wording[language]);
        await sound(title[language]);
        await typedByKeyboard(page, { 'q.text': TEXTS[language], code }, say.keep);
        expect(await page.innerText('[role=status]')).toContain(say.kept);
        await sound(title[language]);
        await opened(page, link);
        expect(await page.inputValue('textarea')).toBe(TEXTS[language]);
        await typedByKeyboard(page, { 'q.overall': '', 'q.voice': '', code }, say.submit);
        await sound(say.notices.thanks[0]);
        expect(page.url()).toBe(link);
        const answer = (await bank.items('Answers')).find(
          ({ by }) => (by as Asked)?.customerId === ASKED[language],
        );
        expect(answer).toMatchObject({
          state: 'SUBMITTED',
          values: { overall: 1, attitude: 1, voice: 'PRAISE', text: TEXTS[language] },
        });
        await opened(page, link);
        await sound(say.notices.answered[0]);
      });

      test('a link that is forged, and a letter to be printed', { timeout: 60_000 }, async () => {
        await using looking = await windowIn(language);
        const { page } = looking;
        const { link } = await taskOf('handling', `${language} nothing`);
        const response = await page.goto(link.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')));
        expect(response?.status()).toBe(404);
        await isSoundPage(page);
        expect(await findingsOn(page)).toEqual([]);
        await opened(page, `${runtime.addresses.operator}/staff/letter/${caseId}/0`);
        await isSoundInAllWindows(page);
        expect(await findingsOn(page)).toEqual([]);
      });
    });

    test('links of tasks that nobody answered in time, and links that have expired', {
      timeout: 120_000,
    }, async () => {
      const lost: { language: (typeof LANGUAGES)[number]; taskId: string; link: string }[] = [];
      for (const language of LANGUAGES) {
        await speak(language);
        lost.push({ language, ...(await taskOf('customer-word', `${language} silent`, OF_NOBODY)) });
      }
      const dues = await Promise.all(
        lost.map(async ({ link }) => Date.parse(String((await rowOf(link))?.dueAt))),
      );
      await clock.advanceTo(Math.max(...dues) + 60_000);
      for (const { taskId } of lost) {
        const turn = { ...turnOf('customer-word', 'silent'), ...OF_NOBODY, turn: 'nudge', taskId };
        expect(await bank.invoke('PrepareTask', turn)).toMatchObject({ way: 'EXHAUSTED' });
      }
      await theyAllSay('tooLate');
      await clock.advance(DEAD_AFTER);
      await theyAllSay('linkExpired');

      async function theyAllSay(notice: 'tooLate' | 'linkExpired') {
        for (const { language, link } of lost) {
          await using looking = await windowIn(language);
          expect((await looking.page.goto(link))?.status()).toBe(410);
          await looking.sound(taskWords[language][notice]);
        }
      }
    });
  },
);

/** Has everybody of the bank read this language. */
async function speak(language: (typeof LANGUAGES)[number]): Promise<void> {
  const speaking = (person: object) => ({ ...person, language });
  await bank.invoke('ImportBank', {
    customers: people.customers.map(speaking),
    staff: people.staff.map(speaking),
  });
}

/** A window with a page, which closes itself. */
async function windowIn(language: string, window: keyof typeof WINDOWS = 'phone') {
  const context = await browser.newContext({ viewport: WINDOWS[window], locale: language });
  const page = await context.newPage();
  return {
    page,
    /** The page has this title, and nothing is wrong with it. */
    async sound(title: string) {
      expect(await page.innerText('h1')).toBe(title);
      await isSoundPage(page);
      expect(await findingsOn(page)).toEqual([]);
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}

/** The last mail about a case that prints a link of this kind, with its code. */
async function customersMail(of: string, kind: 'c' | 'p') {
  const found = async () =>
    (await lastMails()).find(({ subject, text }) => subject.includes(of) && linkOf(kind, text));
  await expect.poll(found, { timeout: 20_000 }).toBeDefined();
  const text = (await found())?.text ?? '';
  return {
    code: /\b\d{6}\b/.exec(text)?.[0] ?? '',
    link: (to: 'c' | 'p' | 'w') => linkOf(to, text) ?? '',
  };
}

/** Has a customer asked about a visit, as a system of the bank would; gives the way to the survey that its mail prints. */
async function surveyOf(customerId: string): Promise<{ readonly link: string; readonly code: string }> {
  const frame = () => ({
    v: 1,
    channel: 'api',
    submittedAt: new Date(clock.now()).toISOString(),
    customerId,
  });
  const consents = [{ purpose: 'survey', channel: 'mail', state: 'GIVEN' }];
  await bank.put('customer.changed', { ...frame(), externalId: `ASKED-${customerId}`, consents });
  await clock.advance(60_000);
  const wish = { survey: 'visit', about: `TALK-${customerId}` };
  await bank.put('survey.requested-by-bank', { ...frame(), externalId: `WISH-${customerId}`, ...wish });
  for (let minutes = 0; minutes < 60; minutes++) {
    await clock.advance(60_000);
    for (const { text } of await lastMails()) {
      const link = linkOf('s', text);
      if (link !== undefined) return { link, code: /\b\d{6}\b/.exec(text)?.[0] ?? '' };
    }
  }
  throw new Error(`Within an hour no mail brought ${customerId} the way to a survey.`);
}

/** The survey about a visit. */
function asked(): SurveyDefinition {
  const definition = surveys1.definitions.visit;
  if (definition === undefined) throw new Error('There is no survey visit.');
  return definition;
}

const linkOf = (kind: string, text: string): string | undefined =>
  new RegExp(`https?://\\S+/${kind}/[^\\s<>"']+`).exec(text)?.[0];

/** The newest mails, the newest first. */
async function lastMails() {
  const { mail } = runtime;
  const letters = await Promise.all(mail.list({ limit: 8 }).map(({ id }) => mail.get(id)));
  return letters.filter((letter) => letter !== undefined);
}

/** Makes a task with a form, as the state of a story does, and reads its mail. */
async function taskOf(
  form: FormName,
  what: string,
  its: { readonly execution?: string } = {},
): Promise<{ taskId: string; link: string; code: string }> {
  // Doors take so many requests a second and no more, of this clock.
  await clock.advance(60_000);
  const { taskId, way } = (await bank.invoke('PrepareTask', {
    ...turnOf(form, `${form} ${what}`),
    ...its,
  })) as {
    taskId: string;
    way: string;
  };
  expect(way).toBe('WAIT');
  const mailed = async () => (await lastMails()).map(linkIn).find((link) => link?.taskId === taskId);
  await expect.poll(mailed, { timeout: 20_000 }).toBeDefined();
  const found = await mailed();
  if (found === undefined) throw new Error(`No mail has the link of task ${taskId}.`);
  return found;
}

/** What the state `Prepare …` of a step sends. */
function turnOf(form: FormName, step: string) {
  const customer = form === 'customer-word';
  return {
    v: 1,
    turn: 'prepare',
    step,
    execution,
    entered: '2026-03-02T01:31:00.000Z',
    case: { v: 1, caseId, round: 1, customerId: 'C1006', tier: 'mass', line: 'ordinary' },
    form,
    clock: customer ? 'customer-word' : 'investigation',
    holder: customer ? 'customer' : 'staff',
  };
}

const rowOf = async (link: string) =>
  (await bank.items('Tasks')).find(({ taskId }) => link.includes(`.${taskId}.`));

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
    } else if (name === 'respondentId') {
      await page.keyboard.type('S07');
    } else if (name === 'newPhone') {
      await page.keyboard.type('+86 10 5555 0100');
    } else if (tag === 'textarea' || type === 'text') {
      await page.keyboard.type(text);
    }
  }
  throw new Error(`After ${MOST_TABS} times Tab no button submits the form that asks for the digits.`);
}
