import { describe, expect, test } from 'vitest';
import { askedBy, printed } from '../../../../functions/campaign/campaign.ts';

describe('npm run campaign', () => {
  test.each([
    ['--list', { list: true }],
    ['--name relationship', { name: 'relationship' }],
    ['--end Q20260115-0123456789 --json', { end: 'Q20260115-0123456789' }],
  ])('%s asks for %j', (words, asked) => {
    expect(askedBy(words.split(' '))).toEqual(asked);
  });

  test.each([
    ['', /--list, --name NAME and --end CASE/],
    ['--list --name pulse', /Say one of/],
    ['--nmae pulse', /the switches are --list/],
  ])('%s is told what would be right', (words, message) => {
    expect(() => askedBy(words.split(' ').filter(Boolean))).toThrow(message);
  });

  test('says what was begun, what ends, and what there is', () => {
    expect(printed({ begun: [{ campaign: 'pulse', caseId: 'Q1' }] })).toBe('Begun: pulse, Q1.');
    expect(printed({ begun: [] })).toBe('Nothing begun: it is held today already.');
    expect(printed({ ended: 'Q1' })).toBe('Ends: Q1.');
    const plan = {
      campaign: 'relationship',
      definition: 'relationship',
      naming: 'NAMED',
      months: [1, 7],
      dayOfMonth: 15,
      days: 28,
      approval: 'NEEDED',
    };
    expect(printed({ campaigns: [plan] })).toBe(
      'relationship   survey relationship, named, on day 15 of months 1, 7, for 28 days, after approval',
    );
  });
});
