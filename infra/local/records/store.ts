/** The records on disk: one SQLite file with the catalog, the items, the index entries and request tokens. */

import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { openStore } from '../store/store.ts';
import { type Index, type Position, positionIn, type Table, type TableRecord, tableFrom } from './tables.ts';
import { type Item, itemSize } from './values.ts';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS tables (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, record TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS indexes (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS items (
  tbl INTEGER NOT NULL, hash BLOB NOT NULL, range BLOB NOT NULL,
  body TEXT NOT NULL, size INTEGER NOT NULL, expires INTEGER,
  PRIMARY KEY (tbl, hash, range)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS items_by_expiry ON items (expires) WHERE expires IS NOT NULL;
CREATE TABLE IF NOT EXISTS entries (
  idx INTEGER NOT NULL, hash BLOB NOT NULL, range BLOB NOT NULL,
  item_hash BLOB NOT NULL, item_range BLOB NOT NULL,
  PRIMARY KEY (idx, hash, range, item_hash, item_range)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tokens (
  token TEXT PRIMARY KEY, request TEXT NOT NULL, cost TEXT NOT NULL, answered INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tokens_by_age ON tokens (answered);
`;

/** An item as it is stored, with its size in bytes. */
export interface StoredItem {
  item: Item;
  size: number;
}

/** A bound of a range of sort keys. */
export interface Bound {
  bytes: Buffer;
  inclusive: boolean;
}

/** Which items a Query or Scan walks over, and where it goes on. */
export interface Walk {
  /** One partition; a Scan has none. */
  hash?: Buffer | undefined;
  low?: Bound | undefined;
  high?: Bound | undefined;
  /** Only partitions from here (included) to there (excluded). */
  from?: Buffer | undefined;
  to?: Buffer | undefined;
  /** The last item of the page before, by its place in the index (if one is walked) and in the table. */
  after?: { entry?: Position | undefined; item: Position } | undefined;
  backward?: boolean | undefined;
}

/** A remembered transaction, so that its repetition is recognised. */
export interface Token {
  request: string;
  cost: string;
  answered: number;
}

/** The time to live of an item in epoch seconds, if its table has one and the item carries it as a number. */
export function expiryOf({ record }: Table, item: Item): number | null {
  const seconds = record.ttlAttribute === undefined ? undefined : item[record.ttlAttribute]?.N;
  return seconds === undefined ? null : Math.floor(Number(seconds));
}

const samePosition = (a: Position, b: Position): boolean => a.hash.equals(b.hash) && a.range.equals(b.range);

/** The store; every method is synchronous, and `atomically` makes several of them one commit. */
export class Store {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #tables = new Map<string, Table>();

  constructor(folder: string) {
    this.#db = openStore(folder, 'records', SCHEMA);
    // Fewer checkpoints: each of them waits for the disk, and the log may well grow to some megabytes.
    this.#db.exec('PRAGMA wal_autocheckpoint = 4000;');
    for (const { id, record } of this.#all('SELECT id, record FROM tables')) {
      const table = tableFrom(Number(id), JSON.parse(String(record)));
      this.#tables.set(table.name, table);
    }
  }

  close(): void {
    this.#db.close();
  }

  #prepared(sql: string): StatementSync {
    const found = this.#statements.get(sql) ?? this.#db.prepare(sql);
    this.#statements.set(sql, found);
    return found;
  }

  #run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#prepared(sql).run(...values).changes);
  }

  #get(sql: string, ...values: SQLInputValue[]): Record<string, unknown> | undefined {
    return this.#prepared(sql).get(...values);
  }

  #all(sql: string, ...values: SQLInputValue[]): Record<string, unknown>[] {
    return this.#prepared(sql).all(...values);
  }

  /** Runs `work` as one commit; when it throws, nothing of it has happened. */
  atomically<T>(work: () => T): T {
    this.#prepared('BEGIN IMMEDIATE').run();
    try {
      const result = work();
      this.#prepared('COMMIT').run();
      return result;
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  // The catalog

  tables(): Table[] {
    return [...this.#tables.values()];
  }

  table(name: string): Table | undefined {
    return this.#tables.get(name);
  }

  /** Writes a table's definition; indexes that are new are filled, those that are gone are dropped. */
  define(record: TableRecord): Table {
    const { TableName: name, GlobalSecondaryIndexes: wanted = [] } = record.definition;
    const before = this.#tables.get(name);
    const table = this.atomically(() => {
      const kept = (index: Index): boolean =>
        wanted.some((definition) => JSON.stringify(definition) === JSON.stringify(index.definition));
      const indexIds = Object.fromEntries(
        before?.indexes.filter(kept).map((index) => [index.name, index.id]) ?? [],
      );
      const dropped = before?.indexes.filter((index) => !kept(index)) ?? [];
      for (const index of dropped) this.#dropIndex(index.id);
      for (const { IndexName } of wanted) indexIds[IndexName] ??= this.#newIndexId(`${name}/${IndexName}`);

      const text = JSON.stringify({ ...record, indexIds });
      this.#run(
        'INSERT INTO tables (name, record) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET record = excluded.record',
        name,
        text,
      );
      const id = Number(this.#get('SELECT id FROM tables WHERE name = ?', name)?.id);
      const defined = tableFrom(id, JSON.parse(text));
      const fresh = defined.indexes.filter((index) => !before?.indexes.some(({ id }) => id === index.id));
      const ttlMoved = before && before.record.ttlAttribute !== record.ttlAttribute;
      if (before && (fresh.length > 0 || ttlMoved)) this.#refill(defined, fresh);
      return defined;
    });
    this.#tables.set(name, table);
    return table;
  }

  #newIndexId(name: string): number {
    return Number(this.#prepared('INSERT INTO indexes (name) VALUES (?)').run(name).lastInsertRowid);
  }

  #dropIndex(id: number): void {
    this.#run('DELETE FROM entries WHERE idx = ?', id);
    this.#run('DELETE FROM indexes WHERE id = ?', id);
  }

  /** Gives every item of a table its entries in new indexes, and its expiry by the table's present attribute. */
  #refill(table: Table, fresh: Index[]): void {
    const rows = this.#all('SELECT hash, range, body FROM items WHERE tbl = ?', table.id);
    for (const { hash, range, body } of rows) {
      const item: Item = JSON.parse(String(body));
      const position = { hash: Buffer.from(hash as Uint8Array), range: Buffer.from(range as Uint8Array) };
      this.#run(
        'UPDATE items SET expires = ? WHERE tbl = ? AND hash = ? AND range = ?',
        expiryOf(table, item),
        table.id,
        position.hash,
        position.range,
      );
      for (const index of fresh) this.#moveEntry(index, position, undefined, positionIn(index, item));
    }
  }

  drop(table: Table): void {
    this.atomically(() => {
      for (const index of table.indexes) this.#dropIndex(index.id);
      this.#run('DELETE FROM items WHERE tbl = ?', table.id);
      this.#run('DELETE FROM tables WHERE id = ?', table.id);
    });
    this.#tables.delete(table.name);
  }

  counted(table: Table): { items: number; bytes: number } {
    const row = this.#get(
      'SELECT count(*) AS items, coalesce(sum(size), 0) AS bytes FROM items WHERE tbl = ?',
      table.id,
    );
    return { items: Number(row?.items), bytes: Number(row?.bytes) };
  }

  // Items

  get(table: Table, { hash, range }: Position): StoredItem | undefined {
    const row = this.#get(
      'SELECT body, size FROM items WHERE tbl = ? AND hash = ? AND range = ?',
      table.id,
      hash,
      range,
    );
    return row && storedItem(row);
  }

  put(table: Table, position: Position, before: Item | undefined, item: Item, size = itemSize(item)): void {
    this.#run(
      `INSERT INTO items (tbl, hash, range, body, size, expires) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (tbl, hash, range) DO UPDATE
       SET body = excluded.body, size = excluded.size, expires = excluded.expires`,
      table.id,
      position.hash,
      position.range,
      JSON.stringify(item),
      size,
      expiryOf(table, item),
    );
    for (const index of table.indexes) {
      this.#moveEntry(index, position, before && positionIn(index, before), positionIn(index, item));
    }
  }

  delete(table: Table, position: Position, before: Item): void {
    this.#run(
      'DELETE FROM items WHERE tbl = ? AND hash = ? AND range = ?',
      table.id,
      position.hash,
      position.range,
    );
    for (const index of table.indexes) {
      this.#moveEntry(index, position, positionIn(index, before), undefined);
    }
  }

  #moveEntry(index: Index, item: Position, from: Position | undefined, to: Position | undefined): void {
    if (from && to && samePosition(from, to)) return;
    if (from) {
      this.#run(
        'DELETE FROM entries WHERE idx = ? AND hash = ? AND range = ? AND item_hash = ? AND item_range = ?',
        index.id,
        from.hash,
        from.range,
        item.hash,
        item.range,
      );
    }
    if (to) {
      this.#run(
        'INSERT INTO entries (idx, hash, range, item_hash, item_range) VALUES (?, ?, ?, ?, ?)',
        index.id,
        to.hash,
        to.range,
        item.hash,
        item.range,
      );
    }
  }

  /** Items of a table, or of one of its indexes, in key order; read one by one as the caller asks. */
  *walk(table: Table, index: Index | undefined, walk: Walk): Generator<StoredItem> {
    const values: SQLInputValue[] = index ? [table.id, index.id] : [table.id];
    const where = [index ? 'e.idx = ?' : 'k.tbl = ?'];
    const key = index ? 'e' : 'k';
    const also = (condition: string, ...more: SQLInputValue[]): void => {
      where.push(condition);
      values.push(...more);
    };
    const { hash, low, high, from, to, after, backward } = walk;
    if (hash) also(`${key}.hash = ?`, hash);
    if (low) also(`${key}.range ${low.inclusive ? '>=' : '>'} ?`, low.bytes);
    if (high) also(`${key}.range ${high.inclusive ? '<=' : '<'} ?`, high.bytes);
    if (from) also(`${key}.hash >= ?`, from);
    if (to) also(`${key}.hash < ?`, to);
    const columns = index ? ['e.hash', 'e.range', 'e.item_hash', 'e.item_range'] : ['k.hash', 'k.range'];
    // Within one partition the first column says nothing, and naming it would keep SQLite from seeking.
    const ordered = hash ? columns.slice(1) : columns;
    if (after) {
      const { entry, item } = after;
      const place = [...(entry ? [entry.hash, entry.range] : []), item.hash, item.range].slice(hash ? 1 : 0);
      also(
        `(${ordered.join(', ')}) ${backward ? '<' : '>'} (${ordered.map(() => '?').join(', ')})`,
        ...place,
      );
    }
    const source = index
      ? 'entries e CROSS JOIN items k ON k.tbl = ? AND k.hash = e.item_hash AND k.range = e.item_range'
      : 'items k';
    const order = ordered.map((column) => (backward ? `${column} DESC` : column)).join(', ');
    const sql = `SELECT k.body, k.size FROM ${source} WHERE ${where.join(' AND ')} ORDER BY ${order}`;
    for (const row of this.#prepared(sql).iterate(...values)) yield storedItem(row);
  }

  // Time to live

  /** The earliest expiry (epoch seconds) that is later than `from`. */
  nextExpiry(from: number): number | undefined {
    const row = this.#get('SELECT min(expires) AS expires FROM items WHERE expires > ?', from);
    return row?.expires == null ? undefined : Number(row.expires);
  }

  /** Deletes items whose expiry lies in (from, to], at most so many; answers how many. */
  deleteExpired(from: number, to: number, most: number): number {
    return this.atomically(() => {
      const rows = this.#all(
        'SELECT tbl, hash, range, body FROM items WHERE expires > ? AND expires <= ? ORDER BY expires LIMIT ?',
        from,
        to,
        most,
      );
      const byId = new Map(this.tables().map((table) => [table.id, table]));
      for (const { tbl, hash, range, body } of rows) {
        const table = byId.get(Number(tbl));
        const position = { hash: Buffer.from(hash as Uint8Array), range: Buffer.from(range as Uint8Array) };
        if (table) this.delete(table, position, JSON.parse(String(body)));
      }
      return rows.length;
    });
  }

  // Request tokens

  token(token: string): Token | undefined {
    const row = this.#get('SELECT request, cost, answered FROM tokens WHERE token = ?', token);
    return row && { request: String(row.request), cost: String(row.cost), answered: Number(row.answered) };
  }

  remember(token: string, { request, cost, answered }: Token): void {
    this.#run(
      'INSERT OR REPLACE INTO tokens (token, request, cost, answered) VALUES (?, ?, ?, ?)',
      token,
      request,
      cost,
      answered,
    );
  }

  forgetTokensBefore(instant: number): void {
    this.#run('DELETE FROM tokens WHERE answered < ?', instant);
  }
}

const storedItem = (row: Record<string, unknown>): StoredItem => ({
  item: JSON.parse(String(row.body)),
  size: Number(row.size),
});
