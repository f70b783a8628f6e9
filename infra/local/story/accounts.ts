/** What programs of the room `account`, which know nothing of this one, say of what was played. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Runtime } from '../runtime.ts';
import { busOf } from './story.ts';

/** Has an account taken by one of them. */
export async function accountBy<Account>(
  runtime: Runtime,
  program: string,
  { file, pages }: { readonly file: string; readonly pages?: string },
): Promise<Account> {
  const path = fileURLToPath(new URL(`account/${program}`, import.meta.url));
  const { aws, mailbox } = runtime.addresses;
  const at = new Date(runtime.clock.now()).toISOString();
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [path, aws, mailbox, file, at, ...(pages === undefined ? [] : [pages])],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  return JSON.parse(stdout) as Account;
}

/** What must always hold, and the ways between workflows. */
export interface Proved {
  invariants: {
    /** Things that were looked at, and those of them that are as they must not be. */
    checked: number;
    broken: number;
  };
  /** How often each way from one workflow to another was gone. */
  links: Readonly<Record<string, number>>;
}

/** What the program says that judges them. */
interface Judged {
  checked: number;
  broken: readonly { number: number; caseId?: string; what: string }[];
  timelines: readonly { caseId: string; lines: readonly string[] }[];
  links: Readonly<Record<string, number>>;
}

/**
 * Has everything judged that must always hold, and prints what does not, with the timeline of its case. What others found
 * already, of so many things that they looked at, counts as broken and is printed as it is.
 */
export async function prove(
  runtime: Runtime,
  folder: string,
  print: (line: string) => void,
  already: { readonly checked: number; readonly faults: readonly string[] } = { checked: 0, faults: [] },
): Promise<Proved> {
  const file = join(folder, 'archived-events.jsonl');
  const archived = runtime.events.archived(busOf(runtime));
  writeFileSync(file, archived.map((event) => `${JSON.stringify(event)}\n`).join(''), { mode: 0o600 });
  const { checked, broken, timelines, links } = await accountBy<Judged>(runtime, 'invariants.ts', { file });
  for (const fault of already.faults) print(`  ${fault}`);
  for (const { number, caseId, what } of broken) {
    print(`  invariant ${number} is broken${caseId === undefined ? '' : ` in ${caseId}`}: ${what}`);
  }
  for (const { caseId, lines } of timelines) {
    print(`  ${caseId}`);
    for (const line of lines) print(`    ${line}`);
  }
  return {
    invariants: { checked: checked + already.checked, broken: broken.length + already.faults.length },
    links,
  };
}
