/** What the bank changes of its customers, over their table. */
import { CustomerDate, IntakeAccepted } from '../../shared/contracts/items.ts';
import { ConditionFailed, PassingContention } from '../../shared/faults/faults.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { addChanges, CONSENT_UNMOVED, consentsOf } from '../../shared/platform/consents.ts';
import { type Senders, sendNow } from '../../shared/platform/outbox.ts';
import type { Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import type { ChangeBook } from './ports.ts';
import { notAfter } from './rules/moment.ts';

const ACTOR = 'intake';

/** Times a change is made anew because another one came in between. */
const MOST_LOOKS = 5;

const keyIsNew = 'the business key is new';

/** One transaction a change: profile, consents, dates, the records of all three, and the event of each consent. */
export const storedChanges = (
  tables: {
    readonly intake: Table;
    readonly customers: Table;
    readonly outbox: Table;
    readonly audit: Table;
  },
  clock: Clock,
  senders: Senders,
  replan: ChangeBook['replan'],
): ChangeBook => ({
  replan,
  take: async ({ detail, eventId }, { businessKey, caseId, receivedAt }) => {
    const { intake, customers, audit } = tables;
    const { customerId, changed = {}, consents = [], dates = [] } = detail;
    const submittedAt = notAfter(receivedAt, detail.submittedAt);
    for (let look = 0; look < MOST_LOOKS; look++) {
      if ((await intake.get(IntakeAccepted, { businessKey })) !== undefined) return 'DUPLICATE';
      const accepted = { businessKey, v: 1, state: 'ACCEPTED', caseId, eventId, receivedAt } as const;
      const transaction = new Transaction(clock).putNew(intake, IntakeAccepted.parse(accepted), keyIsNew);
      if (Object.keys(changed).length > 0)
        transaction.update(customers, { customerId, sk: 'PROFILE' }, { set: changed });
      for (const { kind, id, date } of dates) {
        const sk = id === undefined ? `DATE#${kind}` : `DATE#${kind}#${id}`;
        const row = { customerId, sk, v: 1, kind, date, from: 'bank', at: submittedAt };
        transaction.put(customers, CustomerDate.parse(row));
      }
      const kept = consents.length === 0 ? [] : await consentsOf(customers, customerId);
      const change = { customerId, words: consents, from: 'bank', actor: ACTOR, way: 'bank' } as const;
      addChanges(transaction, tables, kept, change, submittedAt);
      // Which fields, and of marks what they say; never what a field of a person holds.
      const { deceased, minor, doNotContact } = changed;
      transaction.audit(audit, {
        entityId: customerId,
        actor: ACTOR,
        act: 'customer.changed',
        facts: {
          fields: Object.keys(changed).sort().join(','),
          dates: dates.map(({ kind }) => kind).join(','),
          consents: consents.length,
          eventId,
          ...(deceased !== undefined && { deceased }),
          ...(minor !== undefined && { minor }),
          ...(doNotContact !== undefined && { doNotContact }),
        },
      });
      try {
        await sendNow(await transaction.commit(), senders);
        return 'ACCEPTED';
      } catch (error) {
        const met =
          error instanceof ConditionFailed && (error.includes(keyIsNew) || error.includes(CONSENT_UNMOVED));
        if (!met) throw error;
      }
    }
    throw new PassingContention(`Customer ${customerId} kept changing while a change was to be taken in.`);
  },
});
