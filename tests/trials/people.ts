/** People who answer by the page: they open it, fill its form in, and read what the next page says. */
import { filled } from '../../infra/local/story/forms.ts';
import { answerForm, formsOn } from './forms.ts';
import { type Answer, cookiesOf } from './http.ts';
import type { Held, Place } from './place.ts';

/** Somebody with the page of their task open before them, and two answers in mind. */
export interface Armed extends Held {
  readonly cookie: string;
  readonly form: URLSearchParams;
  /** Another answer than `form`; just as good. */
  readonly other: URLSearchParams;
}

/** What goes into fields that no form requires by itself, and that another answer makes necessary. */
const SENSIBLE = {
  amount: '120',
  settledNow: 'NO',
  regulatorReferred: 'NO',
  satisfaction: '4',
  problem: 'NO',
  newPhone: '138 1234 5678',
  churnCause: 'PRICE',
};

/** Opens the page of a link and fills the form in. */
export async function arm(place: Place, held: Held): Promise<Armed> {
  const page = await place.send({ method: 'GET', path: held.path });
  const form = answerForm(formsOn(page.body, held.link));
  if (page.status !== 200 || form === undefined) {
    throw new Error(`The page of task ${held.taskId} has no form to answer; its status is ${page.status}.`);
  }
  const body = filled(form, { ...SENSIBLE, code: held.code });
  const other = new URLSearchParams(body);
  const choice = form.fields.find(
    ({ kind, options }) => (kind === 'radio' || kind === 'select') && options.length > 1,
  );
  if (choice === undefined) throw new Error(`The form of task ${held.taskId} leaves nothing to choose.`);
  const [first, second = ''] = choice.options;
  other.set(choice.name, body.get(choice.name) === first ? second : (first ?? ''));
  return { ...held, cookie: cookiesOf(page), form: body, other };
}

/** Submits an answer. */
export const submit = (place: Place, { path, cookie }: Armed, form: URLSearchParams): Promise<Answer> =>
  place.send({
    method: 'POST',
    path,
    form,
    headers: { cookie, origin: place.pages, 'sec-fetch-site': 'same-origin' },
  });

/** Whether a page says that the answer was taken: it is a receipt, and has no form to answer any more. */
export const saysTaken = ({ status, body }: Answer, address: string): boolean =>
  status === 200 && answerForm(formsOn(body, address)) === undefined;

/** A page without what is new each time. */
export const withoutNonce = ({ body }: Answer): string => body.replace(/ nonce="[^"]*"/g, '');
