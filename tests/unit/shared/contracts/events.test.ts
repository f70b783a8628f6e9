import { expect, test } from 'vitest';
import {
  CustomerChanged,
  StaffAbsenceSubmitted,
  VisitRequestedByBank,
} from '../../../../shared/contracts/events.ts';

const message = { v: 1, channel: 'api', externalId: 'M1', submittedAt: '2026-03-02T01:30:00.000Z' } as const;
const absence = { ...message, staffId: 'S1', enteredBy: 'S1', from: '2026-03-02', until: '2026-03-06' };
const changed = { ...message, customerId: 'C1', changed: { stage: 'leaving' } };
const visit = { ...message, customerId: 'C1', kind: 'MATURITY', by: '2026-03-31' };

test.each([
  ['an absence', StaffAbsenceSubmitted, absence],
  [
    'an absence of one day, with a substitute',
    StaffAbsenceSubmitted,
    { ...absence, until: '2026-03-02', substituteId: 'S2' },
  ],
  ['a change of a customer', CustomerChanged, changed],
  ['a visit that the bank wants', VisitRequestedByBank, visit],
])('%s is taken in', (_, schema, detail) => {
  expect(schema.parse(detail)).toEqual(detail);
});

test.each<
  [
    what: string,
    schema: typeof StaffAbsenceSubmitted | typeof CustomerChanged | typeof VisitRequestedByBank,
    detail: object,
    path: string,
  ]
>([
  [
    'an absence that ends before it begins',
    StaffAbsenceSubmitted,
    { ...absence, until: '2026-03-01' },
    'until',
  ],
  [
    'somebody who stands in for themselves',
    StaffAbsenceSubmitted,
    { ...absence, substituteId: 'S1' },
    'substituteId',
  ],
  ['a change of nothing', CustomerChanged, { ...changed, changed: {} }, 'changed'],
  [
    'a zone that does not exist',
    CustomerChanged,
    { ...changed, changed: { zone: 'Asia/Nowhere' } },
    'changed.zone',
  ],
  [
    'a tier that somebody sends: figures and overrides give it',
    CustomerChanged,
    { ...changed, changed: { stage: 'new', tier: 'vip' } },
    'changed',
  ],
  ['a greeting that is asked for', VisitRequestedByBank, { ...visit, kind: 'GREETING' }, 'kind'],
])('%s is refused', (_, schema, detail, path) => {
  const { error } = schema.safeParse(detail);
  expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
});
