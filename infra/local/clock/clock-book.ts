/** Remembers in the data folder how far simulated time has come, so that a killed runtime goes on from there. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
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

/** Opens the clock's memory in a data folder. */
export function openClockBook(folder: string): ClockBook {
  const db = new DatabaseSync(join(folder, 'clock.sqlite'));
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS mark (one INTEGER PRIMARY KEY CHECK (one = 1), now INTEGER NOT NULL, mode TEXT NOT NULL) STRICT;
  `);
  const read = db.prepare('SELECT now, mode FROM mark');
  const write = db.prepare(
    'INSERT INTO mark VALUES (1, ?, ?) ON CONFLICT DO UPDATE SET now = excluded.now, mode = excluded.mode',
  );
  return {
    last: () => read.get() as ClockMark | undefined,
    note: (now, mode) => {
      write.run(Math.floor(now), mode);
    },
    close: () => db.close(),
  };
}
