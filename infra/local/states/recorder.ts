/** Writes the history of one execution: every event with its number and the one it follows from. */
import type { Execution, Line } from './execution.ts';
import { type EventDetails, MOST_EVENTS } from './history.ts';

/** Thrown when only the last event of a full history is left to write. */
export class HistoryFull extends Error {}

/** Appends an event that follows from event `prev`; gives its id. */
export function record(
  x: Execution,
  now: number,
  type: string,
  prev: number,
  details?: EventDetails,
): number {
  if (x.lastEvent >= MOST_EVENTS - 1 && !type.startsWith('Execution')) throw new HistoryFull();
  const id = ++x.lastEvent;
  x.events.push(details ? { id, prev, type, at: now, details } : { id, prev, type, at: now });
  return id;
}

/** Appends an event to a line of the execution. */
export function recordIn(
  x: Execution,
  line: Line,
  now: number,
  type: string,
  details?: EventDetails,
): number {
  line.prev = record(x, now, type, line.prev, details);
  return line.prev;
}
