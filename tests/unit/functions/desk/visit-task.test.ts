import './environment.ts';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { declared } from '../../../../functions/visit/rules/brief.ts';
import { Language } from '../../../../shared/contracts/codes.ts';
import type { VisitBrief } from '../../../../shared/contracts/items.ts';
import { foundComplaintId } from '../../../../shared/platform/ids.ts';
import { CASE, EXECUTION, head, reached } from '../visit/story.ts';
import { Bench, Browser, colleague, furnish, prepared, printedIn, staff } from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await furnish(bench, { staff: [...staff, colleague('S1', { role: 'rm' })] });
  await bench.put('Cases', { ...head, ownerId: 'S1' });
});
afterEach(() => bench.close());

const case_ = { v: 1, caseId: CASE, round: 1, tier: 'potential', line: 'ordinary', policies: {} };
const visit = { step: 'Visit', form: 'visit', clock: 'visit' };
const promise = (number: number) => ({
  step: `Keep promise #${number - 1}`,
  form: 'promise',
  clock: 'promise',
  due: '2026-03-06T09:00:00.000Z',
  case: { ...case_, number },
});

/** A task of the visit, prepared; of the execution of this visit. */
const open = (its: Record<string, unknown>) => prepared(bench, { execution: EXECUTION, case: case_, ...its });

const lastBrowser = () => new Browser(bench.fresh(), printedIn(bench.mails.at(-1)).segment);

async function pageOf(its: Record<string, unknown>): Promise<string> {
  await open({ entered: new Date(Date.now() + 1).toISOString(), ...its });
  return (await lastBrowser().open()).body;
}

const said = {
  ...reached,
  satisfaction: '2',
  needs: 'A loan for a flat',
  problem: 'YES',
  problemText: 'A fee that nobody explained',
  serviceRequest: 'A new chequebook',
  suggestion: 'Open on Saturdays',
  promise1: 'Send the brochure',
  promise1Due: '2026-03-06',
  promise2: 'Ring the notary',
  promise2Due: '2026-03-09',
};

/** The visit was made, and this written down. */
async function recorded(): Promise<void> {
  const { openFor: _, openShard: __, ...task } = await open(visit);
  await bench.put('Tasks', {
    ...task,
    state: 'DECIDED',
    decision: { outcome: 'REACHED' },
    answer: JSON.stringify(said),
    answerHash: 'h',
    decidedAt: '2026-03-02T03:00:00.000Z',
    decidedBy: 'S1',
  });
}

const brief = (fields: VisitBrief['fields']) => ({
  caseId: CASE,
  sk: 'BRIEF#1',
  v: 1,
  builtAt: '2026-03-02T02:00:00.000Z',
  fields,
});

describe('R044, R045, R112 the brief on the page of a visit', () => {
  test('tells each field with its source and its age', async () => {
    await bench.put(
      'Cases',
      brief([
        { field: 'kind', value: 'CHECKUP', source: 'plan', asOf: '2026-03-02T02:00:00.000Z' },
        { field: 'tier', value: 'potential', source: 'profile' },
        { field: 'satisfaction', value: 4, source: 'visit', asOf: '2026-02-20T02:00:00.000Z' },
        { field: 'needs', value: 'A loan <b>for a flat', source: 'visit', asOf: '2026-03-01T02:00:00.000Z' },
      ]),
    );
    const page = await pageOf(visit);
    const brief_ = /<section id="brief">[\s\S]*?<\/section>/.exec(page)?.[0] ?? '';
    expect(brief_.replace(/<[^>]+>|\s+/g, ' ').replace(/\s+/g, ' ')).toContain(
      'Kind visit (plan of visits, today)',
    );
    expect(brief_).toContain('4 of 5');
    expect(brief_).toContain('(last visit, 10 days ago)');
    expect(brief_).toContain('(customer record)');
    expect(brief_).toContain('(last visit, 1 day ago)');
    expect(brief_).toContain('A loan &lt;b&gt;for a flat');
  });

  test('R025, P1 never shows a field that is not declared, even where its row has one', async () => {
    await bench.put(
      'Cases',
      brief([
        { field: 'kind', value: 'CHECKUP', source: 'plan', asOf: '2026-03-02T02:00:00.000Z' },
        { field: 'religion', value: 'CANARY', source: 'profile' },
        { field: 'constructor', value: 'CANARY', source: 'profile' },
      ]),
    );
    const page = await pageOf(visit);
    expect(page).toContain('id="brief"');
    expect(page).not.toMatch(/CANARY|religion|constructor/);
  });

  test('is on no other page of the visit', async () => {
    await bench.put('Cases', brief([{ field: 'tier', value: 'potential', source: 'profile' }]));
    await recorded();
    for (const its of [promise(1), { step: 'Serve request #0', form: 'service', clock: 'service-request' }])
      expect(await pageOf(its)).not.toContain('id="brief"');
  });

  test('has words in both languages for every field that may be told', async () => {
    const { briefWords } = await import('../../../../functions/desk/pages/brief-words.ts');
    for (const language of Language.options)
      expect(Object.keys(briefWords[language].fields).sort()).toEqual(Object.keys(declared).sort());
  });
});

describe('what one task shows of what was written down at the visit', () => {
  test('R025 a promise shows itself, and none of the others', async () => {
    await recorded();
    const page = await pageOf(promise(2));
    expect(page).toContain('Ring the notary');
    expect(page).toContain('2026-03-09');
    for (const other of ['brochure', 'flat', 'fee', 'chequebook', 'Saturdays'])
      expect(page).not.toContain(other);
  });

  test('R025 a service request shows what is asked for', async () => {
    await recorded();
    const page = await pageOf({ step: 'Serve request #0', form: 'service', clock: 'service-request' });
    expect(page).toContain('A new chequebook');
    for (const other of ['brochure', 'notary', 'flat', 'fee', 'Saturdays']) expect(page).not.toContain(other);
  });

  test('whoever puts things right is told what the customer lacked', async () => {
    await recorded();
    const page = await pageOf({
      step: 'Put right #0',
      form: 'recovery',
      clock: 'recovery',
      case: { ...case_, visitorId: 'S1' },
      recuse: ['S1'],
    });
    expect(page).toContain('A loan for a flat');
    for (const other of ['brochure', 'notary', 'chequebook']) expect(page).not.toContain(other);
  });
});

describe('R047 a complaint that was found', () => {
  const answer = { ...said, satisfaction: '2' };

  test('has its number on the receipt, the same number however often it is looked at', async () => {
    const { taskId } = await open(visit);
    const { code } = printedIn(bench.mails.at(-1));
    const browser = lastBrowser();
    await browser.open();
    const { statusCode, body } = await browser.submit({ ...answer, code });
    expect(statusCode).toBe(200);
    const { decidedAt = '' } = await bench.task(taskId);
    const number = foundComplaintId(taskId, decidedAt, 'Asia/Shanghai');
    expect(body).toContain(`<dt>Complaint opened</dt><dd>${number}</dd>`);
    expect(body).not.toContain('<dd></dd>');
    bench.pass(86_400_000);
    expect((await browser.open()).body).toContain(number);
  });

  test('there is none on the receipt of a visit without one', async () => {
    await open(visit);
    const { code } = printedIn(bench.mails.at(-1));
    const browser = lastBrowser();
    await browser.open();
    const { statusCode, body } = await browser.submit({ ...answer, problem: 'NO', problemText: '', code });
    expect(statusCode).toBe(200);
    expect(body).not.toContain('Complaint opened');
  });
});

describe('tasks of several things at once', () => {
  test('know which of them they are about, and do not take each other back', async () => {
    const first = await open(promise(1));
    const second = await open(promise(2));
    expect([first.item, second.item]).toEqual([1, 2]);
    expect((await bench.task(first.taskId)).state).toBe('OPEN');
  });

  test('of which one is taken over leave the others where they are', async () => {
    const first = await open(promise(1));
    const second = await open(promise(2));
    await open({ step: 'Follow up by hand #1', form: 'takeover', clock: 'incident', of: ['operations'] });
    expect((await bench.task(first.taskId)).state).toBe('OPEN');
    expect((await bench.task(second.taskId)).state).toBe('CANCELLED');
    await open({ step: 'Take over by hand', form: 'takeover', clock: 'incident', of: ['operations'] });
    expect((await bench.task(first.taskId)).state).toBe('CANCELLED');
  });
});

describe('a task whose end is given', () => {
  test('a promise is due on the day that was promised', async () => {
    expect((await open(promise(1))).dueAt).toBe('2026-03-06T09:00:00.000Z');
  });

  test('a promise whose day is over leaves two hours of working time', async () => {
    const { dueAt, createdAt } = await open({ ...promise(1), due: '2026-02-20T09:00:00.000Z' });
    expect(Date.parse(dueAt) - Date.parse(createdAt)).toBe(2 * 3_600_000);
  });

  test('R133 a greeting is never asked for after its day', async () => {
    const greet = { step: 'Greet', form: 'greeting', clock: 'greeting' };
    const { dueAt } = await open({ ...greet, mustBy: '2026-03-02T09:00:00.000Z' });
    expect(dueAt).toBe('2026-03-02T09:00:00.000Z');
    bench.setTime('2026-03-02T09:00:00.000Z');
    const mails = bench.mails.length;
    const late = await bench.fresh().prepare({
      v: 1,
      turn: 'prepare',
      ...greet,
      execution: EXECUTION,
      entered: '2026-03-02T09:00:00.000Z',
      case: { ...case_ },
      mustBy: '2026-03-02T09:00:00.000Z',
    });
    expect(late).toMatchObject({ way: 'EXHAUSTED' });
    expect(bench.mails.length).toBe(mails);
  });
});
