import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { type JsonService, ServiceFault } from '../../../../../infra/local/gateway/service.ts';
import { machine, play } from './play.ts';

const task = (api: string, args: object) =>
  machine({ T: { Type: 'Task', Resource: `arn:aws:states:::${api}`, Arguments: args, End: true } });

/** A service that notes what it is asked and answers from a table. */
function recorded(answers: Record<string, object>): { service: JsonService; asked: [string, unknown][] } {
  const asked: [string, unknown][] = [];
  const service: JsonService = async (operation, input) => {
    asked.push([operation, input]);
    const answer = answers[operation];
    if (!answer) throw new ServiceFault('ResourceNotFoundException', 'Requested resource not found');
    return answer;
  };
  return { service, asked };
}

test('sqs:sendMessage writes a body out as text and answers with id and digest', async () => {
  const answer = { MD5OfMessageBody: createHash('md5').update('{"a":1}').digest('hex'), MessageId: 'm-1' };
  const { service: sqs, asked } = recorded({ SendMessage: answer });
  const { output } = await play(
    task('sqs:sendMessage', { QueueUrl: 'q', MessageBody: { a: 1 } }),
    {},
    { services: { sqs } },
  );
  expect(asked).toEqual([['SendMessage', { QueueUrl: 'q', MessageBody: '{"a":1}' }]]);
  expect(output).toMatchObject(answer);
});

test('events:putEvents names the execution among the resources, and a refused entry fails the task', async () => {
  const { service: events, asked } = recorded({
    PutEvents: { Entries: [{ EventId: 'e' }], FailedEntryCount: 0 },
  });
  const entry = { Source: 's', DetailType: 't', Detail: { n: 1 }, EventBusName: 'b' };
  expect(
    (await play(task('events:putEvents', { Entries: [entry] }), {}, { services: { events } })).status,
  ).toBe('SUCCEEDED');
  expect(asked[0]?.[1]).toEqual({
    Entries: [
      {
        ...entry,
        Detail: '{"n":1}',
        // https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html
        Resources: [
          'arn:aws:states:us-east-1:000000000000:stateMachine:Machine',
          'arn:aws:states:us-east-1:000000000000:execution:Machine:run',
        ],
      },
    ],
  });
  const refusing = recorded({ PutEvents: { Entries: [{ ErrorCode: 'X' }], FailedEntryCount: 1 } });
  const failed = await play(
    task('events:putEvents', { Entries: [entry] }),
    {},
    { services: { events: refusing.service } },
  );
  expect(failed.error).toBe('EventBridge.FailedEntry');
});

test('dynamodb:getItem passes on, and an error of the table is an error of that name', async () => {
  const { service: dynamodb } = recorded({ GetItem: { Item: { id: { S: '1' } } } });
  const args = { TableName: 't', Key: { id: { S: '1' } } };
  const { output } = await play(task('dynamodb:getItem', args), {}, { services: { dynamodb } });
  expect(output.Item).toEqual({ id: { S: '1' } });
  const put = { TableName: 't', Item: { id: { S: '1' } } };
  const { error, cause } = await play(task('dynamodb:putItem', put), {}, { services: { dynamodb } });
  // Recorded from AWS: test_put_item_no_such_table.
  expect(error).toBe('DynamoDB.ResourceNotFoundException');
  expect(cause).toMatch(
    /^Requested resource not found \(Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ResourceNotFoundException; Request ID: [^;]+; Proxy: null\)$/,
  );
});
