import { expect, test } from 'vitest';
import { timeline } from '../../../../../infra/local/story/timeline.ts';

const AT = Date.parse('2026-03-02T23:30:00Z');

const lines = (color = false) => {
  const written: string[] = [];
  const told = timeline({
    write: (line) => written.push(line),
    zone: 'Asia/Shanghai',
    language: 'en',
    color,
  });
  return { told, written };
};

test('a day and a time stand once, in the zone of the bank', () => {
  const { told, written } = lines();
  told.tell({ at: AT, kind: 'event', what: 'One', text: 'a' });
  told.tell({ at: AT + 20_000, kind: 'mail', what: 'Two', text: 'b' });
  told.tell({ at: AT + 60_000, kind: 'page', what: 'Three', text: '' });
  told.tell({ at: AT + 86_400_000, kind: 'event', what: 'Four', text: 'd' });
  expect(written).toEqual([
    '',
    '  Tue, 3 Mar 2026',
    '    07:30  ● One           a',
    '           ✉ Two           b',
    '    07:31  ▤ Three',
    '',
    '  Wed, 4 Mar 2026',
    '    07:30  ● Four          d',
  ]);
});

test('Chinese words take two columns each', () => {
  const { told, written } = lines();
  told.tell({ at: AT, kind: 'event', what: '提醒', text: 'x' });
  expect(written.at(-1)).toBe('    07:30  ● 提醒          x');
});

test('colours are written only where they are wanted', () => {
  const plain = lines();
  plain.told.tell({ at: AT, kind: 'event', what: 'One', text: 'a', tone: 'bad' });
  expect(plain.written.join('')).not.toContain('\u001b');
  const coloured = lines(true);
  coloured.told.tell({ at: AT, kind: 'event', what: 'One', text: 'a', tone: 'bad' });
  expect(coloured.written.at(-1)).toContain('\u001b[31m●');
});

test('what came out of mails and pages cannot steer the terminal or turn the line around', () => {
  const { told, written } = lines();
  told.tell({ at: AT, kind: 'mail', what: 'x', text: 'a\u001b[2Jb\r\nc\u202Ed\u0007' });
  expect(written.at(-1)).toBe('    07:30  ✉ x             a [2Jb c d');
});
