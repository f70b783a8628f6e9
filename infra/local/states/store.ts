/** Machines, executions and histories on disk: one SQLite file, written in groups. */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { inTransaction, openStore } from '../store/store.ts';
import { type Execution, type Status, writeProgress } from './execution.ts';
import type { HistoryEvent } from './history.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS machines (
    arn TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, revision TEXT NOT NULL,
    created INTEGER NOT NULL, updated INTEGER NOT NULL, settings TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS revisions (
    id TEXT PRIMARY KEY, machine TEXT NOT NULL, definition TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS executions (
    id INTEGER PRIMARY KEY, arn TEXT NOT NULL UNIQUE, name TEXT NOT NULL, machine TEXT NOT NULL,
    revision TEXT NOT NULL, role TEXT NOT NULL, status TEXT NOT NULL, started INTEGER NOT NULL, stopped INTEGER,
    deadline INTEGER, input TEXT NOT NULL, output TEXT, error TEXT, cause TEXT, trace TEXT,
    parent TEXT, progress TEXT
  );
  CREATE INDEX IF NOT EXISTS executions_by_machine ON executions (machine, id);
  CREATE INDEX IF NOT EXISTS executions_running ON executions (status) WHERE status = 'RUNNING';
  CREATE TABLE IF NOT EXISTS history (id INTEGER PRIMARY KEY, events TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS keys (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
`;

/** A row of history is numbered by its execution times this plus its last event, of which there are 25,000 at most. */
const EVENTS_PER_EXECUTION = 32_768;

/** A machine as it is kept. */
export interface MachineRow {
  arn: string;
  name: string;
  role: string;
  /** Id of its newest revision. */
  revision: string;
  created: number;
  updated: number;
  settings: MachineSettings;
}

/** What CreateStateMachine may set besides definition and role, kept to be shown again. */
export interface MachineSettings {
  loggingConfiguration?: unknown;
  tracingConfiguration?: unknown;
  encryptionConfiguration?: unknown;
  tags?: { key: string; value: string }[];
}

/** An execution as it is kept. */
export interface ExecutionRow {
  id: number;
  arn: string;
  name: string;
  machine: string;
  revision: string;
  role: string;
  status: Status;
  started: number;
  stopped: number | null;
  deadline: number | null;
  input: string;
  output: string | null;
  error: string | null;
  cause: string | null;
  trace: string | null;
  parent: string | null;
  progress: string | null;
}

/** The states room's own SQLite file. Every method that writes has it on disk when it returns. */
export class Store {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(folder: string) {
    this.#db = openStore(folder, 'states', SCHEMA);
    // A checkpoint is the one moment that waits for the disk; every 32 MiB of log is often enough.
    this.#db.exec('PRAGMA wal_autocheckpoint = 8000');
  }

  close(): void {
    this.#db.close();
  }

  /** The key of that name, made by `make` the first time. */
  key(name: string, make: () => Uint8Array): Uint8Array {
    this.#run('INSERT OR IGNORE INTO keys VALUES (?, ?)', name, make());
    return this.#get<{ value: Uint8Array }>('SELECT value FROM keys WHERE name = ?', name)?.value ?? make();
  }

  nextExecutionId(): number {
    const row = this.#get<{ last: number | null }>('SELECT max(id) AS last FROM executions');
    return (row?.last ?? 0) + 1;
  }

  machines(): MachineRow[] {
    return this.#all<Record<string, string>>('SELECT * FROM machines ORDER BY name').map(machineRow);
  }

  machine(arn: string): MachineRow | undefined {
    const row = this.#get<Record<string, string>>('SELECT * FROM machines WHERE arn = ?', arn);
    return row && machineRow(row);
  }

  saveMachine(machine: MachineRow, definition: string): void {
    inTransaction(this.#db, () => {
      this.#run(
        'INSERT OR IGNORE INTO revisions VALUES (?, ?, ?)',
        machine.revision,
        machine.arn,
        definition,
      );
      const { arn, name, role, revision, created, updated, settings } = machine;
      const sql = 'INSERT OR REPLACE INTO machines VALUES (?, ?, ?, ?, ?, ?, ?)';
      this.#run(sql, arn, name, role, revision, created, updated, JSON.stringify(settings));
    });
  }

  /** Forgets a machine; its revisions stay for the executions that run on them. */
  deleteMachine(arn: string): void {
    this.#run('DELETE FROM machines WHERE arn = ?', arn);
  }

  definition(revision: string): string | undefined {
    return this.#get<{ definition: string }>('SELECT definition FROM revisions WHERE id = ?', revision)
      ?.definition;
  }

  /** Writes everything that is new about these executions, in one transaction. */
  commit(executions: readonly Execution[]): void {
    inTransaction(this.#db, () => {
      for (const x of executions) this.#write(x);
    });
    for (const x of executions) x.events = [];
  }

  execution(arn: string): ExecutionRow | undefined {
    return this.#get<ExecutionRow>('SELECT * FROM executions WHERE arn = ?', arn);
  }

  executionById(id: number): ExecutionRow | undefined {
    return this.#get<ExecutionRow>('SELECT * FROM executions WHERE id = ?', id);
  }

  running(): ExecutionRow[] {
    return this.#all<ExecutionRow>("SELECT * FROM executions WHERE status = 'RUNNING' ORDER BY id");
  }

  /** A page of executions of a machine, newest first, with ids below `before`. */
  executionsOf(machine: string, status: string | undefined, before: number, limit: number): ExecutionRow[] {
    const filter = status === undefined ? '' : 'AND status = ?';
    const sql = `SELECT * FROM executions WHERE machine = ? AND id < ? ${filter} ORDER BY id DESC LIMIT ?`;
    return this.#all<ExecutionRow>(sql, machine, before, ...(status === undefined ? [] : [status]), limit);
  }

  /** Number of the last event of an execution. */
  lastEvent(execution: number): number {
    const first = execution * EVENTS_PER_EXECUTION;
    const sql = 'SELECT max(id) AS last FROM history WHERE id > ? AND id < ?';
    const row = this.#get<{ last: number | null }>(sql, first, first + EVENTS_PER_EXECUTION);
    return (row?.last ?? first) - first;
  }

  /** At most `limit` events of an execution, from event `from` on, upwards or downwards. */
  events(execution: number, from: number, limit: number, reverse: boolean): HistoryEvent[] {
    const first = execution * EVENTS_PER_EXECUTION;
    const sql = reverse
      ? `SELECT events FROM history WHERE id > ? AND id <=
           (SELECT min(id) FROM history WHERE id >= ?) ORDER BY id DESC`
      : 'SELECT events FROM history WHERE id >= ? AND id < ? ORDER BY id';
    const range = reverse ? [first, first + from] : [first + from, first + EVENTS_PER_EXECUTION];
    const found: HistoryEvent[] = [];
    for (const row of this.#statement(sql).iterate(...range)) {
      const events = JSON.parse((row as { events: string }).events) as HistoryEvent[];
      if (reverse) events.reverse();
      found.push(...events.filter(({ id }) => (reverse ? id <= from : id >= from)));
      if (found.length >= limit) break;
    }
    return found.slice(0, limit);
  }

  /** Removes a closed execution and its history. */
  deleteExecution(id: number): void {
    inTransaction(this.#db, () => {
      const first = id * EVENTS_PER_EXECUTION;
      this.#run('DELETE FROM history WHERE id > ? AND id < ?', first, first + EVENTS_PER_EXECUTION);
      this.#run('DELETE FROM executions WHERE id = ?', id);
    });
  }

  #write(x: Execution): void {
    const running = x.status === 'RUNNING';
    const progress = running ? writeProgress(x) : null;
    const { error = null, cause = null } = x.fault ?? {};
    const output = x.output === undefined ? null : JSON.stringify(x.output);
    const isNew = x.events[0]?.id === 1;
    if (isNew) {
      this.#statement(
        `INSERT INTO executions (id, arn, name, machine, revision, role, status, started, stopped, deadline,
           input, output, error, cause, trace, parent, progress)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ).run(
        x.id,
        x.arn,
        x.name,
        x.machineArn,
        x.revision,
        x.roleArn,
        x.status,
        x.startedAt,
        x.stoppedAt ?? null,
        x.deadline ?? null,
        x.inputText,
        output,
        error,
        cause,
        x.traceHeader ?? null,
        x.parent ? JSON.stringify(x.parent) : null,
        progress,
      );
    } else {
      this.#statement(
        `UPDATE executions SET status = ?, stopped = ?, output = ?, error = ?, cause = ?, progress = ? WHERE id = ?`,
      ).run(x.status, x.stoppedAt ?? null, output, error, cause, progress, x.id);
    }
    if (x.events.length > 0) {
      const id = x.id * EVENTS_PER_EXECUTION + x.lastEvent;
      this.#statement('INSERT INTO history VALUES (?, ?)').run(id, JSON.stringify(x.events));
    }
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #run(sql: string, ...parameters: SQLInputValue[]): void {
    this.#statement(sql).run(...parameters);
  }

  #get<T>(sql: string, ...parameters: SQLInputValue[]): T | undefined {
    return this.#statement(sql).get(...parameters) as T | undefined;
  }

  #all<T>(sql: string, ...parameters: SQLInputValue[]): T[] {
    return this.#statement(sql).all(...parameters) as T[];
  }
}

function machineRow(row: Record<string, string>): MachineRow {
  return { ...(row as unknown as MachineRow), settings: JSON.parse(row.settings ?? '{}') as MachineSettings };
}
