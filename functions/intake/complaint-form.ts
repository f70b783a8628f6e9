/** The complaint forms of customers and of staff: how they are shown, and what they become when they are posted. */
import { randomBytes } from 'node:crypto';
import { Language } from '../../shared/contracts/codes.ts';
import type { ComplaintSubmitted } from '../../shared/contracts/events.ts';
import { cookieIn, cookieOf, isFromOurSite, mayBeFromOurSite, same } from '../../shared/platform/browser.ts';
import type { Framing } from '../../shared/platform/frame.ts';
import { derivedId, digestOf } from '../../shared/platform/ids.ts';
import type { PageReply, PageRequest } from '../../shared/platform/page.ts';
import { type FormView, formPage, notFromOurFormPage } from './pages/complaint-page.ts';
import { type FormName, type Said, saidIn } from './rules/complaint-form.ts';

/** What every page of the forms needs of the world. */
export interface FormPorts {
  readonly house: { readonly base: string; readonly bank: Framing['bank'] };
}

/** One form: who fills it, and where it lives. */
export interface FormPlace {
  readonly form: FormName;
  readonly path: string;
}

/** The form on the bank's public pages, and the one that staff fill for a caller or a visitor. */
export const places = {
  customer: { form: 'customer', path: '/complain' },
  staff: { form: 'staff', path: '/staff/complaint' },
} as const satisfies Record<FormName, FormPlace>;

/** A posted form with everything in order. */
export interface Filled {
  readonly said: Said;
  /** Id of this form in its channel: the same however often it is posted. */
  readonly reference: string;
  readonly framing: Framing;
}

/** Language and looks of an answer: the switch on the page first, then what the browser prefers. */
export function framingOf({ house }: FormPorts, request: PageRequest): Framing {
  const switched = Language.safeParse(request.form.lang ?? request.query.lang);
  return { language: switched.data ?? request.language, bank: house.bank, nonce: request.nonce };
}

const FORM_ID = /^[A-Za-z0-9_-]{22}$/;

/** A form bound to the cookie; nothing secret makes the proof, for whoever may not read the cookie cannot make it. */
const csrfOf = (cookie: string, formId: string): string =>
  digestOf('complaint-form', cookie, formId).toString('base64url');

/** Shows a form: a fresh one, or one with what was typed. */
export function showForm(
  ports: FormPorts,
  request: PageRequest,
  { form, path }: FormPlace,
  status = 200,
  more: Partial<Omit<FormView, 'form' | 'csrf'>> = {},
): PageReply {
  const cookie = cookieOf(request, ports.house.base, path);
  const formId = more.formId ?? randomBytes(16).toString('base64url');
  const csrf = csrfOf(cookie.value, formId);
  const view = { typed: {}, flaws: {}, ...more, form, formId, csrf };
  return { status, html: formPage(framingOf(ports, request), view), cookies: cookie.set };
}

/** Reads a posted form; a reply where nothing can be taken in: it is somebody else's, stale, or to be mended. */
export function readForm(
  ports: FormPorts,
  request: PageRequest,
  place: FormPlace,
): { readonly filled: Filled } | { readonly reply: PageReply } {
  const { formId = '', csrf = '' } = request.form;
  const framing = framingOf(ports, request);
  const cookie = cookieIn(request);
  const genuine =
    cookie !== undefined &&
    FORM_ID.test(formId) &&
    mayBeFromOurSite(request) &&
    same(csrf, csrfOf(cookie, formId));
  if (!genuine) {
    // Opened again from another site the page sets another cookie, which makes an earlier form stale. Only where the
    // browser vouches for our own page is it shown again as it was filled: a stranger's post must not fill it in.
    const stale = isFromOurSite(request) && FORM_ID.test(formId);
    return stale
      ? {
          reply: showForm(ports, request, place, 403, {
            formId,
            typed: request.form,
            because: 'submitAgain',
          }),
        }
      : { reply: { status: 403, html: notFromOurFormPage(framing) } };
  }
  const read = saidIn(place.form, request.form);
  if ('flaws' in read) {
    const { flaws } = read;
    return { reply: showForm(ports, request, place, 422, { formId, typed: request.form, flaws }) };
  }
  const prefix = place.form === 'customer' ? 'W' : 'F';
  return { filled: { said: read.said, reference: derivedId(prefix, formId), framing } };
}

/** The event that a filled form is, submitted now. */
export function eventOf({ said, reference, framing }: Filled, at: string): Record<string, unknown> {
  const { channel, ...words } = said;
  const detail: ComplaintSubmitted = {
    v: 1,
    channel,
    externalId: reference,
    submittedAt: at,
    language: framing.language,
    ...words,
  };
  return {
    id: derivedId('E', reference),
    source: `bank.${channel}`,
    'detail-type': 'complaint.submitted',
    detail,
  };
}
