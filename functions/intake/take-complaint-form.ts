/** Handler of POST /complain: hands a customer's complaint to intake, without knowing what becomes of it. */
import { Fault } from '../../shared/faults/faults.ts';
import { type Clock, instantOf } from '../../shared/platform/clock.ts';
import { page } from '../../shared/platform/page.ts';
import { log, traceOf } from '../../shared/platform/telemetry.ts';
import { eventOf, type FormPorts, places, readForm, showForm } from './complaint-form.ts';
import { customerFormWiring } from './form-wiring.ts';
import { receivedPage } from './pages/complaint-page.ts';

/** What this page needs of the world. */
export interface CustomerFormPorts extends FormPorts {
  readonly clock: Clock;
  /** Hands an event to the function that takes events in, and does not wait for its answer. */
  readonly handOver: (event: Record<string, unknown>) => Promise<void>;
}

/**
 * Takes a form from anybody. Whether the customer's number exists is found out elsewhere and later, so neither the page
 * nor its time tells; an unknown number is kept in quarantine for staff. The same form twice is the same complaint.
 */
export const takeComplaintForm = (ports: CustomerFormPorts) =>
  page(
    async (request) => {
      const read = readForm(ports, request, places.customer);
      if ('reply' in read) return read.reply;
      const { framing, reference } = read.filled;
      try {
        await ports.handOver(eventOf(read.filled, instantOf(ports.clock.now())));
      } catch (error) {
        if (!(error instanceof Fault && error.passing)) throw error;
        log.warn('complaint not handed over', traceOf(error));
        const { formId } = request.form;
        return showForm(ports, request, places.customer, 503, {
          formId,
          typed: request.form,
          because: 'notSaved',
        });
      }
      return { status: 200, html: receivedPage(framing, reference) };
    },
    { name: 'take-complaint-form' },
  );

export const handler = takeComplaintForm(customerFormWiring());
