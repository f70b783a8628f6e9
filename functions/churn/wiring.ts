/** Who provides what the steps of an alert need. */
import type * as z from 'zod';
import { AlertCoolDown, AlertLock } from '../../shared/contracts/alert-rows.ts';
import { BANK } from '../../shared/contracts/events.ts';
import { TransactionDay } from '../../shared/contracts/imports.ts';
import {
  AnyHead,
  CustomerConsent,
  CustomerHold,
  CustomerProfile,
  CustomerSignal,
  StaffProfile,
  TaskRow,
} from '../../shared/contracts/items.ts';
import { HoldingsDay } from '../../shared/contracts/signals.ts';
import { ConditionFailed } from '../../shared/faults/faults.ts';
import { clock } from '../../shared/platform/clock.ts';
import { wiredLedger } from '../../shared/platform/contact-ledger.ts';
import { environment, Setting, Zone } from '../../shared/platform/env.ts';
import { invokeAsync } from '../../shared/platform/invoke.ts';
import { outboxSignal, sendNow } from '../../shared/platform/outbox.ts';
import { Policies } from '../../shared/platform/policies.ts';
import { Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import { alertPolicies } from './policies.ts';
import type {
  AlertDesk,
  ContactDesk,
  CustomerBook,
  FeedBackDesk,
  FigureBook,
  HandOverDesk,
  MeasureDesk,
  RecordDesk,
  RescoreDesk,
  StaffBook,
  TellDesk,
} from './ports.ts';
import { scorerBy } from './score-customer.ts';
import { scoringWiring } from './scoring-wiring.ts';
import { type Beside, storedAlerts } from './stored-alerts.ts';

/** What every step needs, as the environment names it. */
export function alertWiring(beside: Beside = {}): AlertDesk {
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
  const tasks = new Table(env.TASKS_TABLE, 'taskId');
  return {
    clock,
    cases: storedAlerts(clock, {
      cases: new Table(env.CASES_TABLE, 'caseId', 'sk'),
      customers,
      tasks,
      outbox: new Table(env.OUTBOX_TABLE, 'outboxId'),
      audit: new Table(env.AUDIT_TABLE, 'entityId', 'sk'),
      senders: { mail: env.SEND_MAIL_FUNCTION, deliver: env.DELIVER_FUNCTION },
      ...beside,
    }),
    customers: storedCustomers(customers),
    staff: storedStaff(new Table(env.STAFF_TABLE, 'staffId', 'sk')),
    tasks: {
      ofCase: (caseId) => tasks.behind(TaskRow, { index: 'byCase', of: ['caseId', caseId] }),
    },
    policies: new Policies(new Table(env.POLICIES_TABLE, 'name', 'sk'), clock, alertPolicies),
  };
}

const storedCustomers = (customers: Table): CustomerBook => ({
  find: (customerId) => customers.get(CustomerProfile, { customerId, sk: 'PROFILE' }),
  file: async (customerId) => {
    const all = await customers.kindsOf(customerId);
    const [profile] = all(CustomerProfile, 'PROFILE');
    if (profile === undefined) return undefined;
    return {
      profile,
      consents: all(CustomerConsent, 'CONSENT#'),
      holds: all(CustomerHold, 'HOLD#complaint#'),
      lock: all(AlertLock, 'LOCK#alert')[0],
      coolDown: all(AlertCoolDown, 'COOL#alert')[0],
    };
  },
});

const storedStaff = (staff: Table): StaffBook => ({
  find: (staffId) => staff.get(StaffProfile, { staffId, sk: 'PROFILE' }),
  inRole: (role) => staff.query(StaffProfile, { index: 'byRole', of: ['role', role] }),
});

/** What locking a customer needs: an alert that is open already hears of it at once. */
export function lockWiring(): AlertDesk {
  const env = environment({ SIGNAL_CASE_FUNCTION: Setting });
  return alertWiring({ signalCase: env.SIGNAL_CASE_FUNCTION });
}

/** What a step needs that changes the steps of a playbook: it takes of a budget, gives back, or opens an entry in the register. */
export const playingWiring = (): AlertDesk => alertWiring({ register: registerTable() });

/** What feeding back to product needs. */
export function feedBackWiring(): FeedBackDesk {
  const { OPEN_IMPROVEMENT_FUNCTION: improvement } = environment({ OPEN_IMPROVEMENT_FUNCTION: Setting });
  return { ...alertWiring(), improvements: { open: (wish) => invokeAsync(improvement, wish) } };
}

/** What weighing an alert, and care by mail, need. */
export const careWiring = (): ContactDesk => withLedger(alertWiring());

/** What a step of a playbook needs by which a customer is contacted, or is not after all; and closing, after which nobody is. */
export const contactWiring = (): ContactDesk => withLedger(playingWiring());

const withLedger = <Desk extends AlertDesk>(desk: Desk): Desk & Pick<ContactDesk, 'ledger'> => ({
  ...desk,
  ledger: wiredLedger(desk.policies),
});

/** What releasing an alert needs: the customer is scored anew. */
export const rescoreWiring = (): RescoreDesk => ({ ...alertWiring(), scorer: scorerBy(scoringWiring()) });

/** What taking in an assessment needs. */
export const handOverWiring = (): HandOverDesk => ({ ...alertWiring(), ...handingOver() });

/** What recording a step needs. */
export const recordWiring = (): RecordDesk => ({ ...contactWiring(), ...handingOver() });

/** Intake as every system of the bank uses it: an event, whose complaint is known by its channel and task. */
function handingOver(): Pick<HandOverDesk, 'intake' | 'zone'> {
  const env = environment({ ACCEPT_EVENT_FUNCTION: Setting, BANK_ZONE: Zone });
  return {
    zone: env.BANK_ZONE,
    intake: {
      submit: (eventId, detail) =>
        invokeAsync(env.ACCEPT_EVENT_FUNCTION, {
          version: '0',
          id: eventId,
          source: `${BANK}visit`,
          'detail-type': 'complaint.submitted',
          detail,
        }),
    },
  };
}

/** What measuring needs. */
export function measureWiring(): MeasureDesk {
  const { SIGNALS_TABLE } = environment({ SIGNALS_TABLE: Setting });
  return { ...alertWiring(), figures: storedFigures(new Table(SIGNALS_TABLE, 'customerId', 'sk')) };
}

const storedFigures = (signals: Table): FigureBook => ({
  until: async (customerId, day) => {
    const rows = <S extends z.ZodType>(Schema: S, start: string) =>
      signals.query(Schema, {
        of: ['customerId', customerId],
        // The last day is one with all that comes after its date in a key.
        sort: { attribute: 'sk', from: start, until: `${start}${day}~` },
      });
    const [holdings, transactions, observed] = await Promise.all([
      rows(HoldingsDay, 'DAY#holdings#'),
      rows(TransactionDay, 'DAY#transactions#'),
      rows(CustomerSignal, 'SIGNAL#'),
    ]);
    return { holdings, transactions, signals: observed };
  },
});

const registerTable = (): Table =>
  new Table(environment({ REGISTER_TABLE: Setting }).REGISTER_TABLE, 'entry');

/** Cases of a customer among which an open alert is looked for. */
const MOST_CASES = 30;

/** What bringing news of complaints to alerts needs. */
export function tellWiring(): TellDesk {
  const env = environment({ CASES_TABLE: Setting, OUTBOX_TABLE: Setting, SIGNAL_CASE_FUNCTION: Setting });
  const cases = new Table(env.CASES_TABLE, 'caseId', 'sk');
  const outbox = new Table(env.OUTBOX_TABLE, 'outboxId');
  return {
    clock,
    signals: {
      tell: async (customerId, kind, cause, at) => {
        const found = await cases.behind(AnyHead, {
          index: 'byCustomer',
          of: ['customerId', customerId],
          newestFirst: true,
          most: MOST_CASES,
        });
        const open = found.filter((head) => head.kind === 'alert' && head.status !== 'CLOSED');
        for (const { caseId } of open) {
          const signal = outboxSignal({ caseId, signal: kind, outsideId: cause, at });
          try {
            await sendNow(await new Transaction(clock).outbox(outbox, signal).commit(), {
              signal: env.SIGNAL_CASE_FUNCTION,
            });
          } catch (error) {
            // The same complaint, heard of again: its signal is on its way, or was heard.
            if (!(error instanceof ConditionFailed)) throw error;
          }
        }
        return open.length;
      },
    },
  };
}
