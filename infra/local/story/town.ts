/**
 * A town of customers around the sample bank: who they are, what they have agreed to, which days matter to them, what befalls
 * them, and who looks after them. All of it is drawn by seed; days count from the day on which the play begins.
 */
import { asked, type Circumstance, circumstances, type Shares } from './behaviours.ts';
import { drawn, oneOf } from './draw.ts';
import { eventsOf, type Wavering } from './fading.ts';
import { type Fate, fates as usualFates } from './fates.ts';
import { GONE } from './gone.ts';
import type { InputEvent } from './input/input.ts';
import type { SampleBank } from './story.ts';
import type { StoryLanguage } from './timeline.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A row of a file that the bank imports, by the names of its columns. */
export type TownRow = Readonly<Record<string, string>>;

/** An event of the bank's systems, and when it arrives, epoch ms. */
export interface Arrival {
  readonly at: number;
  readonly entry: InputEvent;
}

/** Everybody and everything of one town. */
export interface Town {
  /** Files as a bank would deliver them, in the order in which they build on each other. */
  readonly files: readonly { readonly kind: string; readonly rows: readonly TownRow[] }[];
  readonly arrivals: readonly Arrival[];
  /** What customers agreed to before the play, and from when on they are to be left alone. */
  readonly said: {
    readonly consents: readonly TownRow[];
    readonly leaveAlone: readonly { readonly customerId: string; readonly from: string }[];
  };
  /** What is special about a customer, if anything. */
  circumstanceOf(customerId: string): Circumstance | undefined;
  /** Those who may leave, each with what becomes of them. */
  readonly wavering: readonly Wavering[];
  /** Who becomes worth more to the bank on the way. */
  readonly promoted: string;
  /** Whether what a customer writes to the bank has a circumstance of its own. */
  isWriter(customerId: string): boolean;
  /** Whether no answer of the bank contents a customer. */
  isCross(customerId: string): boolean;
  /** Those who have a mailbox. */
  readonly people: Pick<SampleBank, 'customers' | 'staff'>;
}

/** What a town is drawn from. */
export interface TownDraw {
  readonly seed: number;
  /** When the play begins, epoch ms. */
  readonly from: number;
  /** Days that are played. */
  readonly days: number;
  /** How many customers there are. */
  readonly customers: number;
  /** What becomes of those who may leave; as usual where absent. */
  readonly fates?: Readonly<Record<string, Fate>>;
}

/** How customers are spread over the bank's kinds, of whom no circumstance asks for another one. */
const KINDS: Shares<'personal vip' | 'personal potential' | 'personal mass' | 'corporate potential'> = {
  'personal vip': 4,
  'personal potential': 16,
  'personal mass': 178,
  'corporate potential': 2,
};

/** What customers of a tier have agreed to; most of the mass tier were never asked. */
const CONSENTS: Readonly<Record<string, Shares<'none' | 'mail' | 'phone' | 'wechat' | 'mail phone'>>> = {
  vip: { 'mail phone': 60, phone: 40 },
  potential: { none: 30, phone: 40, wechat: 10, 'mail phone': 20 },
  mass: { none: 76, mail: 14, phone: 6, wechat: 4 },
};

/** Places in the town, from 0, of those whom the draw of the policy's experiment leaves alone: customers C2024 and C2025. */
const WATCHED: readonly number[] = [23, 24];

/** Share of the customers who let themselves be asked how satisfied they are. */
const SURVEYED = 0.92;

/** Whoever may leave has a fate. */
const STAGES: Readonly<Record<string, Shares<string>>> = {
  vip: { mature: 5, growing: 4 },
  potential: { mature: 5, growing: 4 },
  mass: { mature: 6, growing: 3, new: 1 },
};

const ZONES: Shares<string> = {
  'Asia/Shanghai': 92,
  'Asia/Singapore': 3,
  'Europe/London': 3,
  'America/New_York': 2,
};

const SURNAMES = [...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜'];
const GIVEN = [
  '思源',
  '雨桐',
  '浩然',
  '静怡',
  '子墨',
  '晓岚',
  '文博',
  '佳宁',
  '一鸣',
  '若溪',
  '明轩',
  '芷若',
];
const FIRST = ['Alice', 'Bruno', 'Clara', 'Dmitri', 'Esther', 'Farid', 'Greta', 'Hugo', 'Imani', 'Jonas'];
const LAST = ['Albrecht', 'Bianchi', 'Castellan', 'Dahlgren', 'Okonkwo', 'Petrov', 'Quill', 'Rivera', 'Sato'];
const TRADES = ['Bakery', 'Logistics', 'Textiles', 'Instruments', 'Timber', 'Ceramics'];

/** Who looks after the town; the sample bank's own managers have their own customers. */
const MANAGERS: readonly (TownRow & { name: string; email: string; language: StoryLanguage })[] = [
  manager('R01', '林若兰', 'zh-CN', 'high-end', 'R02'),
  manager('R02', 'Helena Voss', 'en', 'high-end', 'R01'),
  manager('R03', '许知远', 'zh-CN', 'ordinary', 'R04'),
  manager('R04', 'Samuel Adeyemi', 'en', 'ordinary', 'R03'),
  manager('R05', '唐晓蕾', 'zh-CN', 'ordinary', 'R03'),
  manager('R06', 'Mateo Serrano', 'en', 'corporate', 'S06'),
];

function manager(
  staffId: string,
  name: string,
  language: StoryLanguage,
  lines: string,
  substituteId: string,
) {
  const email = `${staffId.toLowerCase()}@bank.example`;
  const [role, level, branch, capacity] = ['rm', '1', language === 'en' ? 'B-WEST' : 'B-EAST', '12'];
  return { staffId, name, email, language, role, level, lines, branch, capacity, substituteId };
}

const COMPLAINTS: Readonly<Record<StoryLanguage, readonly string[]>> = {
  'zh-CN': [
    '我的信用卡年费在同一天被重复扣收两次，请核实并退还其中一笔。',
    '柜台排队近两个小时，工作人员态度冷淡，问题也没有解决，请给予答复。',
  ],
  en: [
    'A standing order was carried out twice this month, and nobody could tell me why. Please put it right.',
    'My card was blocked on a journey without any notice, and the hotline kept me waiting for an hour.',
  ],
};

/** Complaints that arrive for every hundred customers and hundred days; the last ones early enough to be settled. */
const COMPLAINTS_SHARE = 2.5;
const LAST_COMPLAINT = 0.65;

/** An event of the bank's systems before all of them are in order. */
type Coming = Omit<InputEvent, 'line'> & { readonly at: number };

/** Draws a town. */
export function townOf(draw: TownDraw): Town {
  const { seed, from, days, fates = usualFates } = draw;
  const eachOf = <Its extends Circumstance>(all: Readonly<Record<string, Its>>) =>
    Object.entries(all).flatMap(([name, its]) =>
      Array.from({ length: its.customers }, () => ({ name, its })),
    );
  const fated = eachOf(fates);
  // Who is only watched follows from the number: the first of these fates have the numbers that are.
  const watched = fated.filter(({ its }) => its.watched).slice(0, WATCHED.length);
  const others = [
    ...eachOf<Circumstance>(circumstances),
    ...fated.filter((one) => !watched.includes(one)),
    ...eachOf(asked),
  ];
  const special = [...others];
  watched.forEach((one, at) => {
    special.splice(WATCHED[at] ?? 0, 0, one);
  });
  if (draw.customers < special.length) {
    throw new RangeError(
      `A town of ${draw.customers} is too small; ${special.length} customers have circumstances of their own.`,
    );
  }
  const customers = Array.from({ length: draw.customers }, (_, at) => customerOf(draw, at, special[at]?.its));
  const fateOf = new Map(fated.map(({ name, its }): [Circumstance, string] => [its, name]));
  // Those who may leave have a fate instead.
  const lots = new Map(customers.flatMap(({ id, lot }) => (lot && !fateOf.has(lot) ? [[id, lot]] : [])));
  const writers = new Set(customers.filter(({ lot }) => lot?.complains || lot?.writes).map(({ id }) => id));
  const cross = new Set(customers.filter(({ lot }) => lot?.cross).map(({ id }) => id));
  const wavering = customers.flatMap(({ id, lot, person }): Wavering[] => {
    const named = lot && fateOf.get(lot);
    return named === undefined
      ? []
      : [{ customerId: id, language: person.language, named, fate: lot as Fate }];
  });
  const complaints = Math.max(2, Math.round((draw.customers * days * COMPLAINTS_SHARE) / 10_000));
  const arrivals = [
    ...Array.from({ length: complaints }, (_, nth) => complaintOf(draw, nth, customers)),
    ...customers.flatMap((customer) => changeOf(draw, customer)),
    ...wavering.flatMap(toldOf),
    ...customers.flatMap((customer, at) => askedOf(customer, at)),
    absenceOf(draw),
  ]
    .sort((one, other) => one.at - other.at)
    .map(({ at, ...event }, nth) => ({ at, entry: { line: nth + 1, ...event } }));
  return {
    files: [
      { kind: 'staff', rows: MANAGERS },
      { kind: 'customers', rows: customers.map(({ row }) => row) },
      { kind: 'consents', rows: customers.flatMap(({ consents }) => consents) },
      { kind: 'dates', rows: customers.flatMap(({ dates }) => dates) },
    ],
    arrivals,
    said: {
      consents: customers.flatMap(({ consents }) => consents),
      leaveAlone: [
        ...customers
          .filter(({ row }) => row.doNotContact === 'yes' || row.deceased === 'yes')
          .map(({ id }) => ({ customerId: id, from: new Date(0).toISOString() })),
        ...customers
          .flatMap((customer) => changeOf(draw, customer))
          .map(({ detail, at }) => ({ customerId: detail.customerId, from: new Date(at).toISOString() })),
      ],
    },
    circumstanceOf: (customerId) => lots.get(customerId),
    promoted: customers.find(({ lot }) => lot?.promoted)?.id ?? '',
    isWriter: (customerId) => writers.has(customerId),
    isCross: (customerId) => cross.has(customerId),
    wavering,
    people: {
      customers: customers.map(({ person }) => person),
      staff: MANAGERS.map(({ staffId = '', name, email, language }) => ({
        staffId,
        name,
        email,
        language,
        role: 'rm',
        level: 1,
      })),
    },
  };

  /** Calendar day so many days after the beginning. */
  function dayOf(offset: number): string {
    return new Date(from + offset * DAY).toISOString().slice(0, 10);
  }

  function customerOf(its: TownDraw, at: number, lot: Circumstance | undefined) {
    const of = (...what: (string | number)[]) => drawn(its.seed, 'town', at, ...what);
    const pick = <Some>(some: readonly Some[], ...what: (string | number)[]): Some =>
      some[Math.floor(of(...what) * some.length)] as Some;
    const id = `C${2001 + at}`;
    const kind = lot?.kind ?? oneOf(KINDS, of('kind'));
    const [type = '', tier = ''] = kind.split(' ');
    const language: StoryLanguage = lot?.complains || of('language') < 0.7 ? 'zh-CN' : 'en';
    const agreed = lot?.consents ?? oneOf(CONSENTS[tier] ?? {}, of('consent'));
    const channels = agreed === 'none' ? [] : agreed.split(' ');
    // Whom mail does not reach, where they have not asked for mail.
    const email =
      of('mail') < 0.08 && !channels.includes('mail') && !lot?.surveyed
        ? undefined
        : `c${2001 + at}@${lot?.mailbox === 'gone' ? GONE : 'customers.example'}`;
    const name =
      type === 'corporate'
        ? `${pick(LAST, 'name')} ${pick(TRADES, 'trade')} ${language === 'en' ? 'Ltd' : '有限公司'}`
        : language === 'en'
          ? `${pick(FIRST, 'first')} ${pick(LAST, 'last')}`
          : `${pick(SURNAMES, 'surname')}${pick(GIVEN, 'given')}`;
    const person = { customerId: id, name, language, tier, type, ...(email !== undefined && { email }) };
    const managers = MANAGERS.filter(({ lines }) =>
      type === 'corporate'
        ? lines === 'corporate'
        : tier === 'vip'
          ? lines === 'high-end'
          : lines === 'ordinary',
    );
    const row: TownRow = {
      customerId: id,
      name,
      email: email ?? '',
      phone: `+86 10 5550 ${String(1000 + at)}`,
      language,
      type,
      tier,
      stage: lot?.stage ?? oneOf(STAGES[tier] ?? {}, of('stage')),
      riskClass: of('risk') < 0.95 ? 'compliant' : 'watch',
      managerId: pick(managers, 'manager').staffId ?? '',
      branch: language === 'en' ? 'B-WEST' : 'B-EAST',
      // Somebody of whom something is expected is in the bank's own zone.
      zone: lot ? 'Asia/Shanghai' : oneOf(ZONES, of('zone')),
      since: lot?.visitOn === undefined ? '' : dayOf(lot.visitOn * days - (lot.everyDays ?? 0)),
      doNotContact: !lot && of('quiet') < 0.03 ? 'yes' : '',
      deceased: !lot && of('deceased') < 0.01 ? 'yes' : '',
    };
    const given = (purpose: string) => (channel: string) => ({
      customerId: id,
      purpose,
      channel,
      state: 'given',
      at: `${dayOf(-30 - Math.floor(of('agreed') * 400))} 10:00`,
    });
    const offers = (lot as Fate | undefined)?.offers;
    const consents = [
      ...channels.map(given('care')),
      ...(offers === undefined ? [] : [given('marketing')(offers)]),
      ...(lot?.surveyed || of('survey') < SURVEYED
        ? (email === undefined ? ['phone'] : ['mail', 'phone']).map(given('survey'))
        : []),
    ];
    return { id, lot, person, row, consents, dates: datesOf(id, type, at, lot) };
  }

  function datesOf(customerId: string, type: string, at: number, lot: Circumstance | undefined): TownRow[] {
    const of = (...what: (string | number)[]) => drawn(seed, 'dates', at, ...what);
    const row = (kind: string, date: string, calendar = 'SOLAR'): TownRow => ({
      customerId,
      kind,
      date,
      calendar,
    });
    const year = 1945 + Math.floor(of('year') * 60);
    const born = dayOf(Math.floor(of('birthday') * 365)).slice(4);
    const kind = type === 'corporate' ? 'founding-day' : 'birthday';
    const birthday =
      lot?.birthdayOn === undefined
        ? at % 29 === 0
          ? row(kind, '1988-02-29')
          : at % 11 === 0
            ? row(kind, `${1 + (at % 12)}-${1 + (at % 28)}`, 'LUNAR')
            : row(kind, `${year}${born}`)
        : row(kind, `${year}${wednesdayNear(lot.birthdayOn * days).slice(4)}`);
    const matures = lot?.maturesOn ?? (of('matures') < 0.02 ? of('matures on') : undefined);
    return [
      birthday,
      ...(matures === undefined ? [] : [row('maturity', dayOf(20 + Math.floor(matures * (days - 20))))]),
    ];
  }

  /** A Wednesday so many days after the beginning or a little later: a day on which most banks work. */
  function wednesdayNear(offset: number): string {
    const day = Math.floor(from / DAY) + Math.floor(offset);
    // The first day of 1970 was a Thursday.
    return new Date((day + ((13 - (day % 7)) % 7)) * DAY).toISOString().slice(0, 10);
  }

  function complaintOf(its: TownDraw, nth: number, all: readonly ReturnType<typeof customerOf>[]) {
    const of = (what: string) => drawn(seed, 'complaint', nth, what);
    const those = all.filter(({ lot }) => lot === undefined);
    const { id, person } = (those[Math.floor(of('who') * those.length)] ?? all[0]) as ReturnType<
      typeof customerOf
    >;
    const texts = COMPLAINTS[person.language] ?? [];
    const at = inOffice(from + Math.floor(of('day') * its.days * LAST_COMPLAINT) * DAY, of('hour'));
    return event(at, 'complaint.submitted', 'app', `TOWN-${nth + 1}`, {
      customerId: id,
      submittedAt: new Date(at).toISOString(),
      text: texts[Math.floor(of('text') * texts.length)],
    });
  }

  /** The complaint of somebody of whom it is known when they complain; and that a system of the bank wants them asked. */
  function askedOf({ id, lot, person }: ReturnType<typeof customerOf>, at: number): Coming[] {
    const { complains, writes, askedOn } = lot ?? {};
    const on = (share: number) => inOffice(from + Math.floor(days * share) * DAY, drawn(seed, 'asked', id));
    const its = (at: number) => ({ customerId: id, submittedAt: new Date(at).toISOString() });
    if (complains !== undefined) {
      const { business, cause } = complains;
      const day = on(complains.on) + (at % 5) * DAY;
      const text = COMPLAINTS[person.language][1];
      const detail = { ...its(day), text, coded: { business, cause } };
      return [event(day, 'complaint.submitted', 'app', `TOWN-${id}-queue`, detail)];
    }
    if (writes !== undefined) {
      const day = on(writes);
      const text = COMPLAINTS[person.language][0];
      return [event(day, 'complaint.submitted', 'app', `TOWN-${id}-letter`, { ...its(day), text })];
    }
    if (askedOn === undefined) return [];
    const day = on(askedOn);
    const detail = { ...its(day), survey: 'visit', about: `LOAN-${id}` };
    return [event(day, 'survey.requested-by-bank', 'api', `TOWN-${id}-survey`, detail)];
  }

  /** What the bank's systems tell of a customer who may leave. */
  function toldOf(one: Wavering) {
    const { customerId, language } = one;
    return eventsOf(one, draw, COMPLAINTS[language][0] ?? '').map(({ at, type, detail }, nth) => {
      const submittedAt = new Date(at).toISOString();
      return event(at, type, 'api', `TOWN-${customerId}-${nth}`, { customerId, submittedAt, ...detail });
    });
  }

  /** What the bank learns of a customer on the way. */
  function changeOf({ days: all }: TownDraw, { id, lot }: ReturnType<typeof customerOf>) {
    if (lot?.becomes === undefined) return [];
    const at = inOffice(from + Math.floor(all * lot.becomes.on) * DAY, drawn(seed, 'change', id));
    const changed = { [lot.becomes.what]: true };
    const submittedAt = new Date(at).toISOString();
    return [event(at, 'customer.changed', 'branch', `TOWN-${id}`, { customerId: id, submittedAt, changed })];
  }

  /** One of the managers is away for a week, in the middle of it all. */
  function absenceOf({ days: all }: TownDraw) {
    const staffId = MANAGERS[Math.floor(drawn(seed, 'absence') * 4)]?.staffId ?? '';
    const offset = Math.floor(all / 2);
    const at = inOffice(from + (offset - 3) * DAY, 0);
    return event(at, 'staff.absence-submitted', 'app', 'TOWN-AWAY', {
      staffId,
      enteredBy: staffId,
      submittedAt: new Date(at).toISOString(),
      from: dayOf(offset),
      until: dayOf(offset + 6),
    });
  }
}

/** A whole hour of the day between nine and four in the bank's zone, which has no summer time. */
const inOffice = (at: number, share: number): number =>
  Math.floor(at / DAY) * DAY + (1 + Math.floor(share * 7)) * HOUR;

const event = <Detail extends object>(
  at: number,
  type: string,
  channel: string,
  externalId: string,
  detail: Detail,
) => ({
  at,
  source: `bank.${channel}`,
  type,
  detail: { v: 1, channel, externalId, ...detail },
});

/** Rows as a file of RFC 4180; columns are those of the first row. */
export function csvOf(rows: readonly TownRow[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))]
    .map((cells) => `${cells.map(cell).join(',')}\r\n`)
    .join('');
}
