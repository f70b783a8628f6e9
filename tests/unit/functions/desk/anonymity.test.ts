import './environment.ts';

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { answerSurvey } from '../../../../functions/desk/answer-survey.ts';
import { showSurvey } from '../../../../functions/desk/show-survey.ts';
import * as wiring from '../../../../functions/desk/survey-wiring.ts';
import { ServiceFault } from '../../../../infra/local/gateway/service.ts';
import { SurveyAnswer } from '../../../../shared/contracts/survey.ts';
import { armChance } from '../../../../shared/platform/ids.ts';
import { outboxMail } from '../../../../shared/platform/outbox.ts';
import type { ProxyReply } from '../../../../shared/platform/page.ts';
import { log } from '../../../../shared/platform/telemetry.ts';
import { surveys1 } from '../../../../shared/policy/surveys.ts';
import { tableNames } from '../../../kit/table-input.ts';
import { attacks, type Guess, type Loot, type Row } from './attacker.ts';
import { Bench, customer, furnish, request } from './bench.ts';
import { invitation } from './survey-bench.ts';

const PEOPLE = 200;
/** The last so many keep an answer and never submit it. */
const KEPT_ONLY = 40;
const SURVEY = 'pulse-2026-03';

const everybody = Array.from({ length: PEOPLE }, (_, at) => {
  const number = String(at + 1).padStart(4, '0');
  return {
    customerId: `C5${number}`,
    caseId: `S20260302-QQQQQQ${number}`,
    address: `203.0.113.${at + 1}`,
    submits: at < PEOPLE - KEPT_ONLY,
  };
});
type Person = (typeof everybody)[number];

/** Everybody in an order of chance: who is n-th writes a text that is as long as n says, and that of nobody else. */
const byLot = everybody.toSorted((a, b) => armChance('text', a.customerId) - armChance('text', b.customerId));

/** What everybody says, in no relation to who they are. */
const said = new Map(
  byLot.map(({ customerId }, at) => {
    const drawn = (about: string, most: number) => Math.floor(armChance(about, customerId) * most);
    const form: Record<string, string> = { 'q.text': 'w'.repeat(10 + 7 * at), 'q.voice': 'SUGGESTION' };
    for (const { id, kind } of surveys1.definitions.pulse?.questions ?? []) {
      if (kind === 'RATING' && (id === 'overall' || drawn(`asked ${id}`, 4) > 0))
        form[`q.${id}`] = String(1 + drawn(id, 5));
      if (kind === 'NPS') form[`q.${id}`] = String(drawn(id, 11));
    }
    return [customerId, form] as const;
  }),
);

const saidBy = ({ customerId }: Person): Readonly<Record<string, string>> => said.get(customerId) ?? {};

let bench: Bench;
const written: string[] = [];
const access: Row[] = [];
let loot: Loot;
/** Whose an answer is, by its key: from what was said, which no attacker knows. */
const truth = new Map<string, Person>();

beforeAll(async () => {
  bench = new Bench();
  await furnish(bench);
  const keep = (text: unknown): boolean => {
    written.push(String(text));
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(keep);
  vi.spyOn(process.stderr, 'write').mockImplementation(keep);
  log.setLogLevel('DEBUG');
  await answerAll(await inviteAll());
  await bench.drain();
  vi.restoreAllMocks();
  log.setLogLevel('SILENT');
  loot = await everythingThereIs();
}, 180_000);
afterAll(() => bench.close());

/** Invites everybody by the real mail sender; gives link and code of each. */
async function inviteAll(): Promise<Map<string, { readonly segment: string; readonly code: string }>> {
  const outboxIds: string[] = [];
  for (const { customerId, caseId } of everybody) {
    const email = `${customerId.toLowerCase()}@customer.example`;
    await bench.put('Customers', { ...customer, customerId, email });
    const consent = { purpose: 'survey', channel: 'mail', state: 'GIVEN', at: '2026-01-05T02:00:00.000Z' };
    await bench.put('Customers', { customerId, sk: 'CONSENT#survey#mail', v: 1, ...consent, from: 'bank' });
    const its = { surveyId: SURVEY, definition: 'pulse', naming: 'ANONYMOUS' } as const;
    await bench.put('Cases', invitation({ customerId, caseId, ...its }));
    const row = outboxMail({
      cause: [caseId],
      at: new Date().toISOString(),
      template: 'survey-invitation',
      to: { kind: 'customer', id: customerId },
      caseId,
      facts: { topic: 'relationship' },
    });
    await bench.put('Outbox', row);
    outboxIds.push(row.outboxId);
  }
  await bench.fresh().mail({ outboxIds });
  return new Map(
    bench.mails.map(({ to: [address = ''], text = '' }) => {
      const segment = /\/s\/(\S+)/.exec(text)?.[1] ?? '';
      const code = /Six digits: (\d{6})/.exec(text)?.[1] ?? '';
      return [(address.split('@')[0] ?? '').toUpperCase(), { segment, code }] as const;
    }),
  );
}

/** Everybody answers, in an order and at moments of chance; some keep something first, and some never submit. */
async function answerAll(ways: ReadonlyMap<string, { readonly segment: string; readonly code: string }>) {
  const show = showSurvey(wiring.showSurveyWorld());
  const answer = answerSurvey(wiring.answerSurveyWorld());
  const seen = ({ address }: Person, method: string, reply: ProxyReply) => {
    // As infra/stacks/desk.ts has API Gateway write it.
    const bytes = Buffer.byteLength(reply.body);
    access.push({ at: Date.now(), method, route: '/s/{link}', status: reply.statusCode, bytes, address });
    return reply;
  };
  const visits = everybody.flatMap((person) => [
    ...(!person.submits || armChance('keeps', person.customerId) < 0.3 ? [{ person, act: 'keep' }] : []),
    ...(person.submits ? [{ person, act: 'submit' }] : []),
  ]);
  const whenOf = ({ person, act }: (typeof visits)[number]) =>
    armChance('when', person.customerId) * 5 + (act === 'submit' ? 5 : 0);
  for (const [at, visit] of visits.toSorted((a, b) => whenOf(a) - whenOf(b)).entries()) {
    const { person, act } = visit;
    bench.pass(1_000 + Math.floor(armChance('pause', person.customerId) * 200_000));
    const { segment = '', code = '' } = ways.get(person.customerId) ?? {};
    const page = seen(person, 'GET', await show(request('GET', segment)));
    const cookie = page.multiValueHeaders?.['set-cookie']?.[0]?.split(';')[0] ?? '';
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
    const form = { csrf, code, act, ...saidBy(person) };
    // Now and then something fails, and is written about in the log.
    if (at % 60 === 30) await failing(() => answer(request('POST', segment, { cookie, form })));
    const reply = seen(person, 'POST', await answer(request('POST', segment, { cookie, form })));
    if (reply.statusCode !== 200) throw new Error(`${act} of ${person.customerId}: ${reply.statusCode}`);
  }
}

async function failing(post: () => Promise<ProxyReply>): Promise<void> {
  bench.refuse = (operation) =>
    operation === 'TransactWriteItems'
      ? new ServiceFault('AccessDeniedException', 'refused by the bench')
      : undefined;
  const { statusCode } = await post();
  bench.refuse = () => undefined;
  if (statusCode !== 500) throw new Error(`A refused write had the status ${statusCode}.`);
}

async function everythingThereIs(): Promise<Loot> {
  const tables: Record<string, Row[]> = {};
  for (const name of tableNames) tables[name] = await bench.items(name);
  const doors = new Map(tables.Contacts?.map(({ customerId, doorId }) => [customerId, doorId]));
  const doorOf = (customerId: string) =>
    (tables.Contacts ?? []).flatMap((row) =>
      row.customerId === customerId && row.sk === 'DOOR' ? [String(row.doorId)] : [],
    );
  expect(doors.size).toBeGreaterThan(PEOPLE);
  for (const row of tables.Answers ?? []) {
    const { answerKey, values } = SurveyAnswer.parse(row);
    const owner = everybody.find((person) => saidBy(person)['q.text'] === values.text);
    if (owner === undefined) throw new Error('An answer is nobody’s.');
    truth.set(answerKey, owner);
  }
  return {
    tables,
    log: [...written.flatMap(linesOf), ...access],
    people: everybody.map(({ customerId, caseId, address, submits }) => ({
      id: customerId,
      marks: [customerId, caseId, address, ...doorOf(customerId)],
      submitted: submits,
    })),
  };
}

const linesOf = (text: string): Row[] =>
  text.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Row] : []));

/** How many answers a guess gives to whom they are of. */
const right = ({ whose }: Guess, owners: typeof truth): number =>
  [...whose].filter(([answerKey, customerId]) => owners.get(answerKey)?.customerId === customerId).length;

/** The guess that is right most often. */
function best(
  guesses: readonly Guess[],
  owners: typeof truth = truth,
): { readonly by: string; readonly right: number } {
  return guesses
    .map((guess) => ({ by: guess.by, right: right(guess, owners) }))
    .reduce((most, next) => (next.right > most.right ? next : most));
}

/**
 * So many right answers no guesser has by chance. A guess pairs each answer with one person, those who submitted and those who
 * did not apart. If nothing joins them, the pairing is a random one: the number of sets of k right pairs has the mean
 * Σ 1/(i!j!) over i + j = k, which is 2^k/k!. So k or more are right with at most that chance, and among so many guesses in
 * any of them with at most so many times that.
 */
function beyondChance(guesses: number, chance = 1e-9): number {
  let k = 0;
  for (let bound = guesses; bound > chance; bound = (bound * 2) / k) k++;
  return k;
}

test('the bound is where so many guesses have less than a chance of 1e-9 to be so often right', () => {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  for (const guesses of [1, 1_000, 50_000]) {
    const k = beyondChance(guesses);
    expect((guesses * 2 ** k) / factorial(k)).toBeLessThanOrEqual(1e-9);
    expect((guesses * 2 ** (k - 1)) / factorial(k - 1)).toBeGreaterThan(1e-9);
  }
  expect(beyondChance(50_000)).toBeLessThan(PEOPLE / 8);
});

describe('SV5 R025 R028 two hundred customers answer without a name', () => {
  test('each has one answer, the records know who took part, and there is a log to look into', () => {
    expect(truth.size).toBe(PEOPLE);
    expect(new Set([...truth.values()]).size).toBe(PEOPLE);
    const took = (loot.tables.Cases ?? []).filter(({ participation }) => participation === 'SUBMITTED');
    expect(took).toHaveLength(PEOPLE - KEPT_ONLY);
    expect(loot.log.filter(({ message }) => message !== undefined).length).toBeGreaterThan(2);
    expect(access.length).toBeGreaterThan(2 * PEOPLE);
  });

  test('whoever holds every table and every line of the log joins them to people no better than chance: by key, order, time and size', () => {
    const guesses = attacks(loot);
    const [byKey] = guesses;
    expect(byKey?.by).toBe('key');
    // A key joins or it does not: there is no chance in it.
    expect(byKey?.whose.size).toBe(0);
    // Enough was tried that it means something.
    expect(guesses.length).toBeGreaterThan(400);
    for (const person of ['time', 'size', 'scan'])
      for (const answer of ['scan', 'size'])
        expect(guesses.some(({ by }) => new RegExp(`${person} against ${answer}$`).test(by))).toBe(true);
    expect(best(guesses).right).toBeLessThan(beyondChance(guesses.length));
  });

  test('no key and no word of an answer stands anywhere else', () => {
    const elsewhere = JSON.stringify([{ ...loot.tables, Answers: [] }, loot.log]);
    for (const row of loot.tables.Answers ?? []) {
      const { answerKey, values } = SurveyAnswer.parse(row);
      expect(elsewhere).not.toContain(answerKey);
      expect(elsewhere).not.toContain(String(values.text));
    }
  });
});

/** The rows of a table changed, and all else as it is. */
const planted = (table: string, change: (row: Row) => Row): Loot => ({
  ...loot,
  tables: { ...loot.tables, [table]: (loot.tables[table] ?? []).map(change) },
});

const momentOf = ({ address }: Person): number =>
  Number(access.findLast((line) => line.address === address && line.method === 'POST')?.at);

const keyOf = (entityId: unknown): string =>
  [...truth].find(([, { caseId }]) => caseId === entityId)?.[0] ?? 'nobody';

const madeKey = ({ caseId }: Person): string => createHash('sha256').update(caseId).digest('base64url');

const ownerOf = ({ answerKey }: Row): Person => {
  const owner = truth.get(String(answerKey));
  if (owner === undefined) throw new Error(`The answer ${answerKey} is nobody’s.`);
  return owner;
};

describe('the attack finds what is planted:', () => {
  test.each<[what: string, plant: () => Loot, owners?: () => typeof truth]>([
    [
      'a time in the row',
      () =>
        planted('Answers', (row) => ({ ...row, at: new Date(momentOf(ownerOf(row)) + 400).toISOString() })),
    ],
    [
      'a moment after which DynamoDB may drop the row',
      () =>
        planted('Answers', (row) => ({
          ...row,
          expiresAt: Math.floor(momentOf(ownerOf(row)) / 1_000) + 86_400,
        })),
    ],
    [
      'a group in the row that is of one person',
      () => planted('Answers', (row) => ({ ...row, branch: ownerOf(row).address })),
    ],
    [
      'the key in the record',
      () => planted('Audit', (row) => ({ ...row, facts: { answerKey: keyOf(row.entityId) } })),
    ],
    [
      'a hash of the key in the outbox',
      () =>
        planted('Outbox', (row) => ({
          ...row,
          hint: createHash('sha256').update(keyOf(row.caseId)).digest('hex'),
        })),
    ],
    [
      'a key that is made from what is in the tables',
      () => planted('Answers', (row) => ({ ...row, answerKey: madeKey(ownerOf(row)) })),
      () => new Map([...truth.values()].map((owner) => [madeKey(owner), owner])),
    ],
    [
      'the length of the words in the record',
      () =>
        planted('Audit', (row) => {
          const owner = everybody.find(({ caseId }) => caseId === row.entityId);
          return owner === undefined ? row : { ...row, facts: { words: saidBy(owner)['q.text']?.length } };
        }),
    ],
    [
      'pages whose length tells what was written into them',
      () => ({
        ...loot,
        log: loot.log.map((line) => {
          const owner = everybody.find(({ address }) => address === line.address);
          if (owner === undefined || line.method !== 'POST') return line;
          return { ...line, bytes: Number(line.bytes) + (saidBy(owner)['q.text']?.length ?? 0) };
        }),
      }),
    ],
    [
      'rows in the order in which they came',
      () => ({
        ...loot,
        tables: {
          ...loot.tables,
          Answers: (loot.tables.Answers ?? []).toSorted(
            (a, b) => momentOf(ownerOf(a)) - momentOf(ownerOf(b)),
          ),
        },
      }),
    ],
  ])('%s', (_, plant, owners) => {
    const guesses = attacks(plant());
    expect(best(guesses, owners?.()).right).toBeGreaterThanOrEqual(beyondChance(guesses.length));
  });
});
