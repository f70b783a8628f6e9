/** Machines that are each in a different phase when their process is killed ten seconds after the start. */
import { FUNCTION, HandlerError, MACHINE, machine } from './play.ts';

const task = (name: string, more: object = {}) => ({
  Type: 'Task',
  Resource: `${FUNCTION}${name}`,
  End: true,
  ...more,
});

export const DURABLE_MACHINES: Record<string, object> = {
  Calling: machine({
    T: task('hangs', { Assign: { r: '{% $states.result %}' }, Output: '{% $states.result %}' }),
  }),
  Waiting: machine({ W: { Type: 'Wait', Seconds: 100, End: true } }),
  Holding: machine({
    A: { Type: 'Pass', Assign: { kept: 'variable' }, Next: 'H' },
    H: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Arguments: { FunctionName: 'hold', Payload: { taskToken: '{% $states.context.Task.Token %}' } },
      TimeoutSeconds: 1000,
      Output: ['{% $kept %}', '{% $states.result %}'],
      End: true,
    },
  }),
  HangingHold: machine({
    H: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Arguments: { FunctionName: 'hangs', Payload: { taskToken: '{% $states.context.Task.Token %}' } },
      End: true,
    },
  }),
  TimingOut: machine({ T: task('hangs', { TimeoutSeconds: 50 }) }),
  Retrying: machine({
    T: task('fails', { Retry: [{ ErrorEquals: ['Passing'], IntervalSeconds: 200, MaxAttempts: 1 }] }),
  }),
  Iterating: machine({
    M: {
      Type: 'Map',
      Items: [30, 5, 60],
      ItemProcessor: {
        StartAt: 'W',
        States: { W: { Type: 'Wait', Seconds: '{% $states.input %}', End: true } },
      },
      End: true,
    },
  }),
  Parent: machine({
    S: {
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution.sync:2',
      Arguments: { StateMachineArn: `${MACHINE}Waiting`, Name: 'child', Input: { n: 2 } },
      Output: '{% $states.result.Output %}',
      End: true,
    },
  }),
  Bounded: machine({ W: { Type: 'Wait', Seconds: 5000, End: true } }, { TimeoutSeconds: 300 }),
  Quick: machine({
    A: { Type: 'Pass', Assign: { n: '{% $states.input.n %}' }, Next: 'T' },
    T: task('echo', { Output: '{% $states.result.n = $n %}' }),
  }),
};

/** What the functions do in the process that is killed. */
export const functionsThatHang = {
  hangs: () => new Promise(() => {}),
  hold: () => 'held',
  echo: (payload: unknown) => payload,
  fails: () => {
    throw new HandlerError('Passing');
  },
};

/** What they do afterwards. */
export const functionsThatAnswer = {
  ...functionsThatHang,
  hangs: (payload: unknown) => ({ answered: payload }),
  fails: () => 'mended',
};
