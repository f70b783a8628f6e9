/** What stands between a post and what it asks for: an open task, and the six digits that only its mail holds. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { TaskRow } from '../../shared/contracts/items.ts';
import { Fault, PageRefused } from '../../shared/faults/faults.ts';
import type { Deed } from '../../shared/platform/audit.ts';
import { same } from '../../shared/platform/browser.ts';
import type { PageReply, PageRequest } from '../../shared/platform/page.ts';
import { metrics } from '../../shared/platform/telemetry.ts';
import { type Closed, closedFor, type DoorPorts, type Visit } from './door.ts';
import type { Mending } from './form-view.ts';
import { codeTyped } from './rules/answer.ts';
import { codeHashOf, kidOfHash } from './seals.ts';

/** What became of a post: it was done, the task is closed for its visitor, or the code is to be mended. */
export type Passage =
  | { readonly kind: 'done'; readonly reply: PageReply }
  | { readonly kind: 'closed'; readonly visit: Visit; readonly closed: Closed }
  | { readonly kind: 'code'; readonly visit: Visit; readonly mending: Pick<Mending, 'flaws' | 'codeWrong'> };

/** Times the row is looked at anew because it moved between reading and writing: more than there are wrong codes. */
const MOST_LOOKS = 15;

/**
 * Does what was asked for, once the right code was typed; `act` gives nothing where the row had moved when it wrote,
 * and is asked again with the row as it is now. Every wrong code is counted, whatever it was typed for.
 */
export async function withCode(
  ports: DoorPorts,
  request: PageRequest,
  first: Visit,
  actor: string,
  act: (visit: Visit) => Promise<PageReply | undefined>,
): Promise<Passage> {
  const { tasks } = ports;
  let visit = first;
  for (let look = 1; look <= MOST_LOOKS; look++) {
    const { task, links } = visit;
    const closed = await closedFor(ports, visit);
    if (closed !== undefined) return { kind: 'closed', visit, closed };
    const code = codeTyped(request.form.code);
    if (code === undefined) return { kind: 'code', visit, mending: { flaws: { code: 'code-form' } } };
    const judged = await judgeCode(ports, visit, code);
    if (judged === 'right') {
      const reply = await act(visit);
      if (reply !== undefined) return { kind: 'done', reply };
    } else if (judged === 'wrong') {
      if (await written(() => tasks.countWrongCode(task, links.wrongCodes, codeVoided(task, actor)))) {
        const wrongCodes = task.wrongCodes + 1;
        if (wrongCodes === links.wrongCodes) metrics.addMetric('codesVoided', MetricUnit.Count, 1);
        return {
          kind: 'code',
          visit: { ...visit, task: { ...task, wrongCodes } },
          mending: { codeWrong: Math.max(0, links.wrongCodes - wrongCodes) },
        };
      }
    } else {
      return { kind: 'code', visit, mending: judged === 'void' ? {} : { codeWrong: 'new-code' } };
    }
    visit = { ...visit, task: await reread(ports, task) };
  }
  throw new PageRefused(503, 'BUSY');
}

/**
 * Whether a change of the row was written. Where the store did not say, the row is read again like after a refusal: it
 * holds the change, and the page says so, or it does not, and the change is written then.
 */
export async function written(change: () => Promise<boolean>): Promise<boolean> {
  try {
    return await change();
  } catch (error) {
    if (error instanceof Fault && error.passing) return false;
    throw error;
  }
}

/** `void` after too many wrong ones, `none-mailed` while a new one is on its way. */
async function judgeCode(
  { linkKeys }: DoorPorts,
  { task: { taskId, generation, codeNumber, codeHash, wrongCodes }, links }: Visit,
  code: string,
): Promise<'right' | 'wrong' | 'void' | 'none-mailed'> {
  if (wrongCodes >= links.wrongCodes) return 'void';
  const key = codeHash === undefined ? undefined : await linkKeys.find(kidOfHash(codeHash));
  if (codeHash === undefined || key === undefined) return 'none-mailed';
  return same(codeHash, codeHashOf(key, taskId, generation, codeNumber, code)) ? 'right' : 'wrong';
}

/** What is written down when somebody has guessed too often. */
const codeVoided = (
  { taskId, caseId, generation, codeNumber, assigneeId }: TaskRow,
  actor: string,
): Deed => ({
  entityId: caseId,
  actor,
  act: 'task.code-voided',
  facts: { taskId, generation, codeNumber, holder: assigneeId },
});

async function reread({ tasks }: DoorPorts, { taskId }: TaskRow): Promise<TaskRow> {
  const task = await tasks.find(taskId);
  if (task === undefined) throw new Error(`Task ${taskId} is gone.`);
  return task;
}
