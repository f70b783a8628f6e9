/** The plan of a manager as a page that can be printed, in both languages: ids, days and codes, no names. */
import type { Language } from '../../../shared/contracts/codes.ts';
import { type Framing, frame } from '../../../shared/platform/frame.ts';
import { type Html, html } from '../../../shared/platform/html.ts';
import { type Dates, dateName } from '../../../shared/policy/important-dates.ts';
import { dayInWords } from '../../../shared/policy/moments.ts';
import { channelName, visitName } from '../../../shared/policy/plan-words.ts';
import type { ContactLine } from '../show-plan.ts';

/** What the page shows. */
export interface PlanView {
  readonly manager: string;
  readonly from: string;
  readonly until: string;
  readonly customers: number;
  readonly contacts: readonly ContactLine[];
}

interface Words {
  readonly title: (manager: string) => string;
  readonly from: string;
  readonly until: string;
  readonly customers: string;
  readonly contacts: string;
  readonly none: string;
  readonly why: string;
  readonly colon: string;
  readonly ifAll: string;
}

const words: Readonly<Record<Language, Words>> = {
  en: {
    title: (manager) => `Plan of ${manager}`,
    from: 'From',
    until: 'Until',
    customers: 'Customers',
    contacts: 'Contacts',
    none: 'Nothing is planned.',
    why: 'Why',
    colon: ': ',
    ifAll: 'As the cadence has it today, if every contact takes place on its day.',
  },
  'zh-CN': {
    title: (manager) => `${manager} 的回访计划`,
    from: '自',
    until: '至',
    customers: '客户数',
    contacts: '联系次数',
    none: '没有计划。',
    why: '原因',
    colon: '：',
    ifAll: '按现行回访频率推算，假定每次联系都如期进行。',
  },
};

/** The page: a section a month, a line a contact. */
export function planPage(framing: Framing & { readonly dates: Dates }, view: PlanView): string {
  const { language } = framing;
  const say = words[language];
  const months = Map.groupBy(view.contacts, ({ day }) => day.slice(0, 7));
  return frame(
    framing,
    say.title(view.manager),
    html`<section>
<p class="hint">${say.ifAll}</p>
<dl>
<dt>${say.from}</dt><dd>${dayInWords(view.from, language)}</dd>
<dt>${say.until}</dt><dd>${dayInWords(view.until, language)}</dd>
<dt>${say.customers}</dt><dd>${String(view.customers)}</dd>
<dt>${say.contacts}</dt><dd>${String(view.contacts.length)}</dd>
</dl>
</section>
${view.contacts.length === 0 && html`<p>${say.none}</p>`}
${[...months].map(
  ([month, contacts]) => html`<section>
<h2>${month} (${String(contacts.length)})</h2>
<dl>
${contacts.map((contact) => line(contact, language, framing.dates))}</dl>
</section>
`,
)}`,
  );
}

function line(
  { day, customerId, kind, channel, topic, why }: ContactLine,
  language: Language,
  dates: Dates,
): Html {
  const about =
    topic === undefined || kind === 'MATURITY'
      ? ''
      : `${words[language].colon}${dateName(topic, language, dates)}`;
  return html`<dt>${dayInWords(day, language)}</dt>
<dd><a href="tier?customer=${encodeURIComponent(customerId)}">${customerId}</a> · ${visitName(kind, language)}${about} · ${channelName(channel, language)}
<details class="on-screen"><summary>${words[language].why}</summary><ul>${why.map((reason) => html`<li>${reason}</li>`)}</ul></details></dd>
`;
}
