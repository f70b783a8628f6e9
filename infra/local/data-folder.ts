/** The data folder of a runtime: everything it keeps, and nothing else. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WrongUse } from '../../shared/platform/command-line.ts';
import { lockFolder } from './folder-lock.ts';
import { type Door, openDoor } from './gateway/loopback.ts';
import { LARGEST_HEADERS } from './http/rest-api.ts';

/** Marks a folder as one that the runtime made and may erase. */
const MARK = 'steward-runtime.json';
const PORTS = 'ports.json';

/** The doors of a runtime, in the order of their ports. */
export const DOORS = ['aws', 'pages', 'mailbox', 'operator'] as const;

/** Name of a door. */
export type DoorName = (typeof DOORS)[number];

/** First port where none is asked for. */
const USUAL_PORT = 4510;

/** Marks the folder as ours, so that it can be erased one day. */
export function markFolder(folder: string): void {
  const path = join(folder, MARK);
  if (!existsSync(path)) {
    writeFileSync(path, '{"about":"data of the Steward runtime; erased by npm start -- --fresh"}\n', {
      mode: 0o600,
    });
  }
}

/** Erases a data folder; refuses one that is in use, or that the runtime did not make. */
export function eraseFolder(folder: string): void {
  if (!existsSync(folder)) return;
  if (readdirSync(folder).length > 0 && !existsSync(join(folder, MARK))) {
    throw new WrongUse(
      `${folder} is not a data folder of the runtime (it has no ${MARK}), so it is not erased; give another --data.`,
    );
  }
  lockFolder(folder)();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/**
 * Opens the doors. A port that was asked for is taken or the start fails; otherwise those of the last start,
 * because links in mails that were sent hold them; otherwise the usual ones or the next that are free (0: any).
 */
export async function openDoors(
  folder: string,
  asked: number | undefined,
  usual = USUAL_PORT,
): Promise<Record<DoorName, Door>> {
  const path = join(folder, PORTS);
  const known = existsSync(path)
    ? (JSON.parse(readFileSync(path, 'utf8')) as Record<DoorName, number>)
    : undefined;
  const doors: Partial<Record<DoorName, Door>> = {};
  try {
    for (const [index, name] of DOORS.entries()) {
      const wanted =
        asked === undefined ? (known?.[name] ?? (usual === 0 ? 0 : usual + index)) : asked + index;
      doors[name] = await openDoor(wanted, asked === undefined, {
        maxHeaderSize: name === 'pages' ? LARGEST_HEADERS : 16_384,
      });
    }
  } catch (fault) {
    await Promise.all(Object.values(doors).map((door) => door.close()));
    throw fault;
  }
  const open = doors as Record<DoorName, Door>;
  const ports = Object.fromEntries(DOORS.map((name) => [name, open[name].port]));
  writeFileSync(path, `${JSON.stringify(ports)}\n`, { mode: 0o600 });
  return open;
}
