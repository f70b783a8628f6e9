/** A bank under trial: the real app in the embedded runtime, on a virtual clock, with people who never look at their mail. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { bootRuntime, type Runtime } from '../../infra/local/runtime.ts';
import { type Answer, type Client, openClient, type Sent } from './http.ts';
import { canonical, type Item, type Letter, linkIn, type MailedLink, type Snapshot } from './invariants.ts';

/** Monday, 2 March 2026, 09:30 in Shanghai: a working day that no holiday is near. */
const START = Date.parse('2026-03-02T01:30:00.000Z');

/** Schedules rest: a sweep between two requests would read the rows whose reads are counted. */
const NO_SCHEDULE_MS = 1_000 * 86_400_000;

const sample = JSON.parse(
  readFileSync(new URL('../../infra/local/story/bank.json', import.meta.url), 'utf8'),
) as Record<'customers' | 'staff', Item[]>;

/** An agent of `staffFor` whom a complaint may be about; another agent is their superior. */
export const RESPONDENT = 'A1';

/** A staff that can hold hundreds of tasks: agents beside those of the sample bank that `keeps` lets through. */
export function staffFor(tasks: number, keeps: (person: Item) => boolean = () => true): Item[] {
  const model = sample.staff.find(({ role, level }) => role === 'agent' && level === 1);
  const agents = Array.from({ length: Math.max(4, Math.ceil(tasks / 40)) }, (_, at) => ({
    ...model,
    staffId: `A${at + 1}`,
    name: `Agent ${at + 1}`,
    email: `agent-${at + 1}@bank.example`,
    language: at % 2 ? 'zh-CN' : 'en',
    lines: ['high-end', 'ordinary', 'corporate'],
    capacity: 80,
    ...(`A${at + 1}` === RESPONDENT && { superiorId: 'A2' }),
  }));
  return [
    ...agents,
    ...sample.staff.filter((person) => person.role !== 'agent' || person.level !== 1),
  ].filter(keeps);
}

/** A link in the hands of whoever was mailed it, or of whoever reads that mailbox. */
export interface Held extends MailedLink {
  /** Path as it stands in the link. */
  readonly path: string;
  readonly address: string;
  readonly caseId: string;
}

/** The running bank. */
export interface Place {
  readonly runtime: Runtime;
  /** Where the pages are. */
  readonly pages: string;
  /** Sends a request; where the stage throttles, lets a moment of the bank's time pass and sends it again. */
  send(sent: Omit<Sent, 'origin'>): Promise<Answer>;
  /** Puts complaints on the bus and lets the first task of each be mailed. */
  complaints(count: number, changes?: Item): Promise<void>;
  /** Lets time pass. */
  pass(ms: number): Promise<void>;
  /** All items of a table, by its business name; costs no more than a client's scan. */
  items(table: string): Promise<Item[]>;
  /** All tables at this moment. */
  snapshot(): Promise<Snapshot>;
  letters(): Promise<(Letter & { readonly html: string })[]>;
  /** Links of all mails so far, the first mail of a link first, each link once. */
  links(): Promise<Held[]>;
  /** Paths of the links by which customers look at their case, by case. */
  doors(): Promise<{ readonly path: string; readonly caseId: string }[]>;
  close(): Promise<void>;
}

const caseIdIn = (subject: string): string => /\[(K[^\]]+)\]/.exec(subject)?.[1] ?? '';

/** Boots the app of an assembly and brings a bank into it. */
export async function openPlace(
  assembly: string,
  staff: readonly Item[],
  customer: (one: Item) => Item = (one) => one,
): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'steward-trial-'));
  const client: Client = openClient();
  const runtime = await bootRuntime({
    assembly,
    folder,
    clock: { simulatedFrom: START },
    anyPorts: true,
    simulatedScheduleMs: () => NO_SCHEDULE_MS,
  });
  const { clock, mail, model, records, lambda, events } = runtime;
  const pages = runtime.addresses.pages;
  const nameOf = (names: readonly string[], end: string): string => {
    const name = names.find((candidate) => candidate === end || candidate.endsWith(`-${end}`));
    if (name === undefined) throw new Error(`There is no ${end} among ${names.join(', ')}.`);
    return name;
  };
  const functionNames = model.functions.map(({ name }) => name);
  const busName = nameOf(
    model.buses.map(({ name }) => name),
    'Steward',
  );
  const imported = await lambda.invoke(nameOf(functionNames, 'ImportBank'), {
    customers: sample.customers.map(customer),
    staff,
  });
  if (!imported.ok) throw new Error(`The bank was not imported: ${imported.errorMessage}`);
  const { refused } = imported.payload as { refused: unknown[] };
  if (refused.length > 0) throw new Error(`Rows of the bank were refused: ${JSON.stringify(refused)}`);

  const keysOf = new Map(
    model.tables.map(({ create }) => {
      const { TableName, KeySchema } = create as {
        TableName: string;
        KeySchema: { AttributeName: string }[];
      };
      return [TableName, KeySchema.map(({ AttributeName }) => AttributeName)] as const;
    }),
  );

  async function scan(TableName: string): Promise<Item[]> {
    const items: Item[] = [];
    let from: unknown;
    do {
      const page = (await records.service('Scan', {
        TableName,
        ConsistentRead: true,
        ...(from !== undefined && { ExclusiveStartKey: from }),
      })) as { Items?: Parameters<typeof unmarshall>[0][]; LastEvaluatedKey?: unknown };
      items.push(...(page.Items ?? []).map((item) => unmarshall(item)));
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
    return items;
  }

  const read = new Map<string, Awaited<ReturnType<typeof mail.get>>>();
  async function letters() {
    const all = mail.list({ limit: mail.count() }).reverse();
    // A mail never changes, so each is read once.
    for (const { id } of all) if (!read.has(id)) read.set(id, await mail.get(id));
    return all.map(({ id }) => read.get(id)).filter((letter) => letter !== undefined);
  }

  let pause: Promise<void> | undefined;
  /** One pause for all who were throttled at the same moment: two seconds fill the bucket of answers. */
  const pace = (): Promise<void> => {
    pause ??= clock.advance(2_000).finally(() => {
      pause = undefined;
    });
    return pause;
  };

  let number = 0;
  return {
    runtime,
    pages,
    async send(sent) {
      for (;;) {
        const answer = await client.send({ origin: pages, ...sent });
        if (answer.status !== 429) return answer;
        // A page, too, can say 429; the stage says it without a page.
        if (String(answer.headers['content-type']).startsWith('text/html')) return answer;
        await pace();
      }
    },
    async complaints(count, changes = {}) {
      for (let at = 0; at < count; at++) {
        number++;
        events.publish({
          busName,
          source: 'bank.app',
          detailType: 'complaint.submitted',
          detail: {
            v: 1,
            channel: 'app',
            externalId: `TRIAL-${number}`,
            customerId: number % 2 ? 'C1005' : 'C1006',
            submittedAt: new Date(clock.now()).toISOString(),
            text: 'I was charged twice for the same transfer.',
            ...changes,
          },
        });
      }
      await clock.advance(60_000);
    },
    pass: (ms) => clock.advance(ms),
    items: (table) => scan(nameOf([...keysOf.keys()], table)),
    async snapshot() {
      const tables = await Promise.all(
        [...keysOf].map(async ([name, keys]) => {
          const items = (await scan(name)).map(
            (item) => [keys.map((key) => String(item[key])).join(' '), canonical(item)] as const,
          );
          return [name, new Map(items)] as const;
        }),
      );
      return new Map(tables);
    },
    letters,
    async links() {
      const held = new Map<string, Held>();
      for (const letter of await letters()) {
        const mailed = linkIn(letter);
        if (mailed === undefined || held.has(mailed.link)) continue;
        held.set(mailed.link, {
          ...mailed,
          path: new URL(mailed.link).pathname,
          address: letter.to[0] ?? '',
          caseId: caseIdIn(letter.subject),
        });
      }
      return [...held.values()];
    },
    async doors() {
      const paths = new Map<string, string>();
      for (const { subject, text } of await letters()) {
        const found = /https?:\/\/[^\s<>"']+\/c\/[^\s<>"']+/.exec(text)?.[0];
        if (found !== undefined) paths.set(new URL(found).pathname, caseIdIn(subject));
      }
      return [...paths].map(([path, caseId]) => ({ path, caseId }));
    },
    async close() {
      client.close();
      await runtime.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
