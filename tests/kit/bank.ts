/** The sample bank in a runtime under test, reached as any client would reach it: over the wire. */
import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { type ExecutionListItem, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Runtime } from '../../infra/local/runtime.ts';
import { sentences } from '../../infra/local/story/behaviours.ts';
import { type Behaviour, type People, peopleAtWork, type Visit } from '../../infra/local/story/people.ts';

const sample = JSON.parse(
  readFileSync(new URL('../../infra/local/story/bank.json', import.meta.url), 'utf8'),
) as Record<'customers' | 'staff' | 'absences', Record<string, unknown>[]>;

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/** How long somebody takes from a mail to its page, in ms. */
const READING_TIME = 20 * 60_000;

/** What is found and decided in an ordinary complaint. */
export const ordinary = {
  class: 'COMPLAINT',
  severity: 'S3',
  reached: 'SPOKEN',
  settledNow: 'NO',
  regulatorReferred: 'NO',
  moreTime: 'NONE',
  outcome: 'RESOLVED_UPHELD',
  amount: '120',
  verdict: 'APPROVE',
  word: 'ACCEPTED',
} as const;

/** A bank whose people and systems use Steward. */
export interface Bank {
  /** Puts an event on the bus as the bank's app would; gives what the bus answers. */
  put(detailType: string, detail: unknown, source?: string): Promise<void>;
  /** A sound `complaint.submitted` with this outside id. */
  complaint(externalId: string, changes?: Record<string, unknown>): Record<string, unknown>;
  /**
   * Lets staff treat their tasks as `behaviourOf` says of their address, and customers theirs promptly; what they
   * choose is that of an ordinary complaint, upheld, unless `choices` says otherwise by the fields of the forms.
   */
  atWork(
    behaviourOf: (address: string) => Behaviour,
    choices?: Readonly<Record<string, string>>,
  ): Promise<People & { visits: Visit[] }>;
  /** All items of a table, by its business name. */
  items(table: string): Promise<Record<string, unknown>[]>;
  executions(): Promise<ExecutionListItem[]>;
  /** Invokes a function by its handler's name, e.g. `RedriveQuarantine`. */
  invoke(name: string, payload: unknown): Promise<unknown>;
  /** All mails so far, oldest first. */
  mails(): Promise<{ to: readonly string[]; subject: string; text: string; html: string; sentAt: number }[]>;
}

/** Brings the sample bank into a runtime; doing so twice changes nothing. */
export async function sampleBank(runtime: Runtime): Promise<Bank> {
  const { clock, mail, model, lambda } = runtime;
  const place = { endpoint: runtime.addresses.aws, region: 'us-east-1', credentials };
  const bus = new EventBridgeClient(place);
  const workflows = new SFNClient(place);
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(place));
  const nameOf = (names: readonly string[], end: string): string => {
    const name = names.find((candidate) => candidate.endsWith(`-${end}`) || candidate === end);
    if (name === undefined) throw new Error(`There is no ${end} among ${names.join(', ')}.`);
    return name;
  };
  const busName = nameOf(
    model.buses.map(({ name }) => name),
    'Steward',
  );

  /** While something is asked of the runtime from outside, simulated time stands still. */
  async function still<T>(ask: () => Promise<T>): Promise<T> {
    const done = clock.busy();
    try {
      return await ask();
    } finally {
      done();
    }
  }

  const bank: Bank = {
    put: (detailType, detail, source = 'bank.app') =>
      still(async () => {
        const Detail = typeof detail === 'string' ? detail : JSON.stringify(detail);
        const entry = { EventBusName: busName, Source: source, DetailType: detailType, Detail };
        const answer = await bus.send(new PutEventsCommand({ Entries: [entry] }));
        if (answer.FailedEntryCount) throw new Error(JSON.stringify(answer.Entries));
      }),
    complaint: (externalId, changes = {}) => ({
      v: 1,
      channel: 'app',
      externalId,
      customerId: 'C1001',
      submittedAt: new Date(clock.now()).toISOString(),
      text: 'I was charged twice for the same transfer.',
      ...changes,
    }),
    async atWork(behaviourOf, choices = {}) {
      const visits: Visit[] = [];
      const staff = new Set(sample.staff.map(({ email }) => String(email)));
      const customers = new Set(
        sample.customers.flatMap(({ email }) => (email === undefined ? [] : [String(email)])),
      );
      const people = await peopleAtWork({
        clock,
        mail,
        behaviourOf: (address) =>
          staff.has(address) ? behaviourOf(address) : customers.has(address) ? 'prompt' : undefined,
        wants: () => ({ ...sentences.en, ...ordinary, ...choices }),
        opensAt: (_, mailedAt) => mailedAt + READING_TIME,
        onVisit: (visit) => visits.push(visit),
        onFault: (fault) => {
          throw fault;
        },
      });
      return { ...people, visits };
    },
    items: (table) =>
      still(async () => {
        const TableName = nameOf(
          model.tables.map(({ create }) => create.TableName as string),
          table,
        );
        const { Items = [] } = await documents.send(new ScanCommand({ TableName, ConsistentRead: true }));
        return Items;
      }),
    executions: () =>
      still(async () => {
        const machine = model.machines.find(({ name }) => name === 'ComplaintHandling');
        if (!machine) throw new Error('The assembly holds no machine ComplaintHandling.');
        const answer = await workflows.send(new ListExecutionsCommand({ stateMachineArn: machine.arn }));
        return answer.executions ?? [];
      }),
    invoke: (name, payload) =>
      still(async () => {
        const reply = await lambda.invoke(
          nameOf(
            model.functions.map((one) => one.name),
            name,
          ),
          payload,
        );
        if (!reply.ok) throw new Error(`${reply.errorType}: ${reply.errorMessage}`);
        return reply.payload;
      }),
    async mails() {
      const all = await Promise.all(
        mail
          .list()
          .reverse()
          .map(({ id }) => mail.get(id)),
      );
      return all.filter((one) => one !== undefined);
    },
  };
  await bank.invoke('ImportBank', sample);
  return bank;
}
