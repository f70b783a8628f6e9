/** Command for operations: hands over everything that a leaver has open, by invoking the function that does it. */
import { command, type Values, WrongUse } from '../../shared/platform/command-line.ts';
import { askFunction, unreached } from '../../shared/platform/operator.ts';

/** How the command is used. */
export const USAGE = `npm run leaver -- --staff ID [--dry-run] [--json] [where]

  --staff ID       who leaves, e.g. S04: gets no task any more, and what they have open goes to others
  --dry-run        says what would go to whom, and changes nothing
  --json           one line of JSON: staffId, dryRun, tasks [{taskId, caseId, form, to, why}], stuck

where:
  --endpoint URL   another endpoint than AWS's, e.g. http://127.0.0.1:4510

  --help           print this

A task that nobody suitable is left for stays where it is and climbs when it is due; the exit code is 1 then. The command
can be stopped and called again: it goes on with what is left.`;

const OPTIONS = {
  staff: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  endpoint: { type: 'string' },
} as const;

const FUNCTION = 'Steward-HandOverTasks';

interface Told {
  readonly tasks: readonly {
    readonly taskId: string;
    readonly caseId: string;
    readonly form: string;
    readonly to?: string;
    readonly why: readonly string[];
  }[];
  readonly left: number;
}

/** A hand-over in lines: how many tasks, then one line a task. */
export function printed(staffId: string, dryRun: boolean, tasks: Told['tasks']): string {
  const stuck = tasks.filter(({ to }) => to === undefined).length;
  const [would, stay] = dryRun ? ['would go', 'would stay'] : ['went', 'stay'];
  return [
    `${tasks.length} open task${tasks.length === 1 ? '' : 's'} of ${staffId}: ${tasks.length - stuck} ${would} to others, ${stuck} ${stay}`,
    ...tasks.map(
      ({ taskId, caseId, form, to, why }) =>
        `  ${taskId}  ${caseId}  ${form.padEnd(16)}  ${to === undefined ? '-- nobody suitable' : `-> ${to}  ${why.join(' ')}`}`,
    ),
  ].join('\n');
}

/** Asks until nothing is left, and gives all that was told. */
export async function handedOver(
  request: { readonly staffId: string; readonly dryRun: boolean },
  ask: (request: object) => Promise<Told>,
): Promise<Told['tasks']> {
  const tasks = new Map<string, Told['tasks'][number]>();
  for (;;) {
    const told = await ask(request);
    const known = tasks.size;
    for (const task of told.tasks) tasks.set(task.taskId, task);
    // A dry run begins at the front each time, and what is stuck comes again: without anything new there is no end.
    if (told.left === 0 || tasks.size === known) return [...tasks.values()];
  }
}

await command(import.meta, {
  usage: USAGE,
  options: OPTIONS,
  async run(values: Values<typeof OPTIONS>) {
    const { staff: staffId } = values;
    if (staffId === undefined) throw new WrongUse('--staff is missing: say who leaves, e.g. --staff S04.');
    const dryRun = values['dry-run'];
    const tasks = await handedOver({ staffId, dryRun }, async (request) => {
      const { failed, payload } = await askFunction(FUNCTION, request, values.endpoint).catch((fault) => {
        throw unreached(fault, values.endpoint);
      });
      if (!failed) return payload as Told;
      const { errorType, errorMessage } = payload as Record<string, string>;
      if (errorType === 'StaffUnknown') throw new WrongUse(`There is no member of staff ${staffId}.`);
      throw new Error(`${FUNCTION} failed: ${errorType}: ${errorMessage}`);
    });
    const stuck = tasks.filter(({ to }) => to === undefined).length;
    console.log(
      values.json ? JSON.stringify({ staffId, dryRun, tasks, stuck }) : printed(staffId, dryRun, tasks),
    );
    if (stuck > 0) process.exitCode = 1;
  },
});
