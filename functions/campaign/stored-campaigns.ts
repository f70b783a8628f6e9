/** Campaigns over their tables: every move of one is one conditional transaction. */

import { FeedbackRow } from '../../shared/contracts/improvement.ts';
import { IncidentRow } from '../../shared/contracts/items.ts';
import {
  CampaignHead,
  CampaignMember,
  CampaignVoice,
  SurveyReportRow,
} from '../../shared/contracts/survey.ts';
import { ConditionFailed } from '../../shared/faults/faults.ts';
import { addHandled, addOver, moved, rowsOf, unhandledSignals } from '../../shared/platform/case-moves.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { OPEN_CASES, shardKey } from '../../shared/platform/ids.ts';
import { outboxSignal, type Senders, sendNow } from '../../shared/platform/outbox.ts';
import { inParallel } from '../../shared/platform/parallel.ts';
import { type Condition, holds, type Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import type { BeginningBook, CampaignAdvance, CampaignBook } from './ports.ts';

/** What beginning and ending campaigns writes to, and who sends what is written. */
export interface StoredHeads {
  readonly cases: Table;
  readonly outbox: Table;
  readonly audit: Table;
  readonly senders: Senders;
}

/** What the steps of a campaign write to. */
export interface Stored extends StoredHeads {
  readonly tasks: Table;
  /** Where reports, feedback and incidents stand; only some steps write any. */
  readonly register?: Table;
}

/** Members that are written at a time. */
const AT_A_TIME = 16;

/** Campaigns over their tables, as they are begun and ended. */
export const storedBeginnings = (clock: Clock, its: StoredHeads): BeginningBook => ({
  find: (caseId) => its.cases.get(CampaignHead, { caseId, sk: 'HEAD' }),
  open: (head, deed, outbox) =>
    moved(
      new Transaction(clock)
        .putNew(its.cases, CampaignHead.parse(head), `${head.caseId} is new`)
        .audit(its.audit, { entityId: head.caseId, ...deed })
        .outbox(its.outbox, ...outbox),
      its.senders,
      head.caseId,
    ),
  end: ({ caseId, openedAt }, actor, at) =>
    brought(
      new Transaction(clock)
        .outbox(its.outbox, outboxSignal({ caseId, signal: 'ENDED', outsideId: openedAt, at }))
        .audit(its.audit, { entityId: caseId, actor, act: 'campaign.ended-early', facts: {} }),
      its.senders,
    ),
});

/** Campaigns over their tables, as their steps move them on. */
export const storedCampaigns = (clock: Clock, its: Stored): CampaignBook => ({
  find: (caseId) => its.cases.get(CampaignHead, { caseId, sk: 'HEAD' }),
  signals: (caseId) => unhandledSignals(its.cases, caseId),
  members: (caseId) => its.cases.query(CampaignMember, rowsOf(caseId, 'MEMBER#')),
  writeMembers: async (members) => {
    await inParallel(members, AT_A_TIME, (member) => its.cases.put(CampaignMember.parse(member)));
  },
  voices: (caseId) => its.cases.query(CampaignVoice, rowsOf(caseId, 'VOICE#')),
  report: (caseId) => registerOf(its).get(SurveyReportRow, { entry: entryOf(caseId) }),
  advance: (head, advance, at) =>
    moved(transactionOf(clock, its, head, advance, at), its.senders, head.caseId),
});

/** Entry of the report of a campaign in the register. */
export const entryOf = (caseId: string): `survey#${string}` => `survey#${caseId}`;

function registerOf({ register }: Pick<Stored, 'register'>): Table {
  if (register === undefined) throw new Error('This function was not given the table of the register.');
  return register;
}

/** Commits a signal, and has it brought; the same one again is on its way, or was heard. */
export async function brought(transaction: Transaction, senders: Senders): Promise<void> {
  try {
    await sendNow(await transaction.commit(), senders);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
}

function transactionOf(
  clock: Clock,
  its: Stored,
  head: CampaignHead,
  advance: CampaignAdvance,
  at: string,
): Transaction {
  const { caseId } = head;
  const { cases, audit, outbox, tasks } = its;
  const { status, set, unset = [], voices = [], report, feedback = [], incident } = advance;
  const fields = { ...set, status, moves: (head.moves ?? 0) + 1 };
  const change =
    status === 'CLOSED'
      ? { set: fields, remove: [...unset, 'openShard'] }
      : { set: { ...fields, openShard: shardKey(OPEN_CASES, caseId) }, remove: unset };
  const transaction = new Transaction(clock)
    .update(cases, { caseId, sk: 'HEAD' }, change, isAsRead(head))
    .outbox(outbox, ...advance.outbox);
  for (const deed of advance.deeds) transaction.audit(audit, { entityId: caseId, ...deed });
  // Nobody moves a voice or a report but with the head, whose condition guards them as well.
  for (const voice of voices) transaction.put(cases, CampaignVoice.parse(voice));
  if (report !== undefined) transaction.put(registerOf(its), SurveyReportRow.parse(report));
  for (const row of feedback) transaction.put(registerOf(its), FeedbackRow.parse(row));
  if (incident !== undefined) transaction.put(registerOf(its), IncidentRow.parse(incident));
  addOver(transaction, tasks, advance.over ?? []);
  addHandled(transaction, cases, caseId, advance.handled ?? [], at);
  return transaction;
}

function isAsRead({ status, moves }: CampaignHead): Condition {
  const unmoved = moves === undefined ? 'attribute_not_exists(#moves)' : '#moves = :moves';
  return holds(`the campaign is ${status} as it was read`, `#status = :status AND ${unmoved}`, {
    status,
    moves,
  });
}
