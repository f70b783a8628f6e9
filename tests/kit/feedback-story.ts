/** The answer to something that a customer said, as it is played in tests. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { answered, byHand } from './complaint-story.ts';
import { type Played, play, type Script } from './play.ts';

const golden = readFileSync(
  resolve(import.meta.dirname, '../../workflows/feedback-reply/storyboard.asl.json'),
  'utf8',
);

/** An agent answers, another one tells it where no mail reaches the customer, and operations try again. */
export const usualFeedbackPeople = {
  'Answer customer': [answered({ answered: 'THANKS', improves: 'NO' }, 'S-agent')],
  'Tell by hand': [answered(byHand, 'S-agent')],
  'Take over by hand': [answered({ way: 'RETRY' }, 'S-operations')],
} satisfies Script['people'];

/** Plays the answer to a suggestion of a customer whom mails reach, but for what the script says. */
export const feedback = (script: Script = {}): Promise<Played> =>
  play(golden, {
    input: { v: 1, caseId: 'F-1', round: 1 },
    ...script,
    functions: {
      takeUpFeedback: [
        { customerId: 'C-1', tier: 'mass', line: 'ordinary', recused: ['S-rated'], policies: {} },
      ],
      sendReply: [{ toTell: 'NO' }],
      closeFeedback: [{ outcome: 'ANSWERED' }],
      ...script.functions,
    },
    people: { ...usualFeedbackPeople, ...script.people },
  });
