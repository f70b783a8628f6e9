import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { messageOf } from '../../../../../functions/desk/mails/envelope.ts';
import { type LetterView, letterOf } from '../../../../../functions/desk/mails/letter.ts';
import { ComplaintOutcome, Language } from '../../../../../shared/contracts/codes.ts';
import type { letterParts } from '../../../../../shared/contracts/complaint.ts';
import { MailTemplate } from '../../../../../shared/contracts/items.ts';
import type { Naming } from '../../../../../shared/contracts/survey.ts';
import { hostile } from '../hostile.ts';

const STEERING = /[\u202A-\u202E\u2066-\u2069]|(?![\n\t])\p{Cc}/u;
const link = `https://care.bank.example/t/v1.0123abcd.T0123456789ABCDEF.1.1780000000.${'n'.repeat(22)}.${'m'.repeat(43)}`;
const customers = new Set<string>([
  'acknowledgement',
  'decision',
  'feedback',
  'extension',
  'quick',
  'withdrawn',
  'facts-received',
  'closing',
  'greeting',
  'retention-care',
  'visit-confirmation',
  'service-reply',
  'survey-invitation',
  'survey-reminder',
  'survey-thanks',
  'feedback-reply',
  'reopened',
  'outside-routes',
]);

/** Parts of the letters that are sealed before they are mailed. */
const lettered: Partial<Record<MailTemplate, readonly (typeof letterParts)[number][]>> = {
  decision: ['findings', 'reason', 'remedy', 'dates', 'rights', 'contact'],
  feedback: ['opening', 'reply', 'contact'],
  extension: ['opening', 'dates', 'contact'],
  quick: ['opening', 'agreed', 'rights', 'contact'],
  withdrawn: ['opening', 'rights', 'contact'],
  closing: ['opening', 'rights', 'contact'],
  'service-reply': ['reply'],
  'feedback-reply': ['opening', 'reply', 'contact'],
  reopened: ['opening', 'dates', 'contact'],
  'outside-routes': ['opening', 'rights', 'contact'],
};

/** Mails to staff that ask nothing of them. */
const tells = new Set<string>(['appointment', 'alert-notice', 'retention-risk']);

/** Mails to customers that are about no matter of theirs, and have no number. */
const unnumbered = new Set<string>([
  'greeting',
  'retention-care',
  'survey-invitation',
  'survey-reminder',
  'survey-thanks',
]);

/** Mails that bring the way to a survey: of an invitation a named one, of a reminder an anonymous one. */
const surveys: Partial<Record<MailTemplate, Naming>> = {
  'survey-invitation': 'NAMED',
  'survey-reminder': 'ANONYMOUS',
};

/** What stands at the foot of such a mail: the code of the preferences is the one that submits answers. */
const foot = {
  why: link.replace('/t/', '/w/'),
  preferences: { link: link.replace('/t/', '/p/'), code: '012345' },
};

function viewOf(template: MailTemplate, language: Language, foreign: string): LetterView {
  const staff = !customers.has(template);
  const asked = staff && !tells.has(template);
  const parts = lettered[template];
  const naming = surveys[template];
  const question = {
    'zh-CN': '总体而言，您对我们有多满意？',
    en: 'Overall, how satisfied are you with us?',
  }[language];
  return {
    template,
    language,
    facts: {
      caseId: 'K20260302-ABCDEFGHJK',
      task: asked ? 'Handle a complaint' : undefined,
      due: asked ? 'Thu 5 Mar 2026, 13:30 (UTC+8)' : '',
      bank: 'Example Bank',
      outcome: 'RESOLVED_UPHELD',
      promised: undefined,
      topic: 'birthday',
      when: 'Mon 9 Mar 2026, 10:30 (UTC+8)',
      ...(naming && { survey: { question, until: 'Mon 16 Mar 2026, 10:30 (UTC+8)', naming } }),
    },
    ...(staff ? { name: foreign } : {}),
    ...(asked ? { code: '012345', link } : {}),
    ...(template === 'escalated' ? { formerHolder: foreign } : {}),
    ...(template === 'reassigned' ? { passedOn: { way: 'HAND_BACK', by: foreign, why: foreign } } : {}),
    ...(template === 'acknowledgement' || template === 'reopened' ? { link, code: '012345' } : {}),
    ...(naming && { link: link.replace('/t/', '/s/'), code: '012345', foot }),
    ...(parts && { letter: Object.fromEntries(parts.map((part) => [part, foreign])) }),
  };
}

/** The one of what is to be done, and those at the foot. */
const linksIn = ({ link: one, foot: its }: LetterView): number =>
  (one === undefined ? 0 : 1) + (its === undefined ? 0 : 2);

const sent = async (view: LetterView) => {
  const raw = await messageOf(letterOf(view), {
    from: { name: 'Example Bank', address: 'care@bank.example' },
    to: 'somebody@bank.example',
    outboxId: 'M0123456789ABCDEF',
    thread: 'T0123456789ABCDEF.1',
    date: new Date('2026-03-02T01:30:00.000Z'),
  });
  return { raw, view, mail: await PostalMime.parse(raw) };
};

const cases = MailTemplate.options.flatMap((template) =>
  Language.options.map((language) => [template, language] as const),
);

describe.each(cases)('the mail %s in %s', (template, language) => {
  test('S11 lets nothing that a person wrote become markup, a header, or a link', async () => {
    const headersOf = (mail: Awaited<ReturnType<typeof sent>>['mail']) =>
      mail.headers.map(({ key }) => key).sort();
    const plain = await sent(viewOf(template, language, 'Anna'));
    const tags = (html = '') => [...html.matchAll(/<\/?[a-zA-Z!][^>]*>/g)].map(([tag]) => tag);
    for (const foreign of hostile) {
      const { mail, raw } = await sent(viewOf(template, language, foreign));
      expect(headersOf(mail)).toEqual(headersOf(plain.mail));
      expect(mail.subject).toBe(plain.mail.subject);
      expect(mail.to).toEqual([{ name: '', address: 'somebody@bank.example' }]);
      expect(mail.cc ?? []).toEqual([]);
      expect(mail.bcc ?? []).toEqual([]);
      expect(mail.attachments).toEqual([]);
      expect(tags(mail.html)).toEqual(tags(plain.mail.html));
      expect([...(mail.html ?? '').matchAll(/<a /g)]).toHaveLength(linksIn(plain.view));
      expect(tags(mail.html).join('\n')).not.toMatch(/\ssrc=|@import|url\(/i);
      for (const text of [mail.html ?? '', mail.text ?? '']) {
        expect(text).not.toMatch(STEERING);
      }
      expect(raw.subarray(0, raw.indexOf('\r\n\r\n')).toString()).not.toContain('evil');
    }
  });

  test('has a subject of codes and dates, and says in its headers that a machine sent it', async () => {
    const { mail } = await sent(viewOf(template, language, 'Anna Canary'));
    if (!unnumbered.has(template)) expect(mail.subject).toContain('K20260302-ABCDEFGHJK');
    expect(mail.subject).not.toContain('Canary');
    const header = (name: string) => mail.headers.find(({ key }) => key === name)?.value;
    expect(header('auto-submitted')).toBe('auto-generated');
    expect(mail.messageId).toBe('<M0123456789ABCDEF@bank.example>');
    expect(mail.inReplyTo).toBe('<T0123456789ABCDEF.1@bank.example>');
    expect(mail.references).toBe('<T0123456789ABCDEF.1@bank.example>');
    expect(mail.html).toContain(`<html lang="${language}">`);
  });

  test('is the one that was reviewed', async () => {
    const { text, html } = letterOf(viewOf(template, language, 'Anna'));
    await expect(text).toMatchFileSnapshot(`../../../../golden/mails/${template}.${language}.txt`);
    await expect(html).toMatchFileSnapshot(`../../../../golden/mails/${template}.${language}.html`);
  });

  test('says the same as text and as HTML', async () => {
    const { mail } = await sent(viewOf(template, language, 'Anna'));
    const words = (mail.html ?? '')
      .replace(/<head>[\s\S]*<\/head>/, '')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ');
    const asked = !customers.has(template) && !tells.has(template);
    for (const paragraph of letterOf(viewOf(template, language, 'Anna'))
      .text.split('\n\n')
      .slice(2, -1)) {
      const [said = ''] = paragraph.replace(/\n?https:.*/, '').split('\n');
      expect(words).toContain(said.replace(/[:：]$/, ''));
    }
    for (const said of [
      ...(unnumbered.has(template) ? [] : ['K20260302-ABCDEFGHJK']),
      ...(asked ? ['012345', 'Anna', 'Thu 5 Mar 2026'] : ['Example Bank']),
    ]) {
      expect(mail.text).toContain(said);
      expect(words).toContain(said);
    }
    if (asked) {
      expect(mail.text).toContain(link);
      expect(mail.html).toContain(`href="${link}"`);
    }
  });
});

describe.each(Language.options)('a reminder in %s', (language) => {
  test.each(['code', 'link'] as const)('says that its %s is new', async (renewed) => {
    const view = viewOf('reminder', language, 'Anna');
    const { text, html } = letterOf({ ...view, facts: { ...view.facts, renewed } });
    expect(text).not.toBe(letterOf(view).text);
    await expect(text).toMatchFileSnapshot(`../../../../golden/mails/reminder-${renewed}.${language}.txt`);
    await expect(html).toMatchFileSnapshot(`../../../../golden/mails/reminder-${renewed}.${language}.html`);
  });
});

test('the same row makes the same bytes', async () => {
  const view = viewOf('task', 'zh-CN', '王芳');
  expect((await sent(view)).raw.equals((await sent(view)).raw)).toBe(true);
});

test.each(Language.options)(
  'the decision in %s has words for every outcome, and none for the lack of one',
  (language) => {
    const subjectOf = (outcome: ComplaintOutcome | undefined) => {
      const view = viewOf('decision', language, 'Because.');
      return letterOf({ ...view, facts: { ...view.facts, outcome } }).text;
    };
    const texts = [...ComplaintOutcome.options, undefined].map(subjectOf);
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts.join()).not.toMatch(/undefined|RESOLVED_|MANUAL_TAKEOVER|CANCELLED/);
  },
);

describe.each(Language.options)('a question to a customer in %s', (language) => {
  const asked = (template: 'task' | 'reminder' | 'code'): LetterView => {
    const { name: _, ...view } = viewOf(template, language, 'Anna');
    return view;
  };

  test.each(['task', 'reminder', 'code'] as const)('%s is the one that was reviewed', async (template) => {
    const { text, html } = letterOf(asked(template));
    await expect(text).toMatchFileSnapshot(`../../../../golden/mails/customer-${template}.${language}.txt`);
    await expect(html).toMatchFileSnapshot(`../../../../golden/mails/customer-${template}.${language}.html`);
  });

  test('speaks neither of tasks nor of passing up, and says what silence means', () => {
    for (const template of ['task', 'reminder'] as const) {
      const { text, subject } = letterOf(asked(template));
      const { text: toStaff } = letterOf(viewOf(template, language, 'Anna'));
      expect(text).not.toBe(toStaff);
      expect(`${subject} ${text}`).not.toMatch(/\btask\b|passed up|任务|升级/i);
      expect(text).toContain(link);
      expect(text).toMatch(/012345/);
    }
  });
});
