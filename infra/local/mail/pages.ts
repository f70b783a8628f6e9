/** The mailbox in a browser: a list, one mail, its parts, and the same as JSON. Read-only, no scripts. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { isLoopbackHost } from '../gateway/loopback.ts';
import type { Mail, MailRoom, MailSummary } from './mail.ts';

type Language = 'zh-CN' | 'en';

const PAGE_SIZE = 50;

const words = {
  en: {
    mailbox: 'Mailbox',
    lead: 'Every mail that has left. Nothing here goes anywhere else.',
    recipient: 'Recipient',
    search: 'Search',
    all: 'All mails',
    none: 'No mail has left yet.',
    noneFor: 'No mail has gone to',
    to: 'To',
    from: 'From',
    subject: 'Subject',
    noSubject: '(no subject)',
    sent: 'Sent',
    older: 'Older mails',
    asPage: 'As the reader sees it',
    asText: 'Text part',
    headers: 'Headers',
    source: 'Source',
    raw: 'The message as it was sent',
    missing: 'There is no such mail.',
    mails: (count: number, zone: string) => `${count} ${count === 1 ? 'mail' : 'mails'} · times in ${zone}`,
  },
  'zh-CN': {
    mailbox: '邮箱',
    lead: '所有已发出的邮件。邮件不会离开本机。',
    recipient: '收件人',
    search: '查找',
    all: '全部邮件',
    none: '尚无邮件发出。',
    noneFor: '没有发给以下收件人的邮件：',
    to: '收件人',
    from: '发件人',
    subject: '主题',
    noSubject: '（无主题）',
    sent: '时间',
    older: '更早的邮件',
    asPage: '收件人所见',
    asText: '文本部分',
    headers: '邮件头',
    source: '原文',
    raw: '原始邮件',
    missing: '没有这封邮件。',
    mails: (count: number, zone: string) => `共 ${count} 封 · 时区 ${zone}`,
  },
} as const;

const STYLE = `
:root{color-scheme:light dark;--ink:#1c2430;--dim:#5a6675;--line:#d8dee6;--paper:#fff;--ground:#f4f6f9;--link:#0b5cad}
@media(prefers-color-scheme:dark){:root{--ink:#e6eaf0;--dim:#9aa7b6;--line:#364152;--paper:#1b2230;--ground:#121722;--link:#7db8f5}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
header,main{max-width:1000px;margin:0 auto;padding:16px}
header{display:flex;flex-wrap:wrap;gap:8px 24px;align-items:baseline}
h1{font-size:1.35rem;margin:0}
h1 a{color:inherit;text-decoration:none}
h2{font-size:1.05rem;margin:28px 0 8px}
p.lead,.dim{color:var(--dim);margin:0}
a{color:var(--link)}
form{display:flex;flex-wrap:wrap;gap:8px;margin:0 0 16px;align-items:center}
label{color:var(--dim)}
input,button{font:inherit;padding:7px 10px;border:1px solid var(--line);border-radius:6px;background:var(--paper);color:var(--ink)}
input{flex:1 1 220px;min-width:0}
button{cursor:pointer}
ol.mails{list-style:none;margin:0;padding:0;border:1px solid var(--line);border-radius:8px;background:var(--paper);overflow:hidden}
ol.mails li+li{border-top:1px solid var(--line)}
ol.mails a{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,2fr) auto;gap:4px 20px;padding:11px 14px;color:inherit;text-decoration:none}
ol.mails a:hover,ol.mails a:focus-visible{background:var(--ground)}
ol.mails a>*{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
ol.mails time{color:var(--dim);font-variant-numeric:tabular-nums}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 20px;margin:0;padding:14px;border:1px solid var(--line);border-radius:8px;background:var(--paper)}
dt{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}
iframe{width:100%;height:65vh;border:1px solid var(--line);border-radius:8px;background:#fff}
pre{margin:0;padding:14px;border:1px solid var(--line);border-radius:8px;background:var(--paper);white-space:pre-wrap;overflow-wrap:anywhere;font:14px/1.5 ui-monospace,SFMono-Regular,Menlo,monospace}
details summary{cursor:pointer;margin:20px 0 8px;font-weight:600}
@media(max-width:640px){ol.mails a{grid-template-columns:minmax(0,1fr) auto}ol.mails .subject{grid-column:1/-1;white-space:normal}dl{grid-template-columns:1fr;gap:0}dd+dt{margin-top:8px}}
`;

/** Headers of every answer: nothing is loaded, framed elsewhere, kept or sniffed. */
const COMMON = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};
const STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
const PAGE_POLICY = `default-src 'none'; style-src ${STYLE_HASH}; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;
/** A mail's own HTML: an origin of its own, no scripts, no forms, nothing loaded; links open a new tab. */
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/** Answers requests to the mailbox port. */
export function mailboxPages(room: Omit<MailRoom, 'pages'>, zone: string): RequestListener {
  return (request, response) => {
    answer(room, zone, request, response).catch((fault) => {
      if (!response.headersSent)
        reply(request, response, 500, 'text/plain; charset=utf-8', 'The mailbox failed.\n');
      response.destroy(fault as Error);
    });
  };
}

async function answer(
  room: Omit<MailRoom, 'pages'>,
  zone: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const say = (status: number, type: string, body: string | Buffer, more: Record<string, string> = {}) =>
    reply(request, response, status, type, body, more);
  const json = (status: number, value: unknown) =>
    say(status, 'application/json; charset=utf-8', JSON.stringify(value));
  const plain = (status: number, text: string) => say(status, 'text/plain; charset=utf-8', text);

  if (!isLoopbackHost(request.headers.host)) return plain(403, 'The mailbox answers on loopback only.\n');
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return say(405, 'text/plain; charset=utf-8', 'Only GET and HEAD.\n', { allow: 'GET, HEAD' });

  const url = new URL(request.url ?? '/', 'http://mailbox');
  const [first = '', second, third, ...rest] = url.pathname.slice(1).split('/').map(decoded);
  const language = languageOf(request.headers['accept-language']);
  const page = (status: number, title: string, body: string) =>
    say(status, 'text/html; charset=utf-8', frame(language, title, body), {
      'content-security-policy': PAGE_POLICY,
      'content-language': language,
      vary: 'accept-language',
    });
  const to = url.searchParams.get('to')?.trim() || undefined;

  if (first === '' && second === undefined) {
    const before = Number(url.searchParams.get('before')) || undefined;
    return page(200, words[language].mailbox, listPage(room, language, zone, to, before));
  }
  if (rest.length === 0 && first === 'api' && second === 'mails') {
    if (third === undefined) return json(200, room.list(to === undefined ? {} : { to }).map(shownSummary));
    const mail = await room.get(third);
    return mail ? json(200, shownMail(mail)) : json(404, { message: `There is no mail ${third}.` });
  }
  if (rest.length === 0 && first === 'mails' && second !== undefined) {
    const mail = await room.get(second);
    if (mail && third === undefined)
      return page(200, mail.subject || words[language].noSubject, mailPage(mail, language, zone));
    if (mail && third === 'html' && mail.html) {
      return say(200, 'text/html; charset=utf-8', `<base target="_blank">${mail.html}`, {
        'content-security-policy': MAIL_POLICY,
      });
    }
    if (mail && third === 'raw') return say(200, 'text/plain; charset=utf-8', mail.raw);
  }
  return page(404, words[language].missing, `<p>${words[language].missing}</p>`);
}

function reply(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
  more: Record<string, string> = {},
): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, {
    'content-type': type,
    'content-length': bytes.length,
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    ...COMMON,
    ...more,
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

/** A path segment as text; one that is not valid stays as it is and finds nothing. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The first of the reader's languages that the pages have. */
function languageOf(header = ''): Language {
  const wanted = header
    .split(',')
    .map((entry) => {
      const [tag = '', ...parameters] = entry.trim().split(';');
      const quality = parameters.map((each) => /^\s*q=([\d.]+)/.exec(each)?.[1]).find(Boolean);
      return { tag: tag.toLowerCase(), quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => other.quality - one.quality)
    .find(({ tag }) => /^(zh|en)\b/.test(tag));
  return wanted?.tag.startsWith('zh') ? 'zh-CN' : 'en';
}

function frame(language: Language, title: string, body: string): string {
  const say = words[language];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1><a href="/">${say.mailbox}</a></h1><p class="lead">${say.lead}</p></header>
<main>
${body}
</main>
</body>
</html>
`;
}

function listPage(
  room: Omit<MailRoom, 'pages'>,
  language: Language,
  zone: string,
  to: string | undefined,
  before: number | undefined,
): string {
  const say = words[language];
  const filter = to === undefined ? {} : { to };
  const mails = room.list({
    ...filter,
    limit: PAGE_SIZE + 1,
    ...(before !== undefined && { before }),
  });
  const shown = mails.slice(0, PAGE_SIZE);
  const last = shown.at(-1);
  const search = `<form method="get" action="/" role="search"><label for="to">${say.recipient}</label>
<input id="to" name="to" type="search" value="${escaped(to ?? '')}"><button>${say.search}</button>${
    to === undefined ? '' : ` <a href="/">${say.all}</a>`
  }</form>`;
  if (shown.length === 0) {
    return `${search}<p>${to === undefined ? say.none : `${say.noneFor} <bdi>${escaped(to)}</bdi>`}</p>`;
  }
  const older = new URLSearchParams({ before: String(last?.seq), ...(to !== undefined && { to }) });
  return `${search}<p class="dim">${escaped(say.mails(room.count(filter), zone))}</p>
<ol class="mails">
${shown
  .map(
    (mail) => `<li><a href="/mails/${encodeURIComponent(mail.id)}"><bdi>${escaped(mail.to.join(', '))}</bdi>
<bdi class="subject">${escaped(mail.subject || say.noSubject)}</bdi>${timeOf(mail.sentAt, language, zone)}</a></li>`,
  )
  .join('\n')}
</ol>${mails.length > PAGE_SIZE ? `\n<p><a href="/?${escaped(older.toString())}">${say.older}</a></p>` : ''}`;
}

function mailPage(mail: Mail, language: Language, zone: string): string {
  const say = words[language];
  const path = `/mails/${encodeURIComponent(mail.id)}`;
  const from = mail.from.name ? `${mail.from.name} <${mail.from.address}>` : mail.from.address;
  return `<dl>
<dt>${say.subject}</dt><dd><bdi>${escaped(mail.subject || say.noSubject)}</bdi></dd>
<dt>${say.to}</dt><dd>${mail.to.map((each) => `<bdi>${escaped(each)}</bdi>`).join(', ')}</dd>
<dt>${say.from}</dt><dd><bdi>${escaped(from)}</bdi></dd>
<dt>${say.sent}</dt><dd>${timeOf(mail.sentAt, language, zone)}</dd>
</dl>
${mail.html ? `<h2>${say.asPage}</h2>\n<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" src="${path}/html" title="${say.asPage}" referrerpolicy="no-referrer"></iframe>` : ''}
${mail.text ? `<h2>${say.asText}</h2>\n<pre dir="auto">${linked(mail.text)}</pre>` : ''}
<details><summary>${say.headers}</summary><dl>${mail.headers
    .map(({ name, value }) => `<dt>${escaped(name)}</dt><dd><bdi>${escaped(value)}</bdi></dd>`)
    .join('')}</dl></details>
<details><summary>${say.source}</summary><p><a href="${path}/raw">${say.raw}</a></p><pre>${escaped(mail.raw.toString('utf8'))}</pre></details>`;
}

function timeOf(at: number, language: Language, zone: string): string {
  const shown = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    timeZone: zone,
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(at);
  return `<time datetime="${new Date(at).toISOString()}">${escaped(shown)}</time>`;
}

/** Text with its web addresses as links. */
function linked(text: string): string {
  let made = '';
  let from = 0;
  for (const place of text.matchAll(/https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g)) {
    const address = escaped(place[0]);
    made += `${escaped(text.slice(from, place.index))}<a href="${address}" target="_blank" rel="noopener noreferrer">${address}</a>`;
    from = place.index + place[0].length;
  }
  return made + escaped(text.slice(from));
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const shownSummary = ({ id, sentAt, from, to, subject }: MailSummary) => ({
  id,
  sentAt: new Date(sentAt).toISOString(),
  from,
  to,
  subject,
});

const shownMail = (mail: Mail) => ({
  ...shownSummary(mail),
  text: mail.text,
  html: mail.html,
  headers: mail.headers,
});
