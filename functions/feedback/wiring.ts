/** Who provides what answering what customers said needs. */
import { CaseLetter } from '../../shared/contracts/complaint.ts';
import { FeedbackHead, FeedbackRow, FeedbackVoice } from '../../shared/contracts/improvement.ts';
import { CustomerProfile, TaskRow } from '../../shared/contracts/items.ts';
import { moved, rowsOf, unhandledSignals } from '../../shared/platform/case-moves.ts';
import { type Clock, clock } from '../../shared/platform/clock.ts';
import { environment, Setting } from '../../shared/platform/env.ts';
import { executionArn, startExecution } from '../../shared/platform/executions.ts';
import { OPEN_CASES, shardKey } from '../../shared/platform/ids.ts';
import { invokeAsync } from '../../shared/platform/invoke.ts';
import type { Senders } from '../../shared/platform/outbox.ts';
import { Policies } from '../../shared/platform/policies.ts';
import { equals, holds, Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import { feedbackPolicies } from './policies.ts';
import type {
  FeedbackAdvance,
  FeedbackBook,
  FeedbackDesk,
  OpenFeedbackDesk,
  SendReplyDesk,
} from './ports.ts';

interface Stored {
  readonly cases: Table;
  readonly register: Table;
  readonly outbox: Table;
  readonly audit: Table;
  readonly senders: Senders;
}

function bookOf(senders: Senders): FeedbackBook {
  const env = environment({
    CASES_TABLE: Setting,
    REGISTER_TABLE: Setting,
    OUTBOX_TABLE: Setting,
    AUDIT_TABLE: Setting,
  });
  return storedFeedback(clock, {
    cases: new Table(env.CASES_TABLE, 'caseId', 'sk'),
    register: new Table(env.REGISTER_TABLE, 'entry'),
    outbox: new Table(env.OUTBOX_TABLE, 'outboxId'),
    audit: new Table(env.AUDIT_TABLE, 'entityId', 'sk'),
    senders,
  });
}

/** What taking in what somebody said needs. */
export function openFeedbackWiring(): OpenFeedbackDesk {
  const { FEEDBACK_MACHINE_ARN: machine, DELIVER_FUNCTION: deliver } = environment({
    FEEDBACK_MACHINE_ARN: Setting,
    DELIVER_FUNCTION: Setting,
  });
  const execution = (caseId: string) => ({ kind: 'feedback', caseId, round: 1 });
  return {
    clock,
    cases: bookOf({ deliver }),
    executions: {
      nameOf: (caseId) => executionArn(machine, execution(caseId)),
      start: (caseId) => startExecution(machine, execution(caseId)),
    },
  };
}

/** What every step needs. */
export function feedbackWiring(): FeedbackDesk {
  const env = environment({
    CUSTOMERS_TABLE: Setting,
    TASKS_TABLE: Setting,
    POLICIES_TABLE: Setting,
    SEND_MAIL_FUNCTION: Setting,
    DELIVER_FUNCTION: Setting,
  });
  const customers = new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk');
  const tasks = new Table(env.TASKS_TABLE, 'taskId');
  return {
    clock,
    cases: bookOf({ mail: env.SEND_MAIL_FUNCTION, deliver: env.DELIVER_FUNCTION }),
    customers: { find: (customerId) => customers.get(CustomerProfile, { customerId, sk: 'PROFILE' }) },
    tasks: {
      ofCase: (caseId) => tasks.behind(TaskRow, { index: 'byCase', of: ['caseId', caseId] }),
    },
    policies: new Policies(new Table(env.POLICIES_TABLE, 'name', 'sk'), clock, feedbackPolicies),
  };
}

/** What sending an answer needs. */
export function sendReplyWiring(): SendReplyDesk {
  const { OPEN_IMPROVEMENT_FUNCTION: improvement } = environment({ OPEN_IMPROVEMENT_FUNCTION: Setting });
  return { ...feedbackWiring(), improvements: { open: (wish) => invokeAsync(improvement, wish) } };
}

const storedFeedback = (own: Clock, its: Stored): FeedbackBook => {
  const { cases, register, outbox, audit, senders } = its;
  return {
    find: (caseId) => cases.get(FeedbackHead, { caseId, sk: 'HEAD' }),
    lastLetter: async (caseId) => {
      const [last] = await cases.query(CaseLetter, {
        ...rowsOf(caseId, 'LETTER#'),
        newestFirst: true,
        most: 1,
      });
      return last?.number ?? 0;
    },
    signals: (caseId) => unhandledSignals(cases, caseId),
    open: (head, { voice, row, outbox: rows }) => {
      const { caseId, from, originId } = head;
      return moved(
        new Transaction(own)
          .putNew(cases, FeedbackHead.parse(head), `${caseId} is new`)
          .putNew(cases, FeedbackVoice.parse(voice), `${voice.sk} is new`)
          .putNew(register, FeedbackRow.parse(row), `${row.entry} is new`)
          .audit(audit, {
            entityId: caseId,
            actor: 'open-feedback',
            act: 'feedback.opened',
            facts: { voice: head.voice, from, originId },
          })
          .outbox(outbox, ...rows),
        senders,
        caseId,
      );
    },
    advance: (head, advance) => moved(transactionOf(own, its, head, advance), senders, head.caseId),
  };
};

function transactionOf(
  own: Clock,
  { cases, register, outbox, audit }: Stored,
  head: FeedbackHead,
  { status, set, letter, reply, answered, deed, outbox: rows }: FeedbackAdvance,
): Transaction {
  const { caseId, moves } = head;
  const fields = { ...set, status, moves: (moves ?? 0) + 1 };
  const unmoved = moves === undefined ? 'attribute_not_exists(#moves)' : '#moves = :moves';
  const transaction = new Transaction(own)
    .update(
      cases,
      { caseId, sk: 'HEAD' },
      // Only open cases are in the index by opening.
      status === 'CLOSED'
        ? { set: fields, remove: ['openShard'] }
        : { set: { ...fields, openShard: shardKey(OPEN_CASES, caseId) } },
      holds(`the case is ${head.status} as it was read`, `#status = :status AND ${unmoved}`, {
        status: head.status,
        moves,
      }),
    )
    .audit(audit, { entityId: caseId, ...deed })
    .outbox(outbox, ...rows);
  if (letter !== undefined) transaction.putNew(cases, CaseLetter.parse(letter), `${letter.sk} is not sealed`);
  if (reply !== undefined) transaction.update(cases, { caseId, sk: 'VOICE#1' }, { set: { reply } });
  if (answered !== undefined)
    transaction.update(
      register,
      { entry: entryOf(caseId) },
      { set: { state: 'CLOSED', ...answered } },
      equals(`${entryOf(caseId)} is open`, { state: 'OPEN' }),
    );
  return transaction;
}

/** The entry of the register for a case. */
export const entryOf = (caseId: string): `feedback#${string}` => `feedback#${caseId}`;
