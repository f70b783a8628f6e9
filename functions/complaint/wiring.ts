/** Who provides what the steps of a complaint need. */
import { CaseClock, CaseLetter, CaseRound } from '../../shared/contracts/complaint.ts';
import { FeedbackRow, ImprovementRow } from '../../shared/contracts/improvement.ts';
import {
  CaseHead,
  CaseSignal,
  ComplaintNote,
  CustomerProfile,
  StaffProfile,
  TaskRow,
} from '../../shared/contracts/items.ts';
import { ConditionFailed } from '../../shared/faults/faults.ts';
import type { AnswerBook } from '../../shared/platform/answers.ts';
import { type Clock, clock } from '../../shared/platform/clock.ts';
import { environment, Setting } from '../../shared/platform/env.ts';
import { executionArn, startExecution, startOnce } from '../../shared/platform/executions.ts';
import { addHold } from '../../shared/platform/holds.ts';
import { OPEN_CASES, shardKey } from '../../shared/platform/ids.ts';
import { invokeAsync } from '../../shared/platform/invoke.ts';
import { type Senders, sendNow } from '../../shared/platform/outbox.ts';
import { Policies } from '../../shared/platform/policies.ts';
import { type Condition, holds, Table } from '../../shared/platform/table.ts';
import { log } from '../../shared/platform/telemetry.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import { surveyingPolicy } from '../../shared/policy/packs.ts';
import type { Surveying } from '../../shared/policy/surveying.ts';
import { storedClusters } from './cluster-counts.ts';
import { complaintPolicies } from './policies.ts';
import type {
  Advance,
  AnsweredDesk,
  CaseBook,
  ClockDesk,
  ClusterDesk,
  ComplaintDesk,
  DeadlineWatch,
  ReopenDesk,
  TakeUpDesk,
  TellDesk,
} from './ports.ts';

/** What every step needs, as the environment names it. */
export function complaintWiring(register?: Table): ComplaintDesk {
  const env = environment({
    CASES_TABLE: Setting,
    CUSTOMERS_TABLE: Setting,
    STAFF_TABLE: Setting,
    OUTBOX_TABLE: Setting,
    AUDIT_TABLE: Setting,
    POLICIES_TABLE: Setting,
    SEND_MAIL_FUNCTION: Setting,
    DELIVER_FUNCTION: Setting,
  });
  const customers = new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk');
  const staff = new Table(env.STAFF_TABLE, 'staffId', 'sk');
  return {
    clock,
    cases: new StoredCases({
      clock,
      cases: new Table(env.CASES_TABLE, 'caseId', 'sk'),
      customers,
      outbox: new Table(env.OUTBOX_TABLE, 'outboxId'),
      audit: new Table(env.AUDIT_TABLE, 'entityId', 'sk'),
      senders: { mail: env.SEND_MAIL_FUNCTION, deliver: env.DELIVER_FUNCTION },
      register,
    }),
    customers: readCustomers(customers),
    staff: {
      find: (staffId) => staff.get(StaffProfile, { staffId, sk: 'PROFILE' }),
      inRole: (role) => staff.query(StaffProfile, { index: 'byRole', of: ['role', role] }),
    },
    policies: new Policies(new Table(env.POLICIES_TABLE, 'name', 'sk'), clock, complaintPolicies),
  };
}

/** What a step needs that works on what people answered. */
export const answeredWiring = (): AnsweredDesk => ({ ...complaintWiring(), tasks: storedAnswers() });

/** What the answer to a suggestion, praise or an enquiry needs: it may open an entry in the register. */
export function feedbackWiring(): AnsweredDesk {
  const env = environment({ REGISTER_TABLE: Setting });
  return { ...complaintWiring(new Table(env.REGISTER_TABLE, 'entry')), tasks: storedAnswers() };
}

/** What a step needs that sets a clock. */
export const clockWiring = (): ClockDesk => ({ ...answeredWiring(), watch: startedWatch() });

/** What opening a case again needs. */
export function reopenWiring(): ReopenDesk {
  const { COMPLAINT_MACHINE_ARN: machine } = environment({ COMPLAINT_MACHINE_ARN: Setting });
  const execution = (caseId: string, round: number) => ({ kind: 'complaint', caseId, round });
  return {
    ...clockWiring(),
    workflow: {
      nameOf: (caseId, round) => executionArn(machine, execution(caseId, round)),
      start: (caseId, round) => startExecution(machine, execution(caseId, round)),
    },
    surveying: readSurveying(),
  };
}

function storedAnswers(): AnswerBook {
  const env = environment({ TASKS_TABLE: Setting });
  const tasks = new Table(env.TASKS_TABLE, 'taskId');
  return {
    ofCase: (caseId) => tasks.behind(TaskRow, { index: 'byCase', of: ['caseId', caseId] }),
  };
}

function startedWatch(): DeadlineWatch {
  const env = environment({ DEADLINE_MACHINE_ARN: Setting });
  return {
    start: (watch) => startOnce(env.DEADLINE_MACHINE_ARN, `watch-${watch.caseId}-c${watch.clock}`, watch),
  };
}

/** What watching over clusters of complaints needs. */
export function clusterWiring(): ClusterDesk {
  const env = environment({
    CASES_TABLE: Setting,
    CUSTOMERS_TABLE: Setting,
    REGISTER_TABLE: Setting,
    OPEN_IMPROVEMENT_FUNCTION: Setting,
  });
  return {
    cases: readCases(new Table(env.CASES_TABLE, 'caseId', 'sk')),
    customers: readCustomers(new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk')),
    counts: storedClusters(new Table(env.REGISTER_TABLE, 'entry'), clock),
    improvements: { open: (wish) => invokeAsync(env.OPEN_IMPROVEMENT_FUNCTION, wish) },
    surveying: readSurveying(),
  };
}

/** Reads how surveys are run, and what follows from them. */
function readSurveying(): () => Promise<Surveying> {
  const { POLICIES_TABLE } = environment({ POLICIES_TABLE: Setting });
  const policies = new Policies(new Table(POLICIES_TABLE, 'name', 'sk'), clock, {
    surveying: surveyingPolicy,
  });
  return async () => (await policies.read('surveying')).pack;
}

/** What having a letter told by hand needs. */
export function tellWiring(): TellDesk {
  const env = environment({ LETTER_MACHINE_ARN: Setting });
  return {
    letters: {
      start: (letter) => startOnce(env.LETTER_MACHINE_ARN, `by-hand-${letter.outboxId}`, letter),
    },
  };
}

/** What taking up a letter needs. */
export function takeUpWiring(): TakeUpDesk {
  const env = environment({ CASES_TABLE: Setting, CUSTOMERS_TABLE: Setting, STAFF_TABLE: Setting });
  const staff = new Table(env.STAFF_TABLE, 'staffId', 'sk');
  return {
    cases: readCases(new Table(env.CASES_TABLE, 'caseId', 'sk')),
    customers: readCustomers(new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk')),
    staff: { find: (staffId) => staff.get(StaffProfile, { staffId, sk: 'PROFILE' }) },
    tasks: storedAnswers(),
  };
}

const readCases = (cases: Table): TakeUpDesk['cases'] => ({
  find: (caseId) => cases.get(CaseHead, { caseId, sk: 'HEAD' }),
  note: (caseId) => cases.get(ComplaintNote, { caseId, sk: 'NOTE#0000' }),
});

const readCustomers = (customers: Table): TakeUpDesk['customers'] => ({
  find: (customerId) => customers.get(CustomerProfile, { customerId, sk: 'PROFILE' }),
});

class StoredCases implements CaseBook {
  readonly #clock: Clock;
  readonly #cases: Table;
  readonly #customers: Table;
  readonly #outbox: Table;
  readonly #audit: Table;
  readonly #senders: Senders;
  readonly #register: Table | undefined;

  constructor(of: {
    clock: Clock;
    cases: Table;
    customers: Table;
    outbox: Table;
    audit: Table;
    senders: Senders;
    register: Table | undefined;
  }) {
    this.#clock = of.clock;
    this.#cases = of.cases;
    this.#customers = of.customers;
    this.#outbox = of.outbox;
    this.#audit = of.audit;
    this.#senders = of.senders;
    this.#register = of.register;
  }

  find(caseId: string): Promise<CaseHead | undefined> {
    return readCases(this.#cases).find(caseId);
  }

  note(caseId: string): Promise<ComplaintNote | undefined> {
    return readCases(this.#cases).note(caseId);
  }

  async clock(caseId: string): Promise<CaseClock | undefined> {
    const [last] = await this.#cases.query(CaseClock, { ...rowsOf(caseId, 'CLOCK#'), ...LAST });
    return last;
  }

  async lastLetter(caseId: string): Promise<number> {
    const [last] = await this.#cases.query(CaseLetter, { ...rowsOf(caseId, 'LETTER#'), ...LAST });
    return last?.number ?? 0;
  }

  async signals(caseId: string): Promise<CaseSignal[]> {
    const signals = await this.#cases.query(CaseSignal, rowsOf(caseId, 'SIGNAL#'));
    return signals.filter(({ handledAt }) => handledAt === undefined).sort((a, b) => (a.at < b.at ? -1 : 1));
  }

  async advance(head: CaseHead, advance: Advance, at: string): Promise<boolean> {
    try {
      const written = await this.#transactionOf(head, advance, at).commit();
      await sendNow(written, this.#senders);
      return true;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      // Mostly somebody else was faster, and the step looks again; where it was something else, this says what.
      log.warn('not moved on', { caseId: head.caseId, conditions: error.conditions });
      return false;
    }
  }

  #transactionOf(head: CaseHead, advance: Advance, at: string): Transaction {
    const { caseId } = head;
    const { status, set, unset = [], clock, letter, round, hold, handled = [], deed, outbox } = advance;
    const moved = { ...set, status, moves: (head.moves ?? 0) + 1 };
    // Only open cases are in the index by opening.
    const change =
      status === 'CLOSED'
        ? { set: moved, remove: [...unset, 'openShard'] }
        : {
            set: head.status === 'CLOSED' ? { ...moved, openShard: shardKey(OPEN_CASES, caseId) } : moved,
            remove: [...unset],
          };
    const transaction = new Transaction(this.#clock)
      .update(this.#cases, { caseId, sk: 'HEAD' }, change, isAsRead(head))
      .audit(this.#audit, { entityId: caseId, ...deed })
      .outbox(this.#outbox, ...outbox);
    if (clock !== undefined)
      transaction.putNew(this.#cases, CaseClock.parse(clock), `${clock.sk} is not set yet`);
    if (letter !== undefined)
      transaction.putNew(this.#cases, CaseLetter.parse(letter), `${letter.sk} is not sealed yet`);
    if (round !== undefined)
      transaction.putNew(this.#cases, CaseRound.parse(round), `${round.sk} is not over yet`);
    const entries = [
      ...(advance.improvement === undefined ? [] : [ImprovementRow.parse(advance.improvement)]),
      ...(advance.feedback === undefined ? [] : [FeedbackRow.parse(advance.feedback)]),
    ];
    for (const entry of entries) {
      if (this.#register === undefined)
        throw new Error(`This function was not given the register, which ${entry.entry} needs.`);
      transaction.putNew(this.#register, entry, `${entry.entry} is new`);
    }
    // Whoever writes the case writes its hold: the condition on the case guards both.
    if (hold !== undefined) addHold(transaction, this.#customers, hold);
    for (const { sk } of handled) {
      transaction.update(this.#cases, { caseId, sk }, { set: { handledAt: at } }, isUnhandled(sk));
    }
    return transaction;
  }
}

/** The rows of a case whose sort key begins so. */
const rowsOf = (caseId: string, startsWith: string) => ({
  of: ['caseId', caseId] as const,
  sort: { attribute: 'sk', startsWith },
});

/** Only the row with the highest number. */
const LAST = { newestFirst: true, most: 1 } as const;

function isAsRead({ status, moves }: CaseHead): Condition {
  const unmoved = moves === undefined ? 'attribute_not_exists(#moves)' : '#moves = :moves';
  return holds(`the case is ${status} as it was read`, `#status = :status AND ${unmoved}`, { status, moves });
}

const isUnhandled = (sk: string): Condition =>
  holds(`${sk} is not handled yet`, 'attribute_not_exists(#handledAt)');
