/** Improvements over their tables: every move of one is one conditional transaction. */
import { ImprovementHead, ImprovementRow, ImprovingRow } from '../../shared/contracts/improvement.ts';
import { CaseSignal } from '../../shared/contracts/items.ts';
import { ConditionFailed } from '../../shared/faults/faults.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { OPEN_CASES, shardKey } from '../../shared/platform/ids.ts';
import { type Senders, sendNow } from '../../shared/platform/outbox.ts';
import { type Condition, equals, holds, type Table } from '../../shared/platform/table.ts';
import { log } from '../../shared/platform/telemetry.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import type { ImprovementAdvance, ImprovementBook } from './ports.ts';

/** The tables, and who sends what is written. */
export interface Stored {
  readonly cases: Table;
  readonly register: Table;
  readonly outbox: Table;
  readonly audit: Table;
  readonly senders: Senders;
  /** Where waits stand; whoever only opens improvements has none. */
  readonly tasks?: Table;
}

/** Improvements over their tables. */
export const storedImprovements = (clock: Clock, its: Stored): ImprovementBook => ({
  find: (caseId) => its.cases.get(ImprovementHead, { caseId, sk: 'HEAD' }),
  signals: async (caseId) => {
    const signals = await its.cases.query(CaseSignal, {
      of: ['caseId', caseId],
      sort: { attribute: 'sk', startsWith: 'SIGNAL#' },
    });
    return signals.filter(({ handledAt }) => handledAt === undefined).sort((a, b) => (a.at < b.at ? -1 : 1));
  },
  about: (key) => lastAbout(its.register, key),
  open: ({ head, row, deed, outbox }) => {
    const { caseId, key, openedAt } = head;
    const now: ImprovingRow = { entry: entryAbout(key), v: 1, state: 'OPEN', openedAt, caseId };
    return committed(
      its,
      caseId,
      new Transaction(clock)
        .putNew(its.cases, ImprovementHead.parse(head), `${caseId} is new`)
        .putNew(its.register, ImprovementRow.parse(row), `the entry of ${caseId} is new`)
        .put(
          its.register,
          ImprovingRow.parse(now),
          holds('nothing about the same is open', 'attribute_not_exists(#state) OR #state = :closed', {
            closed: 'CLOSED',
          }),
        )
        .audit(its.audit, { entityId: caseId, ...deed })
        .outbox(its.outbox, ...outbox),
    );
  },
  link: (head, linked, deed) => {
    const { caseId, status, moves = 0 } = head;
    return committed(
      its,
      caseId,
      new Transaction(clock)
        .update(
          its.cases,
          { caseId, sk: 'HEAD' },
          // Closed between being read and being written, it would name cases that nobody looks at.
          { set: { linked: [...linked], status, moves: moves + 1 } },
          isAsRead(head),
        )
        .audit(its.audit, { entityId: caseId, ...deed }),
    );
  },
  advance: (head, advance, at) => committed(its, head.caseId, transactionOf(clock, its, head, advance, at)),
});

const entryAbout = (key: string): `improving#${string}` => `improving#${key}`;

/** The last improvement about something. */
export const lastAbout = (register: Table, key: string): Promise<ImprovingRow | undefined> =>
  register.get(ImprovingRow, { entry: entryAbout(key) });

/** Commits, and has sent what was written; false if a condition did not hold. */
async function committed({ senders }: Stored, caseId: string, transaction: Transaction): Promise<boolean> {
  try {
    await sendNow(await transaction.commit(), senders);
    return true;
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    // Mostly somebody else was faster, and the step looks again; where it was something else, this says what.
    log.warn('not moved on', { caseId, conditions: error.conditions });
    return false;
  }
}

function transactionOf(
  clock: Clock,
  its: Stored,
  head: ImprovementHead,
  advance: ImprovementAdvance,
  at: string,
): Transaction {
  const { caseId, key } = head;
  const { cases, register, audit, outbox } = its;
  const { status, set, unset = [], row, deed } = advance;
  const moved = { ...set, status, moves: (head.moves ?? 0) + 1 };
  const transaction = new Transaction(clock)
    .update(
      cases,
      { caseId, sk: 'HEAD' },
      status === 'CLOSED'
        ? { set: moved, remove: [...unset, 'openShard'] }
        : { set: { ...moved, openShard: shardKey(OPEN_CASES, caseId) }, remove: [...unset] },
      isAsRead(head),
    )
    .audit(audit, { entityId: caseId, ...deed })
    .outbox(outbox, ...advance.outbox);
  if (row !== undefined)
    transaction.update(register, { entry: `improvement#${caseId}` }, { set: { ...row } });
  if (status === 'CLOSED')
    transaction.update(
      register,
      { entry: entryAbout(key) },
      { set: { state: 'CLOSED' } },
      equals(`${caseId} is what is improved about ${key}`, { caseId, state: 'OPEN' }),
    );
  for (const { taskId } of advance.over ?? []) {
    if (its.tasks === undefined) throw new Error('This function was not given the table of the tasks.');
    transaction.update(
      its.tasks,
      { taskId },
      { set: { state: 'EXPIRED' } },
      equals(`the wait ${taskId} is open`, { state: 'OPEN' }),
    );
  }
  for (const { sk } of advance.handled ?? [])
    transaction.update(
      cases,
      { caseId, sk },
      { set: { handledAt: at } },
      holds(`${sk} is not handled yet`, 'attribute_not_exists(#handledAt)'),
    );
  return transaction;
}

function isAsRead({ status, moves }: ImprovementHead): Condition {
  const unmoved = moves === undefined ? 'attribute_not_exists(#moves)' : '#moves = :moves';
  return holds(`the improvement is ${status} as it was read`, `#status = :status AND ${unmoved}`, {
    status,
    moves,
  });
}
