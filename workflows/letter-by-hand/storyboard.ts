import type { Construct } from 'constructs';
import { type Desk, failedStep, type Performer, type Story, storyboard, when } from '../kit/kit.ts';

/** The functions that play in it; the desk's two stand behind every task of a person. */
export interface LetterCast extends Desk {
  readonly takeUpLetter: Performer;
}

/** A letter of a complaint that no mail could bring, until a person has told it. */
export function letterByHand(scope: Construct, cast: LetterCast): Story {
  const { opens, work, staffTask, ask, ends } = storyboard(scope, cast);
  // What reaches the complaint moves that on; the letter is to be told all the same.
  const telling = { form: 'by-hand', of: ['agent'], recuse: ['recused'], deaf: true } as const;

  const takeUp = work('Take up letter', cast.takeUpLetter);
  const acknowledge = staffTask('Acknowledge by hand', { ...telling, clock: 'acknowledge-by-hand' });
  const tell = staffTask('Tell by hand', { ...telling, clock: 'notify-by-hand' });
  const takeOver = staffTask('Take over by hand', {
    form: 'takeover',
    clock: 'incident',
    of: ['operations'],
    recuse: ['recused'],
    deaf: true,
  });
  const settled = ends('Settled', { gives: ['caseId', 'outboxId', 'toTell'] });
  const nobody = ends('Nobody took over', { failing: 'NobodyTookOver' });

  const toTell = when("$case.toTell = 'YES'");
  const acknowledging = when("$case.toTell = 'YES' and $case.template = 'acknowledgement'");

  return opens(takeUp, { onFault: takeOver }).goes(
    takeUp.next(ask('Still to tell?').when(acknowledging, acknowledge).when(toTell, tell).otherwise(settled)),
    acknowledge.decided(settled).orElse({ interrupted: acknowledge, exhausted: takeOver }),
    tell.decided(settled).orElse({ interrupted: tell, exhausted: takeOver }),
    takeOver
      .decided(ask('Try again?').when(when("$case.way = 'RETRY'"), failedStep).otherwise(settled))
      .interrupted(takeOver)
      .exhausted(nobody),
  );
}
