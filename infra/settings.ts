/** Deployment settings: what a bank decides before it deploys, checked once and completely. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** Days that CloudWatch Logs accepts as a retention. */
const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const ZONES = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC']);

const wholeNumber = (least: number, most: number) =>
  z
    .int(`a whole number from ${least} to ${most}`)
    .min(least, `at least ${least}`)
    .max(most, `at most ${most}`);

const line = z
  .string('a text')
  .trim()
  .min(1, 'a text of at least one character')
  .max(120, 'at most 120 characters');

/** A text of one form; `what` says which. */
const like = (form: RegExp, what: string) => z.string(what).regex(form, what);

const BASE = 'an address such as https://care.bank.example: https, no query, no slash at the end';
const ZONE = 'an IANA time zone such as Asia/Shanghai';

const address = z.email('an e-mail address such as care@bank.example');

/** Settings of one deployment; every setting has a default that suits the run on one machine. */
export const Settings = z
  .strictObject({
    /** AWS account; absent, the account of the profile counts. */
    account: like(/^\d{12}$/, 'the 12 digits of an AWS account, in quotes').optional(),
    /** AWS region; absent, the region of the profile counts. */
    region: like(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region such as ap-southeast-1').optional(),
    /** Address under which staff and customers reach the pages; links in mails begin with it. */
    baseUrl: z.string(BASE).refine(isBase, BASE).default('https://care.bank.example'),
    /** ACM certificate (same region) of the host in `baseUrl`; with it the API gets that custom domain. */
    certificateArn: like(
      /^arn:[a-z-]+:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]+$/,
      'the ARN of an ACM certificate',
    ).optional(),
    /** Sender of every mail. */
    mailFrom: address.default('care@bank.example'),
    /** SES identity that may send for `mailFrom`: its domain unless said otherwise. */
    mailIdentity: like(/^[^\s/*]+$/, 'a verified SES identity: a domain or an e-mail address').optional(),
    bankNameZh: line.default('示例银行'),
    bankNameEn: line.default('Example Bank'),
    /** IANA zone of case numbers, schedules, and readers without one; deadlines have theirs in shared/policy. */
    zone: z
      .string(ZONE)
      .refine((zone) => ZONES.has(zone), ZONE)
      .default('Asia/Shanghai'),
    /** How long logs are kept; AWS-side access and function logs hold codes and ids only. */
    logRetentionDays: z.literal(RETENTIONS, `one of ${RETENTIONS.join(', ')}`).default(1096),
    /** How long outbound events can be replayed from the archive. */
    archiveDays: wholeNumber(1, 3653).default(365),
    /** Days for which a file that was put to be imported is kept. */
    importDays: wholeNumber(1, 365).default(30),
    /** Who is told about alarms; absent, alarms show on the dashboard only. */
    alarmEmail: address.optional(),
    /** Minutes between two sweeps of unsent mails and undelivered decisions. */
    sweepMinutes: wholeNumber(1, 60).default(1),
    /** Requests from one address in five minutes before the firewall blocks it. */
    wafRequestsPer5Minutes: wholeNumber(10, 2_000_000).default(1_000),
    /** Forms from one address in five minutes before the firewall blocks it; an office may stand behind one address. */
    wafPostsPer5Minutes: wholeNumber(10, 2_000_000).default(300),
    /** Requests a second the whole API takes, and the burst above it. */
    requestsPerSecond: wholeNumber(1, 10_000).default(100),
    requestBurst: wholeNumber(1, 5_000).default(200),
    /** False where the account's Lambda concurrency is too small to set some of it aside. */
    reserveConcurrency: z.boolean('true or false').default(true),
    /** `create` sets the account-wide role with which API Gateway writes logs; `exists` leaves it alone. */
    apiLogRole: z.enum(['create', 'exists'], 'create or exists').default('create'),
    /** Value of the tag `cost-centre` on everything that is deployed. */
    costCentre: line.optional(),
  })
  .refine((settings) => (settings.account === undefined) === (settings.region === undefined), {
    message: 'both account and region, or neither',
    path: ['account'],
  });
export type Settings = z.infer<typeof Settings>;

/** Raised when settings are not as they must be; the message names setting, value and what would be right. */
export class WrongSettings extends Error {
  override readonly name = 'WrongSettings';
}

/** The file that is read when none is named and it exists. */
export const SETTINGS_FILE = 'steward.settings.json';

/** Reads and checks settings: from `file` if one is named, else from steward.settings.json if there is one. */
export function readSettings(file?: string): Settings {
  let text: string;
  try {
    text = readFileSync(file ?? SETTINGS_FILE, 'utf8');
  } catch (cause) {
    if (file === undefined && (cause as NodeJS.ErrnoException).code === 'ENOENT') return Settings.parse({});
    throw new WrongSettings(
      `The settings file ${file ?? SETTINGS_FILE} cannot be read (${(cause as NodeJS.ErrnoException).code}). Name an existing JSON file with --settings FILE.`,
      { cause },
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new WrongSettings(
      `The settings file ${file ?? SETTINGS_FILE} is not JSON: ${(cause as Error).message}.`,
      { cause },
    );
  }
  return checkSettings(value, file ?? SETTINGS_FILE);
}

/** Checks settings that were read from `source`; every wrong setting is named at once. */
export function checkSettings(value: unknown, source: string): Settings {
  const checked = Settings.safeParse(value);
  if (checked.success) return checked.data;
  const lines = checked.error.issues.flatMap((issue) => wrong(issue, value));
  throw new WrongSettings([`Wrong settings in ${source}:`, ...lines.map((text) => `  ${text}`)].join('\n'), {
    cause: checked.error,
  });
}

function wrong(issue: z.core.$ZodIssue, value: unknown): string[] {
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(Settings.shape).join(', ');
    return issue.keys.map((key) => `${key} is not a setting; there are ${known}`);
  }
  if (issue.path.length === 0) return [`the file holds ${shown(value)}; it must hold one object of settings`];
  const given = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)?.[key], value);
  return [`${issue.path.join('.')} is ${shown(given)}; it must be ${issue.message}`];
}

const shown = (value: unknown): string =>
  value === undefined ? 'absent' : JSON.stringify(value).slice(0, 80);

function isBase(text: string): boolean {
  if (!URL.canParse(text) || text.endsWith('/')) return false;
  const url = new URL(text);
  return url.protocol === 'https:' && url.search === '' && url.hash === '' && url.username === '';
}
