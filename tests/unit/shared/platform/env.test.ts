import { expect, test } from 'vitest';
import * as z from 'zod';
import { SettingWrong } from '../../../../shared/faults/faults.ts';
import { environment, Setting, Zone } from '../../../../shared/platform/env.ts';

test('variables that are asked for come back typed, others do not', () => {
  const shape = { CASES_TABLE: Setting, MOST: z.coerce.number() };
  expect(environment(shape, { CASES_TABLE: 'Cases', MOST: '3', SECRET: 'x' })).toEqual({
    CASES_TABLE: 'Cases',
    MOST: 3,
  });
});

test.each([
  [{}, 'CASES_TABLE: expected string'],
  [{ CASES_TABLE: '', BANK_ZONE: 'UTC' }, 'CASES_TABLE: expected at least 1 characters'],
  [
    { CASES_TABLE: 'Cases', BANK_ZONE: 'Mars/Base' },
    'BANK_ZONE: expected an IANA time zone such as Asia/Shanghai',
  ],
])('a variable that is absent or wrong is named (%j)', (variables, message) => {
  const read = () =>
    environment({ CASES_TABLE: Setting, BANK_ZONE: Zone }, variables as Record<string, string>);
  expect(read).toThrow(SettingWrong);
  expect(read).toThrow(message);
});
