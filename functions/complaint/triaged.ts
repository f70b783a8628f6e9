/** What triage found, as the story carries it. */
import * as z from 'zod';
import { Triage } from '../../shared/contracts/complaint.ts';

/** The codes of triage in `$case`. */
export const Triaged = z.object(Triage.shape).omit({ reply: true });
export type Triaged = z.infer<typeof Triaged>;
