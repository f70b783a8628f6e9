/** Writes customers, staff and their absences. */
import type { Language, Stage, Tier } from '../../../shared/contracts/codes.ts';
import type { GradeFigures } from '../../../shared/contracts/customer.ts';
import type { OutboxRow } from '../../../shared/contracts/items.ts';
import { deliveredOf, isGraded, mergeOf } from '../../../shared/platform/delivered.ts';
import { outboxEvent } from '../../../shared/platform/outbox.ts';
import { recordStaffChange } from '../../../shared/platform/staff-changes.ts';
import { equals, type Item } from '../../../shared/platform/table.ts';
import { Transaction } from '../../../shared/platform/transaction.ts';
import type { Taken } from '../import-ports.ts';
import { figuresAfter, partsOf } from '../rules/merge.ts';
import type { AbsenceGiven, CustomerGiven, StaffGiven } from '../rules/rows.ts';
import { ACTOR, lacking, type Numbered, type Place, type Tried, unknown } from './place.ts';

/** What a new customer must come with, and what counts where a file does not say. */
const newCustomer = {
  needed: ['name', 'type', 'branch', 'riskClass'],
  defaults: {
    language: 'zh-CN' satisfies Language,
    tier: 'mass' satisfies Tier,
    stage: 'new' satisfies Stage,
  },
} as const;

const newStaff = {
  needed: ['name', 'email', 'role', 'level', 'lines', 'branch', 'capacity'],
  defaults: { language: 'zh-CN' satisfies Language, active: true },
} as const;

/** Writes customers: profiles, and the figures by which they are graded. */
export function takeCustomers(place: Place, rows: readonly Numbered<CustomerGiven>[]): Promise<Taken[]> {
  const keysOf = ({ customerId }: CustomerGiven) => [
    { customerId, sk: 'PROFILE' },
    { customerId, sk: 'GRADE' },
  ];
  return place.write(place.of.customers, rows, keysOf, (given, known) => {
    const { customerId } = given;
    const [profile, grade] = [known.get(`${customerId}/PROFILE`), known.get(`${customerId}/GRADE`)];
    return profile === undefined
      ? addCustomer(place, given, grade)
      : changeCustomer(place, given, profile, grade);
  });
}

async function addCustomer(place: Place, given: CustomerGiven, grade: Item | undefined): Promise<Tried> {
  const { customerId } = given;
  const { profile, figures } = partsOf(given);
  const lacks = lacking(profile, newCustomer.needed);
  if (lacks !== undefined) return lacks;
  const item = {
    ...newCustomer.defaults,
    zone: place.of.zone,
    ...profile,
    customerId,
    sk: 'PROFILE',
    v: 1,
    delivered: deliveredOf(profile),
  };
  const after = figures && figuresAfter(grade?.figures as GradeFigures | undefined, figures, place.today());
  if (after !== undefined || profile.since !== undefined) {
    // First the mark: if this run ends in between, a grade is looked at for nothing.
    if (!(await place.dueGrade(customerId, grade, item.tier, { figures: after }))) return undefined;
  }
  await place.dueScore(customerId);
  return (await place.of.customers.putIfAbsent(item)) ? 'ADDED' : undefined;
}

async function changeCustomer(
  place: Place,
  given: CustomerGiven,
  present: Item,
  grade: Item | undefined,
): Promise<Tried> {
  const { customerId } = given;
  const { profile, figures } = partsOf(given);
  const standing = grade?.figures as GradeFigures | undefined;
  const after = figures && figuresAfter(standing, figures, place.today());
  // Who has figures is graded by them, and a person's word counts more; a tier that comes along says nothing then.
  const { tier: _, ...untiered } = profile;
  const graded = figures !== undefined || isGraded(grade, place.now());
  const { set, delivered } = mergeOf(present, graded ? untiered : profile);
  if (after === undefined && delivered === undefined) return 'UNCHANGED';
  if (after !== undefined || set.since !== undefined || set.type !== undefined) {
    if (!(await place.dueGrade(customerId, grade, present.tier, { figures: after }))) return undefined;
  }
  const isNews = after !== undefined || Object.keys(set).length > 0;
  if (isNews) await place.dueScore(customerId);
  const key = { customerId, sk: 'PROFILE' };
  if (delivered !== undefined && !(await place.merge(place.of.customers, key, present, set, delivered))) {
    return undefined;
  }
  return isNews ? 'CHANGED' : 'UNCHANGED';
}

/** Writes members of staff, each with its record: by what stands there, links are mailed and rights are given. */
export async function takeStaff(
  place: Place,
  rows: readonly Numbered<StaffGiven>[],
  importId: string,
): Promise<Taken[]> {
  const { staff, zone, clock } = place.of;
  const written: OutboxRow[] = [];
  /** Writes what is news, with its record; false if another writer was faster. */
  const commit = async (transaction: Transaction, staffId: string, news: Item, isNew: boolean) => {
    recordStaffChange(transaction, place.of, clock, { staffId, actor: ACTOR, news, isNew, importId });
    const rowsOut = await place.commit(transaction);
    written.push(...(rowsOut ?? []));
    return rowsOut !== undefined;
  };
  const keysOf = ({ staffId }: StaffGiven) => [{ staffId, sk: 'PROFILE' }];
  const taken = await place.write(staff, rows, keysOf, async ({ staffId, ...profile }, known) => {
    const key = { staffId, sk: 'PROFILE' };
    const present = known.get(`${staffId}/PROFILE`);
    if (present === undefined) {
      const lacks = lacking(profile, newStaff.needed);
      if (lacks !== undefined) return lacks;
      const item = {
        ...newStaff.defaults,
        zone,
        ...profile,
        ...key,
        v: 1,
        delivered: deliveredOf(profile),
      };
      const added = new Transaction(clock).putNew(staff, item, 'the member of staff is new');
      return (await commit(added, staffId, profile, true)) ? 'ADDED' : undefined;
    }
    const { set, delivered } = mergeOf(present, profile);
    if (delivered === undefined) return 'UNCHANGED';
    if (Object.keys(set).length === 0)
      return (await place.merge(staff, key, present, set, delivered)) ? 'UNCHANGED' : undefined;
    const changed = new Transaction(clock).update(
      staff,
      key,
      { set: { ...set, delivered } },
      place.asDelivered(present),
    );
    return (await commit(changed, staffId, set, false)) ? 'CHANGED' : undefined;
  });
  await place.send(written);
  return taken;
}

/** Writes absences, and tells of each that is new. */
export async function takeAbsences(place: Place, rows: readonly Numbered<AbsenceGiven>[]): Promise<Taken[]> {
  const { staff, outbox, audit, clock } = place.of;
  const keysOf = ({ staffId, from }: AbsenceGiven) => [
    { staffId, sk: 'PROFILE' },
    { staffId, sk: `ABSENCE#${from}` },
  ];
  const written: OutboxRow[] = [];
  const taken = await place.write(staff, rows, keysOf, async ({ staffId, from, until }, known) => {
    if (!known.has(`${staffId}/PROFILE`)) return [unknown('staffId', 'member of staff')];
    const key = { staffId, sk: `ABSENCE#${from}` };
    const present = known.get(`${staffId}/${key.sk}`);
    if (present?.until === until) return 'UNCHANGED';
    const at = place.now();
    const transaction = new Transaction(clock)
      .audit(audit, { entityId: staffId, actor: ACTOR, act: 'staff.absence-changed', facts: { from, until } })
      .outbox(
        outbox,
        outboxEvent({
          cause: ['absence', staffId, from, until, at],
          at,
          name: 'staff.absence-changed',
          facts: { staffId, from, until },
        }),
      );
    if (present === undefined) transaction.putNew(staff, { ...key, v: 1, from, until }, 'the absence is new');
    else {
      // Another last day is news, also of an absence that was taken back.
      const asRead = equals('the absence is as it was read', { until: present.until });
      transaction.update(staff, key, { set: { until }, remove: ['cancelled'] }, asRead);
    }
    const rowsOut = await place.commit(transaction);
    if (rowsOut === undefined) return undefined;
    written.push(...rowsOut);
    return present === undefined ? 'ADDED' : 'CHANGED';
  });
  await place.send(written);
  return taken;
}
