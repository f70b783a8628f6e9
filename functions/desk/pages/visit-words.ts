/** What the forms of a visit say, in both languages: how to listen, and what is written down for whom. */
import type { Language } from '../../../shared/contracts/codes.ts';
import type { FormWords } from './words.ts';

/** The forms of a visit. */
type VisitForm = 'visit' | 'greeting' | 'contact' | 'service' | 'recovery' | 'promise';

type VisitWords = { readonly [Name in VisitForm]: FormWords<Name> };

const zh: VisitWords = {
  visit: {
    fields: {
      outcome: {
        label: '联系结果',
        hint: '先问候，说明来意，确认客户此刻方便；客户不方便时，约好下次的时间。',
        options: {
          REACHED: '已与客户沟通',
          NO_ANSWER: '无人应答（将换时段、换方式再联系）',
          REFUSED: '客户不愿接受回访',
          WRONG_CONTACT: '联系方式有误',
          RESCHEDULE: '客户另约时间',
          NOT_NOW: '客户希望过一段时间再联系',
        },
      },
      when: { label: '约定的时间', hint: '另约时间或过一段时间再联系时填写，按您所在地的时间。' },
      mailDate: {
        label: '是否把约定的时间寄给客户',
        hint: '另约时间时填写；日历邀请总会寄给您本人。',
        options: { YES: '是，客户愿意收到邮件', NO: '否' },
      },
      satisfaction: {
        label: '客户对我行服务的满意程度',
        hint: '请客户自己打分，不要替客户判断；沟通成功时必填。1、2 分会由另一位同事跟进。',
        options: { 1: '1 很不满意', 2: '2 不满意', 3: '3 一般', 4: '4 满意', 5: '5 很满意' },
      },
      needs: {
        label: '客户的需求',
        hint: '多听少说，用开放的问题：近来有什么打算？现有的产品用得顺手吗？',
      },
      expectations: { label: '客户的期望', hint: '客户希望我行做到什么，用客户自己的话记录。' },
      concerns: {
        label: '客户的顾虑',
        hint: '先体谅感受，再谈办法；不要打断，也不要急于解释。客户不愿回访的，写明原因。',
      },
      newPhone: { label: '新的电话号码', hint: '客户更正时填写。' },
      newEmail: { label: '新的电子邮箱', hint: '客户更正时填写。' },
      nextDay: { label: '客户希望下次联系的日期' },
      problem: {
        label: '是否发现问题或投诉',
        hint: '沟通成功时必填。选择“是”，提交后即作为投诉受理，受理编号印在回执上，请告诉客户。',
        options: { YES: '是，按投诉受理', NO: '否' },
      },
      problemText: {
        label: '问题经过',
        hint: '时间、地点、经过、客户的要求，用客户自己的话。至少 10 个字，请勿填写账号或身份证号。',
      },
      serviceRequest: { label: '服务请求', hint: '由有关部门办理，办结后告知客户。' },
      suggestion: { label: '客户的建议', hint: '记入改进事项。' },
      promise1: { label: '承诺一', hint: '您答应客户的事，到期会提醒您兑现；做不到的不要承诺。' },
      promise1Due: { label: '承诺一的日期', hint: '30 天以内。' },
      promise2: { label: '承诺二' },
      promise2Due: { label: '承诺二的日期' },
      promise3: { label: '承诺三' },
      promise3Due: { label: '承诺三的日期' },
    },
  },
  greeting: {
    fields: {
      outcome: {
        label: '问候结果',
        hint: '今天送到才有意义。只问候，不推销；客户提起问题，请认真倾听并另行登记。',
        options: { REACHED: '已送上问候', NO_ANSWER: '无人应答', REFUSED: '客户不希望收到问候' },
      },
      note: { label: '备注（可不填）', hint: '客户提到的家事、喜好或打算，下次可以想起。' },
    },
  },
  contact: {
    fields: {
      found: {
        label: '核实结果',
        options: { FOUND: '已找到正确的联系方式', NOT_FOUND: '无法找到' },
      },
      newPhone: { label: '正确的电话号码' },
      newEmail: { label: '正确的电子邮箱' },
      reason: {
        label: '来源和核实办法',
        hint: '例如客户在网点更正、经预留信息核对。至少 10 个字，仅供行内留存。',
      },
    },
  },
  service: {
    fields: {
      done: { label: '办理结果', options: { DONE: '已办妥', NOT_POSSIBLE: '无法办理' } },
      reply: {
        label: '给客户的答复',
        hint: '客户会在邮件中看到。办妥的，写明结果；无法办理的，说明原因和其他办法。至少 10 个字。',
      },
    },
  },
  recovery: {
    fields: {
      recovery: {
        label: '补救结果',
        hint: '先道歉，让客户把话说完，再问：怎样做您会满意？',
        options: {
          MENDED: '已补救，客户认可',
          COMPLAINT: '客户要求投诉（提交后即受理）',
          NOT_REACHED: '未能联系上',
          NOT_WANTED: '客户不希望再被联系',
        },
      },
      reason: { label: '经过', hint: '客户不满的原因，采取的措施。至少 10 个字；投诉的，写明客户的要求。' },
    },
  },
  promise: {
    fields: {
      kept: { label: '是否已兑现', options: { YES: '已兑现', NO: '未能兑现' } },
      reason: { label: '说明', hint: '如何兑现；未能兑现的，写明原因以及如何向客户交代。至少 10 个字。' },
    },
  },
};

const en: VisitWords = {
  visit: {
    fields: {
      outcome: {
        label: 'How it went',
        hint: 'Greet, say why you call, and ask whether it suits now; if it does not, agree on another time.',
        options: {
          REACHED: 'Spoken with the customer',
          NO_ANSWER: 'No answer (tried again at another time and by another way)',
          REFUSED: 'The customer does not want to be visited',
          WRONG_CONTACT: 'The contact data is wrong',
          RESCHEDULE: 'The customer wants another time',
          NOT_NOW: 'The customer wants to be asked again later',
        },
      },
      when: { label: 'The time agreed', hint: 'For another time, or for later; in your own time zone.' },
      mailDate: {
        label: 'Mail the new time to the customer?',
        hint: 'For another time. You get the calendar entry in any case.',
        options: { YES: 'Yes, the customer wants the mail', NO: 'No' },
      },
      satisfaction: {
        label: 'How satisfied is the customer with our service?',
        hint: 'Let the customer say the number, do not guess it; needed once you have spoken. After 1 or 2 a colleague follows up.',
        options: {
          1: '1 very dissatisfied',
          2: '2 dissatisfied',
          3: '3 neither',
          4: '4 satisfied',
          5: '5 very satisfied',
        },
      },
      needs: {
        label: 'Needs',
        hint: 'Listen more than you speak, with open questions: what is planned, what works, what does not?',
      },
      expectations: {
        label: 'Expectations',
        hint: 'What the customer wants from the bank, in their own words.',
      },
      concerns: {
        label: 'Concerns',
        hint: 'Acknowledge the feeling before you speak of solutions; do not interrupt, do not hurry to explain. If the customer refuses, why.',
      },
      newPhone: { label: 'New telephone number', hint: 'If the customer corrects it.' },
      newEmail: { label: 'New e-mail address', hint: 'If the customer corrects it.' },
      nextDay: { label: 'Day on which the customer would like to hear from us next' },
      problem: {
        label: 'Did you find a problem or a complaint?',
        hint: 'Needed once you have spoken. With “Yes” it is taken in as a complaint when you submit; its number is on the receipt, please tell the customer.',
        options: { YES: 'Yes, take it in as a complaint', NO: 'No' },
      },
      problemText: {
        label: 'What happened',
        hint: 'When, where, what, and what the customer wants, in their own words. At least 10 characters; no account or identity numbers.',
      },
      serviceRequest: {
        label: 'Service request',
        hint: 'A department does it, and the customer is told.',
      },
      suggestion: { label: 'Suggestion', hint: 'Goes into the register of improvements.' },
      promise1: {
        label: 'First promise',
        hint: 'What you have promised; it comes back to you when it is due. Promise nothing that you cannot keep.',
      },
      promise1Due: { label: 'First promise: due', hint: 'Within 30 days.' },
      promise2: { label: 'Second promise' },
      promise2Due: { label: 'Second promise: due' },
      promise3: { label: 'Third promise' },
      promise3Due: { label: 'Third promise: due' },
    },
  },
  greeting: {
    fields: {
      outcome: {
        label: 'How it went',
        hint: 'It only counts today. Greet, do not sell; if the customer brings up a problem, listen and register it.',
        options: {
          REACHED: 'The customer was greeted',
          NO_ANSWER: 'No answer',
          REFUSED: 'The customer does not want greetings',
        },
      },
      note: {
        label: 'Note (optional)',
        hint: 'What the customer told of family, likes or plans, to be remembered next time.',
      },
    },
  },
  contact: {
    fields: {
      found: {
        label: 'What was found',
        options: { FOUND: 'The right contact data', NOT_FOUND: 'Nothing that could be confirmed' },
      },
      newPhone: { label: 'Right telephone number' },
      newEmail: { label: 'Right e-mail address' },
      reason: {
        label: 'Where it comes from, and how it was confirmed',
        hint: 'For example corrected by the customer at the counter. At least 10 characters; kept inside the bank.',
      },
    },
  },
  service: {
    fields: {
      done: { label: 'What came of it', options: { DONE: 'It is done', NOT_POSSIBLE: 'It cannot be done' } },
      reply: {
        label: 'Reply to the customer',
        hint: 'The customer reads this in a mail: what was done, or why not and what else is possible. At least 10 characters.',
      },
    },
  },
  recovery: {
    fields: {
      recovery: {
        label: 'What came of it',
        hint: 'Apologise first, let the customer finish, then ask what would put it right.',
        options: {
          MENDED: 'Put right; the customer agrees',
          COMPLAINT: 'The customer wants to complain (taken in when you submit)',
          NOT_REACHED: 'Not reached',
          NOT_WANTED: 'The customer does not want to be contacted about it',
        },
      },
      reason: {
        label: 'What happened',
        hint: 'Why the customer was dissatisfied, and what was done. At least 10 characters; for a complaint, what the customer wants.',
      },
    },
  },
  promise: {
    fields: {
      kept: { label: 'Was it kept?', options: { YES: 'Yes', NO: 'No' } },
      reason: {
        label: 'How',
        hint: 'How it was kept; if it was not, why, and how the customer is told. At least 10 characters.',
      },
    },
  },
};

/** The words of each language. */
export const visitWords: Readonly<Record<Language, VisitWords>> = { 'zh-CN': zh, en };
