/** Real input: a file of inbound events, as JSON Lines or as a CSV of the US Consumer Complaint Database. */
import { readFileSync } from 'node:fs';
import { WrongUse } from '../../../../shared/platform/command-line.ts';
import { cfpbEvents, isCfpbHeader } from './cfpb.ts';
import { headerOf, rowsOf } from './csv.ts';

/** One event of a file, as a system of the bank would put it on the bus. */
export interface InputEvent {
  /** Line of the file where it begins. */
  line: number;
  source: unknown;
  type: unknown;
  /** Without `submittedAt` it is submitted at the moment it arrives. */
  detail: unknown;
}

/** A line that holds no event at all, so that no bus could take it. */
export interface NoEvent {
  line: number;
  /** What is wrong with it. */
  unreadable: string;
}

/** Reads a file of events; one without any is refused. */
export function readEvents(file: string, customers: readonly string[]): (InputEvent | NoEvent)[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new WrongUse(`--events is '${file}', which cannot be read (${code}); it must be a file.`, {
      cause,
    });
  }
  try {
    const entries = isCfpbHeader(headerOf(text)) ? cfpbEvents(rowsOf(text), customers) : eventsIn(text);
    const [first] = entries;
    if (!first) throw new SyntaxError('it is empty.');
    if (entries.every((entry) => 'unreadable' in entry)) {
      throw new SyntaxError(`line ${first.line} ${'unreadable' in first ? first.unreadable : ''}.`);
    }
    return entries;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new WrongUse(
      `--events is '${file}', which holds no events: ${cause.message} It must be JSON Lines of events as \`npm run contracts\` prints them, or a CSV with the header of the CFPB complaint database.`,
      { cause },
    );
  }
}

/** Events a line each, or a JSON array of them. */
function eventsIn(text: string): (InputEvent | NoEvent)[] {
  try {
    const whole: unknown = JSON.parse(text);
    if (Array.isArray(whole)) return whole.map((entry) => eventOf(entry, 1));
  } catch {
    // More than one line, or none that is JSON.
  }
  return text.split(/\r?\n/).flatMap((content, at) => {
    if (content.trim() === '') return [];
    try {
      return [eventOf(JSON.parse(content), at + 1)];
    } catch (fault) {
      return [{ line: at + 1, unreadable: `is not JSON (${(fault as Error).message})` }];
    }
  });
}

/** An event in EventBridge's own shape, or in that of an entry of PutEvents. */
function eventOf(event: unknown, line: number): InputEvent | NoEvent {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    return { line, unreadable: 'holds no event, which is a JSON object' };
  }
  if ('DetailType' in event || 'Detail' in event) {
    const { Source, DetailType, Detail } = event as Record<string, unknown>;
    return { line, source: Source, type: DetailType, detail: Detail };
  }
  const { source, detail, 'detail-type': type } = event as Record<string, unknown>;
  return { line, source, type, detail };
}
