/** Events that could not be taken in, over the table of intake: gzipped, in as many parts as they need. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { IntakePart, IntakeQuarantined } from '../../shared/contracts/items.ts';
import { ConditionFailed, ItemWrong } from '../../shared/faults/faults.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { derivedId } from '../../shared/platform/ids.ts';
import { outboxEvent, type Senders, sendNow } from '../../shared/platform/outbox.ts';
import { equals, type Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import type { Held, HeldPage, Quarantine, Settled } from './ports.ts';
import type { Reason } from './rules/judge.ts';

/** Who acts, as the audit names it. */
const ACTOR = 'intake';

/** Most bytes of an event in one item: below DynamoDB's 400 KB, with room for the other fields. */
const PART = 350_000;

/** Most held events that are read at a time; far more than come in one millisecond. */
const MOST_HELD = 1_000;

/** Over the table of intake. */
export class StoredQuarantine implements Quarantine {
  readonly #clock: Clock;
  readonly #intake: Table;
  readonly #outbox: Table;
  readonly #audit: Table;
  readonly #senders: Senders;

  constructor(of: { clock: Clock; intake: Table; outbox: Table; audit: Table; senders: Senders }) {
    this.#clock = of.clock;
    this.#intake = of.intake;
    this.#outbox = of.outbox;
    this.#audit = of.audit;
    this.#senders = of.senders;
  }

  async hold(text: string, reason: Reason, receivedAt: string): Promise<string> {
    const id = derivedId('Q', text);
    const packed = gzipSync(text);
    const count = Math.max(1, Math.ceil(packed.length / PART));
    // The row that makes the event visible comes last: its parts are complete then.
    for (let part = 2; part <= count; part++) {
      await this.#intake.putIfAbsent({
        businessKey: partKey(id, part),
        v: 1,
        event: packed.subarray((part - 1) * PART, part * PART),
      } satisfies IntakePart);
    }
    const row: IntakeQuarantined = {
      businessKey: rowKey(id),
      v: 1,
      state: 'HELD',
      reason,
      event: packed.subarray(0, PART),
      parts: count > 1 ? count : undefined,
      receivedAt,
    };
    const rejected = outboxEvent({
      cause: [id],
      at: receivedAt,
      name: 'intake.rejected',
      causeId: id,
      facts: { quarantineId: id, code: reason.code, field: reason.field },
    });
    try {
      const written = await new Transaction(this.#clock)
        .putNew(this.#intake, row, 'the event is not held yet')
        .audit(this.#audit, {
          entityId: id,
          actor: ACTOR,
          act: 'intake.rejected',
          facts: { code: reason.code, field: reason.field },
        })
        .outbox(this.#outbox, rejected)
        .commit();
      await sendNow(written, this.#senders);
    } catch (error) {
      // The same event once more: it is held already.
      if (!(error instanceof ConditionFailed)) throw error;
    }
    return id;
  }

  async find(id: string): Promise<Held | undefined> {
    const row = await this.#intake.get(IntakeQuarantined, { businessKey: rowKey(id) });
    if (row === undefined) return undefined;
    const pieces = [row.event];
    for (let part = 2; part <= (row.parts ?? 1); part++) {
      const key = partKey(id, part);
      const piece = await this.#intake.get(IntakePart, { businessKey: key });
      if (piece === undefined) {
        throw new ItemWrong(this.#intake.name, key, [
          { field: 'event', expected: `part ${part} of ${row.parts}` },
        ]);
      }
      pieces.push(piece.event);
    }
    return { id, row, text: gunzipSync(Buffer.concat(pieces)).toString('utf8') };
  }

  async held({ code, after }: { code?: Reason['code']; after?: string }): Promise<HeldPage> {
    const rows = await this.#intake.query(HeldEntry, {
      index: 'byState',
      of: ['state', 'HELD'],
      ...(after !== undefined && { sort: { attribute: 'receivedAt', from: after } }),
      most: MOST_HELD,
    });
    const last = rows.at(-1);
    return {
      held: rows
        .filter(({ reason }) => code === undefined || reason.code === code)
        .map(({ businessKey, reason, receivedAt }) => ({ id: idOf(businessKey), reason, receivedAt })),
      ...(rows.length >= MOST_HELD && last !== undefined && { next: last.receivedAt }),
    };
  }

  async shown(id: string): Promise<void> {
    await new Transaction(this.#clock)
      .audit(this.#audit, { entityId: id, actor: 'operations', act: 'intake.shown' })
      .commit();
  }

  async settle(id: string, { caseId, at, mended }: Settled): Promise<boolean> {
    try {
      await new Transaction(this.#clock)
        .update(
          this.#intake,
          { businessKey: rowKey(id) },
          { set: { state: 'REDRIVEN', redrivenAs: caseId, redrivenAt: at } },
          equals('the event is held', { state: 'HELD' }),
        )
        .audit(this.#audit, {
          entityId: id,
          actor: 'operations',
          act: 'intake.redriven',
          facts: { caseId, mended },
        })
        .commit();
      return true;
    } catch (error) {
      if (error instanceof ConditionFailed) return false;
      throw error;
    }
  }

  async keep(id: string, reason: Reason): Promise<void> {
    try {
      await new Transaction(this.#clock)
        .update(
          this.#intake,
          { businessKey: rowKey(id) },
          { set: { reason } },
          equals('the event is held', { state: 'HELD' }),
        )
        .commit();
    } catch (error) {
      // Somebody else has settled it: then its reason does not matter any more.
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }
}

/** What the index `byState` tells of a quarantined event. */
const HeldEntry = IntakeQuarantined.pick({ businessKey: true, reason: true, receivedAt: true });

const rowKey = (id: string): string => `quarantine#${id}`;
const partKey = (id: string, part: number): string => `part#${id}#${part}`;
const idOf = (businessKey: string): string => businessKey.slice('quarantine#'.length);
