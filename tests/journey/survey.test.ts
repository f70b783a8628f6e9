import { expect, test } from 'vitest';
import { sentences } from '../../infra/local/story/behaviours.ts';
import { peopleAtWork, type Visit } from '../../infra/local/story/people.ts';
import { ordinary, sampleBank } from '../kit/bank.ts';
import { testPlace } from '../kit/runtime.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Monday, 11 May 2026, 9:30 in Shanghai: no campaign of the bank is under way that month. */
const MONDAY = '2026-05-11T01:30:00.000Z';

/** What staff write into their forms. */
const said = {
  ...sentences.en,
  ...ordinary,
  overall: '2',
  resolved: 'YES',
  voice: '',
  text: '',
  wantsContact: 'YES',
  recovery: 'CONTACTED_FIXED',
  reason: 'Spoke with the customer and put it right at once.',
};

test('R057 R127 R129 R246 a vip customer who does not answer is reminded, called, turned to, and asked once more', async () => {
  await using place = testPlace();
  const runtime = await place.boot({
    clock: { simulatedFrom: Date.parse(MONDAY) },
    simulatedScheduleMs: () => HOUR,
  });
  const bank = await sampleBank(runtime);
  const { clock, mail } = runtime;
  const visits: Visit[] = [];
  const people = await peopleAtWork({
    clock,
    mail,
    behaviourOf: (address) => (address.endsWith('@bank.example') ? 'prompt' : undefined),
    wants: () => said,
    language: () => 'en',
    onVisit: (visit) => visits.push(visit),
    onFault: (fault) => {
      throw fault;
    },
  });
  const event = (externalId: string, detail: Record<string, unknown>) => ({
    v: 1,
    channel: 'api',
    externalId,
    customerId: 'C1001',
    submittedAt: new Date(clock.now()).toISOString(),
    ...detail,
  });
  const agrees = (channel: string) => ({ purpose: 'survey', channel, state: 'GIVEN' });
  // A campaign of the bank may ask the same customer in the meantime.
  const invitations = async () =>
    (await bank.items('Cases')).filter(({ kind, cause }) => kind === 'survey' && cause !== 'CAMPAIGN');
  const templates = async (of: unknown) =>
    (await bank.items('Outbox'))
      .filter(({ caseId, kind, state }) => caseId === of && kind === 'mail' && state === 'SENT')
      .filter(({ template }) => String(template).startsWith('survey-'))
      .map(({ template }) => template)
      .sort();

  await bank.put(
    'customer.changed',
    event('CRM-1', {
      changed: { phone: '+86 21 5555 0100' },
      consents: [agrees('mail'), agrees('phone')],
    }),
  );
  await clock.advance(HOUR);
  const asked = event('Q-1', { survey: 'visit', about: 'COUNTER-17', ratedId: 'S04' });
  await bank.put('survey.requested-by-bank', asked);
  await bank.put('survey.requested-by-bank', asked);
  await clock.advance(DAY);
  const [first] = await invitations();
  expect(first).toMatchObject({ status: 'INVITED', cause: 'BANK', definition: 'visit' });
  expect(await templates(first?.caseId)).toEqual(['survey-invitation']);

  await clock.advance(8 * DAY);
  expect(await templates(first?.caseId)).toEqual(['survey-invitation', 'survey-reminder', 'survey-reminder']);

  await clock.advance(12 * DAY);
  // Asked for twice, it is one.
  const asks = (await invitations()).filter(({ cause }) => cause === 'BANK');
  expect(asks).toHaveLength(1);
  const [called] = asks;
  expect(called).toMatchObject({
    status: 'CLOSED',
    outcome: 'COMPLETED',
    band: 'LOW',
    recovery: 'CONTACTED_FIXED',
    scores: { csat: 2 },
  });
  expect(await bank.items('Answers')).toContainEqual(
    expect.objectContaining({ answerKey: called?.caseId, mode: 'PHONE' }),
  );
  const tasks = (await bank.items('Tasks')).filter(
    ({ caseId, holder }) => caseId === called?.caseId && holder !== 'nobody',
  );
  expect(tasks.map(({ form, state }) => [form, state])).toEqual(
    expect.arrayContaining([
      ['interview', 'DECIDED'],
      ['survey-recovery', 'DECIDED'],
    ]),
  );
  for (const { decidedBy } of tasks) expect(decidedBy).not.toBe('S04');

  await clock.advance(32 * DAY);
  const again = (await invitations()).filter(({ cause }) => cause === 'REMEASURE');
  expect(again).toMatchObject([{ causeId: called?.caseId, definition: 'remeasure' }]);
  const told = runtime.events.archived('Steward').map((one) => one['detail-type']);
  for (const name of ['survey.invited', 'survey.answered', 'survey.scored-low', 'survey.closed'])
    expect(told, name).toContain(name);
  expect(runtime.usage().faults).toBe(0);
  people.stop();
}, 300_000);
