import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { type Contract, contracts, entries, printed } from '../../functions/intake/contracts.ts';
import { judge } from '../../functions/intake/rules/judge.ts';
import { inbound } from '../../shared/contracts/events.ts';

const all = contracts();

test('every inbound event has a contract', () => {
  expect(all.map(({ type }) => type)).toEqual(Object.keys(inbound));
});

test.each(all.map((contract) => [contract.type, contract] as const))(
  'the examples of %s are judged as the contract says',
  (type, { schema, valid, invalid, reason }) => {
    const size = (event: object) => Buffer.byteLength(JSON.stringify(event));
    expect(judge(valid, size(valid))).toMatchObject({ sound: true, type });
    expect(judge(invalid, size(invalid))).toEqual({ sound: false, reason });
    expect(reason.field).toMatch(/^detail\./);
    expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
    // The schema names exactly the fields that the example uses, and calls for no other.
    const { properties, required } = schema as { properties: object; required: string[] };
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(Object.keys(valid.detail as object)));
    expect(Object.keys(valid.detail as object)).toEqual(expect.arrayContaining(required));
  },
);

test('the contract in words names schema, both examples and the reason', () => {
  for (const { type, reason } of all) {
    expect(printed(all)).toContain(`# ${type}`);
    expect(printed(all)).toContain(`${reason.code}: ${reason.field} must be ${reason.expected}`);
  }
});

test('the command prints the contracts, for people and for programs', async () => {
  const file = resolve(import.meta.dirname, '../../functions/intake/contracts.ts');
  const run = promisify(execFile);
  const [words, json] = await Promise.all([
    run(process.execPath, [file]),
    run(process.execPath, [file, '--json']),
  ]);
  expect(words.stdout.trim()).toBe(printed(all));
  expect(JSON.parse(json.stdout) as Contract[]).toEqual(all);
});

test('the valid examples are printed as PutEvents takes them, submitted now', async () => {
  const at = '2026-03-02T01:29:58.000Z';
  for (const entry of entries(at) as Record<string, string>[]) {
    const detail = JSON.parse(entry.Detail ?? '') as Record<string, unknown>;
    const event = { id: 'e1', source: entry.Source, 'detail-type': entry.DetailType, detail };
    expect(judge(event, Buffer.byteLength(JSON.stringify(event)))).toMatchObject({ sound: true });
    if ('submittedAt' in detail) expect(detail.submittedAt).toBe(at);
  }
  expect(entries(at)).toHaveLength(all.length);
  const file = resolve(import.meta.dirname, '../../functions/intake/contracts.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [file, '--entries']);
  const [first] = JSON.parse(stdout) as { Detail: string }[];
  const { submittedAt } = JSON.parse(first?.Detail ?? '') as { submittedAt: string };
  expect(Math.abs(Date.now() - Date.parse(submittedAt))).toBeLessThan(60_000);
});
