import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { CaseHead, ComplaintNote, IntakeQuarantined } from '../../../../shared/contracts/items.ts';
import type { ProxyReply } from '../../../../shared/platform/page.ts';
import { serviceFault, smallAws } from '../../shared/platform/small-aws.ts';
import { CANARY, customer } from './bank.ts';
import { postOf, requestOf, shown } from './forms.ts';

const aws = await smallAws();
const { handler: show } = await import('../../../../functions/intake/show-complaint-form.ts');
const { handler: take } = await import('../../../../functions/intake/take-complaint-form.ts');
const { handler: showStaff } = await import('../../../../functions/intake/show-staff-form.ts');
const { handler: takeStaff } = await import('../../../../functions/intake/take-staff-form.ts');
const { handler: accept } = await import('../../../../functions/intake/accept-event.ts');

beforeEach(async () => {
  await aws.clear();
  await aws.put('Customers', customer);
});
afterAll(() => aws.close());

const said = {
  customerId: 'C1001',
  forWhom: 'SELF',
  text: 'The yearly fee was charged twice.',
  wish: 'One of them back',
  respondent: '',
  groupSize: '',
};

/** What intake makes of everything that was handed over to it. */
const takenIn = async () => {
  const answers = [];
  for (const { functionName, payload } of [...aws.invocations]) {
    if (functionName === 'Steward-AcceptEvent') answers.push(await accept(payload));
  }
  return answers as { way: string; caseId?: string; code?: string }[];
};
const submit = async (fields: Record<string, string> = {}) => {
  const { cookie, hidden } = shown(await show(requestOf({})));
  return take(postOf({ ...hidden, ...said, ...fields }, cookie));
};
const referenceIn = ({ body }: ProxyReply) => /<dd>(W[0-9A-Z]{16})<\/dd>/.exec(body)?.[1];
const noteNow = async () =>
  ComplaintNote.parse((await aws.items('Cases')).find(({ sk }) => sk === 'NOTE#0000'));

describe('R236 R240 the complaint form for customers', () => {
  test.each([
    ['zh-CN,zh;q=0.9', undefined, '提交投诉'],
    ['en', undefined, 'Make a complaint'],
    ['en', 'zh-CN', '提交投诉'],
    ['zh-CN', 'nonsense', '提交投诉'],
  ])('is in the language of the browser (%s) unless switched (%s)', async (accepted, lang, title) => {
    const headers = { 'accept-language': accepted };
    const { statusCode, body } = await show(requestOf({ headers, ...(lang && { query: { lang } }) }));
    expect(statusCode).toBe(200);
    expect(body).toContain(`<h1>${title}</h1>`);
    expect(Buffer.byteLength(body)).toBeLessThan(30 * 1024);
    expect(body).not.toMatch(/<script| style=| on\w+=|checked/);
  });

  test('becomes a case of the channel web, with everything that was said', async () => {
    const reply = await submit({
      text: 'Line one.\r\nLine two, long enough.',
      forWhom: 'HEIR',
      groupSize: '３',
      respondent: 'S-0042',
    });
    expect(reply.statusCode).toBe(200);
    expect((await takenIn()).map(({ way }) => way)).toEqual(['ACCEPTED']);
    expect(await noteNow()).toMatchObject({
      channel: 'web',
      externalId: referenceIn(reply),
      language: 'en',
      text: 'Line one.\nLine two, long enough.',
      wish: 'One of them back',
      onBehalf: 'HEIR',
      groupSize: 3,
      respondentId: 'S-0042',
    });
  });

  test('a name in place of a staff number is kept as it was written', async () => {
    await submit({ respondent: 'Mr. Wang 王' });
    await takenIn();
    const note = await noteNow();
    expect(note.facts).toEqual({ respondent: 'Mr. Wang 王' });
    expect(note.respondentId).toBeUndefined();
  });

  test('R1 sent twice, or once more with other words, is one case', async () => {
    const { cookie, hidden } = shown(await show(requestOf({})));
    const replies = await Promise.all([
      take(postOf({ ...hidden, ...said }, cookie)),
      take(postOf({ ...hidden, ...said }, cookie)),
    ]);
    replies.push(await take(postOf({ ...hidden, ...said, text: 'Quite another text.' }, cookie)));
    expect(new Set(replies.map(referenceIn)).size).toBe(1);
    expect((await takenIn()).map(({ way }) => way)).toEqual(['ACCEPTED', 'DUPLICATE', 'DUPLICATE']);
    expect(aws.executions.size).toBe(1);
  });

  test('answers the same whether or not the number exists, reads nothing, and loses nothing', async () => {
    const known = await submit();
    const calls = [...aws.calls];
    aws.calls.length = 0;
    const unknown = await submit({ customerId: CANARY });
    const blank = (reply: ProxyReply) =>
      JSON.stringify([reply.statusCode, reply.body]).replaceAll(/W[0-9A-Z]{16}|nonce=\\"[^"]+"/g, '…');
    expect(blank(unknown)).toBe(blank(known));
    expect(aws.calls).toEqual(calls);
    expect(new Set(calls)).toEqual(new Set(['Invoke']));
    expect((await takenIn()).map(({ way, code }) => code ?? way)).toEqual(['ACCEPTED', 'UNKNOWN_CUSTOMER']);
    const held = (await aws.items('Intake')).filter(({ state }) => state === 'HELD');
    expect(held.map((row) => IntakeQuarantined.parse(row).reason.field)).toEqual(['detail.customerId']);
  });

  test.each([
    ['customerId', '我的账户'],
    ['forWhom', ''],
    ['forWhom', 'NEIGHBOUR'],
    ['text', 'too short'],
    ['text', 'x'.repeat(5_001)],
    ['wish', 'x'.repeat(1_001)],
    ['respondent', 'x'.repeat(101)],
    ['groupSize', 'all of us'],
    ['groupSize', '0'],
    ['groupSize', '100001'],
  ])('with a wrong %s comes back with what was typed and what to mend', async (field, value) => {
    const { cookie, hidden } = shown(await show(requestOf({})));
    const reply = await take(postOf({ ...hidden, ...said, [field]: value }, cookie));
    expect(reply.statusCode).toBe(422);
    expect(reply.body).toContain(`id="${field}-error"`);
    if (field !== 'text') expect(reply.body).toContain(said.text);
    expect(shown(reply).hidden.formId).toBe(hidden.formId);
    expect(aws.invocations).toEqual([]);
    const mended = await take(postOf({ ...shown(reply).hidden, ...said }, cookie));
    expect(mended.statusCode).toBe(200);
  });

  test('the longest of everything in Chinese fits into one post', async () => {
    const fields = { text: '投'.repeat(5_000), wish: '诉'.repeat(1_000), respondent: '王'.repeat(100) };
    expect((await submit(fields)).statusCode).toBe(200);
    expect((await takenIn()).map(({ way }) => way)).toEqual(['ACCEPTED']);
  });

  test('lets nothing that was typed become markup', async () => {
    const { body } = await submit({
      text: '"><b>',
      wish: '</textarea><script>x</script>',
      respondent: '" onx="1',
    });
    expect(body).not.toMatch(/<b>|<script|" onx/);
  });

  test('that could not be handed over says so, and can be sent again', async () => {
    aws.before.Invoke = () => {
      throw serviceFault('TooManyRequestsException', 429);
    };
    const { cookie, hidden } = shown(await show(requestOf({})));
    const reply = await take(postOf({ ...hidden, ...said }, cookie));
    expect(reply.statusCode).toBe(503);
    expect(reply.body).toContain(said.text);
    aws.before.Invoke = undefined;
    expect((await take(postOf({ ...shown(reply).hidden, ...said }, cookie))).statusCode).toBe(200);
  });
});

describe('S6 a post that did not come out of our form', () => {
  test.each<[string, Record<string, string>, Record<string, string>]>([
    ['without a cookie', { cookie: '' }, {}],
    ['with another cookie', { cookie: `steward-form=${'B'.repeat(32)}` }, {}],
    ['from another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' }, {}],
    ['with a bent proof', {}, { csrf: 'x'.repeat(43) }],
    ['with the proof of another form', {}, { formId: 'A'.repeat(22) }],
    ['with a form id of its own making', {}, { formId: '../../etc' }],
  ])('%s does nothing', async (_, headers, fields) => {
    const { cookie, hidden } = shown(await show(requestOf({})));
    const reply = await take(postOf({ ...hidden, ...said, ...fields }, cookie, { headers }));
    expect(reply.statusCode).toBe(403);
    expect(aws.invocations).toEqual([]);
  });

  test('is shown again as it was filled only where the browser vouches for our page', async () => {
    const { hidden } = shown(await show(requestOf({})));
    const other = `steward-form=${'B'.repeat(32)}`;
    const vouched = await take(postOf({ ...hidden, ...said }, other));
    expect(vouched.body).toContain(said.text);
    const again = await take(postOf({ ...shown(vouched).hidden, ...said }, other));
    expect(again.statusCode).toBe(200);
    const strange = await take(
      postOf({ ...hidden, ...said }, other, { headers: { 'sec-fetch-site': 'cross-site' } }),
    );
    expect(strange.body).not.toContain(said.text);
  });
});

describe('R235 R238 the form of staff', () => {
  const submitStaff = async (fields: Record<string, string>) => {
    const { cookie, hidden } = shown(await showStaff(requestOf({})));
    const caller = 'arn:aws:iam::000000000000:user/zhou';
    return {
      cookie,
      hidden,
      reply: await takeStaff(postOf({ ...hidden, ...said, ...fields }, cookie, { caller })),
    };
  };

  test('gives the case number at once, with what was said, to be printed', async () => {
    const { reply } = await submitStaff({ channel: 'branch' });
    expect(reply.statusCode).toBe(200);
    const head = CaseHead.parse((await aws.items('Cases')).find(({ sk }) => sk === 'HEAD'));
    expect(reply.body).toContain(`<strong>${head.caseId}</strong>`);
    expect(reply.body).toContain(said.text);
    expect(reply.body).toContain('@media print');
    expect(await noteNow()).toMatchObject({
      channel: 'branch',
      facts: { 'taken-by': 'arn:aws:iam::000000000000:user/zhou' },
    });
    expect(aws.executions.size).toBe(1);
  });

  test('sent twice is one case, and the second answer shows its number only', async () => {
    const { cookie, hidden } = await submitStaff({ channel: 'phone' });
    const again = await takeStaff(
      postOf({ ...hidden, ...said, channel: 'phone', text: 'Something else altogether.' }, cookie),
    );
    expect(again.statusCode).toBe(200);
    expect(again.body).not.toContain('Something else');
    expect((await aws.items('Cases')).filter(({ sk }) => sk === 'HEAD')).toHaveLength(1);
  });

  test('needs a channel', async () => {
    const { reply } = await submitStaff({});
    expect(reply.statusCode).toBe(422);
    expect(reply.body).toContain('id="channel-error"');
  });

  test('with a number that nobody knows is kept, and becomes a case once the number is right', async () => {
    const { reply, cookie } = await submitStaff({ channel: 'phone', customerId: 'C404' });
    expect(reply.statusCode).toBe(422);
    expect(reply.body).toContain('id="customerId-error"');
    const held = (await aws.items('Intake')).find(({ state }) => state === 'HELD');
    expect(reply.body).toContain(String(held?.businessKey).replace('quarantine#', ''));
    const mended = await takeStaff(postOf({ ...shown(reply).hidden, ...said, channel: 'phone' }, cookie));
    expect(mended.statusCode).toBe(200);
    const { handler: redrive } = await import('../../../../functions/intake/redrive-quarantine.ts');
    expect(await redrive({ all: true })).toMatchObject({ redriven: [{ way: 'DUPLICATE' }], left: 0 });
    expect((await aws.items('Cases')).filter(({ sk }) => sk === 'HEAD')).toHaveLength(1);
  });
});
