/** Handler: an event of the bank's systems, as the bus delivers it, at least once. */
import * as z from 'zod';
import { Id } from '../../shared/contracts/codes.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { step } from '../../shared/platform/step.ts';
import { log } from '../../shared/platform/telemetry.ts';
import { jsonText } from './json-text.ts';
import type { Intake } from './ports.ts';
import { takeIn } from './take-in.ts';
import { everyIntakeWiring } from './wiring.ts';

/** What became of the event. */
export const Accepted = z.discriminatedUnion('way', [
  z.strictObject({ way: z.enum(['ACCEPTED', 'DUPLICATE']), caseId: Id }),
  z.strictObject({ way: z.literal('QUARANTINED'), quarantineId: Id, code: z.string(), field: z.string() }),
]);
export type Accepted = z.infer<typeof Accepted>;

/** Opens one case for each matter and starts its workflow; keeps whatever cannot be taken in, with the reason. */
export const acceptEvent = (intake: Intake) =>
  step(z.unknown(), Accepted, async (event): Promise<Accepted> => {
    const text = jsonText(event);
    const taken = await takeIn(intake, event, text);
    if (taken.way !== 'REFUSED') {
      log.info('event taken in', { way: taken.way, caseId: taken.caseId });
      return taken;
    }
    const { code, field } = taken.reason;
    const quarantineId = await intake.quarantine.hold(text, taken.reason, instantOf(intake.clock.now()));
    log.warn('event quarantined', { quarantineId, code, field });
    return { way: 'QUARANTINED', quarantineId, code, field };
  });

export const handler = acceptEvent(everyIntakeWiring());
