/**
 * A process that a test can kill: plays twenty complaints in a data folder, and goes on where it was when it is
 * started again. Arguments: assembly folder, data folder, and when to kill itself, if at all: from the n-th mail and
 * from so many open executions on, at the moment a mail has been accepted and its sender not told yet, plus so many
 * milliseconds. Says `open N` right before it kills itself, N read from disk, and `done` at the end.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { bootRuntime } from '../../infra/local/runtime.ts';
import type { Behaviour } from '../../infra/local/story/people.ts';
import { sampleBank } from './bank.ts';

const START = Date.parse('2026-03-02T01:30:00.000Z');
/** Customers whom some complaints alone do not put at risk of leaving: an alert would be a case of its own. */
const CUSTOMERS = ['C1001', 'C1012', 'C1003', 'C1004', 'C1005'];
const BEHAVIOURS: readonly Behaviour[] = ['prompt', 'late', 'wrong-code-first', 'prompt'];

/** How a person treats tasks, always the same for the same address. */
const behaviourOf = (address: string): Behaviour =>
  BEHAVIOURS[[...address].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % BEHAVIOURS.length] ??
  'prompt';

const [assembly = '', folder = '', killAtMail, killAtOpen, killAfterMs] = process.argv.slice(2);
const runtime = await bootRuntime({
  assembly,
  folder,
  clock: { simulatedFrom: START },
  anyPorts: true,
  simulatedScheduleMs: () => 24 * 3_600_000,
  atOnce: 8,
});
if (killAtMail !== undefined) {
  const disk = new DatabaseSync(join(folder, 'states.sqlite'), { readOnly: true });
  const counting = disk.prepare(
    "SELECT count(*) AS running FROM executions WHERE status = 'RUNNING' AND name LIKE 'complaint-%'",
  );
  const openExecutions = (): number => Number(counting.get()?.running);
  const kill = (): void => {
    writeSync(1, `open ${openExecutions()}\n`);
    process.kill(process.pid, 'SIGKILL');
  };
  let dying = false;
  runtime.mail.onMail(() => {
    const early = runtime.mail.list().length < Number(killAtMail) || openExecutions() < Number(killAtOpen);
    if (dying || early) return;
    dying = true;
    if (Number(killAfterMs) > 0) setTimeout(kill, Number(killAfterMs));
    else kill();
  });
}
const bank = await sampleBank(runtime);
// Settled at first contact: two people's steps a case, enough to be killed in, and quick to play.
await bank.atWork(behaviourOf, { severity: 'S4', settledNow: 'YES' });
for (let number = 1; number <= 20; number++) {
  const customerId = CUSTOMERS[number % CUSTOMERS.length];
  await bank.put('complaint.submitted', bank.complaint(`TWENTY-${number}`, { customerId }));
}
// Before the visits begin that follow a closed complaint.
await runtime.clock.advanceTo(START + 8 * 86_400_000);
await runtime.close();
process.stdout.write('done\n');
