import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Runtime } from '../../infra/local/runtime.ts';
import { sampleBank } from '../kit/bank.ts';
import { testPlace } from '../kit/runtime.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

const DAY = 24 * 3_600_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'steward-import-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs `npm run import -- …` as a shell without any AWS settings would, against a runtime. */
async function run(runtime: Runtime, ...words: string[]) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')));
  const args = ['functions/customers/import.ts', ...words, '--endpoint', runtime.addresses.aws];
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.on('exit', resolve)),
  ]);
  return { stdout, stderr, code };
}

const file = (name: string, ...lines: string[]): string => {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\r\n')}\r\n`);
  return path;
};

test('R022 R089 R172 a file that is put goes in over the wire: rows, quarantine, score, and a grade the night after', async () => {
  await using place = testPlace();
  // Of the schedules only the nightly grading matters here.
  const runtime = await place.boot({ simulatedScheduleMs: () => DAY });
  const bank = await sampleBank(runtime);

  const header = '客户编号,姓名,邮箱,手机,客户类型,合规类别,网点,asOf,余额,信用等级,contribution,potential';
  const customers = file(
    '客户 三月.csv',
    header,
    'N1,赵一,ZHAO@Example.com,138 0013 8000,个人,合规,B-EAST,2026-03-01,"1,200,000",优质,30000,90',
    'N2,钱二,not a mail,,个人,合规,B-EAST,,,,,',
  );
  const first = await run(runtime, customers, '--kind', 'customers', '--json');
  expect(first.stderr).toBe('');
  const row = JSON.parse(first.stdout) as Record<string, unknown> & { importId: string };
  expect(row).toMatchObject({
    state: 'DONE',
    kind: 'customers',
    counts: { read: 2, added: 1, held: 1 },
    quality: { validity: 0.5, score: expect.any(Number) },
  });
  expect(first.code).toBe(1);
  expect(await bank.items('Customers')).toContainEqual(
    expect.objectContaining({ customerId: 'N1', sk: 'PROFILE', name: '赵一', phone: '+8613800138000' }),
  );
  const s3 = new S3Client({
    endpoint: runtime.addresses.aws,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  const kept = await s3.send(new GetObjectCommand({ Bucket: String(row.bucket), Key: String(row.key) }));
  expect(await kept.Body?.transformToString()).toContain('赵一');

  const again = await run(runtime, customers, '--kind', 'customers');
  expect(again.stdout).toContain('2 rows: 0 new, 0 changed, 1 unchanged, 0 repeated, 1 held');

  expect((await run(runtime, '--held', row.importId)).stdout).toBe(
    'line 3, email: expected an e-mail address\n',
  );
  const mended = join(folder, 'mended.json');
  writeFileSync(
    mended,
    JSON.stringify({
      customerId: 'N2',
      姓名: '钱二',
      type: 'personal',
      riskClass: 'compliant',
      branch: 'B-EAST',
    }),
  );
  const redriven = await run(runtime, '--redrive', row.importId, '--line', '3', '--row', mended);
  expect(redriven).toMatchObject({ stdout: '1 taken in, 0 still held\n', code: 0 });
  expect((await run(runtime, '--held', row.importId)).stdout).toBe('nothing is held\n');

  const moves = Array.from(
    { length: 70 },
    (_, at) => `T${at},N1,10.50,2026-02-${String(1 + (at % 28)).padStart(2, '0')}`,
  );
  const moved = await run(
    runtime,
    file('transactions-feb.csv', 'transactionId,customerId,amount,at', ...moves),
  );
  expect(moved.code).toBe(0);
  await runtime.clock.advance(DAY);
  expect(await bank.items('Customers')).toContainEqual(
    expect.objectContaining({ customerId: 'N1', sk: 'PROFILE', tier: 'vip' }),
  );
  const told = runtime.events
    .archived('Steward')
    .filter((event) => event['detail-type'] === 'customer.tier-changed');
  expect(told).toMatchObject([
    { detail: { customerId: 'N1', facts: { from: 'mass', to: 'vip', cause: 'figures' } } },
  ]);

  const word = {
    customerId: 'N2',
    tier: 'potential',
    by: 'S01',
    until: '2026-03-04T00:00:00.000Z',
    reason: 'heir of N1',
  };
  expect(await bank.invoke('OverrideTier', word)).toMatchObject({ tier: 'potential' });
  await runtime.clock.advance(2 * DAY);
  expect(await bank.items('Customers')).toContainEqual(
    expect.objectContaining({ customerId: 'N2', sk: 'PROFILE', tier: 'mass' }),
  );
  expect(runtime.usage().faults).toBe(0);
}, 120_000);

test('a runtime that ends while it imports goes on where the file was', async () => {
  await using place = testPlace();
  const before = await place.boot();
  const header = 'customerId,name,type,riskClass,branch';
  const path = file(
    'customers-many.csv',
    header,
    ...Array.from({ length: 1_500 }, (_, at) => `M${at},n${at},personal,compliant,B1`),
  );
  const putting = run(before, path);
  // Ended in the middle: what the command was told last is that some rows are in.
  for (;;) {
    const rows = before.usage().functions['Steward-ImportFile']?.invocations ?? 0;
    if (rows > 1) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await before.close();
  expect((await putting).code).toBe(1);
  const after = await place.boot();
  const bank = await sampleBank(after);
  await after.clock.advance(10 * 60_000);
  const [row] = (await bank.items('Register')).filter(({ entry }) => String(entry).startsWith('import#'));
  expect(row).toMatchObject({ state: 'DONE', counts: { read: 1_500, held: 0 } });
  const customers = (await bank.items('Customers')).filter(
    ({ customerId, sk }) => sk === 'PROFILE' && String(customerId).startsWith('M'),
  );
  expect(customers).toHaveLength(1_500);
}, 120_000);
