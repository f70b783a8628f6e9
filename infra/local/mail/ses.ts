/** The SES v1 Query protocol: form bodies in, XML out. */
import { randomUUID } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { WireReply } from '../gateway/service.ts';

/** A mail that SES has been asked to send. */
export interface Outgoing {
  /** Envelope sender, where the request names one. */
  source?: string;
  recipients: string[];
  raw: Buffer;
}

/** A refusal as SES words it. */
export class SesFault extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
  }
}

const NAMESPACE = 'http://ses.amazonaws.com/doc/2010-12-01/';

/** Limits of https://docs.aws.amazon.com/ses/latest/dg/quotas.html; raw mails of the v1 API are limited to 10 MB. */
const MOST_RECIPIENTS = 50;
const LARGEST_MAIL = 10 * 1024 * 1024;

/** Writes the answer to `action` with the elements of `result`. */
export function sesReply(action: string, result: Record<string, string | number>): WireReply {
  const elements = Object.entries(result).map(
    ([name, value]) => `<${name}>${escaped(String(value))}</${name}>`,
  );
  return xml(
    200,
    `<${action}Response xmlns="${NAMESPACE}"><${action}Result>${elements.join('')}</${action}Result>` +
      `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${action}Response>`,
  );
}

/** Writes an error. */
export function sesErrorReply(fault: SesFault): WireReply {
  return xml(
    fault.status,
    `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${escaped(fault.code)}</Code>` +
      `<Message>${escaped(fault.message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
  );
}

function xml(status: number, body: string): WireReply {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The members of a list, e.g. `Destinations.member.1`. */
function members(form: URLSearchParams, name: string): string[] {
  const found: string[] = [];
  for (let index = 1; ; index++) {
    const value = form.get(`${name}.member.${index}`);
    if (value === null) return found;
    found.push(value);
  }
}

/** Reads SendRawEmail; recipients come from the request, or else from the headers of the message. */
export async function rawMail(
  form: URLSearchParams,
  inHeaders: (raw: Buffer) => Promise<{ from?: string; to: string[] }>,
): Promise<Outgoing> {
  const data = form.get('RawMessage.Data');
  if (!data)
    throw new SesFault(
      'ValidationError',
      "1 validation error detected: Value null at 'rawMessage.data' failed to satisfy constraint: Member must not be null",
    );
  const raw = Buffer.from(data, 'base64');
  checkSize(raw);
  const headers = await inHeaders(raw);
  const source = form.get('Source') ?? undefined;
  const destinations = members(form, 'Destinations');
  if (headers.from === undefined)
    throw new SesFault('InvalidParameterValue', "Missing required header 'From'.");
  return checked({
    raw,
    recipients: destinations.length > 0 ? destinations : headers.to,
    source: source ?? headers.from,
  });
}

/** Reads SendEmail and writes the message that SES would compose. */
export async function composedMail(form: URLSearchParams, sentAt: Date): Promise<Outgoing> {
  const from = form.get('Source') ?? '';
  const subject = form.get('Message.Subject.Data');
  const text = form.get('Message.Body.Text.Data');
  const html = form.get('Message.Body.Html.Data');
  if (subject === null)
    throw new SesFault(
      'ValidationError',
      "1 validation error detected: Value null at 'message.subject.data' failed to satisfy constraint: Member must not be null",
    );
  if (text === null && html === null)
    throw new SesFault(
      'ValidationError',
      "1 validation error detected: Value null at 'message.body' failed to satisfy constraint: it needs Text or Html",
    );
  const [to, cc, bcc] = (['To', 'Cc', 'Bcc'] as const).map((kind) =>
    members(form, `Destination.${kind}Addresses`),
  );
  const outgoing = checked({
    raw: Buffer.alloc(0),
    recipients: [...(to ?? []), ...(cc ?? []), ...(bcc ?? [])],
    source: from,
  });
  const composer = new MailComposer({
    from,
    subject,
    date: sentAt,
    ...(to?.length && { to }),
    ...(cc?.length && { cc }),
    ...(text !== null && { text }),
    ...(html !== null && { html }),
    ...(members(form, 'ReplyToAddresses').length > 0 && { replyTo: members(form, 'ReplyToAddresses') }),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const raw = await composer.compile().build();
  checkSize(raw);
  return { ...outgoing, raw };
}

function checked(mail: Outgoing): Outgoing {
  if (mail.recipients.length === 0)
    throw new SesFault('InvalidParameterValue', "Missing required header 'To'.");
  if (mail.recipients.length > MOST_RECIPIENTS) {
    throw new SesFault('InvalidParameterValue', `Recipient count exceeds ${MOST_RECIPIENTS}.`);
  }
  for (const address of [mail.source ?? '', ...mail.recipients]) checkAddress(address);
  return mail;
}

function checkSize(raw: Buffer): void {
  if (raw.length > LARGEST_MAIL) {
    throw new SesFault(
      'InvalidParameterValue',
      `Message length is more than ${LARGEST_MAIL} bytes long: '${raw.length}'.`,
    );
  }
}

/** `name@domain` alone or in angle brackets behind a name; SES takes ASCII only before the @. */
function checkAddress(address: string): void {
  const bare = /<([^<>]*)>\s*$/.exec(address)?.[1] ?? address.trim();
  const [local = '', domain = '', ...rest] = bare.split('@');
  if (domain === '') throw new SesFault('InvalidParameterValue', "Missing final '@domain'");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is all of ASCII
  if (!/^[\x00-\x7f]+$/.test(local))
    throw new SesFault('InvalidParameterValue', 'Local address contains non-ASCII characters');
  if (rest.length > 0 || local === '' || /[\s,;<>()]/.test(bare) || !/^[^.].*\.[^.]+$/.test(domain)) {
    throw new SesFault('InvalidParameterValue', `Illegal address '${bare}'`);
  }
}
