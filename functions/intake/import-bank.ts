/** Handler for operations: customers, staff and absences out of the bank's own systems. */
import * as z from 'zod';
import { Zone } from '../../shared/contracts/codes.ts';
import { CustomerProfile, StaffAbsence, StaffProfile } from '../../shared/contracts/items.ts';
import { mismatchesOf } from '../../shared/contracts/mismatch.ts';
import { step } from '../../shared/platform/step.ts';
import { log } from '../../shared/platform/telemetry.ts';
import type { BankBook, Imported } from './ports.ts';
import { bankWiring } from './wiring.ts';

/** A customer as the bank delivers one; the fields of our own keys may be left out. */
const CustomerRow = z.strictObject({
  ...CustomerProfile.shape,
  sk: CustomerProfile.shape.sk.default('PROFILE'),
  v: CustomerProfile.shape.v.default(1),
  zone: Zone,
});

const StaffRow = z.strictObject({
  ...StaffProfile.shape,
  sk: StaffProfile.shape.sk.default('PROFILE'),
  v: StaffProfile.shape.v.default(1),
  zone: Zone,
});

const AbsenceRow = z
  .strictObject({
    ...StaffAbsence.shape,
    sk: StaffAbsence.shape.sk.optional(),
    v: StaffAbsence.shape.v.default(1),
  })
  .refine(({ from, until }) => from <= until, { error: 'a day not before `from`', path: ['until'] })
  .transform((row): StaffAbsence => ({ ...row, sk: `ABSENCE#${row.from}` }));

/** Rows to import; each is checked for itself. */
export const BankImport = z.strictObject({
  customers: z.array(z.unknown()).default([]),
  staff: z.array(z.unknown()).default([]),
  absences: z.array(z.unknown()).default([]),
});
export type BankImport = z.infer<typeof BankImport>;

/** How many rows were written, how many were there just like that, and which were refused. */
export const BankImported = z.strictObject({
  imported: z.number().int(),
  unchanged: z.number().int(),
  refused: z.array(z.strictObject({ row: z.string(), field: z.string(), expected: z.string() })),
});
export type BankImported = z.infer<typeof BankImported>;

/** Rows that are written at a time. */
const AT_A_TIME = 25;

/**
 * Takes over what is right, and names what is not by its place. A repeated import changes nothing, also where the product has
 * learnt something else of a customer or of the staff since: only what differs from the delivery before is news.
 */
export const importBank = (bank: BankBook) =>
  step(BankImport, BankImported, async ({ customers, staff, absences }): Promise<BankImported> => {
    const refused: BankImported['refused'] = [];
    const sound = <S extends z.ZodType>(rows: unknown[], name: string, Schema: S): z.output<S>[] =>
      rows.flatMap((row, at) => {
        const parsed = Schema.safeParse(row);
        if (parsed.success) return [parsed.data];
        refused.push(
          ...mismatchesOf(parsed.error).map((mismatch) => ({ row: `${name}[${at}]`, ...mismatch })),
        );
        return [];
      });
    const writes = [
      ...sound(customers, 'customers', CustomerRow).map((row) => () => bank.customer(row)),
      ...sound(staff, 'staff', StaffRow).map((row) => () => bank.staff(row)),
      ...sound(absences, 'absences', AbsenceRow).map((row) => () => bank.absence(row)),
    ];
    const went: Imported[] = [];
    for (let at = 0; at < writes.length; at += AT_A_TIME) {
      went.push(...(await Promise.all(writes.slice(at, at + AT_A_TIME).map((write) => write()))));
    }
    const unchanged = went.filter((how) => how === 'UNCHANGED').length;
    log.info('bank imported', { imported: went.length - unchanged, unchanged, refused: refused.length });
    return { imported: went.length - unchanged, unchanged, refused };
  });

export const handler = importBank(bankWiring());
