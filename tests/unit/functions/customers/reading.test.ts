import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvRows, FileFlawed, type FileRow, jsonRows } from '../../../../functions/customers/reading.ts';
import { Seen } from '../../../../functions/customers/seen.ts';

/** The bytes in pieces of these sizes, as they might come over a wire. */
async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function read(rows: AsyncIterable<FileRow>): Promise<FileRow[]> {
  const all: FileRow[] = [];
  for await (const row of rows) all.push(row);
  return all;
}
const names = (header: readonly string[]) => header;
const csv = (text: string | Buffer, size = 7) => read(csvRows(pieces(Buffer.from(text), size), names));
const jsonl = (text: string, size = 7) => read(jsonRows(pieces(Buffer.from(text), size), names));

const cell = fc.string({
  unit: fc.constantFrom('a', '客', '"', ',', '\r\n', '\n', ' ', '\u{1f600}', 'é'),
  maxLength: 8,
});
const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 12 });
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

describe('R172 tables', () => {
  test('whatever stands in their cells, and however they are cut, they are read with their lines', async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 9 }), async (rows, size) => {
        const lines = rows.map((row) => row.map(quoted).join(','));
        const found = await csv(`\ufeffx,y,z\r\n${lines.join('\r\n')}\r\n`, size);
        let line = 2;
        const expected = rows.map((row) => {
          const at = line;
          line += row.join('').split('\n').length;
          const cells = Object.fromEntries(
            ['x', 'y', 'z'].flatMap((name, place) => (row[place]?.trim() ? [[name, row[place].trim()]] : [])),
          );
          return { line: at, cells };
        });
        expect(found.map(({ line: at, cells }) => ({ line: at, cells }))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test('end with or without a line break, in lines of either kind', async () => {
    for (const text of ['x\n1\n2', 'x\r\n1\r\n2\r\n', 'x\n\n1\n\n2\n\n']) {
      expect((await csv(text)).map(({ cells }) => cells.x)).toEqual(['1', '2']);
    }
  });

  test('a row that is wrong in several places is told of once, in its order', async () => {
    const found = await csv('x,y\n1,2\n3,a"b"c"\n4,a"\n7\n8,9\n');
    expect(found.map(({ line, flaw, cells }) => [line, flaw === undefined ? cells.x : 'flaw'])).toEqual([
      [2, '1'],
      [3, 'flaw'],
      [4, 'flaw'],
      [5, 'flaw'],
      [6, '8'],
    ]);
  });

  test('quotes in the wrong places cost no row but their own', async () => {
    const odd = fc.constantFrom('a"', 'a"b', 'a""b', 'a"b"c', 'a"b"', ' "a');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.constant('right'), odd), { minLength: 1 }), async (cells) => {
        const found = await csv(`x,y\n${cells.map((one, at) => `${at},${one}`).join('\n')}\n`, 5);
        expect(found.map(({ line, flaw }) => [line, flaw === undefined])).toEqual(
          cells.map((one, at) => [at + 2, one === 'right']),
        );
      }),
      { numRuns: 60 },
    );
  });

  test('bytes are counted up to the end of each row', async () => {
    const text = 'x\r\n客\r\n"a\r\nb"\r\nend';
    const found = await csv(text, 3);
    expect(found.map(({ bytes }) => bytes)).toEqual([8, 16, Buffer.byteLength(text)]);
  });

  test.each([
    ['a quote that never closes', 'x\n1\n"2\n3\n', 'a quote that closes'],
    ['a quote that closes too early', 'x\n1\n"2"2\n3\n', 'doubled within a quoted cell'],
    ['a row without an end', `x\n1\n${'2'.repeat(150_000)}\n3\n`, 'at most 100000 characters'],
    ['no line at all', '', 'a first line'],
  ])('%s ends the reading, and what stood before was read', async (_, text, expected) => {
    const found: FileRow[] = [];
    const reading = (async () => {
      for await (const row of csvRows(pieces(Buffer.from(text), 50_000), names)) found.push(row);
    })();
    await expect(reading).rejects.toThrow(FileFlawed);
    await expect(reading).rejects.toThrow(expected);
    expect(found.map(({ cells }) => cells.x)).toEqual(text === '' ? [] : ['1']);
  });

  test('UTF-8 is known however it is cut; anything else is told by its line', async () => {
    const text = 'x\n客户\n\u{1f600}é\n';
    for (let size = 1; size < 9; size++)
      expect((await csv(text, size)).map(({ cells }) => cells.x)).toEqual(['客户', '\u{1f600}é']);
    const latin = Buffer.concat([Buffer.from('x\nright\n'), Buffer.from([0xe9, 0x0a])]);
    for (let size = 1; size < 12; size++)
      await expect(csv(latin, size)).rejects.toMatchObject({ flaw: { line: 3, field: 'file' } });
    await expect(csv(Buffer.from([0x78, 0x0a, 0xe5, 0xae]))).rejects.toMatchObject({ flaw: { line: 2 } });
  });
});

describe('R172 JSON Lines', () => {
  test('are read a line each, with or without a mark, blank lines left out', async () => {
    const found = await jsonl('\ufeff{"x":1,"y":true}\r\n\r\n{"y":null,"x":["a","b"]}\n{"x":{}}\n7');
    expect(found.map(({ line, cells, flaw }) => [line, flaw?.field ?? cells])).toEqual([
      [1, { x: '1', y: 'true' }],
      [3, { x: 'a;b' }],
      [4, 'x'],
      [5, 'row'],
    ]);
  });

  test('whatever stands in their texts, and however they are cut, they come back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1 }),
        fc.integer({ min: 1, max: 9 }),
        async (texts, size) => {
          const found = await jsonl(texts.map((x) => JSON.stringify({ x })).join('\n'), size);
          expect(found.map(({ cells }) => cells.x ?? '')).toEqual(texts.map((x) => x.trim()));
        },
      ),
      { numRuns: 60 },
    );
  });

  test.each([
    ['one deep', '[["a"]]'],
    ['ten thousand deep', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
  ])('a list in a list, %s, is a flaw of its row, and the rows after it are read', async (_, list) => {
    const found = await jsonl(`{"x":${list}}\n{"x":["a"]}`);
    expect(found.map(({ line, cells, flaw }) => [line, flaw?.field ?? cells])).toEqual([
      [1, 'x'],
      [2, { x: 'a' }],
    ]);
  });

  test('a line without an end ends the reading', async () => {
    await expect(jsonl(`{"x":1}\n{"x":"${'a'.repeat(500_000)}`, 100_000)).rejects.toMatchObject({
      flaw: { line: 2 },
    });
    await expect(jsonl('')).rejects.toMatchObject({ flaw: { field: 'file' } });
  });
});

test('R151 rows are known again among many, with the line they stood in', () => {
  const seen = new Seen();
  const count = 50_000;
  for (let at = 1; at <= count; at++)
    expect(seen.note(`C${at}`, `content ${at}`, at)).toEqual({ way: 'NEW' });
  for (let at = 1; at <= count; at += 997) {
    expect(seen.note(`C${at}`, `content ${at}`, count + at)).toEqual({ way: 'SAME', line: at });
    expect(seen.note(`C${at}`, 'other', count + at)).toEqual({ way: 'OTHER', line: at });
  }
});
