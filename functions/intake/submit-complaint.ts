/** Handler of POST /api/complaints: a complaint as the detail of `complaint.submitted`, from a system of the bank. */
import { PageRefused } from '../../shared/faults/faults.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { derivedId } from '../../shared/platform/ids.ts';
import { type PageReply, page } from '../../shared/platform/page.ts';
import { jsonText } from './json-text.ts';
import type { Intake } from './ports.ts';
import { takeIn } from './take-in.ts';
import { intakeWiring } from './wiring.ts';

/**
 * Takes a complaint in as the bus would: one contract, one business key, one case. 202 for a new case, 200 for one that
 * is known, 422 with the reason for what is kept in quarantine.
 */
export const submitComplaint = (intake: Intake) =>
  page(
    async ({ json }): Promise<PageReply> => {
      if (json === undefined) throw new PageRefused(400, 'NOTHING_POSTED');
      // The id follows from what was posted: the same once more is held once.
      const id = derivedId('A', jsonText(json));
      const event = { id, source: 'bank.api', 'detail-type': 'complaint.submitted', detail: json };
      const text = jsonText(event);
      const taken = await takeIn(intake, event, text);
      if (taken.way !== 'REFUSED') {
        return { status: taken.way === 'ACCEPTED' ? 202 : 200, json: { caseId: taken.caseId } };
      }
      const quarantineId = await intake.quarantine.hold(text, taken.reason, instantOf(intake.clock.now()));
      const { code, expected } = taken.reason;
      const field = taken.reason.field.replace(/^detail\.?/, '') || 'body';
      return { status: 422, json: { code, field, expected, quarantineId } };
    },
    { name: 'submit-complaint', takes: 'json' },
  );

export const handler = submitComplaint(intakeWiring());
