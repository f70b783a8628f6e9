/** Handler of our own word that a mail to a customer failed: the letter that it was to bring is told by a person. */
import * as z from 'zod';
import { Id } from '../../shared/contracts/codes.ts';
import { ContactFailed } from '../../shared/contracts/letter-by-hand.ts';
import { step } from '../../shared/platform/step.ts';
import type { TellDesk } from './ports.ts';
import { tellWiring } from './wiring.ts';

/** What EventBridge hands over. */
export const Heard = z.object({ 'detail-type': z.literal('contact.failed'), detail: ContactFailed });

/** The mail whose letter is told. */
export const Started = z.strictObject({ outboxId: Id });

/** Starts the story of the letter, once a mail; what fails is tried again by Lambda, and waits in its queue in the end. */
export const tellByHand = ({ letters }: TellDesk) =>
  step(
    Heard,
    Started,
    async ({ detail: { caseId, facts } }) => {
      const { outboxId, template, letter } = facts;
      await letters.start({
        v: 1,
        caseId,
        round: 1,
        outboxId,
        template,
        ...(letter !== undefined && { letter }),
      });
      return { outboxId };
    },
    { name: 'tell-by-hand', ids: ({ detail: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = tellByHand(tellWiring());
