import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { LARGEST_TEXT } from '../../../../shared/contracts/events.ts';
import {
  AuditRecord,
  CaseHead,
  ComplaintNote,
  IntakeQuarantined,
  OutboxRow,
} from '../../../../shared/contracts/items.ts';
import { firstBrokenAudit } from '../../../../shared/platform/audit.ts';
import { mostWebComplaintsADay } from '../../../../shared/policy/open-form.ts';
import { serviceFault, smallAws } from '../../shared/platform/small-aws.ts';
import { CANARY, complaintEvent, customer } from './bank.ts';

const aws = await smallAws();
const { handler } = await import('../../../../functions/intake/accept-event.ts');

beforeEach(async () => {
  await aws.clear();
  await aws.put('Customers', customer);
});
afterAll(() => aws.close());

describe('a right event', () => {
  test('becomes one case with what the customer said, an audit record and a running execution', async () => {
    const answer = (await handler(complaintEvent())) as { way: string; caseId: string };
    expect(answer).toEqual({ way: 'ACCEPTED', caseId: expect.stringMatching(/^K\d{8}-[0-9A-Z]{10}$/) });
    const { caseId } = answer;
    const [first, second] = (await aws.items('Cases')).sort((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1));
    const head = CaseHead.parse(first);
    expect(head).toMatchObject({
      caseId,
      status: 'RECEIVED',
      customerId: 'C1001',
      kind: 'complaint',
      round: 1,
    });
    expect(head.openShard).toMatch(/^C#[0-7]$/);
    const { detail } = complaintEvent() as { detail: object };
    const { v: _, customerId: __, ...said } = detail as { v: 1; customerId: string };
    expect(ComplaintNote.parse(second)).toMatchObject({ caseId, ...said });
    expect([...aws.executions.values()]).toEqual([
      { name: `complaint-${caseId}-r1`, input: JSON.stringify({ v: 1, caseId, round: 1 }) },
    ]);
    const audit = (await aws.items('Audit')).map((item) => AuditRecord.parse(item));
    expect(audit.map(({ act }) => act)).toEqual(['case.received']);
    expect(firstBrokenAudit(audit)).toBeUndefined();
    expect(head.execution).toBe(
      `arn:aws:states:us-east-1:000000000000:execution:ComplaintHandling:complaint-${caseId}-r1`,
    );
  });

  test('R1 that comes a hundred times, with the same id and with new ones, is one case and one execution', async () => {
    const answers: unknown[] = [];
    for (let wave = 0; wave < 10; wave++) {
      const wavesAnswers = await Promise.all(
        Array.from({ length: 10 }, (_, at) =>
          handler(
            complaintEvent({ subject: `again ${wave}` }, at % 2 === 0 ? {} : { id: `again-${wave}-${at}` }),
          ),
        ),
      );
      answers.push(...wavesAnswers);
    }
    expect(answers.filter((answer) => (answer as { way: string }).way === 'ACCEPTED')).toHaveLength(1);
    expect(new Set(answers.map((answer) => (answer as { caseId: string }).caseId)).size).toBe(1);
    expect(aws.executions.size).toBe(1);
    expect(await aws.items('Cases')).toHaveLength(2);
    expect(await aws.items('Audit')).toHaveLength(1);
  });

  test('whose execution could not be started gets it when the event is delivered again', async () => {
    aws.before.StartExecution = () => {
      throw serviceFault('ServiceUnavailable', 503);
    };
    await expect(handler(complaintEvent())).rejects.toMatchObject({
      name: 'PassingWorkflowFault',
      passing: true,
    });
    expect(aws.executions.size).toBe(0);
    aws.before.StartExecution = undefined;
    expect(await handler(complaintEvent())).toMatchObject({ way: 'DUPLICATE' });
    expect(aws.executions.size).toBe(1);
  });

  test('that comes again after its case went on starts nothing: the name may be free again after 90 days', async () => {
    const { caseId } = (await handler(complaintEvent())) as { caseId: string };
    const head = (await aws.items('Cases')).find(({ sk }) => sk === 'HEAD');
    await aws.put('Cases', { ...head, status: 'CLOSED' });
    aws.executions.clear();
    expect(await handler(complaintEvent())).toEqual({ way: 'DUPLICATE', caseId });
    expect(aws.executions.size).toBe(0);
  });

  test('whose execution has ended already is as good as started', async () => {
    // https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html: a closed execution
    // answers ExecutionAlreadyExists whatever its input was.
    aws.before.StartExecution = (input) => {
      const { name, input: given } = input as { name: string; input: string };
      aws.executions.set(name, { name, input: given });
      throw serviceFault('ExecutionAlreadyExists');
    };
    expect(await handler(complaintEvent())).toMatchObject({ way: 'ACCEPTED' });
  });

  test('whose execution name belongs to something else is a lasting fault', async () => {
    aws.before.StartExecution = (input) => {
      const { name } = input as { name: string };
      aws.executions.set(name, { name, input: '{"v":1,"caseId":"other","round":1}' });
    };
    await expect(handler(complaintEvent())).rejects.toMatchObject({
      name: 'ExecutionDiffers',
      passing: false,
    });
  });

  test('whose case number is taken by another matter gets another number', async () => {
    const { caseId } = (await handler(complaintEvent())) as { caseId: string };
    const [taken] = (await aws.items('Cases')).filter(({ sk }) => sk === 'HEAD');
    await aws.clear();
    await aws.put('Customers', customer);
    await aws.put('Cases', taken as Record<string, unknown>);
    const other = (await handler(complaintEvent())) as { way: string; caseId: string };
    expect(other.way).toBe('ACCEPTED');
    expect(other.caseId).not.toBe(caseId);
  });

  test('S5 from the web is held once a customer has had their number of a day, without case, execution or mail', async () => {
    const web = (number: number, its = {}) =>
      complaintEvent({ channel: 'web', externalId: `W${number}`, ...its });
    for (let number = 0; number < mostWebComplaintsADay; number++)
      expect(await handler(web(number))).toMatchObject({ way: 'ACCEPTED' });
    expect(await handler(web(98))).toMatchObject({ way: 'QUARANTINED', code: 'TOO_MANY' });
    const heads = (await aws.items('Cases')).filter(({ sk }) => sk === 'HEAD');
    expect([heads.length, aws.executions.size]).toEqual([mostWebComplaintsADay, mostWebComplaintsADay]);
    // The same once more is none too many; other customers, other channels and other days have room.
    expect(await handler(web(0))).toMatchObject({ way: 'DUPLICATE' });
    await aws.put('Customers', { ...customer, customerId: 'C2' });
    expect(await handler(web(98, { customerId: 'C2', externalId: 'W-2' }))).toMatchObject({
      way: 'ACCEPTED',
    });
    expect(await handler(complaintEvent({ channel: 'branch' }))).toMatchObject({ way: 'ACCEPTED' });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 86_400_000 });
    try {
      expect(await handler(web(99))).toMatchObject({ way: 'ACCEPTED' });
    } finally {
      vi.useRealTimers();
    }
  });

  test('with the largest text that is kept goes through whole, in any script', async () => {
    const text = `${'投'.repeat(33_333)}!`;
    expect(Buffer.byteLength(text)).toBe(LARGEST_TEXT);
    await handler(complaintEvent({ text }));
    const note = (await aws.items('Cases')).find(({ sk }) => sk === 'NOTE#0000');
    expect(note?.text).toBe(text);
  });
});

const wrong: [what: string, event: unknown, code: string, field: string][] = [
  ['nothing', null, 'MALFORMED', 'event'],
  ['a text', 'hello', 'MALFORMED', 'event'],
  ['a list', [complaintEvent()], 'MALFORMED', 'event'],
  ['an event of another source', complaintEvent({}, { source: 'shop.app' }), 'MALFORMED', 'source'],
  ['an event without detail', complaintEvent({}, { detail: undefined }), 'MALFORMED', 'detail'],
  ['a detail that is a list', complaintEvent({}, { detail: [] }), 'MALFORMED', 'detail'],
  [
    'an unknown type',
    complaintEvent({}, { 'detail-type': `complaint.${CANARY}` }),
    'UNKNOWN_TYPE',
    'detail-type',
  ],
  [
    'a type that every object has',
    complaintEvent({}, { 'detail-type': 'constructor' }),
    'UNKNOWN_TYPE',
    'detail-type',
  ],
  ['a missing field', complaintEvent({ channel: undefined }), 'WRONG_FIELD', 'detail.channel'],
  ['a wrong code', complaintEvent({ channel: CANARY }), 'WRONG_FIELD', 'detail.channel'],
  ['a wrong id', complaintEvent({ customerId: `${CANARY} 李` }), 'WRONG_FIELD', 'detail.customerId'],
  ['a wrong time', complaintEvent({ submittedAt: CANARY }), 'WRONG_FIELD', 'detail.submittedAt'],
  ['another version', complaintEvent({ v: 2 }), 'WRONG_FIELD', 'detail.v'],
  ['a further field', complaintEvent({ [CANARY]: CANARY }), 'WRONG_FIELD', 'detail'],
  ['an empty text', complaintEvent({ text: '' }), 'WRONG_FIELD', 'detail.text'],
  ['a lone surrogate', complaintEvent({ text: `${CANARY}\ud800` }), 'WRONG_FIELD', 'detail.text'],
  ['a long subject', complaintEvent({ subject: CANARY.repeat(20) }), 'WRONG_FIELD', 'detail.subject'],
  [
    'a text that is too large',
    complaintEvent({ text: '投'.repeat(33_334) }),
    'TEXT_TOO_LARGE',
    'detail.text',
  ],
  ['400 KB of text', complaintEvent({ text: 'x'.repeat(400_000) }), 'TEXT_TOO_LARGE', 'detail.text'],
  ['400 KB in a further field', complaintEvent({ more: 'x'.repeat(400_000) }), 'TOO_LARGE', 'event'],
  ['a stranger', complaintEvent({ customerId: CANARY }), 'UNKNOWN_CUSTOMER', 'detail.customerId'],
];

describe('a wrong event', () => {
  test.each(wrong)(
    'that is %s is kept as it came, with a reason that names the field only',
    async (_, event, code, field) => {
      const answer = await handler(event);
      expect(answer).toEqual({ way: 'QUARANTINED', quarantineId: expect.stringMatching(/^Q/), code, field });
      const [item, ...others] = await aws.items('Intake');
      expect(others).toEqual([]);
      const row = IntakeQuarantined.parse(item);
      expect(row.reason).toMatchObject({ code, field });
      expect(JSON.parse(gunzipSync(row.event).toString('utf8'))).toEqual(event);
      expect(
        JSON.stringify([row.reason, answer, await aws.items('Outbox'), await aws.items('Audit')]),
      ).not.toContain(CANARY);
      expect(await aws.items('Cases')).toEqual([]);
      expect(aws.executions.size).toBe(0);
    },
  );

  test('is told to the bank once, by reason code and field, and handed to the sender at once', async () => {
    await handler(complaintEvent({ channel: CANARY }));
    await handler(complaintEvent({ channel: CANARY }));
    const rows = (await aws.items('Outbox')).map((item) => OutboxRow.parse(item));
    expect(rows).toEqual([
      expect.objectContaining({
        kind: 'event',
        name: 'intake.rejected',
        state: 'UNSENT',
        detail: expect.objectContaining({
          facts: expect.objectContaining({ code: 'WRONG_FIELD', field: 'detail.channel' }),
        }),
      }),
    ]);
    expect(aws.invocations).toEqual([
      { functionName: 'Steward-Deliver', type: 'Event', payload: { outboxIds: [rows[0]?.outboxId] } },
    ]);
    expect(await aws.items('Intake')).toHaveLength(1);
  });

  test('that is too large for one item even when packed is kept in parts, and comes back whole', async () => {
    // Random text does not pack well: 900 KB of it need more than one item of 400 KB.
    const noise = Array.from({ length: 120_000 }, (_, at) => Math.sin(at).toString(36).slice(2, 10)).join('');
    const event = complaintEvent({ noise });
    const { quarantineId } = (await handler(event)) as { quarantineId: string };
    const rows = await aws.items('Intake');
    expect(rows.length).toBeGreaterThan(1);
    const { handler: redrive } = await import('../../../../functions/intake/redrive-quarantine.ts');
    expect(await redrive({ show: true, id: quarantineId })).toEqual({
      id: quarantineId,
      state: 'HELD',
      event,
    });
  });

  test('that is nested deeper than the stack holds is kept as it came', async () => {
    const deep = `{"a":${'['.repeat(50_000)}"${CANARY}"${']'.repeat(50_000)}}`;
    expect(await handler(JSON.parse(deep))).toMatchObject({ way: 'QUARANTINED', code: 'MALFORMED' });
    const row = IntakeQuarantined.parse((await aws.items('Intake'))[0]);
    expect(gunzipSync(row.event).toString('utf8')).toBe(deep);
  });
});

test('R3 whatever comes is either a case or is kept whole: nothing is thrown, nothing is lost', async () => {
  const any = fc.oneof(
    fc.anything({ withNullPrototype: true, stringUnit: 'binary' }),
    fc.jsonValue({ stringUnit: 'binary' }),
    fc
      .record({ channel: fc.anything(), externalId: fc.anything(), text: fc.string({ unit: 'binary' }) })
      .map((detail) => complaintEvent(detail as never)),
    fc.constant(JSON.parse('{"__proto__":{"polluted":true},"detail":{"__proto__":{"v":1}}}')),
    fc
      .constantFrom('id', 'source', 'detail-type', 'detail')
      .chain((field) => fc.jsonValue().map((value) => complaintEvent({}, { [field]: value }))),
  );
  // What Lambda hands over has always been JSON.
  const delivered = any.map((value) => {
    const text =
      JSON.stringify(value, (_key, entry) => (typeof entry === 'bigint' ? String(entry) : entry)) ?? 'null';
    return { text, event: JSON.parse(text) as unknown };
  });
  await fc.assert(
    fc.asyncProperty(delivered, async ({ event }) => {
      await aws.clear();
      await aws.put('Customers', customer);
      const answer = (await handler(event)) as { way: string; quarantineId?: string };
      const intake = await aws.items('Intake');
      expect(intake).toHaveLength(1);
      if (answer.way === 'QUARANTINED') {
        const row = IntakeQuarantined.parse(intake[0]);
        expect(JSON.parse(gunzipSync(row.event).toString('utf8'))).toEqual(event);
      } else {
        expect(aws.executions.size).toBe(1);
      }
    }),
    { numRuns: 150 },
  );
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test('a store that fails is a passing fault, so that the bus delivers again', async () => {
  aws.before.GetItem = () => {
    throw serviceFault('ProvisionedThroughputExceededException');
  };
  await expect(handler(complaintEvent())).rejects.toMatchObject({ name: 'PassingStoreFault', passing: true });
});
