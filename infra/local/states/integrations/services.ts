/** Tasks that other rooms of the runtime answer: queues, the event bus, records. */
import { type JsonService, ServiceFault } from '../../gateway/service.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { type Call, type CallOutcome, sdkMetadata, serviceFailure } from './integration.ts';

/** The services that tasks may call; a machine that needs one that is missing is refused when it is created. */
export interface TaskServices {
  sqs?: JsonService;
  events?: JsonService;
  dynamodb?: JsonService;
}

/** Runs a task by its integration, such as `sqs:sendMessage`; undefined when these services do not have it. */
export function callService(
  services: TaskServices,
  api: string,
  call: Call,
): Promise<CallOutcome> | undefined {
  const args = isObject(call.arguments) ? call.arguments : {};
  if (api === 'sqs:sendMessage' && services.sqs) return sendMessage(services.sqs, args, call);
  if (api === 'events:putEvents' && services.events) return putEvents(services.events, args, call);
  const operation = /^dynamodb:(.+)$/.exec(api)?.[1];
  if (operation && services.dynamodb) return dynamodb(services.dynamodb, operation, args, call);
  return undefined;
}

async function sendMessage(sqs: JsonService, args: JsonObject, call: Call): Promise<CallOutcome> {
  const body = args.MessageBody ?? null;
  const input = { ...args, MessageBody: typeof body === 'string' ? body : JSON.stringify(body) };
  return attempt({ prefix: 'SQS', service: 'AmazonSQS', fallback: 'AmazonSQSException' }, call, async () => {
    const { MD5OfMessageBody, MessageId } = (await sqs('SendMessage', input)) as JsonObject;
    return {
      MD5OfMessageBody: MD5OfMessageBody ?? null,
      MessageId: MessageId ?? null,
      ...sdkMetadata(call.requestId),
    };
  });
}

async function putEvents(events: JsonService, args: JsonObject, call: Call): Promise<CallOutcome> {
  const entries = Array.isArray(args.Entries) ? args.Entries : [];
  const input = { ...args, Entries: entries.map((entry) => completeEntry(entry, call)) };
  const names = {
    prefix: 'EventBridge',
    service: 'AmazonCloudWatchEvents',
    fallback: 'AmazonEventBridgeException',
  };
  const outcome = await attempt(names, call, async () => {
    const { Entries, FailedEntryCount } = (await events('PutEvents', input)) as JsonObject;
    return {
      Entries: Entries ?? [],
      FailedEntryCount: FailedEntryCount ?? 0,
      ...sdkMetadata(call.requestId),
    };
  });
  if (outcome.ok && isObject(outcome.output) && outcome.output.FailedEntryCount !== 0) {
    return { ok: false, error: 'EventBridge.FailedEntry', cause: JSON.stringify(outcome.output) };
  }
  return outcome;
}

/** Step Functions writes a Detail out as text and adds the execution and its machine to the Resources. */
function completeEntry(entry: Json, call: Call): Json {
  if (!isObject(entry)) return entry;
  const { Detail: detail = null, Resources: resources } = entry;
  return {
    ...entry,
    Detail: typeof detail === 'string' ? detail : JSON.stringify(detail),
    Resources: [...(Array.isArray(resources) ? resources : []), call.machineArn, call.executionArn],
  };
}

async function dynamodb(
  records: JsonService,
  api: string,
  args: JsonObject,
  call: Call,
): Promise<CallOutcome> {
  const operation = api.charAt(0).toUpperCase() + api.slice(1);
  const names = { prefix: 'DynamoDB', service: 'AmazonDynamoDBv2', fallback: 'AmazonDynamoDBException' };
  return attempt(names, call, async () => ({
    ...((await records(operation, args)) as JsonObject),
    ...sdkMetadata(call.requestId),
  }));
}

async function attempt(
  names: { prefix: string; service: string; fallback: string },
  call: Call,
  run: () => Promise<JsonObject>,
): Promise<CallOutcome> {
  try {
    return { ok: true, output: await run() };
  } catch (fault) {
    if (fault instanceof ServiceFault) return serviceFailure(names, fault, call.requestId);
    throw fault;
  }
}
