/** What the bank's letters say of themselves, in both languages; the rest of a letter is what people wrote. */
import type { ComplaintOutcome, Language } from '../../../shared/contracts/codes.ts';
import type { FeedbackClass } from '../../../shared/contracts/complaint.ts';
import type { ComplaintPack, Extension } from '../../../shared/policy/complaint-pack.ts';

type Route = ComplaintPack['routes'][number];

/** Words of the letters; days are written out already. */
export interface LetterWords {
  /** A day in words. */
  readonly day: (instant: string, zone: string) => string;
  readonly redress: (yuan: number) => string;
  readonly received: (day: string) => string;
  readonly decided: (day: string) => string;
  readonly promised: (day: string) => string;
  /** A way that is open, the last day for asking for a review, and the days that lead to it. */
  readonly route: (route: Route, reviewBy: string, days: number) => string;
  readonly routes: (listed: readonly string[]) => string;
  readonly contact: (caseId: string) => string;
  readonly feedback: Readonly<Record<Exclude<FeedbackClass, 'COMPLAINT'>, string>>;
  readonly extended: Readonly<Record<Extension, string>>;
  readonly facts: string;
  readonly quick: string;
  readonly comeBack: string;
  readonly withdrawn: (day: string) => string;
  readonly disputed: string;
  readonly reopened: string;
  readonly outside: string;
  readonly closed: Readonly<Record<Extract<ComplaintOutcome, 'MANUAL_TAKEOVER' | 'CANCELLED'>, string>>;
}

const dayBy = (locale: string) => {
  const formats = new Map<string, Intl.DateTimeFormat>();
  return (instant: string, zone: string): string => {
    const format =
      formats.get(zone) ?? new Intl.DateTimeFormat(locale, { timeZone: zone, dateStyle: 'long' });
    formats.set(zone, format);
    return format.format(new Date(instant));
  };
};

const zh: LetterWords = {
  day: dayBy('zh-CN'),
  redress: (yuan) => `补偿金额：人民币 ${yuan.toLocaleString('zh-CN')} 元。`,
  received: (day) => `我们于 ${day}收到您的投诉。`,
  decided: (day) => `本决定作出于 ${day}。`,
  promised: (day) => `我们将在 ${day}前答复您。`,
  route: (route, reviewBy, days) =>
    ({
      review: `请我行上级机构核查，最迟于 ${reviewBy}提出（自本函次日起 ${days} 日内）`,
      mediation: '向金融消费纠纷调解组织申请调解',
      arbitration: '如有仲裁协议，申请仲裁',
      court: '向人民法院提起诉讼',
    })[route],
  routes: (listed) => `如您不同意，您可以：${listed.join('；')}。`,
  contact: (caseId) => `如有疑问，请凭案件编号 ${caseId} 联系我们，任何渠道均可。`,
  feedback: {
    SUGGESTION: '感谢您的建议，我们已将其登记为改进事项。',
    PRAISE: '感谢您的肯定，这对我们是很大的鼓励。',
    ENQUIRY: '感谢您的咨询，现答复如下。',
  },
  extended: {
    COMPLEX: '您反映的情况较为复杂，需要更多时间查清，办理期限已按规定批准延长。',
    SPECIAL: '您反映的情况特别复杂，需要更多时间查清，办理期限已按规定再次批准延长。',
  },
  facts: '我们已收到您补充的材料，并将一并办理。',
  quick: '您反映的事项已按与您商定的办法解决：',
  comeBack: '如问题仍未解决，请再次联系我们，我们将继续办理。',
  withdrawn: (day) => `我们于 ${day}收到您的撤回请求，投诉办理于当日终止。`,
  reopened: '您告诉我们问题没有解决。我们已重新办理您的投诉，由此前未经办的同事负责。',
  outside: '您的投诉我们已多次办理，行内程序已经用尽。如您仍不同意处理结果，下列途径仍对您开放。',
  disputed: '我们已记录您对处理结果的异议。本行的办理到此结束，您还可以采取下列途径。',
  closed: {
    MANUAL_TAKEOVER: '您反映的事项已由专人办结。',
    CANCELLED: '您反映的事项未能按原流程办理，现已终止，对此我们深表歉意。',
  },
};

const en: LetterWords = {
  day: dayBy('en-GB'),
  redress: (yuan) => `Redress: CNY ${yuan.toLocaleString('en-GB')}.`,
  received: (day) => `We received your complaint on ${day}.`,
  decided: (day) => `This decision was made on ${day}.`,
  promised: (day) => `You will have our reply by ${day}.`,
  route: (route, reviewBy, days) =>
    ({
      review: `ask our superior institution for a review, by ${reviewBy} (within ${days} days, not counting the day of this letter)`,
      mediation: 'ask a mediation organisation for financial disputes to help',
      arbitration: 'go to arbitration, where this was agreed',
      court: 'go to court',
    })[route],
  routes: (listed) => `If you do not agree, you can: ${listed.join('; ')}.`,
  contact: (caseId) => `If you have questions, please contact us by any channel and mention case ${caseId}.`,
  feedback: {
    SUGGESTION: 'Thank you for your suggestion; we have put it on our list of improvements.',
    PRAISE: 'Thank you for your kind words; they encourage us.',
    ENQUIRY: 'Thank you for your enquiry; here is our answer.',
  },
  extended: {
    COMPLEX:
      'The matter is complex and takes more time to find out about; more time has been approved as the rules allow.',
    SPECIAL:
      'The matter is particularly complex and takes more time to find out about; more time has been approved once more, as the rules allow.',
  },
  facts: 'We have received what you added, and take it into account.',
  quick: 'The matter has been settled as we agreed with you:',
  comeBack: 'If it is not settled after all, please contact us again and we will go on with it.',
  withdrawn: (day) =>
    `We received your withdrawal on ${day}, and the handling of your complaint ended on that day.`,
  reopened:
    'You told us that the matter is not settled. We have opened your complaint again; somebody handles it who has not done so before.',
  outside:
    'We have looked at your complaint more than once, and there is no further step inside the bank. If you still disagree, these ways remain open to you.',
  disputed:
    'We have noted that you do not agree with the decision. Our own handling ends here; these ways are open to you.',
  closed: {
    MANUAL_TAKEOVER: 'Your matter has been settled by one of our staff.',
    CANCELLED: 'We are sorry: your matter could not be handled as intended and has been ended.',
  },
};

/** The words of each language. */
export const letterWords: Readonly<Record<Language, LetterWords>> = { 'zh-CN': zh, en };
