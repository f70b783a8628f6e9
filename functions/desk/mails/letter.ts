/** A mail as text and as HTML, made from the same words. */
import type { Language } from '../../../shared/contracts/codes.ts';
import { type CaseLetter, letterParts } from '../../../shared/contracts/complaint.ts';
import type { MailTemplate, Passing } from '../../../shared/contracts/items.ts';
import { harmless, html, isolated, onOneLine } from '../../../shared/platform/html.ts';
import { headings } from './headings.ts';
import { type MailFacts, type MailWords, mailWords } from './words.ts';

/** What a mail is made of. Only `name`, `formerHolder`, `passedOn` and `reasons` were written by people. */
export interface LetterView {
  readonly template: MailTemplate;
  readonly language: Language;
  readonly facts: MailFacts;
  /** Name of a member of staff; customers are not addressed by name, for mail is read by others. */
  readonly name?: string;
  readonly formerHolder?: string;
  /** From whom the task came, and what they said to it; without words of theirs, what made it come. */
  readonly passedOn?: {
    readonly by: string | undefined;
    readonly way: Passing['way'];
    readonly why: string | undefined;
  };
  /** What the owner of a complaint wrote for the customer. */
  readonly reasons?: string;
  /** A sealed letter, whose parts the mail repeats word for word. */
  readonly letter?: CaseLetter['parts'];
  readonly code?: string;
  readonly link?: string;
  /** What stands at the foot of every mail to a customer: addresses, and the code of the preferences. */
  readonly foot?: {
    readonly why: string;
    /** Absent where the mail prints the code of something else already: two would be taken for one another. */
    readonly preferences?: { readonly link: string; readonly code: string };
  };
}

/** A mail in words. */
export interface Letter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Mails about no matter of the bank's that a customer could ask after. */
const unnumbered: readonly MailTemplate[] = [
  'greeting',
  'retention-care',
  'survey-invitation',
  'survey-reminder',
  'survey-thanks',
];

/** The words of a mail: staff and customers are asked differently. */
function wordsOf({ template, language, facts, name }: LetterView): MailWords {
  const say = mailWords[language];
  const asked = template === 'task' || template === 'reminder' || template === 'code';
  return name === undefined && asked ? say.questions[template](facts) : say.templates[template](facts);
}

/** Writes a mail: one link at most beside those of the foot, nothing that is loaded from elsewhere, a subject without anything personal. */
export function letterOf(view: LetterView): Letter {
  const { language, facts, name, formerHolder, passedOn, reasons, letter = {}, code, link, foot } = view;
  const say = mailWords[language];
  const written = wordsOf(view);
  const { subject, action } = written;
  // A letter that begins with words of its own needs none of ours, and one that names rights needs none after it.
  const paragraphs = letter.opening === undefined ? written.paragraphs : [];
  const afterwards = letter.rights === undefined ? (written.afterwards ?? []) : [];
  const colon = say.colon.trim();
  const greeting = name === undefined ? say.toCustomer : say.toStaff(onOneLine(name));
  const forStaff = name !== undefined;
  const rows: readonly (readonly [label: string, value: string])[] = [
    ...(unnumbered.includes(view.template) ? [] : ([[say.caseNumber, facts.caseId]] as const)),
    ...(forStaff && facts.task !== undefined ? ([[say.task, facts.task]] as const) : []),
    ...(facts.due === '' ? [] : ([[say.due, facts.due]] as const)),
    ...(formerHolder === undefined ? [] : ([[say.formerHolder, onOneLine(formerHolder)]] as const)),
    ...(passedOn?.by === undefined ? [] : ([[say.passedOnBy, onOneLine(passedOn.by)]] as const)),
    ...(passedOn === undefined
      ? []
      : ([[say.why, onOneLine(passedOn.why ?? say.moved[passedOn.way])]] as const)),
    ...(code === undefined ? [] : ([[say.code, code]] as const)),
  ];
  const parts = letterParts.flatMap((part) => {
    const words = letter[part];
    return words === undefined ? [] : [{ heading: headings[language][part], words: harmless(words).trim() }];
  });
  const found = reasons === undefined ? undefined : harmless(reasons).trim();
  const closing = [...(link === undefined ? [] : [say.linkIsPersonal]), say.sentByMachine, facts.bank];

  const { whyContacted, preferences } = mailWords[language];
  const feet = [
    ...(foot === undefined ? [] : [{ words: whyContacted, link: foot.why }]),
    ...(foot?.preferences === undefined
      ? []
      : [{ words: preferences(foot.preferences.code), link: foot.preferences.link }]),
  ];

  const text = [
    greeting,
    ...(rows.length === 0 ? [] : [rows.map(([label, value]) => `${label}${say.colon}${value}`).join('\n')]),
    ...paragraphs,
    ...(found === undefined ? [] : [`${say.reasons}${colon}\n${found}`]),
    ...parts.map(({ heading, words }) => (heading === undefined ? words : `${heading}${colon}\n${words}`)),
    ...afterwards,
    ...(link === undefined ? [] : [`${action}${colon}\n${link}`]),
    closing.join('\n'),
    ...(feet.length === 0 ? [] : [feet.map(({ words, link }) => `${words}${colon}\n${link}`).join('\n')]),
  ].join('\n\n');

  const page = html`<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${subject}</title></head>
<body style="margin:0;padding:16px;font:16px/1.6 sans-serif;color:#1c2430;background:#ffffff">
<div style="max-width:600px;margin:0 auto">
<p>${greeting}</p>
<table role="presentation" cellpadding="0" cellspacing="0" style="border-collapse:collapse">
${rows.map(
  ([
    label,
    value,
  ]) => html`<tr><td style="padding:2px 16px 2px 0;color:#4f5b6b">${label}</td><td style="padding:2px 0${
    value === code && ';font-weight:bold;font-size:20px;letter-spacing:4px'
  }">${isolated(value)}</td></tr>
`,
)}</table>
${paragraphs.map((paragraph) => html`<p>${paragraph}</p>\n`)}${
  found !== undefined &&
  html`<p style="color:#4f5b6b;margin-bottom:0">${say.reasons}</p>
<blockquote dir="auto" style="margin:0;padding:8px 12px;border-left:4px solid #c9d1db;white-space:pre-wrap">${found}</blockquote>\n`
}${parts.map(
  ({ heading, words }) =>
    html`${heading !== undefined && html`<p style="color:#4f5b6b;margin-bottom:0">${heading}</p>\n`}<p dir="auto" style="white-space:pre-wrap${heading !== undefined && ';margin-top:0'}">${words}</p>\n`,
)}${afterwards.map((paragraph) => html`<p>${paragraph}</p>\n`)}${
  link !== undefined &&
  html`<p style="margin:24px 0"><a href="${link}" style="display:inline-block;padding:10px 20px;background:#0b5cad;color:#ffffff;text-decoration:none;border-radius:6px">${action}</a></p>\n`
}<p style="color:#4f5b6b;font-size:14px">${closing.map((line, at) => html`${at > 0 && html`<br>`}${line}`)}</p>
${
  feet.length > 0 &&
  html`<p style="color:#4f5b6b;font-size:14px">${feet.map(({ words, link }, at) => html`${at > 0 && html`<br>`}<a href="${link}" style="color:#0b5cad">${words}</a>`)}</p>\n`
}</div>
</body>
</html>
`;
  return { subject, text: `${text}\n`, html: page.text };
}
