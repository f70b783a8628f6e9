/** Takes what a customer has to say about a case: new facts, that it is withdrawn, or of a closed one that it is not settled. */
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
  offersOf,
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
      const before = 'message' in read ? takenBefore(story, read.message) : undefined;
      if ('message' in read && before !== undefined) return receiptOf(visit, read.message, before);
      const offers = await offersOf(ports, story);
      if (offers.what.length === 0) return again(409, { flaws: {} });
      const offered = !('message' in read) || offers.what.includes(read.message.what);
      if (!('message' in read) || !offered || code === undefined) {
        const flaws = 'flaws' in read ? read.flaws : offered ? {} : ({ what: 'choose' } as const);
        return again(422, { flaws: { ...flaws, ...(code === undefined && { code: 'code-form' as const }) } });
      }
      const left = await judged(ports, visit, code);
      if (left !== 'right') return again(422, { flaws: {}, triesLeft: left });
      const id = idOf(story.head.caseId, read.message, closingsOf(story.head));
      await ports.handOver(eventOf(visit, read.message, id, instantOf(ports.clock.now())));
      return receiptOf(visit, read.message, id);
    },
    { name: 'customer-message' },
  );

/** The same words to the same case are the same message, until it is closed once more: then they may be said again. */
const idOf = (caseId: string, { what, text }: Message, closings: number): string =>
  derivedId('D', caseId, what, text, ...(closings > 0 ? [closings] : []));

/** How often the case has been closed. */
const closingsOf = ({ status, round }: CaseStory['head']): number =>
  status === 'CLOSED' ? round : round - 1;

/** The message as it was taken in already, since the last closing or in the round that ended with it; it has the same receipt. */
function takenBefore({ head, notes }: CaseStory, message: Message): string | undefined {
  const { caseId, reopenedAt = '' } = head;
  const closings = closingsOf(head);
  const taken = (id: string, since = '') =>
    notes.some(
      ({ externalId, brings, receivedAt = '' }) =>
        brings !== undefined && externalId === id && receivedAt > since,
    );
  const id = idOf(caseId, message, closings);
  if (taken(id)) return id;
  const ofTheRound = idOf(caseId, message, closings - 1);
  return head.status === 'CLOSED' && taken(ofTheRound, reopenedAt) ? ofTheRound : undefined;
}

const receiptOf = (visit: CustomerVisit, { what }: Message, id: string): PageReply => ({
  status: 200,
  html: receiptPage(visit.reader, visit.door.caseId, what, id, visit.segment),
});

const types = {
  FACTS: 'complaint.facts-submitted',
  DISPUTE: 'complaint.facts-submitted',
  WITHDRAW: 'complaint.withdrawal-submitted',
} as const;

function eventOf(
  { door: { caseId, customerId } }: CustomerVisit,
  { text, what }: Message,
  externalId: string,
  submittedAt: string,
): Record<string, unknown> {
  const detail: FactsSubmitted = {
    v: 1,
    channel: 'web',
    externalId,
    caseId,
    customerId,
    submittedAt,
    text,
    ...(what === 'DISPUTE' && { disputed: true }),
  };
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
