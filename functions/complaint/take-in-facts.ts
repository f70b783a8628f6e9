/** Handler of `Take in new facts`: the term starts anew where the law says so, and the customer is told. */
import * as z from 'zod';
import { Instant } from '../../shared/contracts/codes.ts';
import type { CaseClock } from '../../shared/contracts/complaint.ts';
import type { CaseHead, CaseSignal } from '../../shared/contracts/items.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { advanceOnce, customerOf, eventsOf } from '../../shared/platform/advance.ts';
import { step } from '../../shared/platform/step.ts';
import { restartOf, termOf } from '../../shared/policy/term.ts';
import { sealedLetter } from './letters.ts';
import type { ClockDesk } from './ports.ts';
import { factsParts } from './rules/letter.ts';
import { openStatuses } from './statuses.ts';
import { mailToCustomer, reachedBy, toldBy } from './telling.ts';
import { clockOf, type Law, lawOf, sheetOf, watchClock } from './terms.ts';
import { clockWiring } from './wiring.ts';

/** Until when the case must be decided now, if its clock is set already, and how the customer was told. */
export const FactsTaken = z.strictObject({
  dueAt: Instant.optional(),
  reachedBy: z.enum(['mail', 'nobody']),
  /** What the customer said to a decision before does not count for the next one. */
  word: z.literal('NONE'),
});
export type FactsTaken = z.infer<typeof FactsTaken>;

/** Takes in, once, all new facts that no step has acted on; a decision that was told is open again. */
export const takeInFacts = (desk: ClockDesk) =>
  step(
    StepInput,
    FactsTaken,
    async (input): Promise<FactsTaken> => {
      const { caseId } = input.case;
      let facts: CaseSignal[] = [];
      const head = await advanceOnce(
        desk,
        caseId,
        {
          from: openStatuses,
          past: async () => {
            facts = (await desk.cases.signals(caseId)).filter(({ kind }) => kind === 'SUPPLEMENTED');
            return facts.length === 0;
          },
        },
        async (head, at) => {
          const last = facts.at(-1) as CaseSignal;
          const law = await lawOf(desk, head.policies);
          const customer = await customerOf(desk, head);
          const before = await desk.cases.clock(caseId);
          const { set, clock, trace = before?.trace } = restarted(head, before, last, at, law);
          const dueAt = set.dueAt ?? head.dueAt;
          const by = toldBy(customer);
          const sheet = await sheetOf(desk, head, customer, law.pack, at);
          const promise = dueAt === undefined ? undefined : { dueAt, trace };
          // Also where a mail says it: if that reaches nobody, the letter is printed or read out.
          const letter = await sealedLetter(desk, 'facts', factsParts(promise, sheet), sheet);
          const told = {
            by,
            signalId: last.signalId,
            ...(dueAt !== undefined && { dueAt }),
            ...(clock !== undefined && { clock: clock.number }),
          };
          return {
            status: before === undefined ? head.status : 'CLOCKED',
            set: { ...set, reachedBy: by },
            unset: ['decidedAt'],
            ...(clock !== undefined && { clock }),
            letter,
            handled: facts,
            deed: {
              actor: 'take-in-facts',
              act: 'case.supplemented',
              facts: { ...told, signals: facts.length, letter: letter.number },
            },
            outbox: [
              ...mailToCustomer(
                by,
                head,
                at,
                {
                  template: 'facts-received',
                  facts: { letter: letter.number, ...(dueAt !== undefined && { dueAt }) },
                },
                [last.signalId],
              ),
              ...eventsOf(input, head, at, told, [last.signalId]),
            ],
          };
        },
      );
      const taken = { reachedBy: await reachedBy(desk, head), word: 'NONE' } as const;
      if ((await desk.cases.clock(caseId)) === undefined) return taken;
      const { dueAt } = await watchClock(desk, caseId, await lawOf(desk, head.policies));
      return { ...taken, dueAt };
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** The term as new facts make it; before `Set clocks` only its beginning moves. */
function restarted(
  head: CaseHead,
  before: CaseClock | undefined,
  { at: receivedAt, signalId }: CaseSignal,
  at: string,
  law: Law,
): {
  readonly set: Pick<CaseHead, 'termFrom' | 'dueAt'>;
  readonly clock?: CaseClock;
  readonly trace?: CaseClock['trace'];
} {
  const term = restartOf(before?.extensions ?? [], { on: 'NEW_FACTS', receivedAt }, law.pack);
  if (term === undefined) return { set: {} };
  const { startsAt, extensions } = term;
  if (before === undefined) {
    const { dueAt, trace } = termOf({ startsAt, extensions, by: 'new-facts' }, law.pack, law.calendar);
    return { set: { termFrom: startsAt, dueAt }, trace: JSON.stringify(trace) };
  }
  const number = before.number + 1;
  const clock = clockOf(
    head.caseId,
    { number, startsAt, extensions, why: 'new-facts', causeId: signalId, setAt: at },
    law,
  );
  return { set: { termFrom: startsAt, dueAt: clock.dueAt }, clock, trace: clock.trace };
}

export const handler = takeInFacts(clockWiring());
