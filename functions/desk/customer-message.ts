/** Takes what a customer has to say about an open case: new facts, or that it is withdrawn. */
import type { Message } from '../../shared/contracts/complaint.ts';
import type { FactsSubmitted } from '../../shared/contracts/events.ts';
import { isFromOurSite } from '../../shared/platform/browser.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { derivedId } from '../../shared/platform/ids.ts';
import { type PageReply, page } from '../../shared/platform/page.ts';
import {
  type CustomerDoorPorts,
  type CustomerVisit,
  casePageOf,
  enterAsCustomer,
  isFromOurCaseForm,
  shutFor,
  storyOf,
} from './customer-door.ts';
import { customerMessageWorld } from './customer-wiring.ts';
import type { CaseStory } from './door-book.ts';
import { doorNoticePage, receiptPage } from './pages/case-page.ts';
import { triesLeft } from './resting-code.ts';
import { codeTyped } from './rules/answer.ts';
import { messageIn } from './rules/message.ts';

/** What this function needs of the world. */
export interface CustomerMessagePorts extends CustomerDoorPorts {
  /** Hands an event to the function that takes events in; it has it once this returns. */
  readonly handOver: (event: Record<string, unknown>) => Promise<void>;
}

/** POST of a customer's link. A message goes the way of every other: by intake, once, with a signal to what waits. */
export const customerMessage = (ports: CustomerMessagePorts) =>
  page(
    async (request): Promise<PageReply> => {
      const visit = await enterAsCustomer(ports, request);
      const shut = await shutFor(ports, visit);
      if (shut !== undefined) return shut;
      const story = await storyOf(ports, visit);
      const again = (status: number, mending: Omit<Parameters<typeof casePageOf>[5] & object, 'typed'>) =>
        casePageOf(ports, request, visit, story, status, { ...mending, typed: request.form });
      if (!isFromOurCaseForm(request, visit)) {
        const { reader, door } = visit;
        if (isFromOurSite(request)) return again(403, { flaws: {}, submitAgain: true });
        return { status: 403, html: doorNoticePage(reader, door.caseId, 'notFromThisPage', visit.segment) };
      }
      const read = messageIn(request.form);
      const code = codeTyped(request.form.code);
      if ('message' in read && wasTaken(story, visit, read.message)) return receiptOf(visit, read.message);
      if (story.head.status === 'CLOSED') return again(409, { flaws: {} });
      if (!('message' in read) || code === undefined) {
        const flaws = 'flaws' in read ? read.flaws : {};
        return again(422, { flaws: { ...flaws, ...(code === undefined && { code: 'code-form' as const }) } });
      }
      const left = await judged(ports, visit, code);
      if (left !== 'right') return again(422, { flaws: {}, triesLeft: left });
      await ports.handOver(eventOf(visit, read.message, instantOf(ports.clock.now())));
      return receiptOf(visit, read.message);
    },
    { name: 'customer-message' },
  );

/** The same words to the same case are the same message, and have the same receipt. */
const idOf = ({ door: { caseId } }: CustomerVisit, { what, text }: Message): string =>
  derivedId('D', caseId, what, text);

const wasTaken = ({ notes }: CaseStory, visit: CustomerVisit, message: Message): boolean =>
  notes.some(({ externalId, brings }) => brings !== undefined && externalId === idOf(visit, message));

const receiptOf = (visit: CustomerVisit, message: Message): PageReply => ({
  status: 200,
  html: receiptPage(visit.reader, visit.door.caseId, message.what, idOf(visit, message), visit.segment),
});

const types = { FACTS: 'complaint.facts-submitted', WITHDRAW: 'complaint.withdrawal-submitted' } as const;

function eventOf(visit: CustomerVisit, message: Message, submittedAt: string): Record<string, unknown> {
  const { caseId, customerId } = visit.door;
  const externalId = idOf(visit, message);
  const { text, what } = message;
  const detail: FactsSubmitted = { v: 1, channel: 'web', externalId, caseId, customerId, submittedAt, text };
  return { id: derivedId('E', externalId), source: 'bank.web', 'detail-type': types[what], detail };
}

/** Whether the code is right; if not, how many tries are left. */
const judged = (
  ports: CustomerMessagePorts,
  { door, links, fields }: CustomerVisit,
  code: string,
): Promise<'right' | number> =>
  triesLeft(ports, {
    id: door.caseId,
    code,
    door,
    links,
    reread: () => ports.doors.find(fields.taskId),
    count: (its, wrongCodes, at, last) => {
      const { caseId, generation, codeNumber } = its;
      const facts = { generation, codeNumber };
      const rests = { entityId: caseId, actor: 'customer-message', act: 'case.code-rests', facts };
      return ports.doors.countWrongCode(its, wrongCodes, at, last ? rests : undefined);
    },
  });

/** What Lambda runs. */
export const handler = customerMessage(customerMessageWorld());
