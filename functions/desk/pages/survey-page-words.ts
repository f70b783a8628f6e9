/** What the page of a survey says beside its questions, in both languages. */
import type { Language } from '../../../shared/contracts/codes.ts';
import type { Naming } from '../../../shared/contracts/survey.ts';
import type { AnswerFlaw } from '../../../shared/policy/survey-answers.ts';

/** Pages of a survey that show nothing else. */
export type SurveyNotice = 'thanks' | 'answered' | 'answeredBefore' | 'over' | 'notFromThisPage';

interface Words {
  /** What becomes of the answers. */
  readonly naming: Readonly<Record<Naming, readonly string[]>>;
  readonly until: (when: string) => string;
  readonly needed: string;
  readonly yes: string;
  readonly no: string;
  readonly none: string;
  readonly textHint: string;
  /** Beside the question by which somebody asks to be contacted, in a survey without names. */
  readonly givesName: string;
  readonly flaws: Readonly<Record<AnswerFlaw, string>>;
  readonly codeHint: string;
  readonly submit: string;
  readonly keep: string;
  readonly kept: string;
  readonly notices: Readonly<Record<SurveyNotice, readonly [title: string, text: string]>>;
  readonly back: string;
}

const zh: Words = {
  naming: {
    NAMED: ['您的回答将与您的姓名一起保存，以便我们改进对您的服务。'],
    ANONYMOUS: [
      '本问卷匿名：我们知道您参加了，但不保存任何能说明哪一份回答是您的信息。',
      '请勿在文字中写下姓名、电话或账号。',
    ],
  },
  until: (when) => `请在 ${when} 前作答；也可以先保存，稍后继续。`,
  needed: '必答',
  yes: '是',
  no: '否',
  none: '不作答',
  textHint: '最多 2000 个字，请勿填写账号或身份证号。',
  givesName: '如选择“是”，即表示您告诉我们您的姓名：提交后，您的全部回答将与姓名一起保存，不再匿名。',
  flaws: {
    choose: '请选择一项。',
    needed: '请作答。',
    'too-long': '文字过长，请不超过 2000 个字。',
    unknown: '没有这一问题。',
  },
  codeHint: '在带有此链接的邮件中。',
  submit: '提交',
  keep: '保存，稍后继续',
  kept: '已保存，尚未提交。您可以随时用同一链接继续。',
  notices: {
    thanks: ['谢谢您', '我们已收到您的回答。'],
    answered: ['您已作答', '我们已收到您的回答，谢谢。每份问卷只能提交一次。'],
    answeredBefore: ['您已作答', '此问卷已经提交，不能再更改，本次提交没有改变任何内容。'],
    over: ['问卷已结束', '此问卷不再接受回答。如有意见，欢迎随时告诉我们。'],
    notFromThisPage: ['未提交', '该提交并非来自本页面，没有任何更改。'],
  },
  back: '返回问卷',
};

const en: Words = {
  naming: {
    NAMED: ['Your answers are kept with your name, so that we can serve you better.'],
    ANONYMOUS: [
      'This survey is anonymous: we know that you took part, and keep nothing that says which answers are yours.',
      'Please write no names, telephone or account numbers into the text.',
    ],
  },
  until: (when) => `Please answer by ${when}. You can also keep what you have, and go on later.`,
  needed: 'needed',
  yes: 'Yes',
  no: 'No',
  none: 'No answer',
  textHint: 'At most 2,000 characters. Please write no account or identity numbers.',
  givesName:
    'With “yes” you give us your name: once you submit, all your answers are kept with it, and are not anonymous any more.',
  flaws: {
    choose: 'Please choose one.',
    needed: 'Please answer this.',
    'too-long': 'This is too long. Please write at most 2,000 characters.',
    unknown: 'This was not asked.',
  },
  codeHint: 'In the mail with this link.',
  submit: 'Submit',
  keep: 'Keep, and go on later',
  kept: 'Kept, and not submitted yet. The same link brings you back.',
  notices: {
    thanks: ['Thank you', 'We have received your answers.'],
    answered: [
      'You have answered',
      'We have received your answers, thank you. A survey can be submitted once.',
    ],
    answeredBefore: [
      'You have answered',
      'This survey was submitted and cannot be changed any more. Nothing was changed now.',
    ],
    over: [
      'This survey is over',
      'It takes no more answers. If you have something to tell us, please do at any time.',
    ],
    notFromThisPage: ['Nothing was submitted', 'This did not come from our page, and nothing was changed.'],
  },
  back: 'Back to the survey',
};

/** The words of each language. */
export const surveyPageWords: Readonly<Record<Language, Words>> = { 'zh-CN': zh, en };
