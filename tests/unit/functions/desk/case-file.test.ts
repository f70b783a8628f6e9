import './environment.ts';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { auditAfter } from '../../../../shared/platform/audit.ts';
import { labelOf } from '../../../../shared/policy/taxonomy.ts';
import { Bench, Browser, CASE, furnish, prepared, printedIn, turn } from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await furnish(bench);
});
afterEach(() => bench.close());

const proposal = {
  outcome: 'RESOLVED_PARTLY',
  amount: 1_200,
  findings: 'The card was swallowed because of a fault of the machine.',
  reason: 'The bank is answerable for its machines.',
  remedy: 'The fee is paid back.',
};

/** An answered task of the same case. */
async function decided(its: Record<string, unknown>): Promise<void> {
  const { openFor: _, openShard: __, ...task } = await prepared(bench, { step: 'Propose', form: 'proposal' });
  await bench.put('Tasks', {
    ...task,
    state: 'DECIDED',
    decision: {},
    answer: JSON.stringify(proposal),
    answerHash: 'h',
    decidedAt: '2026-03-03T02:00:00.000Z',
    decidedBy: task.assigneeId,
    ...its,
  });
}

/** The complaint of the case with more than words. */
async function complained(its: Record<string, unknown>): Promise<void> {
  const note = (await bench.items('Cases')).find(({ sk }) => sk === 'NOTE#0000');
  await bench.put('Cases', { ...note, ...its });
}

/** The page of a task that is opened now, in the language of its holder. */
async function pageOf(its: Record<string, unknown>): Promise<string> {
  await prepared(bench, { entered: new Date(Date.now() + 1).toISOString(), ...its });
  const { segment } = printedIn(bench.mails.at(-1));
  return (await new Browser(bench.fresh(), segment).open()).body;
}

const approval = { step: 'Approve', form: 'approval', clock: 'approval', level: 3 };

describe('the page of a task', () => {
  test('shows an approver the proposal, its codes in words, and who made it', async () => {
    await decided({});
    const page = await pageOf(approval);
    for (const words of [...Object.values(proposal).slice(1), 'justified in part', 'Propose a decision'])
      expect(page).toContain(String(words));
    expect(page).toMatch(/· <bdi>Person (A1|A2)/);
  });

  test('shows what the customer added, and the statutory date with every reason for it', async () => {
    await bench.put('Cases', {
      caseId: CASE,
      sk: 'NOTE#0001',
      v: 1,
      channel: 'web',
      externalId: 'W2',
      submittedAt: '2026-03-02T03:00:00.000Z',
      receivedAt: '2026-03-02T03:00:00.000Z',
      brings: 'SUPPLEMENTED',
      text: 'A neighbour saw it happen.',
    });
    const trace = [
      { step: 'last-day', day: '2026-03-17' },
      { step: 'due', at: '2026-03-17T15:59:59.999Z', zone: 'Asia/Shanghai' },
    ];
    await bench.put('Cases', {
      caseId: CASE,
      sk: 'CLOCK#0001',
      v: 1,
      number: 1,
      startsAt: '2026-03-02T01:30:00.000Z',
      dueAt: '2026-03-17T15:59:59.999Z',
      trace: JSON.stringify(trace),
      extensions: [],
      why: 'receipt',
      setAt: '2026-03-02T02:00:00.000Z',
    });
    const page = await pageOf(approval);
    expect(page).toContain('A neighbour saw it happen.');
    expect(page).toContain('<dt>Statutory date</dt>');
    expect(page).toContain('The last day is 2026-03-17 (Tue).');
    const order = ['Complaint received', 'Term reckoned', 'The customer added facts'];
    const at = order.map((words) => page.indexOf(words));
    expect(at).toEqual(at.toSorted((a, b) => a - b));
    expect(at.every((place) => place > 0)).toBe(true);
  });

  test('R079 shows beside the words what came with them, and the codes of the sender as a hint that chooses nothing', async () => {
    await complained({
      wish: 'Call me on 138 1234 5678 and pay it back.',
      onBehalf: 'HEIR',
      groupSize: 25,
      respondentId: 'S77',
      coded: { business: 'B03', cause: 'C01' },
      facts: { respondent: 'Mr. Qian <of the counter>', date_received: '2026-02-27', state: 'TX' },
    });
    const page = await pageOf({ step: 'Triage', form: 'triage', clock: 'triage' });
    const rows = [...page.matchAll(/<dt>([^<]+)<\/dt><dd class="said" dir="auto">([^<]*)<\/dd>/g)];
    expect(rows.map(([, label, words]) => [label, words])).toEqual([
      ['What the customer would like', 'Call me on 138 **** 5678 and pay it back.'],
      ['Who complains', 'An heir of the customer, who has died'],
      ['People who complain together', '25'],
      ['Member of staff concerned, as the customer says', 'S77\nMr. Qian &lt;of the counter&gt;'],
      [
        'Codes of whoever sent it (a hint; triage decides)',
        `B03 ${labelOf('B03', 'en')}\nC01 ${labelOf('C01', 'en')}`,
      ],
      ['What their system says with it', 'date_received: 2026-02-27\nstate: TX'],
    ]);
    expect(page).not.toMatch(/ selected| checked/);
    const { segment } = printedIn(bench.mails.at(-1));
    const { body } = await new Browser(bench.fresh(), segment).openFile();
    for (const [row] of rows) expect(body).toContain(row);
  });

  test('has no rows for what a complaint came without', async () => {
    const page = await pageOf({ step: 'Triage', form: 'triage', clock: 'triage' });
    expect(page).not.toMatch(/What the customer would like|Who complains|Codes of whoever|class="said"/);
  });

  test('says why its own answer is due when it is due', async () => {
    const page = await pageOf(approval);
    expect(page).toContain('Why this date');
    expect(page).toMatch(/The bank gives \d+ h of working time\./);
  });

  test('tells that receipt was acknowledged, who was reminded, and how the task went back, on and up, and why', async () => {
    const deed = { entityId: CASE, actor: 'acknowledge', act: 'case.acknowledged', facts: { by: 'mail' } };
    await bench.put('Audit', { ...auditAfter(undefined, deed, new Date().toISOString()) });
    bench.pass(60_000);
    const { taskId, assigneeId: first } = await prepared(bench);
    const functions = bench.fresh();
    const { segment, code } = printedIn(bench.mails.at(-1));
    const browser = new Browser(functions, segment);
    await browser.openPass();
    bench.pass(60_000);
    const reason = 'The customer, 138 1234 5678, is a relative of mine.';
    await browser.passOn({ way: 'HAND_BACK', to: '', reason, code });
    const second = (await bench.task(taskId)).assigneeId;
    while ((await bench.task(taskId)).level === 1) {
      bench.setTime((await bench.task(taskId)).checkpointAt);
      await functions.prepare(turn({ turn: 'nudge', taskId }));
    }
    await bench.drain(functions);
    const third = (await bench.task(taskId)).assigneeId;

    const { segment: above } = printedIn(bench.mails.at(-1));
    const page = (await new Browser(bench.fresh(), above).open()).body;
    const entries = [
      ...page.matchAll(/<li><time[^>]*>[^<]*<\/time> <strong>([^<]*)<\/strong>([\s\S]*?)<\/li>/g),
    ];
    const told = entries.map(([, what, rest = '']) => [
      what,
      rest
        .replace(/<[^>]+>/g, ' ')
        .match(/\S+/g)
        ?.join(' '),
    ]);
    const reminder = ['Reminder: Handle a complaint', `To Person ${second}`];
    expect(told).toEqual([
      ['Complaint received', undefined],
      ['Receipt acknowledged by mail', undefined],
      [
        'Handed back: Handle a complaint',
        `· Person ${first} Now with Person ${second} Reason The customer, 138 **** 5678, is a relative of mine.`,
      ],
      reminder,
      reminder,
      reminder,
      [
        'Passed up, not answered in time: Handle a complaint',
        `Before Person ${second} Now with Person ${third}`,
      ],
    ]);
  });

  test('tells of a customer who did not answer, and names nobody', async () => {
    const { taskId } = await prepared(bench, {
      step: 'Await customer',
      form: 'customer-word',
      clock: 'customer-word',
      holder: 'customer',
    });
    const { prepare } = bench.fresh();
    while ((await bench.task(taskId)).state === 'OPEN') {
      bench.setTime((await bench.task(taskId)).checkpointAt);
      await prepare(turn({ turn: 'nudge', taskId, holder: 'customer' }));
    }
    const page = await pageOf(approval);
    const reminded = page.indexOf('Reminder: Your word on our decision');
    expect(reminded).toBeGreaterThan(0);
    expect(page.indexOf('<strong>The customer did not answer in time</strong>')).toBeGreaterThan(reminded);
    expect(page).toContain('<dt>To</dt><dd class="said" dir="auto">The customer</dd>');
  });

  test('weighs at most 30 KB however much was said, and leaves out the oldest first', async () => {
    for (let at = 0; at < 12; at++) {
      const said = { ...proposal, findings: `finding ${at} ${'x'.repeat(3_000)}` };
      await decided({
        taskId: `T-${at}`,
        answer: JSON.stringify(said),
        decidedAt: `2026-03-0${3 + Math.floor(at / 4)}T0${at % 4}:00:00.000Z`,
      });
    }
    const page = await pageOf(approval);
    expect(Buffer.byteLength(page)).toBeLessThan(30_000);
    expect(page).toContain('finding 11');
    expect(page).not.toContain('finding 0 ');
    expect(page).toContain('(long; left out here)');
  });

  test('of the customer cuts a long letter and has the rest of it on pages of its own, part by part', async () => {
    const long = (word: string) => word.repeat(4_000);
    const parts = {
      findings: long('查'),
      reason: long('理'),
      remedy: long('补'),
      rights: 'You may go to court.',
    };
    await bench.put('Cases', {
      caseId: CASE,
      sk: 'LETTER#0001',
      v: 1,
      number: 1,
      kind: 'decision',
      language: 'en',
      parts,
      sealedAt: '2026-03-04T02:00:00.000Z',
    });
    const page = await pageOf({
      step: 'Await customer',
      form: 'customer-word',
      clock: 'customer-word',
      holder: 'customer',
    });
    expect(Buffer.byteLength(page)).toBeLessThan(30_000);
    expect(page).toContain('class="cut"');
    const { segment } = printedIn(bench.mails.at(-1));
    expect(page).toContain(`href="${segment}/file"`);
    const browser = new Browser(bench.fresh(), segment);
    let told = '';
    for (let part = 1, more = true; more; part++) {
      const { body } = await browser.openFile(String(part));
      expect(Buffer.byteLength(body)).toBeLessThan(30_000);
      expect(body).not.toMatch(/Complaint received|swallowed|<dt><\/dt>/);
      told += [...body.matchAll(/<p class="said"[^>]*>([^<]*)</g)].map(([, words]) => words).join('');
      more = body.includes('The next part');
    }
    expect(told).toBe(Object.values(parts).join(''));
  });

  describe('R240 to tell the customer by hand', () => {
    const sealed = (number: number, kind: string, opening: string) =>
      bench.put('Cases', {
        caseId: CASE,
        sk: `LETTER#000${number}`,
        v: 1,
        number,
        kind,
        language: 'en',
        parts: { opening },
        sealedAt: `2026-03-03T03:00:0${number}.000Z`,
      });
    const byHand = { step: 'End by hand', form: 'by-hand', clock: 'notify-by-hand', of: ['agent'] };

    test('shows what they are to be told: the letter that was sealed last, and where it is printed', async () => {
      await sealed(1, 'decision', 'We found a fault.');
      await sealed(2, 'closing', 'Our own handling ends here.');
      const page = await pageOf(byHand);
      expect(page).toContain('Our own handling ends here.');
      expect(page).not.toContain('We found a fault.');
      expect(page).toContain(`href="/staff/letter/${CASE}/2"`);
    });

    test('R016 shows the letter that it bears, whatever was sealed since', async () => {
      await sealed(1, 'decision', 'We found a fault.');
      await sealed(2, 'closing', 'Our own handling ends here.');
      const page = await pageOf({ ...byHand, deaf: true, case: { ...turn().case, number: 1 } });
      expect(page).toContain('We found a fault.');
      expect(page).not.toContain('Our own handling ends here.');
      expect(page).toContain(`href="/staff/letter/${CASE}/1"`);
    });

    test('has the acknowledgement for print, which is never sealed, whatever else was', async () => {
      await sealed(1, 'facts', 'We have received what you added.');
      const page = await pageOf({ ...byHand, clock: 'acknowledge-by-hand' });
      expect(page).toContain(`href="/staff/letter/${CASE}/0"`);
      expect(page).not.toContain('We have received what you added.');
    });

    test('weighs no more than any page, however long the letter is', async () => {
      await sealed(1, 'closing', '信'.repeat(30_000));
      const page = await pageOf(byHand);
      expect(Buffer.byteLength(page)).toBeLessThan(30_000);
      expect(page).toContain(`href="/staff/letter/${CASE}/1"`);
    });

    test('shows no letter on the page of any other task', async () => {
      await sealed(1, 'decision', 'We found a fault.');
      expect(await pageOf(approval)).not.toContain('/staff/letter/');
    });
  });

  test('shows the customer the letter they are asked about, and nothing of what the bank said among itself', async () => {
    await decided({});
    await bench.put('Cases', {
      caseId: CASE,
      sk: 'LETTER#0001',
      v: 1,
      number: 1,
      kind: 'decision',
      language: 'en',
      parts: { findings: 'We found a fault.', rights: 'You can ask for mediation.' },
      sealedAt: '2026-03-03T03:00:00.000Z',
    });
    const asked = {
      step: 'Await customer',
      form: 'customer-word',
      clock: 'customer-word',
      holder: 'customer',
    };
    const page = await pageOf(asked);
    expect(page).toContain('We found a fault.');
    expect(page).toContain('You can ask for mediation.');
    expect(page).not.toMatch(
      /Propose a decision|Person A|answerable for its machines|What has happened so far/,
    );
  });
});

test('C14 a case that was opened again says what was promised the last time, and why it is looked at once more', async () => {
  const head = (await bench.items('Cases')).find(({ sk }) => sk === 'HEAD');
  await bench.put('Cases', { ...head, round: 2 });
  await bench.put('Cases', {
    caseId: CASE,
    sk: 'LETTER#0001',
    v: 1,
    number: 1,
    kind: 'decision',
    language: 'en',
    parts: { remedy: 'The fee of 30 yuan is paid back.' },
    sealedAt: '2026-03-03T02:00:00.000Z',
  });
  await bench.put('Cases', {
    caseId: CASE,
    sk: 'ROUND#0001',
    v: 1,
    number: 1,
    execution: 'arn:execution',
    outcome: 'RESOLVED_UPHELD',
    closedAt: '2026-03-10T02:00:00.000Z',
    actedIds: ['A1'],
    reopenedAt: '2026-03-12T02:00:00.000Z',
    why: 'SURVEY',
    causeId: 'V-1',
  });
  const page = await pageOf({ step: 'First contact', form: 'first-contact', clock: 'first-contact' });
  for (const words of [
    'Opened again, round 2',
    'What we promised last time',
    'The fee of 30 yuan is paid back.',
    'The customer said in a survey that it is not settled',
    'It was justified and has been resolved.',
  ])
    expect(page).toContain(words);
});
