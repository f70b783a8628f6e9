/** Who provides what scoring and raising alerts need: DynamoDB, Step Functions, and the nightly function itself. */
import * as z from 'zod';
import { AlertCoolDown, AlertLock } from '../../shared/contracts/alert-rows.ts';
import { AlertHead } from '../../shared/contracts/churn.ts';
import { Zone } from '../../shared/contracts/codes.ts';
import { GradeRow, RatingDay, TransactionDay } from '../../shared/contracts/imports.ts';
import { CustomerProfile, CustomerSignal } from '../../shared/contracts/items.ts';
import { type LeftRow, ScoreRow, ScoringRun } from '../../shared/contracts/scores.ts';
import { HoldingsDay } from '../../shared/contracts/signals.ts';
import { ConditionFailed, PassingContention } from '../../shared/faults/faults.ts';
import { type Clock, clock, instantOf } from '../../shared/platform/clock.ts';
import { SCORE_MARKS, scoreUnmoved } from '../../shared/platform/due-score.ts';
import { dueOf } from '../../shared/platform/due-walk.ts';
import { environment, Setting } from '../../shared/platform/env.ts';
import { executionArn, startExecution } from '../../shared/platform/executions.ts';
import { goOnWith } from '../../shared/platform/invoke.ts';
import { outboxEvent, type Senders, sendNow } from '../../shared/platform/outbox.ts';
import { Policies } from '../../shared/platform/policies.ts';
import { equals, holds, type Item, Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import {
  alertingPolicy,
  type Brought,
  churnModelPolicy,
  marketPolicy,
  playbooksPolicy,
  thresholdsPolicy,
} from '../../shared/policy/packs.ts';
import { loadEntryOf } from './rules/budget.ts';
import { runWith } from './rules/run.ts';
import type {
  AlertBook,
  HistoryBook,
  NightDesk,
  Place,
  RaisingDesk,
  ScoreChange,
  ScoringDesk,
} from './scoring-ports.ts';

/** What scoring one customer needs: nothing with which anything could be changed; `more` are policies that are read beside. */
export function scoringWiring(more: Brought = {}): ScoringDesk {
  const env = environment({
    CUSTOMERS_TABLE: Setting,
    SIGNALS_TABLE: Setting,
    POLICIES_TABLE: Setting,
    BANK_ZONE: Zone,
  });
  return {
    clock,
    zone: env.BANK_ZONE,
    histories: storedHistories(
      new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk'),
      new Table(env.SIGNALS_TABLE, 'customerId', 'sk'),
    ),
    policies: new Policies(new Table(env.POLICIES_TABLE, 'name', 'sk'), clock, {
      alerting: alertingPolicy,
      'churn-model': churnModelPolicy,
      market: marketPolicy,
      playbooks: playbooksPolicy,
      thresholds: thresholdsPolicy,
      ...more,
    }),
  };
}

/** What raising alerts needs. */
export function raisingWiring(more: Brought = {}): RaisingDesk {
  const env = environment({
    CASES_TABLE: Setting,
    CUSTOMERS_TABLE: Setting,
    REGISTER_TABLE: Setting,
    OUTBOX_TABLE: Setting,
    AUDIT_TABLE: Setting,
    DELIVER_FUNCTION: Setting,
    ALERT_MACHINE_ARN: Setting,
  });
  const machine = env.ALERT_MACHINE_ARN;
  const execution = (caseId: string) => ({ kind: 'alert', caseId, round: 1 });
  return {
    ...scoringWiring(more),
    alerts: new StoredAlerts(clock, {
      cases: new Table(env.CASES_TABLE, 'caseId', 'sk'),
      customers: new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk'),
      register: new Table(env.REGISTER_TABLE, 'entry'),
      outbox: new Table(env.OUTBOX_TABLE, 'outboxId'),
      audit: new Table(env.AUDIT_TABLE, 'entityId', 'sk'),
      senders: { deliver: env.DELIVER_FUNCTION },
    }),
    executions: {
      nameOf: (caseId) => executionArn(machine, execution(caseId)),
      start: (caseId) => startExecution(machine, execution(caseId)),
    },
  };
}

/** What the night needs. */
export function nightWiring(): NightDesk {
  const env = environment({ CUSTOMERS_TABLE: Setting, REGISTER_TABLE: Setting });
  const customers = new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk');
  const register = new Table(env.REGISTER_TABLE, 'entry');
  return {
    ...raisingWiring(),
    due: (cursor, now) => dueOf(customers, SCORE_MARKS, cursor, now),
    left: async (customerId, day) => {
      const openedAt = `${day}T00:00:00.000Z`;
      const entry = `left#${customerId}#${day}`;
      await register.putIfAbsent({ entry, v: 1, state: 'LEFT', openedAt, customerId } satisfies LeftRow);
    },
    unmark: async (customerId) => {
      const marks = [SCORE_MARKS.shard, SCORE_MARKS.key];
      await customers.update({ customerId, sk: 'SCORE' }, { remove: marks });
    },
    count: async (day, part) => {
      const entry = `scoring#${day}`;
      for (let look = 1; look <= MOST_LOOKS; look++) {
        const before = await register.get(ScoringRun, { entry });
        const run = runWith(before, day, part, instantOf(clock.now()));
        const { entry: _, ...set } = run;
        const written =
          before === undefined
            ? await register.putIfAbsent(run)
            : await register.update(
                { entry },
                { set },
                equals('nobody counted in between', { moves: before.moves }),
              );
        if (written) return;
      }
      throw new PassingContention(`The scoring of ${day} kept changing while it was counted.`);
    },
    goOn: (cursor) => goOnWith({ cursor }),
  };
}

/** Times a row is written anew because others wrote it at the same moment. */
const MOST_LOOKS = 5;

const storedHistories = (customers: Table, signals: Table): HistoryBook => ({
  standing: async (customerId) => {
    const keys = ['PROFILE', 'GRADE', 'SCORE', 'LOCK#alert', 'COOL#alert'];
    const rows = await customers.getManyRaw(keys.map((sk) => ({ customerId, sk })));
    const row = <S extends z.ZodType>(Schema: S, sk: string): z.output<S> | undefined => {
      const found = rows.find((one) => one.sk === sk);
      return found === undefined ? undefined : customers.parse(Schema, found);
    };
    return {
      profile: row(CustomerProfile, 'PROFILE'),
      grade: row(GradeRow, 'GRADE'),
      score: row(ScoreRow, 'SCORE'),
      lock: row(AlertLock, 'LOCK#alert'),
      coolDown: row(AlertCoolDown, 'COOL#alert'),
    };
  },
  doings: async (customerId) => {
    // Everything that is kept of the customer: DynamoDB drops what is too old to count.
    const rows = await signals.query(Kept, { of: ['customerId', customerId] });
    const of = <S extends z.ZodType>(Schema: S, startsWith: string): z.output<S>[] =>
      rows.filter(({ sk }) => sk.startsWith(startsWith)).map((row) => signals.parse(Schema, row));
    return {
      transactions: of(TransactionDay, 'DAY#transactions#'),
      ratings: of(RatingDay, 'DAY#ratings#'),
      holdings: of(HoldingsDay, 'DAY#holdings#'),
      signals: of(CustomerSignal, 'SIGNAL#'),
    };
  },
});

/** A row of signals of any kind. */
const Kept = z.object({ sk: z.string() }).loose();

interface AlertTables {
  readonly cases: Table;
  readonly customers: Table;
  readonly register: Table;
  readonly outbox: Table;
  readonly audit: Table;
  readonly senders: Senders;
}

/** Name of the condition that a manager has room. */
const HAS_ROOM = 'there is room in the week';

/** Fields of a score that go where a look does not say them again. */
const MAY_GO = ['band', 'leftOn', 'waiting', 'waitingWith', 'waitingShard', 'waitingKey'] as const;

class StoredAlerts implements AlertBook {
  readonly #clock: Clock;
  readonly #of: AlertTables;

  constructor(clock: Clock, of: AlertTables) {
    this.#clock = clock;
    this.#of = of;
  }

  async write(customerId: string, before: ScoreRow | undefined, after: ScoreChange): Promise<boolean> {
    const { customers, audit } = this.#of;
    const lapsed = before?.waiting !== undefined && after.waiting === undefined;
    if (!lapsed) {
      const key = { customerId, sk: 'SCORE' };
      return customers.update(key, changeTo(before, after), scoreUnmoved(before));
    }
    const transaction = this.#scored(customerId, before, after).audit(audit, {
      entityId: customerId,
      actor: ACTOR,
      act: 'churn.held-alert-lapsed',
      facts: { band: before.waiting?.band ?? '', since: before.waiting?.since ?? '' },
    });
    return (await this.#committed(transaction)) === undefined;
  }

  async raise(
    alert: AlertHead,
    before: ScoreRow | undefined,
    after: ScoreChange,
    place: Place | undefined,
  ): Promise<'RAISED' | 'FULL' | 'MOVED'> {
    const { cases, register, outbox, audit } = this.#of;
    const { caseId, customerId, band, tier = '', openedAt, model } = alert;
    const facts = { band, tier, model };
    const transaction = this.#scored(customerId, before, after)
      .putNew(cases, AlertHead.parse(alert), `${caseId} is new`)
      .audit(audit, { entityId: caseId, actor: ACTOR, act: 'churn.alerted', facts })
      .outbox(
        outbox,
        outboxEvent({ cause: [caseId], at: openedAt, name: 'churn.alerted', caseId, customerId, facts }),
      );
    if (place !== undefined) {
      const { staffId, week, room } = place;
      transaction.upsert(
        register,
        { entry: loadEntryOf(staffId, week) },
        { set: { v: 1, staffId, week }, add: { raised: 1 } },
        holds(HAS_ROOM, '(attribute_not_exists(#raised) AND :room > :none) OR #raised < :room', {
          room,
          none: 0,
        }),
      );
    }
    const failed = await this.#committed(transaction);
    if (failed === undefined) return 'RAISED';
    return failed.includes(HAS_ROOM) ? 'FULL' : 'MOVED';
  }

  #scored(customerId: string, before: ScoreRow | undefined, after: ScoreChange): Transaction {
    const change = changeTo(before, after);
    const key = { customerId, sk: 'SCORE' };
    return new Transaction(this.#clock).upsert(this.#of.customers, key, change, scoreUnmoved(before));
  }

  /** The conditions that did not hold; undefined where it was written. */
  async #committed(transaction: Transaction): Promise<ConditionFailed | undefined> {
    try {
      await sendNow(await transaction.commit(), this.#of.senders);
      return undefined;
    } catch (error) {
      if (error instanceof ConditionFailed) return error;
      throw error;
    }
  }
}

/** Name under which alerts appear in the audit trail. */
const ACTOR = 'scoring';

function changeTo(before: ScoreRow | undefined, after: ScoreChange): { set: Item; remove: string[] } {
  const set = { v: 1, ...after, moves: (before?.moves ?? 0) + 1 };
  return { set, remove: MAY_GO.filter((field) => after[field] === undefined) };
}
