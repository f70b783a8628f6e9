/** Remembers in the data folder how far simulated time has come, so that a killed runtime goes on from there. */
import { openStore } from '../store/store.ts';
import type { ClockMode } from './clock.ts';

/** Where a clock stood when it was last noted. */
export interface ClockMark {
  now: number;
  mode: ClockMode;
}

/** The memory of one clock. */
export interface ClockBook {
  /** The last mark, or undefined in a new data folder. */
  last(): ClockMark | undefined;
  /** Notes where the clock stands; safe against a kill once it returns. */
  note(now: number, mode: ClockMode): void;
  close(): void;
}

const SCHEMA = `CREATE TABLE IF NOT EXISTS mark (
  one INTEGER PRIMARY KEY CHECK (one = 1), now INTEGER NOT NULL, mode TEXT NOT NULL
) STRICT`;

/** Opens the clock's memory in a data folder. */
export function openClockBook(folder: string): ClockBook {
  const store = openStore(folder, 'clock', SCHEMA);
  const read = store.prepare('SELECT now, mode FROM mark');
  const write = store.prepare(
    'INSERT INTO mark VALUES (1, ?, ?) ON CONFLICT DO UPDATE SET now = excluded.now, mode = excluded.mode',
  );
  return {
    last() {
      const row = read.get();
      return row && { now: Number(row.now), mode: row.mode as ClockMode };
    },
    note(now, mode) {
      write.run(Math.floor(now), mode);
    },
    close: () => store.close(),
  };
}
