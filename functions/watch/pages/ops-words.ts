/** Words of the pages of operations, in both languages. */
import type { Language } from '../../../shared/contracts/codes.ts';
import type { Timer } from '../rules/timers.ts';

/** Everything the pages of operations say beside codes. */
export interface OpsWords {
  readonly cases: string;
  readonly none: string;
  readonly overdue: string;
  readonly late: string;
  readonly still: string;
  readonly why: string;
  readonly filter: {
    readonly title: string;
    readonly kind: string;
    readonly status: string;
    readonly flag: string;
    readonly holder: string;
    readonly waiting: string;
    readonly show: string;
    readonly any: string;
    readonly open: string;
    readonly closed: string;
    readonly isLate: string;
    readonly isStill: string;
    readonly hours: (hours: number) => string;
  };
  readonly columns: readonly [
    caseId: string,
    kind: string,
    customer: string,
    tier: string,
    status: string,
    opened: string,
    due: string,
    waiting: string,
    holder: string,
    tasks: string,
  ];
  readonly closedAt: (when: string) => string;
  readonly further: string;
  readonly list: string;
  readonly room: (kind: string, caseId: string) => string;
  readonly facts: {
    readonly customer: string;
    readonly tier: string;
    readonly status: string;
    readonly owner: string;
    readonly opened: string;
    readonly due: string;
    readonly closed: string;
    readonly round: string;
    readonly execution: string;
    readonly policies: string;
  };
  readonly timers: {
    readonly title: string;
    readonly none: string;
    readonly what: (timer: Timer, then: string | undefined) => string;
    readonly now: string;
    readonly if: string;
  };
  readonly picture: {
    readonly title: string;
    readonly near: string;
    readonly whole: string;
    readonly been: string;
    readonly now: string;
    readonly gone: string;
    readonly cut: string;
    readonly way: string;
    readonly here: string;
  };
  readonly timeline: {
    readonly title: string;
    readonly mail: (template: string, to: string, state: string) => string;
    readonly signal: (kind: string) => string;
    readonly contact: (what: string, state: string) => string;
  };
  readonly tasks: string;
  readonly mails: string;
  readonly contacts: string;
  readonly nothing: string;
  readonly by: string;
  readonly taskColumns: readonly string[];
  readonly mailColumns: readonly string[];
  readonly contactColumns: readonly string[];
  readonly audit: {
    readonly title: string;
    readonly holds: (records: number) => string;
    readonly broken: (record: string) => string;
  };
  readonly duration: (minutes: number) => string;
}

const enDuration = (minutes: number): string =>
  minutes < 120
    ? `${minutes} min`
    : minutes < 2_880
      ? `${Math.floor(minutes / 60)} h`
      : `${Math.floor(minutes / 1_440)} d`;

const zhDuration = (minutes: number): string =>
  minutes < 120
    ? `${minutes} 分钟`
    : minutes < 2_880
      ? `${Math.floor(minutes / 60)} 小时`
      : `${Math.floor(minutes / 1_440)} 天`;

const enTimer = ({ what, nth, level }: Timer, then: string | undefined): string => {
  switch (what) {
    case 'remind':
      return nth === undefined ? 'the holder is reminded, or it goes up' : `reminder ${nth}`;
    case 'climb':
      return `to level ${level}`;
    case 'return':
      return 'goes on to somebody else, unless its holder begins';
    case 'exhaust':
      return then === undefined ? 'nobody is left to ask' : `nobody is left to ask: ${then}`;
    case 'silent':
      return 'silence counts as the customer’s answer';
    case 'go-on':
      return 'the wait is over';
    case 'warn':
      return 'staff are told that the statutory date comes near';
    case 'statutory':
      return 'statutory date';
  }
};

const zhTimer = ({ what, nth, level }: Timer, then: string | undefined): string => {
  switch (what) {
    case 'remind':
      return nth === undefined ? '提醒办理人，或上报' : `第 ${nth} 次提醒`;
    case 'climb':
      return `上报至第 ${level} 级`;
    case 'return':
      return '办理人仍未开始则转交他人';
    case 'exhaust':
      return then === undefined ? '再无人可问' : `再无人可问：${then}`;
    case 'silent':
      return '客户未答复即视为答复';
    case 'go-on':
      return '等待结束';
    case 'warn':
      return '提醒员工法定期限将至';
    case 'statutory':
      return '法定期限';
  }
};

/** The words of each language. */
export const opsWords: Readonly<Record<Language, OpsWords>> = {
  en: {
    cases: 'Cases',
    none: 'There is no such case.',
    overdue: 'overdue',
    late: 'late',
    still: 'waits for nobody',
    why: 'Why this date',
    filter: {
      title: 'Which cases',
      kind: 'Workflow',
      status: 'Status',
      flag: 'Lateness',
      holder: 'Held by (staff or customer number)',
      waiting: 'Waiting for a person',
      show: 'Show',
      any: 'any',
      open: 'Any that is open',
      closed: 'Any that is closed',
      isLate: 'late',
      isStill: 'waits for nobody',
      hours: (hours) => (hours < 48 ? `${hours} hours or more` : `${hours / 24} days or more`),
    },
    columns: [
      'Case',
      'Workflow',
      'Customer',
      'Tier',
      'Status',
      'Opened',
      'Due',
      'Waiting since',
      'Held by',
      'Tasks',
    ],
    closedAt: (when) => `closed ${when}`,
    further: 'Older cases',
    list: 'All cases',
    room: (kind, caseId) => `${kind} ${caseId}`,
    facts: {
      customer: 'Customer',
      tier: 'Tier',
      status: 'Status',
      owner: 'Owner',
      opened: 'Opened',
      due: 'Statutory date',
      closed: 'Closed',
      round: 'Round',
      execution: 'Execution',
      policies: 'Versions of policies',
    },
    timers: {
      title: 'If nobody acts',
      none: 'Nothing is awaited.',
      what: enTimer,
      now: 'at the next look',
      if: 'As the ladder has it, if each level has somebody with the hours of the bank.',
    },
    picture: {
      title: 'Where it is',
      near: 'The way so far, and what can come next',
      whole: 'All ways of the story',
      been: '✓ been here',
      now: '► is here now',
      gone: 'The execution was not started yet, or its history is no longer kept.',
      cut: 'The history is longer than what is read here: its beginning is missing.',
      way: 'The way so far',
      here: 'is here now',
    },
    timeline: {
      title: 'What happened',
      mail: (template, to, state) => `mail ${template} to ${to}: ${state}`,
      signal: (kind) => `signal: ${kind}`,
      contact: (what, state) => `contact ${what}: ${state}`,
    },
    tasks: 'Tasks',
    mails: 'Mails',
    contacts: 'Contacts with the customer',
    nothing: 'None.',
    by: 'by',
    taskColumns: ['Step', 'State', 'Held by', 'Given', 'Due', 'Reminders', 'Decided'],
    mailColumns: ['Mail', 'To', 'State', 'Written', 'Sent', 'Fault'],
    contactColumns: ['Kind', 'Channel', 'Purpose', 'State', 'Asked', 'Until', 'Reason'],
    audit: {
      title: 'Audit trail',
      holds: (records) => `${records} records; the chain holds.`,
      broken: (record) => `The chain is broken: record ${record} was changed afterwards.`,
    },
    duration: enDuration,
  },
  'zh-CN': {
    cases: '案件列表',
    none: '没有这样的案件。',
    overdue: '已逾期',
    late: '超时',
    still: '未等待任何人',
    why: '为什么是这个日期',
    filter: {
      title: '筛选案件',
      kind: '流程',
      status: '状态',
      flag: '时效',
      holder: '办理人（员工号或客户号）',
      waiting: '等待办理',
      show: '查询',
      any: '不限',
      open: '所有在办',
      closed: '所有已结',
      isLate: '超时',
      isStill: '未等待任何人',
      hours: (hours) => (hours < 48 ? `${hours} 小时以上` : `${hours / 24} 天以上`),
    },
    columns: ['案件', '流程', '客户', '层级', '状态', '开立时间', '到期时间', '等待自', '办理人', '任务'],
    closedAt: (when) => `${when} 结案`,
    further: '更早的案件',
    list: '全部案件',
    room: (kind, caseId) => `${kind} ${caseId}`,
    facts: {
      customer: '客户',
      tier: '层级',
      status: '状态',
      owner: '负责人',
      opened: '开立时间',
      due: '法定期限',
      closed: '结案时间',
      round: '轮次',
      execution: '执行',
      policies: '政策版本',
    },
    timers: {
      title: '若无人办理',
      none: '没有等待事项。',
      what: zhTimer,
      now: '下次检查时',
      if: '按升级规则推算，假定各级均有人且按银行工作时间。',
    },
    picture: {
      title: '进行到哪里',
      near: '已走的路径及下一步',
      whole: '流程的所有路径',
      been: '✓ 已经过',
      now: '► 当前所在',
      gone: '执行尚未开始，或其历史已不再保存。',
      cut: '历史过长，此处未读取其开头部分。',
      way: '已走的路径',
      here: '当前所在',
    },
    timeline: {
      title: '经过',
      mail: (template, to, state) => `邮件 ${template} 致 ${to}：${state}`,
      signal: (kind) => `信号：${kind}`,
      contact: (what, state) => `联系 ${what}：${state}`,
    },
    tasks: '任务',
    mails: '邮件',
    contacts: '与客户的联系',
    nothing: '无。',
    by: '经办',
    taskColumns: ['步骤', '状态', '办理人', '分派时间', '到期时间', '提醒次数', '答复时间'],
    mailColumns: ['邮件', '收件人', '状态', '写成时间', '发送时间', '故障'],
    contactColumns: ['类别', '渠道', '目的', '状态', '申请时间', '推迟至', '原因'],
    audit: {
      title: '审计记录',
      holds: (records) => `${records} 条记录，链条完整。`,
      broken: (record) => `链条已断：记录 ${record} 事后被改动。`,
    },
    duration: zhDuration,
  },
};
