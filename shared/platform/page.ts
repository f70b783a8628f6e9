/** The frame of every page behind API Gateway: bodies and cookies with limits, headers that protect, even errors. */
import { randomBytes } from 'node:crypto';
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import type { Language } from '../contracts/codes.ts';
import { PageRefused } from '../faults/faults.ts';
import { framed } from './step.ts';
import { log, traceOf } from './telemetry.ts';

/**
 * Largest body in bytes. The longest form has three texts of 4,000 characters, and a post spells a Chinese one in nine
 * bytes; JSON is as large as an event.
 */
const LARGEST_BODY = { form: 128 * 1024, json: 256 * 1024 } as const;

/** Most fields of a form, and most cookies of a request. */
const MOST_FIELDS = 50;

const Strings = z.record(z.string(), z.string().nullish()).nullish();

/** What we read of an API Gateway REST proxy event. */
const ProxyEvent = z.object({
  httpMethod: z.string(),
  headers: Strings,
  pathParameters: Strings,
  queryStringParameters: Strings,
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
  requestContext: z.object({ identity: z.object({ userArn: z.string().nullish() }).nullish() }).nullish(),
});

/** Text by name; without a prototype, so that no name means more than it says. */
export type Fields = Readonly<Record<string, string | undefined>>;

/** A request as a page sees it. */
export interface PageRequest {
  /** GET, POST, …; HEAD comes as GET and its answer leaves without the body. */
  readonly method: string;
  readonly params: Fields;
  readonly query: Fields;
  /** By lower-case name. */
  readonly headers: Fields;
  readonly cookies: Fields;
  /** Fields of a posted form; empty for other methods. */
  readonly form: Fields;
  /** What was posted to a page that takes JSON. */
  readonly json: unknown;
  /** What was posted to a page that takes text. */
  readonly text: string;
  /** ARN of whoever signed the request, where the route asks for AWS_IAM. */
  readonly caller: string | undefined;
  /** What the browser prefers. */
  readonly language: Language;
  /** For the `nonce` of the page's own `<style>`; a new one each time. */
  readonly nonce: string;
}

/** What a page answers: one of `html`, `json` and `text`, or nothing. */
export interface PageReply {
  readonly status: number;
  readonly html?: string;
  readonly json?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whole `Set-Cookie` values. */
  readonly cookies?: readonly string[];
}

/** What API Gateway expects of the function. */
export interface ProxyReply {
  statusCode: number;
  headers: Record<string, string>;
  multiValueHeaders?: Record<string, string[]>;
  body: string;
}

/** A function that API Gateway can run. */
export type PageHandler = (event: unknown, context?: Partial<Context>) => Promise<ProxyReply>;

const PageOptions = z.strictObject({
  name: z.string().min(1).optional(),
  takes: z.enum(['form', 'json', 'text']).optional(),
});

/** Options of a page; a wrong one is an error at start. */
export interface PageOptions {
  readonly name?: string;
  /**
   * What may be posted: a form, unless said otherwise. Where it is JSON, refusals are JSON too; as text it is whatever was
   * posted, of any kind.
   */
  readonly takes?: 'form' | 'json' | 'text';
}

/**
 * Makes a handler of a page. What it throws becomes an even error page: PageRefused with its status, anything else
 * 500 without detail; the log has the fault's name. No request gets an answer without the protecting headers.
 */
export function page(
  answer: (request: PageRequest) => Promise<PageReply>,
  options: PageOptions = {},
): PageHandler {
  PageOptions.parse(options);
  const { takes = 'form' } = options;
  const handler = async (event: unknown): Promise<ProxyReply> => {
    const nonce = randomBytes(16).toString('base64url');
    let language: Language = 'en';
    let headOnly = false;
    try {
      const parsed = ProxyEvent.safeParse(event);
      if (!parsed.success) throw new PageRefused(400, 'MALFORMED', { cause: parsed.error });
      headOnly = parsed.data.httpMethod === 'HEAD';
      const headers = lowerCased(parsed.data.headers);
      language = languageOf(headers['accept-language']);
      const reply = await answer({
        method: headOnly ? 'GET' : parsed.data.httpMethod,
        params: fieldsOf(parsed.data.pathParameters),
        query: fieldsOf(parsed.data.queryStringParameters),
        headers,
        cookies: cookiesOf(headers.cookie),
        form: takes === 'form' ? formOf(parsed.data, headers['content-type']) : bare(),
        json: takes === 'json' ? jsonOf(parsed.data, headers['content-type']) : undefined,
        text: takes === 'text' ? textOf(parsed.data) : '',
        caller: parsed.data.requestContext?.identity?.userArn ?? undefined,
        language,
        nonce,
      });
      return sealed(reply, nonce, headOnly);
    } catch (error) {
      const [status, code] = error instanceof PageRefused ? [error.status, error.code] : [500, 'FAILED'];
      log[status >= 500 ? 'error' : 'info']('page refused', { status, code, ...traceOf(error) });
      const refusal = takes === 'json' ? { status, json: { code } } : plainRefusal(status, language);
      return sealed(refusal, nonce, headOnly);
    }
  };
  return framed(handler, options.name) as PageHandler;
}

/** Text that is safe between tags and in quoted attributes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The headers of every answer; style only by nonce, no script, no frame, forms only to ourselves. */
export function protectingHeaders(nonce: string): Record<string, string> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      `style-src 'nonce-${nonce}'`,
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'self'",
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'strict-transport-security': 'max-age=63072000; includeSubDomains',
    'x-frame-options': 'DENY',
    'x-robots-tag': 'noindex, nofollow',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  };
}

function sealed(
  { status, html, json, text, headers = {}, cookies }: PageReply,
  nonce: string,
  headOnly: boolean,
): ProxyReply {
  const [type, body] =
    html !== undefined
      ? ['text/html; charset=utf-8', html]
      : json !== undefined
        ? ['application/json; charset=utf-8', JSON.stringify(json)]
        : ['text/plain; charset=utf-8', text ?? ''];
  const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    statusCode: status,
    // The protecting headers come last: no page can weaken them.
    headers: { 'content-type': type, ...own, ...protectingHeaders(nonce) },
    ...(cookies === undefined || cookies.length === 0
      ? {}
      : { multiValueHeaders: { 'set-cookie': [...cookies] } }),
    body: headOnly ? '' : body,
  };
}

const refusals: Record<Language, Record<number, string>> = {
  en: {
    400: 'The request could not be read.',
    403: 'The request was refused.',
    404: 'There is nothing here.',
    405: 'This cannot be done here.',
    413: 'This is too long.',
    415: 'This kind of content is not taken here.',
    429: 'Too many requests. Please try again later.',
    500: 'Something went wrong on our side. Please try again later.',
  },
  'zh-CN': {
    400: '无法读取该请求。',
    403: '该请求已被拒绝。',
    404: '此处没有内容。',
    405: '此处不支持该操作。',
    413: '内容过长。',
    415: '不支持该内容类型。',
    429: '请求过多，请稍后再试。',
    500: '系统出现问题，请稍后再试。',
  },
};

function plainRefusal(status: number, language: Language): PageReply {
  const words = refusals[language][status] ?? refusals[language][status < 500 ? 400 : 500] ?? '';
  const html = `<!doctype html><html lang="${language}"><meta charset="utf-8"><title>${status}</title><p>${words}</p></html>`;
  return { status, html };
}

function bare(): Record<string, string | undefined> {
  return Object.create(null) as Record<string, string | undefined>;
}

function fieldsOf(values: z.output<typeof Strings>): Fields {
  const fields = bare();
  for (const [name, value] of Object.entries(values ?? {})) fields[name] = value ?? undefined;
  return fields;
}

function lowerCased(values: z.output<typeof Strings>): Fields {
  const fields = bare();
  for (const [name, value] of Object.entries(values ?? {})) fields[name.toLowerCase()] = value ?? undefined;
  return fields;
}

/** The first of two cookies with one name counts, as browsers send the one of the longest path first. */
function cookiesOf(header: string | undefined): Fields {
  const cookies = bare();
  for (const part of (header ?? '').split(';').slice(0, MOST_FIELDS)) {
    const at = part.indexOf('=');
    const name = part.slice(0, Math.max(at, 0)).trim();
    if (name !== '' && !(name in cookies)) cookies[name] = part.slice(at + 1).trim();
  }
  return cookies;
}

type Body = z.output<typeof ProxyEvent>;

/** The text of a body, once its kind and size are right; undefined where there is none. */
function bodyOf(
  event: Body,
  kind: { readonly media: string; readonly largest: number; readonly refusal: string },
  type: string | undefined,
): string | undefined {
  if (!hasBody(event)) return undefined;
  const [media = ''] = (type ?? '').split(';');
  if (media.trim().toLowerCase() !== kind.media) throw new PageRefused(415, kind.refusal);
  return decoded(event, kind.largest);
}

const hasBody = ({ httpMethod, body }: Body): boolean =>
  httpMethod === 'POST' && body !== null && body !== undefined && body !== '';

function decoded({ body, isBase64Encoded }: Body, largest: number): string {
  const base64 = isBase64Encoded === true;
  const text = body ?? '';
  if (Buffer.byteLength(text) > (base64 ? (largest * 4) / 3 + 4 : largest)) {
    throw new PageRefused(413, 'TOO_LARGE');
  }
  return base64 ? Buffer.from(text, 'base64').toString('utf8') : text;
}

const textOf = (event: Body): string => (hasBody(event) ? decoded(event, LARGEST_BODY.form) : '');

function jsonOf(event: Body, type: string | undefined): unknown {
  const kind = { media: 'application/json', largest: LARGEST_BODY.json, refusal: 'NOT_JSON' };
  const text = bodyOf(event, kind, type);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PageRefused(400, 'NOT_JSON', { cause });
  }
}

function formOf(event: Body, type: string | undefined): Fields {
  const fields = bare();
  const kind = {
    media: 'application/x-www-form-urlencoded',
    largest: LARGEST_BODY.form,
    refusal: 'NOT_A_FORM',
  };
  const text = bodyOf(event, kind, type);
  if (text === undefined) return fields;
  let count = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    // A field given twice has no one meaning.
    if (++count > MOST_FIELDS || name in fields) throw new PageRefused(400, 'FORM_UNCLEAR');
    fields[name] = value;
  }
  return fields;
}

/** The language a browser prefers of the two we write; English if it names neither. */
export function languageOf(header: string | undefined): Language {
  const wishes = (header ?? '')
    .slice(0, 200)
    .split(',')
    .map((wish, order) => {
      const [tag = '', ...parameters] = wish.trim().toLowerCase().split(';');
      const quality = parameters
        .map((parameter) => /^\s*q=([0-9.]+)$/.exec(parameter)?.[1])
        .find((q) => q !== undefined);
      return { tag: tag.trim(), quality: quality === undefined ? 1 : Number(quality) || 0, order };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality || a.order - b.order);
  for (const { tag } of wishes) {
    if (tag === 'zh' || tag.startsWith('zh-')) return 'zh-CN';
    if (tag === 'en' || tag.startsWith('en-')) return 'en';
  }
  return 'en';
}
