/** Brings signals of the outbox to the tasks of their cases. */
import type { OutboxSignal } from '../../shared/contracts/items.ts';
import { CaseUnknown, Fault } from '../../shared/faults/faults.ts';
import { step } from '../../shared/platform/step.ts';
import { log, traceOf } from '../../shared/platform/telemetry.ts';
import { type SignalPorts, signalCase } from './interrupt.ts';
import type { OutboxBook } from './ports.ts';
import { OutboxIds, SendReport } from './sending.ts';
import { signalCaseWorld } from './wiring.ts';

/** What this function needs of the world. */
export interface SignalCasePorts extends SignalPorts {
  readonly outbox: OutboxBook;
}

/**
 * Time after which the index of tasks surely knows those that were opened before the signal was written, in
 * milliseconds: a signal stays in the outbox until it has looked once more after that.
 */
const INDEX_LAG = 30_000;

/** Acts on signals; whatever fails stays in the outbox, and the sweep comes back to it. */
export const signalCases = (ports: SignalCasePorts) =>
  step(
    OutboxIds,
    SendReport,
    async ({ outboxIds }) => {
      const report: SendReport = { sent: 0, pending: 0, failed: 0 };
      for (const outboxId of new Set(outboxIds)) {
        const row = await ports.outbox.find(outboxId);
        if (row?.kind === 'signal' && row.state === 'UNSENT') report[await bring(ports, row)]++;
      }
      return report;
    },
    { name: 'signal-case' },
  );

async function bring(ports: SignalCasePorts, row: OutboxSignal): Promise<keyof SendReport> {
  const { outbox, clock } = ports;
  const { outboxId, caseId, signal, createdAt } = row;
  const began = clock.now().getTime();
  try {
    await signalCase(ports, { signalId: outboxId, caseId, kind: signal, at: createdAt });
    if (began - Date.parse(createdAt) < INDEX_LAG) {
      await outbox.stillPending(row, 'LooksOnceMore');
      return 'pending';
    }
    await outbox.sent(row);
    return 'sent';
  } catch (error) {
    log.warn('left to the sweep', { outboxId, ...traceOf(error) });
    if (error instanceof CaseUnknown) {
      await outbox.failed(row, error.name);
      return 'failed';
    }
    await outbox.stillPending(row, error instanceof Fault ? error.name : 'Unforeseen');
    return 'pending';
  }
}

/** What Lambda runs. */
export const handler = signalCases(signalCaseWorld());
