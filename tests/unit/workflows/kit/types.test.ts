/**
 * What the compiler refuses. `tsc` checks these lines (`npm run types`): an error that no longer occurs makes
 * `@ts-expect-error` itself an error.
 */
import { App, Stack } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { storyboard, unattended, when } from '../../../../workflows/kit/kit.ts';

const fn = { functionArn: 'fn' };

test('a story that lacks a form, a clock, a way or a take-over does not compile', () => {
  const verbs = storyboard(new Stack(new App(), 'Test'), { prepareTask: fn, holdTask: fn });
  const { opens, work, staffTask, ask, pause, ends, emit, startOther } = verbs;

  const register = work('Register', fn);
  const handle = staffTask('Handle', { form: 'handling', clock: 'investigation' });
  const takeOver = staffTask('Take over', { form: 'takeover', clock: 'incident' });
  const rest = pause('Rest', { until: fn });
  const word = verbs.customerTask('Word', { form: 'handling', clock: 'investigation' });
  const alone = unattended(new Stack(new App(), 'Alone'));
  const done = ends('Done');
  const nobody = ends('Nobody', { failing: 'NobodyTookOver' });

  const lines = () => {
    // @ts-expect-error a staff task has a form
    staffTask('No form', { clock: 'investigation' });
    // @ts-expect-error a staff task has a form that exists
    staffTask('Unknown form', { form: 'poem', clock: 'investigation' });
    // @ts-expect-error a staff task has a clock
    staffTask('No clock', { form: 'handling' });
    // @ts-expect-error a role that exists
    staffTask('Unknown role', { form: 'handling', clock: 'investigation', of: ['poet'] });
    // @ts-expect-error work has somebody who does it
    work('No performer');
    // @ts-expect-error an event that exists
    emit('complaint.sung');
    // @ts-expect-error an emission has an event
    emit();
    // @ts-expect-error another workflow has a kind, of which execution names are made
    startOther('Start', { machine: { stateMachineArn: 'arn' } });
    // @ts-expect-error a pause has a function that says until when
    pause('For ever', {});

    const story = opens(register, { onFault: takeOver });
    // @ts-expect-error a story says who takes over
    opens(register);
    // @ts-expect-error what takes over is a staff task
    opens(register, { onFault: register });
    // @ts-expect-error a staff task without interrupted and exhausted is no line of a story
    story.goes(handle.decided(done));
    // @ts-expect-error a staff task without exhausted is no line of a story
    story.goes(handle.decided(done).interrupted(handle));
    // @ts-expect-error where an unanswered task leads has both its ways
    handle.decided(done).orElse({ interrupted: handle });
    // @ts-expect-error a customer's silence leads somewhere
    story.goes(word.answered(done).interrupted(word));
    // @ts-expect-error only a story without people waits by the calendar
    verbs.waitUntil('Rest', 'wakeAts');
    // @ts-expect-error only a story without people ends its faults without a person
    opens(register, { onFault: nobody });
    // @ts-expect-error nobody is waited for in a story without people
    alone.staffTask('Sign', { form: 'handling', clock: 'investigation' });
    // @ts-expect-error a level of the ladder
    staffTask('Level', { form: 'handling', clock: 'x', level: { field: 'a', levels: { A: 5 } } });
    // @ts-expect-error a pause that a signal cannot end is no line of a story
    story.goes(rest.over(done));
    // @ts-expect-error a declared scene is no line of a story
    story.goes(handle);
    // @ts-expect-error a question without otherwise leads nowhere
    register.next(ask('Well?').when(when('$case.a = 1'), done));
    // @ts-expect-error a question without any when is none
    ask('Well?').otherwise(done);
    // @ts-expect-error a condition is made by when, which checks it
    ask('Well?').when('$case.a = 1', done);
    // @ts-expect-error an end is where a story ends
    done.next(register);

    // And the whole of it compiles:
    return story.goes(
      register.next(handle),
      handle.decided(rest).interrupted(handle).exhausted(takeOver),
      rest.over(word).interrupted(takeOver),
      word.answered(done).interrupted(word).silent(done),
      takeOver.decided(done).interrupted(takeOver).exhausted(nobody),
    );
  };
  expect(lines).toBeTypeOf('function');
});
