/** The one kind of Task state that the kit writes. */
import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  type IStateMachine,
  QueryLanguage,
  type TaskMetricsConfig,
  TaskStateBase,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { expression } from './expressions.ts';

/** A function that a storyboard casts for a part. */
export type Performer = Pick<IFunction, 'functionArn'>;

/** Another state machine that a storyboard may start. */
export type Machine = Pick<IStateMachine, 'stateMachineArn'>;

/** Seconds after which a state that calls a function gives up: no function lives longer. */
const LONGEST_FUNCTION = Duration.minutes(15);

interface Call {
  readonly service: 'lambda:invoke' | 'lambda:invoke.waitForTaskToken' | 'states:startExecution';
  readonly action: string;
  readonly target: string;
  readonly arguments: Record<string, unknown>;
  readonly timeout: Timeout;
  readonly assign?: Record<string, unknown>;
  /** What the story gives, where it ends here. */
  readonly output?: string | object | undefined;
}

/**
 * A Task state in JSONata whose role may call exactly the one thing it calls. CDK's LambdaInvoke would also allow
 * every version and alias of the function (`<arn>:*`).
 */
export class CallState extends TaskStateBase {
  protected readonly taskMetrics: TaskMetricsConfig | undefined = undefined;
  protected readonly taskPolicies: PolicyStatement[];
  readonly #rendered: object;

  constructor(scope: Construct, name: string, call: Call) {
    super(scope, name, {
      queryLanguage: QueryLanguage.JSONATA,
      stateName: name,
      taskTimeout: call.timeout,
      // Variables carry everything; an output would only repeat it in the history.
      outputs: call.output ?? {},
      ...(call.assign && { assign: call.assign }),
    });
    this.#rendered = {
      Resource: `arn:${Stack.of(scope).partition}:states:::${call.service}`,
      Arguments: call.arguments,
    };
    this.taskPolicies = [new PolicyStatement({ actions: [call.action], resources: [call.target] })];
  }

  protected override _renderTask(): object {
    return this.#rendered;
  }
}

/** A state that calls a function and waits for its answer. */
export const invoke = (
  scope: Construct,
  name: string,
  performer: Performer,
  payload: Record<string, unknown>,
  assign: Record<string, unknown>,
  output?: string | object,
): CallState =>
  new CallState(scope, name, {
    service: 'lambda:invoke',
    action: 'lambda:InvokeFunction',
    target: performer.functionArn,
    arguments: { FunctionName: performer.functionArn, Payload: payload },
    timeout: Timeout.duration(LONGEST_FUNCTION),
    assign,
    output,
  });

/** A state that hands its callback token to a function and waits until somebody completes it. */
export const hold = (
  scope: Construct,
  name: string,
  performer: Performer,
  payload: Record<string, unknown>,
  seconds: string,
  assign: Record<string, unknown>,
): CallState =>
  new CallState(scope, name, {
    service: 'lambda:invoke.waitForTaskToken',
    action: 'lambda:InvokeFunction',
    target: performer.functionArn,
    arguments: {
      FunctionName: performer.functionArn,
      Payload: { ...payload, token: expression('$states.context.Task.Token') },
    },
    timeout: Timeout.jsonata(expression(seconds)),
    assign,
  });

/** A state that starts another execution and does not wait for it. */
export const start = (
  scope: Construct,
  name: string,
  machine: Machine,
  execution: string,
  input: Record<string, unknown>,
): CallState =>
  new CallState(scope, name, {
    service: 'states:startExecution',
    action: 'states:StartExecution',
    target: machine.stateMachineArn,
    arguments: { StateMachineArn: machine.stateMachineArn, Name: expression(execution), Input: input },
    timeout: Timeout.duration(Duration.minutes(1)),
  });
