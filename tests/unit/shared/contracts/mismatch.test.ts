import { expect, test } from 'vitest';
import * as z from 'zod';
import { Id, Instant } from '../../../../shared/contracts/codes.ts';
import { mismatchesOf } from '../../../../shared/contracts/mismatch.ts';

const CANARY = 'Zhang-13800138000';

const of = (schema: z.ZodType, value: unknown) => {
  const parsed = schema.safeParse(value);
  if (parsed.success) throw new Error('expected a mismatch');
  return mismatchesOf(parsed.error, 'root');
};

test.each<[schema: z.ZodType, value: unknown, field: string, expected: RegExp]>([
  [z.strictObject({ a: z.number() }), { a: CANARY }, 'root.a', /^number$/],
  [z.object({ a: z.enum(['x', 'y']) }), { a: CANARY }, 'root.a', /^one of x, y$/],
  [z.object({ a: z.literal(1) }), { a: CANARY }, 'root.a', /^one of 1$/],
  [z.strictObject({}), { [CANARY]: 1 }, 'root', /^no further fields$/],
  [z.string().max(5), CANARY, 'root', /^at most 5 characters$/],
  [z.array(z.string()).min(1), [], 'root', /^at least 1 items$/],
  [z.number().min(3), 1, 'root', /^at least 3$/],
  [Id, `${CANARY} `, 'root', /^letters, digits/],
  [Instant, CANARY, 'root', /^UTC time such as/],
  [z.iso.date(), CANARY, 'root', /^a day such as/],
  [z.email(), CANARY, 'root', /^an e-mail address$/],
  [z.string().startsWith('bank.'), CANARY, 'root', /"bank\."/],
  [z.number().multipleOf(5), 7, 'root', /^a multiple of 5$/],
  [z.union([z.string(), z.number()]), { [CANARY]: 1 }, 'root', /^one of the known kinds$/],
  [z.union([z.string(), z.number()], { error: 'a or b' }), { [CANARY]: 1 }, 'root', /^a or b$/],
  [z.record(Id, z.number()), { [`${CANARY} `]: 1 }, 'root', /^a known key$/],
  [z.string().refine(() => false, { error: 'well-formed' }), CANARY, 'root', /^well-formed$/],
  [z.array(z.object({ a: z.string() })), [{ a: '' }, { a: 1 }], 'root.1.a', /^string$/],
])(
  'a mismatch says where and what would be right, and never what came (%#)',
  (schema, value, field, expected) => {
    const [mismatch, ...others] = of(schema, value);
    expect(others).toEqual([]);
    expect(mismatch?.field).toBe(field);
    expect(mismatch?.expected).toMatch(expected);
    expect(JSON.stringify(mismatch)).not.toContain(CANARY);
  },
);

test('a key that a sender made up is left out of the path', () => {
  expect(of(z.record(z.string(), z.number()), { '李 138': 'x' })).toEqual([
    { field: 'root', expected: 'number' },
  ]);
});
