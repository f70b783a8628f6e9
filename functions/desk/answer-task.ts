/** Takes a person's answer: one conditional transaction, whose row is what counts from then on. */
import { createHash } from 'node:crypto';
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
  notDone,
  noticeReply,
  type Visit,
} from './door.ts';
import { formReply, type Mending, staleReply } from './form-view.ts';
import { isForm } from './pages/fields.ts';
import type { CaseBook, CaseDeeds, SendNow } from './ports.ts';
import { type Answer, answerOf, codeTyped } from './rules/answer.ts';
import { isOfCustomer, staffOnly } from './rules/holder.ts';
import { answerTaskWorld } from './wiring.ts';

/** What this function needs of the world. */
export interface AnswerTaskPorts extends DoorPorts {
  readonly cases: CaseBook;
  readonly deeds: CaseDeeds;
  readonly sendNow: SendNow;
}

const ACTOR = 'answer-task';

/** POST of a link. */
export const answerTask = (ports: AnswerTaskPorts) =>
  page(
    async (request) => {
      const visit = await enter(ports, request);
      if (!isFromOurForm(request, visit)) return staleReply(ports, request, visit, 'on-link');
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

async function decide(
  ports: AnswerTaskPorts,
  request: PageRequest,
  first: Visit,
  answer: Answer,
): Promise<PageReply> {
  const { tasks, clock, sendNow, house } = ports;
  const passage = await withCode(ports, request, first, ACTOR, async (visit) => {
    const { task, links } = visit;
    const decided = decisionOf(visit, answer, instantOf(clock.now()));
    const decides = () => tasks.decide(task, decided.answer, links.wrongCodes, decided.consequences);
    if (!(await written(decides))) return undefined;
    await sendNow(decided.consequences.outbox);
    const record = answerRecordOf({ ...task, ...decided.answer }, visit.visitor?.name, house.zone);
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
const declined = (visit: Visit, closed: Closed, answer: Answer | undefined): PageReply =>
  answer !== undefined && hashOf(answer) === visit.task.answerHash
    ? noticeReply(visit, closed)
    : notDone(visit, closed);

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
