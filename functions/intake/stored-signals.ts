/** Signals of the bank's systems, over the table of signals. */
import { CustomerSignal, type IntakeAccepted } from '../../shared/contracts/items.ts';
import { ConditionFailed } from '../../shared/faults/faults.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { addDueScore } from '../../shared/platform/due-score.ts';
import { outboxEvent, type Senders, sendNow } from '../../shared/platform/outbox.ts';
import type { Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import { signalExpiry } from '../../shared/policy/signal-days.ts';
import type { SignalBook } from './ports.ts';
import { notAfter } from './rules/moment.ts';

/** One transaction a signal: what it says with where it comes from, that its customer is to be scored, and its event. */
export const storedSignals = (
  tables: {
    readonly intake: Table;
    readonly customers: Table;
    readonly signals: Table;
    readonly outbox: Table;
  },
  clock: Clock,
  senders: Senders,
): SignalBook => ({
  take: async (verdict, { businessKey, signalId, receivedAt }) => {
    const { eventId, detail } = verdict;
    const { customerId, channel, externalId } = detail;
    const at = notAfter(receivedAt, 'observedAt' in detail ? detail.observedAt : detail.submittedAt);
    const said =
      'what' in detail
        ? { what: detail.what, ...(detail.value !== undefined && { value: detail.value }) }
        : {
            what: 'ALERT_SUBMITTED' as const,
            value: detail.score,
            model: detail.model,
            reasons: detail.reasons,
          };
    const signal: CustomerSignal = {
      customerId,
      sk: `SIGNAL#${at}#${signalId}`,
      v: 1,
      signalId,
      at,
      from: 'bank',
      ...said,
      eventId,
      outsideId: `${channel}#${externalId}`,
      expiresAt: signalExpiry(at),
    };
    const accepted: IntakeAccepted = {
      businessKey,
      v: 1,
      state: 'ACCEPTED',
      caseId: signalId,
      eventId,
      receivedAt,
    };
    const transaction = new Transaction(clock)
      .putNew(tables.intake, accepted, 'the business key is new')
      .put(tables.signals, CustomerSignal.parse(signal))
      .outbox(
        tables.outbox,
        outboxEvent({
          cause: [signalId],
          at: receivedAt,
          name: 'signal.recorded',
          customerId,
          causeId: eventId,
          facts: { signalId, what: signal.what, signalAt: at },
        }),
      );
    try {
      const written = await addDueScore(transaction, tables.customers, customerId, receivedAt).commit();
      await sendNow(written, senders);
      return 'ACCEPTED';
    } catch (error) {
      // The only condition that can fail: this signal was taken in before.
      if (error instanceof ConditionFailed) return 'DUPLICATE';
      throw error;
    }
  },
});
