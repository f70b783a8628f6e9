/** What triage found, as the story carries it. */
import * as z from 'zod';
import { Triage } from '../../shared/contracts/complaint.ts';

/** The codes of triage in `$case`; a story that was triaged by an earlier version of the form lacks the later ones. */
export const Triaged = z
  .object(Triage.shape)
  .omit({ reply: true })
  .extend({
    regulatorReferred: Triage.shape.regulatorReferred.default('NO'),
    respondentId: Triage.shape.respondentId
      .optional()
      .transform((typed) => (typed === '' ? undefined : typed)),
  });
export type Triaged = z.infer<typeof Triaged>;
