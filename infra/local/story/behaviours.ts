/**
 * How the people of the sample bank behave when real input is played: all of it is declared here, and drawn by
 * `--seed`. Each list gives shares that are weighed against each other.
 */

/** Shares of what can be drawn. */
export type Shares<Name extends string> = Readonly<Partial<Record<Name, number>>>;

/** How somebody treats one task. */
export type Manner =
  /** Answers at the next look at the mailbox. */
  | 'prompt'
  /** Answers when reminded. */
  | 'late'
  /** Is away without notice, and looks at the mailbox three days later. */
  | 'absent'
  /** Never answers. */
  | 'silent'
  /** Answers soon, and mistypes the code at first. */
  | 'wrong-code-first';

/** What a customer does besides answering the decision. */
export type Course = 'waits' | 'withdraws' | 'adds-facts';

/** How often people go through their mailboxes, and how long after a mail they do so at the soonest and at the latest. */
export interface Looks {
  readonly everyMinutes: number;
  readonly staffAfterMinutes: readonly [soonest: number, latest: number];
  readonly customersAfterHours: readonly [soonest: number, latest: number];
}

/** How everybody behaves in one run. */
export interface Behaviours {
  readonly looks: Looks;
  /** How staff treat a task. */
  readonly staff: Shares<Manner>;
  /** The end of every ladder, and those who repair: late at worst, so that nothing stays for ever. */
  readonly lastOnes: Shares<Manner>;
  readonly lastRoles: readonly string[];
  /** How a customer treats the question whether the decision is accepted. */
  readonly customer: Shares<Manner>;
  readonly course: Shares<Course>;
  /** Days from the acknowledgement until a customer withdraws or adds facts. */
  readonly courseAfterDays: Shares<'1' | '2' | '4' | '6'>;
  /** Share of the codes on a page, given by whoever sent the matter, that triage takes over. */
  readonly hintsFollowed: number;
  /** What people find and decide, by the names and codes of the forms' fields. */
  readonly answers: Readonly<Record<string, Shares<string>>>;
  /** The same for the forms of visits and of alerts, where a field of that name has other codes. */
  readonly visits: Readonly<Record<string, Shares<string>>>;
  readonly alerts: Readonly<Record<string, Shares<string>>>;
  /** The same for the forms about surveys, improvements and what customers said. */
  readonly surveys: Readonly<Record<string, Shares<string>>>;
}

/** A bank as it may well be. */
export const behaviours: Behaviours = {
  looks: { everyMinutes: 30, staffAfterMinutes: [2, 25], customersAfterHours: [1, 41] },
  staff: { prompt: 78, late: 10, 'wrong-code-first': 6, absent: 3, silent: 3 },
  lastOnes: { prompt: 80, late: 20 },
  lastRoles: ['gm', 'operations', 'compliance'],
  customer: { prompt: 55, late: 10, 'wrong-code-first': 5, silent: 30 },
  course: { waits: 86, withdraws: 7, 'adds-facts': 7 },
  courseAfterDays: { 1: 3, 2: 2, 4: 2, 6: 1 },
  hintsFollowed: 0.9,

  answers: {
    class: { COMPLAINT: 86, ENQUIRY: 6, SUGGESTION: 5, PRAISE: 3 },
    severity: { S4: 40, S3: 42, S2: 14, S1: 4 },
    emotion: { CALM: 40, UPSET: 45, ANGRY: 15 },
    vulnerable: { NO: 88, YES: 12 },
    regulatorReferred: { NO: 98, YES: 2 },
    reached: { SPOKEN: 80, NOT_REACHED: 20 },
    settledNow: { NO: 78, YES: 22 },
    moreTime: { NONE: 90, COMPLEX: 8, SPECIAL: 2 },
    outcome: { RESOLVED_UPHELD: 46, RESOLVED_PARTLY: 30, REJECTED: 24 },
    /** Redress in yuan where the complaint is upheld at least in part. */
    amount: { '0': 20, '120': 25, '480': 20, '1500': 15, '6000': 12, '60000': 8 },
    verdict: { APPROVE: 84, REFUSE: 16 },
    told: { PHONE: 70, LETTER: 30 },
    word: { ACCEPTED: 82, DISPUTED: 18 },
    way: { RETRY: 60, COMPLETE: 40 },
  },
  visits: {
    outcome: { REACHED: 74, NO_ANSWER: 16, REFUSED: 6, WRONG_CONTACT: 4 },
    satisfaction: { '5': 34, '4': 34, '3': 20, '2': 8, '1': 4 },
    problem: { NO: 96, YES: 4 },
    found: { NOT_FOUND: 100 },
    done: { DONE: 85, NOT_POSSIBLE: 15 },
    recovery: { MENDED: 80, NOT_REACHED: 12, NOT_WANTED: 8 },
    kept: { YES: 90, NO: 10 },
  },
  alerts: {
    verdict: { CONFIRM: 90, NEED_EXPERT: 10 },
    churnCause: { SERVICE: 3, UNKNOWN: 3, LIFE_EVENT: 2, DIGITAL: 1 },
    outcome: { ACCEPTED: 60, UNDECIDED: 25, UNREACHABLE: 15 },
    fixed: { DONE: 85, NOT_POSSIBLE: 15 },
    wonBack: { GONE: 50, THINKING: 25, NOT_REACHED: 25 },
    exitReason: { PRICE: 3, COMPETITOR: 3, SERVICE: 2, UNKNOWN: 2 },
  },
  surveys: {
    verdict: { APPROVE: 100 },
    reached: { SPOKEN: 75, NOT_REACHED: 15, REFUSED: 10 },
    overall: { 5: 40, 4: 40, 3: 10, 2: 10 },
    voice: { PRAISE: 40, SUGGESTION: 60 },
    wantsContact: { NO: 80, YES: 20 },
    recovery: {
      CONTACTED_FIXED: 40,
      COMPLAINT: 30,
      SERVICE_REQUEST: 15,
      NO_CONTACT_WANTED: 10,
      UNREACHABLE: 10,
    },
    done: { YES: 95, NO: 5, DONE: 85, NOT_POSSIBLE: 15 },
    way: { PLAN: 95, DISCARD: 5, RETRY: 60, COMPLETE: 40 },
    answered: { THANKS: 60, APOLOGY: 40 },
    improves: { YES: 35, NO: 65 },
  },
};

/** What sets a customer apart, so that rare endings come about by what people do, and not by chance alone. */
export interface Circumstance {
  /** How many customers of the town it befalls. */
  readonly customers: number;
  /** Type and tier, and what else of them the circumstance depends on. */
  readonly kind: 'personal vip' | 'personal potential' | 'personal mass' | 'corporate potential';
  readonly stage: string;
  /** Ways by which they have agreed to be looked after. */
  readonly consents: string;
  /** When they are due for a visit, as a share of the play; `everyDays` is the rhythm of their tier and stage. */
  readonly visitOn?: number;
  readonly everyDays?: number;
  /** When their birthday is, and when something of theirs matures, as shares of the play. */
  readonly birthdayOn?: number;
  readonly maturesOn?: number;
  /** What people write into the forms of their cases; `afterwards`: from the second task on. */
  readonly answers?: Readonly<Record<string, Shares<string>>>;
  readonly afterwards?: Readonly<Record<string, Shares<string>>>;
  /** What they ask for, where they are reached: fields that nobody else fills. */
  readonly asks?: readonly ('serviceRequest' | 'promise1' | 'suggestion')[];
  /** Set where nobody but operations feels responsible for their visits, or for what they write. */
  readonly nobodys?: boolean;
  /** Set where they let themselves be asked how satisfied they are, whatever is drawn for others. */
  readonly surveyed?: true;
  /** Set where the mail service refuses their address. */
  readonly mailbox?: 'gone';
  /** When a system of the bank wants them asked, as a share of the play. */
  readonly askedOn?: number;
  /** What they do besides answering, some hours after the bank told them that their complaint arrived. */
  readonly course?: Exclude<Course, 'waits'>;
  /** Set where the customer becomes worth more to the bank than figures say. */
  readonly promoted?: true;
  /** When they write to the bank, as a share of the play. */
  readonly writes?: number;
  /** Set where no answer of the bank contents them. */
  readonly cross?: true;
  /** When they complain, each of them a day after the other, about what: then they are at home with the first branch. */
  readonly complains?: { readonly on: number; readonly business: string; readonly cause: string };
  /** What the bank learns of them on the way, and when, as a share of the play. */
  readonly becomes?: { readonly what: 'doNotContact' | 'deceased'; readonly on: number };
}

const potential = { kind: 'personal potential', stage: 'new', consents: 'phone', everyDays: 60 } as const;
const vip = { kind: 'personal vip', stage: 'new', consents: 'mail phone', everyDays: 30 } as const;

/** Customers of the town with a story of their own. */
export const circumstances: Readonly<Record<string, Circumstance>> = {
  /** The telephone rings in vain, on their birthday as well. */
  'never answers': {
    ...vip,
    customers: 1,
    visitOn: 0.9,
    birthdayOn: 0.55,
    answers: { outcome: { NO_ANSWER: 1 } },
  },
  'never answers either': {
    ...potential,
    customers: 1,
    visitOn: 0.65,
    answers: { outcome: { NO_ANSWER: 1 } },
  },
  'puts it off': {
    ...potential,
    customers: 1,
    visitOn: 0.65,
    answers: { outcome: { NOT_NOW: 1, RESCHEDULE: 1 } },
  },
  'wants no visits': { ...potential, customers: 1, visitOn: 0.4, answers: { outcome: { REFUSED: 1 } } },
  'has another number': {
    ...potential,
    customers: 1,
    visitOn: 0.6,
    answers: {
      outcome: { WRONG_CONTACT: 1 },
      found: { FOUND: 1 },
      newPhone: { '+86 10 5550 9000': 1 },
    },
    afterwards: { outcome: { REACHED: 1 } },
  },
  'is nobody’s': {
    ...potential,
    customers: 1,
    visitOn: 0.6,
    nobodys: true,
    answers: { way: { COMPLETE: 1 } },
  },
  'asks to be left alone': {
    ...potential,
    customers: 1,
    visitOn: 0.6,
    becomes: { what: 'doNotContact', on: 0.2 },
  },
  dies: { ...potential, customers: 1, visitOn: 0.6, becomes: { what: 'deceased', on: 0.25 } },
  'is not satisfied': {
    ...potential,
    customers: 1,
    visitOn: 0.5,
    answers: { outcome: { REACHED: 1 }, satisfaction: { 1: 1, 2: 2 }, problem: { NO: 1 } },
  },
  'has a complaint': {
    ...potential,
    customers: 1,
    visitOn: 0.3,
    answers: { outcome: { REACHED: 1 }, satisfaction: { 3: 1 }, problem: { YES: 1 } },
  },
  'needs something': {
    ...potential,
    customers: 1,
    visitOn: 0.45,
    answers: { outcome: { REACHED: 1 }, problem: { NO: 1 } },
    asks: ['serviceRequest', 'promise1', 'suggestion'],
  },
  'has a deposit that matures': {
    ...potential,
    customers: 1,
    visitOn: 0.95,
    maturesOn: 0.5,
    answers: { outcome: { REACHED: 1 } },
  },
};

const mass = { kind: 'personal mass', stage: 'mature', consents: 'none', surveyed: true } as const;

/** Customers of the town whom surveys bring a story of their own. */
export const asked: Readonly<Record<string, Circumstance>> = {
  'has no mailbox any more': { ...mass, customers: 1, mailbox: 'gone', askedOn: 0.2 },
  /** No answer of the bank contents them. */
  'waits in the queue, and is cross': {
    ...mass,
    customers: 1,
    cross: true,
    complains: { on: 0.62, business: 'B03', cause: 'C01' },
    answers: { class: { COMPLAINT: 1 }, business: { B03: 1 }, cause: { C01: 1 } },
  },
  /** With that one more of them in a week than chance brings. */
  'waits in the same queue': {
    ...mass,
    customers: 4,
    complains: { on: 0.62, business: 'B03', cause: 'C01' },
    answers: { class: { COMPLAINT: 1 }, business: { B03: 1 }, cause: { C01: 1 } },
  },
  'brings the whole family along': {
    ...mass,
    kind: 'personal potential',
    consents: 'phone',
    customers: 1,
    promoted: true,
  },
  'has a suggestion': { ...mass, customers: 1, writes: 0.3, answers: { class: { SUGGESTION: 1 } } },
  'thinks better of it': {
    ...mass,
    customers: 1,
    writes: 0.45,
    course: 'withdraws',
    answers: { class: { COMPLAINT: 1 } },
  },
  'is full of praise': { ...mass, customers: 1, writes: 0.4, answers: { class: { PRAISE: 1 } } },
  'asks for something': { ...mass, customers: 1, writes: 0.5, answers: { class: { ENQUIRY: 1 } } },
  /** Nobody but operations feels responsible. */
  'is overlooked': { ...mass, customers: 1, writes: 0.35, nobodys: true, answers: { way: { COMPLETE: 1 } } },
  'is overlooked to the end': {
    ...mass,
    customers: 1,
    writes: 0.2,
    nobodys: true,
    answers: { way: { CANCEL: 1 } },
  },
};

const plain = {
  ...behaviours.answers,
  class: { COMPLAINT: 1 },
  severity: { S3: 1 },
  vulnerable: { NO: 1 },
  regulatorReferred: { NO: 1 },
  reached: { SPOKEN: 1 },
  settledNow: { NO: 1 },
  moreTime: { NONE: 1 },
  outcome: { RESOLVED_UPHELD: 1 },
  amount: { '6000': 1 },
  verdict: { APPROVE: 1 },
  word: { ACCEPTED: 1 },
};

/** Everybody answers before anybody has to be reminded, and nothing comes in between: the way that a case usually goes. */
export const straight: Behaviours = {
  ...behaviours,
  looks: { everyMinutes: 5, staffAfterMinutes: [1, 14], customersAfterHours: [1, 41] },
  staff: { prompt: 1 },
  lastOnes: { prompt: 1 },
  customer: { prompt: 1 },
  course: { waits: 1 },
  answers: plain,
};

/** The first holder of a task often never answers, so it climbs; the matter is the same. */
export const escalated: Behaviours = {
  ...straight,
  looks: behaviours.looks,
  staff: { silent: 45, late: 55 },
  lastOnes: { late: 1 },
};

/** What customers ask for at visits, in the language of whoever writes it down. */
export const requests = {
  'zh-CN': {
    serviceRequest: '请补发一本存折。',
    promise1: '寄送一份贷款产品说明。',
    suggestion: '希望手机银行可以预约取号。',
  },
  en: {
    serviceRequest: 'A new chequebook, please.',
    promise1: 'Send the brochure about loans.',
    suggestion: 'It would help to book a time in the app.',
  },
} as const;

/** Free words in the language of whoever writes them. */
export const sentences = {
  'zh-CN': {
    reason: '已核查相关记录并与客户沟通，情况如实记录，处理意见如上，请按此办理。',
    findings: '经调取交易流水、通话录音和系统日志，逐项核对客户反映的情况，事实已查清。',
    remedy: '退还相应费用，并就服务中的不足向客户致歉。',
    reply: '感谢您的来信，我们已认真阅读并转交相关部门，现将有关情况答复如上。',
    text: '我已阅读贵行的答复，现说明我的意见，请予以记录。',
    problemText: '客户反映手机银行转账记录显示不全，希望尽快核实处理。',
    needs: '希望了解稳健型存款产品。',
    newFacts: '补充说明：我找到了当时的回单和短信截图，显示扣费时间与答复中所述不一致。',
    withdrawal: '问题已经与客户经理当面说明清楚，我申请撤回本次投诉。',
    complaintText: '客户反映近期账户服务多次出错，反复沟通未得到解决，要求核实处理。',
    measure: '增开高峰时段窗口，并由网点负责人每周检查等候时间。',
    improvement: '我们将增加高峰时段的服务窗口。',
  },
  en: {
    reason: 'The records were checked and the customer was spoken to; the matter stands as described here.',
    findings:
      'Statements, recordings and system logs were compared point by point with what the customer told us.',
    remedy: 'The fee is refunded, with an apology for the service that fell short.',
    reply: 'Thank you for writing to us; your words were read with care and handed to those in charge.',
    text: 'I have read the answer of the bank and would like my view of it to be on record.',
    problemText: 'Some transfers do not show in the app, and the customer would like that looked into.',
    needs: 'Would like to hear about deposits with little risk.',
    newFacts: 'I found the receipt and a text message of that day; the time of the charge was another one.',
    withdrawal: 'The matter was explained to me in person, so I would like to withdraw this complaint.',
    complaintText: 'Errors on the account came up again and again, and nobody put them right when asked.',
    measure:
      'More counters are open at the busiest hours, and the head of the branch looks at the queue weekly.',
    improvement: 'More counters will be open at the busiest hours.',
  },
} as const;
