/** Takes a person's answer: one conditional transaction, whose row is what counts from then on. */
import { createHash } from 'node:crypto';
import { isFromOurSite } from '../../shared/platform/browser.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { outboxCallback, outboxEvent } from '../../shared/platform/outbox.ts';
import { type PageReply, type PageRequest, page } from '../../shared/platform/page.ts';
import { withCode, written } from './code-gate.ts';
import {
  answerRecordOf,
  type Closed,
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
import { type Answer, answerOf, codeTyped } from './rules/answer.ts';
import { isOfCustomer, staffOnly } from './rules/holder.ts';
import { answerTaskWorld } from './wiring.ts';

/** What this function needs of the world. */
export interface AnswerTaskPorts extends DoorPorts {
  readonly cases: CaseBook;
  readonly sendNow: SendNow;
}

const ACTOR = 'answer-task';

/** POST of a link. */
export const answerTask = (ports: AnswerTaskPorts) =>
  page(
    async (request) => {
      const visit = await enter(ports, request);
      if (!isFromOurForm(request, visit)) return refused(ports, request, visit);
      const { form } = visit.task;
      if (!isForm(form)) throw new Error(`There is no form ${form}.`);
      const read = answerOf(form, request.form);
      if ('answer' in read) return decide(ports, request, visit, read.answer);
      const closed = await closedFor(ports, visit);
      if (closed !== undefined) return declined(visit, closed, undefined);
      const noCode = codeTyped(request.form.code) === undefined;
      const flaws = { ...read.flaws, ...(noCode && { code: 'code-form' as const }) };
      return toMend(ports, request, visit, { flaws });
    },
    { name: ACTOR },
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

async function decide(
  ports: AnswerTaskPorts,
  request: PageRequest,
  first: Visit,
  answer: Answer,
): Promise<PageReply> {
  const { tasks, clock, sendNow } = ports;
  const passage = await withCode(ports, request, first, ACTOR, async (visit) => {
    const { task, links } = visit;
    const decided = decisionOf(visit, answer, instantOf(clock.now()));
    const decides = () => tasks.decide(task, decided.answer, links.wrongCodes, decided.consequences);
    if (!(await written(decides))) return undefined;
    await sendNow(decided.consequences.outbox);
    const record = answerRecordOf({ ...task, ...decided.answer }, visit.visitor?.name);
    return noticeReply(visit, { status: 200, notice: { kind: 'receipt', record } });
  });
  if (passage.kind === 'done') return passage.reply;
  if (passage.kind === 'closed') return declined(passage.visit, passage.closed, answer);
  return toMend(ports, request, passage.visit, passage.mending);
}

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
function declined(visit: Visit, closed: Closed, answer: Answer | undefined): PageReply {
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

/** What Lambda runs. */
export const handler = answerTask(answerTaskWorld());
