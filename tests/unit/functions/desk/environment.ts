/** The variables of the functions under test; imported before them, for they read their environment when they load. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The one AWS endpoint of this test process; the bench says who answers. */
export const server = createServer();
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
server.unref();

const { port } = server.address() as AddressInfo;

Object.assign(process.env, {
  AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  POWERTOOLS_METRICS_DISABLED: 'true',
  CUSTOMERS_TABLE: 'Customers',
  CONTACTS_TABLE: 'Contacts',
  STAFF_TABLE: 'Staff',
  CASES_TABLE: 'Cases',
  TASKS_TABLE: 'Tasks',
  TASK_TOKENS_TABLE: 'TaskTokens',
  OUTBOX_TABLE: 'Outbox',
  POLICIES_TABLE: 'Policies',
  AUDIT_TABLE: 'Audit',
  REGISTER_TABLE: 'Register',
  ANSWERS_TABLE: 'Answers',
  BUS_NAME: 'Steward',
  SEND_MAIL_FUNCTION: 'Steward-SendMail',
  DELIVER_FUNCTION: 'Steward-Deliver',
  ACCEPT_EVENT_FUNCTION: 'Steward-AcceptEvent',
  SIGNAL_CASE_FUNCTION: 'Steward-SignalCase',
  LINK_KEY_SECRET: 'LinkKey',
  SENDER_KEY_SECRET: 'SenderKey',
  BASE_URL: 'https://care.bank.example',
  MAIL_FROM: 'care@bank.example',
  BANK_NAME_ZH: '示例银行',
  BANK_NAME_EN: 'Example Bank',
  BANK_ZONE: 'Asia/Shanghai',
});
