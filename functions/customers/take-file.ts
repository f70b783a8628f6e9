/** Takes a file in, part by part: rows become records, wrong ones are held, and what was done is written down. */
import type { ImportCounts, ImportFlaw, ImportRow } from '../../shared/contracts/imports.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { dayIn } from '../../shared/policy/days.ts';
import type { Imports } from '../../shared/policy/imports.ts';
import type { Held, ImportWorld, NumberedRow, Taken } from './import-ports.ts';
import { csvRows, FileFlawed, type FileRow, type HeaderReader, jsonRows } from './reading.ts';
import { qualityOf, tallier } from './rules/quality.ts';
import {
  type Cells,
  columnsOf,
  contentOf,
  fieldsOf,
  judgeOf,
  keyOf,
  kindOf,
  layoutOf,
  plannedBy,
} from './rules/rows.ts';
import { Seen, type Sighting } from './seen.ts';

/** Rows that are dealt with before it is written down how far the file is. */
const AT_A_TIME = 200;

/** Time that is kept for the end of a part, in milliseconds. */
const RESERVE = 60_000;

/** How a part ended: the file is over, the next part goes on, or another run deals with it. */
export type PartEnded = 'OVER' | 'GOES_ON' | 'LEFT';

/** Deals with a file until it is over or time runs short; `remaining` gives the milliseconds that are left. */
export async function takePart(
  world: ImportWorld,
  row: ImportRow,
  remaining: () => number,
): Promise<PartEnded> {
  const found = kindOf(row.key);
  if (found === undefined || row.state !== 'RUNNING') return 'LEFT';
  const part = new Part(world, row, found.kind, await world.policy());
  try {
    const bytes = world.files.bytesOf(row);
    const rows = found.format === 'csv' ? csvRows(bytes, part.header) : jsonRows(bytes, part.names);
    for await (const one of rows) {
      part.look(one);
      if (part.waiting < AT_A_TIME) continue;
      const ended = await part.deal();
      if (ended !== undefined) return ended;
      if (remaining() < RESERVE) return 'GOES_ON';
    }
    return (await part.deal()) ?? (await part.end('DONE'));
  } catch (error) {
    if (!(error instanceof FileFlawed)) throw error;
    // What stood before the flaw is as good as if the file had ended there.
    return (await part.deal()) ?? (await part.end(part.untouched ? 'REFUSED' : 'STOPPED', error.flaw));
  }
}

/** One part of an import on its way. */
class Part {
  readonly #world: ImportWorld;
  readonly #kind: NonNullable<ImportRow['kind']>;
  readonly #pack: Imports;
  readonly #judge: ReturnType<typeof judgeOf>;
  readonly #tallied: ReturnType<typeof tallier>;
  readonly #seen = new Seen();
  #row: ImportRow;
  /** What was looked at since the row was written. */
  #next: ImportRow;
  #sound: NumberedRow[] = [];
  #held: Held[] = [];
  /** Whether this part has dealt with rows already. */
  #begun = false;
  /** The cells of rows that seem right, for those that turn out not to be. */
  readonly #cells = new Map<number, Cells>();

  constructor(world: ImportWorld, row: ImportRow, kind: NonNullable<ImportRow['kind']>, pack: Imports) {
    this.#world = world;
    this.#kind = kind;
    this.#pack = pack;
    this.#row = row;
    this.#next = row;
    this.#judge = judgeOf(kind, world.zone);
    this.#tallied = tallier(kind, pack, dayIn(row.openedAt, world.zone));
  }

  /** Reads the first line of a table. */
  readonly header: HeaderReader = (header) => {
    const read = columnsOf(this.#kind, header);
    if ('flaw' in read) throw new FileFlawed(1, read.flaw.field, read.flaw.expected);
    this.#next = { ...this.#next, ignored: read.ignored };
    return read.columns;
  };

  /** Reads the names of an object; each row has its own. */
  readonly names: HeaderReader = (names) => fieldsOf(this.#kind, names);

  /** Rows that wait to be dealt with. */
  get waiting(): number {
    return this.#sound.length + this.#held.length + this.#next.counts.repeated - this.#row.counts.repeated;
  }

  /** Whether no row was ever dealt with. */
  get untouched(): boolean {
    return this.#next.counts.read === 0;
  }

  /** Looks at a row: it is right, wrong, or there already. */
  look({ line, bytes, cells, flaw }: FileRow): void {
    const sighting = flaw === undefined ? this.#sightingOf(cells, line) : undefined;
    // An earlier part has dealt with it.
    if (line <= this.#row.line) return;
    const add = (counts: Partial<ImportCounts>) => {
      const { read } = this.#next.counts;
      this.#next = {
        ...this.#next,
        line,
        bytesRead: bytes,
        counts: { ...this.#next.counts, read: read + 1, ...counts },
      };
    };
    const hold = (flaws: readonly ImportFlaw[]) => {
      this.#held.push({ line, flaws, cells });
      add({});
    };
    if (flaw !== undefined) {
      hold([flaw]);
      return;
    }
    this.#next = { ...this.#next, tally: this.#tallied(this.#next.tally, cells) };
    if (sighting?.way === 'SAME') {
      add({ repeated: this.#next.counts.repeated + 1 });
      return;
    }
    if (sighting?.way === 'OTHER') {
      const [field = 'row'] = layoutOf(this.#kind).key;
      hold([{ field, expected: `once in a file; line ${sighting.line} has it too, with something else` }]);
      return;
    }
    const judged = this.#judge(cells);
    if ('flaws' in judged) hold(judged.flaws);
    else {
      this.#sound.push({ line, sound: judged.sound });
      this.#cells.set(line, cells);
      add({});
    }
  }

  /** Deals with the rows that wait, and writes down how far the file is; says if that is the end of it. */
  async deal(): Promise<PartEnded | undefined> {
    if (this.waiting === 0) return undefined;
    const taken = await this.#world.records.take(this.#kind, this.#sound, this.#pack, this.#row.importId);
    await this.#plan(taken);
    const counts = { ...this.#next.counts };
    const held = [...this.#held];
    for (const one of taken) {
      if ('flaws' in one)
        held.push({ line: one.line, flaws: one.flaws, cells: this.#cells.get(one.line) ?? {} });
      else counts[one.way === 'ADDED' ? 'added' : one.way === 'CHANGED' ? 'changed' : 'unchanged']++;
    }
    counts.held += held.length;
    const { importId, openedAt } = this.#row;
    await this.#world.held.hold({ importId, kind: this.#kind, openedAt }, held);
    const { line, bytesRead, tally, ignored } = this.#next;
    const moved = await this.#world.imports.move(this.#row, {
      line,
      bytesRead,
      tally,
      ignored,
      counts,
      quality: qualityOf(counts, tally, this.#pack),
      updatedAt: this.#now(),
    });
    if (moved === undefined) return 'LEFT';
    [this.#row, this.#next, this.#sound, this.#held] = [moved, moved, [], []];
    this.#cells.clear();
    const { stops } = this.#pack;
    if (counts.held < stops.held || counts.held < stops.share * counts.read) return undefined;
    return this.end('STOPPED', {
      line,
      field: 'file',
      expected: `right rows: ${counts.held} of ${counts.read} are wrong; mend the file and import it again`,
    });
  }

  /**
   * Has whoever is new planned, or has a new date. Of the first rows of a part all are: an earlier run may have written them,
   * and ended before it could ask.
   */
  async #plan(taken: readonly Taken[]): Promise<void> {
    const ways = new Map(taken.map((one) => [one.line, 'way' in one ? one.way : undefined]));
    const news = this.#kind === 'customers' ? ['ADDED'] : ['ADDED', 'CHANGED'];
    const customerIds = this.#sound
      .filter(({ line }) =>
        (this.#begun ? news : [...news, 'CHANGED', 'UNCHANGED']).includes(ways.get(line) ?? ''),
      )
      .flatMap(({ sound }) => plannedBy(sound) ?? []);
    this.#begun = true;
    if (customerIds.length > 0) await this.#world.plan(customerIds);
  }

  /** Writes down that the file is over. */
  async end(state: 'DONE' | 'REFUSED' | 'STOPPED', flaw?: ImportRow['flaw']): Promise<PartEnded> {
    const { counts, tally, ignored } = this.#next;
    const now = this.#now();
    const ended = await this.#world.imports.end(this.#row, {
      state,
      ignored,
      quality: qualityOf(counts, tally, this.#pack),
      updatedAt: now,
      endedAt: now,
      ...(state === 'DONE' ? { bytesRead: this.#row.bytes } : {}),
      ...(flaw === undefined ? {} : { flaw }),
    });
    return ended === undefined ? 'LEFT' : 'OVER';
  }

  /** Whether a row with this key came before; a row without a whole key is like no other. */
  #sightingOf(cells: Cells, line: number): Sighting | undefined {
    const { key, must } = layoutOf(this.#kind);
    if (key.some((field) => must.includes(field) && cells[field] === undefined)) return undefined;
    return this.#seen.note(keyOf(this.#kind, cells), contentOf(this.#kind, cells), line);
  }

  #now(): string {
    return instantOf(this.#world.clock.now());
  }
}
