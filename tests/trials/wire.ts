/** Banks in the embedded records, reached over the wire as AWS's are, and what work on them costs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RuntimeClock } from '../../infra/local/clock/clock.ts';
import { gatewayListener } from '../../infra/local/gateway/gateway.ts';
import { openRecords, type Records } from '../../infra/local/records/records.ts';
import { Store } from '../../infra/local/records/store.ts';
import { positionOf } from '../../infra/local/records/tables.ts';
import { type TableName, tableInput, tableNames } from '../kit/table-input.ts';

/** What a function finds in its environment. */
const wired = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'none',
  AWS_REGION: 'us-east-1',
  AWS_LAMBDA_LOG_LEVEL: 'FATAL',
  POWERTOOLS_METRICS_DISABLED: 'true',
  ...Object.fromEntries(tableNames.map((name) => [`${name.toUpperCase()}_TABLE`, name])),
};

/** A row as the store keeps it. */
export type Stored = Parameters<Store['put']>[3];

/** Opens a fresh bank: tables are made, `fill` writes into the folder, and then `work` reaches what was written. */
export type OpenBank = <Filled, Result>(
  fill: (folder: string) => Filled,
  work: (records: Records, filled: Filled) => Promise<Result>,
) => Promise<Result>;

/** Has banks reached at an endpoint of this process, with the environment of functions and what is added to it. */
export async function onTheWire<Result>(
  environment: Readonly<Record<string, string>>,
  work: (open: OpenBank) => Promise<Result>,
): Promise<Result> {
  const clock = new RuntimeClock({ mode: 'real' });
  let records: Records | undefined;
  const listener = gatewayListener(
    {
      targets: {
        DynamoDB_20120810: {
          call: async (operation, input) => {
            if (records === undefined) throw new Error('There are no records at this moment.');
            return records.service(operation, input);
          },
        },
      },
      paths: {},
      forms: {},
    },
    clock,
  );
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, wired, environment, { AWS_ENDPOINT_URL: endpoint });
  try {
    return await work(async (fill, inside) => {
      const folder = mkdtempSync(join(tmpdir(), 'trial-bank-'));
      try {
        records = openRecords({ folder, clock });
        for (const name of tableNames) records.createTable(tableInput(name));
        records.close();
        const filled = fill(folder);
        records = openRecords({ folder, clock });
        return await inside(records, filled);
      } finally {
        records?.close();
        records = undefined;
        rmSync(folder, { recursive: true });
      }
    });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** What some work cost: read and write units of DynamoDB, and milliseconds. */
export interface Cost {
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly ms: number;
}

/** Takes time and units of some work on all tables. */
export const measureOf =
  (records: Records) =>
  async <Found extends object>(work: () => Promise<Found>): Promise<Found & Cost> => {
    const units = () => Object.values(records.usage());
    const sum = (of: 'readUnits' | 'writeUnits') => units().reduce((all, usage) => all + usage[of], 0);
    const before = { readUnits: sum('readUnits'), writeUnits: sum('writeUnits') };
    const began = performance.now();
    const done = await work();
    const ms = performance.now() - began;
    return {
      ...done,
      readUnits: sum('readUnits') - before.readUnits,
      writeUnits: sum('writeUnits') - before.writeUnits,
      ms: Math.round(ms * 10) / 10,
    };
  };

/** Customers that are written in one commit. */
const A_COMMIT = 10_000;

/**
 * Writes customers of a table straight into the store: the wire would take hours. They go in the order of their places on
 * disk, or the store would look for each of a million places anew; `rows` gives those of one customer, `at` in that order.
 */
export function fillTable(
  folder: string,
  name: TableName,
  ids: readonly string[],
  rows: (id: string, at: number) => readonly Stored[],
): { fillMs: number; bytes: number } {
  const began = performance.now();
  const store = new Store(folder);
  try {
    const table = store.table(name);
    if (table === undefined) throw new Error(`There is no table ${name}.`);
    const placed = ids
      .map((id) => ({ id, place: positionOf(table, { customerId: { S: id }, sk: { S: '-' } }).hash }))
      .sort((a, b) => Buffer.compare(a.place, b.place));
    for (let from = 0; from < placed.length; from += A_COMMIT) {
      store.atomically(() => {
        for (const [at, { id }] of placed.slice(from, from + A_COMMIT).entries()) {
          for (const item of rows(id, from + at)) store.put(table, positionOf(table, item), undefined, item);
        }
      });
    }
    return { fillMs: Math.round(performance.now() - began), bytes: store.counted(table).bytes };
  } finally {
    store.close();
  }
}
