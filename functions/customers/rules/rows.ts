/** Rows of files: what each kind holds, cleaned and checked field by field; a reason never repeats what came. */
import * as z from 'zod';
import { Id, Instant, Level, Zone } from '../../../shared/contracts/codes.ts';
import { ImportantDate } from '../../../shared/contracts/customer.ts';
import type { ImportFlaw, ImportKind } from '../../../shared/contracts/imports.ts';
import { mismatchesOf } from '../../../shared/contracts/mismatch.ts';
import { dayIn } from '../../../shared/policy/days.ts';
import { centsOf, dayOf, instantOf, mailOf, narrow, phoneOf, plain, wholeOf } from './clean.ts';
import { fieldFinder, type Vocabulary, vocabularies } from './words.ts';

/** A row as a file has it: text by field; what is empty is absent. */
export type Cells = Readonly<Record<string, string>>;

/** A cell that is cleaned by `clean`, which gives undefined for what cannot be meant. */
const cell = <T>(clean: (text: string) => T | undefined, expected: string) =>
  z.string().transform((text, context): T => {
    const value = clean(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: expected });
    return z.NEVER;
  });

const id = z.string().transform(narrow).pipe(Id);
const code = <Code extends string>({ codes, codeOf }: Vocabulary<Code>) =>
  cell(codeOf, `one of ${codes.join(', ')}, or a usual word for it`);
const truth = cell((text) => {
  const word = vocabularies.truth.codeOf(text);
  return word === undefined ? undefined : word === 'yes';
}, 'yes or no');
const day = cell(dayOf, 'a day such as 2026-03-02');
const yuan = cell((text) => {
  const cents = centsOf(text);
  return cents === undefined ? undefined : cents / 100;
}, 'an amount in yuan such as 1234.50');
const outsideId = z
  .string()
  .transform(narrow)
  .pipe(z.string().regex(/^\S{1,128}$/, 'an id of at most 128 characters, without blanks'));

/** An instant of a schema that knows the bank's zone. */
const instantIn = (zone: string) =>
  cell((text) => instantOf(text, zone), 'a time such as 2026-03-02T09:30:00+08:00 or 2026-03-02 09:30').pipe(
    Instant,
  );

const Customer = z.object({
  customerId: id,
  name: z.string().transform(plain).pipe(z.string().min(1).max(200)).optional(),
  email: z.string().transform(mailOf).pipe(z.email()).optional(),
  phone: cell(phoneOf, 'a telephone number such as +86 138 0013 8000').optional(),
  language: code(vocabularies.language).optional(),
  type: code(vocabularies.type).optional(),
  tier: code(vocabularies.tier).optional(),
  stage: code(vocabularies.stage).optional(),
  riskClass: code(vocabularies.riskClass).optional(),
  managerId: id.optional(),
  branch: id.optional(),
  zone: z.string().transform(narrow).pipe(Zone).optional(),
  since: day.optional(),
  preferredChannel: code(vocabularies.channel).optional(),
  preferredDaypart: code(vocabularies.daypart).optional(),
  deceased: truth.optional(),
  minor: truth.optional(),
  doNotContact: truth.optional(),
  asOf: day.optional(),
  balance: yuan.pipe(z.number().min(0)).optional(),
  credit: code(vocabularies.credit).optional(),
  contribution: yuan.optional(),
  potential: cell((text) => {
    const hundredths = centsOf(text);
    return hundredths === undefined ? undefined : hundredths / 100;
  }, 'a number from 0 to 100')
    .pipe(z.number().min(0).max(100))
    .optional(),
});
/** A customer as a bank delivers one; all but the number may be left out of a row about one who is known. */
export type CustomerGiven = z.output<typeof Customer>;

const Staff = z.object({
  staffId: id,
  name: z.string().transform(plain).pipe(z.string().min(1).max(200)).optional(),
  email: z.string().transform(mailOf).pipe(z.email()).optional(),
  language: code(vocabularies.language).optional(),
  role: code(vocabularies.role).optional(),
  level: cell(wholeOf, '1, 2, 3 or 4').pipe(Level).optional(),
  lines: cell(
    (text) => {
      const found = narrow(text)
        .split(/[;,|、/]/)
        .filter((word) => word.trim() !== '')
        .map(vocabularies.line.codeOf);
      return found.length > 0 && found.every((line) => line !== undefined) ? [...new Set(found)] : undefined;
    },
    `${vocabularies.line.codes.join(', ')}: one or several, with a semicolon between them`,
  ).optional(),
  branch: id.optional(),
  capacity: cell(wholeOf, 'a whole number from 1').pipe(z.number().min(1)).optional(),
  substituteId: id.optional(),
  superiorId: id.optional(),
  zone: z.string().transform(narrow).pipe(Zone).optional(),
  active: truth.optional(),
});
/** A member of staff as a bank delivers one. */
export type StaffGiven = z.output<typeof Staff>;

const Absence = z
  .object({ staffId: id, from: day, until: day })
  .refine(({ from, until }) => from <= until, { error: 'a day not before the first', path: ['until'] });

/** An absence as a bank delivers one. */
export type AbsenceGiven = z.output<typeof Absence>;

const transaction = (zone: string) =>
  z
    .object({
      transactionId: outsideId,
      customerId: id,
      amount: cell(centsOf, 'an amount in yuan such as 1234.50').pipe(
        z.number().refine((cents) => cents !== 0, { error: 'an amount other than 0' }),
      ),
      at: instantIn(zone),
      direction: code(vocabularies.direction).optional(),
      currency: z
        .string()
        .transform((text) => narrow(text).toUpperCase())
        .pipe(z.literal(['CNY', 'RMB', '人民币'], 'CNY: amounts are reckoned in yuan'))
        .optional(),
    })
    .transform(({ transactionId, customerId, amount, at, direction }) => ({
      id: transactionId,
      customerId,
      day: dayIn(at, zone),
      at,
      cents: Math.abs(amount),
      // A sign says which way; so does a word, and then the sign says nothing.
      direction: direction ?? (amount < 0 ? ('OUT' as const) : undefined),
    }));
/** A transaction; `cents` are hundredths of a yuan. */
export type Transaction = z.output<ReturnType<typeof transaction>>;

const rating = (zone: string) =>
  z
    .object({
      ratingId: outsideId,
      customerId: id,
      at: instantIn(zone),
      score: cell(wholeOf, 'a score from 1 to 5').pipe(z.number().min(1).max(5)),
      service: id.optional(),
    })
    .transform(({ ratingId, customerId, at, score }) => ({
      id: ratingId,
      customerId,
      day: dayIn(at, zone),
      at,
      score,
    }));
/** A customer's rating of a service. */
export type Rating = z.output<ReturnType<typeof rating>>;

const consent = (zone: string) =>
  z.object({
    customerId: id,
    purpose: code(vocabularies.purpose),
    channel: code(vocabularies.channel),
    state: code(vocabularies.consent),
    at: instantIn(zone),
  });
/** A customer's word on being contacted. */
export type Consent = z.output<ReturnType<typeof consent>>;

const DATE = 'a date such as 1980-03-02 or 03-02, of the calendar that is named';

const DateRow = z
  .object({
    customerId: id,
    kind: code(vocabularies.dateKind),
    date: cell((text) => partsOf(text), DATE),
    calendar: code(vocabularies.calendar).optional(),
    leapMonth: truth.optional(),
    once: truth.optional(),
    dateId: id.optional(),
  })
  .transform(({ customerId, kind, date, calendar = 'SOLAR', leapMonth, once, dateId }, context) => {
    // Something falls due once; all other days come again every year.
    const comesOnce = once ?? (kind === 'maturity' && date.year !== undefined);
    const checked = ImportantDate.safeParse({
      calendar,
      ...date,
      ...(leapMonth === true ? { leapMonth } : {}),
      ...(comesOnce ? { once: true } : {}),
    });
    if (checked.success)
      return { customerId, kind, date: checked.data, ...(dateId === undefined ? {} : { dateId }) };
    const [flaw] = mismatchesOf(checked.error);
    const field = flaw?.field === 'leapMonth' ? 'leapMonth' : 'date';
    context.addIssue({
      code: 'custom',
      path: [field],
      message: flaw?.field === 'leapMonth' ? flaw.expected : DATE,
    });
    return z.NEVER;
  });
/** An important date of a customer. */
export type CustomerDay = z.output<typeof DateRow>;

/** Year, month and day of a date of either calendar; the year may be missing. */
function partsOf(text: string): { year?: number; month: number; day: number } | undefined {
  const written = narrow(text).replaceAll(' ', '');
  const [, year, month, date] =
    /^(?:(\d{4})[-/.年]|--)?(\d{1,2})[-/.月](\d{1,2})日?$/.exec(written) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(written) ??
    [];
  if (month === undefined || date === undefined) return undefined;
  return { ...(year === undefined ? {} : { year: Number(year) }), month: Number(month), day: Number(date) };
}

const Holdings = z
  .object({
    customerId: id,
    day,
    balance: yuan.pipe(z.number().min(0)).optional(),
    products: cell(wholeOf, 'a whole number from 0').pipe(z.number().min(0).max(1_000)).optional(),
  })
  .refine(({ balance, products }) => balance !== undefined || products !== undefined, {
    error: 'an amount, or a number of products',
    path: ['balance'],
  });
/** What a customer had at the end of a day, as a bank delivers it. */
export type HoldingsGiven = z.output<typeof Holdings>;

/** A row that is right. */
export type SoundRow =
  | { readonly kind: 'customers'; readonly given: CustomerGiven }
  | { readonly kind: 'staff'; readonly given: StaffGiven }
  | { readonly kind: 'absences'; readonly given: AbsenceGiven }
  | { readonly kind: 'transactions'; readonly given: Transaction }
  | { readonly kind: 'ratings'; readonly given: Rating }
  | { readonly kind: 'consents'; readonly given: Consent }
  | { readonly kind: 'dates'; readonly given: CustomerDay }
  | { readonly kind: 'holdings'; readonly given: HoldingsGiven };

/** The customer whose plan of visits may rest on a row. */
export const plannedBy = ({ kind, given }: SoundRow): string | undefined =>
  kind === 'customers' || kind === 'dates' ? given.customerId : undefined;

/** What a kind of file looks like. */
interface Kind {
  readonly schema: (zone: string) => z.ZodType;
  readonly fields: readonly string[];
  /** Fields that every row must fill. */
  readonly must: readonly string[];
  /** Fields that tell one row of a file from another. */
  readonly key: readonly string[];
  /** The field that says of which day a row is. */
  readonly dated?: string;
}

const kinds: Readonly<Record<ImportKind, Kind>> = {
  customers: {
    schema: () => Customer,
    fields: Object.keys(Customer.shape),
    must: ['customerId'],
    key: ['customerId'],
    dated: 'asOf',
  },
  staff: { schema: () => Staff, fields: Object.keys(Staff.shape), must: ['staffId'], key: ['staffId'] },
  absences: {
    schema: () => Absence,
    fields: ['staffId', 'from', 'until'],
    must: ['staffId', 'from', 'until'],
    key: ['staffId', 'from'],
  },
  transactions: {
    schema: transaction,
    fields: ['transactionId', 'customerId', 'amount', 'at', 'direction', 'currency'],
    must: ['transactionId', 'customerId', 'amount', 'at'],
    key: ['transactionId'],
    dated: 'at',
  },
  ratings: {
    schema: rating,
    fields: ['ratingId', 'customerId', 'at', 'score', 'service'],
    must: ['ratingId', 'customerId', 'at', 'score'],
    key: ['ratingId'],
    dated: 'at',
  },
  consents: {
    schema: consent,
    fields: ['customerId', 'purpose', 'channel', 'state', 'at'],
    must: ['customerId', 'purpose', 'channel', 'state', 'at'],
    key: ['customerId', 'purpose', 'channel', 'at'],
    dated: 'at',
  },
  dates: {
    schema: () => DateRow,
    fields: ['customerId', 'kind', 'date', 'calendar', 'leapMonth', 'once', 'dateId'],
    must: ['customerId', 'kind', 'date'],
    key: ['customerId', 'kind', 'dateId', 'date'],
  },
  holdings: {
    schema: () => Holdings,
    fields: ['customerId', 'day', 'balance', 'products'],
    must: ['customerId', 'day'],
    key: ['customerId', 'day'],
    dated: 'day',
  },
};

const finders = Object.fromEntries(
  Object.entries(kinds).map(([kind, { fields }]) => [kind, fieldFinder(fields)]),
) as Record<ImportKind, ReturnType<typeof fieldFinder>>;

/** How the files of a kind are laid out. */
export const layoutOf = (kind: ImportKind): Omit<Kind, 'schema'> => kinds[kind];

/** The judgement of rows of one kind; a row is made of cells that are named by our fields. */
export function judgeOf(
  kind: ImportKind,
  zone: string,
): (cells: Cells) => { readonly sound: SoundRow } | { readonly flaws: ImportFlaw[] } {
  const { schema, must } = kinds[kind];
  const Row = schema(zone);
  return (cells) => {
    const empty = must.filter((field) => cells[field] === undefined);
    if (empty.length > 0)
      return { flaws: empty.map((field) => ({ field, expected: 'something: it must be filled' })) };
    const parsed = Row.safeParse(cells);
    if (parsed.success) return { sound: { kind, given: parsed.data } as SoundRow };
    return { flaws: mismatchesOf(parsed.error) };
  };
}

/** Names as our fields; undefined where no field is known. */
export const fieldsOf = (kind: ImportKind, names: readonly string[]): (string | undefined)[] =>
  names.map(finders[kind]);

/** Columns of a file as our fields, and the places, from 1, of those that no field is known for; or what is missing. */
export function columnsOf(
  kind: ImportKind,
  header: readonly string[],
):
  | { readonly columns: readonly (string | undefined)[]; readonly ignored: number[] }
  | { readonly flaw: ImportFlaw } {
  const { fields, must } = kinds[kind];
  const columns = fieldsOf(kind, header);
  const twice = columns.find((field, at) => field !== undefined && columns.indexOf(field) !== at);
  if (twice !== undefined) return { flaw: { field: twice, expected: 'one column only' } };
  const missing = must.find((field) => !columns.includes(field));
  if (missing !== undefined) {
    return {
      flaw: {
        field: missing,
        expected: `a column of this name in the first line; ${kind} have ${fields.join(', ')}`.slice(0, 200),
      },
    };
  }
  return { columns, ignored: columns.flatMap((field, at) => (field === undefined ? [at + 1] : [])) };
}

/** What tells a row from others of its file, from the cells as they came. */
export const keyOf = (kind: ImportKind, cells: Cells): string =>
  kinds[kind].key.map((field) => narrow(cells[field] ?? '')).join('\u0000');

/** All that a row says, from the cells as they came, in whatever order. */
export const contentOf = (kind: ImportKind, cells: Cells): string =>
  kinds[kind].fields.map((field) => cells[field] ?? '').join('\u0000');

/** The kind and the format of a file, by its name. */
export function kindOf(
  name: string,
): { readonly kind: ImportKind; readonly format: 'csv' | 'jsonl' } | undefined {
  const [, kind, ending] =
    /^([a-z]+)(?:[-_. ].*)?\.(csv|jsonl|ndjson)$/is.exec(name.split('/').at(-1) ?? '') ?? [];
  const word = kind?.toLowerCase() ?? '';
  if (!Object.hasOwn(kinds, word)) return undefined;
  return { kind: word as ImportKind, format: ending?.toLowerCase() === 'csv' ? 'csv' : 'jsonl' };
}
