/** The desk's records over their tables: each change of a task is one conditional transaction. */
import * as z from 'zod';
import { AlertMeasure, AlertStep } from '../../shared/contracts/alert-rows.ts';
import { CaseClock, CaseLetter, CaseRound } from '../../shared/contracts/complaint.ts';
import { FeedbackVoice } from '../../shared/contracts/improvement.ts';
import {
  AnyHead,
  AuditRecord,
  CaseSignal,
  ComplaintNote,
  CustomerProfile,
  OutboxRow,
  StaffAbsence,
  StaffLoad,
  StaffProfile,
  TaskRow,
  TaskTokenRow,
  VisitBrief,
} from '../../shared/contracts/items.ts';
import { CampaignVoice } from '../../shared/contracts/survey.ts';
import { ConditionFailed } from '../../shared/faults/faults.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { shardKey, shardKeys } from '../../shared/platform/ids.ts';
import { eventRow, PENDING, together } from '../../shared/platform/outbox.ts';
import { type Change, type Condition, equals, holds, type Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import type {
  CaseBook,
  CaseDeeds,
  Consequences,
  CustomerBook,
  IncidentBook,
  LeaverBook,
  NewHolder,
  OutboxBook,
  PassedHolder,
  SignalBook,
  StaffBook,
  TaskBook,
  TokenDrawer,
  TokenReader,
} from './ports.ts';
import { retryAt } from './rules/retry.ts';

/** Prefix of the shards of `byCheckpoint`. */
export const OPEN = 'O';

/** Prefix of the shards of `pending` in which rows that failed for good wait for the sweep. */
export const UNDELIVERABLE = 'U';

/** Prefix of the shards of mails that the contact rules put off, ordered by the moment until which they do. */
export const PUT_OFF = 'D';

/** Cases over their table. */
export const caseBook = (cases: Table): CaseBook => ({
  find: (caseId) => cases.get(AnyHead, { caseId, sk: 'HEAD' }),
  note: (caseId) => cases.get(ComplaintNote, { caseId, sk: 'NOTE#0000' }),
  letter: (caseId, number) =>
    cases.get(CaseLetter, { caseId, sk: `LETTER#${String(number).padStart(4, '0')}` }),
  file: async (caseId) => {
    const all = await cases.kindsOf(caseId);
    const [head] = all(AnyHead, 'HEAD');
    if (head === undefined) return undefined;
    return {
      head,
      notes: all(ComplaintNote, 'NOTE#'),
      clocks: all(CaseClock, 'CLOCK#'),
      letters: all(CaseLetter, 'LETTER#'),
      ...(head.kind === 'complaint' && { rounds: all(CaseRound, 'ROUND#') }),
      ...(head.kind === 'feedback' && { voice: all(FeedbackVoice, 'VOICE#')[0] }),
      ...(head.kind === 'campaign' && { voices: all(CampaignVoice, 'VOICE#') }),
      brief: all(VisitBrief, 'BRIEF#')[0],
      ...(head.kind === 'alert' && {
        steps: all(AlertStep, 'STEP#'),
        measures: all(AlertMeasure, 'MEASURE#'),
      }),
    };
  },
  signals: (caseId) =>
    cases.query(CaseSignal, {
      of: ['caseId', caseId],
      sort: { attribute: 'sk', startsWith: 'SIGNAL#' },
    }),
});

/** What was done to cases, over the audit. */
export const caseDeeds = (audit: Table): CaseDeeds => ({
  of: (caseId) => audit.query(AuditRecord, { of: ['entityId', caseId] }),
});

/** Signals over the table of the cases. */
export const signalBook = (
  { cases, audit }: { readonly cases: Table; readonly audit: Table },
  clock: Clock,
): SignalBook => ({
  find: (caseId, signalId) => cases.get(CaseSignal, { caseId, sk: `SIGNAL#${signalId}` }),
  write: (signal, deed) =>
    commit(new Transaction(clock).putNew(cases, CaseSignal.parse(signal), isNew).audit(audit, deed), isNew),
});

const isNew = 'the signal is new';

/** Commits; false if the named condition did not hold. */
async function commit(transaction: Transaction, condition: string): Promise<boolean> {
  try {
    await transaction.commit();
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed && error.includes(condition)) return false;
    throw error;
  }
}

/** Customers over their table. */
export const customerBook = (customers: Table): CustomerBook => ({
  find: (customerId) => customers.get(CustomerProfile, { customerId, sk: 'PROFILE' }),
});

/** Staff over their table. */
export const staffBook = (staff: Table): StaffBook => ({
  find: (staffId) => staff.get(StaffProfile, { staffId, sk: 'PROFILE' }),
  inRole: (role) => staff.query(StaffProfile, { index: 'byRole', of: ['role', role] }),
  absences: (staffId) =>
    staff.query(StaffAbsence, {
      of: ['staffId', staffId],
      sort: { attribute: 'sk', startsWith: 'ABSENCE#' },
    }),
  visitsOn: async (staffId, day) => (await staff.get(StaffLoad, { staffId, sk: `LOAD#${day}` }))?.visits ?? 0,
  awayFrom: async (day) => {
    const away = await staff.query(z.object({ staffId: z.string() }), {
      index: 'byFirstDay',
      of: ['from', day],
    });
    return away.map(({ staffId }) => staffId);
  },
});

/** Leavers over the table of the staff. */
export const leaverBook = (
  { staff, audit }: { readonly staff: Table; readonly audit: Table },
  clock: Clock,
): LeaverBook => ({
  leave: async (staffId, actor) => {
    const active = equals('the person is active', { active: true });
    await commit(
      new Transaction(clock)
        .update(staff, { staffId, sk: 'PROFILE' }, { set: { active: false } }, active)
        .audit(audit, { entityId: staffId, actor, act: 'staff.left' }),
      active.name,
    );
  },
});

const same = 'task is as it was read';

/** What the index `byCase` tells of a task. */
const MadeBy = z.object({ taskId: z.string(), step: z.string(), execution: z.string() });

/** Tasks over their table, with the audit and the outbox that their changes write to. */
export function taskBook(
  { tasks, audit, outbox }: { tasks: Table; audit?: Table; outbox?: Table },
  clock: Clock,
): TaskBook {
  function withConsequences(transaction: Transaction, { deed, outbox: rows }: Consequences): Transaction {
    if (audit === undefined)
      throw new Error('This function was not given the audit, which every change of a task needs.');
    transaction.audit(audit, deed);
    if (rows.length === 0) return transaction;
    if (outbox === undefined)
      throw new Error('This function was not given the outbox, which this change of a task needs.');
    return transaction.outbox(outbox, ...rows);
  }

  function changed(
    task: TaskRow,
    condition: Condition,
    change: Change,
    consequences?: Consequences,
  ): Promise<boolean> {
    const transaction = new Transaction(clock).update(tasks, { taskId: task.taskId }, change, condition);
    return commit(consequences ? withConsequences(transaction, consequences) : transaction, condition.name);
  }

  const stillOpen = ({ generation }: TaskRow) => equals(same, { state: 'OPEN', generation });

  /** What a task that moves because nobody has begun with it must still be. */
  const stillUnopened = ({ generation, returnAt = '' }: TaskRow) =>
    equals(same, { state: 'OPEN', generation, returnAt });

  /** What whoever holds the link and has typed the right code may count on until the row is written. */
  const stillTheirs = ({ generation, assigneeId, codeNumber }: TaskRow, most: number) =>
    holds(
      same,
      '#state = :open AND #generation = :generation AND #assigneeId = :assigneeId AND #codeNumber = :codeNumber AND #wrongCodes < :most AND #linkExpiry > :now',
      {
        open: 'OPEN',
        generation,
        assigneeId,
        codeNumber,
        most,
        now: Math.floor(clock.now().getTime() / 1_000),
      },
    );

  /** A task in other hands: a code and a link of their own, and nothing of what was kept of the ones before. */
  const inOtherHands = (task: TaskRow, { assigneeId }: NewHolder) => ({
    openFor: assigneeId,
    heldHashes: heldHashesOf(task),
    remindersSent: 0,
    codeNumber: 1,
    wrongCodes: 0,
  });

  /** A task that somebody else has, other than by climbing. */
  const passedOn = (task: TaskRow, { passing, ...holder }: PassedHolder): Change => ({
    set: { ...holder, ...inOtherHands(task, holder), passed: [...(task.passed ?? []), passing] },
    add: { generation: 1 },
    remove: [...SEALS, ...unlessSet(holder)],
  });

  /** The open tasks behind entries of an index: an entry may be older than its task. */
  const stillOpenOf = (rows: readonly TaskRow[]) => rows.filter(({ state }) => state === 'OPEN');

  return {
    find: (taskId) => tasks.get(TaskRow, { taskId }),

    openOf: async (staffId, most) => {
      const open = await tasks.query(z.object({ taskId: z.string() }), {
        index: 'byAssignee',
        of: ['openFor', staffId],
        most,
      });
      return open.length;
    },

    dueOf: async (staffId, { from, until }, most) => {
      const due = await tasks.query(z.object({ taskId: z.string() }), {
        index: 'byAssignee',
        of: ['openFor', staffId],
        sort: { attribute: 'dueAt', from, until },
        most,
      });
      return due.length;
    },

    heldBy: async (staffId, most) => {
      const held = await tasks.behind(TaskRow, { index: 'byAssignee', of: ['openFor', staffId], most });
      return stillOpenOf(held).filter(({ assigneeId }) => assigneeId === staffId);
    },

    unopened: async (by, most) => {
      const given = await tasks.behind(TaskRow, {
        index: 'byReturn',
        of: ['returns', 'R'],
        sort: { attribute: 'returnAt', until: by },
        most,
      });
      return stillOpenOf(given).filter(({ returnAt }) => returnAt !== undefined && returnAt <= by);
    },

    ofCase: (caseId) => tasks.behind(TaskRow, { index: 'byCase', of: ['caseId', caseId] }),

    ofExecution: async (caseId, execution, step) => {
      const made = await tasks.query(MadeBy, { index: 'byCase', of: ['caseId', caseId] });
      const its = made.filter((task) => task.execution === execution && (step ?? task.step) === task.step);
      return tasks.getMany(TaskRow, its);
    },

    waiting: async (most) => {
      const shards = await Promise.all(
        shardKeys(OPEN).map((shard) =>
          tasks.behind(TaskRow, { index: 'byCheckpoint', of: ['openShard', shard], most }),
        ),
      );
      return shards
        .flat()
        .filter(({ state }) => state === 'OPEN')
        .sort((a, b) => (a.checkpointAt < b.checkpointAt ? -1 : 1))
        .slice(0, most);
    },

    open: (task, consequences) => {
      const row = TaskRow.parse({
        ...task,
        openFor: task.assigneeId,
        openShard: shardKey(OPEN, task.taskId),
      });
      const transaction = new Transaction(clock).putNew(tasks, row, same);
      return commit(withConsequences(transaction, consequences), same);
    },

    remind: (task, { remindersSent, checkpointAt, newCode }, consequences) =>
      changed(
        task,
        equals(same, { state: 'OPEN', generation: task.generation, checkpointAt: task.checkpointAt }),
        {
          set: { remindersSent, checkpointAt, ...(newCode ? { wrongCodes: 0 } : {}) },
          add: { rounds: 1, ...(newCode ? { codeNumber: 1 } : {}) },
          remove: newCode ? ['codeHash'] : [],
        },
        consequences,
      ),

    climb: (task, holder, consequences) =>
      changed(
        task,
        stillOpen(task),
        {
          set: { ...holder, ...inOtherHands(task, holder) },
          add: { generation: 1, rounds: 1 },
          remove: [...SEALS, 'minutes', ...unlessSet(holder)],
        },
        consequences,
      ),

    pass: (task, holder, mostWrongCodes, consequences) =>
      changed(task, stillTheirs(task, mostWrongCodes), passedOn(task, holder), consequences),

    move: (task, holder, consequences) =>
      changed(
        task,
        UNBEGUN.includes(holder.passing.way) ? stillUnopened(task) : stillOpen(task),
        passedOn(task, holder),
        consequences,
      ),

    letStay: (task) => changed(task, stillOpen(task), { remove: BEGUN }),

    keepDraft: (task, draft, mostWrongCodes) =>
      changed(task, stillTheirs(task, mostWrongCodes), { set: { draft }, remove: BEGUN }),

    recordReveal: (task, mostWrongCodes, deed) =>
      changed(
        task,
        stillTheirs(task, mostWrongCodes),
        { add: { reveals: 1 }, remove: BEGUN },
        { deed, outbox: [] },
      ),

    close: (task, state, consequences, signal) =>
      changed(task, stillOpen(task), { set: { state, signal }, remove: CLOSING }, consequences),

    decide: (task, answer, mostWrongCodes, consequences) =>
      changed(
        task,
        stillTheirs(task, mostWrongCodes),
        { set: { ...answer, state: 'DECIDED' }, remove: CLOSING },
        consequences,
      ),

    countWrongCode: (task, mostWrongCodes, whenVoid) => {
      const { generation, codeNumber, wrongCodes } = task;
      if (wrongCodes >= mostWrongCodes) return Promise.resolve(false);
      // Counted one by one, so that exactly one of those that guess at once is the last.
      return changed(
        task,
        equals(same, { state: 'OPEN', generation, codeNumber, wrongCodes }),
        { add: { wrongCodes: 1 }, remove: BEGUN },
        wrongCodes + 1 === mostWrongCodes ? { deed: whenVoid, outbox: [] } : undefined,
      );
    },

    renewCode: (task, codeAskedAt, consequences) => {
      const { generation, codeNumber } = task;
      return changed(
        task,
        equals(same, { state: 'OPEN', generation, codeNumber }),
        { set: { codeNumber: codeNumber + 1, wrongCodes: 0, codeAskedAt }, remove: ['codeHash'] },
        consequences,
      );
    },

    seal: (task, seals) => {
      const { generation, codeNumber, senderKid } = task;
      // Two senders at the moment of a rotation must not seal with different keys.
      const keyed = senderKid === undefined ? 'attribute_not_exists(#senderKid)' : '#senderKid = :senderKid';
      // A sender that is told no reads the row again, and finds its own seals in place if it was its own change.
      return tasks.update(
        { taskId: task.taskId },
        { set: seals },
        holds(
          same,
          `#state = :open AND #generation = :generation AND #codeNumber = :codeNumber AND (${keyed} OR #senderKid = :same)`,
          { open: 'OPEN', generation, codeNumber, senderKid, same: seals.senderKid },
        ),
      );
    },
  };
}

/** What the mail sender kept of a link and a code. */
const SEALS = ['nonceHash', 'formerNonceHash', 'codeHash', 'senderKid', 'codeAskedAt'];

/** What a task that is closed is no longer: in anybody's list, and half written. */
const CLOSING = ['openFor', 'openShard', 'draft', 'returnAt', 'returns'];

/** What is gone at the first thing that only a person does on the page of a task: then it is theirs to finish. */
const BEGUN = ['returnAt', 'returns'];

/** Ways in which a task goes on only as long as nobody has begun with it. */
const UNBEGUN: readonly PassedHolder['passing']['way'][] = ['UNOPENED', 'BACK'];

/** The same, for a new holder who has no such time of their own. */
const unlessSet = ({ returnAt }: NewHolder): string[] => (returnAt === undefined ? BEGUN : []);

/** Former holders of whose link something is kept. */
const MOST_FORMER = 20;

/** What is kept of the links of everybody who has held a task, once its present holder has lost it. */
function heldHashesOf({ heldBy, heldHashes = [], nonceHash = '' }: TaskRow): string[] {
  const all = [...heldBy.map((_, at) => heldHashes[at] ?? ''), nonceHash];
  return all.map((hash, at) => (at < all.length - MOST_FORMER ? '' : hash));
}

/** What the index `pending` tells of a row. */
const Pending = z.object({ outboxId: z.string(), pendingKey: z.string() });

/** The outbox over its table, with the audit that failures are written to, and the customers whose addresses are refused. */
export function outboxBook(
  { outbox, audit, customers }: { outbox: Table; audit?: Table; customers?: Table },
  clock: Clock,
): OutboxBook {
  const now = () => instantOf(clock.now());

  /** Rows of some shards of `pending` whose keys are wanted, as they are now, in the order of those keys. */
  async function waiting(
    state: OutboxRow['state'],
    shards: readonly string[],
    most: number,
    wanted: (pendingKey: string) => boolean = () => true,
  ): Promise<OutboxRow[]> {
    const entries = await Promise.all(
      shards.map((shard) => outbox.query(Pending, { index: 'pending', of: ['pendingShard', shard], most })),
    );
    const first = entries
      .flat()
      .filter(({ pendingKey }) => wanted(pendingKey))
      .sort((a, b) => (a.pendingKey < b.pendingKey ? -1 : 1))
      .slice(0, most);
    const rows = await outbox.getMany(OutboxRow, first);
    return rows.filter((row) => row.state === state && row.pendingKey !== undefined);
  }

  const unsent = equals('row is unsent', { state: 'UNSENT' });

  /** Changes a row that is unsent; where another sender was first, or this one before, the row stays as it was left. */
  async function changeUnsent({ outboxId }: OutboxRow, change: Change): Promise<void> {
    await outbox.update({ outboxId }, change, unsent);
  }

  /** The same with other writes beside it, all or none. */
  async function unlessSent(transaction: Transaction): Promise<void> {
    try {
      await transaction.commit();
    } catch (error) {
      if (!(error instanceof ConditionFailed && error.includes(unsent.name))) throw error;
    }
  }

  return {
    find: (outboxId) => outbox.get(OutboxRow, { outboxId }),

    pending: async (before, most) => {
      const [fresh, putOff] = await Promise.all([
        waiting('UNSENT', shardKeys(PENDING), most, (key) => (key.split('#')[1] ?? '') <= before),
        waiting('UNSENT', shardKeys(PUT_OFF), most, (key) => (key.split('#')[0] ?? '') <= before),
      ]);
      return [...fresh, ...putOff].sort((a, b) => a.urgency - b.urgency).slice(0, most);
    },

    undeliverable: (most) => waiting('FAILED', shardKeys(UNDELIVERABLE), most),

    sent: (row, fault) =>
      changeUnsent(row, {
        set: { state: 'SENT', sentAt: now(), ...(fault === undefined ? {} : { fault }) },
        add: { attempts: 1 },
        remove: ['pendingShard', 'pendingKey', ...(fault === undefined ? ['fault'] : [])],
      }),

    stillPending: (row, fault) =>
      changeUnsent(row, {
        set: {
          fault,
          pendingShard: shardKey(PENDING, row.outboxId),
          pendingKey: `${row.urgency}#${retryAt(row.attempts + 1, now())}#${row.outboxId}`,
        },
        add: { attempts: 1 },
        remove: row.events === undefined ? ['events'] : [],
      }),

    detach: (row, events) =>
      unlessSent(
        new Transaction(clock)
          .update(outbox, { outboxId: row.outboxId }, { remove: ['events'] }, unsent)
          .outbox(outbox, ...events.map((event) => eventRow(event, row.createdAt))),
      ),

    failed: (row, fault, its) => {
      const change = {
        set: { state: 'FAILED', fault, pendingShard: shardKey(UNDELIVERABLE, row.outboxId) },
        add: { attempts: 1 },
      };
      if (its === undefined) return changeUnsent(row, change);
      const { deed, events = [], refused } = its;
      if (audit === undefined)
        throw new Error('This function was not given the audit, which a failure needs.');
      const transaction = new Transaction(clock)
        .update(outbox, { outboxId: row.outboxId }, change, unsent)
        .audit(audit, deed)
        .outbox(outbox, ...events);
      if (refused !== undefined) {
        if (customers === undefined)
          throw new Error('This function was not given the customers, which a refused address needs.');
        const { customerId, address } = refused;
        const mailRefused = { address, at: now() };
        transaction.update(customers, { customerId, sk: 'PROFILE' }, { set: { mailRefused } });
      }
      return unlessSent(transaction);
    },

    // No attempt is counted: a row is not given up because a customer sleeps.
    deferred: (row, until) =>
      changeUnsent(row, {
        set: {
          pendingShard: shardKey(PUT_OFF, row.outboxId),
          pendingKey: `${until}#${row.outboxId}`,
        },
        remove: ['fault', ...(row.events === undefined ? ['events'] : [])],
      }),

    suppressed: (row, reason, deed) => {
      if (audit === undefined)
        throw new Error('This function was not given the audit, which a mail that is kept back needs.');
      const change = {
        set: { state: 'SUPPRESSED', fault: reason },
        remove: ['pendingShard', 'pendingKey', ...(row.events === undefined ? ['events'] : [])],
      };
      return unlessSent(
        new Transaction(clock).update(outbox, { outboxId: row.outboxId }, change, unsent).audit(audit, deed),
      );
    },

    settle: async ({ outboxId }) => {
      const there = holds('row is there', 'attribute_exists(#outboxId)');
      await outbox.update({ outboxId }, { remove: ['pendingShard', 'pendingKey'] }, there);
    },

    record: async (rows, deed) => {
      if (audit === undefined)
        throw new Error('This function was not given the audit, which a record needs.');
      const [first] = together(rows);
      if (first === undefined) throw new Error('A record without an outbox row could be written twice.');
      try {
        await new Transaction(clock)
          .audit(audit, deed)
          .outbox(outbox, ...rows)
          .commit();
        return true;
      } catch (error) {
        if (error instanceof ConditionFailed && error.includes(`outbox ${first.outboxId}`)) return false;
        throw error;
      }
    },
  };
}

/** The register of incidents over its table. */
export const incidentBook = (
  { register, outbox, audit }: { readonly register: Table; readonly outbox: Table; readonly audit: Table },
  clock: Clock,
): IncidentBook => ({
  open: ({ row, deed, outbox: rows }) => {
    const transaction = new Transaction(clock).putNew(register, row, isNewIncident).audit(audit, deed);
    return commit(transaction.outbox(outbox, ...rows), isNewIncident);
  },
});

const isNewIncident = 'the incident is new';

/** The drawer in which callback tokens are kept: one function puts them in. */
export const tokenDrawer = (tokens: Table): TokenDrawer => ({
  bind: (bound) => tokens.put({ v: 1, ...bound } satisfies TaskTokenRow),
});

/** The same drawer for the function that uses the tokens. */
export const tokenReader = (tokens: Table): TokenReader => ({
  tokenOf: async (taskId) => (await tokens.get(TaskTokenRow, { taskId }))?.token,
});
