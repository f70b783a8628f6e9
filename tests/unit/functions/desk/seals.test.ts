import { expect, test } from 'vitest';
import { signedPart } from '../../../../functions/desk/rules/link.ts';
import {
  codeHashOf,
  codeOf,
  csrfOf,
  kidOfHash,
  linkMac,
  nonceHashOf,
  nonceOf,
  openLink,
} from '../../../../functions/desk/seals.ts';

const key = { kid: '0123abcd', value: 'k'.repeat(64) };
const other = { kid: '4567cdef', value: 'o'.repeat(64) };
const holding = { taskId: 'T0123456789ABCDEF', generation: 1, assigneeId: 'A1' };
const fields = {
  kid: key.kid,
  taskId: holding.taskId,
  generation: 1,
  expiry: 1_780_000_000,
  nonce: nonceOf(other, holding),
};

test('a nonce is of one holder, one generation and one task', () => {
  const nonces = [
    nonceOf(key, holding),
    nonceOf(key, { ...holding, assigneeId: 'A2' }),
    nonceOf(key, { ...holding, generation: 2 }),
    nonceOf(key, { ...holding, taskId: 'T0123456789ABCDEG' }),
    nonceOf(other, holding),
    // Fields cannot run into one another.
    nonceOf(key, { taskId: 'T0123456789ABCDEF', generation: 11, assigneeId: 'A' }),
  ];
  expect(new Set(nonces).size).toBe(nonces.length);
  for (const nonce of nonces) expect(nonce).toMatch(/^[A-Za-z0-9_-]{22}$/);
});

test('codes are six digits, evenly drawn', () => {
  const firsts = new Array<number>(10).fill(0);
  for (let number = 1; number <= 5_000; number++) {
    const code = codeOf(key, holding.taskId, 1, number);
    expect(code).toMatch(/^\d{6}$/);
    const first = Number(code[0]);
    firsts[first] = (firsts[first] ?? 0) + 1;
  }
  for (const count of firsts) expect(Math.abs(count - 500)).toBeLessThan(120);
});

test('what is kept of nonce and code names the key that hashed it, and gives neither away', () => {
  const nonce = nonceOf(other, holding);
  const nonceHash = nonceHashOf(key, holding.taskId, 1, nonce);
  const codeHash = codeHashOf(key, holding.taskId, 1, 1, '012345');
  expect([kidOfHash(nonceHash), kidOfHash(codeHash)]).toEqual([key.kid, key.kid]);
  expect(nonceHash).not.toContain(nonce);
  expect(codeHash).not.toContain('012345');
  expect(codeHashOf(key, holding.taskId, 1, 2, '012345')).not.toBe(codeHash);
});

test('a link opens with the key that signed it and with no other, and not by another output of that key', () => {
  const segment = `${signedPart(fields)}.${linkMac(key, fields)}`;
  expect(openLink(segment, [key])).toEqual(fields);
  expect(openLink(segment, [other, key])).toEqual(fields);
  expect(openLink(segment, [other])).toBeUndefined();
  expect(openLink(segment, [])).toBeUndefined();
  expect(openLink(segment, [{ kid: key.kid, value: other.value }])).toBeUndefined();
  expect(openLink(`${signedPart(fields)}.${csrfOf(key, 'cookie', fields)}`, [key])).toBeUndefined();
});
