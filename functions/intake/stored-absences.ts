/** Absences of the staff, over their table. */
import { IntakeAccepted, StaffAbsence, StaffProfile } from '../../shared/contracts/items.ts';
import { ConditionFailed, PassingContention } from '../../shared/faults/faults.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { outboxEvent, type Senders, sendNow } from '../../shared/platform/outbox.ts';
import { type Condition, holds, type Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import type { AbsenceBook } from './ports.ts';
import { notAfter } from './rules/moment.ts';

const ACTOR = 'intake';

/** Times an absence is written anew because another word about it came in between. */
const MOST_LOOKS = 5;

const keyIsNew = 'the business key is new';

/** One transaction an absence: the row, its record and its event, once for a business key; the last word counts. */
export const storedAbsences = (
  tables: {
    readonly intake: Table;
    readonly staff: Table;
    readonly outbox: Table;
    readonly audit: Table;
  },
  clock: Clock,
  senders: Senders,
): AbsenceBook => ({
  find: async (staffId) => {
    const profile = await tables.staff.get(StaffProfile, { staffId, sk: 'PROFILE' });
    if (profile === undefined) return undefined;
    const absences = await tables.staff.query(StaffAbsence, {
      of: ['staffId', staffId],
      sort: { attribute: 'sk', startsWith: 'ABSENCE#' },
    });
    return { profile, absences };
  },

  isTakenIn: async (businessKey) => (await tables.intake.get(IntakeAccepted, { businessKey })) !== undefined,

  take: async ({ detail, eventId }, { businessKey, caseId, receivedAt }) => {
    const { intake, staff, outbox, audit } = tables;
    const { staffId, enteredBy, from, until, substituteId, cancelled } = detail;
    const submittedAt = notAfter(receivedAt, detail.submittedAt);
    const key = { staffId, sk: `ABSENCE#${from}` };
    for (let look = 0; look < MOST_LOOKS; look++) {
      const before = await staff.get(StaffAbsence, key);
      const accepted = { businessKey, v: 1, state: 'ACCEPTED', caseId, eventId, receivedAt } as const;
      const transaction = new Transaction(clock).putNew(intake, IntakeAccepted.parse(accepted), keyIsNew);
      // An older word than the one that counts is taken in, and changes nothing.
      if (before?.enteredAt === undefined || before.enteredAt <= submittedAt) {
        const row: StaffAbsence = {
          ...key,
          v: 1,
          from,
          // Who takes an absence back says nothing of how long it was.
          until: cancelled ? (before?.until ?? until) : until,
          ...(substituteId !== undefined && { substituteId }),
          ...(cancelled && { cancelled }),
          enteredBy,
          enteredAt: submittedAt,
        };
        const facts = {
          staffId,
          from,
          until: row.until,
          cancelled: cancelled ?? false,
          by: enteredBy === staffId ? 'SELF' : 'LEAD',
        };
        transaction
          .put(staff, row, asRead(before))
          .audit(audit, {
            entityId: staffId,
            actor: enteredBy,
            act: 'staff.absence-changed',
            facts: { ...facts, ...(substituteId !== undefined && { substituteId }), through: ACTOR, eventId },
          })
          .outbox(
            outbox,
            outboxEvent({
              cause: ['absence', businessKey],
              at: receivedAt,
              name: 'staff.absence-changed',
              causeId: eventId,
              facts,
            }),
          );
      }
      try {
        await sendNow(await transaction.commit(), senders);
        return 'ACCEPTED';
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
        if (error.includes(keyIsNew)) return 'DUPLICATE';
        if (!error.includes(UNMOVED)) throw error;
      }
    }
    throw new PassingContention(
      `The absence of ${staffId} kept changing while a word about it was taken in.`,
    );
  },
});

const UNMOVED = 'the absence is as it was read';

function asRead(before: StaffAbsence | undefined): Condition {
  if (before === undefined) return holds(UNMOVED, 'attribute_not_exists(#staffId)');
  const { until, enteredAt } = before;
  return enteredAt === undefined
    ? holds(UNMOVED, '#until = :until AND attribute_not_exists(#enteredAt)', { until })
    : holds(UNMOVED, '#until = :until AND #enteredAt = :enteredAt', { until, enteredAt });
}
