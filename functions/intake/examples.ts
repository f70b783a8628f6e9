/** An example of each event that the bank's systems may put on the bus, as EventBridge delivers it. */
import type { InboundType } from '../../shared/contracts/events.ts';

/** A right example and a wrong one. */
export interface Example {
  readonly valid: Record<string, unknown>;
  readonly invalid: Record<string, unknown>;
}

function event(type: InboundType, detail: Record<string, unknown>): Record<string, unknown> {
  return {
    version: '0',
    id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    'detail-type': type,
    source: 'bank.app',
    account: '000000000000',
    time: '2026-03-02T01:30:00Z',
    region: 'us-east-1',
    resources: [],
    detail: { v: 1, channel: 'app', customerId: 'C1001', submittedAt: '2026-03-02T01:29:58.000Z', ...detail },
  };
}

const complaint = (detail: Record<string, unknown>) =>
  event('complaint.submitted', {
    externalId: 'APP-2026-000123',
    language: 'en',
    subject: 'Fee charged twice',
    text: 'The yearly fee of my card was charged twice on the same day. Please refund one of them.',
    wish: 'One of the two fees back',
    ...detail,
  });

const facts = (detail: Record<string, unknown>) =>
  event('complaint.facts-submitted', {
    externalId: 'APP-2026-000131',
    caseId: 'K20260302-4QQ5GNHMMY',
    text: 'I have found the receipt of the first payment: it was on 27 February.',
    ...detail,
  });

const withdrawal = (detail: Record<string, unknown>) =>
  event('complaint.withdrawal-submitted', {
    externalId: 'APP-2026-000140',
    caseId: 'K20260302-4QQ5GNHMMY',
    ...detail,
  });

const visit = (detail: Record<string, unknown>) =>
  event('visit.requested-by-bank', {
    externalId: 'CRM-2026-000077',
    kind: 'MATURITY',
    by: '2026-03-31',
    text: 'The time deposit ends on 31 March; the customer asked to be called before.',
    ...detail,
  });

const change = (detail: Record<string, unknown>) =>
  event('customer.changed', {
    externalId: 'CRM-2026-000091',
    changed: { phone: '+86 21 5555 0199', preferredDaypart: 'MORNING' },
    consents: [{ purpose: 'care', channel: 'mail', state: 'GIVEN' }],
    dates: [{ kind: 'birthday', date: { calendar: 'SOLAR', month: 5, day: 17 } }],
    ...detail,
  });

const absence = (detail: Record<string, unknown>) => {
  const { customerId: _, ...rest } = event('staff.absence-submitted', {}).detail as Record<string, unknown>;
  const its = {
    externalId: 'HR-2026-000012',
    staffId: 'S04',
    enteredBy: 'S10',
    from: '2026-03-09',
    until: '2026-03-13',
    substituteId: 'S07',
    ...detail,
  };
  return { ...event('staff.absence-submitted', {}), detail: { ...rest, ...its } };
};

const signal = (detail: Record<string, unknown>) =>
  event('signal.observed', {
    channel: 'api',
    externalId: 'CORE-2026-004711',
    observedAt: '2026-03-02T01:29:30.000Z',
    what: 'PRODUCT_CLOSED',
    value: 'time-deposit',
    ...detail,
  });

const alert = (detail: Record<string, unknown>) =>
  event('churn.alert-submitted', {
    channel: 'api',
    externalId: 'MODEL-2026-000031',
    model: 'retail-attrition-7',
    score: 0.64,
    reasons: [{ code: 'balance-falls', value: -0.4 }],
    ...detail,
  });

const survey = (detail: Record<string, unknown>) =>
  event('survey.requested-by-bank', {
    channel: 'branch',
    externalId: 'QUEUE-2026-000815',
    survey: 'visit',
    about: 'COUNTER-2026-03-02-17',
    ratedId: 'S04',
    ...detail,
  });

/** Examples by event type; nobody in them is a real person. */
export const examples: Record<InboundType, Example> = {
  'complaint.submitted': { valid: complaint({}), invalid: complaint({ channel: 'carrier pigeon' }) },
  'complaint.facts-submitted': { valid: facts({}), invalid: facts({ text: '' }) },
  'complaint.withdrawal-submitted': {
    valid: withdrawal({}),
    invalid: withdrawal({ caseId: 'my fee' }),
  },
  'customer.changed': {
    valid: change({}),
    invalid: change({ consents: [{ purpose: 'care', channel: 'pigeon', state: 'GIVEN' }] }),
  },
  'staff.absence-submitted': { valid: absence({}), invalid: absence({ until: '2026-03-02' }) },
  'signal.observed': { valid: signal({}), invalid: signal({ what: 'BALANCE' }) },
  'churn.alert-submitted': { valid: alert({}), invalid: alert({ score: 64 }) },
  'survey.requested-by-bank': { valid: survey({}), invalid: survey({ about: 'what happened today' }) },
  'visit.requested-by-bank': { valid: visit({}), invalid: visit({ kind: 'GREETING' }) },
};
