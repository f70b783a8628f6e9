import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { CaseUnknown, PassingStoreFault } from '../../../../shared/faults/faults.ts';
import { type StepContext, step } from '../../../../shared/platform/step.ts';

const CANARY = 'Zhang San 13800138000';
const Input = z.strictObject({ caseId: z.string(), count: z.coerce.number().default(1) });
const Output = z.strictObject({ done: z.boolean() });
const written: string[] = [];

beforeEach(() => {
  written.length = 0;
  const keep = (text: unknown): boolean => {
    written.push(String(text));
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(keep);
  vi.spyOn(process.stderr, 'write').mockImplementation(keep);
  for (const method of ['log', 'info', 'warn', 'error'] as const)
    vi.spyOn(console, method).mockImplementation(keep);
});
afterEach(() => vi.restoreAllMocks());

test('work gets the parsed input and what Lambda says of the invocation, and its answer is returned', async () => {
  let seen: [unknown, StepContext] | undefined;
  const handler = step(Input, Output, async (input, context) => {
    seen = [input, context];
    return { done: true };
  });
  const context = { getRemainingTimeInMillis: () => 4_000 };
  expect(await handler({ caseId: 'K1', count: '3' }, context)).toEqual({ done: true });
  expect(seen?.[0]).toEqual({ caseId: 'K1', count: 3 });
  expect(seen?.[1].remaining()).toBe(4_000);
});

test.each([[undefined], [null], ['text'], [{ caseId: 1 }], [{ caseId: 'K1', [CANARY]: CANARY }]])(
  'an input that does not match is a lasting fault that names fields, not values (%#)',
  async (input) => {
    const work = vi.fn();
    const attempt = step(Input, Output, work)(input, {});
    await expect(attempt).rejects.toMatchObject({ name: 'InputRefused', passing: false });
    await expect(attempt).rejects.not.toMatchObject({ message: expect.stringContaining(CANARY) });
    expect(work).not.toHaveBeenCalled();
  },
);

test('an answer that does not match its own schema is a lasting fault', async () => {
  const handler = step(Input, Output, async () => ({ done: CANARY }) as never);
  await expect(handler({ caseId: 'K1' }, {})).rejects.toMatchObject({
    name: 'AnswerRefused',
    passing: false,
  });
});

test('a fault leaves under its own name', async () => {
  const fault = new PassingStoreFault('later');
  await expect(step(Input, Output, () => Promise.reject(fault))({ caseId: 'K1' }, {})).rejects.toBe(fault);
  await expect(
    step(Input, Output, () => Promise.reject(new CaseUnknown('K1')))({ caseId: 'K1' }, {}),
  ).rejects.toThrow('There is no case K1.');
});

test.each([[new Error(CANARY)], [Object.assign(new TypeError(CANARY), { customer: CANARY })], [CANARY]])(
  'S9 whatever else is thrown leaves as Unforeseen, and neither it nor the log repeats its words (%#)',
  async (thrown) => {
    const handler = step(Input, Output, () => Promise.reject(thrown));
    const caught: unknown = await handler({ caseId: 'K1' }, {}).catch((error: unknown) => error);
    expect(caught).toMatchObject({ name: 'Unforeseen', passing: false });
    // What Lambda reports: name, message and stack; https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
    const { message, stack } = caught as Error;
    expect(`${message} ${stack} ${JSON.stringify(caught)}`).not.toContain(CANARY);
    expect(written.join('\n')).not.toContain(CANARY);
    expect(written.join('\n')).toContain('Unforeseen');
  },
);

test('the log of a failed step says where in the code it failed, also when the message looks like code', async () => {
  const error = new Error(`first line\n    at ${CANARY} (secret.ts:1:1)`);
  await expect(step(Input, Output, () => Promise.reject(error))({ caseId: 'K1' }, {})).rejects.toThrow();
  expect(written.join('\n')).toContain('step.test.ts');
  expect(written.join('\n')).not.toContain(CANARY);
});

test('the ids of one invocation do not stand in the log of the next', async () => {
  const handler = step(Input, Output, () => Promise.reject(new CaseUnknown('any')), {
    name: 'tested',
    ids: ({ caseId }) => ({ caseId }),
  });
  await handler({ caseId: 'K-first' }, { awsRequestId: 'r1' }).catch(() => {});
  expect(written.join('\n')).toContain('"caseId":"K-first"');
  written.length = 0;
  await handler({ wrong: true }, { awsRequestId: 'r2' }).catch(() => {});
  expect(written.join('\n')).toContain('"requestId":"r2"');
  expect(written.join('\n')).not.toContain('K-first');
});

test('what is done and what fails is counted, by function and fault', async () => {
  await step(Input, Output, async () => ({ done: true }), { name: 'counted' })({ caseId: 'K1' }, {});
  await step(Input, Output, () => Promise.reject(new CaseUnknown('K1')), { name: 'counted' })(
    { caseId: 'K1' },
    {},
  ).catch(() => {});
  const metrics = written
    .filter((line) => line.includes('_aws'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(metrics).toEqual([
    expect.objectContaining({ function: 'counted', done: 1 }),
    expect.objectContaining({ function: 'counted', fault: 'CaseUnknown', faults: 1 }),
  ]);
});

test('an option that does not exist is an error at start', () => {
  expect(() => step(Input, Output, async () => ({ done: true }), { nmae: 'typo' } as never)).toThrow(/nmae/);
});
