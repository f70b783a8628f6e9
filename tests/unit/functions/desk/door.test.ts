import { Metrics } from '@aws-lambda-powertools/metrics';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ProxyReply } from '../../../../shared/platform/page.ts';
import {
  ANSWER,
  Bench,
  Browser,
  CASE,
  colleague,
  furnish,
  prepared,
  printedIn,
  request,
  staff,
  titleOf,
  turn,
} from './bench.ts';

let bench: Bench;
let functions: ReturnType<Bench['fresh']>;
let taskId: string;
let segment: string;
let code: string;

const metrics = vi.spyOn(Metrics.prototype, 'addMetric');

beforeEach(async () => {
  metrics.mockClear();
  bench = new Bench();
  await furnish(bench);
  functions = bench.fresh();
  ({ taskId } = await prepared(bench));
  ({ segment, code } = printedIn(bench.mails[0]));
});
afterEach(() => bench.close());

/** What may not differ between two refusals of a link. */
const shapeOf = ({ statusCode, body, headers, multiValueHeaders }: ProxyReply) => ({
  statusCode,
  body,
  headers: {
    ...headers,
    'content-security-policy': headers['content-security-policy']?.replace(/'nonce-[^']+'/, ''),
  },
  multiValueHeaders,
});

/** A GET or POST of a link, and what it read: DynamoDB alone, for the keys are not rows. */
async function tried(link: string, method: 'GET' | 'POST' | 'CODE') {
  bench.calls.length = 0;
  const form = { ...ANSWER, code, csrf: 'x', confirm: 'yes' };
  const reply =
    method === 'GET'
      ? await functions.show(request('GET', link))
      : method === 'POST'
        ? await functions.answer(request('POST', link, { form }))
        : await functions.newCode(request('POST', link, { form, below: 'code' }));
  return { reply, reads: bench.calls.filter((call) => call !== 'GetSecretValue') };
}

describe('S2 a forged link', () => {
  const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.';

  test('gets one and the same 404 whatever is wrong with it, and no row is read', async () => {
    const bare = shapeOf((await tried('nonsense', 'GET')).reply);
    expect(bare.statusCode).toBe(404);
    const at = fc.nat({ max: segment.length - 1 });
    const parts = segment.split('.');
    const forged = fc.oneof(
      // One character replaced, dropped, doubled, or two swapped.
      fc
        .tuple(at, fc.constantFrom(...ALPHABET))
        .map(([i, c]) => segment.slice(0, i) + c + segment.slice(i + 1)),
      at.map((i) => segment.slice(0, i) + segment.slice(i + 1)),
      at.map((i) => segment.slice(0, i) + segment[i] + segment.slice(i)),
      at.map((i) => segment.slice(0, i)),
      // One bit of one character turned.
      fc
        .tuple(at, fc.nat({ max: 6 }))
        .map(
          ([i, bit]) =>
            segment.slice(0, i) +
            String.fromCharCode(segment.charCodeAt(i) ^ (1 << bit)) +
            segment.slice(i + 1),
        ),
      // One field replaced by something of its form.
      fc
        .tuple(
          fc.nat({ max: 6 }),
          fc.constantFrom(
            'v2',
            'v1',
            '00000000',
            'T0000000000000000',
            '1',
            '2',
            '0',
            '-1',
            '01',
            '9999999999',
            'A'.repeat(22),
            'A'.repeat(43),
            '',
            '__proto__',
            'constructor',
          ),
        )
        .map(([i, field]) => parts.with(i, field).join('.')),
      fc.tuple(fc.nat({ max: 6 }), fc.nat({ max: 6 })).map(([i, j]) =>
        parts
          .with(i, parts[j] ?? '')
          .with(j, parts[i] ?? '')
          .join('.'),
      ),
      fc.constantFrom(
        '',
        '.',
        'v1',
        '__proto__',
        `${segment}\u0000`,
        ` ${segment}`,
        `${segment}.`,
        `${segment}/code`,
        segment.toUpperCase(),
        segment.toLowerCase(),
        '%00',
        '..',
        'v1......',
        'x'.repeat(10_000),
      ),
      fc.string({ maxLength: 300 }),
    );
    await fc.assert(
      fc.asyncProperty(forged, fc.constantFrom('GET', 'POST', 'CODE'), async (link, method) => {
        fc.pre(link !== segment);
        const { reply, reads } = await tried(link, method as 'GET');
        expect(reads).toEqual([]);
        expect(shapeOf(reply)).toEqual(bare);
      }),
      { numRuns: 3_000 },
    );
    expect((await bench.task(taskId)).wrongCodes).toBe(0);
  });

  test('with the right MAC but another nonce is refused just so: the link key alone forges nothing', async () => {
    const { linkMac } = await import('../../../../functions/desk/seals.ts');
    const { readLink, signedPart } = await import('../../../../functions/desk/rules/link.ts');
    const { SecretString, VersionId } = (await bench.secrets.service('GetSecretValue', {
      SecretId: 'LinkKey',
    })) as {
      SecretString: string;
      VersionId: string;
    };
    const stolen = { kid: VersionId.slice(0, 8), value: SecretString };
    const read = readLink(segment);
    if (!read) throw new Error('The mailed link has not the form of a link.');
    const signed = (fields: typeof read.fields) => `${signedPart(fields)}.${linkMac(stolen, fields)}`;
    expect(signed(read.fields)).toBe(segment);
    const bare = shapeOf((await tried('nonsense', 'GET')).reply);
    for (const fields of [
      // Nobody may give a link a longer life, or a shorter one.
      { ...read.fields, expiry: read.fields.expiry + 86_400 },
      { ...read.fields, expiry: read.fields.expiry - 1 },
      { ...read.fields, nonce: 'A'.repeat(22) },
      { ...read.fields, generation: 2 },
      { ...read.fields, taskId: 'T0123456789ABCDEF' },
    ]) {
      for (const method of ['GET', 'POST', 'CODE'] as const) {
        expect(shapeOf((await tried(signed(fields), method)).reply)).toEqual(bare);
      }
    }
  });

  test('for a former holder, made with a stolen link key, opens nothing: neither who has the task nor how it ended', async () => {
    const { linkMac } = await import('../../../../functions/desk/seals.ts');
    const { readLink, signedPart } = await import('../../../../functions/desk/rules/link.ts');
    const stolen = await bench.currentKey('LinkKey');
    const read = readLink(segment);
    if (!read) throw new Error('The mailed link has not the form of a link.');
    bench.setTime((await bench.task(taskId)).dueAt);
    await functions.prepare(turn({ turn: 'nudge', taskId }));
    await bench.drain(functions);
    const fields = { ...read.fields, nonce: 'A'.repeat(22) };
    const forged = `${signedPart(fields)}.${linkMac(stolen, fields)}`;
    const bare = shapeOf((await tried('nonsense', 'GET')).reply);
    expect(shapeOf((await tried(forged, 'GET')).reply)).toEqual(bare);
    // The one that was mailed says who has the task now.
    expect((await tried(segment, 'GET')).reply.statusCode).toBe(410);
    const theirs = printedIn(bench.mails.at(-1));
    const browser = new Browser(functions, theirs.segment);
    await browser.open();
    await browser.submit({ ...ANSWER, code: theirs.code });
    expect(shapeOf((await tried(forged, 'GET')).reply)).toEqual(bare);
  });

  test('takes no measurably other time than a genuine one until the row is read', async () => {
    const { openLink } = await import('../../../../functions/desk/seals.ts');
    const { SecretString, VersionId } = (await bench.secrets.service('GetSecretValue', {
      SecretId: 'LinkKey',
    })) as {
      SecretString: string;
      VersionId: string;
    };
    const keys = [{ kid: VersionId.slice(0, 8), value: SecretString }];
    const wrongMac = segment.slice(0, -1) + (segment.endsWith('A') ? 'B' : 'A');
    const kinds = {
      genuine: segment,
      wrongMac,
      otherKid: segment.replace(/^v1\.[^.]+/, 'v1.00000000'),
      noForm: 'v1.x',
    };
    const times: Record<string, number[]> = { genuine: [], wrongMac: [], otherKid: [], noForm: [] };
    for (let round = 0; round < 4_000; round++) {
      for (const [kind, link] of Object.entries(kinds)) {
        const began = process.hrtime.bigint();
        openLink(link, keys);
        times[kind]?.push(Number(process.hrtime.bigint() - began));
      }
    }
    const median = (kind: string) => times[kind]?.toSorted((a, b) => a - b)[2_000] ?? 0;
    // Without the MAC, a tenth of the time would do; the bounds leave room for a busy machine.
    for (const kind of ['wrongMac', 'otherKid', 'noForm']) {
      expect(median(kind) / median('genuine')).toBeGreaterThan(0.4);
      expect(median(kind) / median('genuine')).toBeLessThan(2.5);
    }
  });
});

describe('a genuine link that opens no form says why', () => {
  const outcome = async () => {
    const reply = await new Browser(bench.fresh(), segment).open();
    return [reply.statusCode, titleOf(reply)];
  };

  test('after its expiry', async () => {
    const { linkExpiry } = await bench.task(taskId);
    bench.setTime(linkExpiry * 1_000 - 1);
    expect(await outcome()).toEqual([200, 'Handle a complaint']);
    bench.setTime(linkExpiry * 1_000);
    expect(await outcome()).toEqual([410, 'This link has expired']);
  });

  test('S5 once somebody else has the task, with their name; and once they have answered it', async () => {
    bench.setTime((await bench.task(taskId)).dueAt);
    await functions.prepare(turn({ turn: 'nudge', taskId }));
    await bench.drain();
    const reply = await new Browser(functions, segment).open();
    expect([reply.statusCode, titleOf(reply)]).toEqual([410, 'This task has been passed on']);
    expect(reply.body).toContain('Person E1');

    const theirs = printedIn(bench.mails.at(-1));
    expect(theirs.segment).not.toBe(segment);
    const browser = new Browser(functions, theirs.segment);
    await browser.open();
    expect((await browser.submit({ ...ANSWER, code: theirs.code })).statusCode).toBe(200);
    const after = await new Browser(functions, segment).open();
    expect([after.statusCode, titleOf(after)]).toEqual([410, 'Somebody else has answered this task']);
    expect(after.body).toContain('Person E1');
  });

  test('S5 and takes no answer any more, whatever page was open before', async () => {
    const browser = new Browser(functions, segment);
    await browser.open();
    bench.setTime((await bench.task(taskId)).dueAt);
    await functions.prepare(turn({ turn: 'nudge', taskId }));
    const reply = await browser.submit({ ...ANSWER, code });
    expect([reply.statusCode, titleOf(reply)]).toEqual([410, 'This task has been passed on']);
    expect((await bench.task(taskId)).state).toBe('OPEN');
  });

  test('S5 once its holder works here no more: no page, no answer, no data, no draft, no passing on, no code', async () => {
    const browser = new Browser(functions, segment);
    await browser.open();
    await browser.openPass();
    const before = await bench.task(taskId);
    const profile = staff.find(({ staffId }) => staffId === before.assigneeId);
    await bench.put('Staff', { ...profile, active: false });
    const fields = { ...ANSWER, purpose: 'CALL', part: '1', way: 'HAND_BACK', confirm: 'yes', code };
    const replies = [
      await browser.open(),
      await browser.openFile(),
      await browser.openPass(),
      await browser.submit({ ...ANSWER, code }),
      await functions.reveal(browser.eventBelow('reveal', fields)),
      await functions.draft(browser.eventBelow('draft', fields)),
      await functions.pass(browser.eventBelow('pass', fields)),
      await functions.newCode(browser.eventBelow('code', fields)),
    ];
    expect(new Set(replies.map((reply) => `${reply.statusCode} ${titleOf(reply)}`))).toEqual(
      new Set(['410 This link is no longer yours to use']),
    );
    expect(await bench.task(taskId)).toEqual(before);
    // It is nobody's by mistake: who is back has it again.
    await bench.put('Staff', { ...profile });
    expect((await browser.submit({ ...ANSWER, code })).statusCode).toBe(200);
  });

  test('HEAD answers like GET, without the body', async () => {
    const get = await functions.show(request('GET', segment));
    const head = await functions.show(request('HEAD', segment));
    expect(head.statusCode).toBe(200);
    expect(head.body).toBe('');
    expect(Object.keys(head.headers).sort()).toEqual(Object.keys(get.headers).sort());
  });
});

describe('S5 keys are rotated', () => {
  test('a link of the key before lives on, a reminder prints the same nonce and code, and revocation ends it', async () => {
    const k1 = segment.split('.')[1] ?? '';
    const k2 = await bench.rotate('LinkKey');
    await bench.rotate('SenderKey');
    functions = bench.fresh();
    bench.setTime((await bench.task(taskId)).checkpointAt);
    await functions.prepare(turn({ turn: 'nudge', taskId }));
    await bench.drain(functions);
    const reminder = printedIn(bench.mails.at(-1));
    expect(reminder.segment.split('.')[1]).toBe(k2);
    expect([reminder.segment.split('.')[5], reminder.code]).toEqual([segment.split('.')[5], code]);
    for (const link of [segment, reminder.segment]) {
      expect((await new Browser(functions, link).open()).statusCode).toBe(200);
    }
    await bench.put('Policies', {
      name: 'links',
      sk: 'V#000002',
      v: 1,
      version: 2,
      pack: JSON.stringify({
        ...(await import('../../../../shared/policy/links.ts')).links1,
        revokedKids: [k1],
      }),
    });
    await bench.put('Policies', { name: 'links', sk: 'LIVE', v: 1, version: 2 });
    functions = bench.fresh();
    expect((await new Browser(functions, segment).open()).statusCode).toBe(404);
    expect((await new Browser(functions, reminder.segment).open()).statusCode).toBe(200);
    // A second rotation takes the first key away altogether.
    await bench.rotate('LinkKey');
    await bench.put('Policies', { name: 'links', sk: 'LIVE', v: 1, version: 1 });
    functions = bench.fresh();
    expect((await new Browser(functions, segment).open()).statusCode).toBe(404);
    const browser = new Browser(functions, reminder.segment);
    await browser.open();
    expect((await browser.submit({ ...ANSWER, code })).statusCode).toBe(200);
  });

  test('a revoked key opens nothing from that moment on, in processes that remember the policy as well', async () => {
    expect((await new Browser(functions, segment).open()).statusCode).toBe(200);
    await bench.revoke(segment.split('.')[1] ?? '');
    expect((await new Browser(functions, segment).open()).statusCode).toBe(404);
  });

  test('the mail sender never signs with a revoked key, also where it remembers it as the current one', async () => {
    const { mail, prepare } = functions;
    const k1 = segment.split('.')[1] ?? '';
    const k2 = await bench.rotate('LinkKey');
    await bench.revoke(k1);
    bench.setTime((await bench.task(taskId)).checkpointAt);
    // The same process, within the minute for which it would believe what it knows.
    await mail({ outboxIds: [] });
    await prepare(turn({ turn: 'nudge', taskId }));
    await bench.drain(functions);
    expect(printedIn(bench.mails.at(-1)).segment.split('.')[1]).toBe(k2);
  });

  test('and where no other key is there yet the mail waits until there is one', async () => {
    const k1 = segment.split('.')[1] ?? '';
    await bench.revoke(k1);
    bench.setTime((await bench.task(taskId)).checkpointAt);
    await functions.prepare(turn({ turn: 'nudge', taskId }));
    await bench.drain(functions);
    expect(bench.mails).toHaveLength(1);
    const reminder = (await bench.outbox()).find((row) => row.kind === 'mail' && row.template === 'reminder');
    expect(reminder).toMatchObject({ state: 'UNSENT', fault: 'PassingKeyRevoked' });
    const k2 = await bench.rotate('LinkKey');
    bench.pass(120_000);
    await bench.fresh().sweep({});
    await bench.drain(functions);
    expect(printedIn(bench.mails.at(-1)).segment.split('.')[1]).toBe(k2);
  });

  test('an open task whose link is dead is mailed again by the sweep, once, with one that lives', async () => {
    const k1 = segment.split('.')[1] ?? '';
    await bench.rotate('LinkKey');
    await bench.revoke(k1);
    expect(await bench.fresh().sweep({})).toMatchObject({ mailedAgain: 1 });
    await bench.drain();
    const mailed = printedIn(bench.mails.at(-1));
    expect(mailed.code).toBe(code);
    expect(bench.mails.at(-1)?.text).toContain('The earlier link no longer works');
    expect(bench.mails).toHaveLength(2);
    expect((await new Browser(functions, segment).open()).statusCode).toBe(404);
    const browser = new Browser(functions, mailed.segment);
    await browser.open();
    expect((await browser.submit({ ...ANSWER, code: mailed.code })).statusCode).toBe(200);
    expect(await bench.fresh().sweep({})).toMatchObject({ mailedAgain: 0 });
    expect((await bench.deeds(CASE)).map(({ act }) => act)).toContain('task.mailed-again');
  });

  test('a process that knows only the old key finds the new one when a link asks for it', async () => {
    await functions.show(request('GET', segment));
    const k2 = await bench.rotate('LinkKey');
    bench.setTime((await bench.task(taskId)).checkpointAt);
    const { prepare, mail } = bench.fresh();
    await prepare(turn({ turn: 'nudge', taskId }));
    await mail({ outboxIds: bench.handedOver.flatMap(({ outboxIds }) => outboxIds) });
    const reminder = printedIn(bench.mails.at(-1));
    expect(reminder.segment.split('.')[1]).toBe(k2);
    bench.pass(11_000);
    expect((await functions.show(request('GET', segment))).statusCode).toBe(200);
    expect((await functions.show(request('GET', reminder.segment))).statusCode).toBe(200);
  });

  test('only a sender key that is gone ends a link early, and then its page says so', async () => {
    await bench.rotate('SenderKey');
    await bench.rotate('SenderKey');
    functions = bench.fresh();
    bench.setTime((await bench.task(taskId)).checkpointAt);
    await functions.prepare(turn({ turn: 'nudge', taskId }));
    await bench.drain(functions);
    const reminder = printedIn(bench.mails.at(-1));
    expect(reminder.segment).not.toBe(segment);
    const old = await new Browser(functions, segment).open();
    expect([old.statusCode, titleOf(old)]).toEqual([410, 'This link has been replaced']);
    const browser = new Browser(functions, reminder.segment);
    await browser.open();
    expect((await browser.submit({ ...ANSWER, code: reminder.code })).statusCode).toBe(200);
  });
});

describe('S1 a mail scanner', () => {
  /** Forms of a page, with what a browser would submit of them untouched. */
  const formsOf = (body: string) =>
    [...body.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)].map(([, attributes = '', inner = '']) => ({
      action: /action="([^"]+)"/.exec(attributes)?.[1],
      hidden: Object.fromEntries(
        [...inner.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
          name,
          value,
        ]),
      ) as Record<string, string>,
      radios: [...inner.matchAll(/type="radio"[^>]*name="([^"]+)" value="([^"]+)"/g)].map(
        ([, n = '', v = '']) => [n, v] as const,
      ),
      checked: /\schecked/.test(inner),
      buttons: [...inner.matchAll(/<button([^>]*)>/g)].map(([, its = '']) => its),
    }));

  test('L1 changes nothing by looking', async () => {
    const before = await bench.task(taskId);
    const outbox = await bench.outbox();
    bench.calls.length = 0;
    for (let at = 0; at < 20; at++) {
      await functions.show(request(at % 2 ? 'HEAD' : 'GET', segment));
    }
    expect(bench.calls.filter((call) => !/^(GetItem|BatchGetItem|Query|GetSecretValue)$/.test(call))).toEqual(
      [],
    );
    expect(await bench.task(taskId)).toEqual(before);
    expect(await bench.outbox()).toEqual(outbox);
  });

  test('L2 changes nothing by submitting every form and pressing every button', async () => {
    const page = await functions.show(request('GET', segment));
    const cookie = page.multiValueHeaders?.['set-cookie']?.[0]?.split(';')[0] ?? '';
    const forms = formsOf(page.body);
    expect(forms.length).toBeGreaterThan(0);
    for (const { hidden, checked, buttons } of forms) {
      expect(checked).toBe(false);
      for (const button of buttons) {
        expect(button).not.toMatch(/\s(name|value)=/);
        const event = request('POST', segment, { form: hidden, cookie });
        const to = button.includes('formaction') ? functions.draft : functions.answer;
        expect((await to(event)).statusCode).toBe(422);
      }
    }
    expect(await bench.task(taskId)).toMatchObject({ state: 'OPEN', wrongCodes: 0, codeNumber: 1 });
  });

  test('L3 changes nothing by filling in junk, and the person can still answer', async () => {
    const page = await functions.show(request('GET', segment));
    const cookie = page.multiValueHeaders?.['set-cookie']?.[0]?.split(';')[0] ?? '';
    const [form] = formsOf(page.body);
    const [name, value] = form?.radios[0] ?? ['', ''];
    for (const junk of ['test', 'aaaaaaaaaaaa', '1', 'foo@example.com', '12345', '']) {
      const filled = {
        ...form?.hidden,
        [name]: value,
        reason: `${junk} ${junk} ${junk}`.padEnd(20, 'x'),
        code: junk,
      };
      const reply = await functions.answer(
        request('POST', segment, { form: filled as Record<string, string>, cookie }),
      );
      expect(reply.statusCode).toBe(422);
    }
    // Six digits cannot be told from a person's slip; one of them leaves four tries.
    const digits = {
      ...form?.hidden,
      [name]: value,
      reason: 'x'.repeat(20),
      code: code === '123456' ? '654321' : '123456',
    };
    await functions.answer(request('POST', segment, { form: digits as Record<string, string>, cookie }));
    expect(await bench.task(taskId)).toMatchObject({ state: 'OPEN', wrongCodes: 1 });
    const browser = new Browser(functions, segment);
    await browser.open();
    expect((await browser.submit({ ...ANSWER, code })).statusCode).toBe(200);
  });

  test('does not ask for a new code by submitting the form for one as it stands', async () => {
    const browser = new Browser(functions, segment);
    await browser.open();
    for (let at = 0; at < 5; at++)
      await browser.submit({ ...ANSWER, code: code === '000000' ? '000001' : '000000' });
    const page = await browser.open();
    const [, forCode] = formsOf(page.body);
    expect(forCode?.action).toBe(`${segment}/code`);
    const reply = await browser.askForCode({});
    expect(reply.statusCode).toBe(422);
    expect(await bench.task(taskId)).toMatchObject({ codeNumber: 1, wrongCodes: 5 });
  });
});

describe('S3 one answer', () => {
  test('posted a hundred times at once is written once, and everybody gets the same receipt', async () => {
    const browser = new Browser(functions, segment);
    await browser.open();
    const event = browser.event({ ...ANSWER, code });
    const replies = await Promise.all(Array.from({ length: 100 }, () => functions.answer(event)));
    expect(replies.map(({ statusCode }) => statusCode)).toEqual(Array(100).fill(200));
    const bodies = replies.map(({ body }) => body.replace(/nonce="[^"]+"/g, ''));
    expect(new Set(bodies).size).toBe(1);
    expect((await bench.deeds(CASE)).filter(({ act }) => act === 'task.decided')).toHaveLength(1);
    expect((await bench.outbox()).filter(({ kind }) => kind === 'callback')).toHaveLength(1);
  });

  test('and another one at the same moment: one counts, the other is told so', async () => {
    const browser = new Browser(functions, segment);
    await browser.open();
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        functions.answer(browser.event({ ...ANSWER, ...(at % 2 && { outcome: 'REJECTED' }), code })),
      ),
    );
    const { decision } = await bench.task(taskId);
    for (const [at, reply] of replies.entries()) {
      const counted = decision?.outcome === (at % 2 ? 'REJECTED' : 'RESOLVED_UPHELD');
      expect([reply.statusCode, titleOf(reply)]).toEqual(
        counted ? [200, 'Your answer has been recorded'] : [409, 'This task has another answer already'],
      );
    }
    expect((await bench.deeds(CASE)).filter(({ act }) => act === 'task.decided')).toHaveLength(1);
  });

  test('gets its receipt also where the store wrote it and did not say so', async () => {
    const browser = new Browser(functions, segment);
    await browser.open();
    const run = await bench.run<ProxyReply>(functions.answer, browser.event({ ...ANSWER, code }), {
      at: 1,
      when: 'after',
    });
    expect(run.died).toBe(true);
    const reply = await browser.submit({ ...ANSWER, code });
    expect([reply.statusCode, titleOf(reply)]).toEqual([200, 'Your answer has been recorded']);
    const other = await browser.submit({ ...ANSWER, reason: 'Something else that was found.', code });
    expect([other.statusCode, titleOf(other)]).toEqual([409, 'This task has another answer already']);
  });

  test('is the same with other line breaks and blanks around it', async () => {
    const browser = new Browser(functions, segment);
    await browser.open();
    await browser.submit({ ...ANSWER, reason: 'First line.\r\nSecond line.', code });
    const reply = await browser.submit({ ...ANSWER, reason: '  First line.\nSecond line. ', code });
    expect(reply.statusCode).toBe(200);
  });
});

describe('the code', () => {
  const wrong = () => (code === '000000' ? '000001' : '000000');

  test('is void after five wrong ones, a new one is mailed to the same address, and the old one stays dead', async () => {
    const browser = new Browser(functions, segment);
    await browser.open();
    const left: (string | undefined)[] = [];
    for (let at = 0; at < 5; at++) {
      const reply = await browser.submit({ ...ANSWER, code: wrong() });
      expect(reply.statusCode).toBe(422);
      expect(reply.body).toContain(ANSWER.reason);
      left.push(/tries left: (\d)/.exec(reply.body)?.[1]);
    }
    expect(left).toEqual(['4', '3', '2', '1', '0']);
    const locked = await browser.submit({ ...ANSWER, code });
    expect(locked.statusCode).toBe(422);
    expect(locked.body).toContain('id="code-void"');
    expect(await bench.task(taskId)).toMatchObject({ state: 'OPEN', wrongCodes: 5 });

    const asked = await browser.askForCode();
    expect([asked.statusCode, titleOf(asked)]).toEqual([200, 'New digits are on their way']);
    // Before the mail is made, no code at all is right.
    const early = await browser.submit({ ...ANSWER, code });
    expect(early.statusCode).toBe(422);
    await bench.drain(functions);
    const mailed = printedIn(bench.mails.at(-1));
    expect(bench.mails.at(-1)?.to).toEqual(bench.mails[0]?.to);
    expect(mailed.segment).toBe(segment);
    expect(mailed.code).not.toBe(code);
    expect((await browser.submit({ ...ANSWER, code })).statusCode).toBe(422);
    expect((await browser.submit({ ...ANSWER, code: mailed.code })).statusCode).toBe(200);
  });

  test('of sixty guesses at once at most five are counted, and then it is void', async () => {
    const browser = new Browser(functions, segment);
    await browser.open();
    const guesses = Array.from({ length: 60 }, (_, at) =>
      String((Number(code) + 1 + at) % 1_000_000).padStart(6, '0'),
    );
    const replies = await Promise.all(
      guesses.map((guess) => functions.answer(browser.event({ ...ANSWER, code: guess }))),
    );
    expect(replies.every(({ statusCode }) => statusCode === 422)).toBe(true);
    expect(replies.filter(({ body }) => /tries left/.test(body)).length).toBe(5);
    expect(await bench.task(taskId)).toMatchObject({ state: 'OPEN', wrongCodes: 5 });
    expect((await browser.submit({ ...ANSWER, code })).statusCode).toBe(422);
    // Somebody may be guessing: operations can see it, and it can be counted.
    const voided = (await bench.deeds(CASE)).filter(({ act }) => act === 'task.code-voided');
    expect(voided).toMatchObject([{ facts: { taskId, codeNumber: 1 } }]);
    const counted = metrics.mock.calls.filter(([name]) => name === 'codesVoided');
    expect(counted).toHaveLength(1);
  });

  test('can be asked for once a minute, and ten times in all', async () => {
    const browser = new Browser(functions, segment);
    await browser.open();
    const statuses: number[] = [];
    for (let at = 0; at < 12; at++) {
      statuses.push((await browser.askForCode()).statusCode);
      const soon = await browser.askForCode();
      expect(soon.statusCode).toBe(429);
      bench.pass(60_000);
    }
    expect(statuses).toEqual([...Array(9).fill(200), 429, 429, 429]);
    expect((await bench.task(taskId)).codeNumber).toBe(10);
  });

  test('comes anew with the reminder where it is void, so that the reminder is of use', async () => {
    const browser = new Browser(functions, segment);
    await browser.open();
    for (let at = 0; at < 5; at++) await browser.submit({ ...ANSWER, code: wrong() });
    bench.setTime((await bench.task(taskId)).checkpointAt);
    await functions.prepare(turn({ turn: 'nudge', taskId }));
    await bench.drain(functions);
    const mailed = printedIn(bench.mails.at(-1));
    expect(mailed.segment).toBe(segment);
    expect(bench.mails.at(-1)?.text).toContain('please use the digits of this mail');
    expect((await browser.submit({ ...ANSWER, code: mailed.code })).statusCode).toBe(200);
  });

  test('may be typed in full width or with a blank', async () => {
    const browser = new Browser(functions, segment);
    await browser.open();
    const wide = [...code].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join('');
    expect(
      (await browser.submit({ ...ANSWER, code: `${wide.slice(0, 3)} ${wide.slice(3)}` })).statusCode,
    ).toBe(200);
  });
});

describe('S4 a post that did not come out of our form', () => {
  const untouched = async () =>
    expect(await bench.task(taskId)).toMatchObject({ state: 'OPEN', wrongCodes: 0 });
  let cookie: string;
  let csrf: string;

  beforeEach(async () => {
    const browser = new Browser(functions, segment);
    await browser.open();
    cookie = browser.cookie ?? '';
    csrf = browser.csrf ?? '';
  });

  const post = (its: Parameters<typeof request>[2], fields: Record<string, string> = {}) =>
    functions.answer(
      request('POST', segment, { cookie, form: { csrf, ...ANSWER, code, ...fields }, ...its }),
    );

  test.each([
    ['without the cookie', { cookie: '' }, {}],
    ['with another cookie', { cookie: `steward-form=${'A'.repeat(32)}` }, {}],
    ['with a cookie of another form', { cookie: 'steward-form=1' }, {}],
    ['without the token', {}, { csrf: '' }],
    ['with another token', {}, { csrf: 'A'.repeat(43) }],
    ['from another origin', { headers: { Origin: 'https://evil.example' } }, {}],
    ['from the origin null', { headers: { Origin: 'null' } }, {}],
    ['from another site', { headers: { 'Sec-Fetch-Site': 'cross-site' } }, {}],
    ['from a sister site', { headers: { 'Sec-Fetch-Site': 'same-site' } }, {}],
    ['from a sandboxed frame', { headers: { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' } }, {}],
    ['from an origin that is none', { headers: { Origin: 'care.bank.example' } }, {}],
  ])('%s is refused', async (_what, its, fields) => {
    const reply = await post(its, fields as Record<string, string>);
    expect([reply.statusCode, titleOf(reply)]).toEqual([403, 'We cannot tell where this came from']);
    await untouched();
  });

  test('with the token of another task is refused', async () => {
    const other = await prepared(bench, {
      entered: new Date(Date.now() + 1_000).toISOString(),
      step: 'Another step',
    });
    const theirs = printedIn(bench.mails.at(-1));
    expect(theirs.segment).toContain(other.taskId);
    const browser = new Browser(functions, theirs.segment);
    await browser.open();
    expect((await post({}, { csrf: browser.csrf ?? '' })).statusCode).toBe(403);
    expect((await post({ cookie: browser.cookie ?? '' }, { csrf: browser.csrf ?? '' })).statusCode).toBe(403);
    await untouched();
  });

  test.each(['application/json', 'text/plain', 'multipart/form-data; boundary=x', ''])(
    'as %s is refused',
    async (type) => {
      const body = JSON.stringify({ csrf, ...ANSWER, code });
      const reply = await post({ body, headers: { 'Content-Type': type } });
      expect(reply.statusCode).toBe(415);
      await untouched();
    },
  );

  test('with a body of a megabyte is refused', async () => {
    expect((await post({}, { reason: 'x'.repeat(1_000_000) })).statusCode).toBe(413);
    await untouched();
  });

  test('by a method override is not what it says', async () => {
    const reply = await functions.show(
      request('GET', segment, { headers: { 'X-HTTP-Method-Override': 'POST' }, cookie }),
    );
    expect([reply.statusCode, titleOf(reply)]).toEqual([200, 'Handle a complaint']);
    await untouched();
  });

  test('out of it is taken, also from a browser that hides the origin because the page forbids referrers', async () => {
    const reply = await post({ headers: { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' } });
    expect(reply.statusCode).toBe(200);
  });

  test('but out of an older window of the same link comes back with what was typed, to be submitted again', async () => {
    const older = { cookie, csrf };
    // In another browser, or after its cookies were cleared, the second opening gets another one.
    const newer = new Browser(functions, segment);
    await newer.open();
    expect(newer.cookie).not.toBe(older.cookie);
    const site = { headers: { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' } };
    const reply = await post({ cookie: newer.cookie ?? '', ...site }, { csrf: older.csrf });
    expect(reply.statusCode).toBe(403);
    expect(reply.body).toContain(ANSWER.reason);
    await untouched();
    const fresh = /name="csrf" value="([^"]+)"/.exec(reply.body)?.[1] ?? '';
    expect((await post({ cookie: newer.cookie ?? '', ...site }, { csrf: fresh })).statusCode).toBe(200);
  });

  test('asks for no new code either', async () => {
    const event = request('POST', segment, { below: 'code', form: { csrf, confirm: 'yes' } });
    expect((await functions.newCode(event)).statusCode).toBe(403);
    expect((await bench.task(taskId)).codeNumber).toBe(1);
  });
});

describe('every answer of a page', () => {
  test('S13 has the headers that protect, errors too, and the cookie is bound to the link', async () => {
    const browser = new Browser(functions, segment);
    const form = await browser.open();
    expect(form.multiValueHeaders?.['set-cookie']?.[0]).toMatch(
      new RegExp(`^steward-form=[A-Za-z0-9_-]{32}; Path=/t/${segment}; HttpOnly; SameSite=Lax; Secure$`),
    );
    const replies = [
      form,
      await functions.show(request('GET', 'nonsense')),
      await functions.show(request('HEAD', segment)),
      await functions.answer(request('POST', segment, { form: {} })),
      await browser.submit({}),
      await browser.submit({ ...ANSWER, code: code === '000000' ? '000001' : '000000' }),
      await functions.answer(
        request('POST', segment, { body: '{}', headers: { 'Content-Type': 'application/json' } }),
      ),
      await browser.askForCode(),
      await browser.submit({ ...ANSWER, code }),
      await functions.show({}),
    ];
    for (const { headers, body } of replies) {
      expect(headers['content-security-policy']).toMatch(
        /^default-src 'none'; style-src 'nonce-[^']+'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'$/,
      );
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      });
      expect(
        Number(/max-age=(\d+)/.exec(headers['strict-transport-security'] ?? '')?.[1]),
      ).toBeGreaterThanOrEqual(31_536_000);
      expect(body).not.toMatch(/<script|\son[a-z]+=|javascript:/i);
      expect(Buffer.byteLength(body)).toBeLessThan(30_000);
    }
  });

  test('takes the longest answer that a form has room for, in Chinese too, and shows all of it again', async () => {
    await prepared(bench, { step: 'Propose', form: 'proposal', clock: 'proposal' });
    const theirs = printedIn(bench.mails.at(-1));
    const browser = new Browser(functions, theirs.segment);
    await browser.open();
    const longest = (word: string) => word.repeat(4_000);
    const answer = {
      outcome: 'RESOLVED_UPHELD',
      amount: '100000000',
      findings: longest('查'),
      reason: longest('理'),
      remedy: longest('补'),
    };
    const tooMuch = await browser.submit({ ...answer, code: theirs.code });
    expect(tooMuch.statusCode).toBe(422);
    for (const text of [answer.findings, answer.reason, answer.remedy]) {
      expect(tooMuch.body).toContain(`${text}</textarea>`);
    }
    expect((await browser.submit({ ...answer, amount: '120', code: theirs.code })).statusCode).toBe(200);
  });

  test('shows what was typed beside what is to be mended', async () => {
    const browser = new Browser(functions, segment);
    await browser.open();
    const reply = await browser.submit({ outcome: 'REJECTED', reason: 'short', code: '12' });
    expect(reply.statusCode).toBe(422);
    expect(reply.body).toContain('value="REJECTED" required checked');
    expect(reply.body).toContain('short</textarea>');
    expect(reply.body).toContain('Write at least 10 characters.');
    expect(reply.body).toContain('Enter the six digits.');
    for (const id of reply.body.matchAll(/<a href="#([^"]+)"/g))
      expect(reply.body).toContain(`id="${id[1]}"`);
    expect((await bench.task(taskId)).wrongCodes).toBe(0);
  });

  test('is in the language of its reader', async () => {
    await bench.close();
    bench = new Bench();
    await furnish(bench, {
      staff: [...staff.filter(({ role }) => role !== 'agent'), colleague('A9', { language: 'zh-CN' })],
    });
    functions = bench.fresh();
    await prepared(bench);
    const page = await new Browser(functions, printedIn(bench.mails[0]).segment).open();
    expect(titleOf(page)).toBe('处理投诉');
    expect(page.body).toContain('<html lang="zh-CN">');
  });
});
