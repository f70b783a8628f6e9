/** Handler of our own word that a campaign is over: improvements of its drivers hear that they can be measured. */
import * as z from 'zod';
import { Id } from '../../shared/contracts/codes.ts';
import { Driver } from '../../shared/contracts/survey.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { step } from '../../shared/platform/step.ts';
import type { TellDesk } from './ports.ts';
import { driverKey } from './rules/about.ts';
import { tellWiring } from './wiring.ts';

/** What EventBridge hands over. */
export const Heard = z.object({
  'detail-type': z.literal('survey.campaign-closed'),
  detail: z.object({ caseId: Id }),
});

/** How many were told. */
export const Told = z.strictObject({ improvements: z.number().int().min(0) });
export type Told = z.infer<typeof Told>;

/** Tells every open improvement of a driver of the campaign; told twice, it hears it once. */
export const tellImprovements = ({ clock, campaigns, improvements }: TellDesk) =>
  step(
    Heard,
    Told,
    async ({ detail: { caseId } }): Promise<Told> => {
      const campaign = await campaigns.nameOf(caseId);
      if (campaign === undefined) return { improvements: 0 };
      const rows = await Promise.all(
        Driver.options.map((driver) => improvements.about(driverKey(campaign, driver))),
      );
      const open = rows.filter((row) => row?.state === 'OPEN');
      const at = instantOf(clock.now());
      for (const row of open) if (row !== undefined) await improvements.tell(row.caseId, caseId, at);
      return { improvements: open.length };
    },
    { name: 'tell-improvements', ids: ({ detail: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = tellImprovements(tellWiring());
