/** Handler of POST /staff/complaint: takes a complaint in while the customer waits, and gives the case number. */
import { instantOf } from '../../shared/platform/clock.ts';
import { page } from '../../shared/platform/page.ts';
import { eventOf, type FormPorts, places, readForm, showForm } from './complaint-form.ts';
import { formWiring } from './form-wiring.ts';
import { jsonText } from './json-text.ts';
import { takenPage } from './pages/complaint-page.ts';
import type { Intake } from './ports.ts';
import { takeIn } from './take-in.ts';
import { intakeWiring } from './wiring.ts';

/** Longest fact of a complaint, in characters. */
const LONGEST_FACT = 200;

/** Takes a form of staff in, with who filled it; one whose customer nobody knows is kept and shown to be mended. */
export const takeStaffForm = (intake: Intake, ports: FormPorts) =>
  page(
    async (request) => {
      const read = readForm(ports, request, places.staff);
      if ('reply' in read) return read.reply;
      const { framing, reference, said } = read.filled;
      const takenBy = request.caller?.slice(-LONGEST_FACT);
      const facts = { ...said.facts, ...(takenBy !== undefined && { 'taken-by': takenBy }) };
      const receivedAt = instantOf(intake.clock.now());
      const event = eventOf({ framing, reference, said: { ...said, facts } }, receivedAt);
      const text = jsonText(event);
      const taken = await takeIn(intake, event, text);
      if (taken.way === 'REFUSED') {
        if (taken.reason.code !== 'UNKNOWN_CUSTOMER') {
          throw new Error(
            `The form took what the contract refuses with ${taken.reason.code} ${taken.reason.field}.`,
          );
        }
        const heldAs = await intake.quarantine.hold(text, taken.reason, receivedAt);
        const { formId } = request.form;
        const flaws = { customerId: 'unknown-customer' } as const;
        return showForm(ports, request, places.staff, 422, { formId, typed: request.form, flaws, heldAs });
      }
      const { caseId, way } = taken;
      const view = { caseId, known: way === 'DUPLICATE', receivedAt, zone: intake.zone, said };
      return { status: 200, html: takenPage(framing, view) };
    },
    { name: 'take-staff-form' },
  );

export const handler = takeStaffForm(intakeWiring(), formWiring());
