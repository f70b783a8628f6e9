/** Who provides what the functions of the desk need: tables, services and keys, by the variables that name them. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { STEWARD } from '../../shared/contracts/events.ts';
import { called, clientSettings } from '../../shared/platform/calls.ts';
import { clock } from '../../shared/platform/clock.ts';
import { contactLedger, reservedContacts } from '../../shared/platform/contact-ledger.ts';
import { environment, Setting, Zone } from '../../shared/platform/env.ts';
import { type Senders, sendNow } from '../../shared/platform/outbox.ts';
import { Policies } from '../../shared/platform/policies.ts';
import { Keys } from '../../shared/platform/secrets.ts';
import { Table } from '../../shared/platform/table.ts';
import {
  contactRulesPolicy,
  escalationPolicy,
  linksPolicy,
  serviceMapPolicy,
  surveysPolicy,
  sweepPolicy,
  workingTimePolicy,
} from '../../shared/policy/packs.ts';
import {
  caseBook,
  caseDeeds,
  customerBook,
  incidentBook,
  leaverBook,
  outboxBook,
  signalBook,
  staffBook,
  taskBook,
  tokenDrawer,
  tokenReader,
} from './books.ts';
import { doorBook } from './door-book.ts';
import { ownDoors } from './own-book.ts';
import type { Bus, Executions, Post, SendNow } from './ports.ts';

const Base = z.url({ protocol: /^https?$/, error: 'an address such as https://care.bank.example' });

const handsTo =
  (senders: Senders): SendNow =>
  (rows) =>
    sendNow(rows, senders);

/** What `prepare-task` needs. */
export function prepareTaskWorld() {
  const env = environment({
    TASKS_TABLE: Setting,
    CASES_TABLE: Setting,
    CUSTOMERS_TABLE: Setting,
    STAFF_TABLE: Setting,
    POLICIES_TABLE: Setting,
    OUTBOX_TABLE: Setting,
    AUDIT_TABLE: Setting,
    SEND_MAIL_FUNCTION: Setting,
    DELIVER_FUNCTION: Setting,
  });
  const { outbox, audit, ...books } = booksOf(env);
  return {
    ...books,
    outbox: outboxBook({ outbox, audit }, clock),
    clock,
    sendNow: handsTo({ mail: env.SEND_MAIL_FUNCTION, deliver: env.DELIVER_FUNCTION }),
  };
}

/** What `hold-task` needs. */
export function holdTaskWorld() {
  const env = environment({
    TASK_TOKENS_TABLE: Setting,
    TASKS_TABLE: Setting,
    CASES_TABLE: Setting,
    AUDIT_TABLE: Setting,
  });
  return {
    tokens: tokenDrawer(new Table(env.TASK_TOKENS_TABLE, 'taskId')),
    tasks: taskBook(
      { tasks: new Table(env.TASKS_TABLE, 'taskId'), audit: new Table(env.AUDIT_TABLE, 'entityId', 'sk') },
      clock,
    ),
    cases: caseBook(new Table(env.CASES_TABLE, 'caseId', 'sk')),
    executions,
    clock,
  };
}

/** What `deliver` needs. */
export function deliverWorld() {
  const env = environment({ OUTBOX_TABLE: Setting, TASK_TOKENS_TABLE: Setting, BUS_NAME: Setting });
  return {
    outbox: outboxBook({ outbox: new Table(env.OUTBOX_TABLE, 'outboxId') }, clock),
    tokens: tokenReader(new Table(env.TASK_TOKENS_TABLE, 'taskId')),
    bus: busOf(env.BUS_NAME),
    executions,
  };
}

/** What `signal-case` needs. */
export function signalCaseWorld() {
  const env = environment({
    CASES_TABLE: Setting,
    TASKS_TABLE: Setting,
    OUTBOX_TABLE: Setting,
    AUDIT_TABLE: Setting,
    DELIVER_FUNCTION: Setting,
  });
  const cases = new Table(env.CASES_TABLE, 'caseId', 'sk');
  const audit = new Table(env.AUDIT_TABLE, 'entityId', 'sk');
  const outbox = new Table(env.OUTBOX_TABLE, 'outboxId');
  return {
    cases: caseBook(cases),
    signals: signalBook({ cases, audit }, clock),
    tasks: taskBook({ tasks: new Table(env.TASKS_TABLE, 'taskId'), audit, outbox }, clock),
    outbox: outboxBook({ outbox, audit }, clock),
    sendNow: handsTo({ deliver: env.DELIVER_FUNCTION }),
    clock,
  };
}

/** What `send-mail` needs. */
export function sendMailWorld() {
  const env = environment({
    TASKS_TABLE: Setting,
    CASES_TABLE: Setting,
    CUSTOMERS_TABLE: Setting,
    STAFF_TABLE: Setting,
    OUTBOX_TABLE: Setting,
    AUDIT_TABLE: Setting,
    CONTACTS_TABLE: Setting,
    POLICIES_TABLE: Setting,
    LINK_KEY_SECRET: Setting,
    SENDER_KEY_SECRET: Setting,
    BUS_NAME: Setting,
    BASE_URL: Base,
    MAIL_FROM: z.email(),
    BANK_NAME_ZH: Setting,
    BANK_NAME_EN: Setting,
  });
  const outbox = new Table(env.OUTBOX_TABLE, 'outboxId');
  const audit = new Table(env.AUDIT_TABLE, 'entityId', 'sk');
  const customers = new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk');
  const contacts = new Table(env.CONTACTS_TABLE, 'customerId', 'sk');
  const policies = new Policies(new Table(env.POLICIES_TABLE, 'name', 'sk'), clock, {
    links: linksPolicy,
    'contact-rules': contactRulesPolicy,
    surveys: surveysPolicy,
    'working-time': workingTimePolicy,
  });
  return {
    tasks: taskBook({ tasks: new Table(env.TASKS_TABLE, 'taskId') }, clock),
    customers: customerBook(customers),
    staff: staffBook(new Table(env.STAFF_TABLE, 'staffId', 'sk')),
    outbox: outboxBook({ outbox, audit, customers }, clock),
    ledger: contactLedger({ customers, contacts, outbox }, policies, clock),
    ownDoors: ownDoors({ contacts }, clock),
    cases: caseBook(new Table(env.CASES_TABLE, 'caseId', 'sk')),
    doors: doorBook({ cases: new Table(env.CASES_TABLE, 'caseId', 'sk') }, clock),
    clock,
    policies,
    linkKeys: new Keys(env.LINK_KEY_SECRET, clock),
    senderKeys: new Keys(env.SENDER_KEY_SECRET, clock),
    post,
    bus: busOf(env.BUS_NAME),
    house: {
      base: env.BASE_URL,
      from: env.MAIL_FROM,
      bank: { 'zh-CN': env.BANK_NAME_ZH, en: env.BANK_NAME_EN },
    },
  };
}

/** What `show-task` needs: nothing with which a row could be changed. */
export function showTaskWorld() {
  const env = environment({ ...pageShape, CASES_TABLE: Setting, AUDIT_TABLE: Setting });
  return {
    ...pageWorld(env, taskBook({ tasks: new Table(env.TASKS_TABLE, 'taskId') }, clock)),
    cases: caseBook(new Table(env.CASES_TABLE, 'caseId', 'sk')),
    deeds: caseDeeds(new Table(env.AUDIT_TABLE, 'entityId', 'sk')),
  };
}

/** What `answer-task` needs. */
export function answerTaskWorld() {
  const env = environment({
    ...pageShape,
    CASES_TABLE: Setting,
    OUTBOX_TABLE: Setting,
    AUDIT_TABLE: Setting,
    DELIVER_FUNCTION: Setting,
  });
  return {
    ...pageWorld(env, changingBook(env)),
    cases: caseBook(new Table(env.CASES_TABLE, 'caseId', 'sk')),
    deeds: caseDeeds(new Table(env.AUDIT_TABLE, 'entityId', 'sk')),
    sendNow: handsTo({ deliver: env.DELIVER_FUNCTION }),
  };
}

/** What `keep-draft` needs; the audit for codes that are voided. */
export function keepDraftWorld() {
  const env = environment({ ...pageShape, CASES_TABLE: Setting, AUDIT_TABLE: Setting });
  return {
    ...pageWorld(env, auditedBook(env)),
    cases: caseBook(new Table(env.CASES_TABLE, 'caseId', 'sk')),
    deeds: caseDeeds(new Table(env.AUDIT_TABLE, 'entityId', 'sk')),
  };
}

/** What `show-file` needs: nothing with which a row could be changed. */
export const showFileWorld = showTaskWorld;

/** What `reveal-customer` needs: of all pages behind a link it alone reads customers. */
export function revealCustomerWorld() {
  const env = environment({
    ...pageShape,
    CASES_TABLE: Setting,
    CUSTOMERS_TABLE: Setting,
    AUDIT_TABLE: Setting,
  });
  return {
    ...pageWorld(env, auditedBook(env)),
    cases: caseBook(new Table(env.CASES_TABLE, 'caseId', 'sk')),
    deeds: caseDeeds(new Table(env.AUDIT_TABLE, 'entityId', 'sk')),
    customers: customerBook(new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk')),
  };
}

/** What `show-pass` needs: nothing with which a row could be changed, and nothing of the case. */
export function showPassWorld() {
  const env = environment(pageShape);
  return pageWorld(env, taskBook({ tasks: new Table(env.TASKS_TABLE, 'taskId') }, clock), ladder);
}

/** What `pass-task` needs. */
export function passTaskWorld() {
  const env = environment({
    ...pageShape,
    OUTBOX_TABLE: Setting,
    AUDIT_TABLE: Setting,
    SEND_MAIL_FUNCTION: Setting,
    DELIVER_FUNCTION: Setting,
  });
  return {
    ...pageWorld(env, changingBook(env), ladder),
    sendNow: handsTo({ mail: env.SEND_MAIL_FUNCTION, deliver: env.DELIVER_FUNCTION }),
  };
}

/** What `mail-new-code` needs. */
export function mailNewCodeWorld() {
  const env = environment({
    ...pageShape,
    OUTBOX_TABLE: Setting,
    AUDIT_TABLE: Setting,
    SEND_MAIL_FUNCTION: Setting,
  });
  return {
    ...pageWorld(env, changingBook(env)),
    sendNow: handsTo({ mail: env.SEND_MAIL_FUNCTION }),
  };
}

/** What `move-tasks` needs: nothing of cases or customers. */
export function moveTasksWorld() {
  return moveWorld(environment(moveShape));
}

/** What `hand-over-tasks` needs. */
export function handOverWorld() {
  const env = environment(moveShape);
  const tables = {
    staff: new Table(env.STAFF_TABLE, 'staffId', 'sk'),
    audit: new Table(env.AUDIT_TABLE, 'entityId', 'sk'),
  };
  return { ...moveWorld(env), leavers: leaverBook(tables, clock) };
}

const moveShape = {
  TASKS_TABLE: Setting,
  STAFF_TABLE: Setting,
  POLICIES_TABLE: Setting,
  OUTBOX_TABLE: Setting,
  AUDIT_TABLE: Setting,
  SEND_MAIL_FUNCTION: Setting,
  DELIVER_FUNCTION: Setting,
};

function moveWorld(env: { readonly [Name in keyof typeof moveShape]: string }) {
  return {
    tasks: changingBook(env),
    staff: staffBook(new Table(env.STAFF_TABLE, 'staffId', 'sk')),
    policies: new Policies(new Table(env.POLICIES_TABLE, 'name', 'sk'), clock, {
      ...ladder,
      links: linksPolicy,
    }),
    clock,
    sendNow: handsTo({ mail: env.SEND_MAIL_FUNCTION, deliver: env.DELIVER_FUNCTION }),
  };
}

/** What `sweep` needs. */
export function sweepWorld() {
  const env = environment({
    TASKS_TABLE: Setting,
    CASES_TABLE: Setting,
    CUSTOMERS_TABLE: Setting,
    CONTACTS_TABLE: Setting,
    STAFF_TABLE: Setting,
    POLICIES_TABLE: Setting,
    OUTBOX_TABLE: Setting,
    AUDIT_TABLE: Setting,
    SEND_MAIL_FUNCTION: Setting,
    DELIVER_FUNCTION: Setting,
    SIGNAL_CASE_FUNCTION: Setting,
    REGISTER_TABLE: Setting,
  });
  const { outbox, audit, ...books } = booksOf(env);
  return {
    ...books,
    outbox: outboxBook({ outbox, audit }, clock),
    ledger: reservedContacts(new Table(env.CONTACTS_TABLE, 'customerId', 'sk'), clock),
    clock,
    incidents: incidentBook({ register: new Table(env.REGISTER_TABLE, 'entry'), outbox, audit }, clock),
    sendNow: handsTo({
      mail: env.SEND_MAIL_FUNCTION,
      deliver: env.DELIVER_FUNCTION,
      signal: env.SIGNAL_CASE_FUNCTION,
    }),
  };
}

function booksOf(env: {
  readonly TASKS_TABLE: string;
  readonly CASES_TABLE: string;
  readonly CUSTOMERS_TABLE: string;
  readonly STAFF_TABLE: string;
  readonly POLICIES_TABLE: string;
  readonly OUTBOX_TABLE: string;
  readonly AUDIT_TABLE: string;
}) {
  const outbox = new Table(env.OUTBOX_TABLE, 'outboxId');
  const audit = new Table(env.AUDIT_TABLE, 'entityId', 'sk');
  return {
    tasks: taskBook({ tasks: new Table(env.TASKS_TABLE, 'taskId'), outbox, audit }, clock),
    cases: caseBook(new Table(env.CASES_TABLE, 'caseId', 'sk')),
    customers: customerBook(new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk')),
    staff: staffBook(new Table(env.STAFF_TABLE, 'staffId', 'sk')),
    policies: new Policies(new Table(env.POLICIES_TABLE, 'name', 'sk'), clock, {
      'service-map': serviceMapPolicy,
      escalation: escalationPolicy,
      'working-time': workingTimePolicy,
      links: linksPolicy,
      sweep: sweepPolicy,
    }),
    outbox,
    audit,
  };
}

const pageShape = {
  TASKS_TABLE: Setting,
  STAFF_TABLE: Setting,
  POLICIES_TABLE: Setting,
  LINK_KEY_SECRET: Setting,
  BASE_URL: Base,
  BANK_NAME_ZH: Setting,
  BANK_NAME_EN: Setting,
  BANK_ZONE: Zone,
};

type PageEnv = { readonly [Name in keyof typeof pageShape]: string };

function changingBook(env: {
  readonly TASKS_TABLE: string;
  readonly OUTBOX_TABLE: string;
  readonly AUDIT_TABLE: string;
}) {
  return taskBook(
    {
      tasks: new Table(env.TASKS_TABLE, 'taskId'),
      outbox: new Table(env.OUTBOX_TABLE, 'outboxId'),
      audit: new Table(env.AUDIT_TABLE, 'entityId', 'sk'),
    },
    clock,
  );
}

/** Tasks for a page whose changes tell nobody anything. */
function auditedBook(env: PageEnv & { readonly AUDIT_TABLE: string }) {
  const audit = new Table(env.AUDIT_TABLE, 'entityId', 'sk');
  return taskBook({ tasks: new Table(env.TASKS_TABLE, 'taskId'), audit }, clock);
}

/** What a page that gives a task to somebody else reads beside the policy of links. */
const ladder = {
  'service-map': serviceMapPolicy,
  escalation: escalationPolicy,
  'working-time': workingTimePolicy,
};

function pageWorld(env: PageEnv, tasks: ReturnType<typeof taskBook>, more: Partial<typeof ladder> = {}) {
  return {
    tasks,
    staff: staffBook(new Table(env.STAFF_TABLE, 'staffId', 'sk')),
    policies: new Policies(new Table(env.POLICIES_TABLE, 'name', 'sk'), clock, {
      links: linksPolicy,
      ...more,
    }),
    linkKeys: new Keys(env.LINK_KEY_SECRET, clock),
    clock,
    house: {
      base: env.BASE_URL,
      bank: { 'zh-CN': env.BANK_NAME_ZH, en: env.BANK_NAME_EN },
      zone: env.BANK_ZONE,
    },
  };
}

let workflows: SFNClient | undefined;
const sfn = (): SFNClient => {
  workflows ??= new SFNClient(clientSettings);
  return workflows;
};

const named = (error: unknown, ...names: readonly string[]): error is Error =>
  error instanceof Error && names.includes(error.name);

const executions: Executions = {
  wake: (taskToken, output) =>
    called('Step Functions', async () => {
      try {
        await sfn().send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));
        return 'woken';
      } catch (error) {
        // TaskTimedOut also stands for a task that was closed before: https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
        if (named(error, 'TaskTimedOut', 'TaskDoesNotExist')) return 'gone';
        if (named(error, 'InvalidToken')) return 'unknown';
        throw error;
      }
    }),
};

let bridge: EventBridgeClient | undefined;

const busOf = (EventBusName: string): Bus => ({
  put: (events) =>
    called('EventBridge', async () => {
      bridge ??= new EventBridgeClient(clientSettings);
      const { Entries = [] } = await bridge.send(
        new PutEventsCommand({
          Entries: events.map(({ name, detail, createdAt }) => ({
            EventBusName,
            Source: STEWARD,
            DetailType: name,
            Detail: JSON.stringify(detail),
            Time: new Date(createdAt),
          })),
        }),
      );
      // Entries come back in the order in which they were given; one without an event id was not taken.
      return events.map((_, at) =>
        Entries[at]?.EventId === undefined ? (Entries[at]?.ErrorCode ?? 'NotTaken') : undefined,
      );
    }),
});

/** Errors that mean this one mail, or its address, and not the service. */
const REFUSALS = ['MessageRejected', 'InvalidParameterValue', 'InvalidParameterValueException'];

/**
 * What a MessageRejected says where it is about us, a sender that is not verified or an account that may not send: only
 * its words tell, and it is no word about the address. https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html
 */
const ABOUT_US = /not verified|paused|suspended/i;

let ses: SESClient | undefined;

const post: Post = {
  send: (message, from, to) =>
    called('SES', async () => {
      ses ??= new SESClient(clientSettings);
      try {
        await ses.send(
          new SendRawEmailCommand({ Source: from, Destinations: [to], RawMessage: { Data: message } }),
        );
        return { ok: true } as const;
      } catch (error) {
        if (named(error, ...REFUSALS) && !ABOUT_US.test(error.message))
          return { ok: false, code: error.name } as const;
        throw error;
      }
    }),
};
