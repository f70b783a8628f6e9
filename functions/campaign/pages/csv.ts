/** Comma-separated values that no spreadsheet takes for a formula (OWASP, CSV Injection). */

/** Text or number of a cell; nothing where it is empty. */
export type Cell = string | number | undefined;

/** What a spreadsheet begins a formula with, in half and in full width, also behind blanks and what nobody sees; and what begins a cell anew. */
const FORMULA = /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠﹢﹣﹦﹫−]|^[\t\r\n]/u;

/** A quotation mark before what would be a formula keeps it a text; numbers are numbers. */
const cellOf = (cell: Cell): string => {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return `"${text.replaceAll('"', '""')}"`;
};

/** Lines as RFC 4180 has them, with the mark by which spreadsheets know UTF-8. */
export const csvOf = (rows: readonly (readonly Cell[])[]): string =>
  `\uFEFF${rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')}`;
