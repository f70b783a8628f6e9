import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkFolders, readFlags } from '../../../../infra/local/flags.ts';
import { WrongUse } from '../../../../shared/platform/command-line.ts';

const root = '/bank';

test('without flags the story is played in .steward and the runtime stays up', () => {
  expect(readFlags([], root)).toEqual({
    fresh: false,
    play: true,
    days: 200,
    exit: false,
    json: false,
    truth: false,
    tell: { parts: [], numbers: [] },
    seed: 1,
    data: join(root, '.steward'),
    help: false,
  });
});

test('every flag is taken', () => {
  const args =
    '--fresh --no-play --days 7 --customers 90 --events /in.csv --exit --json --truth --tell visits,C2001 --seed 7 --data other --port 5000 --assembly /out --help'.split(
      ' ',
    );
  expect(readFlags(args, root)).toEqual({
    fresh: true,
    play: false,
    days: 7,
    customers: 90,
    events: '/in.csv',
    exit: true,
    json: true,
    truth: true,
    tell: { parts: ['visits'], numbers: ['C2001'] },
    seed: 7,
    data: '/bank/other',
    port: 5000,
    assembly: '/out',
    help: true,
  });
});

test.each([
  [['--frsh'], "'--frsh'"],
  [['--seed'], '--seed'],
  [['--seed', 'x'], "--seed is 'x'; it must be a whole number from 0 to 4294967295"],
  [['--seed', '1.5'], "--seed is '1.5'"],
  [['--port', '70000'], "--port is '70000'; it must be a whole number from 1 to 65532"],
  [['--exit=no'], '--exit'],
  [['now'], "'now'"],
])('%j is refused by name', (args, what) => {
  expect(() => readFlags(args, root)).toThrow(WrongUse);
  expect(() => readFlags(args, root)).toThrow(what);
});

test('folders that cannot be what they are given as are refused before anything is done in them', () => {
  const data = fileURLToPath(import.meta.url);
  expect(() => checkFolders({ data })).toThrow(`--data is '${data}', which is a file`);
  const assembly = import.meta.dirname;
  expect(() => checkFolders({ data: '/bank/none', assembly })).toThrow(
    `--assembly is '${assembly}', which holds no manifest.json`,
  );
  expect(() => checkFolders({ data: import.meta.dirname })).not.toThrow();
});
