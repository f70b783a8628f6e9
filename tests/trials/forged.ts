/** Part two: links that nobody was mailed (TRIALS S2). */
import { seededRandom } from '../../infra/local/random.ts';
import { awsTutorial, oneClickPost } from './baselines.ts';
import { type Answer, inParallel, openClient } from './http.ts';
import { changesBetween } from './invariants.ts';
import type { Armed } from './people.ts';
import type { Place } from './place.ts';
import { type Figure, type Invariant, median, type Part } from './report.ts';

type Draw = () => number;

const AT_ONCE = 16;

/** Requests timed of each kind, one after the other so that none waits for another. */
const TIMED = 200;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Names that mean something to a program that looks fields up without care, and bytes that end texts elsewhere. */
const TRICKS = ['__proto__', 'constructor', 'toString', '\0', '\u202e', '%00', '..', '{{7*7}}', "' OR 1=1"];

const named = (): string[] => Object.keys(ways);

const pick = <T>(list: readonly T[], draw: Draw): T => list[Math.floor(draw() * list.length)] as T;
const fieldIn = (link: string, at: number, value: string): string => {
  const fields = link.split('.');
  return fields.with(at % fields.length, value).join('.');
};
const textOf = (length: number, draw: Draw): string =>
  Array.from({ length }, () => pick([...ALPHABET], draw)).join('');

/** Ways to make a link of one or two genuine ones; what comes out is no link that was mailed. */
const ways: Readonly<Record<string, (link: string, other: string, draw: Draw) => string>> = {
  'bit flip': (link, _other, draw) => {
    const at = Math.floor(draw() * link.length);
    const turned = String.fromCharCode(link.charCodeAt(at) ^ (1 << Math.floor(draw() * 7)));
    return link.slice(0, at) + turned + link.slice(at + 1);
  },
  'another character': (link, _other, draw) => {
    const at = Math.floor(draw() * link.length);
    return link.slice(0, at) + pick([...ALPHABET], draw) + link.slice(at + 1);
  },
  truncation: (link, _other, draw) => link.slice(0, 1 + Math.floor(draw() * (link.length - 1))),
  splice: (link, other, draw) => {
    const at = 1 + Math.floor(draw() * 6);
    const fields = link.split('.');
    const theirs = other.split('.');
    return draw() < 0.5
      ? [...fields.slice(0, at), ...theirs.slice(at)].join('.')
      : fieldIn(link, at, theirs[at % theirs.length] ?? '');
  },
  'other kid': (link, _other, draw) => fieldIn(link, 1, pick(['00000000', textOf(8, draw)], draw)),
  'other generation': (link, _other, draw) => {
    const generation = Number(link.split('.')[3]);
    return fieldIn(link, 3, String(pick([generation - 1, generation + 1, -1, 99], draw)));
  },
  'other expiry': (link, _other, draw) =>
    fieldIn(link, 4, String(pick([1_500_000_000, 9_999_999_999, 0], draw))),
  'other MAC': (link, _other, draw) => fieldIn(link, 6, textOf(43, draw)),
  '__proto__ and NUL': (link, _other, draw) =>
    draw() < 0.6
      ? fieldIn(link, Math.floor(draw() * 7), pick(TRICKS, draw))
      : pick([`${link}\0`, `\0${link}`, pick(TRICKS, draw), `${link}/${pick(TRICKS, draw)}`], draw),
};

const segmentOf = (path: string): string => path.slice('/t/'.length);

/** What two refusals may not differ in; the nonce of the style is a new one each time. */
const shapeOf = ({ status, headers, body }: Answer): string => {
  const { date, 'x-amzn-requestid': _id, 'content-length': _length, ...rest } = headers;
  return JSON.stringify([status, rest, body]).replace(/'nonce-[^']+'/g, '');
};

/** Sends forged links, and counts what was let in, read, and told. */
export async function forgedPart(
  place: Place,
  armed: readonly Armed[],
  count: number,
  seed: number,
): Promise<Omit<Part, 'name' | 'seconds'>> {
  const draw = seededRandom(seed);
  const genuine = new Set((await place.links()).map(({ path }) => segmentOf(path)));
  const kinds = named();
  const forged: { way: string; segment: string; of: Armed; method: 'GET' | 'HEAD' | 'POST' | 'CODE' }[] = [];
  while (forged.length < count) {
    const way = kinds[forged.length % kinds.length] ?? '';
    const of = pick(armed, draw);
    const other = pick(armed, draw);
    const segment = ways[way]?.(segmentOf(of.path), segmentOf(other.path), draw) ?? '';
    // A turned character may be the one that was there, and what is left of a link may be none at all.
    if (segment === '' || segment === '.' || segment === '..' || genuine.has(segment)) continue;
    const method = draw() < 0.7 ? (draw() < 0.8 ? 'GET' : 'HEAD') : draw() < 0.85 ? 'POST' : 'CODE';
    forged.push({ way, segment, of, method });
  }
  const sendForged = ({ segment, of, method }: Omit<(typeof forged)[number], 'way'>) =>
    place.send({
      method: method === 'CODE' ? 'POST' : method,
      path: `/t/${encodeURIComponent(segment)}${method === 'CODE' ? '/code' : ''}`,
      headers: { cookie: of.cookie, origin: place.pages, 'sec-fetch-site': 'same-origin' },
      ...(method === 'POST' && { form: of.form }),
      ...(method === 'CODE' && { form: new URLSearchParams([...of.form, ['confirm', 'yes']]) }),
    });

  const before = await place.snapshot();
  const invocations = () =>
    Object.entries(place.runtime.usage().functions)
      .filter(([name]) => !/(ShowTask|AnswerTask|MailNewCode)$/.test(name))
      .reduce((sum, [, used]) => sum + used.invocations, 0);
  const reads = () => {
    const tables = place.runtime.usage().records;
    return Object.entries(tables).find(([name]) => /(^|-)Tasks$/.test(name))?.[1].readUnits ?? 0;
  };
  const [readsBefore, othersBefore] = [reads(), invocations()];
  const answers = await inParallel(forged, AT_ONCE, sendForged);
  const rowReads = reads() - readsBefore;
  const others = invocations() - othersBefore;

  const accepted = forged.filter((_, at) => answers[at]?.status !== 404);
  const shapes = new Set(answers.map((answer, at) => `${forged[at]?.method === 'HEAD'} ${shapeOf(answer)}`));
  const changes = changesBetween(before, await place.snapshot());
  const figures: Figure[] = kinds.map((way) => ({
    attack: `forged link: ${way}`,
    on: 'Steward',
    fired: forged.filter((one) => one.way === way).length,
    got: accepted.filter((one) => one.way === way).length,
    what: 'accepted',
  }));
  figures.push(
    { attack: 'forged links, all', on: 'Steward', fired: count, got: accepted.length, what: 'accepted' },
    { attack: 'forged links, all', on: 'Steward', fired: count, got: rowReads, what: 'units of row reads' },
  );
  const invariants: Invariant[] = [
    { name: 'forged links change nothing', wrong: changes.map(({ table, key }) => `${table} ${key}`) },
    {
      name: 'whatever is wrong with a link, it gets the same 404',
      wrong: shapes.size > 2 ? [`${shapes.size} different answers, with and without a body`] : [],
    },
    {
      name: 'nobody else read the rows that are counted',
      wrong: others > 0 ? [`${others} invocations of other functions; the count of reads is void`] : [],
    },
  ];
  figures.push(...(await onBaselines(count, draw)));
  return { figures, invariants, notes: [await times(armed, sendForged, draw)] };
}

/** The same alterations of what their links hold: whatever their handler then does to a task is taken as accepted. */
async function onBaselines(count: number, draw: Draw): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const make of [awsTutorial, oneClickPost]) {
    const baseline = await make();
    const client = openClient();
    try {
      const fired = Math.min(count, 1_000);
      let got = 0;
      for (let at = 0; at < fired; at++) {
        const path = baseline.invite();
        const other = baseline.invite();
        // Their links have no dots; the alterations that need fields find them at the signs between theirs.
        const dotted = (text: string) => text.replace(/[/?&=]/g, '.');
        const way = Object.values(ways)[at % named().length];
        const altered = way?.(dotted(path), dotted(other), draw) ?? '';
        const signs = [...path.matchAll(/[/?&=]/g)].map(([sign]) => sign);
        const back = altered.replace(/\./g, () => signs.shift() ?? '.');
        if (back === path || back === other) continue;
        const done = () => baseline.tasks().reduce((sum, { effects }) => sum + effects.length, 0);
        const before = done();
        const safe = back.replace(/[^\x21-\x7e]/g, encodeURIComponent).replace(/^(?!\/)/, '/');
        const form = new URLSearchParams({ action: 'approve' });
        await client.send({ origin: baseline.origin, method: 'GET', path: safe });
        await client.send({ origin: baseline.origin, method: 'POST', path: safe, form });
        if (done() > before) got++;
      }
      figures.push({ attack: 'altered links', on: baseline.name, fired, got, what: 'accepted' });
    } finally {
      client.close();
      await baseline.close();
    }
  }
  return figures;
}

/** How long answers take, by what is wrong with the link. */
async function times(
  armed: readonly Armed[],
  sendForged: (one: { segment: string; of: Armed; method: 'GET' }) => Promise<Answer>,
  draw: Draw,
): Promise<string> {
  const kinds: Record<string, (link: string) => string> = {
    'wrong MAC': (link) => fieldIn(link, 6, textOf(43, draw)),
    'other kid': (link) => fieldIn(link, 1, '00000000'),
    'no form of a link': (link) => link.replaceAll('.', '-'),
    genuine: (link) => link,
  };
  const took: Record<string, number[]> = {};
  for (let round = 0; round < Math.min(TIMED, armed.length * 2); round++) {
    for (const [kind, made] of Object.entries(kinds)) {
      const of = armed[round % armed.length] as Armed;
      const { ms } = await sendForged({ segment: made(segmentOf(of.path)), of, method: 'GET' });
      took[kind] = [...(took[kind] ?? []), ms];
    }
  }
  const p50 = Object.entries(took).map(([kind, all]) => `${kind} ${median(all).toFixed(2)} ms`);
  return `time of the answer, p50 of ${Object.values(took)[0]?.length ?? 0} each: ${p50.join(', ')}`;
}
