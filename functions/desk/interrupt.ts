/** A signal reaches a case: it is written down, and every open task of the case is interrupted. */
import type { CaseSignal, TaskRow } from '../../shared/contracts/items.ts';
import { CaseUnknown, PassingContention } from '../../shared/faults/faults.ts';
import { type Clock, instantOf } from '../../shared/platform/clock.ts';
import { outboxCallback } from '../../shared/platform/outbox.ts';
import type { CaseBook, SendNow, SignalBook, TaskBook } from './ports.ts';
import { hears, signalFor } from './rules/signals.ts';

/** What interrupting a task needs of the world. */
export interface InterruptPorts {
  readonly tasks: TaskBook;
  readonly clock: Clock;
  readonly sendNow: SendNow;
}

/** What signalling a case needs of the world. */
export interface SignalPorts extends InterruptPorts {
  readonly cases: CaseBook;
  readonly signals: SignalBook;
}

/** Times a task is looked at anew because it moved under our hands. */
const MOST_LOOKS = 5;

/**
 * Writes a signal, once, and then interrupts every open task of the case; gives how many were. The signal is written
 * before the tasks are looked for, and a task that is opened or begins to wait looks for signals afterwards: whichever
 * of the two is later sees the other. Run again after a crash it goes on where it was; once a step has handled the
 * signal it does nothing.
 */
export async function signalCase(
  ports: SignalPorts,
  { signalId, caseId, kind, at }: Pick<CaseSignal, 'signalId' | 'caseId' | 'kind' | 'at'>,
): Promise<number> {
  const { cases, signals, tasks } = ports;
  if ((await cases.find(caseId)) === undefined) throw new CaseUnknown(caseId);
  const signal: CaseSignal = { caseId, sk: `SIGNAL#${signalId}`, v: 1, signalId, at, kind };
  const written = await signals.write(signal, {
    entityId: caseId,
    actor: 'signal-case',
    act: 'case.signalled',
    facts: { signalId, kind },
  });
  const kept = written ? signal : await signals.find(caseId, signalId);
  if (kept === undefined || kept.handledAt !== undefined) return 0;
  let interrupted = 0;
  for (const { taskId, state } of await tasks.ofCase(caseId)) {
    if (state === 'OPEN' && (await interruptOpen(ports, taskId, kept))) interrupted++;
  }
  return interrupted;
}

async function interruptOpen(ports: InterruptPorts, taskId: string, signal: CaseSignal): Promise<boolean> {
  for (let look = 1; look <= MOST_LOOKS; look++) {
    const task = await ports.tasks.find(taskId);
    // Whatever was decided first, stands.
    if (task?.state !== 'OPEN' || !hears(task, signal)) return false;
    if (await interrupt(ports, task, signal, 'signal-case')) return true;
  }
  throw new PassingContention(`Task ${taskId} kept changing while it was to be interrupted.`);
}

/** Interrupts an open task and has the state that waits for it woken; false where it has moved on in the meantime. */
export async function interrupt(
  { tasks, clock, sendNow }: InterruptPorts,
  task: TaskRow,
  { kind, signalId }: Pick<CaseSignal, 'kind' | 'signalId'>,
  actor: string,
): Promise<boolean> {
  const { taskId, caseId, generation } = task;
  const outbox = [outboxCallback({ taskId, at: instantOf(clock.now()), way: 'INTERRUPTED', signal: kind })];
  const consequences = {
    deed: {
      entityId: caseId,
      actor,
      act: 'task.interrupted',
      facts: { taskId, generation, signal: kind, signalId },
    },
    outbox,
  };
  if (!(await tasks.close(task, 'INTERRUPTED', consequences, kind))) return false;
  await sendNow(outbox);
  return true;
}

/** The signal that a task must hear of, if there is one. */
export const signalToHear = async (
  { cases }: { readonly cases: CaseBook },
  caseId: string,
  listener: Parameters<typeof signalFor>[0],
): Promise<CaseSignal | undefined> => signalFor(listener, await cases.signals(caseId));
