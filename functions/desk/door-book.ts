/** A customer's own way to a case, over the table of the cases. */
import { CaseClock } from '../../shared/contracts/complaint.ts';
import { CaseDoor, CaseHead, ComplaintNote } from '../../shared/contracts/items.ts';
import { ConditionFailed } from '../../shared/faults/faults.ts';
import type { Deed } from '../../shared/platform/audit.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { holds, type Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';

const DOOR = 'DOOR#0001';

/** What a customer's page shows of the case. */
export interface CaseStory {
  readonly head: CaseHead;
  /** What was said, the complaint first. */
  readonly notes: readonly ComplaintNote[];
  /** Versions of the statutory term, the one that counts last. */
  readonly clocks: readonly CaseClock[];
}

/** The ways of customers to their cases. */
export interface DoorBook {
  find(caseId: string): Promise<CaseDoor | undefined>;
  story(caseId: string): Promise<CaseStory | undefined>;
  /** Keeps the hashes of what is about to be mailed; false where another sender was first. */
  seal(before: CaseDoor | undefined, door: CaseDoor): Promise<boolean>;
  /** Counts a wrong code; false where another one was counted first. */
  countWrongCode(door: CaseDoor, wrongCodes: number, at: string, deed: Deed | undefined): Promise<boolean>;
}

/** Over the table of the cases, and the audit that a code put to rest is written to. */
export function doorBook({ cases, audit }: { cases: Table; audit?: Table }, clock: Clock): DoorBook {
  async function committed(transaction: Transaction): Promise<boolean> {
    try {
      await transaction.commit();
      return true;
    } catch (error) {
      if (error instanceof ConditionFailed) return false;
      throw error;
    }
  }

  const asItWas = ({ codeHash, nonceHash, wrongCodes, wrongAt }: CaseDoor) =>
    holds(
      'the door is as it was read',
      `#codeHash = :codeHash AND #nonceHash = :nonceHash AND #wrongCodes = :wrongCodes AND ${
        wrongAt === undefined ? 'attribute_not_exists(#wrongAt)' : '#wrongAt = :wrongAt'
      }`,
      { codeHash, nonceHash, wrongCodes, wrongAt },
    );

  return {
    find: (caseId) => cases.get(CaseDoor, { caseId, sk: DOOR }),

    story: async (caseId) => {
      const all = await cases.kindsOf(caseId);
      const [head] = all(CaseHead, 'HEAD');
      return head && { head, notes: all(ComplaintNote, 'NOTE#'), clocks: all(CaseClock, 'CLOCK#') };
    },

    seal: (before, door) => {
      const row = CaseDoor.parse(door);
      // A sender that is told no reads the door again, and finds its own seals in place if it was its own change.
      if (before === undefined) return cases.putIfAbsent(row);
      const { caseId, sk, v: _, customerId: __, ...set } = row;
      return cases.update({ caseId, sk }, { set }, asItWas(before));
    },

    countWrongCode: (door, wrongCodes, wrongAt, deed) => {
      const { caseId, sk } = door;
      const transaction = new Transaction(clock).update(
        cases,
        { caseId, sk },
        { set: { wrongCodes, wrongAt } },
        asItWas(door),
      );
      if (deed !== undefined) {
        if (audit === undefined) throw new Error('This function was not given the audit.');
        transaction.audit(audit, deed);
      }
      return committed(transaction);
    },
  };
}
