import { expect, test } from 'vitest';
import { sentences } from '../../infra/local/story/behaviours.ts';
import type { Form } from '../../infra/local/story/forms.ts';
import { peopleAtWork, type Visit } from '../../infra/local/story/people.ts';
import { ordinary, sampleBank } from '../kit/bank.ts';
import { testPlace } from '../kit/runtime.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const reason = 'Spoke with the customer on the telephone about it.';

/** What staff write into their forms, by a field that only that form has. */
const answers: Record<string, Record<string, string>> = {
  churnCause: { verdict: 'FALSE_ALARM', reason },
  until: { outcome: 'ACCEPTED', reason },
};

const wantsOf = (form: Form): Record<string, string> => {
  const found = Object.keys(answers).find((name) => form.fields.some((field) => field.name === name));
  return found === undefined ? { ...sentences.en, ...ordinary } : (answers[found] ?? {});
};

test('R131 R170 R178 R195 alerts from the model of the bank, over the wire', async () => {
  await using place = testPlace();
  const runtime = await place.boot({ simulatedScheduleMs: () => HOUR });
  const bank = await sampleBank(runtime);
  const { clock, mail } = runtime;
  const visits: Visit[] = [];
  const people = await peopleAtWork({
    clock,
    mail,
    behaviourOf: (address) => (address.endsWith('@bank.example') ? 'prompt' : undefined),
    wants: (_address, _errand, form) => wantsOf(form),
    language: () => 'en',
    onVisit: (visit) => visits.push(visit),
    onFault: (fault) => {
      throw fault;
    },
  });
  const event = (externalId: string, detail: Record<string, unknown>, customerId = 'C1001') => ({
    v: 1,
    channel: 'api',
    externalId,
    customerId,
    submittedAt: new Date(clock.now()).toISOString(),
    ...detail,
  });
  const agrees = (purpose: string, channel: string) => ({ purpose, channel, state: 'GIVEN' });
  const rows = async (sk: string) =>
    (await bank.items('Cases')).filter((row) => row.kind === 'alert' || String(row.sk).startsWith(sk));
  const alerts = async () => (await rows('HEAD')).filter(({ kind }) => kind === 'alert');
  const customerRow = async (sk: string, customerId = 'C1001') =>
    (await bank.items('Customers')).find((row) => row.customerId === customerId && row.sk === sk);

  await bank.put(
    'customer.changed',
    event('CRM-1', {
      changed: { phone: '+86 21 5555 0100' },
      consents: [agrees('care', 'phone'), agrees('care', 'mail'), agrees('marketing', 'phone')],
    }),
  );
  await clock.advance(HOUR);
  await bank.put('customer.changed', event('CRM-2', { consents: [agrees('care', 'mail')] }, 'C1005'));
  await bank.put('churn.alert-submitted', event('M-1', { model: 'ours-7', score: 0.93 }, 'C1005'));
  await clock.advance(2 * DAY);
  const [wrong] = await alerts();
  expect(wrong).toMatchObject({ customerId: 'C1005', status: 'CLOSED', outcome: 'FALSE_ALARM' });
  expect((await customerRow('LOCK#alert', 'C1005'))?.caseId).toBeUndefined();
  expect(await customerRow('COOL#alert', 'C1005')).toMatchObject({ caseId: wrong?.caseId });

  answers.churnCause = { verdict: 'CONFIRM', churnCause: 'PRICE', reason };
  await bank.put('churn.alert-submitted', event('M-2', { model: 'ours-7', score: 0.93 }));
  await clock.advance(3 * DAY);
  const alert = (await alerts()).find(({ customerId }) => customerId === 'C1001');
  expect(alert).toMatchObject({ status: 'WATCHED', band: 'high', arm: 'TREAT', cause: 'PRICE' });
  expect(await customerRow('LOCK#alert')).toMatchObject({ caseId: alert?.caseId });
  const steps = (await rows('STEP#')).filter(({ sk }) => String(sk).startsWith('STEP#'));
  expect(steps).toMatchObject([{ what: 'OFFER', state: 'ENDED', outcome: 'ACCEPTED' }]);
  // Whoever found the cause did not sign what followed from it.
  const tasks = (await bank.items('Tasks')).filter(({ caseId }) => caseId === alert?.caseId);
  const signer = tasks.find(({ form }) => form === 'approval')?.decidedBy;
  const finder = tasks.find(({ form }) => form === 'assessment')?.decidedBy;
  expect(signer).toBeDefined();
  expect(signer).not.toBe(finder);
  const budget = (await bank.items('Register')).find(({ entry }) => entry === 'retention-budget#2026-03');
  expect(budget?.taken).toBe(steps[0]?.cost);

  const told = runtime.events.archived('Steward').map((one) => one['detail-type']);
  for (const name of ['churn.alerted', 'churn.closed']) expect(told, name).toContain(name);
  const ours = visits.filter(({ facts }) =>
    facts.some(([, value]) => value === alert?.caseId || value === wrong?.caseId),
  );
  expect(ours.length).toBeGreaterThanOrEqual(4);
  expect(ours.filter(({ result }) => result === 'refused')).toEqual([]);
  expect(runtime.usage().faults).toBe(0);
  people.stop();
}, 300_000);
