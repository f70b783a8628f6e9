/** What a customer's own pages say, in both languages. */
import type { ContactChannel, ContactPurpose, Daypart, Language } from '../../../shared/contracts/codes.ts';

/** Pages behind a genuine link that show nothing else. */
export type OwnNotice = 'linkExpired' | 'notFromThisPage';

interface Words {
  readonly preferences: string;
  readonly intro: readonly string[];
  readonly purposes: Readonly<Record<ContactPurpose, readonly [name: string, hint: string]>>;
  readonly channels: Readonly<Record<ContactChannel, string>>;
  readonly wishes: string;
  readonly preferredChannel: string;
  readonly preferredDaypart: string;
  readonly noWish: string;
  readonly dayparts: Readonly<Record<Daypart, string>>;
  readonly always: readonly [title: string, text: string];
  readonly code: string;
  readonly codeHint: string;
  readonly codeForm: string;
  readonly codeWrong: (left: number) => string;
  readonly codeRests: string;
  readonly pleaseMend: string;
  readonly save: string;
  readonly saved: string;
  readonly submitAgain: string;
  readonly back: string;
  readonly unsubscribe: string;
  readonly unsubscribeAsk: (purpose: string, channel: string) => string;
  readonly unsubscribeButton: string;
  readonly unsubscribed: (purpose: string, channel: string) => string;
  readonly contact: string;
  readonly when: string;
  readonly about: string;
  readonly by: string;
  readonly why: string;
  readonly change: string;
  readonly changeHint: string;
  readonly toPreferences: string;
  readonly notices: Readonly<Record<OwnNotice, readonly [title: string, text: string]>>;
}

const zh: Words = {
  preferences: '您的联系偏好',
  intro: [
    '请选择我们可以就哪些事项、通过哪些方式联系您。勾选表示同意，取消勾选表示撤回同意。',
    '您可以随时更改，更改立即生效，不影响我们为您提供的服务。',
  ],
  purposes: {
    service: ['服务', '办理您的事项所必需的联系。'],
    care: ['问候与关怀', '生日和节日问候，以及了解您近况的联系。'],
    survey: ['满意度调查', '请您评价我们的服务，通常只有几个问题。'],
    marketing: ['产品推介', '我们认为可能对您有用的产品和活动。'],
  },
  channels: {
    mail: '电子邮件',
    phone: '电话',
    'in-person': '当面',
    video: '视频',
    sms: '短信',
    wechat: '微信',
  },
  wishes: '您希望怎样被联系',
  preferredChannel: '方式',
  preferredDaypart: '时段',
  noWish: '都可以',
  dayparts: { MORNING: '上午', MIDDAY: '中午', AFTERNOON: '下午' },
  always: [
    '无需选择的联系',
    '法律要求我们告知您的事项，以及您的投诉和请求的办理情况，我们始终会告诉您；这些不含任何推介。',
  ],
  code: '六位数字',
  codeHint: '在带有此链接的邮件末尾，“联系偏好”旁边。投诉邮件中的六位数字不适用于此处。',
  codeForm: '请输入邮件中的六位数字。',
  codeWrong: (left) => `数字不正确，还可以再试 ${left} 次。`,
  codeRests: '输错次数过多，请明天再试。',
  pleaseMend: '请更正以下内容：',
  save: '保存',
  saved: '已保存您的选择，即刻生效。',
  submitAgain: '页面已过期，请核对后再次提交。',
  back: '返回联系偏好',
  unsubscribe: '不再接收',
  unsubscribeAsk: (purpose, channel) => `您将不再通过${channel}收到我们的${purpose}。`,
  unsubscribeButton: '确认不再接收',
  unsubscribed: (purpose, channel) => `已生效：我们不再通过${channel}向您发送${purpose}。`,
  contact: '我们为什么联系您',
  when: '时间',
  about: '目的',
  by: '方式',
  why: '原因',
  change: '如何更改',
  changeHint: '您可以选择我们就哪些事项联系您；所需的六位数字在我们邮件的末尾。您也可以告诉您的客户经理。',
  toPreferences: '查看联系偏好',
  notices: {
    linkExpired: ['链接已过期', '此链接已失效。请使用我们最近一封邮件中的链接。'],
    notFromThisPage: ['未提交', '该提交并非来自本页面，没有任何更改。'],
  },
};

const en: Words = {
  preferences: 'Your contact preferences',
  intro: [
    'Choose what we may contact you about, and by which way. A tick is your consent; taking it away takes your consent back.',
    'You can change this at any time. It takes effect at once, and changes nothing in how we serve you.',
  ],
  purposes: {
    service: ['Service', 'What it takes to deal with a matter of yours.'],
    care: ['Greetings and care', 'Greetings on birthdays and festivals, and asking how you are.'],
    survey: ['Surveys', 'Asking for your opinion on our service, usually a few questions.'],
    marketing: ['Offers', 'Products and events that we think may be of use to you.'],
  },
  channels: {
    mail: 'E-mail',
    phone: 'Telephone',
    'in-person': 'In person',
    video: 'Video call',
    sms: 'Text message',
    wechat: 'WeChat',
  },
  wishes: 'How you like to be contacted',
  preferredChannel: 'Way',
  preferredDaypart: 'Time of day',
  noWish: 'No preference',
  dayparts: { MORNING: 'Morning', MIDDAY: 'Midday', AFTERNOON: 'Afternoon' },
  always: [
    'What you always hear from us',
    'What the law wants you to be told, and how your complaints and requests stand. None of it advertises anything.',
  ],
  code: 'Six digits',
  codeHint:
    'At the foot of the mail with this link, beside “contact preferences”. The digits in mails about a complaint do not work here.',
  codeForm: 'Please enter the six digits of the mail.',
  codeWrong: (left) =>
    left === 1
      ? 'The digits are not right. You have 1 try left.'
      : `The digits are not right. You have ${left} tries left.`,
  codeRests: 'There were too many wrong tries. Please try again tomorrow.',
  pleaseMend: 'Please correct:',
  save: 'Save',
  saved: 'Your choice is saved and holds from now on.',
  submitAgain: 'The page was out of date. Please check and submit again.',
  back: 'Back to your preferences',
  unsubscribe: 'Receive no more',
  unsubscribeAsk: (purpose, channel) => `You will receive no more of this from us: ${purpose}, ${channel}.`,
  unsubscribeButton: 'Receive no more',
  unsubscribed: (purpose, channel) => `Done: we send you no more of this: ${purpose}, ${channel}.`,
  contact: 'Why we contacted you',
  when: 'When',
  about: 'What for',
  by: 'By',
  why: 'Why',
  change: 'How to change it',
  changeHint:
    'You can choose what we contact you about; the six digits for it stand at the foot of our mails. Or tell your relationship manager.',
  toPreferences: 'See your contact preferences',
  notices: {
    linkExpired: ['This link has expired', 'Please use the link in a newer mail of ours.'],
    notFromThisPage: ['Nothing was submitted', 'This did not come from our page, and nothing was changed.'],
  },
};

/** The words of each language. */
export const ownWords: Readonly<Record<Language, Words>> = { 'zh-CN': zh, en };

/** The answer to one click in a mail program. */
export function unsubscribedText(
  language: Language,
  purpose: ContactPurpose,
  channel: ContactChannel,
): string {
  const { purposes, channels, unsubscribed } = ownWords[language];
  return unsubscribed(purposes[purpose][0], channels[channel]);
}
