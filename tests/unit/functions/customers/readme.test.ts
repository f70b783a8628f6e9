import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { layoutOf } from '../../../../functions/customers/rules/rows.ts';
import { ImportKind } from '../../../../shared/contracts/imports.ts';

const readme = readFileSync(new URL('../../../../functions/customers/README.md', import.meta.url), 'utf8');

test.each(ImportKind.options)(
  'the README names exactly the fields of %s, and those that must be filled',
  (kind) => {
    const [row = ''] = readme.split('\n').filter((line) => line.startsWith(`| \`${kind}\` `));
    const fields = row.split('|')[3]?.split(';')[0] ?? '';
    const { fields: all, must } = layoutOf(kind);
    expect([...fields.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual(all);
    expect([...fields.matchAll(/\*\*`(\w+)`\*\*/g)].map(([, name]) => name)).toEqual(must);
  },
);
