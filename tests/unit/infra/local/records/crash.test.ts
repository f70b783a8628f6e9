import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openRecords } from '../../../../../infra/local/records/records.ts';
import type { Item } from '../../../../../infra/local/records/values.ts';
import { type Call, callOf, caseRecords, key, NOTES, S } from './kit.ts';

const writer = new URL('./crash-writer.ts', import.meta.url).pathname;

/** Starts a process that writes transactions, kills it so long after its third answer, and says what it answered. */
async function acknowledgedBeforeKill(folder: string, delay: number, from: number): Promise<number[]> {
  const child = spawn(process.execPath, [writer, folder, String(from)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const ended = new Promise((resolve) => child.once('close', resolve));
  const running = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.split('\n').length > 3) resolve();
    });
  });
  await Promise.race([running, ended]);
  await setTimeout(delay);
  child.kill('SIGKILL');
  await ended;
  expect(child.signalCode).toBe('SIGKILL');
  return output.split('\n').slice(0, -1).map(Number);
}

/** All items of a table, page by page. */
async function scanned(on: Call, TableName: string): Promise<Item[]> {
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const page = await on('Scan', { TableName, ...(start ? { ExclusiveStartKey: start } : {}) });
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start);
  return items;
}

test('after a kill every acknowledged transaction is whole, and none is half there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'records-crash-'));
  try {
    const acknowledged: number[] = [];
    for (let kill = 1; kill <= 8; kill++) {
      acknowledged.push(...(await acknowledgedBeforeKill(folder, 2 * kill, 1000 * kill)));
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(8 * 3);

    const records = openRecords({ folder, clock: caseRecords().clock });
    const on = callOf(records);
    const items = await scanned(on, 'Cases');
    const parts = Map.groupBy(items, ({ caseId }) => caseId?.S);
    const halves = [...parts]
      .filter(([, group]) => group.length !== 1 + NOTES)
      .map(([id, { length }]) => [id, length]);
    expect(halves).toEqual([]);
    const lost = acknowledged.filter((n) => !parts.has(`K${n}`));
    expect(lost).toEqual([]);

    const indexed = await on('Scan', { IndexName: 'ownerKeys' });
    expect(indexed.Count).toBe(parts.size);
    const counter = await on('GetItem', {
      TableName: 'Counters',
      Key: { caseId: S('count'), sk: S('HEAD') },
    });
    expect(Number(counter.Item?.n?.N)).toBe(parts.size);
    expect(await on('GetItem', { Key: key(`K${acknowledged.at(-1)}`) })).toHaveProperty('Item');
    records.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
