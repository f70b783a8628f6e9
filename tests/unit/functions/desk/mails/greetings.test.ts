import { describe, expect, test } from 'vitest';
import { greeted, greetingFor } from '../../../../../functions/desk/mails/greetings.ts';
import { Language } from '../../../../../shared/contracts/codes.ts';
import { cadence1 } from '../../../../../shared/policy/cadence.ts';
import { dates1 } from '../../../../../shared/policy/important-dates.ts';

describe.each(Language.options)('R048, R126, R133 greetings in %s', (language) => {
  const days = [...cadence1.greetings.map(({ what }) => what), ...dates1.festivals.map(({ kind }) => kind)];

  test.each([...new Set(days)])('%s has words of its own', (day) => {
    expect(greeted).toContain(day);
    expect(greetingFor(day, language, 'Example Bank')).not.toEqual(
      greetingFor('?', language, 'Example Bank'),
    );
  });

  test('R111 none of them sells anything', () => {
    for (const day of [...greeted, 'a day of the bank’s own']) {
      const { subject, paragraphs } = greetingFor(day, language, 'Example Bank');
      expect([subject, ...paragraphs].join(' ')).not.toMatch(
        /https?:|offer|discount|interest|invest|loan|product|优惠|折扣|利率|理财|贷款|产品|办理/i,
      );
    }
  });

  test('a day that is named like a part of every object gets the words for other days', () => {
    expect(greetingFor('constructor', language, 'X')).toEqual(greetingFor('other', language, 'X'));
  });
});
