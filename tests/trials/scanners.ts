/** Part one: machines that follow every link of a mail before a person does (TRIALS S1). */
import { seededRandom } from '../../infra/local/random.ts';
import { awsTutorial, type Baseline, oneClickPost } from './baselines.ts';
import { formsOn, junk, type PageForm, pagesBelow, untouched } from './forms.ts';
import { type Answer, cookiesOf, inParallel, openClient, type Sent } from './http.ts';
import { type Changed, changesBetween, getsChangeNothing } from './invariants.ts';
import type { Place } from './place.ts';
import type { Figure, Invariant, Part } from './report.ts';

type Send = (sent: Omit<Sent, 'origin'>) => Promise<Answer>;

/** Links scanned at a time. */
const AT_ONCE = 8;

/** What a scanner sent to one link. */
interface Fired {
  readonly requests: number;
  readonly forms: number;
}

/** What a scanner does with one link. */
type Scanner = (send: Send, path: string, origin: string) => Promise<Fired>;

/** Opens the link as scanners do: first its head, then the page, then once more with a tracking parameter. */
const looks: Scanner = async (send, path) => {
  const more = path.includes('?') ? '&' : '?';
  const sent = [
    { method: 'HEAD', path },
    { method: 'GET', path },
    { method: 'GET', path, headers: { purpose: 'prefetch', 'sec-purpose': 'prefetch' } },
    { method: 'GET', path: `${path}${more}utm_source=scan` },
  ] as const;
  for (const one of sent) await send(one);
  return { requests: sent.length, forms: 0 };
};

/** Opens the link and the pages below it, and submits every form with every button, filled by `fill`, as its browser would. */
const submits =
  (fill: (form: PageForm, button: PageForm['buttons'][number] | undefined) => URLSearchParams): Scanner =>
  async (send, path, origin) => {
    const first = await send({ method: 'GET', path });
    const cookie = cookiesOf(first);
    const pages = [{ path, body: first.body }];
    for (const below of pagesBelow(first.body, `${origin}${path}`)) {
      const { body } = await send({ method: 'GET', path: below, headers: { ...(cookie && { cookie }) } });
      pages.push({ path: below, body });
    }
    let forms = 0;
    for (const page of pages) {
      for (const form of formsOn(page.body, `${origin}${page.path}`)) {
        for (const button of form.buttons.length > 0 ? form.buttons : [undefined]) {
          const target = new URL(button?.action ?? form.action);
          const body = fill(form, button);
          const to = `${target.pathname}${form.method === 'get' ? `?${body}` : target.search}`;
          forms++;
          await send({
            method: form.method === 'get' ? 'GET' : 'POST',
            path: to,
            headers: { ...(cookie && { cookie }), origin, 'sec-fetch-site': 'same-origin' },
            ...(form.method === 'post' && { form: body }),
          });
        }
      }
    }
    return { requests: forms + pages.length, forms };
  };

const scannersOf = (seed: number): { name: string; scan: Scanner; submits: boolean; mayCount: boolean }[] => {
  const draw = seededRandom(seed);
  return [
    { name: 'scanner that looks: HEAD, GET', scan: looks, submits: false, mayCount: false },
    {
      name: 'scanner that submits each form as it is',
      scan: submits(untouched),
      submits: true,
      mayCount: false,
    },
    {
      name: 'scanner that fills in junk',
      scan: submits((form, button) => junk(form, button, draw)),
      submits: true,
      mayCount: true,
    },
  ];
};

/** A wrong code is counted, and nothing else: that is the one thing a scanner that guesses may leave behind. */
const isCount = ({ how, attributes }: Changed): boolean =>
  how === 'changed' && ['wrongCodes', 'wrongAt,wrongCodes'].includes(attributes.join());

/** Links of one kind: those of tasks, or those by which customers look at their case. */
export interface Targets {
  readonly of: string;
  /** `key` begins the keys of whatever belongs to a link. */
  readonly links: readonly { readonly path: string; readonly key: string }[];
}

/** Lets every scanner at links of Steward, and at as many of each baseline as there are links of the first kind. */
export async function scannersPart(
  place: Place,
  kinds: readonly [Targets, ...Targets[]],
  seed: number,
): Promise<Omit<Part, 'name' | 'seconds'>> {
  const figures: Figure[] = [];
  const invariants: Invariant[] = [];
  for (const { name, scan, submits: mustSubmit, mayCount } of scannersOf(seed)) {
    for (const { of, links } of kinds) {
      const before = await place.snapshot();
      const fired = await inParallel(links, AT_ONCE, ({ path }) => scan(place.send, path, place.pages));
      const after = await place.snapshot();
      const changes = changesBetween(before, after).filter((change) => !(mayCount && isCount(change)));
      const acted = links.filter(({ key }) => changes.some((change) => change.key.startsWith(key)));
      figures.push({
        attack: `${name}, ${of}`,
        on: 'Steward',
        // A scanner that was to submit forms and found none has not fired.
        fired: fired.filter(({ forms }) => forms > 0 || !mustSubmit).length,
        got: acted.length,
        what: 'acted',
        note: said(fired),
      });
      invariants.push({
        name: `${of}: ${mayCount ? 'only a wrong code is counted' : 'nothing changes'}`,
        wrong: mayCount
          ? changes.map(
              ({ table, key, how, attributes }) => `${table} ${key} ${how} ${attributes.join(', ')}`,
            )
          : getsChangeNothing(before, after),
      });
    }
    for (const make of [awsTutorial, oneClickPost]) {
      figures.push(await onBaseline(make, name, scan, kinds[0].links.length));
    }
  }
  return { figures, invariants };
}

async function onBaseline(
  make: () => Promise<Baseline>,
  attack: string,
  scan: Scanner,
  count: number,
): Promise<Figure> {
  const baseline = await make();
  const client = openClient();
  try {
    const send: Send = (sent) => client.send({ origin: baseline.origin, ...sent });
    const paths = Array.from({ length: count }, () => baseline.invite());
    const fired = await inParallel(paths, AT_ONCE, (path) => scan(send, path, baseline.origin));
    const got = baseline.tasks().filter(({ effects }) => effects.length > 0).length;
    return { attack, on: baseline.name, fired: count, got, what: 'acted', note: said(fired) };
  } finally {
    client.close();
    await baseline.close();
  }
}

const said = (fired: readonly Fired[]): string => {
  const [requests, forms] = fired.reduce(([r, f], one) => [r + one.requests, f + one.forms], [0, 0]);
  return `${requests} requests, ${forms} of them forms`;
};
