/** Handler of `Weigh alert`: may anybody act on it at all, or does a complaint come first? */
import type { AlertHead } from '../../shared/contracts/churn.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { step } from '../../shared/platform/step.ts';
import type { SuppressReason } from '../../shared/policy/arbitrate.ts';
import { heldFor, openComplaintOf, stageOf, Weighed } from './holding.ts';
import { termsOf } from './policies.ts';
import type { ContactDesk, CustomerFile } from './ports.ts';
import { everyWayOf } from './rules/ways.ts';
import { answerOnce, type Found, underWay } from './statuses.ts';
import { careWiring } from './wiring.ts';

/** Reasons of the arbiter that no waiting mends; an open complaint is none of them, for the alert waits for it. */
const lasting: readonly (SuppressReason | undefined)[] = [
  'deceased',
  'minor',
  'do-not-contact',
  'no-consent',
  'consent-withdrawn',
  'never-allowed',
];

/** Weighs an alert anew, every time the story comes here; what was reserved before is released. */
export const weighAlert = (desk: ContactDesk) =>
  step(
    StepInput,
    Weighed,
    async (input): Promise<Weighed> => {
      const { answer } = await answerOnce<Weighed>(
        desk,
        input,
        { from: underWay, hears: true },
        async (head, at) => {
          const { customerId, contactId } = head;
          if (contactId !== undefined) await desk.ledger.release(customerId, contactId, 'weighed-again');
          const { answer, advance } = await weigh(desk, head, at);
          return {
            answer,
            advance: { ...advance, unset: ['contactId', 'channel', ...(advance.unset ?? [])] },
          };
        },
      );
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

async function weigh(desk: ContactDesk, head: AlertHead, at: string): Promise<Found<Weighed>> {
  const file = await desk.customers.file(head.customerId);
  const stage = stageOf(head);
  if (file === undefined) return suppressed(head, 'customer-gone');
  const complaintId = openComplaintOf(file, head);
  if (complaintId !== undefined) {
    const { playbooks } = await termsOf(desk, head);
    const held = await heldFor(desk.cases, head, complaintId, at, playbooks);
    if (held !== undefined) {
      const { until, advance } = held;
      return {
        answer: { ruling: 'HOLD', until, stage, complaintId },
        advance: {
          ...advance,
          deed: { actor: 'weigh-alert', act: 'alert.held', facts: { complaintId, until, stage } },
        },
      };
    }
  }
  const barred = await barredBy(desk, file);
  if (barred !== undefined) return suppressed(head, barred);
  return {
    answer: { ruling: 'GO', stage },
    advance: {
      status: stage === 'START' ? 'LOCKED' : 'TREATED',
      set: {},
      deed: { actor: 'weigh-alert', act: 'alert.weighed', facts: { ruling: 'GO', stage, band: head.band } },
      outbox: [],
    },
  };
}

/** Why nobody may ever turn to the customer about this; undefined where some way is open, now or later. */
async function barredBy(
  { ledger }: Pick<ContactDesk, 'ledger'>,
  { profile }: CustomerFile,
): Promise<string | undefined> {
  let reason: string | undefined;
  for (const channel of everyWayOf(profile)) {
    const ruling = await ledger.consult({
      customerId: profile.customerId,
      class: 'retention',
      channel,
      purpose: 'care',
    });
    if (ruling.answer !== 'SUPPRESS' || !lasting.includes(ruling.reason)) return undefined;
    reason ??= ruling.reason;
  }
  return reason;
}

/** The alert ends without anybody having been disturbed. */
const suppressed = (head: AlertHead, reason: string): Found<Weighed> => ({
  answer: { ruling: 'END', stage: stageOf(head), ending: 'SUPPRESSED', reason },
  advance: {
    status: 'LOCKED',
    set: { ending: 'SUPPRESSED' },
    deed: { actor: 'weigh-alert', act: 'alert.suppressed', facts: { reason, band: head.band } },
    outbox: [],
  },
});

/** What Lambda runs. */
export const handler = weighAlert(careWiring());
