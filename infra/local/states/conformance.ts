/**
 * The conformance gate: replays cases recorded from AWS and fails when one of them ends differently here.
 * `--cases DIR` replays another folder, `--json` prints one line, `--details` shows how event details differ.
 */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command, WrongUse } from '../../../shared/platform/command-line.ts';
import { type Case, NoCases, readCases } from './conformance/cases.ts';
import { replay, type Verdict } from './conformance/replay.ts';

/** How many cases went how. */
export interface Count {
  cases: number;
  agreed: number;
  refused: number;
  disagreed: number;
}

/** What the gate found. */
export interface Report extends Count {
  areas: Record<string, Count>;
  /** One line for each case that ended differently. */
  differences: string[];
  /** One line for each entry that is no case, with the reason; it counts as refused. */
  unreadable: string[];
  /** Executions that agree, whose events could be compared field by field, and where those differ. */
  details: { compared: number; differences: string[] };
}

/** Where the recordings lie beside the repository. */
export const RECORDED_CASES = fileURLToPath(
  new URL('../../../../shared/conformance/aws-step-functions', import.meta.url),
);

/** Replays all cases of a folder. */
export async function replayAll(folder: string): Promise<Report> {
  const report: Report = {
    ...none(),
    areas: {},
    differences: [],
    unreadable: [],
    details: { compared: 0, differences: [] },
  };
  for (const entry of readCases(folder)) {
    if ('unreadable' in entry) {
      countIn(report, entry.area, 'refused');
      report.unreadable.push(`${entry.id}: ${entry.unreadable}`);
      continue;
    }
    const outcome = await replay(entry);
    countIn(report, entry.area, outcome.verdict);
    note(report, entry, outcome);
  }
  return report;
}

function countIn(report: Report, name: string, verdict: Verdict['verdict']): void {
  report.areas[name] ??= none();
  for (const count of [report, report.areas[name]]) {
    count.cases++;
    count[verdict]++;
  }
}

function note(report: Report, recorded: Case, outcome: Verdict): void {
  if (outcome.verdict === 'disagreed') report.differences.push(`${recorded.id}: ${outcome.reason}`);
  if (outcome.verdict !== 'agreed' || !recorded.expected.eventDetails || recorded.eventOrder) return;
  report.details.compared++;
  if (outcome.details) report.details.differences.push(`${recorded.id}: ${outcome.details}`);
}

function none(): Count {
  return { cases: 0, agreed: 0, refused: 0, disagreed: 0 };
}

function print(report: Report, withDetails: boolean): void {
  const width = Math.max(...Object.keys(report.areas).map((area) => area.length), 4);
  const row = (name: string, { cases, agreed, refused, disagreed }: Count) =>
    console.log(
      `${name.padEnd(width)} ${[cases, agreed, refused, disagreed].map((n) => String(n).padStart(10)).join('')}`,
    );
  console.log(`${'area'.padEnd(width)}      cases    agreed   refused disagreed`);
  for (const [area, count] of Object.entries(report.areas).sort()) row(area, count);
  row('all', report);
  const { compared, differences } = report.details;
  console.log(`\nEvent details, field by field: ${compared - differences.length} of ${compared} agree.`);
  for (const line of withDetails ? differences : []) console.log(`  ${line}`);
  for (const line of report.unreadable) console.log(`REFUSED ${line}`);
  for (const line of report.differences) console.log(`DIFFERENT ${line}`);
}

await command(import.meta, {
  usage: `npm run conformance -- [--cases DIR] [--json] [--details]
  --cases DIR  folder of recorded cases (those beside the repository)
  --json       print one line of JSON
  --details    show how the fields of events differ
  --help       print this
ends with 0 if no case went differently than on AWS, 1 if one did, 2 if there is nothing to replay`,
  options: {
    cases: { type: 'string', default: RECORDED_CASES },
    json: { type: 'boolean', default: false },
    details: { type: 'boolean', default: false },
  },
  async run(values) {
    const report = await replayAll(resolve(values.cases)).catch((fault) => {
      if (!(fault instanceof NoCases)) throw fault;
      throw new WrongUse(`There is nothing to replay: ${fault.message}`, { cause: fault });
    });
    if (values.json) {
      const { cases, agreed, refused, disagreed, areas } = report;
      console.log(JSON.stringify({ cases, agreed, refused, disagreed, areas }));
      for (const line of report.unreadable) console.error(`REFUSED ${line}`);
      for (const line of report.differences) console.error(`DIFFERENT ${line}`);
    } else print(report, values.details);
    const nothingReplayed = report.unreadable.length === report.cases;
    process.exitCode = report.disagreed > 0 ? 1 : nothingReplayed ? 2 : 0;
  },
});
