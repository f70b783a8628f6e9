/**
 * Does what must always hold, hold? A program of its own that imports nothing of the product: it reads tables, mails,
 * executions and their definitions over HTTP, and the archive of events out of a file. Arguments: AWS endpoint, mailbox, that
 * file (JSON lines), instant of the count. Prints one line of JSON: what was looked at, what is broken, with the timelines of
 * the cases that it concerns, and how often each way between workflows was gone.
 */
import { judgeAll } from './judges.ts';
import { judging } from './judging.ts';
import { linksOf } from './links.ts';
import { see } from './seen.ts';
import { timelineOfCase } from './timeline-of-case.ts';

/** Most timelines that are told: one fault in a rule may concern every case. */
const MOST_TIMELINES = 5;

const [endpoint = '', mailbox = '', archive = '', countedAt = ''] = process.argv.slice(2);
const seen = await see(endpoint, mailbox, archive, countedAt);
const { judge, judged } = judging();
judgeAll(seen, judge);
const cases = [...new Set(judged.broken.flatMap(({ caseId }) => caseId ?? []))].slice(0, MOST_TIMELINES);
const timelines = cases.map((caseId) => ({ caseId, lines: timelineOfCase(seen, caseId) }));
process.stdout.write(`${JSON.stringify({ ...judged, timelines, links: linksOf(seen) })}\n`);
