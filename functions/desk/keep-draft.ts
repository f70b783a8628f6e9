/** Keeps what a person typed into the form of a task and does not submit yet. */
import { instantOf } from '../../shared/platform/clock.ts';
import { type PageReply, type PageRequest, page } from '../../shared/platform/page.ts';
import { withCode, written } from './code-gate.ts';
import { closedFor, type DoorPorts, enter, isFromOurForm, notDone, noticeReply, type Visit } from './door.ts';
import { formReply, type Mending, staleReply } from './form-view.ts';
import { fieldsOf, isForm } from './pages/fields.ts';
import type { CaseBook, CaseDeeds } from './ports.ts';
import { codeTyped } from './rules/answer.ts';
import { draftOf } from './rules/draft.ts';
import { keepDraftWorld } from './wiring.ts';

/** What this function needs of the world. */
export interface KeepDraftPorts extends DoorPorts {
  readonly cases: CaseBook;
  readonly deeds: CaseDeeds;
}

const ACTOR = 'keep-draft';

/**
 * POST of a link's `/draft`. It asks for the code as an answer does, so that nothing but the holder writes over what the
 * holder wrote; and nothing of a draft is written down anywhere but in the row of its task.
 */
export const keepDraft = (ports: KeepDraftPorts) =>
  page(
    async (request): Promise<PageReply> => {
      const { tasks, clock } = ports;
      const visit = await enter(ports, request);
      const back = `../${visit.segment}`;
      if (!isFromOurForm(request, visit)) return staleReply(ports, request, visit, 'below');
      const { form } = visit.task;
      if (!isForm(form)) throw new Error(`There is no form ${form}.`);
      const read = draftOf(fieldsOf(form), request.form);
      if ('flaws' in read) {
        const closed = await closedFor(ports, visit);
        if (closed !== undefined) return notDone(visit, closed);
        const noCode = codeTyped(request.form.code) === undefined;
        const flaws = { ...read.flaws, ...(noCode && { code: 'code-form' as const }) };
        return toMend(ports, request, visit, { flaws });
      }
      const passage = await withCode(ports, request, visit, ACTOR, async ({ task, links, ...rest }) => {
        const draft = { by: task.assigneeId, at: instantOf(clock.now()), fields: read.fields };
        if (!(await written(() => tasks.keepDraft(task, draft, links.wrongCodes)))) return undefined;
        const notice = { kind: 'draftKept', at: draft.at } as const;
        return noticeReply({ ...rest, task }, { status: 200, notice }, back);
      });
      if (passage.kind === 'done') return passage.reply;
      if (passage.kind === 'closed') return notDone(passage.visit, passage.closed);
      return toMend(ports, request, passage.visit, passage.mending);
    },
    { name: ACTOR },
  );

/** The form again, with what was typed. */
const toMend = (
  ports: KeepDraftPorts,
  request: PageRequest,
  visit: Visit,
  mending: Omit<Mending, 'typed'>,
): Promise<PageReply> => formReply(ports, request, visit, 422, { ...mending, typed: request.form }, 'below');

/** What Lambda runs. */
export const handler = keepDraft(keepDraftWorld());
