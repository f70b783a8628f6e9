import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { IN_MEMORY, inTransaction, openStore } from '../../../../../infra/local/store/store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const SCHEMA = 'CREATE TABLE IF NOT EXISTS things (name TEXT) STRICT;';
const names = (store: ReturnType<typeof openStore>) =>
  store
    .prepare('SELECT name FROM things')
    .all()
    .map(({ name }) => name);

test('a room keeps its own file, which only the owner can read, as with its log', () => {
  const store = openStore(join(folder, 'deep', 'data'), 'room', SCHEMA);
  store.exec("INSERT INTO things VALUES ('one')");
  for (const suffix of ['', '-wal', '-shm']) {
    expect(statSync(join(folder, 'deep', 'data', `room.sqlite${suffix}`)).mode & 0o777).toBe(0o600);
  }
  store.close();
  const again = openStore(join(folder, 'deep', 'data'), 'room', SCHEMA);
  expect(names(again)).toEqual(['one']);
  again.close();
});

test('a file that somebody else just looks into is waited for, from the first statement on', async () => {
  const holder = new Worker(
    `const { DatabaseSync } = require('node:sqlite');
    const { parentPort, workerData } = require('node:worker_threads');
    const other = new DatabaseSync(workerData);
    other.exec('BEGIN EXCLUSIVE');
    parentPort.postMessage('held');
    setTimeout(() => { other.exec('COMMIT'); other.close(); }, 300);`,
    { eval: true, workerData: join(folder, 'room.sqlite') },
  );
  await new Promise((held) => holder.once('message', held));
  const store = openStore(folder, 'room', SCHEMA);
  expect(names(store)).toEqual([]);
  store.close();
  await holder.terminate();
});

test('a transaction is kept as a whole or not at all, and gives its result', () => {
  const store = openStore(IN_MEMORY, 'room', SCHEMA);
  const half = () =>
    inTransaction(store, () => {
      store.exec("INSERT INTO things VALUES ('half')");
      throw new Error('in the middle');
    });
  expect(half).toThrow('in the middle');
  expect(names(store)).toEqual([]);
  expect(inTransaction(store, () => store.prepare("INSERT INTO things VALUES ('whole')").run().changes)).toBe(
    1,
  );
  expect(names(store)).toEqual(['whole']);
  store.close();
});
