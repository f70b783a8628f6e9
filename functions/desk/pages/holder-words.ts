/** What the pages say that the holder of a task has beside its form: drafts, the case file, the customer's data, passing on. */
import type { Language } from '../../../shared/contracts/codes.ts';
import type { PassWay, RevealPurpose } from '../../../shared/contracts/task-pages.ts';

interface HolderWords {
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly showData: string;

  readonly saveDraft: string;
  readonly draftOf: (name: string | undefined, moment: string) => string;
  readonly draftKept: string;
  readonly draftKeptText: string;
  readonly savedAt: string;

  readonly file: string;
  readonly part: (part: number, of: number) => string;
  readonly partBefore: string;
  readonly partAfter: string;
  readonly continued: string;
  readonly cutShort: (shown: number, all: number) => string;
  readonly notShown: (entries: number) => string;
  readonly readAll: string;
  readonly masked: string;
  readonly backToTask: string;

  readonly reveal: string;
  readonly revealText: string;
  readonly purpose: string;
  readonly purposes: Readonly<Record<RevealPurpose, string>>;
  readonly show: string;
  readonly revealed: string;
  readonly revealedText: string;
  readonly absent: string;

  readonly pass: string;
  readonly passLink: string;
  readonly passText: string;
  readonly way: string;
  readonly ways: Readonly<Record<PassWay, string>>;
  readonly onlyToColleague: string;
  readonly colleague: string;
  readonly noColleague: string;
  readonly reason: string;
  readonly reasonHint: string;
  readonly passOn: string;
  readonly chooseColleague: string;
  readonly leaveColleague: string;
  readonly notFree: string;
  readonly nobodyElse: string;
  readonly passedOn: string;
  readonly passedOnText: string;
  readonly nowWith: string;
  readonly how: string;
}

/** The words of each language. */
export const holderWords: Readonly<Record<Language, HolderWords>> = {
  'zh-CN': {
    name: '姓名',
    phone: '电话',
    email: '电子邮箱',
    showData: '查看完整联系方式和原文',

    saveDraft: '存为草稿',
    draftOf: (name, moment) =>
      name === undefined
        ? `草稿，保存于 ${moment}，尚未提交。`
        : `${name} 的草稿，保存于 ${moment}，尚未提交。`,
    draftKept: '草稿已保存',
    draftKeptText: '您填写的内容已保存，尚未提交。再次打开链接即可继续填写，提交时仍需输入六位数字。',
    savedAt: '保存时间',

    file: '案件全部内容',
    part: (part, of) => `第 ${part} 部分，共 ${of} 部分`,
    partBefore: '上一部分',
    partAfter: '下一部分',
    continued: '（接上一部分）',
    cutShort: (shown, all) => `内容较长，此处显示前 ${shown} 个字，全文共 ${all} 个字。`,
    notShown: (entries) => `此前还有 ${entries} 条记录，此处未显示。`,
    readAll: '查看案件全部内容',
    masked: '电话号码、身份证号、银行卡号和邮箱地址已隐去。',
    backToTask: '返回任务',

    reveal: '查看客户信息',
    revealText: '将显示客户的姓名、电话、邮箱和这一部分的原文。查看人、时间和用途会记录在案。',
    purpose: '用途',
    purposes: { CALL: '致电客户', IDENTIFY: '核实客户身份', WRITE: '给客户写信' },
    show: '显示',
    revealed: '客户信息',
    revealedText: '此次查看已记录在案。请勿另行保存或转发。',
    absent: '无',

    pass: '退回或转交任务',
    passLink: '退回或转交此任务',
    passText:
      '截止时间随任务保留，不因转交而延长；所剩时间过短时，接手人会得到最低限度的办理时间。您填写的草稿会一并转交。',
    way: '转交方式',
    ways: { HAND_BACK: '退回，由系统按规则交给下一位合适的同事', REASSIGN: '转交给我选择的同事' },
    onlyToColleague: '仅在转交给所选同事时填写',
    colleague: '同事',
    noColleague: '目前没有同岗位、同条线且可以接手的同事，可以退回任务。',
    reason: '原因',
    reasonHint: '5 到 500 个字，接手人会在邮件中看到。请勿填写客户的姓名、电话或账号。',
    passOn: '退回或转交',
    chooseColleague: '转交时请选择一位同事；如由系统安排，请选择“退回”。',
    leaveColleague: '退回时由系统安排接手人，请不要选择同事；如要交给此人，请选择“转交”。',
    notFree: '这位同事现在不能接手，请另选一位。',
    nobodyElse: '目前没有其他合适的同事可以接手，任务仍由您负责。如确实无法办理，请联系运营部门。',
    passedOn: '任务已转交',
    passedOnText: '任务已由下列同事负责，您无需再做任何操作。',
    nowWith: '接手人',
    how: '方式',
  },
  en: {
    name: 'Name',
    phone: 'Telephone',
    email: 'E-mail',
    showData: 'Show contact data and original words',

    saveDraft: 'Save as draft',
    draftOf: (name, moment) =>
      `Draft${name === undefined ? '' : ` of ${name}`}, saved ${moment}; it has not been submitted.`,
    draftKept: 'Your draft has been saved',
    draftKeptText:
      'What you typed has been kept and not been submitted. Open the link again to go on; to submit it you need the six digits.',
    savedAt: 'Saved',

    file: 'Everything about the case',
    part: (part, of) => `Part ${part} of ${of}`,
    partBefore: 'The part before',
    partAfter: 'The next part',
    continued: '(continued)',
    cutShort: (shown, all) => `This is long: the first ${shown} of ${all} characters are shown here.`,
    notShown: (entries) => `Entries before this that are not shown here: ${entries}.`,
    readAll: 'Read everything about the case',
    masked: 'Telephone, identity and card numbers and mail addresses are masked.',
    backToTask: 'Back to the task',

    reveal: 'Show the customer’s data',
    revealText:
      'This shows name, telephone and e-mail of the customer and the original words of this part. Who looked, when and what for is recorded.',
    purpose: 'What for',
    purposes: {
      CALL: 'To call the customer',
      IDENTIFY: 'To identify the customer',
      WRITE: 'To write a letter',
    },
    show: 'Show',
    revealed: 'The customer’s data',
    revealedText: 'It has been recorded that you saw this. Please neither keep nor forward it.',
    absent: 'None',

    pass: 'Hand back or reassign a task',
    passLink: 'Hand back or reassign this task',
    passText:
      'The date it is due stays with the task; only where too little time is left, whoever takes over gets the least that is needed. A draft goes with it.',
    way: 'How',
    ways: {
      HAND_BACK: 'Hand it back: the rules find the next suitable colleague',
      REASSIGN: 'Give it to a colleague whom I choose',
    },
    onlyToColleague: 'Only if you give it to a colleague',
    colleague: 'Colleague',
    noColleague: 'Nobody of your role and line is free to take it at present; you can hand it back.',
    reason: 'Reason',
    reasonHint:
      '5 to 500 characters; whoever takes over reads this in a mail. No name, telephone or account number of the customer.',
    passOn: 'Pass it on',
    chooseColleague: 'Choose a colleague, or choose to hand the task back and let the rules find one.',
    leaveColleague:
      'A task that is handed back goes to whoever is next: leave this empty, or choose to give it to this colleague.',
    notFree: 'This colleague cannot take it at present; please choose another one.',
    nobodyElse:
      'Nobody else suitable is free at present, so the task is still yours. If you cannot do it, please ask operations.',
    passedOn: 'The task has been passed on',
    passedOnText: 'The colleague below has it now. There is nothing more to do for you.',
    nowWith: 'Now with',
    how: 'How',
  },
};
