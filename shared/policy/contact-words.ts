/** A ruling of the contact arbiter in words: the whole of it for staff, and for the customer what concerns them. */
import type { ContactChannel, ContactClass, ContactPurpose, Language } from '../contracts/codes.ts';
import type { DeferringRule, Mark, RuleTrace, SuppressReason } from './arbitrate.ts';
import { dayInWords, momentInWords } from './moments.ts';
import { stageName, tierName } from './names.ts';

/** Who reads the words: staff read every rule, a customer only those that say something to them, and more gently. */
export type Reader = 'staff' | 'customer';

/** The word of every rule in sentences, in the order in which they were asked. */
export const wordsOfRuling = (
  trace: readonly RuleTrace[],
  language: Language,
  reader: Reader = 'staff',
): string[] => trace.map(sentences[reader][language]).filter((sentence) => sentence !== undefined);

type Sentence = (line: RuleTrace) => string | undefined;

const staffEn: Sentence = (line) => {
  const moment = (at: string, zone: string) => momentInWords({ at, zone }, 'en');
  switch (line.rule) {
    case 'right-of-way':
      return `It is a ${classes.en[line.class]}: right of way ${line.rank} of 8.`;
    case 'marks': {
      if (line.marked.length === 0) return 'The customer bears no mark that keeps contacts away.';
      const marked = line.marked.map((mark) => marks.en[mark]).join(', ');
      return line.by === undefined
        ? `The customer is marked (${marked}); this contact is let through all the same.`
        : `The customer is marked (${marked}); this contact must not be made.`;
    }
    case 'consent': {
      const about = `${purposes.en[line.purpose]} ${channels.en[line.channel]}`;
      if (line.need === 'NOT_NEEDED') return `No consent is needed for ${about}.`;
      if (line.word === undefined || line.day === undefined)
        return line.need === 'OPT_IN'
          ? `The customer never consented to ${about}.`
          : `The customer never objected to ${about}.`;
      return line.word === 'GIVEN'
        ? `The customer consented to ${about} on ${dayInWords(line.day, 'en')}.`
        : `The customer took back the consent to ${about} on ${dayInWords(line.day, 'en')}.`;
    }
    case 'complaint':
      if (line.caseId === undefined) return 'No complaint stands in the way.';
      return line.until === undefined
        ? `Complaint ${line.caseId} of severity ${line.severity} is open: only contacts of higher right of way until it is closed and ${line.days} days after.`
        : `Complaint ${line.caseId} of severity ${line.severity} was closed less than ${line.days} days ago: not before ${moment(line.until, line.zone)}.`;
    case 'quiet-hours':
      if (!line.applies) return 'Quiet hours do not hold for this contact.';
      return line.until === undefined
        ? `Quiet hours are ${line.from} to ${line.to} where the customer is (${line.zone}): it is not one of them.`
        : `Quiet hours are ${line.from} to ${line.to} where the customer is: not before ${moment(line.until, line.zone)}.`;
    case 'holiday':
      if (!line.applies) return 'Public holidays do not hold this contact up.';
      return line.until === undefined
        ? `${dayInWords(line.day, 'en')} is no public holiday.`
        : `${dayInWords(line.day, 'en')} is a public holiday: not before ${moment(line.until, line.zone)}.`;
    case 'pause':
      return line.until === undefined
        ? 'Contacts of this class were put off; that time is over.'
        : `The bank has put contacts of this class off (${line.caseId}): not before ${moment(line.until, line.zone)}.`;
    case 'no-cap':
      return 'No cap counts this contact.';
    case 'cap': {
      const had = `The cap ${capName(line.cap, 'en')} is ${line.most} in ${line.days} days for ${tierName(line.tier, 'en')} customers (${stageName(line.stage, 'en')}); the customer had ${line.had}`;
      if (line.verdict === 'SUPPRESS') return `${had}: none is ever allowed.`;
      return line.until === undefined ? `${had}.` : `${had}: not before ${moment(line.until, line.zone)}.`;
    }
    case 'further':
      return `At ${moment(line.from, line.zone)}, ${rules.en[line.by]} hold it up until ${moment(line.until, line.zone)}.`;
    case 'must-by':
      if (line.mustBy === undefined) return 'It has no latest moment.';
      if (line.verdict === 'WAIVED')
        return `It must be told by ${moment(line.mustBy, line.zone)}: rules that would hold it up longer give way.`;
      return line.verdict === 'SUPPRESS'
        ? `It has a point only until ${moment(line.mustBy, line.zone)}, which would be over.`
        : `It has time until ${moment(line.mustBy, line.zone)}.`;
    case 'ruling':
      if (line.verdict === 'SEND_NOW') return `So it may be made now, ${moment(line.at, line.zone)}.`;
      return line.verdict === 'DEFER'
        ? `So it is put off until ${moment(line.at, line.zone)}.`
        : `So it is not made${line.reason === undefined ? '' : `: ${reasons.en[line.reason]}`}.`;
  }
};

const staffZh: Sentence = (line) => {
  const moment = (at: string, zone: string) => momentInWords({ at, zone }, 'zh-CN');
  switch (line.rule) {
    case 'right-of-way':
      return `联系类别：${classes['zh-CN'][line.class]}，优先级为 8 级中的第 ${line.rank} 级。`;
    case 'marks': {
      if (line.marked.length === 0) return '客户没有限制联系的标记。';
      const marked = line.marked.map((mark) => marks['zh-CN'][mark]).join('、');
      return line.by === undefined
        ? `客户有标记（${marked}），但此类联系仍可进行。`
        : `客户有标记（${marked}），不得进行此次联系。`;
    }
    case 'consent': {
      const about = `${channels['zh-CN'][line.channel]}进行${purposes['zh-CN'][line.purpose]}`;
      if (line.need === 'NOT_NEEDED') return `${about}无需客户同意。`;
      if (line.word === undefined || line.day === undefined)
        return line.need === 'OPT_IN' ? `客户未曾同意${about}。` : `客户未曾反对${about}。`;
      return line.word === 'GIVEN'
        ? `客户于 ${dayInWords(line.day, 'zh-CN')}同意${about}。`
        : `客户于 ${dayInWords(line.day, 'zh-CN')}撤回了对${about}的同意。`;
    }
    case 'complaint':
      if (line.caseId === undefined) return '没有投诉妨碍此次联系。';
      return line.until === undefined
        ? `投诉 ${line.caseId}（严重程度 ${line.severity}）尚未办结：办结前及办结后 ${line.days} 天内，仅可进行优先级更高的联系。`
        : `投诉 ${line.caseId}（严重程度 ${line.severity}）办结不足 ${line.days} 天：不早于 ${moment(line.until, line.zone)}。`;
    case 'quiet-hours':
      if (!line.applies) return '此次联系不受免打扰时段限制。';
      return line.until === undefined
        ? `客户所在地（${line.zone}）的免打扰时段为 ${line.from} 至 ${line.to}，目前不在该时段内。`
        : `客户所在地的免打扰时段为 ${line.from} 至 ${line.to}：不早于 ${moment(line.until, line.zone)}。`;
    case 'holiday':
      if (!line.applies) return '此次联系不受法定节假日限制。';
      return line.until === undefined
        ? `${dayInWords(line.day, 'zh-CN')}不是法定节假日。`
        : `${dayInWords(line.day, 'zh-CN')}为法定节假日：不早于 ${moment(line.until, line.zone)}。`;
    case 'pause':
      return line.until === undefined
        ? '此类联系曾被推迟，现已到期。'
        : `我行已推迟此类联系（${line.caseId}）：不早于 ${moment(line.until, line.zone)}。`;
    case 'no-cap':
      return '此次联系不计入任何频次上限。';
    case 'cap': {
      const had = `${tierName(line.tier, 'zh-CN')}客户（${stageName(line.stage, 'zh-CN')}）的${capName(line.cap, 'zh-CN')}上限为 ${line.days} 天内 ${line.most} 次，已有 ${line.had} 次`;
      if (line.verdict === 'SUPPRESS') return `${had}：一律不得进行。`;
      return line.until === undefined ? `${had}。` : `${had}：不早于 ${moment(line.until, line.zone)}。`;
    }
    case 'further':
      return `到 ${moment(line.from, line.zone)}时，因${rules['zh-CN'][line.by]}再延至 ${moment(line.until, line.zone)}。`;
    case 'must-by':
      if (line.mustBy === undefined) return '没有最迟时间。';
      if (line.verdict === 'WAIVED')
        return `最迟须于 ${moment(line.mustBy, line.zone)}告知：会使其更晚的规则不予适用。`;
      return line.verdict === 'SUPPRESS'
        ? `仅在 ${moment(line.mustBy, line.zone)}之前有意义，届时已过。`
        : `最迟时间为 ${moment(line.mustBy, line.zone)}。`;
    case 'ruling':
      if (line.verdict === 'SEND_NOW') return `因此现在（${moment(line.at, line.zone)}）可以联系。`;
      return line.verdict === 'DEFER'
        ? `因此推迟至 ${moment(line.at, line.zone)}。`
        : `因此不进行联系${line.reason === undefined ? '' : `：${reasons['zh-CN'][line.reason]}`}。`;
  }
};

const customerEn: Sentence = (line) => {
  const moment = (at: string, zone: string) => momentInWords({ at, zone }, 'en');
  switch (line.rule) {
    case 'right-of-way':
      return `${whats.en[line.class]}.`;
    case 'marks':
      if (line.by === 'do-not-contact') return 'You asked us not to contact you, and we keep to that.';
      // To whom a mark is about somebody who died or is a child, nothing is said of it.
      return line.by === undefined && line.marked.includes('do-not-contact')
        ? 'You asked us not to contact you; we do so only where the law or a matter of your own calls for it.'
        : undefined;
    case 'consent': {
      const about = `contact ${channels.en[line.channel]} for ${purposes.en[line.purpose]}`;
      if (line.need === 'NOT_NEEDED')
        return 'It is part of serving you, so we did not have to ask for your consent.';
      if (line.word === undefined || line.day === undefined)
        return line.need === 'OPT_IN'
          ? `You have not agreed to ${about}.`
          : `You have not objected to ${about}.`;
      return line.word === 'GIVEN'
        ? `You agreed to ${about} on ${dayInWords(line.day, 'en')}. You can take this back at any time.`
        : `You told us on ${dayInWords(line.day, 'en')} that you do not want ${about}.`;
    }
    case 'complaint':
      if (line.caseId === undefined) return undefined;
      return line.until === undefined
        ? 'While we are working on your complaint we keep everything else back.'
        : `Your complaint was closed not long ago, and we leave you in peace until ${moment(line.until, line.zone)}.`;
    case 'quiet-hours':
      return line.until === undefined
        ? undefined
        : `Between ${line.from} and ${line.to} of your time we do not disturb you.`;
    case 'holiday':
      return line.until === undefined ? undefined : 'On public holidays we do not disturb you.';
    case 'pause':
      return line.until === undefined ? undefined : 'For the time being we keep contacts of this kind back.';
    case 'no-cap':
      return undefined;
    case 'cap':
      return line.most === 0
        ? 'At present we send you nothing of this kind.'
        : `Our limit ${capName(line.cap, 'en')} is ${line.most} in ${line.days} days for you; so far there ${line.had === 1 ? 'was 1' : `were ${line.had}`}.`;
    case 'further':
      return undefined;
    case 'must-by':
      if (line.mustBy === undefined || line.verdict === 'PASS') return undefined;
      return line.verdict === 'WAIVED'
        ? `You had to know of it by ${moment(line.mustBy, line.zone)}.`
        : 'It would have reached you too late to be of use.';
    case 'ruling':
      if (line.verdict === 'SEND_NOW') return `So we turned to you on ${moment(line.at, line.zone)}.`;
      return line.verdict === 'DEFER'
        ? `So we waited until ${moment(line.at, line.zone)}.`
        : 'So we did not turn to you.';
  }
};

const customerZh: Sentence = (line) => {
  const moment = (at: string, zone: string) => momentInWords({ at, zone }, 'zh-CN');
  switch (line.rule) {
    case 'right-of-way':
      return `${whats['zh-CN'][line.class]}。`;
    case 'marks':
      if (line.by === 'do-not-contact') return '您曾要求我们不要联系您，我们尊重您的意愿。';
      return line.by === undefined && line.marked.includes('do-not-contact')
        ? '您曾要求我们不要联系您；只有法律要求或您本人的事项需要时，我们才会联系您。'
        : undefined;
    case 'consent': {
      const about = `${channels['zh-CN'][line.channel]}为您提供${purposes['zh-CN'][line.purpose]}`;
      if (line.need === 'NOT_NEEDED') return '这是为您服务所必需的，无需另行征得您的同意。';
      if (line.word === undefined || line.day === undefined)
        return line.need === 'OPT_IN' ? `您尚未同意我们${about}。` : `您未曾反对我们${about}。`;
      return line.word === 'GIVEN'
        ? `您于 ${dayInWords(line.day, 'zh-CN')}同意我们${about}，您可以随时撤回。`
        : `您于 ${dayInWords(line.day, 'zh-CN')}告知我们，不希望我们${about}。`;
    }
    case 'complaint':
      if (line.caseId === undefined) return undefined;
      return line.until === undefined
        ? '在处理您的投诉期间，我们暂不因其他事项打扰您。'
        : `您的投诉刚办结不久，在 ${moment(line.until, line.zone)}之前，我们不再打扰您。`;
    case 'quiet-hours':
      return line.until === undefined ? undefined : `在您当地时间 ${line.from} 至 ${line.to}，我们不打扰您。`;
    case 'holiday':
      return line.until === undefined ? undefined : '法定节假日期间，我们不打扰您。';
    case 'pause':
      return line.until === undefined ? undefined : '我们暂不就此类内容联系您。';
    case 'no-cap':
      return undefined;
    case 'cap':
      return line.most === 0
        ? '目前我们不向您发送此类内容。'
        : `我们为您设定的${capName(line.cap, 'zh-CN')}上限为 ${line.days} 天内 ${line.most} 次，此前已有 ${line.had} 次。`;
    case 'further':
      return undefined;
    case 'must-by':
      if (line.mustBy === undefined || line.verdict === 'PASS') return undefined;
      return line.verdict === 'WAIVED'
        ? `此事必须在 ${moment(line.mustBy, line.zone)}之前告知您。`
        : '若再联系您，已经过时，对您没有意义。';
    case 'ruling':
      if (line.verdict === 'SEND_NOW') return `因此我们于 ${moment(line.at, line.zone)}联系了您。`;
      return line.verdict === 'DEFER'
        ? `因此我们等到 ${moment(line.at, line.zone)}。`
        : '因此我们没有联系您。';
  }
};

const sentences: Record<Reader, Record<Language, Sentence>> = {
  staff: { en: staffEn, 'zh-CN': staffZh },
  customer: { en: customerEn, 'zh-CN': customerZh },
};

const classes = {
  en: {
    'statutory-notice': 'notice that the law asks for',
    'complaint-service': 'contact about a complaint',
    'survey-recovery': 'contact after a low rating',
    retention: 'contact to keep the customer',
    visit: 'visit',
    greeting: 'greeting',
    survey: 'survey',
    marketing: 'marketing contact',
  },
  'zh-CN': {
    'statutory-notice': '法定告知',
    'complaint-service': '投诉处理联系',
    'survey-recovery': '低评分后的补救联系',
    retention: '客户挽留',
    visit: '客户回访',
    greeting: '节日或生日问候',
    survey: '满意度调查',
    marketing: '营销',
  },
} as const satisfies Record<Language, Record<ContactClass, string>>;

/** What a contact is, to whom it is made. */
const whats = {
  en: {
    'statutory-notice': 'This is something the law wants you to be told',
    'complaint-service': 'This is about a matter that you brought to us',
    'survey-recovery': 'This is because you told us that you were not content',
    retention: 'This is because you matter to us as a customer',
    visit: 'This is to hear how you are and whether all is well with our services',
    greeting: 'This is a greeting',
    survey: 'This is to ask for your opinion',
    marketing: 'This is an offer that may be of use to you',
  },
  'zh-CN': {
    'statutory-notice': '这是依法必须告知您的事项',
    'complaint-service': '这与您向我们提出的事项有关',
    'survey-recovery': '因为您曾表示不满意，我们想为您改进',
    retention: '因为我们珍视您这位客户',
    visit: '我们想了解您的近况，以及我们的服务是否让您满意',
    greeting: '这是一份问候',
    survey: '我们想听听您的意见',
    marketing: '这是一份可能对您有用的产品信息',
  },
} as const satisfies Record<Language, Record<ContactClass, string>>;

const purposes = {
  en: { service: 'service', care: 'greetings and care', survey: 'surveys', marketing: 'offers' },
  'zh-CN': { service: '服务', care: '问候与关怀', survey: '满意度调查', marketing: '产品推介' },
} as const satisfies Record<Language, Record<ContactPurpose, string>>;

const channels = {
  en: {
    mail: 'by e-mail',
    phone: 'by telephone',
    'in-person': 'in person',
    video: 'by video',
    sms: 'by text message',
    wechat: 'by WeChat',
  },
  'zh-CN': {
    mail: '通过电子邮件',
    phone: '通过电话',
    'in-person': '当面',
    video: '通过视频',
    sms: '通过短信',
    wechat: '通过微信',
  },
} as const satisfies Record<Language, Record<ContactChannel, string>>;

const marks = {
  en: { deceased: 'deceased', minor: 'under age', 'do-not-contact': 'do not contact' },
  'zh-CN': { deceased: '已故', minor: '未成年', 'do-not-contact': '请勿联系' },
} as const satisfies Record<Language, Record<Mark, string>>;

const rules = {
  en: {
    complaint: 'complaints',
    'quiet-hours': 'quiet hours',
    holiday: 'public holidays',
    pause: 'a pause',
    cap: 'caps',
  },
  'zh-CN': {
    complaint: '投诉',
    'quiet-hours': '免打扰时段',
    holiday: '法定节假日',
    pause: '暂停安排',
    cap: '频次上限',
  },
} as const satisfies Record<Language, Record<DeferringRule, string>>;

const reasons = {
  en: {
    deceased: 'the customer is dead',
    minor: 'the customer is under age',
    'do-not-contact': 'the customer must not be contacted',
    'no-consent': 'there is no consent',
    'consent-withdrawn': 'the consent was taken back',
    'complaint-open': 'a complaint is open',
    'never-allowed': 'nothing of this kind is allowed',
    'too-late': 'it would be too late',
  },
  'zh-CN': {
    deceased: '客户已故',
    minor: '客户未成年',
    'do-not-contact': '客户不接受联系',
    'no-consent': '未获同意',
    'consent-withdrawn': '同意已撤回',
    'complaint-open': '投诉尚未办结',
    'never-allowed': '此类联系一律不允许',
    'too-late': '为时已晚',
  },
} as const satisfies Record<Language, Record<SuppressReason, string>>;

/** Names of the caps that the code brings along; another one goes by its code. */
const caps: Record<Language, Readonly<Record<string, string>>> = {
  en: {
    'non-service': 'on all that is not service',
    interrupting: 'on calls, visits and messages',
    'surveys-and-offers': 'on surveys and offers',
    reminders: 'on being reminded of a survey',
    offers: 'on offers',
    'relationship-survey': 'on surveys of the relationship',
    'event-survey': 'on surveys of an event',
  },
  'zh-CN': {
    'non-service': '非服务类联系',
    interrupting: '电话、上门与消息',
    'surveys-and-offers': '调查与推介',
    reminders: '调查提醒',
    offers: '产品推介',
    'relationship-survey': '整体满意度调查',
    'event-survey': '单次服务满意度调查',
  },
};

const capName = (cap: string, language: Language): string =>
  Object.hasOwn(caps[language], cap) ? (caps[language][cap] ?? cap) : cap;
