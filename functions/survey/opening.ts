/** How an invitation is opened: once for one customer, survey and cause, whoever wants it and however often. */
import * as z from 'zod';
import { Id } from '../../shared/contracts/codes.ts';
import type { InvitationHead, InvitationWish } from '../../shared/contracts/survey.ts';
import { PolicyUnknown } from '../../shared/faults/faults.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { invitationIdOf, OPEN_CASES, shardKey } from '../../shared/platform/ids.ts';
import { dayIn } from '../../shared/policy/days.ts';
import type { OpeningDesk } from './ports.ts';

/** What came of a wish: KNOWN where it was opened before, NOBODY where there is no such customer. */
export const Opened = z.discriminatedUnion('opened', [
  z.strictObject({ opened: z.enum(['OPENED', 'KNOWN']), caseId: Id }),
  z.strictObject({ opened: z.literal('NOBODY') }),
]);
export type Opened = z.infer<typeof Opened>;

/** Opens the invitation that a wish means, and starts its workflow; whoever opened it may have failed before that. */
export async function openOne(desk: OpeningDesk, wish: InvitationWish): Promise<Opened> {
  const { customerId, definition, naming, cause, causeId, askAt, ratedId } = wish;
  const { pack: surveys, version } = await desk.policies.read('surveys', wish.version);
  const its = surveys.definitions[definition];
  if (its === undefined) throw new PolicyUnknown(`surveys, definition ${definition}`, version);
  if ((await desk.customers.find(customerId)) === undefined) return { opened: 'NOBODY' };
  const day = dayIn(askAt, desk.zone);
  const caseId = invitationIdOf(cause, causeId, definition, customerId, day);
  const head: InvitationHead = {
    caseId,
    sk: 'HEAD',
    v: 1,
    kind: 'survey',
    customerId,
    status: 'OPENED',
    surveyId: cause === 'CAMPAIGN' ? causeId : `${definition}-${day.slice(0, 7)}`,
    definition,
    about: its.about,
    naming,
    cause,
    causeId,
    askAt,
    ...(ratedId !== undefined && { ratedId }),
    ...(wish.version !== undefined && { version }),
    round: 1,
    openedAt: instantOf(desk.clock.now()),
    openShard: shardKey(OPEN_CASES, caseId),
    execution: desk.executions.nameOf(caseId),
  };
  const isNew = await desk.invitations.open(head);
  if (isNew || (await desk.invitations.find(caseId))?.status === 'OPENED')
    await desk.executions.start(caseId);
  return { opened: isNew ? 'OPENED' : 'KNOWN', caseId };
}
