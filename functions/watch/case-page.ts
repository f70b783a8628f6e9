/** The case list as a plain page, in both languages. */
import type { Language } from '../../shared/contracts/codes.ts';
import { escaped } from '../../shared/platform/page.ts';
import { type Trace, whyThisDate } from '../../shared/policy/explain.ts';
import type { CaseLine, TaskLine } from './rules/case-lines.ts';

interface Words {
  readonly title: string;
  readonly none: string;
  readonly overdue: string;
  readonly why: string;
  readonly columns: readonly string[];
  readonly codes: Readonly<Record<string, string>>;
}

const words: Record<Language, Words> = {
  en: {
    title: 'Cases',
    none: 'There is no case yet.',
    overdue: 'overdue',
    why: 'Why this date',
    columns: ['Case', 'Customer', 'Tier', 'Status', 'Opened', 'Due', 'Closed', 'Tasks'],
    codes: {},
  },
  'zh-CN': {
    title: '案件列表',
    none: '暂无案件。',
    overdue: '已逾期',
    why: '为什么是这个日期',
    columns: ['案件', '客户', '层级', '状态', '开立时间', '到期时间', '结案时间', '任务'],
    codes: {
      vip: '贵宾',
      potential: '潜力',
      mass: '大众',
      RECEIVED: '已收到',
      REGISTERED: '已登记',
      ACKNOWLEDGED: '已受理',
      TRIAGED: '已分类',
      CLOCKED: '已定期限',
      PROPOSED: '已拟处理意见',
      NOTIFIED: '已告知客户',
      PLANNED: '已列入计划',
      WAITING: '等待中',
      GIVEN: '已派回访',
      RECORDED: '已记录',
      FOLLOWED: '跟进完毕',
      CLOSED: '已结案',
      RAISED: '已预警',
      LOCKED: '待判断',
      HELD: '因投诉暂停',
      ASSESSED: '已判断',
      TREATED: '应对中',
      WATCHED: '观察中',
      RETAINED: '已留住',
      PARTLY: '部分留住',
      LOST: '已流失',
      FALSE_ALARM: '误报',
      RECOVERED_BY_COMPLAINT: '投诉解决后恢复',
      CONTROL_RETAINED: '对照组：留下',
      CONTROL_LOST: '对照组：流失',
      UNKNOWN: '数据不足',
      MERGED: '已并入在办预警',
      RESOLVED_UPHELD: '投诉成立',
      RESOLVED_PARTLY: '部分成立',
      REJECTED: '不成立',
      MANUAL_TAKEOVER: '人工接管',
      CANCELLED: '已取消',
      QUICK_RESOLVED: '当场解决',
      WITHDRAWN: '客户撤回',
      COMPLETED: '已完成',
      SKIPPED: '无需再访',
      SUPPRESSED: '不得联系',
      CARE_SENT: '已致问候',
      MISSED: '错过当日',
      UNREACHABLE: '联系不上',
      REFUSED: '客户谢绝',
      OPEN: '待办',
      DECIDED: '已答复',
      EXPIRED: '已失效',
      INTERRUPTED: '已中断',
    },
  },
};

/** The page, with dates in the reader's zone. */
export function casePage(
  lines: readonly CaseLine[],
  language: Language,
  zone: string,
  nonce: string,
): string {
  const { title, none, columns } = words[language];
  const head = columns.map((column) => `<th scope="col">${escaped(column)}</th>`).join('');
  const rows = lines.map((line) => row(line, language, zone)).join('\n');
  const table =
    lines.length === 0
      ? `<p>${escaped(none)}</p>`
      : `<table><thead><tr>${head}</tr></thead><tbody>\n${rows}\n</tbody></table>`;
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><title>${escaped(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style nonce="${nonce}">body{font:16px/1.5 system-ui,sans-serif;margin:2rem}table{border-collapse:collapse}
th,td{text-align:left;vertical-align:top;padding:.35rem .75rem;border-bottom:1px solid #ccd}.overdue{font-weight:700}</style>
</head><body><h1>${escaped(title)}</h1>
${table}
</body></html>
`;
}

function row(line: CaseLine, language: Language, zone: string): string {
  const { overdue } = words[language];
  const say = (code: string | undefined) => (code === undefined ? '' : (words[language].codes[code] ?? code));
  const when = (instant: string | undefined) =>
    instant === undefined ? '' : moment(instant, language, zone);
  const status = [line.status, line.outcome]
    .filter((code) => code !== undefined)
    .map(say)
    .join(' · ');
  const late = line.overdue ? ` <span class="overdue">${escaped(overdue)}</span>` : '';
  const due = `${escaped(when(line.dueAt))}${late}${whyOf(line.dueTrace, language)}`;
  const cells = [
    escaped(line.caseId),
    escaped(line.customerId),
    escaped(say(line.tier)),
    escaped(status),
    escaped(when(line.openedAt)),
    due,
    escaped(when(line.closedAt)),
    line.tasks.map((task) => `<div>${taskCell(task, language, say, when)}</div>`).join(''),
  ];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

function taskCell(
  { step, state, assigneeId, level, dueAt, dueTrace, decidedAt }: TaskLine,
  language: Language,
  say: (code: string) => string,
  when: (instant: string) => string,
): string {
  const task = escaped(`${step}: ${say(state)}, ${assigneeId} (L${level}), ${when(decidedAt ?? dueAt)}`);
  return decidedAt === undefined ? `${task}${whyOf(dueTrace, language)}` : task;
}

/** How a date came about, shut until somebody wants to know. */
function whyOf(trace: Trace | undefined, language: Language): string {
  if (trace === undefined) return '';
  const lines = whyThisDate(trace, language).map((line) => `<li>${escaped(line)}</li>`);
  return `<details><summary>${escaped(words[language].why)}</summary><ol>${lines.join('')}</ol></details>`;
}

const moment = (instant: string, language: Language, zone: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).format(
    new Date(instant),
  );
