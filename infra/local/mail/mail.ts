/** SES into a mailbox: every mail that leaves is kept as it was sent, and can be read in a browser. */
import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import PostalMime, { type Address, type Email } from 'postal-mime';
import type { Clock } from '../clock/clock.ts';
import type { WireReply } from '../gateway/service.ts';
import { openStore } from '../store/store.ts';
import { mailboxPages } from './pages.ts';
import { composedMail, type Outgoing, rawMail, SesFault, sesErrorReply, sesReply } from './ses.ts';

/** A person or machine at an address. */
export interface Mailbox {
  name: string;
  address: string;
}

/** A line of the mailbox. */
export interface MailSummary {
  /** Place in the mailbox, rising. */
  seq: number;
  /** SES message id. */
  id: string;
  /** Epoch ms of the runtime's clock. */
  sentAt: number;
  from: Mailbox;
  /** Everybody the mail went to, from the envelope. */
  to: string[];
  subject: string;
}

/** A mail, read. */
export interface Mail extends MailSummary {
  text: string;
  html: string;
  headers: { name: string; value: string }[];
  raw: Buffer;
}

/** The running mailbox. */
export interface MailRoom {
  /** Answers a request of the SES Query protocol. */
  handle(formBody: string | Buffer): Promise<WireReply>;
  /** Mails newest first, of one recipient or of everybody. */
  list(filter?: { to?: string; limit?: number; before?: number }): MailSummary[];
  count(filter?: { to?: string }): number;
  get(id: string): Promise<Mail | undefined>;
  /** Calls `listener` with every mail once it is kept; returns what ends it. */
  onMail(listener: (mail: Mail) => void): () => void;
  /** The mailbox as web pages and JSON. */
  pages: RequestListener;
  close(): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS mails (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    sent_at INTEGER NOT NULL,
    sender TEXT NOT NULL,
    recipients TEXT NOT NULL,
    subject TEXT NOT NULL,
    raw BLOB NOT NULL
  ) STRICT;
`;

const DAY = 86_400_000;
/** What GetSendQuota answers: a production account of usual size. */
const QUOTA = { Max24HourSend: 50_000, MaxSendRate: 14 };

/** Opens the mailbox. `zone` is the time zone that its pages show. */
export function openMail(options: {
  folder: string;
  clock: Clock;
  zone?: string;
  /** Lets a trial refuse a mail as SES would, e.g. with Throttling or MessageRejected. */
  refuse?: (outgoing: Outgoing) => { code: string; message: string } | undefined;
}): MailRoom {
  const { clock, zone = 'UTC', refuse = () => undefined } = options;
  const store = openStore(options.folder, 'mails', SCHEMA);
  const listeners = new Set<(mail: Mail) => void>();
  const insert = store.prepare(
    'INSERT INTO mails (id, sent_at, sender, recipients, subject, raw) VALUES (?, ?, ?, ?, ?, ?)',
  );

  const keep = async (outgoing: Outgoing): Promise<string> => {
    const refused = refuse(outgoing);
    if (refused) throw new SesFault(refused.code, refused.message);
    const parsed = await PostalMime.parse(outgoing.raw);
    const sentAt = clock.now();
    const id = `${sentAt.toString(16).padStart(16, '0')}-${randomUUID()}-000000`;
    const from = mailboxOf(parsed.from) ?? { name: '', address: bare(outgoing.source ?? '') };
    const to = outgoing.recipients.map(bare);
    const subject = parsed.subject ?? '';
    const { lastInsertRowid } = insert.run(
      id,
      sentAt,
      JSON.stringify(from),
      JSON.stringify(to),
      subject,
      outgoing.raw,
    );
    const mail = {
      seq: Number(lastInsertRowid),
      id,
      sentAt,
      from,
      to,
      subject,
      ...contentOf(parsed),
      raw: outgoing.raw,
    };
    for (const listener of listeners) listener(mail);
    return id;
  };

  const actions: Record<string, (form: URLSearchParams) => Promise<Record<string, string | number>>> = {
    SendRawEmail: async (form) => ({
      MessageId: await keep(await rawMail(form, async (raw) => envelopeOf(await PostalMime.parse(raw)))),
    }),
    SendEmail: async (form) => ({ MessageId: await keep(await composedMail(form, new Date(clock.now()))) }),
    GetSendQuota: async () => {
      const row = store.prepare('SELECT count(*) AS n FROM mails WHERE sent_at > ?').get(clock.now() - DAY);
      return { ...QUOTA, SentLast24Hours: Number(row?.n) };
    },
  };

  /** The part of a query behind SELECT that a filter stands for. */
  const matching = (to: string | undefined): [condition: string, values: string[]] =>
    to === undefined || to === ''
      ? ['1', []]
      : ['EXISTS (SELECT 1 FROM json_each(recipients) WHERE instr(lower(value), lower(?)) > 0)', [to]];

  const summary = (row: Record<string, unknown>): MailSummary => ({
    seq: Number(row.seq),
    id: String(row.id),
    sentAt: Number(row.sent_at),
    from: JSON.parse(String(row.sender)),
    to: JSON.parse(String(row.recipients)),
    subject: String(row.subject),
  });

  const room: Omit<MailRoom, 'pages'> = {
    async handle(formBody) {
      const done = clock.busy();
      try {
        const form = new URLSearchParams(formBody.toString('utf8'));
        const action = form.get('Action') ?? '';
        const run = actions[action];
        if (!run) {
          throw new SesFault(
            'InvalidAction',
            `Could not find operation ${action} for version 2010-12-01; supported here are ${Object.keys(actions).join(', ')}.`,
          );
        }
        return sesReply(action, await run(form));
      } catch (fault) {
        if (fault instanceof SesFault) return sesErrorReply(fault);
        throw fault;
      } finally {
        done();
      }
    },
    list({ to, limit = 1_000_000, before } = {}) {
      const [condition, values] = matching(to);
      const rows = store
        .prepare(
          `SELECT seq, id, sent_at, sender, recipients, subject FROM mails
           WHERE ${condition} AND seq < ? ORDER BY seq DESC LIMIT ?`,
        )
        .all(...values, before ?? Number.MAX_SAFE_INTEGER, limit);
      return rows.map(summary);
    },
    count({ to } = {}) {
      const [condition, values] = matching(to);
      return Number(store.prepare(`SELECT count(*) AS n FROM mails WHERE ${condition}`).get(...values)?.n);
    },
    async get(id) {
      const row = store.prepare('SELECT * FROM mails WHERE id = ?').get(id);
      if (!row) return undefined;
      const raw = Buffer.from(row.raw as Uint8Array);
      return { ...summary(row), ...contentOf(await PostalMime.parse(raw)), raw };
    },
    onMail(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => store.close(),
  };
  return { ...room, pages: mailboxPages(room, zone) };
}

function contentOf(parsed: Email): Pick<Mail, 'text' | 'html' | 'headers'> {
  return {
    text: parsed.text ?? '',
    html: parsed.html ?? '',
    headers: parsed.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
  };
}

function mailboxOf(address: Address | undefined): Mailbox | undefined {
  return address?.address === undefined ? undefined : { name: address.name, address: address.address };
}

/** Sender and recipients as the headers of a message name them. */
function envelopeOf(parsed: Email): { from?: string; to: string[] } {
  const all = [...(parsed.to ?? []), ...(parsed.cc ?? []), ...(parsed.bcc ?? [])];
  const to = all.flatMap((entry) => entry.group ?? [entry]).map(({ address }) => address);
  return { ...(parsed.from?.address && { from: parsed.from.address }), to };
}

/** The address without a display name, as mail systems compare it. */
function bare(address: string): string {
  return (/<([^<>]*)>\s*$/.exec(address)?.[1] ?? address).trim().toLowerCase();
}
