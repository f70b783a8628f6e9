/** Who provides what an import needs: S3, DynamoDB, and this function itself for the next part. */
import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import { HeldRow, type ImportFlaw, type ImportKind, ImportRow } from '../../shared/contracts/imports.ts';
import { ConditionFailed } from '../../shared/faults/faults.ts';
import { type Clock, clock, instantOf } from '../../shared/platform/clock.ts';
import { environment, Setting, Zone } from '../../shared/platform/env.ts';
import { goOnWith, invokeAsync } from '../../shared/platform/invoke.ts';
import { bytesOf } from '../../shared/platform/objects.ts';
import { inParallel } from '../../shared/platform/parallel.ts';
import { Policies } from '../../shared/platform/policies.ts';
import { equals, Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import { importsPolicy } from '../../shared/policy/packs.ts';
import type {
  BankRecords,
  FoundRow,
  Held,
  HeldBook,
  ImportBook,
  ImportWorld,
  NumberedRow,
  Progress,
} from './import-ports.ts';
import { takeRatings, takeTransactions } from './records/days.ts';
import { takeHoldings } from './records/holdings.ts';
import { takeAbsences, takeCustomers, takeStaff } from './records/people.ts';
import { ACTOR, type Numbered, Place } from './records/place.ts';
import { takeConsents, takeDates } from './records/words.ts';
import type { Cells, SoundRow } from './rules/rows.ts';

/** What the keys of files to be imported begin with; infra/stacks has the same in its rule. */
const PREFIX = 'incoming/';

/** Rows that are held at a time. */
const AT_A_TIME = 32;

/** Everything an import needs, as the environment names it. */
export function importWiring(): ImportWorld {
  const env = environment({
    IMPORTS_BUCKET: Setting,
    CUSTOMERS_TABLE: Setting,
    STAFF_TABLE: Setting,
    SIGNALS_TABLE: Setting,
    REGISTER_TABLE: Setting,
    INTAKE_TABLE: Setting,
    OUTBOX_TABLE: Setting,
    AUDIT_TABLE: Setting,
    POLICIES_TABLE: Setting,
    DELIVER_FUNCTION: Setting,
    PLAN_CUSTOMERS_FUNCTION: Setting,
    BANK_ZONE: Zone,
  });
  const audit = new Table(env.AUDIT_TABLE, 'entityId', 'sk');
  const register = new Table(env.REGISTER_TABLE, 'entry');
  const policies = new Policies(new Table(env.POLICIES_TABLE, 'name', 'sk'), clock, {
    imports: importsPolicy,
  });
  const place = new Place({
    clock,
    zone: env.BANK_ZONE,
    customers: new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk'),
    staff: new Table(env.STAFF_TABLE, 'staffId', 'sk'),
    signals: new Table(env.SIGNALS_TABLE, 'customerId', 'sk'),
    outbox: new Table(env.OUTBOX_TABLE, 'outboxId'),
    audit,
    senders: { deliver: env.DELIVER_FUNCTION },
  });
  return {
    clock,
    zone: env.BANK_ZONE,
    files: {
      place: { bucket: env.IMPORTS_BUCKET, prefix: PREFIX },
      bytesOf: ({ bytes: size, ...file }) => bytesOf({ ...file, size }),
    },
    imports: new StoredImports(register, audit, clock),
    held: new StoredHeld(new Table(env.INTAKE_TABLE, 'businessKey'), audit, clock),
    records: recordsAt(place),
    policy: async () => (await policies.read('imports')).pack,
    plan: (customerIds) => invokeAsync(env.PLAN_CUSTOMERS_FUNCTION, { customerIds }),
    goOn: (importId) => goOnWith({ goOn: importId }),
  };
}

const recordsAt = (place: Place): BankRecords => ({
  take(kind, rows, pack, importId) {
    const of = <Kind extends ImportKind>() =>
      rows.map(({ line, sound }: NumberedRow) => ({ line, given: sound.given })) as Numbered<
        Extract<SoundRow, { kind: Kind }>['given']
      >[];
    switch (kind) {
      case 'customers':
        return takeCustomers(place, of<'customers'>());
      case 'staff':
        return takeStaff(place, of<'staff'>(), importId);
      case 'absences':
        return takeAbsences(place, of<'absences'>());
      case 'transactions':
        return takeTransactions(place, of<'transactions'>(), pack);
      case 'ratings':
        return takeRatings(place, of<'ratings'>(), pack);
      case 'consents':
        return takeConsents(place, of<'consents'>());
      case 'dates':
        return takeDates(place, of<'dates'>());
      case 'holdings':
        return takeHoldings(place, of<'holdings'>(), pack);
    }
  },
});

const entryOf = (importId: string): string => `import#${importId}`;

class StoredImports implements ImportBook {
  readonly #register: Table;
  readonly #audit: Table;
  readonly #clock: Clock;

  constructor(register: Table, audit: Table, ownClock: Clock) {
    this.#register = register;
    this.#audit = audit;
    this.#clock = ownClock;
  }

  open(row: ImportRow): Promise<boolean> {
    return this.#register.putIfAbsent(row);
  }

  find(importId: string): Promise<ImportRow | undefined> {
    return this.#register.get(ImportRow, { entry: entryOf(importId) });
  }

  async move(row: ImportRow, change: Progress): Promise<ImportRow | undefined> {
    const moves = row.moves + 1;
    const moved = await this.#register.update(
      { entry: row.entry },
      { set: { ...change, moves } },
      equals('nobody else has moved the import', { moves: row.moves }),
    );
    return moved ? { ...row, ...change, moves } : undefined;
  }

  async end(row: ImportRow, change: Progress & Pick<ImportRow, 'state'>): Promise<ImportRow | undefined> {
    const moves = row.moves + 1;
    const { counts } = row;
    try {
      await new Transaction(this.#clock)
        .update(
          this.#register,
          { entry: row.entry },
          { set: { ...change, moves } },
          equals('nobody else has moved the import', { moves: row.moves }),
        )
        .audit(this.#audit, {
          entityId: row.importId,
          actor: ACTOR,
          act: 'import.ended',
          facts: { state: change.state, ...(row.kind === undefined ? {} : { kind: row.kind }), ...counts },
        })
        .commit();
      return { ...row, ...change, moves };
    } catch (error) {
      if (error instanceof ConditionFailed) return undefined;
      throw error;
    }
  }

  async countRedriven(importId: string, rows: number): Promise<void> {
    for (;;) {
      const row = await this.find(importId);
      if (row === undefined) return;
      const counts = { ...row.counts, redriven: row.counts.redriven + rows };
      if ((await this.move(row, { counts, updatedAt: instantOf(this.#clock.now()) })) !== undefined) return;
    }
  }
}

const placeIn = (line: number): string => String(line).padStart(10, '0');
const keyOf = (importId: string, line: number): string => `row#${importId}#${placeIn(line)}`;
const heldOf = (importId: string): string => `ROW_HELD#${importId}`;

/** What the index by state tells of a row. */
const HeldKey = z.object({ businessKey: z.string() }).transform(({ businessKey }) => ({ businessKey }));

class StoredHeld implements HeldBook {
  readonly #intake: Table;
  readonly #audit: Table;
  readonly #clock: Clock;

  constructor(intake: Table, audit: Table, ownClock: Clock) {
    this.#intake = intake;
    this.#audit = audit;
    this.#clock = ownClock;
  }

  async hold(
    { importId, kind, openedAt }: { importId: string; kind: ImportKind; openedAt: string },
    rows: readonly Held[],
  ): Promise<void> {
    await inParallel(rows, AT_A_TIME, ({ line, flaws, cells }) =>
      this.#intake.putIfAbsent({
        businessKey: keyOf(importId, line),
        v: 1,
        state: heldOf(importId),
        receivedAt: `${openedAt}#${placeIn(line)}`,
        importId,
        kind,
        line,
        flaws: [...flaws],
        row: gzipSync(JSON.stringify(cells)),
      } satisfies HeldRow),
    );
  }

  async list(
    { importId, openedAt }: Pick<ImportRow, 'importId' | 'openedAt'>,
    after: number,
    most: number,
  ): Promise<Pick<HeldRow, 'line' | 'flaws'>[]> {
    const keys = await this.#intake.query(HeldKey, {
      index: 'byState',
      of: ['state', heldOf(importId)],
      sort: { attribute: 'receivedAt', from: `${openedAt}#${placeIn(after + 1)}` },
      most,
    });
    const items = await this.#intake.getManyRaw(keys);
    return items
      .map((item) => this.#intake.parse(HeldRow, item))
      .map(({ line, flaws }) => ({ line, flaws }))
      .sort((one, other) => one.line - other.line);
  }

  async find(importId: string, line: number): Promise<FoundRow | undefined> {
    const row = await this.#intake.get(HeldRow, { businessKey: keyOf(importId, line) });
    if (row === undefined) return undefined;
    const cells = JSON.parse(gunzipSync(row.row).toString('utf8')) as Cells;
    return { line, kind: row.kind, flaws: row.flaws, cells, held: row.state === heldOf(importId) };
  }

  async shown(importId: string, line: number): Promise<void> {
    await new Transaction(this.#clock)
      .audit(this.#audit, {
        entityId: importId,
        actor: 'operations',
        act: 'import.row-shown',
        facts: { line },
      })
      .commit();
  }

  async settle(importId: string, line: number, { mended }: { readonly mended: boolean }): Promise<boolean> {
    try {
      await new Transaction(this.#clock)
        .update(
          this.#intake,
          { businessKey: keyOf(importId, line) },
          { set: { state: `ROW_REDRIVEN#${importId}`, redrivenAt: instantOf(this.#clock.now()) } },
          equals('the row is held', { state: heldOf(importId) }),
        )
        .audit(this.#audit, {
          entityId: importId,
          actor: 'operations',
          act: 'import.row-redriven',
          facts: { line, mended },
        })
        .commit();
      return true;
    } catch (error) {
      if (error instanceof ConditionFailed) return false;
      throw error;
    }
  }

  async keep(importId: string, line: number, flaws: readonly ImportFlaw[]): Promise<void> {
    await this.#intake.update(
      { businessKey: keyOf(importId, line) },
      { set: { flaws: [...flaws] } },
      equals('the row is held', { state: heldOf(importId) }),
    );
  }
}
