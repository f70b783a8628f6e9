import './environment.ts';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answerSurvey } from '../../../../functions/desk/answer-survey.ts';
import { EVEN_BYTES } from '../../../../functions/desk/pages/survey-page.ts';
import { showSurvey } from '../../../../functions/desk/show-survey.ts';
import * as wiring from '../../../../functions/desk/survey-wiring.ts';
import { type InvitationHead, SurveyAnswer } from '../../../../shared/contracts/survey.ts';
import type { ProxyReply } from '../../../../shared/platform/page.ts';
import { links1 } from '../../../../shared/policy/links.ts';
import { LONGEST_ANSWER } from '../../../../shared/policy/survey-answers.ts';
import { Bench, customer, furnish, MONDAY, request, titleOf } from './bench.ts';
import { invitation, SURVEY, surveyMail } from './survey-bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await furnish(bench, { customer: { name: 'Canary Name' } });
});
afterEach(() => bench.close());

const INVITED = 'S20260302-ABCDEFGHJK';
const FULL = {
  'q.overall': '4',
  'q.attitude': '5',
  'q.recommend': '10',
  'q.text': 'Well done.',
  'q.voice': 'PRAISE',
};

/** Invites the customer, and opens the link of the mail in a browser. */
async function invited(its: Partial<InvitationHead> = {}) {
  await bench.put('Cases', invitation({ caseId: INVITED, ...its }));
  const { segment, code } = await surveyMail(bench, INVITED);
  return { code, ...(await opened(segment)) };
}

async function opened(segment: string) {
  const show = () => showSurvey(wiring.showSurveyWorld())(request('GET', segment));
  const reply = await show();
  const cookie = reply.multiValueHeaders?.['set-cookie']?.[0]?.split(';')[0] ?? '';
  const csrf = /name="csrf" value="([^"]+)"/.exec(reply.body)?.[1] ?? '';
  const post = (form: Record<string, string>): Promise<ProxyReply> =>
    answerSurvey(wiring.answerSurveyWorld())(
      request('POST', segment, { cookie, form: { csrf, act: 'submit', ...form } }),
    );
  return { segment, reply, show, post };
}

const head = async () => (await bench.items('Cases')).find(({ caseId }) => caseId === INVITED);
const answers = async () => (await bench.items('Answers')).map((row) => SurveyAnswer.parse(row));
const signals = async () => (await bench.outbox()).filter(({ kind }) => kind === 'signal');
const acts = async () => (await bench.deeds(INVITED)).map(({ act }) => act);

/** Everything that a post could change. */
const everything = async () => ({
  cases: await bench.items('Cases'),
  answers: await bench.items('Answers'),
  outbox: await signals(),
  audit: await bench.items('Audit'),
});

describe('the mail of an invitation', () => {
  test('SV3 leads to the form without a score in any address, prints the code, and can be ended at one click', async () => {
    await bench.put('Cases', invitation({ caseId: INVITED }));
    const { mail, segment, code } = await surveyMail(bench, INVITED);
    expect(segment).toMatch(/^v1\.[^.]+\.P[0-9A-Z]{16}_S20260302-ABCDEFGHJK\./);
    expect(code).toMatch(/^\d{6}$/);
    expect(mail.text).toContain('The first question: Overall, how satisfied are you with us?');
    expect(mail.text?.match(/https:\S+/g)).toHaveLength(3);
    for (const address of mail.text?.match(/https:\S+/g) ?? []) expect(address).not.toMatch(/[?&#=]/);
    const headers = new Map(mail.headers.map(({ name, value }) => [name.toLowerCase(), value]));
    expect(headers.get('list-unsubscribe')).toMatch(/\/u\/v1\.\S+_survey_mail\./);
    expect(headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(`${mail.subject}${mail.text}`).not.toMatch(/Canary|C1\b/);
  });

  test.each<[string, Partial<InvitationHead>]>([
    ['has answered', { participation: 'SUBMITTED' }],
    ['has opted out', { stopped: 'OPTED_OUT' }],
    ['has complained', { stopped: 'COMPLAINT' }],
    ['is asked no more', { closedAt: new Date(MONDAY).toISOString() }],
    ['was asked too long ago', { expiresAt: new Date(MONDAY - 1).toISOString() }],
  ])('SV4 is not sent to a customer who %s meanwhile', async (_, its) => {
    await bench.put('Cases', invitation({ caseId: INVITED, ...its }));
    await expect(surveyMail(bench, INVITED, 'survey-reminder')).rejects.toThrow('No mail was sent.');
    const [row] = (await bench.outbox()).filter(({ kind }) => kind === 'mail');
    expect(row).toMatchObject({ state: 'SENT', fault: 'Superseded' });
  });
});

describe('the page of a survey', () => {
  test('R245 asks what its definition asks, in the language of the customer, and changes nothing', async () => {
    await bench.put('Customers', { ...customer, language: 'zh-CN' });
    const recorded = async () => ({ ...(await everything()), doors: await bench.items('Contacts') });
    await bench.put('Cases', invitation({ caseId: INVITED }));
    const { segment } = await surveyMail(bench, INVITED);
    const was = await recorded();
    const { reply } = await opened(segment);
    const headOnly = await showSurvey(wiring.showSurveyWorld())(request('HEAD', segment));
    expect([reply.statusCode, headOnly.statusCode, titleOf(reply)]).toEqual([200, 200, '您对我们的评价']);
    expect(reply.body).toContain('lang="zh-CN"');
    for (const dimension of ['overall', 'attitude', 'efficiency', 'quality', 'price', 'expectation'])
      expect(
        reply.body.match(new RegExp(`name="q.${dimension}" value="[1-5]"`, 'g')),
        dimension,
      ).toHaveLength(5);
    expect(reply.body.match(/name="q.recommend" value="\d+"/g)).toHaveLength(11);
    expect(reply.body).not.toMatch(/Canary|<script| checked|C1\b/);
    expect(await recorded()).toEqual(was);
  });

  test.each<[string, Partial<InvitationHead>]>([
    ['has run out', { expiresAt: new Date(MONDAY + 60_000).toISOString() }],
    ['was stopped', { stopped: 'ENDED' }],
    ['is closed', { status: 'CLOSED', closedAt: new Date(MONDAY).toISOString() }],
  ])('says so, and takes nothing, once the invitation %s', async (_, its) => {
    const { segment, code, post } = await invited();
    await bench.put('Cases', invitation({ caseId: INVITED, ...its }));
    bench.pass(120_000);
    const before = await everything();
    expect((await opened(segment)).reply.statusCode).toBe(410);
    const reply = await post({ ...FULL, code });
    expect([reply.statusCode, titleOf(reply)]).toEqual([410, 'This survey is over']);
    expect(await everything()).toEqual(before);
  });

  test('opens nothing where the link is bent, of another customer, or of no invitation', async () => {
    const { segment } = await invited();
    const bent = `${segment.slice(0, -1)}${segment.endsWith('A') ? 'B' : 'A'}`;
    expect((await opened(bent)).reply.statusCode).toBe(404);
    await bench.put('Cases', invitation({ caseId: INVITED, customerId: 'C2' }));
    expect((await opened(segment)).reply.statusCode).toBe(404);
    await bench.put('Cases', { ...invitation({ caseId: INVITED }), kind: 'alert' } as never);
    expect((await opened(segment)).reply.statusCode).toBeGreaterThanOrEqual(404);
  });
});

describe('an answer', () => {
  test('SV3 submitted is one transaction: the answer, the invitation, the record and the signal; no score stands in the record', async () => {
    const { code, post } = await invited({ ratedId: 'RM1', managerId: 'RM1' });
    const reply = await post({ ...FULL, code });
    expect([reply.statusCode, titleOf(reply)]).toEqual([200, 'Thank you']);
    expect(await answers()).toEqual([
      {
        surveyId: SURVEY,
        answerKey: INVITED,
        v: 1,
        state: 'SUBMITTED',
        definition: 'relationship',
        version: 1,
        values: { overall: 4, attitude: 5, recommend: 10, text: 'Well done.', voice: 'PRAISE' },
        mode: 'WEB',
        by: {
          customerId: 'C1',
          caseId: INVITED,
          at: new Date(MONDAY).toISOString(),
          tier: 'mass',
          stage: 'mature',
          branch: 'B1',
          managerId: 'RM1',
          ratedId: 'RM1',
        },
      },
    ]);
    expect(await head()).toMatchObject({
      participation: 'SUBMITTED',
      participatedAt: new Date(MONDAY).toISOString(),
      scores: { csat: 4, nps: 10, voice: 'PRAISE' },
      moves: 1,
    });
    expect(await signals()).toMatchObject([{ caseId: INVITED, signal: 'ANSWERED' }]);
    expect(await bench.deeds(INVITED)).toMatchObject([
      { actor: 'answer-survey', act: 'survey.answered', facts: { naming: 'NAMED' } },
    ]);
    expect(bench.handedOver).toMatchObject([{ functionName: 'Steward-SignalCase' }]);
  });

  test('the same again has the same receipt and writes nothing; another one is refused', async () => {
    const { code, post, show } = await invited();
    const first = await post({ ...FULL, code });
    const before = await everything();
    const again = await post({ ...FULL, code });
    expect([again.statusCode, titleOf(again)]).toEqual([200, titleOf(first)]);
    const other = await post({ ...FULL, 'q.overall': '1', code });
    expect([other.statusCode, titleOf(other)]).toEqual([409, 'You have answered']);
    expect((await post({ ...FULL, act: 'keep', code })).statusCode).toBe(409);
    expect(await everything()).toEqual(before);
    // Nor does the page show any more what was said.
    const shown = await show();
    expect([shown.statusCode, titleOf(shown)]).toEqual([200, 'You have answered']);
    expect(shown.body).not.toContain('Well done.');
  });

  test('SV4 kept on the way is there when the link is opened again, tells nobody, and can be submitted once', async () => {
    const { code, post, show } = await invited();
    const kept = await post({ act: 'keep', 'q.attitude': '2', 'q.text': 'To be\r\ncontinued', code });
    expect([kept.statusCode, kept.body.includes('Kept, and not submitted yet.')]).toEqual([200, true]);
    expect(await answers()).toMatchObject([
      { state: 'PARTIAL', values: { attitude: 2, text: 'To be\ncontinued' } },
    ]);
    expect(await head()).toMatchObject({ participation: 'PARTIAL', moves: 1 });
    expect(await signals()).toEqual([]);
    const { body } = await show();
    expect(body).toContain('name="q.attitude" value="2" checked');
    expect(body).toContain('To be\ncontinued</textarea>');
    // As often as they like, without the record growing by it.
    for (const text of ['To be changed', 'To be changed again'])
      expect((await post({ act: 'keep', 'q.text': text, code })).statusCode).toBe(200);
    expect((await post({ ...FULL, code })).statusCode).toBe(200);
    expect((await answers()).map(({ state }) => state)).toEqual(['SUBMITTED']);
    expect(await acts()).toEqual(['survey.kept', 'survey.answered']);
  });

  test.each<[string, Record<string, string>, number]>([
    ['without what must be answered', { 'q.overall': '' }, 422],
    ['with a rating beyond the scale', { 'q.overall': '9' }, 422],
    ['with a text that is too long', { 'q.text': 'x'.repeat(LONGEST_ANSWER + 1) }, 422],
    ['with words of no kind', { 'q.voice': '' }, 422],
    ['without a code', { code: '' }, 422],
    ['out of another page', { csrf: 'x' }, 403],
  ])('changes nothing %s', async (_, its, status) => {
    const { code, post } = await invited();
    const before = await everything();
    const reply = await post({ ...FULL, code, ...its });
    expect(reply.statusCode).toBe(status);
    expect(await everything()).toEqual(before);
    if (status === 422) expect(reply.body).toContain('name="q.attitude" value="5" checked');
  });

  test('S7 wrong codes are counted and put the code to rest, for preferences as for surveys', async () => {
    const { code, post } = await invited();
    const wrong = code === '111111' ? '222222' : '111111';
    for (let guess = 0; guess < links1.wrongCodes; guess++)
      expect((await post({ ...FULL, code: wrong })).statusCode).toBe(422);
    expect((await post({ ...FULL, code })).statusCode).toBe(422);
    expect((await bench.deeds('C1')).map(({ actor, act }) => [actor, act])).toEqual([
      ['answer-survey', 'customer.code-rests'],
    ]);
    expect(await answers()).toEqual([]);
    bench.pass((links1.customerCodeRestsHours + 1) * 3_600_000);
    expect((await post({ ...FULL, code })).statusCode).toBe(200);
  });

  test('of two different ones at once one counts, and the other is refused', async () => {
    const { code, post } = await invited();
    const replies = await Promise.all(['1', '5'].map((score) => post({ ...FULL, 'q.overall': score, code })));
    expect(replies.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
    expect(await answers()).toHaveLength(1);
    expect(await signals()).toHaveLength(1);
    expect(await acts()).toEqual(['survey.answered']);
  });

  test('that comes when the invitation is stopped just before the write is not taken', async () => {
    const { code, post } = await invited();
    let stopped = false;
    bench.around = async (input, act) => {
      if (!stopped && JSON.stringify(input).includes('TransactItems')) {
        stopped = true;
        await bench.put('Cases', invitation({ caseId: INVITED, stopped: 'OPTED_OUT' }));
      }
      return act();
    };
    expect((await post({ ...FULL, code })).statusCode).toBe(410);
    expect([await answers(), await signals(), await acts()]).toEqual([[], [], []]);
  });

  test('survives the loss of the word that it was written', async () => {
    const { code, post } = await invited();
    const event = { ...FULL, code };
    const died = await bench.run(() => post(event), {}, { at: 1, when: 'after' });
    expect(died).toEqual({ died: true });
    const reply = await post(event);
    expect([reply.statusCode, titleOf(reply)]).toEqual([200, 'Thank you']);
    expect(await answers()).toHaveLength(1);
    expect(await signals()).toHaveLength(1);
    expect(await acts()).toEqual(['survey.answered']);
  });
});

describe('SV5 without a name', () => {
  const unnamed = { naming: 'ANONYMOUS', definition: 'pulse', surveyId: 'pulse-2026-03' } as const;

  test('R025 R028 the answer has neither who nor when nor of which group, and the invitation no score', async () => {
    const { code, post, reply } = await invited({ ...unnamed, managerId: 'RM1', ratedId: 'RM1' });
    expect(reply.body).toContain('keep nothing that says which answers are yours');
    expect((await post({ ...FULL, code })).statusCode).toBe(200);
    const [answer] = await answers();
    expect(Object.keys(answer ?? {}).sort()).toEqual([
      'answerKey',
      'definition',
      'mode',
      'state',
      'surveyId',
      'v',
      'values',
      'version',
    ]);
    expect(answer?.answerKey).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(await head()).toMatchObject({ participation: 'SUBMITTED', naming: 'ANONYMOUS' });
    expect(await head()).not.toHaveProperty('scores');
    expect(await bench.deeds(INVITED)).toMatchObject([
      { act: 'survey.answered', facts: { naming: 'ANONYMOUS' } },
    ]);
  });

  test('one answer each: the same link finds its own again, after keys were rotated too', async () => {
    const { segment, code, post, show } = await invited(unnamed);
    await post({ act: 'keep', 'q.attitude': '2', code });
    await bench.rotate('LinkKey');
    await bench.rotate('SenderKey');
    expect((await show()).body).toContain('name="q.attitude" value="2" checked');
    // A reminder prints a link of the new key.
    bench.pass(3 * 86_400_000);
    const reminded = await surveyMail(bench, INVITED, 'survey-reminder');
    const later = await opened(reminded.segment);
    expect(reminded.segment.split('.')[1]).not.toBe(segment.split('.')[1]);
    expect(later.reply.body).toContain('name="q.attitude" value="2" checked');
    expect((await later.post({ ...FULL, code: reminded.code })).statusCode).toBe(200);
    expect((await answers()).map(({ state }) => state)).toEqual(['SUBMITTED']);
    expect((await later.post({ ...FULL, 'q.overall': '1', code: reminded.code })).statusCode).toBe(409);
  });

  test('what is kept on the way leaves no trace of who kept it', async () => {
    const { code, post } = await invited(unnamed);
    const before = { head: await head(), audit: await bench.items('Audit'), outbox: await signals() };
    expect((await post({ act: 'keep', 'q.attitude': '2', code })).statusCode).toBe(200);
    expect(await answers()).toMatchObject([{ state: 'PARTIAL', values: { attitude: 2 } }]);
    expect({ head: await head(), audit: await bench.items('Audit'), outbox: await signals() }).toEqual(
      before,
    );
  });

  test('whoever asks to be contacted is told that this gives their name, and is kept with it from then on', async () => {
    const { code, post, reply } = await invited(unnamed);
    expect(reply.body).toContain('With “yes” you give us your name');
    await post({ act: 'keep', 'q.overall': '1', 'q.wants-contact': 'YES', 'q.text': 'Call me.', code });
    expect((await answers()).map(({ by }) => by)).toEqual([undefined]);
    const form = {
      'q.overall': '1',
      'q.wants-contact': 'YES',
      'q.text': 'Call me.',
      'q.voice': 'CRITICISM',
      code,
    };
    expect((await post(form)).statusCode).toBe(200);
    const rows = await answers();
    const named = rows.filter(({ by }) => by !== undefined);
    expect(named).toMatchObject([{ answerKey: INVITED, state: 'SUBMITTED', by: { customerId: 'C1' } }]);
    // What was kept without a name has lost its words, and counts as nothing.
    expect(rows.filter(({ by }) => by === undefined)).toMatchObject([{ state: 'PARTIAL', values: {} }]);
    expect(await head()).toMatchObject({
      naming: 'NAMED',
      scores: { csat: 1, wantsContact: 'YES', voice: 'CRITICISM' },
    });
    expect((await post(form)).statusCode).toBe(200);
  });

  test('every page of it is as long as every other, whatever was written', async () => {
    const { code, post, show, reply } = await invited(unnamed);
    const long = '"'.repeat(LONGEST_ANSWER);
    const replies = [
      reply,
      await post({ act: 'keep', 'q.text': 'x', code }),
      await show(),
      await post({ act: 'keep', 'q.text': long, code }),
      await show(),
      await post({ code }),
      await post({ ...FULL, 'q.text': long, code }),
      await show(),
    ];
    expect(replies.map(({ body }) => Buffer.byteLength(body))).toEqual(replies.map(() => EVEN_BYTES));
  });
});
