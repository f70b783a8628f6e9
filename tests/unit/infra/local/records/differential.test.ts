import { createRequire } from 'node:module';
import type { AddressInfo, Server } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callFor, clientOf, compareRuns } from '../../../../../infra/local/records/differential.ts';
import { caseRecords } from './kit.ts';

let dynalite: Server;
beforeAll(async () => {
  dynalite = createRequire(import.meta.url)('dynalite')({ createTableMs: 0, deleteTableMs: 0 });
  await new Promise<void>((resolve) => dynalite.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise((resolve) => dynalite.close(resolve)));

const other = () => clientOf((dynalite.address() as AddressInfo).port);

test('random sequences of operations answer as dynalite does, errors word for word', async () => {
  const { records } = caseRecords();
  const length = 40;
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(callFor('dynalite'), { minLength: length, maxLength: length, size: 'max' }),
      (calls) => compareRuns(records.service, other(), calls, `run-${run++}`, () => false),
    ),
    { seed: 20260302, numRuns: 25, endOnFailure: true },
  );
});

test('the comparison notices a difference of one attribute', async () => {
  const { records } = caseRecords();
  const item = { pk: { S: 'p' }, sk: { S: 'a' }, n: { N: '1' } };
  const calls = [
    { operation: 'PutItem', input: { TableName: 'pairs', Item: item } },
    { operation: 'GetItem', input: { TableName: 'pairs', Key: { pk: { S: 'p' }, sk: { S: 'a' } } } },
  ];
  const forgetful = async (operation: string, input: Record<string, unknown>) => {
    const answer = await records.service(operation, input);
    return operation === 'GetItem' ? { Item: { ...item, n: { N: '2' } } } : answer;
  };
  await expect(compareRuns(forgetful, other(), calls, 'planted', () => false)).rejects.toThrow(
    /ours: .*"N":"2".*\n.*theirs: .*"N":"1"/,
  );
});
