/** Handler of `Extend`: the statutory term is extended as approved, and the customer is told. */
import * as z from 'zod';
import { Instant } from '../../shared/contracts/codes.ts';
import type { CaseClock } from '../../shared/contracts/complaint.ts';
import { Approval, MoreTime } from '../../shared/contracts/complaint.ts';
import type { CaseHead, TaskRow } from '../../shared/contracts/items.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { ExtensionRefused } from '../../shared/faults/faults.ts';
import { advanceOnce, customerOf, eventsOf } from '../../shared/platform/advance.ts';
import { lastAnswer, storyOf, tasksOf } from '../../shared/platform/answers.ts';
import { step } from '../../shared/platform/step.ts';
import { type ComplaintPack, type Extension, mayExtend } from '../../shared/policy/complaint-pack.ts';
import { sealedLetter } from './letters.ts';
import type { Advance, ClockDesk } from './ports.ts';
import { extensionParts } from './rules/letter.ts';
import { mailToCustomer, reachedBy, toldBy } from './telling.ts';
import { clockOf, lawOf, sheetOf, watchClock } from './terms.ts';
import { clockWiring } from './wiring.ts';

/** Until when the case must be decided now, and how the customer was told; where nothing was extended, nobody was told. */
export const Extended = z.discriminatedUnion('extended', [
  z.strictObject({ extended: z.literal('YES'), dueAt: Instant, reachedBy: z.enum(['mail', 'nobody']) }),
  z.strictObject({ extended: z.literal('NO'), dueAt: Instant }),
]);
export type Extended = z.infer<typeof Extended>;

const Wanted = z.object({ moreTime: MoreTime.exclude(['NONE']) });

/**
 * Sets the next clock by the chain of the law, once an approval, and has it watched. Where the chain has no such link any
 * more nothing is set: the case says why, for whoever investigates on.
 */
export const extend = (desk: ClockDesk) =>
  step(
    StepInput,
    Extended,
    async (input): Promise<Extended> => {
      const { caseId } = input.case;
      const { moreTime } = storyOf(input, Wanted);
      const { task, answer } = lastAnswer(
        await tasksOf(desk, input),
        { caseId, form: 'approval', clock: 'extension' },
        Approval,
      );
      let before: CaseClock | undefined;
      const head = await advanceOnce(
        desk,
        caseId,
        {
          from: ['CLOCKED', 'PROPOSED'],
          past: async ({ notExtended }) => {
            before = await desk.cases.clock(caseId);
            return before?.causeId === task.taskId || notExtended?.taskId === task.taskId;
          },
        },
        async (head, at): Promise<Advance> => {
          const law = await lawOf(desk, head.policies);
          if (before === undefined) throw new ExtensionRefused(caseId, moreTime, 'it has no clock yet');
          if (answer.verdict !== 'APPROVE')
            throw new ExtensionRefused(caseId, moreTime, `task ${task.taskId} says ${answer.verdict}`);
          const why = noRoomFor(moreTime, before.extensions, law.pack);
          if (why !== undefined) {
            return {
              status: head.status,
              set: { notExtended: { taskId: task.taskId, why, at } },
              deed: { actor: 'extend', act: 'case.not-extended', facts: { extension: moreTime, why } },
              outbox: [],
            };
          }
          const number = before.number + 1;
          const clock = clockOf(
            caseId,
            {
              number,
              startsAt: before.startsAt,
              extensions: granted(caseId, before.extensions, moreTime, task, law.pack),
              why: 'extension',
              ...(task.decidedBy !== undefined && { approvedBy: task.decidedBy }),
              causeId: task.taskId,
              setAt: at,
            },
            law,
          );
          const customer = await customerOf(desk, head);
          const sheet = await sheetOf(desk, head, customer, law.pack, at);
          const letter = await sealedLetter(desk, 'extension', extensionParts(moreTime, clock, sheet), sheet);
          const by = toldBy(customer);
          const facts = { clock: number, extension: moreTime, dueAt: clock.dueAt, by };
          return {
            status: head.status,
            set: { dueAt: clock.dueAt, reachedBy: by },
            clock,
            letter,
            deed: {
              actor: 'extend',
              act: 'case.extended',
              facts: {
                ...facts,
                ...(task.decidedBy !== undefined && { approvedBy: task.decidedBy }),
                letter: letter.number,
              },
            },
            outbox: [
              ...mailToCustomer(
                by,
                head,
                at,
                { template: 'extension', facts: { letter: letter.number, dueAt: clock.dueAt } },
                [number],
              ),
              ...eventsOf(input, head, at, facts, [number]),
            ],
          };
        },
      );
      const { dueAt } = await watchClock(desk, caseId, await lawOf(desk, head.policies));
      if (head.notExtended?.taskId === task.taskId) return { extended: 'NO', dueAt };
      return { extended: 'YES', dueAt, reachedBy: await reachedBy(desk, head) };
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** Why the chain of the law has no room for an extension; undefined where it has. */
function noRoomFor(
  wanted: Extension,
  used: readonly Extension[],
  { extensionChain }: ComplaintPack,
): NonNullable<CaseHead['notExtended']>['why'] | undefined {
  if (used.includes(wanted)) return 'GRANTED_BEFORE';
  return extensionChain.slice(used.length).some(({ extension }) => extension === wanted)
    ? undefined
    : 'CHAIN_ENDS';
}

/**
 * The links of the chain that an approval grants: up to the one that was wanted, in their order, for who may grant the
 * last of them may grant those before it. Refuses what the law forbids otherwise, or above the level of who approved it.
 */
function granted(
  caseId: string,
  used: readonly Extension[],
  wanted: Extension,
  { level }: TaskRow,
  pack: ComplaintPack,
): Extension[] {
  const extensions = [...used];
  while (extensions.length === used.length || extensions.at(-1) !== wanted) {
    const next = pack.extensionChain[extensions.length]?.extension;
    const answer = next === undefined ? undefined : mayExtend(extensions, next, pack);
    if (next === undefined || !answer?.may)
      throw new ExtensionRefused(caseId, wanted, `the chain ends after ${extensions.join(' and ')}`);
    if (level < answer.approvalLevel)
      throw new ExtensionRefused(
        caseId,
        wanted,
        `${next} takes level ${answer.approvalLevel}, and level ${level} approved`,
      );
    extensions.push(next);
  }
  return extensions;
}

export const handler = extend(clockWiring());
