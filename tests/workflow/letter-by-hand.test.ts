import { describe, expect, test } from 'vitest';
import { answered, fault } from '../kit/complaint-story.ts';
import { decisionFailed, letterByHand, takenUp } from '../kit/letter-story.ts';

/** The tasks that people were given, in their order. */
const tasksIn = (visited: readonly string[]) =>
  visited.filter((state) =>
    ['Acknowledge by hand', 'Tell by hand', 'Take over by hand', 'Nobody took over'].includes(state),
  );

describe('R016 R235 a letter that no mail could bring', () => {
  test('is told by an agent, with what the complaint says of tier, severity and who must not act', async () => {
    const played = await letterByHand();
    expect([played.status, tasksIn(played.visited)]).toEqual(['SUCCEEDED', ['Tell by hand']]);
    expect(played.output).toEqual({ caseId: 'K1', outboxId: 'M-1', toTell: 'YES' });
    const [turn] = played.calls.filter(({ part }) => part === 'prepareTask');
    expect(turn?.payload).toMatchObject({
      form: 'by-hand',
      clock: 'notify-by-hand',
      of: ['agent'],
      recuse: ['recused'],
      deaf: true,
      case: { ...takenUp, caseId: 'K1' },
    });
  });

  test('an acknowledgement is told within the time of an acknowledgement', async () => {
    const { letter: _, ...failed } = decisionFailed;
    const { number: __, ...acknowledging } = takenUp;
    const played = await letterByHand({
      input: { ...failed, template: 'acknowledgement' },
      functions: { takeUpLetter: [acknowledging] },
    });
    expect(tasksIn(played.visited)).toEqual(['Acknowledge by hand']);
    const [turn] = played.calls.filter(({ part }) => part === 'prepareTask');
    expect(turn?.payload).toMatchObject({ clock: 'acknowledge-by-hand' });
  });

  test.each(['decision', 'acknowledgement'])(
    'that needs no telling any more (%s) asks nobody',
    async (template) => {
      const played = await letterByHand({
        input: { ...decisionFailed, template },
        functions: { takeUpLetter: [{ ...takenUp, toTell: 'NO' }] },
      });
      expect([played.status, tasksIn(played.visited)]).toEqual(['SUCCEEDED', []]);
      expect(played.output).toMatchObject({ toTell: 'NO' });
    },
  );

  test('whatever ends the wait without an answer asks the same again', async () => {
    const played = await letterByHand({
      people: { 'Tell by hand': [{ after: 60, signal: 'SUPPLEMENTED' }, answered({ told: 'LETTER' })] },
    });
    expect([played.status, tasksIn(played.visited)]).toEqual(['SUCCEEDED', ['Tell by hand', 'Tell by hand']]);
  });

  test('nobody of the ladder answers: operations take it over, and see to it', async () => {
    const played = await letterByHand({
      people: { 'Tell by hand': ['silent'], 'Take over by hand': [answered({ way: 'COMPLETE' })] },
      nudges: { 'Tell by hand': [{ way: 'EXHAUSTED' }] },
    });
    expect(tasksIn(played.visited)).toEqual(['Tell by hand', 'Take over by hand']);
    expect(played.status).toBe('SUCCEEDED');
  });

  test('a step that fails for good is run again when operations say so', async () => {
    const played = await letterByHand({ failing: { 'Take up letter': fault('ItemWrong') } });
    expect([played.status, tasksIn(played.visited)]).toEqual([
      'SUCCEEDED',
      ['Take over by hand', 'Tell by hand'],
    ]);
  });

  test('never ends without somebody: where operations keep silent as well it fails by name', async () => {
    const played = await letterByHand({
      failing: { 'Take up letter': fault('ItemWrong') },
      people: { 'Take over by hand': ['silent'] },
      nudges: { 'Take over by hand': [{ way: 'EXHAUSTED' }] },
    });
    expect([played.status, played.visited.at(-1)]).toEqual(['FAILED', 'Nobody took over']);
  });
});
