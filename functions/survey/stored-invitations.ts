/** Invitations over their tables: every move of one is one conditional transaction. */
import { CaseLetter } from '../../shared/contracts/complaint.ts';
import {
  AnyHead,
  ComplaintNote,
  type CustomerConsent,
  CustomerSignal,
} from '../../shared/contracts/items.ts';
import { InvitationHead, SurveyAnswer } from '../../shared/contracts/survey.ts';
import { addHandled, addOver, moved, rowsOf, unhandledSignals } from '../../shared/platform/case-moves.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { CONSENT_UNMOVED } from '../../shared/platform/consents.ts';
import { addDueScore } from '../../shared/platform/due-score.ts';
import { addHoldsUnmoved } from '../../shared/platform/holds.ts';
import { OPEN_CASES, shardKey } from '../../shared/platform/ids.ts';
import type { Senders } from '../../shared/platform/outbox.ts';
import { type Condition, equals, holds, type Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import type { InvitationAdvance, InvitationBook, Standing } from './ports.ts';

/** What only some steps use beside. */
export interface Beside {
  readonly answers?: Table;
  readonly signals?: Table;
}

interface Stored extends Beside {
  readonly cases: Table;
  readonly customers: Table;
  readonly tasks: Table;
  readonly outbox: Table;
  readonly audit: Table;
  readonly senders: Senders;
}

/** Invitations over their tables. */
export const storedInvitations = (clock: Clock, its: Stored): InvitationBook => ({
  find: (caseId) => its.cases.get(InvitationHead, { caseId, sk: 'HEAD' }),
  anyCase: (caseId) => its.cases.get(AnyHead, { caseId, sk: 'HEAD' }),
  answer: (surveyId, answerKey) => tableOf(its, 'answers').get(SurveyAnswer, { surveyId, answerKey }),
  lastLetter: async (caseId) => {
    const last = { newestFirst: true, most: 1 } as const;
    const [letter] = await its.cases.query(CaseLetter, { ...rowsOf(caseId, 'LETTER#'), ...last });
    return letter?.number ?? 0;
  },
  signals: (caseId) => unhandledSignals(its.cases, caseId),
  advance: (head, advance, at) =>
    moved(transactionOf(clock, its, head, advance, at), its.senders, head.caseId),
});

function tableOf(its: Beside, name: keyof Beside): Table {
  const table = its[name];
  if (table === undefined) throw new Error(`This function was not given the table of ${name}.`);
  return table;
}

function transactionOf(
  clock: Clock,
  its: Stored,
  head: InvitationHead,
  advance: InvitationAdvance,
  at: string,
): Transaction {
  const { caseId, customerId } = head;
  const { cases, customers, audit, outbox, tasks } = its;
  const { status, set, unset = [], deed, answer, note, letter, signals = [] } = advance;
  const fields = { ...set, status, moves: (head.moves ?? 0) + 1 };
  const remove = unset.filter((field) => set[field] === undefined);
  // Only open cases are in the index by opening.
  const change =
    status === 'CLOSED'
      ? { set: fields, remove: [...remove, 'openShard'] }
      : { set: { ...fields, openShard: shardKey(OPEN_CASES, caseId) }, remove };
  const transaction = new Transaction(clock)
    .update(cases, { caseId, sk: 'HEAD' }, change, isAsRead(head))
    .audit(audit, { entityId: caseId, ...deed })
    .outbox(outbox, ...advance.outbox);
  if (advance.while !== undefined) addUnmoved(transaction, customers, customerId, advance.while);
  if (answer !== undefined)
    transaction.putNew(tableOf(its, 'answers'), SurveyAnswer.parse(answer), 'nobody has answered in between');
  // Nobody writes a note or a letter but with the head, whose condition guards them as well.
  if (note !== undefined) transaction.put(cases, ComplaintNote.parse(note));
  if (letter !== undefined)
    transaction.putNew(cases, CaseLetter.parse(letter), `${letter.sk} is not sealed yet`);
  for (const signal of signals) transaction.put(tableOf(its, 'signals'), CustomerSignal.parse(signal));
  if (signals.length > 0) addDueScore(transaction, customers, customerId, at);
  addOver(transaction, tasks, advance.over ?? []);
  addHandled(transaction, cases, caseId, advance.handled ?? [], at);
  return transaction;
}

/** Nobody moved it, nobody answered it, and nothing stopped it since it was read: those who answer move nothing else. */
function isAsRead({ status, moves, participation, stopped }: InvitationHead): Condition {
  const given = { moves, participation, stopped };
  const clauses = Object.entries(given).map(([field, value]) =>
    value === undefined ? `attribute_not_exists(#${field})` : `#${field} = :${field}`,
  );
  return holds(
    `the invitation is ${status} as it was read`,
    ['#status = :status', ...clauses].join(' AND '),
    {
      status,
      ...given,
    },
  );
}

/** What keeps surveys away from the customer is as it was read: complaints, their consent, and the marks they bear. */
function addUnmoved(
  transaction: Transaction,
  customers: Table,
  customerId: string,
  { holdMoves, book }: Standing,
): void {
  addHoldsUnmoved(transaction, customers, customerId, holdMoves);
  const word = book.consents.find(({ purpose, channel }) => purpose === 'survey' && channel === 'mail');
  transaction
    .check(customers, { customerId, sk: CONSENT }, consentAsRead(word))
    .check(
      customers,
      { customerId, sk: 'PROFILE' },
      holds(
        'the customer bears no mark',
        'attribute_exists(#customerId) AND NOT #deceased = :yes AND NOT #minor = :yes AND NOT #doNotContact = :yes',
        { yes: true },
      ),
    );
}

const CONSENT = 'CONSENT#survey#mail';

const consentAsRead = (word: Pick<CustomerConsent, 'state' | 'at'> | undefined): Condition =>
  word === undefined
    ? holds(CONSENT_UNMOVED, 'attribute_not_exists(#sk)')
    : equals(CONSENT_UNMOVED, { state: word.state, at: word.at });
