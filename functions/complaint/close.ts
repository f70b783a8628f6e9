/** Handler of `Close`: the case ends, and the customer knows how. */
import * as z from 'zod';
import { ComplaintOutcome, Instant } from '../../shared/contracts/codes.ts';
import { type CaseLetter, CustomerWord, FirstContact } from '../../shared/contracts/complaint.ts';
import type { CaseHead, CaseSignal, CustomerProfile, MailTemplate } from '../../shared/contracts/items.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { OutcomeMissing, SignalUnheard } from '../../shared/faults/faults.ts';
import { advanceOnce, customerOf, eventOf, eventsOf } from '../../shared/platform/advance.ts';
import { lastAnswer, tasksOf } from '../../shared/platform/answers.ts';
import { step } from '../../shared/platform/step.ts';
import { sealedLetter } from './letters.ts';
import type { AnsweredDesk } from './ports.ts';
import { closingParts, type Parts, quickParts, type Sheet, withdrawnParts } from './rules/letter.ts';
import { customerWordOf, daysOpen, outcomeOf } from './rules/outcome-of.ts';
import { holdOf, openStatuses } from './statuses.ts';
import { mailToCustomer, reachedBy, toldBy } from './telling.ts';
import { lawOf, sheetOf } from './terms.ts';
import { answeredWiring } from './wiring.ts';

const YesNo = z.enum(['YES', 'NO']);

/** How the case ended. */
export const Closed = z.strictObject({
  outcome: ComplaintOutcome,
  closedAt: Instant,
  /** Calendar days from opening, or from being opened again, to closing, begun ones counted. */
  days: z.number().int().min(0),
  /** What the customer said to a decision. */
  customerWord: CustomerWord.optional(),
  /** Whether a person has to tell the customer how it ended: something is to be told, and no mail reaches them. */
  toTell: YesNo,
});
export type Closed = z.infer<typeof Closed>;

/** Closes the case with the outcome that its forms gave, and has the customer told what they do not know yet, once. */
export const close = (desk: AnsweredDesk) =>
  step(
    StepInput,
    Closed,
    async (input): Promise<Closed> => {
      const { caseId } = input.case;
      const head = await advanceOnce(
        desk,
        caseId,
        // A takeover may close a case at any point of its story.
        { from: openStatuses, past: ['CLOSED'] },
        async (head, at) => {
          const signals = await desk.cases.signals(caseId);
          const outcome = endingOf(input, signals);
          if (outcome === undefined) throw new OutcomeMissing(caseId);
          const customer = await customerOf(desk, head);
          const word =
            isDecision(outcome) && head.decidedAt !== undefined ? customerWordOf(input.case) : undefined;
          const last = await lastWord(desk, input, { head, customer, outcome, word, signals, at });
          const days = daysOpen(head.reopenedAt ?? head.openedAt, at);
          const onTime =
            head.breach === undefined && (head.dueAt === undefined || (head.decidedAt ?? at) <= head.dueAt);
          // Behind a customer whom mails have reached so far nobody is asked to tell them: what mails cannot bring any
          // more is found by the sender of mails, who has it told.
          const by = input.case.reachedBy === 'mail' ? 'mail' : toldBy(customer);
          const facts = {
            outcome,
            days,
            onTime,
            round: head.round,
            ...(word !== undefined && { customerWord: word }),
            ...(head.class !== undefined && { class: head.class }),
          };
          return {
            status: 'CLOSED',
            set: { outcome, closedAt: at, reachedBy: by, ...(word !== undefined && { customerWord: word }) },
            ...(last?.letter !== undefined && { letter: last.letter }),
            handled: signals,
            hold: holdOf(head, {
              severity: head.severity,
              ...(wasFeedback(outcome) ? { liftedAt: at } : { closedAt: at }),
            }),
            deed: { actor: 'close', act: 'case.closed', facts: { ...facts, by, signals: signals.length } },
            outbox: [
              ...(last === undefined
                ? []
                : mailToCustomer(by, head, at, {
                    template: last.template,
                    facts: {
                      outcome,
                      ...(last.letter !== undefined && { letter: last.letter.number }),
                      ...(word !== undefined && { customerWord: word }),
                    },
                  })),
              ...eventsOf(input, head, at, facts),
              // Written here and not named by the storyboard: only some of the cases that close were withdrawn.
              ...(outcome === 'WITHDRAWN'
                ? [eventOf(input.execution, head, at, 'complaint.withdrawn', { days, status: head.status })]
                : []),
            ],
          };
        },
      );
      // A step that is tried again answers what the row says, whatever its input says by now.
      const { outcome = outcomeOf(input.case), closedAt, customerWord } = head;
      if (outcome === undefined) throw new OutcomeMissing(caseId);
      const at = closedAt ?? input.entered;
      const days = daysOpen(head.reopenedAt ?? head.openedAt, at);
      const toTell =
        knowsAlready({ ...head, outcome }) || (await reachedBy(desk, head)) === 'mail' ? 'NO' : 'YES';
      return { outcome, closedAt: at, days, ...(customerWord !== undefined && { customerWord }), toTell };
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/**
 * How the case ends, by its forms and by what came in since the last of them was answered: a withdrawal ends it as one,
 * and new facts not at all. What was taken over by hand was also seen by hand.
 */
function endingOf({ case: state }: StepInput, signals: readonly CaseSignal[]): ComplaintOutcome | undefined {
  const outcome = outcomeOf(state);
  if (outcome === undefined || outcome === 'MANUAL_TAKEOVER' || outcome === 'CANCELLED') return outcome;
  if (outcome === 'WITHDRAWN' || signals.some(({ kind }) => kind === 'WITHDRAWN')) return 'WITHDRAWN';
  if (signals.some(({ kind }) => kind === 'SUPPLEMENTED'))
    throw new SignalUnheard(state.caseId, 'SUPPLEMENTED');
  return outcome;
}

/** Whether it was no complaint after all. */
const wasFeedback = (outcome: ComplaintOutcome): boolean =>
  outcome === 'SUGGESTION_ANSWERED' || outcome === 'PRAISE_ANSWERED' || outcome === 'ENQUIRY_ANSWERED';

/** Whether the customer was told everything before the case closed; reads nothing but the row, so that a retry says the same. */
const knowsAlready = ({
  outcome,
  decidedAt,
  customerWord,
}: Pick<CaseHead, 'decidedAt' | 'customerWord'> & { readonly outcome: ComplaintOutcome }): boolean =>
  wasFeedback(outcome) || (isDecision(outcome) && decidedAt !== undefined && customerWord !== 'DISPUTED');

const isDecision = (outcome: ComplaintOutcome): boolean =>
  outcome === 'RESOLVED_UPHELD' || outcome === 'RESOLVED_PARTLY' || outcome === 'REJECTED';

interface Ending {
  readonly head: CaseHead;
  readonly customer: CustomerProfile;
  readonly outcome: ComplaintOutcome;
  readonly word: CustomerWord | undefined;
  readonly signals: readonly CaseSignal[];
  readonly at: string;
}

/** What the customer is still to be told when the case ends; undefined where they know it all. */
async function lastWord(
  desk: AnsweredDesk,
  input: StepInput,
  { head, customer, outcome, word, signals, at }: Ending,
): Promise<{ readonly template: MailTemplate; readonly letter?: CaseLetter } | undefined> {
  if (knowsAlready({ outcome, decidedAt: head.decidedAt, customerWord: word })) return undefined;
  const { pack } = await lawOf(desk, head.policies);
  const sheet = await sheetOf(desk, head, customer, pack, at);
  const letterOf = (kind: CaseLetter['kind'], parts: Parts) => sealedLetter(desk, kind, parts, sheet);
  switch (outcome) {
    case 'RESOLVED_UPHELD':
    case 'RESOLVED_PARTLY':
    case 'REJECTED':
      // A case never closes with a decision that nobody told.
      if (head.decidedAt === undefined) return { template: 'decision' };
      return { template: 'closing', letter: await letterOf('closing', closingParts('DISPUTED', sheet)) };
    case 'QUICK_RESOLVED':
      return { template: 'quick', letter: await letterOf('quick', await quickOf(desk, input, sheet)) };
    case 'WITHDRAWN': {
      const withdrawnAt = signals.find(({ kind }) => kind === 'WITHDRAWN')?.at ?? at;
      return {
        template: 'withdrawn',
        letter: await letterOf('withdrawn', withdrawnParts(withdrawnAt, sheet)),
      };
    }
    case 'SUGGESTION_ANSWERED':
    case 'PRAISE_ANSWERED':
    case 'ENQUIRY_ANSWERED':
      return undefined;
    case 'MANUAL_TAKEOVER':
    case 'CANCELLED':
      return { template: 'closing', letter: await letterOf('closing', closingParts(outcome, sheet)) };
  }
}

/** What was agreed with the customer at first contact. */
async function quickOf(desk: AnsweredDesk, input: StepInput, sheet: Sheet): Promise<Parts> {
  const { caseId } = input.case;
  const { answer } = lastAnswer(await tasksOf(desk, input), { caseId, form: 'first-contact' }, FirstContact);
  return quickParts(answer.reason, sheet);
}

export const handler = close(answeredWiring());
