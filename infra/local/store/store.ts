/** Where a room keeps what must outlive the process: one SQLite file of its own. */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Keeps a room's data in memory only. */
export const IN_MEMORY = ':memory:';

/** How long another process that looks into a file is waited for, in milliseconds. */
const PATIENCE = 5_000;

/**
 * Opens the file `<room>.sqlite` of the data folder and runs `schema` in it (every statement must be repeatable).
 * What is committed survives a killed process; the file is readable by its owner only.
 */
export function openStore(folder: string, room: string, schema: string): DatabaseSync {
  // Given here and not by a statement: the first statement may meet a lock already.
  const store = new DatabaseSync(folder === IN_MEMORY ? IN_MEMORY : ownFile(folder, room), {
    timeout: PATIENCE,
  });
  // Write-ahead log with NORMAL: a commit reaches the operating system at once, which SIGKILL cannot undo.
  store.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  store.exec(schema);
  return store;
}

/** Runs `work` in one transaction: all of it is kept, or nothing. */
export function inTransaction<T>(store: DatabaseSync, work: () => T): T {
  store.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    store.exec('COMMIT');
    return result;
  } catch (fault) {
    store.exec('ROLLBACK');
    throw fault;
  }
}

/** Makes the file with its narrow mode before SQLite writes to it; its log files take the same mode. */
function ownFile(folder: string, room: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${room}.sqlite`);
  closeSync(openSync(path, 'a', 0o600));
  return path;
}
