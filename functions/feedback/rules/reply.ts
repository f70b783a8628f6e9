/** The letter that answers what a customer said: what the bank says of itself, around what a person wrote (R243). */
import type { Language } from '../../../shared/contracts/codes.ts';
import type { CaseLetter } from '../../../shared/contracts/complaint.ts';
import type { Voice } from '../../../shared/contracts/survey.ts';
import type { FeedbackReply } from '../../../shared/contracts/survey-forms.ts';

interface Words {
  readonly thanks: Readonly<Record<Voice, string>>;
  readonly apology: string;
  readonly improves: (what: string) => string;
  readonly contact: (caseId: string) => string;
}

const zh: Words = {
  thanks: {
    PRAISE: '感谢您的肯定，这对我们是很大的鼓励。',
    CRITICISM: '感谢您直言指出我们的不足。',
    SUGGESTION: '感谢您的建议。',
  },
  apology: '对于给您带来的不便，我们深表歉意。',
  improves: (what) => `因此我们将改进：${what}`,
  contact: (caseId) => `如有疑问，请凭编号 ${caseId} 联系我们，任何渠道均可。`,
};

const en: Words = {
  thanks: {
    PRAISE: 'Thank you for your kind words; they encourage us.',
    CRITICISM: 'Thank you for telling us plainly what was not right.',
    SUGGESTION: 'Thank you for your suggestion.',
  },
  apology: 'We are sorry for what happened.',
  improves: (what) => `What will improve because of it: ${what}`,
  contact: (caseId) => `If you have questions, contact us by any channel and mention number ${caseId}.`,
};

const words: Readonly<Record<Language, Words>> = { 'zh-CN': zh, en };

/** Thanks or an apology, the answer, and what will improve for it. */
export function replyParts(
  { answered, reply, improves, improvement }: FeedbackReply,
  {
    voice,
    caseId,
    language,
  }: { readonly voice: Voice; readonly caseId: string; readonly language: Language },
): CaseLetter['parts'] {
  const say = words[language];
  return {
    opening: answered === 'APOLOGY' ? say.apology : say.thanks[voice],
    reply: improves === 'YES' && improvement !== '' ? `${reply}\n\n${say.improves(improvement)}` : reply,
    contact: say.contact(caseId),
  };
}
