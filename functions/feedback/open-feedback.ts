/** Handler: something that a customer said is to be answered by a person; once, however often it is handed over. */
import * as z from 'zod';
import { Id } from '../../shared/contracts/codes.ts';
import { type FeedbackHead, FeedbackWish } from '../../shared/contracts/improvement.ts';
import { eventOf } from '../../shared/platform/advance.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { derivedId, OPEN_CASES, shardKey } from '../../shared/platform/ids.ts';
import { step } from '../../shared/platform/step.ts';
import type { OpenFeedbackDesk } from './ports.ts';
import { entryOf, openFeedbackWiring } from './wiring.ts';

/** The case in which it is answered. */
export const Opened = z.strictObject({ caseId: Id });
export type Opened = z.infer<typeof Opened>;

/** Number of the answer to something that was said: the same words in the same case have one. */
const feedbackIdOf = ({ originId, voice, text }: FeedbackWish): string =>
  derivedId('F', originId, voice, text);

/** Enters it in the register, and starts its story. */
export const openFeedback = ({ clock, cases, executions }: OpenFeedbackDesk) =>
  step(
    FeedbackWish,
    Opened,
    async (wish): Promise<Opened> => {
      const caseId = feedbackIdOf(wish);
      const { voice, from, originId, customerId, text, ratedId } = wish;
      const at = instantOf(clock.now());
      const head: FeedbackHead = {
        caseId,
        sk: 'HEAD',
        v: 1,
        kind: 'feedback',
        customerId,
        status: 'OPENED',
        voice,
        from,
        originId,
        ...(ratedId !== undefined && { ratedId }),
        round: 1,
        openedAt: at,
        openShard: shardKey(OPEN_CASES, caseId),
        execution: executions.nameOf(caseId),
      };
      const facts = { voice, from, originId };
      await cases.open(head, {
        voice: { caseId, sk: 'VOICE#1', v: 1, text },
        row: { entry: entryOf(caseId), v: 1, state: 'OPEN', openedAt: at, voice, from, caseId: originId },
        outbox: [eventOf(undefined, head, at, 'feedback.received', facts)],
      });
      // Also where it was opened before: whoever did may have failed before its execution was started.
      if ((await cases.find(caseId))?.status !== 'CLOSED') await executions.start(caseId);
      return { caseId };
    },
    { name: 'open-feedback', ids: ({ originId }) => ({ caseId: originId }) },
  );

/** What Lambda runs. */
export const handler = openFeedback(openFeedbackWiring());
