import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Id } from '../../../../shared/contracts/codes.ts';
import { dayOf } from '../../../../shared/platform/clock.ts';
import {
  caseIdOf,
  derivedId,
  digestOf,
  executionName,
  SHARDS,
  shardKey,
  shardKeys,
  shardOf,
} from '../../../../shared/platform/ids.ts';

const received = new Date('2026-03-01T17:00:00.000Z');

test('the same cause makes the same id, another cause another one', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.string()), (one, other) => {
      expect(derivedId('T', ...one)).toBe(derivedId('T', ...one));
      expect(derivedId('T', ...one) === derivedId('T', ...other)).toBe(
        JSON.stringify(one) === JSON.stringify(other),
      );
      expect(Id.safeParse(derivedId('T', ...one)).success).toBe(true);
    }),
  );
});

test('parts of a cause cannot run into one another', () => {
  expect(digestOf('a', 'bc').equals(digestOf('ab', 'c'))).toBe(false);
  expect(digestOf('1').equals(digestOf(1))).toBe(false);
});

test('a case number tells the day in the bank’s zone, and duplicates agree on it', () => {
  expect(caseIdOf('complaint#app#1', received, 'Asia/Shanghai')).toMatch(
    /^K20260302-[0-9A-HJKMNP-TV-Z]{10}$/,
  );
  expect(caseIdOf('complaint#app#1', received, 'Europe/London')).toMatch(/^K20260301-/);
  expect(caseIdOf('complaint#app#1', received, 'Asia/Shanghai')).toBe(
    caseIdOf('complaint#app#1', received, 'Asia/Shanghai'),
  );
  expect(caseIdOf('complaint#app#1', received, 'Asia/Shanghai', 1)).not.toBe(
    caseIdOf('complaint#app#1', received, 'Asia/Shanghai'),
  );
  expect(dayOf(received, 'Asia/Shanghai')).toBe('20260302');
});

test('a hundred thousand business keys of one day have case numbers of their own', () => {
  const numbers = new Set(
    Array.from({ length: 100_000 }, (_, at) => caseIdOf(`complaint#app#${at}`, received, 'UTC')),
  );
  expect(numbers.size).toBe(100_000);
});

test('ids spread over all shards, and each shard is one that readers look at', () => {
  const shards = Array.from({ length: 400 }, (_, at) => shardOf(`K${at}`));
  expect(new Set(shards).size).toBe(SHARDS);
  expect(shardKeys('P')).toContain(shardKey('P', 'K1'));
  expect(shardKeys('P')).toHaveLength(SHARDS);
});

test('an execution name has at most 80 characters that AWS allows, and two long ones stay apart', () => {
  expect(executionName('complaint', 'K20260302-7QX9M2K4PA', 1)).toBe('complaint-K20260302-7QX9M2K4PA-r1');
  const long = (end: string) => executionName('complaint', `${'K'.repeat(90)}${end}`, 1);
  expect(long('a')).toHaveLength(80);
  expect(long('a')).not.toBe(long('b'));
  expect(long('a')).toMatch(/^[A-Za-z0-9._-]+$/);
});
