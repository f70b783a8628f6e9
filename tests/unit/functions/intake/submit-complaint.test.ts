import { afterAll, beforeEach, expect, test } from 'vitest';
import { IntakeQuarantined } from '../../../../shared/contracts/items.ts';
import { serviceFault, smallAws } from '../../shared/platform/small-aws.ts';
import { CANARY, complaintEvent, customer } from './bank.ts';
import { requestOf } from './forms.ts';

const aws = await smallAws();
const { handler: submit } = await import('../../../../functions/intake/submit-complaint.ts');
const { handler: accept } = await import('../../../../functions/intake/accept-event.ts');

beforeEach(async () => {
  await aws.clear();
  await aws.put('Customers', customer);
});
afterAll(() => aws.close());

const detail = (changes: Record<string, unknown> = {}) => complaintEvent(changes).detail;
const post = async (body: unknown, type = 'application/json') => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const reply = await submit(requestOf({ method: 'POST', headers: { 'content-type': type }, body: text }));
  return { status: reply.statusCode, json: JSON.parse(reply.body) as Record<string, string> };
};

test('R240 a complaint over HTTP is a case at once, and the same one is known, also from the bus', async () => {
  const { status, json } = await post(detail());
  expect([status, json]).toEqual([202, { caseId: expect.stringMatching(/^K\d{8}-/) }]);
  expect(await post(detail())).toEqual({ status: 200, json });
  expect(await accept(complaintEvent())).toEqual({ way: 'DUPLICATE', ...json });
  expect(aws.executions.size).toBe(1);
});

test.each([
  ['a wrong field', detail({ channel: CANARY }), 'WRONG_FIELD', 'channel'],
  ['a further field', detail({ [CANARY]: 1 }), 'WRONG_FIELD', 'body'],
  ['an unknown customer', detail({ customerId: CANARY }), 'UNKNOWN_CUSTOMER', 'customerId'],
  ['a list', [detail()], 'MALFORMED', 'body'],
  ['a text that is too large', detail({ text: 'x'.repeat(100_001) }), 'TEXT_TOO_LARGE', 'text'],
])(
  'R3 %s is refused by its field, and kept under the id that is given, once',
  async (_, body, code, field) => {
    const { status, json } = await post(body);
    expect([status, json]).toMatchObject([422, { code, field }]);
    expect(JSON.stringify(json)).not.toContain(CANARY);
    expect((await post(body)).json).toEqual(json);
    const rows = (await aws.items('Intake')).map((row) => IntakeQuarantined.parse(row));
    expect(rows.map(({ businessKey }) => businessKey)).toEqual([`quarantine#${json.quarantineId}`]);
  },
);

test.each([
  ['what is no JSON', '{"v":1', 'application/json', 400, 'NOT_JSON'],
  ['another kind of content', 'a=1', 'application/x-www-form-urlencoded', 415, 'NOT_JSON'],
  ['nothing', '', 'application/json', 400, 'NOTHING_POSTED'],
  ['more than an event holds', `"${'x'.repeat(256 * 1024)}"`, 'application/json', 413, 'TOO_LARGE'],
])('%s is refused as JSON and not kept', async (_, body, type, status, code) => {
  expect(await post(body, type)).toEqual({ status, json: { code } });
  expect(await aws.items('Intake')).toEqual([]);
});

test('a store that fails is told as 500, so that the caller tries again', async () => {
  aws.before.GetItem = () => {
    throw serviceFault('ProvisionedThroughputExceededException');
  };
  expect(await post(detail())).toEqual({ status: 500, json: { code: 'FAILED' } });
});
