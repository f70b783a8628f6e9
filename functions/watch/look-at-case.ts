/** Handler of GET /ops/case: one case with its way through the story and everything that is kept about it, for operations. */
import * as z from 'zod';
import { Id } from '../../shared/contracts/codes.ts';
import { PageRefused } from '../../shared/faults/faults.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { page } from '../../shared/platform/page.ts';
import { roomWiring } from './case-wiring.ts';
import { roomPage } from './pages/room-page.ts';
import type { CaseRoomDesk } from './ports.ts';
import { type Room, roomOfCase } from './room.ts';
import { presentOf } from './rules/path.ts';

/** What may be asked for. */
const Query = z.strictObject({
  id: Id,
  /** A round of a case that was opened again; the latest where absent. */
  round: z.coerce.number().int().min(1).max(99).optional(),
  view: z.enum(['near', 'whole']).default('near'),
});

/** Shows a case: a page with a picture for browsers, JSON for everybody else. */
export const lookAtCase = (desk: CaseRoomDesk) =>
  page(
    async ({ method, query, headers, language, nonce }) => {
      if (method !== 'GET') throw new PageRefused(405, 'ONLY_GET');
      const asked = Query.safeParse({ ...query });
      if (!asked.success) throw new PageRefused(400, 'QUERY_UNCLEAR', { cause: asked.error });
      const { id: caseId, round, view } = asked.data;
      const room = await roomOfCase(desk, { caseId, round, at: instantOf(desk.clock.now()) });
      if (room === undefined) throw new PageRefused(404, 'CASE_UNKNOWN');
      const { bank, zone } = desk;
      return headers.accept?.includes('text/html') === true
        ? { status: 200, html: roomPage({ language, bank, nonce, zone }, room, view) }
        : { status: 200, json: plain(room) };
    },
    { name: 'look-at-case' },
  );

/** The case as JSON: what the page shows, without the picture. */
const plain = ({ line, round, execution, told, timers, timeline, mails, contacts, audit, head }: Room) => ({
  case: line,
  round,
  policies: head.policies,
  execution: {
    arn: execution,
    ...(told && {
      status: told.status,
      error: told.error,
      present: presentOf(told.path),
      path: told.path.stays,
      whole: told.whole,
    }),
  },
  timers,
  timeline,
  mails: mails.map(({ outboxId, template, to, state, createdAt, sentAt, fault, attempts }) => ({
    outboxId,
    template,
    to,
    state,
    createdAt,
    sentAt,
    fault,
    attempts,
  })),
  contacts: contacts.map(({ trace: _, ...contact }) => contact),
  audit,
});

/** What Lambda runs. */
export const handler = lookAtCase(roomWiring());
