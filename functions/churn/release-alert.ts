/** Handler of `Release alert`: the complaint is closed, or has taken longer than an alert can wait. */
import type { AlertHead } from '../../shared/contracts/churn.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { eventOf } from '../../shared/platform/advance.ts';
import { step } from '../../shared/platform/step.ts';
import { heldFor, openComplaintOf, stageOf, Weighed } from './holding.ts';
import { termsOf } from './policies.ts';
import type { AlertAdvance, RescoreDesk } from './ports.ts';
import { answerOnce, type Found, underWay } from './statuses.ts';
import { rescoreWiring } from './wiring.ts';

/**
 * Releases an alert, once its complaint is closed; then the customer is scored again, for a complaint that was settled well
 * may have been all there was to it. Whatever woke the wait, what counts is how the complaint stands.
 */
export const releaseAlert = (desk: RescoreDesk) =>
  step(
    StepInput,
    Weighed,
    async (input): Promise<Weighed> => {
      const { answer } = await answerOnce<Weighed>(
        desk,
        input,
        { from: underWay, hears: true },
        async (head, at) => {
          const { heldFor: complaintId, heldUntil: until = at } = head;
          const complaint = complaintId === undefined ? undefined : await desk.cases.anyCase(complaintId);
          // One that was only just handed over has not been taken in yet.
          const isOpen = complaintId !== undefined && complaint?.status !== 'CLOSED';
          if (isOpen && at < until) return stillHeld(head, complaintId, until);
          if (isOpen) return released(head, at, 'timed-out', { heldOut: complaintId });
          return afterComplaint(desk, head, at);
        },
      );
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** A complaint was closed: another one may be open, and the customer is another one now. */
async function afterComplaint(desk: RescoreDesk, head: AlertHead, at: string): Promise<Found<Weighed>> {
  const file = await desk.customers.file(head.customerId);
  const { playbooks } = await termsOf(desk, head);
  const other = file && openComplaintOf(file, head);
  const held =
    other === undefined || other === head.heldFor
      ? undefined
      : await heldFor(desk.cases, head, other, at, playbooks);
  if (other !== undefined && held !== undefined) {
    const { until, advance } = held;
    return {
      answer: { ruling: 'HOLD', until, stage: stageOf(head), complaintId: other },
      advance: {
        ...advance,
        deed: { actor: 'release-alert', act: 'alert.held', facts: { complaintId: other, until } },
      },
    };
  }
  const now = await desk.scorer.rescore(head.customerId);
  if (now === undefined) return over(head, at, 'SUPPRESSED', 'customer-gone');
  if (now.band === undefined) return over(head, at, 'RECOVERED_BY_COMPLAINT', 'below-threshold');
  return released(head, at, 'complaint-closed', { band: now.band, score: now.score });
}

const stillHeld = (head: AlertHead, complaintId: string, until: string): Found<Weighed> => ({
  answer: { ruling: 'HOLD', until, stage: stageOf(head), complaintId },
  advance: {
    status: 'HELD',
    set: {},
    deed: { actor: 'release-alert', act: 'alert.still-held', facts: { complaintId, until } },
    outbox: [],
  },
});

/** The alert goes on. */
function released(head: AlertHead, at: string, reason: string, set: AlertAdvance['set']): Found<Weighed> {
  const stage = stageOf(head);
  const facts = { reason, stage, band: set.band ?? head.band };
  return {
    answer: { ruling: 'GO', stage, reason },
    advance: {
      status: stage === 'START' ? 'LOCKED' : 'TREATED',
      set,
      unset: ['heldFor', 'heldUntil'],
      deed: { actor: 'release-alert', act: 'alert.released', facts },
      outbox: [eventOf(undefined, head, at, 'churn.released', facts, [head.heldFor ?? '', at])],
    },
  };
}

/** The alert ends: the customer is not at risk any more, or no customer any more. */
const over = (
  head: AlertHead,
  at: string,
  ending: 'RECOVERED_BY_COMPLAINT' | 'SUPPRESSED',
  reason: string,
): Found<Weighed> => ({
  answer: { ruling: 'END', stage: stageOf(head), ending, reason },
  advance: {
    status: 'LOCKED',
    set: { ending },
    unset: ['heldFor', 'heldUntil'],
    deed: { actor: 'release-alert', act: 'alert.released', facts: { reason, ending } },
    outbox: [eventOf(undefined, head, at, 'churn.released', { reason, ending }, [head.heldFor ?? '', at])],
  },
});

/** What Lambda runs. */
export const handler = releaseAlert(rescoreWiring());
