import { describe, expect, test } from 'vitest';
import { answered, fault, HALF_AN_HOUR } from '../kit/complaint-story.ts';
import { feedback } from '../kit/feedback-story.ts';
import type { Played } from '../kit/play.ts';

const payloadOf = (played: Played, part: string, step?: string) =>
  played.calls.find((call) => call.part === part && (step === undefined || call.payload.step === step))
    ?.payload;

describe('R116 R243 what a customer said has an answer', () => {
  test('one person answers it, who is not the one whom it is about', async () => {
    const played = await feedback();
    expect(played.status).toBe('SUCCEEDED');
    expect(played.visited).toEqual([
      'Take up feedback',
      ...['Prepare Answer customer', 'Answer customer', 'Answer customer?'],
      'Send reply',
      'Reached by mail?',
      'Close feedback',
    ]);
    expect(played.seconds).toBe(HALF_AN_HOUR);
    expect(payloadOf(played, 'prepareTask')).toMatchObject({
      form: 'feedback-reply',
      clock: 'feedback-reply',
      recuse: ['recused'],
      case: { recused: ['S-rated'] },
    });
    expect(payloadOf(played, 'sendReply')).toMatchObject({
      emits: ['feedback.answered'],
      case: { answered: 'THANKS', improves: 'NO' },
    });
  });

  test('a customer whom no mail reaches is told by a person before it is closed', async () => {
    const played = await feedback({ functions: { sendReply: [{ toTell: 'YES' }] } });
    expect(played.visited.slice(-4)).toEqual([
      'Prepare Tell by hand',
      'Tell by hand',
      'Tell by hand?',
      'Close feedback',
    ]);
    expect(payloadOf(played, 'prepareTask', 'Tell by hand')).toMatchObject({
      form: 'by-hand',
      of: ['agent'],
    });
  });

  test('where nobody answers, operations take it over, and it still ends with what they decide', async () => {
    const played = await feedback({
      people: {
        'Answer customer': ['silent'],
        'Take over by hand': [answered({ way: 'COMPLETE' }, 'S-operations')],
      },
      nudges: { 'Answer customer': [{ way: 'EXHAUSTED' }] },
    });
    expect(played.status).toBe('SUCCEEDED');
    expect(payloadOf(played, 'closeFeedback')).toMatchObject({ case: { way: 'COMPLETE' } });
  });

  test('a step that failed is tried again by operations, and what was answered is not asked again', async () => {
    const played = await feedback({ failing: { 'Send reply': fault('ItemWrong') } });
    expect(played.status).toBe('SUCCEEDED');
    expect(played.visited.filter((name) => name === 'Answer customer')).toHaveLength(1);
    expect(played.visited.filter((name) => name === 'Send reply')).toHaveLength(2);
  });
});
