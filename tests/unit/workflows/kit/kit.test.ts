import { App, type CfnElement, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { DefinitionBody, QueryLanguage, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { describe, expect, test } from 'vitest';
import { complaintHandling } from '../../../../workflows/complaint-handling/storyboard.ts';
import { renderGolden } from '../../../../workflows/kit/golden.ts';
import {
  type Desk,
  type Story,
  sameAgain,
  storyboard,
  type UnattendedVerbs,
  unattended,
  type Verbs,
  when,
} from '../../../../workflows/kit/kit.ts';
import type { AslMachine } from '../../../kit/asl.ts';

const desk: Desk = { prepareTask: { functionArn: 'prepare' }, holdTask: { functionArn: 'hold' } };
const fn = { functionArn: 'fn' };

/** Tells a story in a stack of its own. */
const telling = (story: (verbs: Verbs) => Story) => () =>
  story(storyboard(new Stack(new App(), 'Test'), desk));

const golden = (story: (verbs: Verbs) => Story): AslMachine =>
  JSON.parse(renderGolden((scope) => story(storyboard(scope, desk))));

/** The scenes that most stories below share. */
function scenes({ work, staffTask, ends }: Verbs) {
  return {
    register: work('Register', fn),
    handle: staffTask('Handle', { form: 'handling', clock: 'investigation' }),
    takeOver: staffTask('Take over', { form: 'takeover', clock: 'incident' }),
    done: ends('Done'),
    nobody: ends('Nobody took over', { failing: 'NobodyTookOver' }),
  };
}

describe('a story that cannot work is refused when it is told', () => {
  test('a scene that is not wired, by its name', () => {
    const story = telling((verbs) => {
      const { register, handle, takeOver, done, nobody } = scenes(verbs);
      return verbs
        .opens(register, { onFault: takeOver })
        .goes(register.next(handle), takeOver.decided(done).interrupted(takeOver).exhausted(nobody));
    });
    expect(story).toThrow("Scene 'Handle' is not wired");
  });

  test('a scene that is wired twice', () => {
    const story = telling((verbs) => {
      const { register, takeOver, done, nobody } = scenes(verbs);
      return verbs
        .opens(register, { onFault: takeOver })
        .goes(
          register.next(done),
          register.next(takeOver),
          takeOver.decided(done).interrupted(takeOver).exhausted(nobody),
        );
    });
    expect(story).toThrow("Scene 'Register' is wired twice");
  });

  test('a scene that nothing leads to', () => {
    const story = telling((verbs) => {
      const { register, handle, takeOver, done, nobody } = scenes(verbs);
      return verbs
        .opens(register, { onFault: takeOver })
        .goes(
          register.next(done),
          handle.decided(done).interrupted(handle).exhausted(takeOver),
          takeOver.decided(done).interrupted(takeOver).exhausted(nobody),
        );
    });
    expect(story).toThrow("'Handle' is declared, but no way leads there");
  });

  test('a way into a scene of another storyboard', () => {
    const foreign = storyboard(new Stack(new App(), 'Other'), desk).ends('Elsewhere');
    const story = telling((verbs) => {
      const { register, handle, takeOver, done, nobody } = scenes(verbs);
      return verbs
        .opens(register, { onFault: takeOver })
        .goes(
          register.next(handle),
          handle.decided(foreign).interrupted(handle).exhausted(takeOver),
          takeOver.decided(done).interrupted(takeOver).exhausted(nobody),
        );
    });
    expect(story).toThrow("A way leads to 'Elsewhere', which was declared by another storyboard");
  });

  test('a way back to where the case begins anew', () => {
    const story = telling((verbs) => {
      const { register, handle, takeOver, done, nobody } = scenes(verbs);
      return verbs
        .opens(register, { onFault: takeOver })
        .goes(
          register.next(handle),
          handle.decided(done).interrupted(register).exhausted(takeOver),
          takeOver.decided(done).interrupted(takeOver).exhausted(nobody),
        );
    });
    expect(story).toThrow("'Handle' leads back to 'Register'");
  });

  test('a take-over whose own exhaustion leads on, for its faults would go round in circles', () => {
    const story = telling((verbs) => {
      const { register, handle, takeOver, done, nobody } = scenes(verbs);
      return verbs
        .opens(register, { onFault: takeOver })
        .goes(
          register.next(handle),
          handle.decided(done).interrupted(handle).exhausted(nobody),
          takeOver.decided(done).interrupted(takeOver).exhausted(handle),
        );
    });
    expect(story).toThrow('exhausted(…) of it must be an end');
  });

  test.each([
    [
      'Two states of one name',
      (verbs: Verbs) => [verbs.work('Close', fn), verbs.ends('Close')],
      "Two states are named 'Close'",
    ],
    [
      'a name that a scene makes itself',
      (verbs: Verbs) => [scenes(verbs), verbs.work('Nudge Handle', fn)],
      "Two states are named 'Nudge Handle'",
    ],
    ['a name that is too long', (verbs: Verbs) => [verbs.work('A'.repeat(81), fn)], 'has 81 characters'],
    [
      'a long name of a staff task, counted as its longest state',
      (verbs: Verbs) => [verbs.staffTask('A'.repeat(73), { form: 'handling', clock: 'incident' })],
      'has 81 characters',
    ],
    ['a name in small letters', (verbs: Verbs) => [verbs.work('register', fn)], 'begin with a capital'],
    ['a question without its mark', (verbs: Verbs) => [verbs.ask('Heavy')], "'Heavy?' instead of 'Heavy'"],
    [
      'a kind that makes names too long',
      (verbs: Verbs) => [
        verbs.startOther('Start', { machine: { stateMachineArn: 'm' }, kind: 'deadlinewatch' }),
      ],
      "kind 'deadlinewatch'",
    ],
    [
      'more chapters at once than Step Functions runs',
      (verbs: Verbs) => [verbs.forEach('Do', { of: 'a', as: 'b', into: 'c', atOnce: 41, each: oneStep })],
      'it can be 1 to 40',
    ],
    [
      'a list that is not one field',
      (verbs: Verbs) => [verbs.forEach('Do', { of: 'a.b', as: 'b', into: 'c', atOnce: 1, each: oneStep })],
      "of is 'a.b'",
    ],
    [
      'a list of people who must not act that is not one field',
      (verbs: Verbs) => [
        verbs.staffTask('Sign', { form: 'handling', clock: 'incident', recuse: ['owner.id'] }),
      ],
      "recuse is 'owner.id'",
    ],
    [
      'a memory that is not one field',
      (verbs: Verbs) => [
        verbs.staffTask('Sign', { form: 'handling', clock: 'incident', remember: 'Signer' }),
      ],
      "remember is 'Signer'",
    ],
    ['a single chapter', (verbs: Verbs) => [verbs.together('Do', { only: oneStep })], 'has 1 chapters'],
  ])('%s', (_, declare, message) => {
    expect(() => declare(storyboard(new Stack(new App(), 'Test'), desk))).toThrow(message);
  });
});

/** The smallest chapter. */
function oneStep({ opens, work, staffTask, ends }: Verbs): Story {
  const step = work('Step', fn);
  const takeOver = staffTask('Step by hand', { form: 'takeover', clock: 'incident' });
  const done = ends('Step done');
  const nobody = ends('Step left', { failing: 'NobodyTookOver' });
  return opens(step, { onFault: takeOver }).goes(
    step.next(done),
    takeOver.decided(done).interrupted(takeOver).exhausted(nobody),
  );
}

test('a failed step is tried again by its name; the take-over itself is not among the steps', () => {
  const machine: AslMachine = JSON.parse(renderGolden(complaintHandling));
  const again = machine.States['Take over by hand?']?.Choices?.filter(({ Condition }) =>
    Condition.includes('RETRY'),
  );
  const entries = Object.keys(machine.States).filter(
    (name) =>
      machine.States[name]?.Type === 'Task' &&
      !name.startsWith('Nudge ') &&
      !machine.States[`Prepare ${name}`],
  );
  expect(again?.map(({ Next }) => Next).sort()).toEqual(
    entries.filter((name) => name !== 'Prepare Take over by hand').sort(),
  );
});

test('the error that a step left becomes $fault with the name of the scene; the opening step also saves the case', () => {
  const machine: AslMachine = JSON.parse(renderGolden(complaintHandling));
  const rest = (name: string) => machine.States[name]?.Catch?.at(-1);
  const fault = (step: string) => ({ step, error: '{% $states.errorOutput.Error %}' });
  expect(rest('Register')).toMatchObject({
    ErrorEquals: ['States.ALL'],
    Assign: { fault: fault('Register'), case: '{% $states.context.Execution.Input %}' },
    Next: 'Prepare Take over by hand',
  });
  expect(rest('Nudge Investigate')?.Assign).toEqual({ fault: fault('Investigate') });
  expect(rest('Nudge Take over by hand')?.Next).toBe('Nobody took over');
});

test('roles, recused people and events are told to the function, and nothing where there is nothing to tell', () => {
  const machine = golden((verbs) => {
    const { opens, work, staffTask, emit, ends } = verbs;
    const open = work('Open', fn, emit('complaint.received', 'complaint.closed'));
    const quiet = work('Go on', fn);
    const sign = staffTask('Sign', {
      form: 'handling',
      clock: 'investigation',
      of: ['compliance'],
      recuse: ['handlerId'],
    });
    const takeOver = staffTask('Take over', { form: 'takeover', clock: 'incident' });
    const done = ends('Done');
    const nobody = ends('Nobody', { failing: 'NobodyTookOver' });
    return opens(open, { onFault: takeOver }).goes(
      open.next(quiet),
      quiet.next(sign),
      sign.decided(done).interrupted(sign).exhausted(takeOver),
      takeOver.decided(done).interrupted(takeOver).exhausted(nobody),
    );
  });
  const payload = (name: string) => machine.States[name]?.Arguments?.Payload;
  expect(payload('Open')?.emits).toEqual(['complaint.received', 'complaint.closed']);
  expect(payload('Go on')).not.toHaveProperty('emits');
  expect(payload('Nudge Sign')).toMatchObject({ of: ['compliance'], recuse: ['handlerId'], turn: 'nudge' });
  expect(payload('Prepare Take over')).not.toHaveProperty('of');
});

test('a forEach within a forEach is refused', () => {
  const story = ({ forEach }: Verbs) =>
    forEach('Outer', {
      of: 'a',
      as: 'b',
      into: 'c',
      atOnce: 1,
      each: ({ forEach: inner }) => {
        inner('Inner', { of: 'a', as: 'd', into: 'c', atOnce: 1, each: oneStep });
        throw new Error('not reached');
      },
    });
  expect(() => story(storyboard(new Stack(new App(), 'Test'), desk))).toThrow(
    "'Inner' is a forEach within a forEach",
  );
});

describe('a state machine made of a story', () => {
  const stack = new Stack(new App(), 'Test');
  const stub = (id: string) =>
    new LambdaFunction(stack, id, {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = () => {}'),
    });
  const cast = {
    prepareTask: stub('PrepareTask'),
    holdTask: stub('HoldTask'),
    register: stub('Register'),
    acknowledge: stub('Acknowledge'),
    answerFeedback: stub('AnswerFeedback'),
    setClocks: stub('SetClocks'),
    extend: stub('Extend'),
    weighProposal: stub('WeighProposal'),
    notifyDecision: stub('NotifyDecision'),
    takeInFacts: stub('TakeInFacts'),
    close: stub('Close'),
  };
  new StateMachine(stack, 'Machine', {
    queryLanguage: QueryLanguage.JSONATA,
    definitionBody: DefinitionBody.fromChainable(complaintHandling(new Construct(stack, 'Story'), cast)),
  });
  const template = Template.fromStack(stack);
  const partOf = new Map(
    Object.entries(cast).map(([part, each]) => [
      stack.getLogicalId(each.node.defaultChild as CfnElement),
      part,
    ]),
  );

  test('may call exactly the functions of its cast, and no version or alias of them', () => {
    const policies = Object.values(template.findResources('AWS::IAM::Policy'));
    const statements = policies.flatMap((policy) => policy.Properties.PolicyDocument.Statement);
    const allowed = statements.flatMap(({ Action, Resource }) =>
      [Resource].flat().map((resource) => `${Action} ${partOf.get(resource['Fn::GetAtt']?.[0])}`),
    );
    expect(allowed.sort()).toEqual(
      [...partOf.values()].map((part) => `lambda:InvokeFunction ${part}`).sort(),
    );
  });

  test('is what the golden shows', () => {
    const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
    const parts: unknown[] = machine?.Properties.DefinitionString['Fn::Join'][1] ?? [];
    const definition = parts
      .map((part) => {
        if (typeof part === 'string') return part;
        const { Ref, 'Fn::GetAtt': attribute } = part as { Ref?: string; 'Fn::GetAtt'?: [string, string] };
        return attribute ? `\${${partOf.get(attribute[0])}}` : Ref === 'AWS::Partition' ? 'aws' : String(Ref);
      })
      .join('');
    expect(JSON.parse(definition)).toEqual(JSON.parse(renderGolden(complaintHandling)));
  });
});

test('when(…) of a chapter reads the chapter, and what it gives is found under its name', () => {
  const machine = golden((verbs) => {
    const { opens, work, together, staffTask, ends, ask } = verbs;
    const open = work('Open', fn);
    const both = together('Do both', { one: oneStep, two: weighed });
    const takeOver = staffTask('Take over', { form: 'takeover', clock: 'incident' });
    const done = ends('Done');
    const nobody = ends('Nobody', { failing: 'NobodyTookOver' });
    return opens(open, { onFault: takeOver }).goes(
      open.next(both),
      both.next(ask('Heavy for both?').when(when('$case.two.weight > 3'), done).otherwise(done)),
      takeOver.decided(done).interrupted(takeOver).exhausted(nobody),
    );
  });
  expect(machine.States['Do both']?.Assign).toEqual({
    case: '{% $merge([$case, {"one": $states.result[0], "two": $states.result[1]}]) %}',
  });
  const [, branch] = machine.States['Do both']?.Branches ?? [];
  expect(branch?.States['Heavy?']?.Choices?.[0]?.Condition).toBe('{% ($case_two.weight > 3) = true %}');
  expect(branch?.States.Weighed?.Output).toBe('{% {"weight": $case_two.weight} %}');
});

function weighed({ opens, work, staffTask, ask, ends }: Verbs): Story {
  const weigh = work('Weigh', fn);
  const takeOver = staffTask('Weigh by hand', { form: 'takeover', clock: 'incident' });
  const done = ends('Weighed', { gives: ['weight'] });
  const nobody = ends('Weighed by nobody', { failing: 'NobodyTookOver' });
  return opens(weigh, { onFault: takeOver }).goes(
    weigh.next(ask('Heavy?').when(when('$case.weight > 3'), done).otherwise(done)),
    takeOver.decided(done).interrupted(takeOver).exhausted(nobody),
  );
}

/** A story whose one task asks `question` when it is decided and when it is interrupted. */
const asking =
  (
    question: (
      verbs: Verbs,
      places: ReturnType<typeof scenes>,
    ) => Parameters<ReturnType<typeof scenes>['handle']['decided']>[0],
  ) =>
  (verbs: Verbs): Story => {
    const places = scenes(verbs);
    const { register, handle, takeOver, done, nobody } = places;
    const asked = question(verbs, places);
    return verbs
      .opens(register, { onFault: takeOver })
      .goes(
        register.next(handle),
        handle.decided(asked).orElse({ interrupted: asked, exhausted: takeOver }),
        takeOver.decided(done).interrupted(takeOver).exhausted(nobody),
      );
  };

describe('a question behind a task', () => {
  const heavy = when('$case.weight > 3');
  const machine = golden(
    asking(({ ask }, { done }) =>
      ask('Well?').when(when("$case.signal = 'WITHDRAWN' and $case.weight > 3"), done).otherwise(sameAgain),
    ),
  );

  test('is answered by the Choice of the task: no state of its own, and so no transition', () => {
    expect(Object.keys(machine.States)).not.toContain('Well?');
    const choices = machine.States['Handle?']?.Choices?.map(({ Condition, Next }) => [Condition, Next]);
    expect(choices).toEqual([
      ["{% $task.way = 'DECIDED' and ($case.signal = 'WITHDRAWN' and $case.weight > 3) = true %}", 'Done'],
      ["{% $task.way = 'DECIDED' %}", 'Prepare Handle'],
      ["{% $task.way = 'WAIT' %}", 'Handle'],
      [
        "{% $task.way = 'INTERRUPTED' and ($task.signal = 'WITHDRAWN' and $case.weight > 3) = true %}",
        'Done',
      ],
      ["{% $task.way = 'INTERRUPTED' %}", 'Prepare Handle'],
      ["{% $task.way = 'EXHAUSTED' %}", 'Prepare Take over'],
    ]);
  });

  test('has the answer in the case by then, and who gave it; the case gets the signal on the way out', () => {
    expect(machine.States.Handle?.Assign).toEqual({
      task: '{% $merge([$task, $states.result]) %}',
      case: '{% $merge([$case, $states.result.decision]) %}',
    });
    const interrupted = machine.States['Handle?']?.Choices?.filter(({ Condition }) =>
      Condition.includes('INTERRUPTED'),
    );
    expect(interrupted?.map(({ Assign }) => Assign)).toEqual(
      Array(2).fill({ case: '{% $merge([$case, {"signal": $task.signal}]) %}' }),
    );
  });

  test('stands as a state as well where a step leads to it', () => {
    const both = golden((verbs) => {
      const { register, handle, takeOver, done, nobody } = scenes(verbs);
      const well = verbs.ask('Well?').when(heavy, done).otherwise(handle);
      return verbs
        .opens(register, { onFault: takeOver })
        .goes(
          register.next(well),
          handle.decided(well).orElse({ interrupted: handle, exhausted: takeOver }),
          takeOver.decided(done).interrupted(takeOver).exhausted(nobody),
        );
    });
    expect(both.States['Well?']?.Choices?.[0]?.Condition).toBe('{% ($case.weight > 3) = true %}');
    expect(both.States.Register?.Next).toBe('Well?');
    expect(both.States['Handle?']?.Choices?.map(({ Next }) => Next)).not.toContain('Well?');
  });

  test('cannot lead to the same scene again where no scene asks it', () => {
    const story = telling((verbs) => {
      const { register, handle, takeOver, done, nobody } = scenes(verbs);
      return verbs
        .opens(register, { onFault: takeOver })
        .goes(
          register.next(verbs.ask('Well?').when(heavy, handle).otherwise(sameAgain)),
          handle.decided(done).orElse({ interrupted: handle, exhausted: takeOver }),
          takeOver.decided(done).interrupted(takeOver).exhausted(nobody),
        );
    });
    expect(story).toThrow("'Well?' leads to sameAgain");
  });
});

describe('a task', () => {
  const machine = golden((verbs) => {
    const { register, handle, takeOver, done, nobody } = scenes(verbs);
    const approve = verbs.staffTask('Approve', {
      form: 'handling',
      clock: 'incident',
      level: 'approvalLevel',
      recuse: ['proposerId', 'recused'],
      remember: 'approverId',
    });
    const extend = verbs.staffTask('Extend', {
      form: 'handling',
      clock: 'incident',
      level: { field: 'moreTime', levels: { COMPLEX: 3, SPECIAL: 4 } },
    });
    const word = verbs.customerTask('Ask the customer', { form: 'handling', clock: 'incident' });
    const usual = { interrupted: sameTask(verbs, done), exhausted: takeOver };
    return verbs
      .opens(register, { onFault: takeOver })
      .goes(
        register.next(handle),
        handle.decided(approve).orElse(usual),
        approve.decided(extend).orElse(usual),
        extend.decided(word).orElse(usual),
        word.answered(done).interrupted(word).silent(handle),
        takeOver.decided(done).interrupted(takeOver).exhausted(nobody),
      );
  });
  const payload = (name: string) => machine.States[name]?.Arguments?.Payload;

  test('begins at the level that the case says, on every turn', () => {
    expect(payload('Prepare Approve')?.level).toBe('{% $case.approvalLevel %}');
    expect(payload('Nudge Approve')?.level).toBe('{% $case.approvalLevel %}');
    expect(payload('Prepare Extend')?.level).toBe(
      "{% $lookup({'COMPLEX': 3, 'SPECIAL': 4}, $case.moreTime) %}",
    );
    expect(payload('Prepare Handle')).not.toHaveProperty('level');
  });

  test('remembers who answered, whether they woke it or a nudge found it', () => {
    const remembered = (result: string) =>
      `{% $merge([$case, ${result}.decision, {"approverId": ${result}.by}]) %}`;
    expect(machine.States.Approve?.Assign?.case).toBe(remembered('$states.result'));
    expect(machine.States['Nudge Approve']?.Assign?.case).toBe(remembered('$states.result.Payload'));
  });

  test('of the customer says so to its function, and takes silence for a way on instead of a fault', () => {
    expect(payload('Prepare Ask the customer')?.holder).toBe('customer');
    expect(payload('Nudge Ask the customer')?.holder).toBe('customer');
    expect(payload('Prepare Handle')).not.toHaveProperty('holder');
    const silent = machine.States['Ask the customer?']?.Choices?.at(-1);
    expect(silent).toEqual({ Condition: "{% $task.way = 'EXHAUSTED' %}", Next: 'Prepare Handle' });
  });
});

/** The shared question of several tasks. */
const sameTask = ({ ask }: Verbs, done: ReturnType<Verbs['ends']>) =>
  ask('What came in?').when(when("$case.signal = 'WITHDRAWN'"), done).otherwise(sameAgain);

describe('a story in which nobody is waited for', () => {
  const watching = (verbs: UnattendedVerbs, failing?: string): Story => {
    const { opens, work, waitUntil, ask, ends } = verbs;
    const first = waitUntil('Wait', 'wakeAts');
    const look = work('Look', fn);
    const next = waitUntil('Wait on', 'wakeAts');
    const over = ends('Over');
    const unwatched = ends('Unwatched', failing === undefined ? {} : { failing });
    return opens(first, { onFault: unwatched }).goes(
      first.next(look),
      look.next(ask('On?').when(when("$case.watch = 'ON'"), next).otherwise(over)),
      next.next(look),
    );
  };

  test('waits by the calendar, and its faults end in a failure by name, after long tries', () => {
    const machine: AslMachine = JSON.parse(
      renderGolden((scope) => watching(unattended(scope), 'DeadlineUnwatched')),
    );
    expect(machine.States.Wait).toEqual({
      Type: 'Wait',
      Timestamp: '{% $states.context.Execution.Input.wakeAts[0] %}',
      Assign: { case: '{% $states.context.Execution.Input %}' },
      Output: {},
      Next: 'Look',
    });
    expect(machine.States['Wait on']).toMatchObject({ Timestamp: '{% $case.wakeAts[0] %}' });
    expect(machine.States.Look?.Catch?.at(-1)?.Next).toBe('Unwatched');
    expect(machine.States.Look?.Retry?.[0]?.MaxAttempts).toBe(34);
  });

  test('does not end its faults in success', () => {
    expect(() => watching(unattended(new Stack(new App(), 'Test')))).toThrow(
      "'Unwatched' is where faults end, so it must be failing by a name",
    );
  });
});
