import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { surveys1 } from '../../../../shared/policy/surveys.ts';
import { CASE, executionOf, input, MORNING, surveyedBank } from './bank.ts';

const bank = await surveyedBank();
const { aws, run, lint, draw, invite, close, drawnFrom, launched } = bank;

const now = (at: string) => vi.setSystemTime(Date.parse(at));

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(MORNING) });
  await aws.clear();
});
afterAll(async () => {
  vi.useRealTimers();
  await aws.close();
});

describe('R013 R086 R247 the schedule', () => {
  test('begins what is due once, with a seed that stays, and says so', async () => {
    expect(await run({ schedule: 'Campaigns' })).toEqual({
      begun: [{ campaign: 'relationship', caseId: CASE }],
    });
    const { seed } = await bank.head();
    now('2026-01-16T01:00:00.000Z');
    // Not drawn yet, so perhaps its execution was never started.
    await run({ schedule: 'Campaigns' });
    expect([...aws.executions.keys()]).toEqual([`campaign-${CASE}-r1`]);
    expect((await bank.head()).seed).toBe(seed);
    expect(await bank.deeds('campaign.opened')).toMatchObject([{ facts: { seed, key: 'k1' } }]);
    expect(await bank.events('survey.campaign-due')).toMatchObject([
      { caseId: CASE, facts: { campaign: 'relationship', day: '2026-01-15' } },
    ]);
  });

  test('leaves alone what is under way, and what is not due', async () => {
    await drawnFrom(0, 0, 10);
    expect(await run({ schedule: 'Campaigns' })).toEqual({ begun: [] });
    now('2026-02-20T01:00:00.000Z');
    expect(await run({ schedule: 'Campaigns' })).toEqual({ begun: [] });
  });

  test('operations hold one of the policy now, and no other', async () => {
    now('2026-02-20T01:00:00.000Z');
    expect(await run({ name: 'pulse' })).toMatchObject({ begun: [{ campaign: 'pulse' }] });
    await expect(run({ name: 'nothing' })).rejects.toThrow('one of relationship, pulse');
    expect(await run({ list: true })).toMatchObject({ campaigns: [{ campaign: 'relationship' }, {}] });
  });

  test('operations end one that is held, once, and none that is not', async () => {
    await drawnFrom(0, 0, 100);
    await expect(run({ end: CASE })).rejects.toThrow(`${CASE} is DRAWN`);
    await launched();
    await run({ end: CASE });
    await run({ end: CASE });
    expect(await bank.signals()).toMatchObject([{ caseId: CASE, signal: 'ENDED' }]);
    await expect(run({ end: 'Q0' })).rejects.toThrow('There is no case Q0');
  });
});

describe('R128 the lint', () => {
  test('keeps the policies and the version of the survey', async () => {
    await run({ schedule: 'Campaigns' });
    expect(await lint(input('Load and lint'))).toMatchObject({ sound: 'YES', approval: 'NEEDED' });
    expect(await bank.head()).toMatchObject({ version: 1, policies: { surveying: 1, surveys: 1 } });
    expect(await aws.items('Register')).toEqual([]);
  });

  test('a survey that leads is cancelled, and operations learn which question', async () => {
    const { relationship } = surveys1.definitions;
    if (relationship === undefined) throw new Error('The bank has no survey called relationship.');
    const [first, ...rest] = relationship.questions;
    if (first === undefined) throw new Error('The survey asks nothing.');
    const leading = {
      ...first,
      wording: { ...first.wording, en: 'How much do you love our excellent bank?' },
    };
    const pack = {
      ...surveys1,
      definitions: {
        ...surveys1.definitions,
        relationship: { ...relationship, questions: [leading, ...rest] },
      },
    };
    const row = { name: 'surveys', v: 1, version: 2, effectiveFrom: '2025-01-01T00:00:00.000Z' };
    await aws.put('Policies', { ...row, sk: 'V#000002', pack: JSON.stringify(pack) });
    await aws.put('Policies', { name: 'surveys', sk: 'LIVE', v: 1, version: 2 });
    // It is remembered for a while which version is in force.
    now('2026-01-15T01:05:00.000Z');
    await run({ schedule: 'Campaigns' });
    expect(await lint(input('Load and lint'))).toMatchObject({ sound: 'NO' });
    await lint(input('Load and lint'));
    expect(await aws.items('Register')).toMatchObject([
      { state: 'OPEN', status: 'SURVEY_FLAWED', error: 'LEADING/overall/en', caseId: CASE },
    ]);
    expect(await close(input('Close campaign', { sound: 'NO' }))).toEqual({ outcome: 'CANCELLED' });
    expect(await bank.head()).toMatchObject({ status: 'CLOSED', cancelledFor: 'DEFINITION_FLAWED' });
  });
});

describe('R247 the draw', () => {
  test('of each tier so many as its margin wants, and never most of one', async () => {
    // Cochran with the finite correction for 10 %: of 300 customers 73 answers, of 200 65; a vip in two answers, a mass customer in three.
    expect(await drawnFrom(20, 200, 300)).toEqual({ members: 10 + 100 + 150 });
    const { strata, members, sample, seed } = await bank.head();
    expect(strata).toEqual({
      vip: { population: 20, wanted: 17, drawn: 10 },
      potential: { population: 200, wanted: 66, drawn: 100 },
      mass: { population: 300, wanted: 73, drawn: 150 },
    });
    expect(await bank.members()).toHaveLength(members ?? 0);
    expect(await bank.deeds('campaign.drawn')).toMatchObject([
      { facts: { members, seed, sample, vip: '10 of 20', mass: '150 of 300' } },
    ]);
  });

  test('is the same in whatever order customers were taken over', async () => {
    await drawnFrom(10, 40, 60);
    const first = await bank.head();
    await aws.clear();
    await drawnFrom(10, 40, 60, true);
    expect((await bank.head()).sample).toBe(first.sample);
  });

  test('a retry answers what was drawn, though customers have come since', async () => {
    const answer = await drawnFrom(0, 0, 60);
    await bank.customers('vip', 30);
    expect(await draw(input('Draw sample'))).toEqual(answer);
    expect((await bank.head()).strata?.vip.drawn).toBe(0);
  });

  test('a draw that died before it counted leaves nobody behind in the next one', async () => {
    await bank.customers('mass', 60);
    await run({ schedule: 'Campaigns' });
    await lint(input('Load and lint'));
    for (let at = 0; at < 50; at++)
      await aws.put('Cases', {
        caseId: CASE,
        sk: `MEMBER#0000${String(at).padStart(2, '0')}`,
        v: 1,
        customerId: 'gone',
        tier: 'mass',
      });
    const { members } = (await draw(input('Draw sample'))) as { members: number };
    expect(members).toBe(30);
    await launched();
    expect(bank.asked('Steward-OpenInvitation').map(({ customerId }) => customerId)).not.toContain('gone');
  });

  test.each([
    ['exchanged', { customerId: 'mass-999', tier: 'mass' }],
    ['moved to another tier', { tier: 'vip' }],
  ])('nobody is asked where a member was %s', async (_, change) => {
    await drawnFrom(0, 0, 60);
    const [member] = await bank.members();
    await aws.put('Cases', { ...member, ...change });
    await expect(invite(input('Launch'))).rejects.toMatchObject({ name: 'SampleChanged' });
    expect(bank.asked('Steward-OpenInvitation')).toEqual([]);
  });
});

test('executions are named after the campaign', async () => {
  await run({ schedule: 'Campaigns' });
  expect((await bank.head()).execution).toBe(executionOf(CASE));
});
