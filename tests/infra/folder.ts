/** Folders that a test file uses and leaves nothing of. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes a temporary folder, which goes when the process of the test file does. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'steward-infra-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
