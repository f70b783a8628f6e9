/** Who provides what invitations to surveys need. */
import { BANK } from '../../shared/contracts/events.ts';
import { AnyHead, CustomerProfile, StaffProfile, TaskRow } from '../../shared/contracts/items.ts';
import { InvitationHead } from '../../shared/contracts/survey.ts';
import { ConditionFailed } from '../../shared/faults/faults.ts';
import { clock } from '../../shared/platform/clock.ts';
import { bookOf, wiredLedger } from '../../shared/platform/contact-ledger.ts';
import { environment, Setting, Zone } from '../../shared/platform/env.ts';
import { executionArn, startExecution } from '../../shared/platform/executions.ts';
import { holdMoves } from '../../shared/platform/holds.ts';
import { invokeAsync } from '../../shared/platform/invoke.ts';
import { outboxSignal, sendNow } from '../../shared/platform/outbox.ts';
import { Policies } from '../../shared/platform/policies.ts';
import { Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import { invitationPolicies } from './policies.ts';
import type {
  ContactDesk,
  CustomerBook,
  HearDesk,
  InvitationDesk,
  InvitationSignals,
  OpeningDesk,
  RecoveryDesk,
  ScoreDesk,
} from './ports.ts';
import { type Beside, storedInvitations } from './stored-invitations.ts';

/** What every step needs, as the environment names it. */
export function invitationWiring(beside: Beside = {}): InvitationDesk {
  const env = environment({
    CASES_TABLE: Setting,
    CUSTOMERS_TABLE: Setting,
    STAFF_TABLE: Setting,
    TASKS_TABLE: Setting,
    OUTBOX_TABLE: Setting,
    AUDIT_TABLE: Setting,
    POLICIES_TABLE: Setting,
    SEND_MAIL_FUNCTION: Setting,
    DELIVER_FUNCTION: Setting,
  });
  const customers = new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk');
  const staff = new Table(env.STAFF_TABLE, 'staffId', 'sk');
  const tasks = new Table(env.TASKS_TABLE, 'taskId');
  return {
    clock,
    cases: storedInvitations(clock, {
      cases: new Table(env.CASES_TABLE, 'caseId', 'sk'),
      customers,
      tasks,
      outbox: new Table(env.OUTBOX_TABLE, 'outboxId'),
      audit: new Table(env.AUDIT_TABLE, 'entityId', 'sk'),
      senders: { mail: env.SEND_MAIL_FUNCTION, deliver: env.DELIVER_FUNCTION },
      ...beside,
    }),
    customers: storedCustomers(customers),
    staff: { find: (staffId) => staff.get(StaffProfile, { staffId, sk: 'PROFILE' }) },
    tasks: { ofCase: (caseId) => tasksOf(tasks, caseId) },
    policies: policiesOf(env.POLICIES_TABLE),
  };
}

const storedCustomers = (customers: Table): CustomerBook => {
  const find = (customerId: string) => customers.get(CustomerProfile, { customerId, sk: 'PROFILE' });
  return {
    find,
    standing: async (customerId) => {
      // Counted before they are read: what comes in between is found by whoever depends on the count.
      const moves = await holdMoves(customers, customerId);
      const [profile, book] = await Promise.all([find(customerId), bookOf(customers, customerId)]);
      if (profile === undefined) throw new Error(`Customer ${customerId} had a profile a moment ago.`);
      return { profile, book, holdMoves: moves };
    },
  };
};

const policiesOf = (name: string): Policies =>
  new Policies(new Table(name, 'name', 'sk'), clock, invitationPolicies);

const tasksOf = (tasks: Table, caseId: string): Promise<TaskRow[]> =>
  tasks.behind(TaskRow, { index: 'byCase', of: ['caseId', caseId] });

/** What a step needs by which a customer is contacted, or is not after all. */
export function contactWiring(beside: Beside = {}): ContactDesk {
  const desk = invitationWiring(beside);
  return { ...desk, ledger: wiredLedger(desk.policies) };
}

/** What an interview needs: what was said is kept as an answer. */
export const interviewWiring = (): ContactDesk => contactWiring({ answers: answersTable() });

/** What scoring an answer needs, and what follows from it. */
export function scoreWiring(): ScoreDesk {
  const env = environment({
    OPEN_FEEDBACK_FUNCTION: Setting,
    OPEN_IMPROVEMENT_FUNCTION: Setting,
    BANK_ZONE: Zone,
  });
  return {
    ...invitationWiring({ answers: answersTable(), signals: signalsTable() }),
    zone: env.BANK_ZONE,
    feedback: { open: (wish) => invokeAsync(env.OPEN_FEEDBACK_FUNCTION, wish) },
    improvements: { open: (wish) => invokeAsync(env.OPEN_IMPROVEMENT_FUNCTION, wish) },
  };
}

/** What taking in a recovery needs: a complaint may be handed over, and the customer asked once more later. */
export function recoveryWiring(): RecoveryDesk {
  const env = environment({
    ACCEPT_EVENT_FUNCTION: Setting,
    OPEN_INVITATION_FUNCTION: Setting,
    BANK_ZONE: Zone,
  });
  return {
    ...contactWiring({ signals: signalsTable() }),
    zone: env.BANK_ZONE,
    intake: {
      submit: (eventId, detail) =>
        invokeAsync(env.ACCEPT_EVENT_FUNCTION, {
          version: '0',
          id: eventId,
          source: `${BANK}survey`,
          'detail-type': 'complaint.submitted',
          detail,
        }),
    },
    invitations: { ask: (wish) => invokeAsync(env.OPEN_INVITATION_FUNCTION, wish) },
  };
}

function answersTable(): Table {
  const { ANSWERS_TABLE } = environment({ ANSWERS_TABLE: Setting });
  return new Table(ANSWERS_TABLE, 'surveyId', 'answerKey');
}

function signalsTable(): Table {
  const { SIGNALS_TABLE } = environment({ SIGNALS_TABLE: Setting });
  return new Table(SIGNALS_TABLE, 'customerId', 'sk');
}

/** What opening an invitation needs. */
export function openingWiring(): OpeningDesk {
  const env = environment({
    CASES_TABLE: Setting,
    CUSTOMERS_TABLE: Setting,
    AUDIT_TABLE: Setting,
    POLICIES_TABLE: Setting,
    SURVEY_MACHINE_ARN: Setting,
    BANK_ZONE: Zone,
  });
  const cases = new Table(env.CASES_TABLE, 'caseId', 'sk');
  const customers = new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk');
  const audit = new Table(env.AUDIT_TABLE, 'entityId', 'sk');
  const machine = env.SURVEY_MACHINE_ARN;
  const execution = (caseId: string) => ({ kind: 'survey', caseId, round: 1 });
  return {
    clock,
    zone: env.BANK_ZONE,
    policies: policiesOf(env.POLICIES_TABLE),
    customers: { find: (customerId) => customers.get(CustomerProfile, { customerId, sk: 'PROFILE' }) },
    invitations: {
      find: (caseId) => cases.get(InvitationHead, { caseId, sk: 'HEAD' }),
      open: (head) => {
        const { caseId, definition, naming, cause, causeId } = head;
        const facts = { definition, naming, cause, causeId };
        return committed(
          new Transaction(clock)
            .putNew(cases, InvitationHead.parse(head), 'the invitation is new')
            .audit(audit, { entityId: caseId, actor: 'open-invitation', act: 'survey.opened', facts }),
        );
      },
    },
    executions: {
      nameOf: (caseId) => executionArn(machine, execution(caseId)),
      start: (caseId) => startExecution(machine, execution(caseId)),
    },
  };
}

/** Cases of a customer among which open invitations are looked for. */
const MOST_CASES = 30;

/** What hearing of customers needs. */
export function hearingWiring(): HearDesk {
  const env = environment({
    CASES_TABLE: Setting,
    TASKS_TABLE: Setting,
    OUTBOX_TABLE: Setting,
    SIGNAL_CASE_FUNCTION: Setting,
  });
  const cases = new Table(env.CASES_TABLE, 'caseId', 'sk');
  const tasks = new Table(env.TASKS_TABLE, 'taskId');
  const outbox = new Table(env.OUTBOX_TABLE, 'outboxId');
  const signal = async (signal: Parameters<typeof outboxSignal>[0]): Promise<void> => {
    const row = outboxSignal(signal);
    // The same cause, heard of again: its signal is on its way, or was heard.
    if (await committed(new Transaction(clock).outbox(outbox, row)))
      await sendNow([row], { signal: env.SIGNAL_CASE_FUNCTION });
  };
  const signals: InvitationSignals = {
    tell: async (customerId, kind, cause, at) => {
      const found = await cases.behind(AnyHead, {
        index: 'byCustomer',
        of: ['customerId', customerId],
        newestFirst: true,
        most: MOST_CASES,
      });
      const open = found.filter((head) => head.kind === 'survey' && head.status !== 'CLOSED');
      for (const { caseId } of open) await signal({ caseId, signal: kind, outsideId: cause, at });
      return open.length;
    },
    bounced: (caseId, cause, at) => signal({ caseId, signal: 'BOUNCED', outsideId: cause, at }),
  };
  return {
    ...openingWiring(),
    signals,
    cases: {
      find: (caseId) => cases.get(AnyHead, { caseId, sk: 'HEAD' }),
      tasksOf: (caseId) => tasksOf(tasks, caseId),
    },
  };
}

/** Whether a transaction was written; false where one of its conditions did not hold. */
async function committed(transaction: Transaction): Promise<boolean> {
  try {
    await transaction.commit();
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
}
