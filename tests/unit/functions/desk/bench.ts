/**
 * The desk on a bench: its handlers, its own wiring and the AWS SDK, over HTTP, against the runtime's records, secrets
 * and mailbox; with a clock that is set by hand, and with a process that can be made to die at any call that has an effect.
 */

import './environment.ts';

import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { vi } from 'vitest';
import { answerTask } from '../../../../functions/desk/answer-task.ts';
import { deliver } from '../../../../functions/desk/deliver.ts';
import { handOverTasks } from '../../../../functions/desk/hand-over-tasks.ts';
import { holdTask } from '../../../../functions/desk/hold-task.ts';
import { keepDraft } from '../../../../functions/desk/keep-draft.ts';
import { mailNewCode } from '../../../../functions/desk/mail-new-code.ts';
import { moveTasks } from '../../../../functions/desk/move-tasks.ts';
import { passTask } from '../../../../functions/desk/pass-task.ts';
import { prepareTask } from '../../../../functions/desk/prepare-task.ts';
import { revealCustomer } from '../../../../functions/desk/reveal-customer.ts';
import { sendMail } from '../../../../functions/desk/send-mail.ts';
import { showFile } from '../../../../functions/desk/show-file.ts';
import { showPass } from '../../../../functions/desk/show-pass.ts';
import { showTask } from '../../../../functions/desk/show-task.ts';
import { signalCases } from '../../../../functions/desk/signal-case.ts';
import { sweep } from '../../../../functions/desk/sweep.ts';
import * as wiring from '../../../../functions/desk/wiring.ts';
import { gatewayListener } from '../../../../infra/local/gateway/gateway.ts';
import { type JsonService, ServiceFault, type WireService } from '../../../../infra/local/gateway/service.ts';
import { type Mail, type MailRoom, openMail } from '../../../../infra/local/mail/mail.ts';
import { openRecords, type Records } from '../../../../infra/local/records/records.ts';
import { openSecrets, type Secrets } from '../../../../infra/local/secrets/secrets.ts';
import type { TableName } from '../../../../infra/stacks/tables.ts';
import {
  AuditRecord,
  type CaseHead,
  type ComplaintNote,
  type CustomerProfile,
  OutboxRow,
  type StaffAbsence,
  type StaffProfile,
  TaskRow,
} from '../../../../shared/contracts/items.ts';
import { TaskTurned } from '../../../../shared/contracts/steps.ts';
import { firstBrokenAudit } from '../../../../shared/platform/audit.ts';
import type { ProxyReply } from '../../../../shared/platform/page.ts';
import { Table } from '../../../../shared/platform/table.ts';
import { links1 } from '../../../../shared/policy/links.ts';
import { keyOf, tableInput, tableNames } from '../../../kit/table-input.ts';
import { server } from './environment.ts';

/** Monday, 2 March 2026, 9:30 in Shanghai. */
export const MONDAY = Date.parse('2026-03-02T01:30:00.000Z');

/** Operations that leave something behind; the others only read. */
const EFFECTS =
  /^(PutItem|UpdateItem|DeleteItem|TransactWriteItems|SendRawEmail|SendTaskSuccess|PutEvents|Invoke)$/;

/** A call of a function: one that finished, or one whose process died. */
export type Run<T> = { readonly died: true } | { readonly died: false; readonly answer: T };

/** Where a process dies: at its n-th call with an effect, before the call or just after it took effect. */
export interface Death {
  readonly at: number;
  readonly when: 'before' | 'after';
}

type Handler = (event: unknown, context?: object) => Promise<unknown>;

/** The bench of one test. */
export class Bench {
  readonly records: Records;
  readonly secrets: Secrets;
  readonly mailbox: MailRoom;
  readonly mails: Mail[] = [];
  /** Callbacks that were taken, by token. */
  readonly woken: { token: string; output: Record<string, unknown> }[] = [];
  readonly events: Record<string, string>[] = [];
  readonly handedOver: { functionName: string; outboxIds: string[] }[] = [];
  /** Every call that came in, as service:operation. */
  readonly calls: string[] = [];
  /** Number of calls with an effect since the last run began. */
  effects = 0;
  /** Tokens that Step Functions still waits for; all, where undefined. */
  livingTokens: Set<string> | undefined;
  standings = new Map<string, string>();
  /** Answers a fault in place of a service; undefined lets the call through. */
  refuse: (operation: string, input: Record<string, unknown>) => ServiceFault | undefined = () => undefined;
  /** Stands around every call, to hold it up until another one is through. */
  around: <T>(input: Record<string, unknown>, act: () => Promise<T>) => Promise<T> = (_input, act) => act();
  /** Faults of the entries of the next PutEvents, by their place. */
  entryFaults: (string | undefined)[] = [];
  refuseMail: (to: string) => string | undefined = () => undefined;

  #death: Death | undefined;
  #dead: ((why: 'dead') => void) | undefined;
  #burying = false;
  readonly #zombies: Promise<unknown>[] = [];

  constructor() {
    vi.useFakeTimers({ toFake: ['Date'], now: MONDAY });
    const clock = { now: () => Date.now(), at: () => () => {}, busy: () => () => {} };
    this.records = openRecords({ folder: ':memory:', clock });
    for (const name of tableNames) this.records.createTable(tableInput(name));
    this.secrets = openSecrets({ folder: ':memory:', clock, account: '000000000000', region: 'us-east-1' });
    for (const name of ['LinkKey', 'SenderKey'])
      this.secrets.ensure(name, { generate: { PasswordLength: 64 } });
    this.mailbox = openMail({
      folder: ':memory:',
      clock,
      refuse: ({ recipients: [to = ''] }) => {
        const code = this.refuseMail(to);
        return code === undefined ? undefined : { code, message: 'refused by the bench' };
      },
    });
    this.mailbox.onMail((mail) => this.mails.push(mail));
    const listener: RequestListener = gatewayListener(
      {
        targets: {
          DynamoDB_20120810: { call: this.#watched(this.records.service) },
          secretsmanager: { call: this.#watched(this.secrets.service) },
          AWSStepFunctions: { call: this.#watched(this.#workflows) },
          AWSEvents: { call: this.#watched(this.#bus) },
        },
        paths: { '2015-03-31': this.#lambda },
        forms: { ses: this.#ses },
      },
      clock,
    );
    server.removeAllListeners('request');
    server.on('request', listener);
  }

  /** The functions, each with caches of its own, as a fresh process has them. */
  fresh() {
    return {
      prepare: prepareTask(wiring.prepareTaskWorld()),
      hold: holdTask(wiring.holdTaskWorld()),
      show: showTask(wiring.showTaskWorld()),
      answer: answerTask(wiring.answerTaskWorld()),
      newCode: mailNewCode(wiring.mailNewCodeWorld()),
      draft: keepDraft(wiring.keepDraftWorld()),
      file: showFile(wiring.showFileWorld()),
      reveal: revealCustomer(wiring.revealCustomerWorld()),
      showPass: showPass(wiring.showPassWorld()),
      pass: passTask(wiring.passTaskWorld()),
      move: moveTasks(wiring.moveTasksWorld()),
      handOver: handOverTasks(wiring.handOverWorld()),
      mail: sendMail(wiring.sendMailWorld()),
      deliver: deliver(wiring.deliverWorld()),
      signal: signalCases(wiring.signalCaseWorld()),
      sweep: sweep(wiring.sweepWorld()),
    };
  }

  /** Runs a function; with a death, its process ends at that call and never speaks again. */
  async run<T>(handler: Handler, event: unknown, death?: Death): Promise<Run<T>> {
    this.effects = 0;
    this.#death = death;
    const dying = new Promise<'dead'>((resolve) => {
      this.#dead = resolve;
    });
    const work = handler(event, {});
    work.catch(() => {});
    const first = await Promise.race([work.then((answer) => ({ answer })), dying]);
    this.#death = undefined;
    this.#dead = undefined;
    if (first !== 'dead') return { died: false, answer: first.answer as T };
    this.#zombies.push(work);
    return { died: true };
  }

  /** Lets what the dead processes left open fall, so that none of them comes back to life. */
  async bury(): Promise<void> {
    this.#burying = true;
    server.closeAllConnections();
    await Promise.allSettled(this.#zombies.splice(0));
    this.#burying = false;
  }

  async close(): Promise<void> {
    await this.bury();
    this.records.close();
    this.secrets.close();
    this.mailbox.close();
    vi.useRealTimers();
  }

  /** Sets the clock forward. */
  pass(milliseconds: number): void {
    vi.setSystemTime(Date.now() + milliseconds);
  }

  /** Sets the clock to a moment. */
  setTime(instant: string | number): void {
    vi.setSystemTime(new Date(instant));
  }

  /** Runs what functions handed over, until nothing is left; Lambda drops nothing that it has taken. */
  async drain(functions = this.fresh()): Promise<void> {
    for (let next = this.handedOver.shift(); next !== undefined; next = this.handedOver.shift()) {
      const { functionName, outboxIds } = next;
      await this.run(this.named(functionName, functions), { outboxIds });
    }
  }

  /** The function that is invoked by this name. */
  named(functionName: string, { mail, deliver, signal }: ReturnType<Bench['fresh']>): Handler {
    const functions = new Map([
      ['Steward-SendMail', mail],
      ['Steward-Deliver', deliver],
      ['Steward-SignalCase', signal],
    ]);
    const named = functions.get(functionName);
    if (named === undefined) throw new Error(`There is no function ${functionName} on the bench.`);
    return named;
  }

  /** Lets two writes meet: both have read the row, and then one is through before the other begins. */
  meet(first: string, second: string): void {
    const arrived: Record<string, () => void> = {};
    const there = (name: string) =>
      new Promise<void>((resolve) => {
        arrived[name] = resolve;
      });
    const both = Promise.all([there(first), there(second)]);
    const through = there('through');
    this.around = async (input, act) => {
      const text = JSON.stringify(input);
      if (!text.includes('TransactItems')) return act();
      if (text.includes(`"${first}"`)) {
        arrived[first]?.();
        await both;
        return act().finally(() => arrived.through?.());
      }
      if (text.includes(`"${second}"`)) {
        arrived[second]?.();
        await both;
        await through;
      }
      return act();
    };
  }

  /** Rotates a key: the current version becomes the previous one. */
  async rotate(secret: 'LinkKey' | 'SenderKey'): Promise<string> {
    await this.secrets.service('PutSecretValue', {
      SecretId: secret,
      SecretString: randomUUID() + randomUUID(),
      ClientRequestToken: randomUUID(),
    });
    const { VersionId } = (await this.secrets.service('GetSecretValue', { SecretId: secret })) as {
      VersionId: string;
    };
    return VersionId.slice(0, 8);
  }

  /** The current version of a key, as a thief would have it. */
  async currentKey(secret: 'LinkKey' | 'SenderKey'): Promise<{ kid: string; value: string }> {
    const { SecretString, VersionId } = (await this.secrets.service('GetSecretValue', {
      SecretId: secret,
    })) as { SecretString: string; VersionId: string };
    return { kid: VersionId.slice(0, 8), value: SecretString };
  }

  /** Puts a version of the policy `links` in force that revokes a key. */
  async revoke(kid: string): Promise<void> {
    const pack = JSON.stringify({ ...links1, revokedKids: [kid] });
    await this.put('Policies', { name: 'links', sk: 'V#000002', v: 1, version: 2, pack });
    await this.put('Policies', { name: 'links', sk: 'LIVE', v: 1, version: 2 });
  }

  async put(table: TableName, item: Record<string, unknown>): Promise<void> {
    const [hash, range] = keyOf(table);
    await new Table(table, hash, range).put(item);
  }

  async task(taskId: string): Promise<TaskRow> {
    const row = await new Table('Tasks', 'taskId').get(TaskRow, { taskId });
    if (row === undefined) throw new Error(`There is no task ${taskId}.`);
    return row;
  }

  async tasksOf(caseId: string): Promise<TaskRow[]> {
    return new Table('Tasks', 'taskId').behind(TaskRow, { index: 'byCase', of: ['caseId', caseId] });
  }

  /** All items of a table. */
  async items(table: string): Promise<Record<string, unknown>[]> {
    const { Items = [] } = (await this.records.service('Scan', { TableName: table })) as {
      Items?: Parameters<typeof unmarshall>[0][];
    };
    return Items.map((item) => unmarshall(item));
  }

  async outbox(): Promise<OutboxRow[]> {
    return (await this.items('Outbox')).map((item) => OutboxRow.parse(item));
  }

  /** What was done to a case, oldest first; fails where the chain is broken. */
  async deeds(entityId: string): Promise<AuditRecord[]> {
    const records = await new Table('Audit', 'entityId', 'sk').query(AuditRecord, {
      of: ['entityId', entityId],
    });
    const broken = firstBrokenAudit(records);
    if (broken !== undefined) throw new Error(`The audit of ${entityId} is broken at ${broken}.`);
    return records;
  }

  readonly #workflows: JsonService = async (operation, input) => {
    if (operation === 'SendTaskSuccess') {
      const token = String(input.taskToken);
      if (this.livingTokens !== undefined && !this.livingTokens.has(token)) {
        throw new ServiceFault('TaskTimedOut', 'The task has timed out or was closed.');
      }
      this.livingTokens?.delete(token);
      this.woken.push({ token, output: JSON.parse(String(input.output)) as Record<string, unknown> });
      return {};
    }
    const status = this.standings.get(String(input.executionArn)) ?? 'RUNNING';
    if (status === 'UNHEARD_OF') throw new ServiceFault('ExecutionDoesNotExist', 'No such execution.');
    return { status };
  };

  readonly #bus: JsonService = async (_operation, input) => {
    const faults = this.entryFaults.splice(0);
    const Entries = (input.Entries as Record<string, string>[]).map((entry, at) => {
      const ErrorCode = faults[at];
      if (ErrorCode !== undefined) return { ErrorCode, ErrorMessage: 'refused by the bench' };
      this.events.push(entry);
      return { EventId: randomUUID() };
    });
    return { FailedEntryCount: Entries.filter((entry) => 'ErrorCode' in entry).length, Entries };
  };

  readonly #lambda: WireService = async ({ path, body }) => {
    const functionName = decodeURIComponent(path.split('/')[3] ?? '');
    await this.#gate('Invoke', {}, async () => {
      const { outboxIds } = JSON.parse(body.toString()) as { outboxIds: string[] };
      this.handedOver.push({ functionName, outboxIds });
      return {};
    });
    return { status: 202 };
  };

  readonly #ses: WireService = ({ body }) =>
    this.#gate(new URLSearchParams(body.toString()).get('Action') ?? '', {}, () => this.mailbox.handle(body));

  #watched(service: JsonService): JsonService {
    return (operation, input) => this.#gate(operation, input, () => service(operation, input));
  }

  async #gate<T>(operation: string, input: Record<string, unknown>, act: () => Promise<T>): Promise<T> {
    if (this.#burying) throw new ServiceFault('AccessDeniedException', 'This process is dead.');
    this.calls.push(operation);
    if (EFFECTS.test(operation)) this.effects++;
    const fault = this.refuse(operation, input);
    if (fault !== undefined) throw fault;
    if (this.#isHere('before')) return this.#die();
    const answer = await this.around(input, act);
    if (this.#isHere('after')) return this.#die();
    return answer;
  }

  #isHere(when: Death['when']): boolean {
    return this.#death !== undefined && this.#death.when === when && this.effects === this.#death.at;
  }

  /** The process gets no answer any more. */
  #die(): Promise<never> {
    this.#death = undefined;
    this.#dead?.('dead');
    return new Promise(() => {});
  }
}

/** A member of staff, as the sample has them. */
export function colleague(staffId: string, its: Partial<StaffProfile> = {}): StaffProfile {
  return {
    staffId,
    sk: 'PROFILE',
    v: 1,
    name: `Person ${staffId}`,
    email: `${staffId.toLowerCase()}@bank.example`,
    language: 'en',
    role: 'agent',
    level: 1,
    lines: ['high-end', 'ordinary', 'corporate'],
    branch: 'B1',
    capacity: 5,
    zone: 'Asia/Shanghai',
    active: true,
    ...its,
  };
}

/** The staff of most tests: two of the first level, one of each above, and operations. */
export const staff: readonly StaffProfile[] = [
  colleague('A1'),
  colleague('A2'),
  colleague('RM1', { role: 'rm', language: 'zh-CN' }),
  colleague('E1', { role: 'expert', level: 2 }),
  colleague('H1', { role: 'line-head', level: 3 }),
  colleague('G1', { role: 'gm', level: 4 }),
  colleague('O1', { role: 'operations' }),
];

/** A customer of the mass tier. */
export const customer: CustomerProfile = {
  customerId: 'C1',
  sk: 'PROFILE',
  v: 1,
  name: 'Zhang Wei',
  email: 'zhang@customer.example',
  language: 'en',
  type: 'personal',
  tier: 'mass',
  stage: 'mature',
  riskClass: 'compliant',
  branch: 'B1',
  zone: 'Asia/Shanghai',
};

export const CASE = 'K20260302-ABCDEFGHJK';
export const EXECUTION = `arn:aws:states:us-east-1:000000000000:execution:ComplaintHandling:complaint-${CASE}-r1`;

/** Puts the sample bank and one complaint into the records. */
export async function furnish(
  bench: Bench,
  its: {
    staff?: readonly StaffProfile[];
    absences?: readonly StaffAbsence[];
    customer?: Partial<CustomerProfile>;
    text?: string;
  } = {},
): Promise<void> {
  for (const person of its.staff ?? staff) await bench.put('Staff', { ...person });
  for (const absence of its.absences ?? []) await bench.put('Staff', { ...absence });
  const who = { ...customer, ...its.customer };
  await bench.put('Customers', who);
  await bench.put('Cases', {
    caseId: CASE,
    sk: 'HEAD',
    v: 1,
    kind: 'complaint',
    customerId: who.customerId,
    status: 'ACKNOWLEDGED',
    tier: who.tier,
    round: 1,
    openedAt: new Date(MONDAY).toISOString(),
    execution: EXECUTION,
  } satisfies CaseHead);
  await bench.put('Cases', {
    caseId: CASE,
    sk: 'NOTE#0000',
    v: 1,
    channel: 'web',
    externalId: 'W1',
    submittedAt: new Date(MONDAY).toISOString(),
    text: its.text ?? 'The card was swallowed and nobody answered the telephone.',
  } satisfies ComplaintNote);
}

/** What `Prepare Handle complaint` sends. */
export const turn = (its: Record<string, unknown> = {}) => ({
  v: 1,
  turn: 'prepare',
  step: 'Handle complaint',
  execution: EXECUTION,
  entered: new Date(MONDAY).toISOString(),
  case: { v: 1, caseId: CASE, round: 1, tier: 'mass', line: 'ordinary', policies: {} },
  form: 'handling',
  clock: 'investigation',
  ...its,
});

/** Prepares the task and sends its mail; gives the row. */
export async function prepared(bench: Bench, its: Record<string, unknown> = {}): Promise<TaskRow> {
  const functions = bench.fresh();
  const { taskId } = TaskTurned.parse(await functions.prepare(turn(its)));
  await bench.drain(functions);
  return bench.task(taskId);
}

/** The link and the code that a mail prints. */
export function printedIn(mail: Mail | undefined): { link: string; segment: string; code: string } {
  const link = /https:\/\/care\.bank\.example\/t\/(\S+)/.exec(mail?.text ?? '');
  const code = /(?:Six digits: |六位数字：)(\d{6})/.exec(mail?.text ?? '')?.[1];
  if (!link?.[1] || code === undefined) throw new Error(`No link and code in: ${mail?.text}`);
  return { link: link[0], segment: link[1], code };
}

/** An API Gateway event for a page. */
export function request(
  method: string,
  segment: string,
  its: {
    form?: Record<string, string>;
    cookie?: string;
    headers?: Record<string, string>;
    /** A page below the link. */
    below?: 'code' | 'draft' | 'file' | 'reveal' | 'pass';
    query?: Record<string, string>;
    body?: string;
  } = {},
) {
  const body = its.body ?? (its.form === undefined ? null : new URLSearchParams(its.form).toString());
  return {
    httpMethod: method,
    path: `/t/${segment}${its.below === undefined ? '' : `/${its.below}`}`,
    headers: {
      Host: 'care.bank.example',
      ...(body !== null && { 'Content-Type': 'application/x-www-form-urlencoded' }),
      ...(its.cookie !== undefined && { Cookie: its.cookie }),
      ...its.headers,
    },
    pathParameters: { link: segment },
    queryStringParameters: its.query ?? null,
    body,
    isBase64Encoded: false,
    requestContext: { requestId: 'r1' },
  };
}

/** A browser on one link: keeps the cookie and the hidden field of the form that it was shown. */
export class Browser {
  readonly #functions: ReturnType<Bench['fresh']>;
  readonly segment: string;
  cookie: string | undefined;
  csrf: string | undefined;

  constructor(functions: ReturnType<Bench['fresh']>, segment: string) {
    this.#functions = functions;
    this.segment = segment;
  }

  async open(): Promise<ProxyReply> {
    return this.#kept(await this.#functions.show(request('GET', this.segment, this.#cookies())));
  }

  /** The event of submitting the form with these fields. */
  event(fields: Record<string, string>) {
    return request('POST', this.segment, { form: { csrf: this.csrf ?? '', ...fields }, ...this.#cookies() });
  }

  async submit(fields: Record<string, string>): Promise<ProxyReply> {
    return this.#kept(await this.#functions.answer(this.event(fields)));
  }

  async askForCode(fields: Record<string, string> = { confirm: 'yes' }): Promise<ProxyReply> {
    return this.#functions.newCode(this.eventBelow('code', fields));
  }

  /** The event of submitting a form to a page below the link. */
  eventBelow(below: 'code' | 'draft' | 'reveal' | 'pass', fields: Record<string, string>) {
    return request('POST', this.segment, {
      form: { csrf: this.csrf ?? '', ...fields },
      below,
      ...this.#cookies(),
    });
  }

  async saveDraft(fields: Record<string, string>): Promise<ProxyReply> {
    return this.#kept(await this.#functions.draft(this.eventBelow('draft', fields)));
  }

  async openFile(part?: string): Promise<ProxyReply> {
    const query = part === undefined ? {} : { query: { part } };
    const event = request('GET', this.segment, { below: 'file', ...query, ...this.#cookies() });
    return this.#kept(await this.#functions.file(event));
  }

  async reveal(fields: Record<string, string>): Promise<ProxyReply> {
    return this.#kept(await this.#functions.reveal(this.eventBelow('reveal', fields)));
  }

  async openPass(): Promise<ProxyReply> {
    const event = request('GET', this.segment, { below: 'pass', ...this.#cookies() });
    return this.#kept(await this.#functions.showPass(event));
  }

  async passOn(fields: Record<string, string>): Promise<ProxyReply> {
    return this.#kept(await this.#functions.pass(this.eventBelow('pass', fields)));
  }

  #cookies(): { cookie?: string } {
    return this.cookie === undefined ? {} : { cookie: this.cookie };
  }

  #kept(reply: ProxyReply): ProxyReply {
    this.cookie = reply.multiValueHeaders?.['set-cookie']?.[0]?.split(';')[0] ?? this.cookie;
    this.csrf = /name="csrf" value="([^"]+)"/.exec(reply.body)?.[1] ?? this.csrf;
    return reply;
  }
}

export const ANSWER = {
  outcome: 'RESOLVED_UPHELD',
  reason: 'The machine was at fault; the card has been replaced.',
};

/** The title of a page. */
export const titleOf = ({ body }: ProxyReply): string => /<title>([^<]*)<\/title>/.exec(body)?.[1] ?? '';
