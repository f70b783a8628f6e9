/** Parsing at the boundaries, without ever repeating a value that came. */
import type * as z from 'zod';

/** One thing that a schema did not accept: where, and what would be right; never the value that came. */
export interface Mismatch {
  readonly field: string;
  readonly expected: string;
}

/** What zod found wrong, as field and expectation; zod's own messages may quote values and are dropped. */
export function mismatchesOf(error: z.ZodError, root = ''): Mismatch[] {
  return error.issues.map((issue) => ({ field: fieldOf(issue, root), expected: expectedOf(issue) }));
}

type Issue = z.ZodError['issues'][number];

/** Path of the field: names as our schemas have them, and indexes; free text that a sender used as a key is left out. */
function fieldOf(issue: Issue, root: string): string {
  const path = issue.path.map(String).filter((part) => /^[A-Za-z0-9_-]{1,64}$/.test(part));
  return [...(root === '' ? [] : [root]), ...path].join('.') || 'it';
}

/** What would be right, in words that come from our schemas alone. */
function expectedOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `${issue.expected}`;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'unrecognized_keys':
      return 'no further fields';
    case 'too_small':
      return `at least ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'invalid_format':
      // For patterns zod has our own words, or the pattern; never what came.
      return formats[issue.format] ?? issue.message;
    case 'invalid_union':
      return issue.message === 'Invalid input' ? 'one of the known kinds' : issue.message;
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_key':
      return 'a known key';
    case 'custom':
      return issue.message;
    default:
      return 'something else';
  }
}

const formats: Record<string, string> = {
  datetime: 'UTC time such as 2026-03-02T01:30:00.000Z',
  date: 'a day such as 2026-03-02',
  email: 'an e-mail address',
  url: 'a URL',
};

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  if (origin === 'array' || origin === 'set') return ' items';
  return '';
}
