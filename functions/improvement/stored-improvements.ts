/** Improvements over their tables: every move of one is one conditional transaction. */
import { ImprovementHead, ImprovementRow, ImprovingRow } from '../../shared/contracts/improvement.ts';
import { addHandled, addOver, moved, unhandledSignals } from '../../shared/platform/case-moves.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { OPEN_CASES, shardKey } from '../../shared/platform/ids.ts';
import type { Senders } from '../../shared/platform/outbox.ts';
import { type Condition, equals, holds, type Table } from '../../shared/platform/table.ts';
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
  signals: (caseId) => unhandledSignals(its.cases, caseId),
  about: (key) => lastAbout(its.register, key),
  open: ({ head, row, deed, outbox }) => {
    const { caseId, key, openedAt } = head;
    const now: ImprovingRow = { entry: entryAbout(key), v: 1, state: 'OPEN', openedAt, caseId };
    return moved(
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
      its.senders,
      caseId,
    );
  },
  link: (head, linked, deed) => {
    const { caseId, status, moves = 0 } = head;
    return moved(
      new Transaction(clock)
        .update(
          its.cases,
          { caseId, sk: 'HEAD' },
          // Closed between being read and being written, it would name cases that nobody looks at.
          { set: { linked: [...linked], status, moves: moves + 1 } },
          isAsRead(head),
        )
        .audit(its.audit, { entityId: caseId, ...deed }),
      its.senders,
      caseId,
    );
  },
  advance: (head, advance, at) =>
    moved(transactionOf(clock, its, head, advance, at), its.senders, head.caseId),
});

const entryAbout = (key: string): `improving#${string}` => `improving#${key}`;

/** The last improvement about something. */
export const lastAbout = (register: Table, key: string): Promise<ImprovingRow | undefined> =>
  register.get(ImprovingRow, { entry: entryAbout(key) });

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
  const fields = { ...set, status, moves: (head.moves ?? 0) + 1 };
  const transaction = new Transaction(clock)
    .update(
      cases,
      { caseId, sk: 'HEAD' },
      status === 'CLOSED'
        ? { set: fields, remove: [...unset, 'openShard'] }
        : { set: { ...fields, openShard: shardKey(OPEN_CASES, caseId) }, remove: [...unset] },
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
  const { over = [], handled = [] } = advance;
  if (over.length > 0) {
    if (its.tasks === undefined) throw new Error('This function was not given the table of the tasks.');
    addOver(transaction, its.tasks, over);
  }
  addHandled(transaction, cases, caseId, handled, at);
  return transaction;
}

function isAsRead({ status, moves }: ImprovementHead): Condition {
  const unmoved = moves === undefined ? 'attribute_not_exists(#moves)' : '#moves = :moves';
  return holds(`the improvement is ${status} as it was read`, `#status = :status AND ${unmoved}`, {
    status,
    moves,
  });
}
