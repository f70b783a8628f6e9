/** Who provides what intake needs: DynamoDB and Step Functions. */
import { Zone } from '../../shared/contracts/codes.ts';
import type { ReopenCause } from '../../shared/contracts/complaint.ts';
import {
  AnyHead,
  type CaseHead,
  CustomerProfile,
  IntakeAccepted,
  type OutboxRow,
} from '../../shared/contracts/items.ts';
import { ConditionFailed } from '../../shared/faults/faults.ts';
import { type Clock, clock } from '../../shared/platform/clock.ts';
import { environment, Setting } from '../../shared/platform/env.ts';
import { executionArn, startExecution } from '../../shared/platform/executions.ts';
import { invokeAsync } from '../../shared/platform/invoke.ts';
import { outboxEvent, outboxSignal, type Senders, sendNow } from '../../shared/platform/outbox.ts';
import { Policies } from '../../shared/platform/policies.ts';
import { type Condition, holds, Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import { surveyingPolicy } from '../../shared/policy/packs.ts';
import type { BankBook, CaseBook, CustomerBook, Executions, Intake, Opened, Quota } from './ports.ts';
import type { NewCase, NewMessage, NewVisit } from './rules/case-of.ts';
import { storedAbsences } from './stored-absences.ts';
import { storedBank } from './stored-bank.ts';
import { storedChanges } from './stored-changes.ts';
import { StoredQuarantine } from './stored-quarantine.ts';
import { storedSignals } from './stored-signals.ts';
import { storedSurveys } from './stored-surveys.ts';

/** Everything that taking in an event needs, as the environment names it. */
export function intakeWiring(): Intake {
  const env = environment({
    INTAKE_TABLE: Setting,
    CASES_TABLE: Setting,
    CUSTOMERS_TABLE: Setting,
    OUTBOX_TABLE: Setting,
    AUDIT_TABLE: Setting,
    COMPLAINT_MACHINE_ARN: Setting,
    DELIVER_FUNCTION: Setting,
    SIGNAL_CASE_FUNCTION: Setting,
    BANK_ZONE: Zone,
  });
  const intake = new Table(env.INTAKE_TABLE, 'businessKey');
  const cases = new Table(env.CASES_TABLE, 'caseId', 'sk');
  const outbox = new Table(env.OUTBOX_TABLE, 'outboxId');
  const audit = new Table(env.AUDIT_TABLE, 'entityId', 'sk');
  const customers = new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk');
  return {
    clock,
    zone: env.BANK_ZONE,
    cases: new StoredCases({
      clock,
      intake,
      cases,
      outbox,
      audit,
      senders: { signal: env.SIGNAL_CASE_FUNCTION, deliver: env.DELIVER_FUNCTION },
    }),
    customers: new StoredCustomers(customers),
    executions: executionsOf(env.COMPLAINT_MACHINE_ARN, 'complaint'),
    quarantine: new StoredQuarantine({
      clock,
      intake,
      outbox,
      audit,
      senders: { deliver: env.DELIVER_FUNCTION },
    }),
  };
}

/** The same, for whoever takes in events of every kind. */
export function everyIntakeWiring(): Intake {
  const env = environment({
    VISIT_MACHINE_ARN: Setting,
    INTAKE_TABLE: Setting,
    CUSTOMERS_TABLE: Setting,
    STAFF_TABLE: Setting,
    SIGNALS_TABLE: Setting,
    OUTBOX_TABLE: Setting,
    AUDIT_TABLE: Setting,
    DELIVER_FUNCTION: Setting,
    PLAN_CUSTOMERS_FUNCTION: Setting,
    OPEN_INVITATION_FUNCTION: Setting,
    POLICIES_TABLE: Setting,
    BANK_ZONE: Zone,
  });
  const policies = new Policies(new Table(env.POLICIES_TABLE, 'name', 'sk'), clock, {
    surveying: surveyingPolicy,
  });
  return {
    ...intakeWiring(),
    review: async () => (await policies.read('surveying')).pack.review,
    visits: executionsOf(env.VISIT_MACHINE_ARN, 'visit'),
    absences: storedAbsences(
      {
        intake: new Table(env.INTAKE_TABLE, 'businessKey'),
        staff: new Table(env.STAFF_TABLE, 'staffId', 'sk'),
        outbox: new Table(env.OUTBOX_TABLE, 'outboxId'),
        audit: new Table(env.AUDIT_TABLE, 'entityId', 'sk'),
      },
      clock,
      { deliver: env.DELIVER_FUNCTION },
    ),
    signals: storedSignals(
      {
        intake: new Table(env.INTAKE_TABLE, 'businessKey'),
        customers: new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk'),
        signals: new Table(env.SIGNALS_TABLE, 'customerId', 'sk'),
        outbox: new Table(env.OUTBOX_TABLE, 'outboxId'),
      },
      clock,
      { deliver: env.DELIVER_FUNCTION },
    ),
    surveys: storedSurveys(
      { intake: new Table(env.INTAKE_TABLE, 'businessKey'), zone: env.BANK_ZONE },
      clock,
      (wish) => invokeAsync(env.OPEN_INVITATION_FUNCTION, wish),
    ),
    changes: storedChanges(
      {
        intake: new Table(env.INTAKE_TABLE, 'businessKey'),
        customers: new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk'),
        outbox: new Table(env.OUTBOX_TABLE, 'outboxId'),
        audit: new Table(env.AUDIT_TABLE, 'entityId', 'sk'),
      },
      clock,
      { deliver: env.DELIVER_FUNCTION },
      (customerId) => invokeAsync(env.PLAN_CUSTOMERS_FUNCTION, { customerIds: [customerId] }),
    ),
  };
}

/** What the import of the bank's records needs. */
export function bankWiring(): BankBook {
  const env = environment({
    CUSTOMERS_TABLE: Setting,
    STAFF_TABLE: Setting,
    OUTBOX_TABLE: Setting,
    AUDIT_TABLE: Setting,
    DELIVER_FUNCTION: Setting,
  });
  return storedBank(
    {
      customers: new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk'),
      staff: new Table(env.STAFF_TABLE, 'staffId', 'sk'),
      outbox: new Table(env.OUTBOX_TABLE, 'outboxId'),
      audit: new Table(env.AUDIT_TABLE, 'entityId', 'sk'),
    },
    clock,
    { deliver: env.DELIVER_FUNCTION },
  );
}

/** Name under which intake appears in the audit trail. */
const ACTOR = 'intake';

class StoredCases implements CaseBook {
  readonly #clock: Clock;
  readonly #intake: Table;
  readonly #cases: Table;
  readonly #outbox: Table;
  readonly #audit: Table;
  readonly #senders: Senders;

  constructor(of: {
    clock: Clock;
    intake: Table;
    cases: Table;
    outbox: Table;
    audit: Table;
    senders: Senders;
  }) {
    this.#clock = of.clock;
    this.#intake = of.intake;
    this.#cases = of.cases;
    this.#outbox = of.outbox;
    this.#audit = of.audit;
    this.#senders = of.senders;
  }

  async findByKey(businessKey: string): Promise<AnyHead | undefined> {
    const accepted = await this.#intake.get(IntakeAccepted, { businessKey });
    return accepted === undefined ? undefined : this.find(accepted.caseId);
  }

  find(caseId: string): Promise<AnyHead | undefined> {
    return this.#cases.get(AnyHead, { caseId, sk: 'HEAD' });
  }

  async open({ accepted, head, note }: NewCase, quota?: Quota): Promise<Opened | 'BEYOND_QUOTA'> {
    const keyIsNew = 'the business key is new';
    const hasRoom = 'there is room in the quota';
    const transaction = new Transaction(this.#clock);
    if (quota !== undefined) {
      const { businessKey, most } = quota;
      const below = holds(hasRoom, 'attribute_not_exists(#taken) OR #taken < :most', { most });
      transaction.upsert(this.#intake, { businessKey }, { set: { v: 1 }, add: { taken: 1 } }, below);
    }
    try {
      await transaction
        .putNew(this.#intake, accepted, keyIsNew)
        .putNew(this.#cases, head, 'the case number is free')
        .putNew(this.#cases, note, 'the case has no note')
        .audit(this.#audit, {
          entityId: head.caseId,
          actor: ACTOR,
          act: 'case.received',
          facts: { channel: note.channel, eventId: accepted.eventId },
        })
        .commit();
      return 'OPENED';
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      // First the key: the same complaint once more is none too many.
      if (error.includes(keyIsNew)) return 'KEY_TAKEN';
      return error.includes(hasRoom) ? 'BEYOND_QUOTA' : 'NUMBER_TAKEN';
    }
  }

  async openVisit({ accepted, head, note }: NewVisit): Promise<Opened> {
    const keyIsNew = 'the business key is new';
    const { caseId, customerId, visitKind, plannedDay, openedAt } = head;
    const facts = { kind: visitKind, day: plannedDay };
    const transaction = new Transaction(this.#clock)
      .putNew(this.#intake, accepted, keyIsNew)
      .putNew(this.#cases, head, 'the case number is free')
      .audit(this.#audit, {
        entityId: caseId,
        actor: ACTOR,
        act: 'visit.requested',
        facts: { ...facts, eventId: accepted.eventId },
      })
      .outbox(
        this.#outbox,
        outboxEvent({ cause: [caseId], at: openedAt, name: 'visit.requested', caseId, customerId, facts }),
      );
    if (note !== undefined) transaction.putNew(this.#cases, note, 'the case has no note');
    try {
      await sendNow(await transaction.commit(), this.#senders);
      return 'OPENED';
    } catch (error) {
      if (error instanceof ConditionFailed) return error.includes(keyIsNew) ? 'KEY_TAKEN' : 'NUMBER_TAKEN';
      throw error;
    }
  }

  add(head: CaseHead, rows: NewMessage): Promise<boolean> {
    const { caseId } = head;
    const { businessKey: outsideId, receivedAt: at } = rows.accepted;
    return this.#addWith(
      head,
      rows,
      unmoved(head),
      outboxSignal({ caseId, signal: rows.note.brings, outsideId, at }),
    );
  }

  addToClosed(head: CaseHead, rows: NewMessage, why: ReopenCause): Promise<boolean> {
    const { caseId, customerId } = head;
    const { businessKey, receivedAt: at, eventId: causeId } = rows.accepted;
    const wish = { cause: [caseId, businessKey], at, name: 'complaint.reopen-requested' } as const;
    return this.#addWith(
      head,
      rows,
      stillClosed(head),
      // What is in it is read in the file: a signal would have the term begin anew once more.
      outboxEvent({ ...wish, caseId, customerId, causeId, facts: { why } }),
    );
  }

  async #addWith(
    head: CaseHead,
    { accepted, note, number }: NewMessage,
    asRead: Condition,
    row: OutboxRow,
  ): Promise<boolean> {
    const { caseId } = head;
    const { brings: signal, channel } = note;
    try {
      const written = await new Transaction(this.#clock)
        .putNew(this.#intake, accepted, 'the business key is new')
        .update(this.#cases, { caseId, sk: 'HEAD' }, { set: { messages: number } }, asRead)
        .putNew(this.#cases, note, 'the note is new')
        .audit(this.#audit, {
          entityId: caseId,
          actor: ACTOR,
          act: 'case.message-received',
          facts: { signal, channel, number, eventId: accepted.eventId },
        })
        .outbox(this.#outbox, row)
        .commit();
      await sendNow(written, this.#senders);
      return true;
    } catch (error) {
      // The case has moved on, or the same message came twice at once: whoever looks again sees which.
      if (error instanceof ConditionFailed) return false;
      throw error;
    }
  }
}

/** The case is still open, and no other message has come since it was read. */
const unmoved = ({ messages }: CaseHead) =>
  holds(
    'the case is as it was read',
    `#status <> :closed AND ${messages === undefined ? 'attribute_not_exists(#messages)' : '#messages = :messages'}`,
    { closed: 'CLOSED', messages },
  );

/** The case has not been opened again, and no other message has come since it was read. */
const stillClosed = ({ messages, closedAt }: CaseHead) =>
  holds(
    'the case is closed as it was read',
    `#closedAt = :closedAt AND ${messages === undefined ? 'attribute_not_exists(#messages)' : '#messages = :messages'}`,
    { closedAt, messages },
  );

class StoredCustomers implements CustomerBook {
  readonly #customers: Table;

  constructor(customers: Table) {
    this.#customers = customers;
  }

  async knows(customerId: string): Promise<boolean> {
    return (await this.#customers.get(CustomerProfile, { customerId, sk: 'PROFILE' })) !== undefined;
  }
}

const executionsOf = (machine: string, kind: 'complaint' | 'visit'): Executions => ({
  nameOf: (caseId) => executionArn(machine, { kind, caseId, round: 1 }),
  start: (caseId) => startExecution(machine, { kind, caseId, round: 1 }),
});
