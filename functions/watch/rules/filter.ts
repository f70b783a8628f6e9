/** Which cases operations ask for, and where a page of them ends. */
import * as z from 'zod';
import { Id, Instant } from '../../../shared/contracts/codes.ts';
import { AnyHead } from '../../../shared/contracts/items.ts';
import type { CaseLine } from './case-lines.ts';

/** Kinds of cases, one a workflow. */
export const kinds = AnyHead.options.map(({ shape }) => shape.kind.value);
export type Kind = AnyHead['kind'];

/** Statuses and outcomes of all kinds of cases. */
export const statuses: readonly string[] = [
  ...new Set(
    AnyHead.options.flatMap(({ shape }) => [...shape.status.options, ...shape.outcome.unwrap().options]),
  ),
];

/** A place in the list: after this case, by when it was opened. */
export interface Place {
  readonly openedAt: string;
  readonly caseId: string;
}

/** A field of a form that was left as it was says nothing. */
const blank = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema);

/** What may be asked for. */
export const CaseQuery = z.strictObject({
  kind: blank(z.enum(kinds).optional()),
  /** `OPEN` and `CLOSED` are any status in which a case is, or is no more, worked on. */
  status: blank(
    z
      .string()
      .regex(/^[A-Z_]{1,32}$/)
      .optional(),
  ),
  /** Only what is late, or what goes no further. */
  flag: blank(z.enum(['LATE', 'STILL']).optional()),
  /** Who has a task of it. */
  holder: blank(Id.optional()),
  /** Hours for which somebody has had a task of it at least. */
  waiting: blank(z.coerce.number().int().min(1).max(8_784).optional()),
  most: blank(z.coerce.number().int().min(1).max(200).default(50)),
  /** Cases opened at or before this moment. */
  until: blank(Instant.optional()),
  /** The last case of the page before. */
  after: blank(
    z
      .string()
      .regex(/^[^~]+~[^~]+$/)
      .transform((text): Place => {
        const [openedAt = '', caseId = ''] = text.split('~');
        return { openedAt, caseId };
      })
      .pipe(z.object({ openedAt: Instant, caseId: Id }))
      .optional(),
  ),
});
export type CaseQuery = z.infer<typeof CaseQuery>;

/** A place as the address of a page has it. */
export const placeText = ({ openedAt, caseId }: Place): string => `${openedAt}~${caseId}`;

/** Newest first; of cases opened in the same moment by their numbers. */
export const order = (a: Place, b: Place): number =>
  a.openedAt === b.openedAt ? (a.caseId < b.caseId ? -1 : 1) : a.openedAt > b.openedAt ? -1 : 1;

/** Whether a case is asked for, as far as its head says. */
export const fitsHead = (head: AnyHead, { kind, status }: CaseQuery): boolean =>
  (kind === undefined || head.kind === kind) &&
  (status === undefined ||
    (status === 'OPEN'
      ? head.closedAt === undefined
      : status === 'CLOSED'
        ? head.closedAt !== undefined
        : head.status === status || head.outcome === status));

/** Whether a case is asked for, as far as its tasks say. */
export function fitsLine(line: CaseLine, { flag, holder, waiting }: CaseQuery, now: string): boolean {
  if (flag === 'LATE' && !line.late) return false;
  if (flag === 'STILL' && !line.still) return false;
  if (holder !== undefined && !line.holders.includes(holder)) return false;
  if (waiting === undefined) return true;
  const since = line.waitingSince;
  return since !== undefined && Date.parse(now) - Date.parse(since) >= waiting * 3_600_000;
}
