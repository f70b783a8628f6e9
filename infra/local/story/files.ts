/** Files of a town: those with which its customers come in, and those that the bank delivers every fortnight. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Runtime } from '../runtime.ts';
import { type Drawing, type Fading, FILES_EVERY } from './fading.ts';
import { clientOf } from './story.ts';
import { csvOf, type Town, type TownRow } from './town.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
/** Files come in the night, before anybody is scored. */
const NIGHT = 17 * 60 * MINUTE;

/** What customers had said when they came in, and whom to leave alone since when: for those who count from outside. */
export const SAID = 'town-said.json';

/** How many fortnightly deliveries were put into the bucket by this process or by those before it. */
const DELIVERED = 'town-delivered.json';

/** Whoever puts files into the bucket of imports. */
function courier(runtime: Runtime) {
  const { clock, model } = runtime;
  const client = { ...clientOf(runtime), forcePathStyle: true };
  const [objects, functions] = [new S3Client(client), new LambdaClient(client)];
  const Bucket = model.buckets.find(({ name }) => name.includes('-imports-'))?.name;
  return {
    put: async (key: string, rows: readonly TownRow[]): Promise<string | undefined> => {
      const body = { Bucket, Key: key, Body: csvOf(rows), ContentType: 'text/csv' };
      return (await objects.send(new PutObjectCommand(body))).VersionId;
    },
    /** Waits a minute, by which a small file has gone in, and says so if it has not. */
    check: async (key: string, versionId: string | undefined, rows: number): Promise<void> => {
      await clock.advance(MINUTE);
      const reply = await functions.send(
        new InvokeCommand({
          FunctionName: 'Steward-ImportFile',
          Payload: JSON.stringify({ status: { key, versionId } }),
        }),
      );
      const answer = Buffer.from(reply.Payload ?? []).toString('utf8');
      const { import: its } = JSON.parse(answer || '{}') as {
        import?: { state: string; counts: { read: number; held: number } };
      };
      if (its?.state !== 'DONE' || its.counts.held > 0 || its.counts.read !== rows) {
        throw new Error(`${key} with its ${rows} rows did not go in: ${answer.slice(0, 500)}`);
      }
    },
    close(): void {
      objects.destroy();
      functions.destroy();
    },
  };
}

/** Puts the files of a town into the bucket of imports, one after the other, and waits until each has gone in. */
export async function settle(runtime: Runtime, town: Town, folder: string): Promise<void> {
  const done = join(folder, SAID);
  if (existsSync(done)) return;
  const { put, check, close } = courier(runtime);
  try {
    for (const { kind, rows } of town.files) {
      const key = `incoming/${kind}-town.csv`;
      await check(key, await put(key, rows), rows.length);
    }
    writeFileSync(done, JSON.stringify(town.said), { mode: 0o600 });
  } finally {
    close();
  }
}

/** Delivers the files of each fortnight at its time; what an earlier process has delivered is left out. */
export function deliverFiles(
  runtime: Runtime,
  folder: string,
  { from, days }: Drawing,
  filesAt: Fading['filesAt'],
  fail: (cause: Error) => void,
): { stop(): void } {
  const { clock } = runtime;
  const { put, close } = courier(runtime);
  const note = join(folder, DELIVERED);
  let next = existsSync(note) ? Number(readFileSync(note, 'utf8')) : 0;
  let cancel = () => {};
  const timeOf = (nth: number): number => Math.floor(from / DAY) * DAY + NIGHT + nth * FILES_EVERY;

  const plan = (): void => {
    if (timeOf(next) < from + days * DAY) cancel = clock.at(timeOf(next), () => void deliver());
  };
  const deliver = async (): Promise<void> => {
    const done = clock.busy();
    try {
      for (const { kind, rows } of filesAt(timeOf(next))) await put(`incoming/${kind}-${next}.csv`, rows);
      next++;
      writeFileSync(note, String(next), { mode: 0o600 });
      plan();
    } catch (cause) {
      fail(cause as Error);
    } finally {
      done();
    }
  };
  plan();
  return {
    stop() {
      cancel();
      close();
    },
  };
}
