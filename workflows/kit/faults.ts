/** After which errors a state is tried again, and how long. */
import { Duration } from 'aws-cdk-lib';
import { JitterType, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import { passingFaults } from '../../shared/faults/faults.ts';

/**
 * Errors of the Lambda service itself. AWS names the first five as passing, and `Lambda.Unknown` for what a
 * function could not report, such as running into its own time-out; our steps write under the moment their state
 * was entered, so running one twice is safe.
 * https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html
 */
const lambdaFaults = [
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
  'Sandbox.Timedout',
];

/** Errors of Step Functions as a service that is called from a state. */
const workflowFaults = [
  'StepFunctions.ServiceException',
  'StepFunctions.SdkClientException',
  'StepFunctions.ThrottlingException',
  'StepFunctions.ExecutionLimitExceededException',
];

/** A step that found a signal which the story must hear first: the name of `SignalUnheard` in shared/faults. */
export const SIGNAL_UNHEARD = 'SignalUnheard';

/** A start under a name that was used before, with another input or by an execution that is over. */
export const ALREADY_STARTED = 'StepFunctions.ExecutionAlreadyExistsException';

const usual = {
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxAttempts: 5,
  jitterStrategy: JitterType.FULL,
};

/** For the state that is left when everything else failed: it keeps trying for about a day. */
const long = {
  interval: Duration.seconds(5),
  backoffRate: 2,
  maxDelay: Duration.hours(1),
  maxAttempts: 34,
  jitterStrategy: JitterType.FULL,
};

/** Retry of a state that calls one of our functions. */
export const retryOfStep: RetryProps = { errors: [...lambdaFaults, ...passingFaults], ...usual };

/** Retry of a state of the take-over itself, behind which nobody stands. */
export const retryOfTakeOver: RetryProps = { errors: [...lambdaFaults, ...passingFaults], ...long };

/** Retry of a state that starts another execution. */
export const retryOfStart: RetryProps = { errors: workflowFaults, ...usual };
