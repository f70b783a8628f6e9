/** Has a new code mailed to the address at which the task was received. */
import { instantOf } from '../../shared/platform/clock.ts';
import { outboxMail } from '../../shared/platform/outbox.ts';
import { type PageReply, page } from '../../shared/platform/page.ts';
import {
  closedFor,
  cookieOf,
  csrfFor,
  type DoorPorts,
  enter,
  isFromOurForm,
  notFromOurForm,
  noticeReply,
} from './door.ts';
import type { Notice } from './pages/pages.ts';
import type { SendNow } from './ports.ts';
import { holderOf, isOfCustomer } from './rules/holder.ts';
import { mailNewCodeWorld } from './wiring.ts';

/** What this function needs of the world. */
export interface MailNewCodePorts extends DoorPorts {
  readonly sendNow: SendNow;
}

/** POST of a link's `/code`: it makes the present code void, so a person must have said so. */
export const mailNewCode = (ports: MailNewCodePorts) =>
  page(
    async (request): Promise<PageReply> => {
      const { tasks, clock, sendNow, house } = ports;
      const visit = await enter(ports, request);
      const { task, links, segment } = visit;
      const back = `../${segment}`;
      if (!isFromOurForm(request, visit)) return notFromOurForm(visit, back);
      const closed = await closedFor(ports, visit);
      if (closed !== undefined) return noticeReply(visit, closed);
      const says = (status: number, notice: Notice) => noticeReply(visit, { status, notice }, back);
      if (request.form.confirm !== 'yes') {
        const cookie = cookieOf(request, visit, house.base);
        const csrf = csrfFor(visit, cookie.value);
        return says(422, { kind: 'askForCode', ask: { csrf, unticked: true } });
      }
      const now = clock.now();
      const waited = (now.getTime() - Date.parse(task.codeAskedAt ?? '1970-01-01T00:00:00.000Z')) / 1_000;
      if (waited < links.secondsBetweenCodes) {
        return says(429, { kind: 'askedTooSoon', seconds: Math.ceil(links.secondsBetweenCodes - waited) });
      }
      if (task.codeNumber >= links.mostCodes) return says(429, { kind: 'askedTooOften' });
      const { taskId, caseId, generation, assigneeId } = task;
      const at = instantOf(now);
      const codeNumber = task.codeNumber + 1;
      const outbox = [
        outboxMail({
          cause: [taskId, generation, codeNumber],
          at,
          template: 'code',
          to: holderOf(task),
          caseId,
          taskId,
          generation,
          codeNumber,
        }),
      ];
      const renewed = await tasks.renewCode(task, at, {
        deed: {
          entityId: caseId,
          actor: isOfCustomer(task) ? 'customer' : assigneeId,
          act: 'task.code-renewed',
          facts: { taskId, generation, codeNumber },
        },
        outbox,
      });
      // Where it was not, another request was first with the same wish, or the task has moved on: the form tells.
      if (renewed) await sendNow(outbox);
      return says(200, { kind: 'codeComing' });
    },
    { name: 'mail-new-code' },
  );

/** What Lambda runs. */
export const handler = mailNewCode(mailNewCodeWorld());
