/** A bug to be found: the page answers its task when it is merely opened, as the links of AWS's tutorial do. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { handler as show } from '../../../functions/desk/show-task.ts';

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));

/** GET and HEAD of a link, and what they may never do. */
export const handler: typeof show = async (event, context) => {
  const reply = await show(event, context);
  const { pathParameters } = event as { pathParameters?: { link?: string } };
  const taskId = pathParameters?.link?.split('.')[2];
  if (reply.statusCode === 200 && taskId !== undefined) {
    await documents.send(
      new UpdateCommand({
        TableName: process.env.TASKS_TABLE,
        Key: { taskId },
        UpdateExpression:
          'SET #state = :decided, decidedBy = assigneeId, decidedAt = :now, decision = :decision, answerHash = :hash REMOVE openFor, openShard',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':decided': 'DECIDED',
          ':now': new Date().toISOString(),
          ':decision': {},
          ':hash': '0'.repeat(64),
        },
      }),
    );
  }
  return reply;
};
