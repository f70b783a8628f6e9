import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PASSED_OVER, READERS } from '../../../../infra/local/assembly/resources.ts';
import { HELP, readFlags } from '../../../../infra/local/flags.ts';

const readme = readFileSync(new URL('../../../../infra/local/README.md', import.meta.url), 'utf8');

/** Resource types between two sentences of the README. */
const typesBetween = (from: string, to: string): string[] => {
  const part = readme.slice(readme.indexOf(from), readme.indexOf(to));
  return [...part.matchAll(/`(AWS::[A-Za-z0-9:]+)`/g)].map(([, type = '']) => type).sort();
};

test('the README names exactly the resource types that are taken and that are passed over', () => {
  expect(typesBetween('Taken:', 'Roles and policies')).toEqual(Object.keys(READERS).sort());
  expect(typesBetween('Passed over,', '## Lambda')).toEqual(Object.keys(PASSED_OVER).sort());
});

test('the README names exactly the flags that there are', () => {
  const named = [...readme.matchAll(/^npm start -- (--[a-z-]+)/gm)].map(([, flag]) => flag);
  expect(named).toEqual([...HELP.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, flag]) => flag));
  let refusal = '';
  try {
    readFlags(['--none'], '/');
  } catch (fault) {
    refusal = (fault as Error).message;
  }
  expect([...refusal.matchAll(/(?<=[ ,])--[a-z-]+(?=[,.])/g)].map(([flag]) => flag).sort()).toEqual(
    named.sort(),
  );
});
