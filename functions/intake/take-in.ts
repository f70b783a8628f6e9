/** Takes an event in: one case for each matter, however often its event comes. */
import { PassingContention } from '../../shared/faults/faults.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { caseIdOf, shardKey } from '../../shared/platform/ids.ts';
import type { CaseBook, Intake } from './ports.ts';
import { businessKeyOf, newCase } from './rules/case-of.ts';
import { judge, type Reason, type Sound, unknownCustomer } from './rules/judge.ts';

/** What became of an event: a new case, the case it had already, or a reason to hold it. */
export type TakenIn =
  | { readonly way: 'ACCEPTED' | 'DUPLICATE'; readonly caseId: string }
  | { readonly way: 'REFUSED'; readonly reason: Reason };

/** Numbers that are tried for a case before something must be wrong. */
const MOST_NUMBERS = 5;

/** Takes in one event; `text` is the event as JSON. */
export async function takeIn(intake: Intake, event: unknown, text: string): Promise<TakenIn> {
  const verdict = judge(event, Buffer.byteLength(text));
  if (!verdict.sound) return { way: 'REFUSED', reason: verdict.reason };
  const before = await intake.cases.findByKey(businessKeyOf(verdict.detail));
  if (before !== undefined) return known(intake, before);
  if (!(await intake.customers.knows(verdict.detail.customerId))) {
    return { way: 'REFUSED', reason: unknownCustomer };
  }
  return open(intake, verdict);
}

async function open(intake: Intake, { detail, eventId }: Sound): Promise<TakenIn> {
  const businessKey = businessKeyOf(detail);
  const received = intake.clock.now();
  for (let attempt = 0; attempt < MOST_NUMBERS; attempt++) {
    const caseId = caseIdOf(businessKey, received, intake.zone, attempt);
    const opened = await intake.cases.open(
      newCase(detail, {
        caseId,
        eventId,
        receivedAt: instantOf(received),
        statusShard: shardKey('RECEIVED', caseId),
        execution: intake.executions.nameOf(caseId),
      }),
    );
    if (opened === 'OPENED') {
      await intake.executions.start(caseId);
      return { way: 'ACCEPTED', caseId };
    }
    if (opened === 'KEY_TAKEN') {
      const first = await intake.cases.findByKey(businessKey);
      if (first !== undefined) return known(intake, first);
    }
  }
  throw new PassingContention(`No free case number in ${MOST_NUMBERS} attempts.`);
}

/** Whoever opened the case may have failed before its execution was started. */
async function known(
  intake: Intake,
  head: NonNullable<Awaited<ReturnType<CaseBook['findByKey']>>>,
): Promise<TakenIn> {
  if (head.status === 'RECEIVED') await intake.executions.start(head.caseId);
  return { way: 'DUPLICATE', caseId: head.caseId };
}
