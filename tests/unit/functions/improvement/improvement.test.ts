import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  ImprovementHead,
  ImprovementRow,
  type ImprovementWish,
  ImprovingRow,
  type MeasuredFigure,
} from '../../../../shared/contracts/improvement.ts';
import type { CaseSignal, OutboxRow, TaskRow } from '../../../../shared/contracts/items.ts';
import { smallAws } from '../../shared/platform/small-aws.ts';

const aws = await smallAws();
const { handler: open } = await import('../../../../functions/improvement/open-improvement.ts');
const { handler: takeUp } = await import('../../../../functions/improvement/take-up-improvement.ts');
const { handler: plan } = await import('../../../../functions/improvement/plan-improvement.ts');
const { handler: record } = await import('../../../../functions/improvement/record-improvement.ts');
const { handler: measure } = await import('../../../../functions/improvement/measure-improvement.ts');
const { handler: close } = await import('../../../../functions/improvement/close-improvement.ts');
const { handler: tell } = await import('../../../../functions/improvement/tell-improvements.ts');

type Fields = Record<string, unknown>;

const DAY = 86_400_000;
const OPENED = '2026-03-02T01:30:00.000Z';
const PRICE = 'driver#relationship#price';

/** The moment so many days after an improvement was opened. */
const onDay = (days: number): string => new Date(Date.parse(OPENED) + days * DAY).toISOString();

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(OPENED) });
  await aws.clear();
});
afterAll(async () => {
  vi.useRealTimers();
  await aws.close();
});

const weak: MeasuredFigure = {
  what: 'MEAN',
  value: 2.5,
  n: 40,
  error: 0.1,
  from: onDay(-30),
  until: onDay(-1),
};

const wish = (its: Partial<ImprovementWish> = {}): ImprovementWish => ({
  v: 1,
  source: 'DRIVER',
  key: PRICE,
  originId: 'Q1',
  linked: [],
  before: weak,
  ...its,
});

const opened = async (its: Partial<ImprovementWish> = {}): Promise<string> => {
  const { caseId } = (await open(wish(its))) as { caseId: string };
  return caseId;
};

const heads = async (): Promise<ImprovementHead[]> =>
  (await aws.items('Cases'))
    .filter(({ sk, kind }) => sk === 'HEAD' && kind === 'improvement')
    .map((row) => ImprovementHead.parse(row));
const headOf = async (caseId: string): Promise<ImprovementHead> => {
  const head = (await heads()).find((one) => one.caseId === caseId);
  if (head === undefined) throw new Error(`There is no improvement ${caseId}.`);
  return head;
};
const entry = async (name: string): Promise<Fields | undefined> =>
  (await aws.items('Register')).find((row) => row.entry === name);
const told = async (name: string): Promise<Fields[]> =>
  ((await aws.items('Outbox')) as OutboxRow[]).flatMap((row) =>
    row.kind === 'event' && row.name === name ? [row.detail as unknown as Fields] : [],
  );

let entries = 0;
const stepOf = (caseId: string, step: string, its: Fields = {}): Fields => ({
  v: 1,
  step,
  execution: 'E',
  entered: new Date(Date.parse(OPENED) + entries++).toISOString(),
  case: { v: 1, caseId, round: 1, ...its },
  emits: step === 'Close improvement' ? ['improvement.closed'] : [],
});

/** A task of the improvement that somebody has decided now. */
async function decided(caseId: string, form: string, answer: Fields, number = 1): Promise<void> {
  const at = new Date().toISOString();
  const task: Partial<TaskRow> = {
    taskId: `T-${form}-${number}`,
    v: 1,
    caseId,
    step: form,
    form,
    clock: form,
    state: 'DECIDED',
    holder: 'staff',
    assigneeId: 'S-head',
    level: 3,
    generation: 1,
    why: [],
    heldBy: [],
    createdAt: at,
    assignedAt: at,
    checkpointAt: at,
    dueAt: at,
    remindersSent: 0,
    rounds: 0,
    linkExpiry: 0,
    codeNumber: 1,
    wrongCodes: 0,
    execution: 'E',
    policies: {},
    decidedBy: 'S-head',
    decidedAt: at,
    answer: JSON.stringify(answer),
  };
  await aws.put('Tasks', task);
}

const words = { reason: 'Fees are not explained at all.', measure: 'A table of fees, in the branch.' };

/** Plans an improvement and carries it out ten days later. */
async function carriedOut(caseId: string): Promise<void> {
  await takeUp(stepOf(caseId, 'Take up improvement'));
  await decided(caseId, 'improvement-plan', { way: 'PLAN', doneBy: '2026-03-20', ...words });
  await plan(stepOf(caseId, 'Keep plan'));
  vi.setSystemTime(Date.parse(onDay(10)));
  await decided(caseId, 'improvement-done', { done: 'YES', reason: 'The table is up in all branches.' });
  await record(stepOf(caseId, 'Keep what was done'));
}

/** A campaign that found this of the price. */
async function campaign(
  caseId: string,
  launchedAt: string,
  mean: { value: number; error: number; effective: number },
  trendKey = 'same-words',
): Promise<void> {
  await aws.put('Cases', {
    caseId,
    sk: 'HEAD',
    v: 1,
    kind: 'campaign',
    customerId: 'BANK',
    status: 'CLOSED',
    outcome: 'PUBLISHED',
    campaign: 'relationship',
    definition: 'relationship',
    naming: 'NAMED',
    launchedAt,
    openedAt: launchedAt,
    round: 1,
    execution: 'x',
  });
  await aws.put('Register', {
    entry: `survey#${caseId}`,
    v: 1,
    state: 'CLOSED',
    openedAt: launchedAt,
    caseId,
    campaign: 'relationship',
    report: JSON.stringify({
      from: launchedAt,
      until: launchedAt,
      questions: [
        { dimension: 'price', kind: 'RATING', trendKey, figure: { shown: true, of: 40, value: mean } },
        { dimension: 'quality', kind: 'RATING', trendKey: 'other', figure: { shown: false } },
      ],
    }),
  });
}

const measureNow = async (caseId: string): Promise<Fields> =>
  (await measure(stepOf(caseId, 'Measure effect'))) as Fields;

describe('opening an improvement', () => {
  test('R249 a weak driver has one owner, one entry and one execution', async () => {
    const caseId = await opened();
    expect(await headOf(caseId)).toMatchObject({
      status: 'OPENED',
      key: PRICE,
      originId: 'Q1',
      before: weak,
    });
    expect(ImprovementRow.parse(await entry(`improvement#${caseId}`))).toMatchObject({
      state: 'OPEN',
      caseId: 'Q1',
      source: 'DRIVER',
    });
    expect(ImprovingRow.parse(await entry(`improving#${PRICE}`))).toMatchObject({ state: 'OPEN', caseId });
    expect([...aws.executions.keys()]).toEqual([`improvement-${caseId}-r1`]);
    expect(await told('improvement.opened')).toMatchObject([{ facts: { key: PRICE, source: 'DRIVER' } }]);
  });

  test('the same wish again changes nothing, but starts what may not have been started', async () => {
    const caseId = await opened();
    const before = await headOf(caseId);
    aws.executions.clear();
    expect(await opened()).toBe(caseId);
    expect(await headOf(caseId)).toEqual(before);
    expect(aws.executions.size).toBe(1);
    expect(await told('improvement.opened')).toHaveLength(1);
  });

  test('what shows the same while it is open is added to it, once', async () => {
    const caseId = await opened();
    for (const originId of ['Q2', 'Q3', 'Q2']) expect(await opened({ originId })).toBe(caseId);
    expect((await headOf(caseId)).linked).toEqual(['Q2', 'Q3']);
    expect(await heads()).toHaveLength(1);
  });

  test('R244 many finds of the same at the same moment open one', async () => {
    const origins = ['K1', 'K2', 'K3', 'K4'];
    const found = await Promise.all(
      origins.map((originId) => opened({ source: 'CLUSTER', key: 'cluster#B#C#BR01', originId })),
    );
    expect(new Set(found).size).toBe(1);
    const [head] = await heads();
    expect([head?.originId, ...(head?.linked ?? [])].sort()).toEqual(origins);
  });

  test('once it is closed the next find opens another, and a wish of before none', async () => {
    const first = await opened();
    await opened({ originId: 'Q2' });
    await close(stepOf(first, 'Close improvement'));
    expect([await opened(), await opened({ originId: 'Q2' })]).toEqual([first, first]);
    expect(await heads()).toHaveLength(1);
    const second = await opened({ originId: 'Q3' });
    expect(second).not.toBe(first);
    // Older than the last one, and known all the same.
    expect(await opened()).toBe(first);
    expect(await heads()).toHaveLength(2);
  });
});

describe('R224 R225 R226 carrying it out', () => {
  test('the plan gives it an owner and a day, at whose end it is due', async () => {
    const caseId = await opened();
    expect(await takeUp(stepOf(caseId, 'Take up improvement'))).toMatchObject({ source: 'DRIVER' });
    await decided(caseId, 'improvement-plan', { way: 'PLAN', doneBy: '2026-03-20', ...words });
    const doneBy = '2026-03-20T15:59:59.999Z';
    expect(await plan(stepOf(caseId, 'Keep plan'))).toEqual({ plan: 'PLAN', doneBy });
    expect(await headOf(caseId)).toMatchObject({ status: 'PLANNED', ownerId: 'S-head', attempts: 1, doneBy });
    expect(await entry(`improvement#${caseId}`)).toMatchObject({ ownerId: 'S-head', dueAt: doneBy });
  });

  test('without a day the policy gives one', async () => {
    const caseId = await opened();
    await takeUp(stepOf(caseId, 'Take up improvement'));
    await decided(caseId, 'improvement-plan', { way: 'PLAN', doneBy: '', ...words });
    expect(await plan(stepOf(caseId, 'Keep plan'))).toMatchObject({ doneBy: '2026-04-01T15:59:59.999Z' });
  });

  test('a step that is tried again answers the same and counts nothing twice', async () => {
    const caseId = await opened();
    await takeUp(stepOf(caseId, 'Take up improvement'));
    await decided(caseId, 'improvement-plan', { way: 'PLAN', doneBy: '2026-03-20', ...words });
    const again = stepOf(caseId, 'Keep plan');
    expect(await plan(again)).toEqual(await plan(again));
    expect((await headOf(caseId)).attempts).toBe(1);
  });

  test('what is discarded ends so, with the reason in its task', async () => {
    const caseId = await opened();
    await takeUp(stepOf(caseId, 'Take up improvement'));
    await decided(caseId, 'improvement-plan', {
      way: 'DISCARD',
      doneBy: '',
      reason: words.reason,
      measure: '',
    });
    expect(await plan(stepOf(caseId, 'Keep plan'))).toEqual({ plan: 'DISCARD' });
    expect(await close(stepOf(caseId, 'Close improvement'))).toEqual({ outcome: 'DISCARDED' });
  });

  test('what is not carried out is planned anew as often as the policy allows, and then ends', async () => {
    const caseId = await opened();
    await takeUp(stepOf(caseId, 'Take up improvement'));
    const next: unknown[] = [];
    for (const attempt of [1, 2]) {
      vi.setSystemTime(Date.parse(onDay(attempt)));
      await decided(caseId, 'improvement-plan', { way: 'PLAN', doneBy: '2026-03-20', ...words }, attempt);
      await plan(stepOf(caseId, 'Keep plan'));
      await decided(
        caseId,
        'improvement-done',
        { done: 'NO', reason: 'There was no budget for it.' },
        attempt,
      );
      next.push(await record(stepOf(caseId, 'Keep what was done')));
    }
    expect(next).toEqual([{ next: 'PLAN' }, { next: 'CLOSE' }]);
    expect(await close(stepOf(caseId, 'Close improvement'))).toEqual({ outcome: 'DISCARDED' });
  });

  test('a suggestion has no data: it ends unmeasured, and never as effective', async () => {
    const caseId = await opened({ source: 'SUGGESTION', key: 'suggestion#V1', before: undefined });
    await carriedOut(caseId);
    expect(await close(stepOf(caseId, 'Close improvement'))).toEqual({ outcome: 'UNMEASURED' });
  });
});

describe('R227 measuring it', () => {
  const better = { value: 3.9, error: 0.1, effective: 40 };
  const same = { value: 2.6, error: 0.1, effective: 40 };

  async function improved(): Promise<string> {
    await campaign('Q1', onDay(-20), { value: 2.5, error: 0.1, effective: 40 });
    const caseId = await opened();
    await carriedOut(caseId);
    return caseId;
  }

  test('a mean that has risen by its whole interval is effective', async () => {
    const caseId = await improved();
    await campaign('Q2', onDay(30), better);
    vi.setSystemTime(Date.parse(onDay(60)));
    expect(await measureNow(caseId)).toEqual({ verdict: 'EFFECTIVE', again: 'NO' });
    const { effect } = await headOf(caseId);
    expect(effect?.value).toBeCloseTo(1.4, 9);
    // 1.991 of Student by 78 degrees of freedom, and √0.02.
    expect(effect?.low).toBeCloseTo(1.4 - 1.9908 * Math.sqrt(0.02), 3);
    expect(await close(stepOf(caseId, 'Close improvement'))).toEqual({ outcome: 'EFFECTIVE' });
    expect(await entry(`improvement#${caseId}`)).toMatchObject({ state: 'CLOSED', outcome: 'EFFECTIVE' });
    expect(await entry(`improving#${PRICE}`)).toMatchObject({ state: 'CLOSED' });
    expect(await told('improvement.closed')).toMatchObject([{ facts: { outcome: 'EFFECTIVE', key: PRICE } }]);
  });

  test('one that may have risen by chance is not: it is planned anew from where it stands, and then ends', async () => {
    const caseId = await improved();
    await campaign('Q2', onDay(30), same);
    vi.setSystemTime(Date.parse(onDay(60)));
    expect(await measureNow(caseId)).toEqual({ verdict: 'NOT_EFFECTIVE', again: 'YES' });
    expect((await headOf(caseId)).before).toMatchObject({ value: 2.6 });
    await decided(caseId, 'improvement-plan', { way: 'PLAN', doneBy: '2026-05-20', ...words }, 2);
    await plan(stepOf(caseId, 'Keep plan'));
    await decided(caseId, 'improvement-done', { done: 'YES', reason: 'Fees are lower than before.' }, 2);
    await record(stepOf(caseId, 'Keep what was done'));
    await campaign('Q3', onDay(90), same);
    vi.setSystemTime(Date.parse(onDay(121)));
    expect(await measureNow(caseId)).toEqual({ verdict: 'NOT_EFFECTIVE', again: 'NO' });
    expect(await close(stepOf(caseId, 'Close improvement'))).toEqual({ outcome: 'NOT_EFFECTIVE' });
  });

  test('a campaign that began before it was carried out says nothing of it', async () => {
    const caseId = await improved();
    await campaign('Q2', onDay(5), better);
    vi.setSystemTime(Date.parse(onDay(60)));
    expect(await measureNow(caseId)).toMatchObject({ verdict: 'LATER', until: onDay(70) });
    vi.setSystemTime(Date.parse(onDay(70)));
    // Carried out on the tenth day, and 200 more.
    expect(await measureNow(caseId)).toMatchObject({ verdict: 'LATER', until: onDay(210) });
    vi.setSystemTime(Date.parse(onDay(210)));
    expect(await measureNow(caseId)).toEqual({ verdict: 'UNMEASURED', again: 'NO' });
  });

  test('other words cannot be compared with those of before', async () => {
    const caseId = await improved();
    await campaign('Q2', onDay(30), better, 'other-words');
    vi.setSystemTime(Date.parse(onDay(60)));
    expect(await measureNow(caseId)).toEqual({ verdict: 'UNMEASURED', again: 'NO' });
  });

  test('operations who end it leave it as taken over, not as effective', async () => {
    const caseId = await improved();
    expect(await close(stepOf(caseId, 'Close improvement', { way: 'COMPLETE' }))).toEqual({
      outcome: 'MANUAL_TAKEOVER',
    });
  });

  /** Complaints of a branch, one a day. */
  async function complaints(count: number, from: number, branch = 'BR01'): Promise<void> {
    for (let at = 0; at < count; at++) {
      const number = `${branch}-${from}-${at}`;
      const openedAt = onDay(from + at);
      await aws.put('Customers', {
        customerId: `C-${number}`,
        sk: 'PROFILE',
        v: 1,
        name: 'A customer',
        language: 'en',
        type: 'personal',
        tier: 'mass',
        stage: 'mature',
        riskClass: 'compliant',
        branch,
        zone: 'Asia/Shanghai',
      });
      await aws.put('Cases', {
        caseId: `K-${number}`,
        sk: 'HEAD',
        v: 1,
        kind: 'complaint',
        customerId: `C-${number}`,
        status: 'CLOSED',
        business: 'B01',
        cause: 'C03',
        round: 1,
        openedAt,
        execution: 'x',
      });
    }
  }

  test.each([
    [1, 'EFFECTIVE'],
    [18, 'NOT_EFFECTIVE'],
  ])('twenty complaints in sixty days before and %i in the sixty after: %s', async (after, verdict) => {
    await complaints(20, -40);
    await complaints(9, -40, 'BR02');
    const caseId = await opened({
      source: 'CLUSTER',
      key: 'cluster#B01#C03#BR01',
      originId: 'K-BR01--40-19',
      before: undefined,
    });
    await carriedOut(caseId);
    expect((await headOf(caseId)).before).toMatchObject({ what: 'EVENTS', value: 20, n: 60 });
    await complaints(after, 12);
    vi.setSystemTime(Date.parse(onDay(69)));
    expect(await measureNow(caseId)).toMatchObject({ verdict: 'LATER', until: onDay(70) });
    vi.setSystemTime(Date.parse(onDay(70)));
    expect(await measureNow(caseId)).toMatchObject({ verdict });
    expect((await headOf(caseId)).after).toMatchObject({ value: after, n: 60 });
  });

  test('leavers are counted by the reason that they gave', async () => {
    const left = (number: number, reason: string, day: number) =>
      aws.put('Cases', {
        caseId: `S${number}`,
        sk: 'HEAD',
        v: 1,
        kind: 'survey',
        customerId: `C${number}`,
        status: 'CLOSED',
        surveyId: 'exit',
        definition: 'exit',
        about: 'event',
        naming: 'NAMED',
        cause: 'LOSS',
        causeId: `A${number}`,
        askAt: onDay(day - 3),
        participation: 'SUBMITTED',
        participatedAt: onDay(day),
        scores: { reason },
        round: 1,
        openedAt: onDay(day - 4),
        execution: 'x',
      });
    for (const [at, day] of [-50, -40, -30, -20, -10, 20].entries()) await left(at, 'PRICE', day);
    await left(99, 'SERVICE', -15);
    const caseId = await opened({ source: 'EXIT', key: 'exit#PRICE', originId: 'S0', before: undefined });
    await carriedOut(caseId);
    expect((await headOf(caseId)).before).toMatchObject({ value: 5, n: 60 });
    vi.setSystemTime(Date.parse(onDay(70)));
    // One by five is 0.2, with an exact interval up to 1.8.
    expect(await measureNow(caseId)).toMatchObject({ verdict: 'NOT_EFFECTIVE' });
    expect((await headOf(caseId)).after).toMatchObject({ value: 1, n: 60 });
  });
});

describe('R191 what customers miss', () => {
  test('is measured by the alerts that were raised because of it, before and after', async () => {
    const raised = (number: number, cause: string, day: number) =>
      aws.put('Cases', {
        caseId: `A${number}`,
        sk: 'HEAD',
        v: 1,
        kind: 'alert',
        customerId: `C${number}`,
        status: 'CLOSED',
        cause,
        round: 1,
        openedAt: onDay(day),
        execution: 'x',
        band: 'high',
        score: 0.8,
        reasons: [],
        model: 1,
      });
    for (const [at, day] of [-50, -40, -30, -20, -10, 20].entries()) await raised(at, 'PRODUCT_GAP', day);
    await raised(99, 'PRICE', -15);
    await raised(98, 'PRODUCT_GAP', -90);
    const wish = { source: 'PRODUCT', key: 'product#PRODUCT_GAP', before: undefined } as const;
    const caseId = await opened({ ...wish, originId: 'A0' });
    expect(await opened({ ...wish, originId: 'A4' })).toBe(caseId);
    await carriedOut(caseId);
    expect(await headOf(caseId)).toMatchObject({ linked: ['A4'], before: { value: 5, n: 60 } });
    vi.setSystemTime(Date.parse(onDay(70)));
    expect(await measureNow(caseId)).toMatchObject({ verdict: 'NOT_EFFECTIVE' });
    expect((await headOf(caseId)).after).toMatchObject({ value: 1, n: 60 });
  });
});

describe('R218 R223 a new report reaches what is improved because of the last one', () => {
  const heard = (caseId: string) => ({ 'detail-type': 'survey.campaign-closed', detail: { caseId } });
  const signals = async (): Promise<Fields[]> =>
    ((await aws.items('Outbox')) as unknown as Fields[]).filter(({ kind }) => kind === 'signal');

  test('once, however often it is told, and nothing else does', async () => {
    await campaign('Q2', onDay(30), { value: 3, error: 0.1, effective: 40 });
    const caseId = await opened();
    await opened({ key: 'driver#pulse#price', originId: 'P1' });
    await opened({ source: 'EXIT', key: 'exit#PRICE', originId: 'S1' });
    expect(await tell(heard('Q2'))).toEqual({ improvements: 1 });
    expect(await tell(heard('Q2'))).toEqual({ improvements: 1 });
    expect(await signals()).toMatchObject([{ caseId, signal: 'MEASURED' }]);
  });

  test('not where it is closed, nor of a campaign that there is not', async () => {
    await campaign('Q2', onDay(30), { value: 3, error: 0.1, effective: 40 });
    await close(stepOf(await opened(), 'Close improvement'));
    expect(await tell(heard('Q2'))).toEqual({ improvements: 0 });
    expect(await tell(heard('Q9'))).toEqual({ improvements: 0 });
  });

  test('a measure that hears of it takes it up, so that it interrupts nothing again', async () => {
    await campaign('Q1', onDay(-20), { value: 2.5, error: 0.1, effective: 40 });
    const caseId = await opened();
    await carriedOut(caseId);
    const signal: CaseSignal = {
      caseId,
      sk: 'SIGNAL#X1',
      v: 1,
      signalId: 'X1',
      at: onDay(20),
      kind: 'MEASURED',
    };
    await aws.put('Cases', { ...signal });
    await measureNow(caseId);
    const kept = (await aws.items('Cases')).find(({ sk }) => sk === 'SIGNAL#X1');
    expect(kept).toHaveProperty('handledAt');
  });
});
