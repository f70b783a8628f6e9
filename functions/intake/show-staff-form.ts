/** Handler of GET /staff/complaint: the form for complaints by telephone and at the counter. */
import { page } from '../../shared/platform/page.ts';
import { type FormPorts, places, showForm } from './complaint-form.ts';
import { formWiring } from './form-wiring.ts';

/** Shows an empty form. */
export const showStaffForm = (ports: FormPorts) =>
  page(async (request) => showForm(ports, request, places.staff), { name: 'show-staff-form' });

export const handler = showStaffForm(formWiring());
