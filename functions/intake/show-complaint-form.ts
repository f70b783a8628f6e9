/** Handler of GET /complain: the form for customers; it may read and write nothing. */
import { page } from '../../shared/platform/page.ts';
import { type FormPorts, places, showForm } from './complaint-form.ts';
import { formWiring } from './form-wiring.ts';

/** Shows an empty form. */
export const showComplaintForm = (ports: FormPorts) =>
  page(async (request) => showForm(ports, request, places.customer), { name: 'show-complaint-form' });

export const handler = showComplaintForm(formWiring());
