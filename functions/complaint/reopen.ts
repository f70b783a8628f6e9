/** Handler of our own wish to have a closed complaint looked at once more: it is opened again, as a round of its own. */
import * as z from 'zod';
import { Id, Instant } from '../../shared/contracts/codes.ts';
import { type CaseRound, ReopenCause } from '../../shared/contracts/complaint.ts';
import type { CaseHead } from '../../shared/contracts/items.ts';
import { advanceOnce, customerOf, eventOf } from '../../shared/platform/advance.ts';
import { step } from '../../shared/platform/step.ts';
import { type Reopening, reopeningOf } from '../../shared/policy/reopening.ts';
import { sealedLetter } from './letters.ts';
import type { Advance, ReopenDesk } from './ports.ts';
import { actedIn } from './rules/acted.ts';
import { outsideParts, reopenedParts } from './rules/letter.ts';
import { holdOf } from './statuses.ts';
import { letterToCustomer, toldBy } from './telling.ts';
import { clockOf, type Law, lawOf, noteOf, recusedBy, sheetOf, watchClock } from './terms.ts';
import { reopenWiring } from './wiring.ts';

/** What EventBridge hands over; a wish that does not say why comes from a survey. */
export const Heard = z.object({
  'detail-type': z.literal('complaint.reopen-requested'),
  detail: z.object({
    id: z.string(),
    /** When it was asked for: by that it is told from one that an earlier closing had. */
    at: Instant,
    caseId: Id,
    facts: z.object({ why: ReopenCause.default('SURVEY') }).default({ why: 'SURVEY' }),
  }),
});
export type Heard = z.infer<typeof Heard>;
type Wish = Heard['detail'];

/** What came of it, and in which round the case is then. */
export const Reopened = z.strictObject({
  ruling: z.enum(['REOPENED', 'OUTSIDE', 'NOTHING']),
  round: z.number().int().min(1),
});
export type Reopened = z.infer<typeof Reopened>;

/**
 * Opens a closed complaint again, once a closing however many wishes there are and in whatever order they come; after as many
 * rounds as the policy allows, the customer is told once who outside the bank can be asked.
 */
export const reopenComplaint = (desk: ReopenDesk) =>
  step(
    Heard,
    Reopened,
    async ({ detail: wish }): Promise<Reopened> => {
      const { caseId } = wish;
      const { review } = await desk.surveying();
      let ruling = 'OPEN' as Reopening;
      const head = await advanceOnce(
        desk,
        caseId,
        {
          from: ['CLOSED'],
          past: async (head) => {
            const { pack } = await lawOf(desk, head.policies);
            ruling = reopeningOf(head, wish.at, review, pack.zone);
            return ruling !== 'REOPEN' && ruling !== 'OUTSIDE';
          },
        },
        async (head, at) => {
          const law = await lawOf(desk, head.policies);
          return ruling === 'REOPEN'
            ? await openAgain(desk, head, wish, at, law)
            : await sayOutside(desk, head, wish, at, law);
        },
      );
      // Also where an earlier attempt opened it: that one may have failed before its execution was started.
      if (head.reopenedFor === wish.id && head.status !== 'CLOSED') {
        await watchClock(desk, caseId, await lawOf(desk, head.policies));
        await desk.workflow.start(caseId, head.round);
        return { ruling: 'REOPENED', round: head.round };
      }
      return { ruling: ruling === 'OUTSIDE' ? 'OUTSIDE' : 'NOTHING', round: head.round };
    },
    { name: 'reopen', ids: ({ detail: { caseId } }) => ({ caseId }) },
  );

/** The next round: its clock, its story, and nobody in it who has acted before. */
async function openAgain(
  desk: ReopenDesk,
  head: CaseHead,
  { id, at: wantedAt, facts: { why } }: Wish,
  at: string,
  law: Law,
): Promise<Advance> {
  const { caseId, severity } = head;
  const [customer, before, tasks, note, signals] = await Promise.all([
    customerOf(desk, head),
    desk.cases.clock(caseId),
    desk.tasks.ofCase(caseId),
    noteOf(desk, caseId),
    desk.cases.signals(caseId),
  ]);
  const actedIds = actedIn(tasks.filter(({ execution }) => execution === head.execution));
  const formerIds = [...new Set([...(head.formerIds ?? []), ...actedIds])];
  const recused = [...(await recusedBy(desk, note, head)), ...formerIds];
  const round = head.round + 1;
  const clock = clockOf(
    caseId,
    {
      number: (before?.number ?? 0) + 1,
      startsAt: wantedAt,
      extensions: [],
      why: 'reopened',
      causeId: id,
      setAt: at,
    },
    law,
  );
  const { dueAt } = clock;
  const sheet = await sheetOf(desk, head, customer, law.pack, at);
  const letter = await sealedLetter(desk, 'reopened', reopenedParts(clock, sheet), sheet);
  const by = toldBy(customer);
  const next = { ...head, round };
  const facts = { round, why, dueAt, by };
  const keepsOwner = head.ownerId !== undefined && !recused.includes(head.ownerId);
  return {
    status: 'CLOCKED',
    set: {
      round,
      execution: desk.workflow.nameOf(caseId, round),
      termFrom: wantedAt,
      dueAt,
      reachedBy: by,
      reopenedAt: at,
      reopenedFor: id,
      formerIds,
    },
    unset: [
      'outcome',
      'closedAt',
      'decidedAt',
      'customerWord',
      'proposalId',
      'breach',
      'notExtended',
      ...(keepsOwner ? [] : (['ownerId'] as const)),
    ],
    clock,
    letter,
    round: roundOf(head, { actedIds, reopenedAt: at, why, causeId: id }),
    // What reached the case in the moment of its closing belongs to the round that is over: a withdrawal would end this one.
    handled: signals.filter(({ at: came }) => came < wantedAt),
    hold: holdOf(head, { severity }),
    deed: {
      actor: 'reopen',
      act: 'case.reopened',
      facts: { ...facts, clock: clock.number, causeId: id, recused: recused.join(' ') },
    },
    outbox: [
      ...letterToCustomer(by, next, at, 'reopened', { letter: letter.number, dueAt }),
      eventOf(id, next, at, 'complaint.reopened', {
        round,
        why,
        dueAt,
        ...(severity !== undefined && { severity }),
      }),
    ],
  };
}

/** The round that is over, as it ended. */
function roundOf(
  head: CaseHead,
  its: Pick<CaseRound, 'actedIds' | 'reopenedAt' | 'why' | 'causeId'>,
): CaseRound {
  const { caseId, round: number, execution, outcome, closedAt } = head;
  const { dueAt, decidedAt, customerWord, ownerId, breach } = head;
  if (outcome === undefined || closedAt === undefined)
    throw new RangeError(
      `Case ${caseId} is closed without ${outcome === undefined ? 'an outcome' : 'a date'}.`,
    );
  return {
    caseId,
    sk: `ROUND#${String(number).padStart(4, '0')}`,
    v: 1,
    number,
    execution,
    outcome,
    closedAt,
    ...(dueAt !== undefined && { dueAt }),
    ...(decidedAt !== undefined && { decidedAt }),
    ...(breach !== undefined && { breachedClock: breach.clock }),
    ...(customerWord !== undefined && { customerWord }),
    ...(ownerId !== undefined && { ownerId }),
    ...its,
  };
}

/** The bank has looked at it often enough: a letter says who else can. */
async function sayOutside(
  desk: ReopenDesk,
  head: CaseHead,
  { id, facts: { why } }: Wish,
  at: string,
  law: Law,
): Promise<Advance> {
  const customer = await customerOf(desk, head);
  const sheet = await sheetOf(desk, head, customer, law.pack, at);
  const letter = await sealedLetter(desk, 'outside', outsideParts(sheet), sheet);
  const by = toldBy(customer);
  return {
    status: 'CLOSED',
    set: { outsideAt: at },
    letter,
    deed: {
      actor: 'reopen',
      act: 'case.outside-routes',
      facts: { round: head.round, why, causeId: id, by, letter: letter.number },
    },
    outbox: letterToCustomer(by, head, at, 'outside-routes', { letter: letter.number }),
  };
}

/** What Lambda runs. */
export const handler = reopenComplaint(reopenWiring());
