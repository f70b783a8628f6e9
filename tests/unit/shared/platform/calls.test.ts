import { expect, test } from 'vitest';
import { ConditionFailed, passingFaults } from '../../../../shared/faults/faults.ts';
import { called, faultOf, passes, type ServiceName } from '../../../../shared/platform/calls.ts';

function awsError(name: string, fields: object = {}): Error {
  const error = new Error('CANARY of what was sent');
  error.name = name;
  return Object.assign(error, fields);
}
const answered = (status: number) => ({ $metadata: { httpStatusCode: status } });

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html, and those of the other services */
test.each<[service: ServiceName, error: Error, fault: string]>([
  ['DynamoDB', awsError('ProvisionedThroughputExceededException', answered(400)), 'PassingStoreFault'],
  ['DynamoDB', awsError('ThrottlingException', answered(400)), 'PassingStoreFault'],
  ['DynamoDB', awsError('RequestLimitExceeded', answered(400)), 'PassingStoreFault'],
  ['DynamoDB', awsError('InternalServerError', answered(500)), 'PassingStoreFault'],
  ['DynamoDB', awsError('TransactionInProgressException', answered(400)), 'PassingStoreFault'],
  ['DynamoDB', awsError('Error', { code: 'ECONNRESET' }), 'PassingStoreFault'],
  ['DynamoDB', awsError('TimeoutError'), 'PassingStoreFault'],
  ['SES', awsError('Throttling', answered(400)), 'PassingMailFault'],
  ['SES', awsError('Whatever', answered(503)), 'PassingMailFault'],
  ['Step Functions', awsError('ThrottlingException', answered(400)), 'PassingWorkflowFault'],
  ['EventBridge', awsError('InternalException', answered(500)), 'PassingBusFault'],
  ['Secrets Manager', awsError('InternalServiceError', answered(500)), 'PassingSecretFault'],
  ['Lambda', awsError('TooManyRequestsException', answered(429)), 'PassingInvokeFault'],
])('%s that answers %s passes', (service, error, fault) => {
  expect(faultOf(error, service)).toMatchObject({ name: fault, passing: true, cause: error });
  expect(passingFaults).toContain(fault);
});

test.each<[service: ServiceName, error: unknown]>([
  ['DynamoDB', awsError('ValidationException', answered(400))],
  ['DynamoDB', awsError('ConditionalCheckFailedException', answered(400))],
  ['DynamoDB', awsError('ResourceNotFoundException', answered(400))],
  ['DynamoDB', awsError('AccessDeniedException', answered(400))],
  ['SES', awsError('MessageRejected', answered(400))],
  ['Step Functions', awsError('TaskTimedOut', answered(400))],
  ['Lambda', awsError('RequestTooLargeException', answered(413))],
  ['DynamoDB', 'a thrown text'],
])('%s that answers %s does not pass, and its words are not repeated', (service, error) => {
  expect(passes(error)).toBe(false);
  const fault = faultOf(error, service);
  expect(fault).toMatchObject({ name: 'CallRefused', passing: false });
  expect(fault.message).not.toContain('CANARY');
});

test('a fault of our own stays what it is', async () => {
  const own = new ConditionFailed(['x']);
  await expect(called('DynamoDB', () => Promise.reject(own))).rejects.toBe(own);
  await expect(called('DynamoDB', async () => 1)).resolves.toBe(1);
});
