/** A process that the durability tests kill: it runs machines in a folder and tells what has been acknowledged. */

import { DURABLE_MACHINES, functionsThatHang } from './durable-machines.ts';
import { stage } from './play.ts';

const [folder = '', what = ''] = process.argv.slice(2);
const on = stage({ folder, mode: 'virtual', functions: functionsThatHang });
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
// Keeps the process alive until it is killed.
setInterval(() => {}, 60_000);

for (const [name, definition] of Object.entries(DURABLE_MACHINES)) await on.create(name, definition);

if (what === 'phases') {
  for (const name of Object.keys(DURABLE_MACHINES)) await on.start(name, { n: 1 }, name);
  await on.clock.advance(10_000);
  say({ ready: true, calls: on.calls });
} else {
  for (let number = 0; ; number++) {
    await on.start('Quick', { n: number }, `quick-${number}`);
    say({ acknowledged: number });
  }
}
