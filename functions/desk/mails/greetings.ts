/** Greetings by the day that they are for, in both languages: wishes and thanks, never an offer (R048, R111, R126). */
import type { Language } from '../../../shared/contracts/codes.ts';

/** What a greeting says; which bank says it stands below it. */
export interface GreetingWords {
  readonly subject: string;
  readonly paragraphs: readonly string[];
}

type Greetings = Readonly<Record<string, (bank: string) => GreetingWords>> & {
  /** For a day that the bank has added to its own policy. */
  readonly other: (bank: string) => GreetingWords;
};

const zh: Greetings = {
  birthday: (bank) => ({
    subject: '祝您生日快乐',
    paragraphs: ['今天是您的生日，祝您生日快乐，身体健康，万事顺意！', `感谢您一直以来对${bank}的信任。`],
  }),
  'founding-day': (bank) => ({
    subject: '祝贺贵公司成立纪念日',
    paragraphs: ['今天是贵公司的成立纪念日，谨致祝贺，祝事业兴旺、基业长青！', `感谢贵公司对${bank}的信任。`],
  }),
  joined: (bank) => ({
    subject: '感谢您又一年的信任',
    paragraphs: [`今天是您成为${bank}客户的纪念日，感谢您一路相伴，祝您平安顺遂！`],
  }),
  'new-year': (bank) => ({
    subject: '祝您元旦快乐',
    paragraphs: ['新的一年，祝您健康平安，所愿皆成！', `${bank}将继续用心为您服务。`],
  }),
  'spring-festival': (bank) => ({
    subject: '祝您春节快乐',
    paragraphs: ['新春到来，祝您和家人身体健康、阖家欢乐、吉祥如意！', `${bank}给您拜年了。`],
  }),
  lantern: () => ({
    subject: '祝您元宵节快乐',
    paragraphs: ['元宵佳节，祝您和家人团团圆圆、幸福美满！'],
  }),
  'dragon-boat': () => ({
    subject: '祝您端午安康',
    paragraphs: ['端午时节，祝您和家人身体安康、平安喜乐！'],
  }),
  'mid-autumn': () => ({
    subject: '祝您中秋快乐',
    paragraphs: ['又逢中秋，祝您和家人花好月圆、阖家团圆！'],
  }),
  'double-ninth': () => ({
    subject: '祝您重阳安康',
    paragraphs: ['重阳时节，祝您身体康健、福寿绵长！'],
  }),
  'national-day': () => ({
    subject: '祝您国庆节快乐',
    paragraphs: ['国庆佳节，祝您假期愉快、平安顺心！'],
  }),
  christmas: () => ({
    subject: '祝您圣诞快乐',
    paragraphs: ['祝您和家人圣诞快乐，平安喜乐！'],
  }),
  checkup: (bank) => ({
    subject: '您对我们的服务满意吗？',
    paragraphs: [
      `我们想听听您使用${bank}服务的感受：哪些地方方便，哪些地方还要改进？`,
      '您可以到任何网点、致电客服，或在手机银行留言告诉我们；您的每一条意见都会有人看，有人答复。',
      '我们不会在邮件中询问您的账号、密码或验证码。',
    ],
  }),
  other: (bank) => ({
    subject: '来自您的银行的问候',
    paragraphs: ['值此佳日，祝您身体健康、万事顺意！', `感谢您对${bank}的信任。`],
  }),
};

const en: Greetings = {
  birthday: (bank) => ({
    subject: 'Happy birthday',
    paragraphs: [
      'Today is your birthday: all the best, good health and joy!',
      `Thank you for your trust in ${bank}.`,
    ],
  }),
  'founding-day': (bank) => ({
    subject: 'Congratulations on your founding day',
    paragraphs: [
      'Today is the anniversary of your company: our congratulations, and every success for the years to come!',
      `Thank you for your trust in ${bank}.`,
    ],
  }),
  joined: (bank) => ({
    subject: 'Thank you for another year',
    paragraphs: [
      `On this day you became a customer of ${bank}. Thank you for staying with us, and all the best!`,
    ],
  }),
  'new-year': (bank) => ({
    subject: 'Happy New Year',
    paragraphs: [
      'We wish you health and happiness in the new year!',
      `${bank} is glad to be at your service.`,
    ],
  }),
  'spring-festival': (bank) => ({
    subject: 'Happy Spring Festival',
    paragraphs: [
      'To you and your family: a joyful Spring Festival, health and good fortune!',
      `Yours, ${bank}.`,
    ],
  }),
  lantern: () => ({
    subject: 'Happy Lantern Festival',
    paragraphs: ['We wish you and your family a bright and happy Lantern Festival!'],
  }),
  'dragon-boat': () => ({
    subject: 'Best wishes for the Dragon Boat Festival',
    paragraphs: ['We wish you and your family health and peace for the Dragon Boat Festival!'],
  }),
  'mid-autumn': () => ({
    subject: 'Happy Mid-Autumn Festival',
    paragraphs: ['We wish you and your family a full moon and a happy Mid-Autumn Festival together!'],
  }),
  'double-ninth': () => ({
    subject: 'Best wishes for the Double Ninth Festival',
    paragraphs: ['We wish you good health and a long life for the Double Ninth Festival!'],
  }),
  'national-day': () => ({
    subject: 'Happy National Day',
    paragraphs: ['We wish you a pleasant and safe National Day holiday!'],
  }),
  christmas: () => ({
    subject: 'Merry Christmas',
    paragraphs: ['We wish you and your family a merry and peaceful Christmas!'],
  }),
  checkup: (bank) => ({
    subject: 'Are you satisfied with our service?',
    paragraphs: [
      `We would like to hear how you find the services of ${bank}: what works well, and what should be better?`,
      'Tell us at any branch, by telephone or in the mobile app; whatever you say is read, and answered.',
      'We never ask for account numbers, passwords or codes in a mail.',
    ],
  }),
  other: (bank) => ({
    subject: 'Best wishes from your bank',
    paragraphs: [
      'On this special day we wish you health and happiness!',
      `Thank you for your trust in ${bank}.`,
    ],
  }),
};

const greetings: Readonly<Record<Language, Greetings>> = { 'zh-CN': zh, en };

/** Days for which there are words of their own. */
export const greeted = Object.keys(zh).filter((topic) => topic !== 'other');

/** The words for a day. */
export function greetingFor(topic: string, language: Language, bank: string): GreetingWords {
  const all = greetings[language];
  return ((Object.hasOwn(all, topic) ? all[topic] : undefined) ?? all.other)(bank);
}
