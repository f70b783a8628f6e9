/** The tables as data, without the CDK: the stack builds them, and tests run on the same keys and indexes. */
import type { BankTableProps } from '../constructs/bank-table.ts';

/** Keys and indexes of every table; what their items hold is in shared/contracts/items.ts. */
export const tables = {
  Customers: { key: ['customerId', 'sk'] },
  Staff: { key: ['staffId', 'sk'], indexes: { byRole: ['role', 'staffId'] } },
  Intake: { key: ['businessKey'], indexes: { byState: ['state', 'receivedAt'] } },
  Cases: {
    key: ['caseId', 'sk'],
    indexes: {
      byCustomer: ['customerId', 'openedAt'],
      byDue: ['statusShard', 'dueAt'],
      byStatus: ['statusShard', 'openedAt'],
      byKind: ['kind', 'openedAt'],
    },
  },
  Tasks: {
    key: ['taskId'],
    indexes: {
      byAssignee: ['openFor', 'dueAt'],
      byCheckpoint: ['openShard', 'checkpointAt'],
      byCase: ['caseId', 'createdAt'],
    },
  },
  TaskTokens: { key: ['taskId'] },
  Outbox: { key: ['outboxId'], indexes: { pending: ['pendingShard', 'pendingKey'] } },
  Contacts: { key: ['customerId', 'sk'] },
  Signals: { key: ['customerId', 'sk'], timeToLive: 'expiresAt' },
  Answers: { key: ['surveyId', 'answerKey'] },
  Policies: { key: ['name', 'sk'] },
  Register: { key: ['entry'], indexes: { byState: ['state', 'openedAt'] } },
  Audit: { key: ['entityId', 'sk'] },
} as const satisfies Record<string, Omit<BankTableProps, 'encryptionKey'>>;

/** Names of the tables. */
export type TableName = keyof typeof tables;
