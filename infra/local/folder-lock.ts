/** Sees to it that one process at a time works in a data folder. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const LOCK = 'lock.sqlite';
const HOLDER = 'lock.pid';

/** The data folder is in use; the message names the process. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
}

/**
 * Takes the data folder for this process and returns what gives it back. The lock is one of the operating
 * system, held through SQLite: a killed process gives it up by dying, and no process id that was given to
 * another program can be taken for it.
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = new DatabaseSync(join(folder, LOCK));
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;');
  } catch (cause) {
    lock.close();
    throw new FolderInUse(
      `The data folder ${folder} is in use by process ${holder(folder)}; end that one, or give another --data.`,
      { cause },
    );
  }
  writeFileSync(join(folder, HOLDER), `${process.pid}\n`, { mode: 0o600 });
  return () => lock.close();
}

function holder(folder: string): string {
  try {
    return readFileSync(join(folder, HOLDER), 'utf8').trim();
  } catch {
    return '(unknown)';
  }
}
