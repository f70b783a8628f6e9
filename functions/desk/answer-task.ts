/** Takes a person's answer: one conditional transaction, whose row is what counts from then on. */
import { createHash } from 'node:crypto';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { TaskRow } from '../../shared/contracts/items.ts';
import { Fault, PageRefused } from '../../shared/faults/faults.ts';
import type { Deed } from '../../shared/platform/audit.ts';
import { isFromOurSite, same } from '../../shared/platform/browser.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { outboxCallback, outboxEvent } from '../../shared/platform/outbox.ts';
import { type PageReply, type PageRequest, page } from '../../shared/platform/page.ts';
import { metrics } from '../../shared/platform/telemetry.ts';
import {
  answerRecordOf,
  closedFor,
  type DoorPorts,
  enter,
  isFromOurForm,
  notFromOurForm,
  noticeReply,
  type Visit,
} from './door.ts';
import { formReply, type Mending } from './form-view.ts';
import { isForm } from './pages/fields.ts';
import type { CaseBook, SendNow } from './ports.ts';
import { type Answer, answerOf, codeTyped, type Flaws } from './rules/answer.ts';
import { isOfCustomer, staffOnly } from './rules/holder.ts';
import { codeHashOf, kidOfHash } from './seals.ts';
import { answerTaskWorld } from './wiring.ts';

/** What this function needs of the world. */
export interface AnswerTaskPorts extends DoorPorts {
  readonly cases: CaseBook;
  readonly sendNow: SendNow;
}

/** POST of a link. */
export const answerTask = (ports: AnswerTaskPorts) =>
  page(
    async (request) => {
      const visit = await enter(ports, request);
      if (!isFromOurForm(request, visit)) return refused(ports, request, visit);
      const { form } = visit.task;
      if (!isForm(form)) throw new Error(`There is no form ${form}.`);
      const read = answerOf(form, request.form);
      const answer = 'answer' in read ? read.answer : undefined;
      return answer !== undefined && (await closedFor(ports, visit)) === undefined
        ? decide(ports, request, visit, answer)
        : declined(ports, request, visit, answer, 'flaws' in read ? read.flaws : {});
    },
    { name: 'answer-task' },
  );

/**
 * Nothing is done. Mail programs open links from another site, where a strict cookie is not sent, so opening a link
 * twice gives the browser a second cookie and makes the first form stale: its person gets it again with what they typed.
 * Only where the browser vouches for our own page, for otherwise a stranger could fill in the form that is shown.
 */
async function refused(ports: AnswerTaskPorts, request: PageRequest, visit: Visit): Promise<PageReply> {
  const stale = isFromOurSite(request) && (await closedFor(ports, visit)) === undefined;
  if (!stale) return notFromOurForm(visit, visit.segment);
  return formReply(ports, request, visit, 403, { typed: request.form, submitAgain: true });
}

/** Times the row is looked at anew because it moved between reading and writing: more than there are wrong codes. */
const MOST_LOOKS = 15;

async function decide(
  ports: AnswerTaskPorts,
  request: PageRequest,
  first: Visit,
  answer: Answer,
): Promise<PageReply> {
  const { tasks, clock, sendNow } = ports;
  let visit = first;
  for (let look = 1; look <= MOST_LOOKS; look++) {
    const { task, links } = visit;
    if ((await closedFor(ports, visit)) !== undefined) return declined(ports, request, visit, answer, {});
    const code = codeTyped(request.form.code);
    const judged = code === undefined ? 'no-code' : await judgeCode(ports, visit, code);
    if (judged === 'right') {
      const decided = decisionOf(visit, answer, instantOf(clock.now()));
      if (await written(() => tasks.decide(task, decided.answer, links.wrongCodes, decided.consequences))) {
        await sendNow(decided.consequences.outbox);
        const record = answerRecordOf({ ...task, ...decided.answer }, visit.visitor?.name);
        return noticeReply(visit, { status: 200, notice: { kind: 'receipt', record } });
      }
    } else if (judged === 'wrong') {
      if (await written(() => tasks.countWrongCode(task, links.wrongCodes, codeVoided(task)))) {
        const wrongCodes = task.wrongCodes + 1;
        if (wrongCodes === links.wrongCodes) metrics.addMetric('codesVoided', MetricUnit.Count, 1);
        return toMend(
          ports,
          request,
          { ...visit, task: { ...task, wrongCodes } },
          {
            codeWrong: Math.max(0, links.wrongCodes - wrongCodes),
          },
        );
      }
    } else {
      return toMend(ports, request, visit, {
        ...(judged === 'no-code' && { flaws: { code: 'code-form' } }),
        ...(judged === 'none-mailed' && { codeWrong: 'new-code' }),
      });
    }
    visit = { ...visit, task: await reread(ports, task) };
  }
  throw new PageRefused(503, 'BUSY');
}

/**
 * Whether a change of the row was written. Where the store did not say, the row is read again like after a refusal: it
 * holds the change, and the page says so, or it does not, and the change is written then.
 */
async function written(change: () => Promise<boolean>): Promise<boolean> {
  try {
    return await change();
  } catch (error) {
    if (error instanceof Fault && error.passing) return false;
    throw error;
  }
}

/** `void` after too many wrong ones, `none-mailed` while a new one is on its way. */
async function judgeCode(
  { linkKeys }: AnswerTaskPorts,
  { task: { taskId, generation, codeNumber, codeHash, wrongCodes }, links }: Visit,
  code: string,
): Promise<'right' | 'wrong' | 'void' | 'none-mailed'> {
  if (wrongCodes >= links.wrongCodes) return 'void';
  const key = codeHash === undefined ? undefined : await linkKeys.find(kidOfHash(codeHash));
  if (codeHash === undefined || key === undefined) return 'none-mailed';
  return same(codeHash, codeHashOf(key, taskId, generation, codeNumber, code)) ? 'right' : 'wrong';
}

/** What is written down when somebody has guessed too often. */
const codeVoided = ({ taskId, caseId, generation, codeNumber, assigneeId }: TaskRow): Deed => ({
  entityId: caseId,
  actor: 'answer-task',
  act: 'task.code-voided',
  facts: { taskId, generation, codeNumber, holder: assigneeId },
});

/** What the row gets, and what goes with it. */
function decisionOf({ task }: Visit, answer: Answer, at: string) {
  const { taskId, caseId, step, form, generation, assigneeId } = task;
  const { decision } = answer;
  const answerHash = hashOf(answer);
  return {
    answer: { decision, answer: answer.text, answerHash, decidedBy: assigneeId, decidedAt: at },
    consequences: {
      deed: {
        entityId: caseId,
        actor: isOfCustomer(task) ? 'customer' : assigneeId,
        act: 'task.decided',
        facts: { taskId, step, form, generation, answerHash, ...decision },
      },
      outbox: [
        outboxCallback({ taskId, at, way: 'DECIDED', decision, by: staffOnly(task, assigneeId) }),
        outboxEvent({
          cause: [taskId],
          at,
          name: 'task.decided',
          caseId,
          taskId,
          causeId: taskId,
          facts: { form, generation, ...decision },
        }),
      ],
    },
  };
}

/** Tells a repeated answer from a different one; with the form, so that equal fields of two forms differ. */
const hashOf = ({ form, text }: Answer): string =>
  createHash('sha256')
    .update(JSON.stringify([form, text]))
    .digest('hex');

/** No decision was written: the page says why. The same answer again gets the receipt that it got the first time. */
async function declined(
  ports: AnswerTaskPorts,
  request: PageRequest,
  visit: Visit,
  answer: Answer | undefined,
  flaws: Flaws,
): Promise<PageReply> {
  const closed = await closedFor(ports, visit);
  if (closed === undefined) {
    const noCode = codeTyped(request.form.code) === undefined;
    return toMend(ports, request, visit, {
      flaws: { ...flaws, ...(noCode && { code: 'code-form' as const }) },
    });
  }
  const { notice } = closed;
  if (notice.kind !== 'receipt') return noticeReply(visit, closed);
  if (answer !== undefined && hashOf(answer) === visit.task.answerHash) return noticeReply(visit, closed);
  return noticeReply(visit, { status: 409, notice: { kind: 'conflict', record: notice.record } });
}

/** The form again, with what was typed; a code that was wrong is not kept. */
function toMend(
  ports: AnswerTaskPorts,
  request: PageRequest,
  visit: Visit,
  mending: Omit<Mending, 'typed'>,
): Promise<PageReply> {
  return formReply(ports, request, visit, 422, { ...mending, typed: request.form });
}

async function reread({ tasks }: AnswerTaskPorts, { taskId }: TaskRow): Promise<TaskRow> {
  const task = await tasks.find(taskId);
  if (task === undefined) throw new Error(`Task ${taskId} is gone.`);
  return task;
}

/** What Lambda runs. */
export const handler = answerTask(answerTaskWorld());
