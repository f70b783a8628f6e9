import { expect, test } from 'vitest';
import { askedBy, outcomeOf } from '../../../../functions/intake/redrive.ts';
import { WrongUse } from '../../../../shared/platform/command-line.ts';

const files: Record<string, string> = {
  'event.json': '{"id":"e1"}',
  'shown.json': '{"id":"Q1","state":"HELD","event":{"id":"e1"}}',
  'list.json': '[]',
  'broken.json': '{',
};
const read = (file: string): string => {
  const content = files[file];
  if (content === undefined) throw new Error('ENOENT');
  return content;
};
const functionName = 'Steward-RedriveQuarantine';

test.each<[words: string[], request: object]>([
  [[], { list: true }],
  [['--list', '--code', 'UNKNOWN_CUSTOMER'], { list: true, code: 'UNKNOWN_CUSTOMER' }],
  [['--show', 'Q1'], { show: true, id: 'Q1' }],
  [['--id', 'Q1'], { id: 'Q1' }],
  [['--id', 'Q1', '--event', 'event.json'], { id: 'Q1', event: { id: 'e1' } }],
  [['--id', 'Q1', '--event', 'shown.json'], { id: 'Q1', event: { id: 'e1' } }],
  [['--all', '--code', 'WRONG_FIELD'], { all: true, code: 'WRONG_FIELD' }],
])('the words %j ask for the right thing', (words, request) => {
  expect(askedBy(words, read)).toEqual({ request, endpoint: undefined, functionName });
});

test('another endpoint and another function can be named', () => {
  expect(askedBy(['--all', '--endpoint', 'http://127.0.0.1:4510', '--function', 'Other'], read)).toEqual({
    request: { all: true },
    endpoint: 'http://127.0.0.1:4510',
    functionName: 'Other',
  });
});

test.each<[words: string[], message: RegExp]>([
  [['--all', '--list'], /Only one of --list, --all/],
  [['--id', 'Q1', '--show', 'Q2'], /Only one of --show, --id/],
  [['--event', 'event.json'], /--event goes with --id/],
  [['--id', 'Q1', '--code', 'X'], /--code goes with --list and --all/],
  [['--id', 'Q1', '--event', 'missing.json'], /--event missing\.json: must be a file with JSON/],
  [['--id', 'Q1', '--event', 'broken.json'], /--event broken\.json: must be a file with JSON/],
  [['--id', 'Q1', '--event', 'list.json'], /--event list\.json: must hold one event/],
  [['--everything'], /Unknown option '--everything'/],
  [['Q1'], /Unexpected argument 'Q1'/],
])('the words %j are a mistake that is named', (words, message) => {
  expect(() => askedBy(words, read)).toThrow(WrongUse);
  expect(() => askedBy(words, read)).toThrow(message);
});

test('the exit code tells whether everything went in', () => {
  expect(outcomeOf({ failed: false, payload: { held: [] } }).code).toBe(0);
  expect(outcomeOf({ failed: false, payload: { redriven: [{ way: 'ACCEPTED' }], left: 0 } }).code).toBe(0);
  expect(outcomeOf({ failed: false, payload: { redriven: [{ way: 'REFUSED' }], left: 0 } }).code).toBe(1);
  expect(outcomeOf({ failed: false, payload: { redriven: [], left: 3 } }).code).toBe(1);
});

test('what the function failed with is told in one line, without its stack', () => {
  const payload = {
    errorType: 'QuarantineUnknown',
    errorMessage: 'There is no Q9.',
    trace: ['at index.mjs'],
  };
  expect(outcomeOf({ failed: true, payload })).toEqual({
    text: 'QuarantineUnknown: There is no Q9.',
    code: 1,
  });
});
