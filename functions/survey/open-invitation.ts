/** Handler: has a customer asked by a survey; campaigns, other workflows and intake invoke it. */
import { InvitationWish } from '../../shared/contracts/survey.ts';
import { step } from '../../shared/platform/step.ts';
import { Opened, openOne } from './opening.ts';
import type { OpeningDesk } from './ports.ts';
import { openingWiring } from './wiring.ts';

/** Opens an invitation, once for one customer, survey and cause. */
export const openInvitation = (desk: OpeningDesk) =>
  step(InvitationWish, Opened, (wish): Promise<Opened> => openOne(desk, wish), {
    name: 'open-invitation',
    ids: ({ customerId }) => ({ customerId }),
  });

/** What Lambda runs. */
export const handler = openInvitation(openingWiring());
