/** Puts events of the outbox on the bus, and wakes the states that wait for a decided or interrupted task. */
import type { OutboxCallback, OutboxEvent, OutboxRow } from '../../shared/contracts/items.ts';
import { Fault } from '../../shared/faults/faults.ts';
import { step } from '../../shared/platform/step.ts';
import { log, traceOf } from '../../shared/platform/telemetry.ts';
import type { Bus, Executions, OutboxBook, TokenReader, Woken } from './ports.ts';
import { OutboxIds, SendReport } from './sending.ts';
import { tellEvents } from './tell-events.ts';
import { deliverWorld } from './wiring.ts';

/** What this function needs of the world. */
export interface DeliverPorts {
  readonly outbox: OutboxBook;
  readonly bus: Bus;
  readonly tokens: TokenReader;
  readonly executions: Executions;
}

/** EventBridge takes no more entries in one call. */
const MOST_ENTRIES = 10;

/** Sends events and callbacks; whatever fails stays in the outbox, and the sweep comes back to it. */
export const deliver = (ports: DeliverPorts) =>
  step(
    OutboxIds,
    SendReport,
    async ({ outboxIds }) => {
      const report: SendReport = { sent: 0, pending: 0, failed: 0 };
      const events: OutboxEvent[] = [];
      for (const outboxId of new Set(outboxIds)) {
        const row = await ports.outbox.find(outboxId);
        if (row?.state !== 'UNSENT') continue;
        // Whoever waits for a state comes before whoever listens to the bus.
        if (row.kind === 'callback') await wake(ports, row, report);
        else if (row.kind === 'event') events.push(row);
      }
      for (let at = 0; at < events.length; at += MOST_ENTRIES) {
        await put(ports, events.slice(at, at + MOST_ENTRIES), report);
      }
      return report;
    },
    { name: 'deliver' },
  );

/** Wakes a state and tells of it; neither waits for the other. */
async function wake(ports: DeliverPorts, row: OutboxCallback, report: SendReport): Promise<void> {
  const { outbox } = ports;
  const [told, woken] = await Promise.allSettled([tellEvents(ports, row), wokenBy(ports, row)]);
  const left = told.status === 'fulfilled' ? told.value : row;
  try {
    if (woken.status === 'rejected') throw woken.reason;
    if (told.status === 'rejected') throw told.reason;
    if (woken.value === 'unknown') {
      await outbox.failed(left, 'TokenUnknown');
      report.failed++;
      return;
    }
    await outbox.sent(left, woken.value === 'gone' ? 'NobodyWaits' : undefined);
    report.sent++;
  } catch (error) {
    await leave(outbox, [left], error, report);
  }
}

/**
 * Without a token the state has not begun to wait; when it does, it reads the row first. A token that is used up
 * means that the state timed out or was woken otherwise, and whoever goes on there reads the row as well.
 */
async function wokenBy(
  { tokens, executions }: DeliverPorts,
  { taskId, way, decision, by, signal }: OutboxCallback,
): Promise<Woken> {
  const token = await tokens.tokenOf(taskId);
  return token === undefined ? 'gone' : executions.wake(token, { way, decision, by, signal });
}

async function put(
  { outbox, bus }: DeliverPorts,
  rows: readonly OutboxEvent[],
  report: SendReport,
): Promise<void> {
  let faults: readonly (string | undefined)[];
  try {
    faults = await bus.put(rows);
  } catch (error) {
    await leave(outbox, rows, error, report);
    return;
  }
  for (const [at, row] of rows.entries()) {
    const fault = faults[at];
    if (fault === undefined) {
      await outbox.sent(row);
      report.sent++;
    } else {
      await outbox.stillPending(row, fault);
      report.pending++;
    }
  }
}

async function leave(
  outbox: OutboxBook,
  rows: readonly OutboxRow[],
  error: unknown,
  report: SendReport,
): Promise<void> {
  const fault = error instanceof Fault ? error.name : 'Unforeseen';
  log.warn('left to the sweep', { outboxIds: rows.map(({ outboxId }) => outboxId), ...traceOf(error) });
  for (const row of rows) await outbox.stillPending(row, fault);
  report.pending += rows.length;
}

/** What Lambda runs. */
export const handler = deliver(deliverWorld());
