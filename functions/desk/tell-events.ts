/** The events that ride with a row of the outbox; apart from the senders, because each sender's file wires its own world. */
import type { OutboxRow } from '../../shared/contracts/items.ts';
import { log, traceOf } from '../../shared/platform/telemetry.ts';
import type { Bus, OutboxBook } from './ports.ts';

/** What telling of a row needs of the world. */
export interface TellPorts {
  readonly bus: Bus;
  readonly outbox: Pick<OutboxBook, 'detach'>;
}

/**
 * Puts the events of a row on the bus, and gives the row without them. What the bus does not take becomes rows of its
 * own, so that a bus that is down holds up no person's mail. Tried again, the same events carry the same ids.
 */
export async function tellEvents<Row extends OutboxRow>({ bus, outbox }: TellPorts, row: Row): Promise<Row> {
  const { events, ...told } = row;
  if (events === undefined || events.length === 0) return row;
  let taken: readonly (string | undefined)[];
  try {
    taken = await bus.put(events.map((event) => ({ ...event, createdAt: row.createdAt })));
  } catch (error) {
    log.warn('events get rows of their own', { outboxId: row.outboxId, ...traceOf(error) });
    taken = events.map(() => 'NotTaken');
  }
  const left = events.filter((_, at) => taken[at] !== undefined);
  if (left.length > 0) await outbox.detach(row, left);
  return told as Row;
}
