import { describe, expect, test } from 'vitest';
import { sampleBank } from '../../../../../infra/local/story/story.ts';
import { CustomerType, Language, Level, Line, Role, Tier } from '../../../../../shared/contracts/codes.ts';
import { CustomerProfile, StaffAbsence, StaffProfile } from '../../../../../shared/contracts/items.ts';

const bank = sampleBank();
const customers = bank.customers.map((row) => CustomerProfile.strict().parse(row));
const staff = bank.staff.map((row) => StaffProfile.strict().parse(row));
const absences = bank.absences.map((row) => StaffAbsence.strict().parse(row));
const ids = staff.map(({ staffId }) => staffId);

describe('the sample bank', () => {
  test('has customers of every tier, type and language, and each of them once', () => {
    const kinds = new Set(customers.map(({ tier, type, language }) => `${tier} ${type} ${language}`));
    expect(new Set(customers.map(({ tier }) => tier))).toEqual(new Set(Tier.options));
    for (const type of CustomerType.options)
      for (const language of Language.options) expect([...kinds].join()).toContain(`${type} ${language}`);
    expect(new Set(customers.map(({ customerId }) => customerId)).size).toBe(customers.length);
  });

  test('has staff of every role, level, line and language', () => {
    expect(new Set(staff.map(({ role }) => role))).toEqual(new Set(Role.options));
    expect(new Set(staff.map(({ level }) => level))).toEqual(
      new Set(Level.options.map(({ value }) => value)),
    );
    expect(new Set(staff.flatMap(({ lines }) => lines))).toEqual(new Set(Line.options));
    expect(new Set(staff.map(({ language }) => language))).toEqual(new Set(Language.options));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('has a line head and the seats of level 1 and 2 for every line', () => {
    for (const line of Line.options) {
      const of = (roles: string[], level: number) =>
        staff.some((one) => roles.includes(one.role) && one.level === level && one.lines.includes(line));
      expect([line, of(['line-head'], 3), of(['agent', 'rm'], 1), of(['agent', 'rm', 'expert'], 2)]).toEqual([
        line,
        true,
        true,
        true,
      ]);
    }
  });

  test('names only people it has, gives each vip customer a manager, and nobody is their own substitute', () => {
    for (const { tier, managerId } of customers) if (tier === 'vip') expect(ids).toContain(managerId);
    for (const { staffId, substituteId } of staff) {
      if (substituteId === undefined) continue;
      expect(ids).toContain(substituteId);
      expect(substituteId).not.toBe(staffId);
    }
    expect(absences).toHaveLength(1);
    expect(ids).toContain(absences[0]?.staffId);
    expect(staff.find(({ staffId }) => staffId === absences[0]?.staffId)?.substituteId).toBeDefined();
  });

  test('R134 says of everybody but the general manager who stands above them', () => {
    for (const { staffId, role, level, superiorId } of staff) {
      const superior = staff.find((one) => one.staffId === superiorId);
      expect([staffId, superior !== undefined]).toEqual([staffId, role !== 'gm']);
      if (superior !== undefined) expect([staffId, superior.level > level]).toEqual([staffId, true]);
    }
  });

  test('has a customer whom no mail reaches', () => {
    expect(customers.filter(({ email }) => email === undefined).map(({ phone }) => phone)).toEqual([
      expect.stringMatching(/^\d/),
    ]);
  });

  test('uses example domains only, and each address once', () => {
    const addresses = [...customers, ...staff].flatMap(({ email }) => email ?? []);
    for (const address of addresses) expect(address).toMatch(/^[a-z.]+@(customers|bank)\.example$/);
    expect(new Set(addresses).size).toBe(addresses.length);
  });
});
