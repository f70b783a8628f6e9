/** The invitations of a campaign, by whom they invite. */
import type { CampaignHead, CampaignMember, InvitationHead } from '../../shared/contracts/survey.ts';
import { invitationIdOf } from '../../shared/platform/ids.ts';
import { dayIn } from '../../shared/policy/days.ts';
import type { InvitedDesk } from './ports.ts';

/** Number of the invitation of a member, as whoever opens it makes it; undefined of one whom nobody has had asked yet. */
export const invitationOf = (
  { caseId, definition }: Pick<CampaignHead, 'caseId' | 'definition'>,
  { customerId, askAt }: CampaignMember,
  zone: string,
): string | undefined =>
  askAt && invitationIdOf('CAMPAIGN', caseId, definition, customerId, dayIn(askAt, zone));

/** The invitations of members, by customer. */
export async function invitationsOf(
  { invitations, zone }: Pick<InvitedDesk, 'invitations' | 'zone'>,
  head: CampaignHead,
  members: readonly CampaignMember[],
): Promise<ReadonlyMap<string, InvitationHead>> {
  const ids = members.map((member) => invitationOf(head, member, zone)).filter((id) => id !== undefined);
  const found = await invitations.find(ids);
  return new Map(found.map((invitation) => [invitation.customerId, invitation]));
}
