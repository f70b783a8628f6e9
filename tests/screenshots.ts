/** `npm run screenshots`: every mail and page as a person sees it, in both languages, on a phone and on a desktop. */
import { execFile } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { reportOf } from '../functions/churn/pages/evaluation-page.ts';
import { type FormName, forms } from '../shared/contracts/forms.ts';
import { command, WrongUse } from '../shared/platform/command-line.ts';
import { chromiumPath, NO_CHROMIUM, startChromium, WINDOWS } from './kit/chromium.ts';
import { alertsOf, reportOn } from './kit/churn-report.ts';
import { cookiesOf } from './trials/http.ts';
import type { Item } from './trials/invariants.ts';
import { arm, submit } from './trials/people.ts';
import { type Held, openPlace, type Place, staffFor } from './trials/place.ts';

const GOLDEN_MAILS = fileURLToPath(new URL('golden/mails', import.meta.url));

/** Pages that a short story does not come to. */
const GOLDEN_PAGES = fileURLToPath(new URL('golden/pages', import.meta.url));
const NOT_PLAYED = ['survey-anonymous', 'survey-exit'];

/** Days after which a link opens nothing any more. */
const DEAD_AFTER = 91;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The manager of the customer who is visited, in the sample bank. */
const MANAGER = 'S04';
const VISITED = 'C1001';

/** Who is asked by a survey. */
const ASKED = 'C1003';

const LANGUAGES = ['zh-CN', 'en'] as const;
type Language = (typeof LANGUAGES)[number];

const said: Readonly<
  Record<
    Language,
    { subject: string; text: string; wish: string; asked: string; known: string; addition: string }
  >
> = {
  'zh-CN': {
    subject: '同一笔转账被扣款两次',
    text: '2月27日我通过手机银行向房东转账6800元，账户却被扣了两次。客服热线等了四十分钟没有人接，网点让我回家等消息，至今没有任何答复。\n\n我很着急，这笔钱是下个月的房租。',
    wish: '退回多扣的一笔，并说明原因。',
    asked: '客户希望在孩子出国留学前了解外汇业务。',
    known: '客户的两家公司今年转到我行，年底前按重要客户服务。',
    addition: '我找到了扣款凭证，第二笔的流水号不同。',
  },
  en: {
    subject: 'Charged twice for one transfer',
    text: 'On 27 February I sent my landlord 6,800 yuan from the app, and the account was charged twice. I waited forty minutes on the hotline and nobody answered; the branch sent me home to wait, and I have heard nothing since.\n\nThis is next month’s rent, and I am worried.',
    wish: 'The second charge paid back, and the reason for it.',
    asked: 'The customer’s daughter goes abroad to study, and they want to know about foreign exchange.',
    known:
      'Both of the customer’s companies move to us this year; they are served as important until it ends.',
    addition: 'I have found the receipts: the second charge has a number of its own.',
  },
};

/** What comes with the complaint beside its words. */
const BESIDE = {
  onBehalf: 'AGENT',
  groupSize: 3,
  coded: { business: 'B03', cause: 'C01' },
  facts: { respondent: '柜员小钱', 'first-call': '2026-02-27' },
};

/** Takes pictures of one language into a folder, each in every window. */
class Camera {
  readonly #browser: Browser;
  readonly #folder: string;
  readonly #language: Language;
  taken = 0;

  constructor(browser: Browser, folder: string, language: Language) {
    this.#browser = browser;
    this.#folder = folder;
    this.#language = language;
  }

  async take(name: string, show: (page: Page) => Promise<unknown>): Promise<void> {
    for (const [window, viewport] of Object.entries(WINDOWS)) {
      const context = await this.#browser.newContext({ viewport, locale: this.#language });
      const page = await context.newPage();
      await show(page);
      await page.screenshot({
        path: join(this.#folder, `${name}.${this.#language}.${window}.png`),
        fullPage: true,
      });
      await context.close();
      this.taken++;
    }
  }
}

/** The full name of a function of the app. */
function functionOf({ model }: Place['runtime'], name: string): string {
  const arn = model.functions.find((spec) => spec.name.endsWith(name))?.arn;
  if (arn === undefined) throw new Error(`There is no function ${name} in the assembly.`);
  return arn;
}

/** Has a function of the app do something, as operations would. */
async function invoke({ runtime }: Place, name: string, payload: unknown): Promise<unknown> {
  const reply = await runtime.lambda.invoke(functionOf(runtime, name), payload);
  if (!reply.ok) throw new Error(`${name} did not do it: ${reply.errorMessage}`);
  return reply.payload;
}

let told = 0;

/** Says something on the bus, as a system of the bank would. */
function publish({ runtime }: Place, detailType: string, detail: Item): void {
  const { model, events, clock } = runtime;
  const busName = model.buses.find(({ name }) => name.endsWith('Steward'))?.name;
  if (busName === undefined) throw new Error('There is no bus Steward in the assembly.');
  const frame = { v: 1, channel: 'api', externalId: `PICTURE-${++told}` };
  const submittedAt = new Date(clock.now()).toISOString();
  events.publish({ busName, source: 'bank.crm', detailType, detail: { ...frame, submittedAt, ...detail } });
}

/** Makes a task with a form for somebody of the staff, or the customer, and gives the link in its mail. */
async function taskOf(place: Place, caseId: string, form: FormName, step: string): Promise<Held> {
  const [machine] = place.runtime.model.machines;
  const customer = form === 'customer-word';
  const { taskId } = (await invoke(place, 'PrepareTask', {
    v: 1,
    turn: 'prepare',
    step,
    execution: `${machine?.arn.replace(':stateMachine:', ':execution:')}:complaint-${caseId}-r1`,
    entered: new Date(place.runtime.clock.now()).toISOString(),
    case: { v: 1, caseId, round: 1, customerId: 'C1006', tier: 'mass', line: 'ordinary' },
    form,
    clock: customer ? 'customer-word' : 'investigation',
    holder: customer ? 'customer' : 'staff',
  })) as { taskId: string };
  await place.pass(60_000);
  const held = (await place.links()).find((link) => link.taskId === taskId);
  if (held === undefined) throw new Error(`The task of the form ${form} was not mailed.`);
  return held;
}

/** Photographs the pages of the app, and the mails that were sent on the way. */
async function photograph(assembly: string, camera: Camera, language: Language): Promise<void> {
  const speaking = (person: Item): Item => ({ ...person, language });
  const place = await openPlace(assembly, staffFor(20).map(speaking), speaking);
  const url = (path: string) => `${place.pages}${path}`;
  try {
    const { asked: _, known: __, addition, ...complaint } = said[language];
    await place.complaints(1, { customerId: 'C1006', ...complaint, ...BESIDE });
    const caseId = String((await place.items('Cases'))[0]?.caseId);
    await camera.take('page-complain', (page) => page.goto(url('/complain')));
    await camera.take('page-staff-complaint', (page) =>
      page.goto(`${place.runtime.addresses.operator}/staff/complaint`),
    );
    for (const { path } of await place.doors()) {
      await camera.take('page-case', (page) => page.goto(url(path)));
    }
    await camera.take('page-letter', (page) =>
      page.goto(`${place.runtime.addresses.operator}/staff/letter/${caseId}/0`),
    );
    publish(place, 'complaint.facts-submitted', { caseId, customerId: 'C1006', text: addition });
    await photographOwn(place, camera);
    await photographSurvey(place, camera);
    await photographRelationship(place, camera, language);
    await photographAlert(place, camera, language);
    await photographOperations(place, camera, caseId);
    for (const form of Object.keys(forms) as FormName[]) {
      const held = await taskOf(place, caseId, form, `Picture of ${form}`);
      await camera.take(`page-form-${form}`, (page) => page.goto(held.link));
      await camera.take(`page-form-${form}-to-mend`, async (page) => {
        await page.goto(held.link);
        await page.evaluate("document.querySelector('form:has([name=code])').noValidate = true");
        const answered = page.waitForEvent('load');
        await page.locator('form:has([name=code]) button').first().click();
        await answered;
      });
      const armed = await arm(place, held);
      const { status } = await submit(place, armed, armed.form);
      if (status !== 200) throw new Error(`The answer to the form ${form} was not taken: ${status}.`);
      await camera.take(`page-receipt-${form}`, (page) => page.goto(held.link));
    }
    await photographBeside(place, camera, await taskOf(place, caseId, 'findings', 'Pages beside it'));
    const left = await taskOf(place, caseId, 'findings', 'Left alone');
    await camera.take('page-forged', (page) => page.goto(`${left.link.slice(0, -8)}AAAAAAAA`));
    const row = (await place.items('Tasks')).find(({ taskId }) => taskId === left.taskId);
    await place.runtime.clock.advanceTo(Date.parse(String(row?.dueAt)) + 60_000);
    await camera.take('page-after-the-deadline', (page) => page.goto(left.link));
    await place.pass(DEAD_AFTER * DAY);
    await camera.take('page-expired', (page) => page.goto(left.link));
    await photographMails(place, camera);
  } finally {
    await place.close();
  }
}

/** What operations look at: cases of all workflows, those that are late, and one case near and whole. */
async function photographOperations(place: Place, camera: Camera, caseId: string): Promise<void> {
  const ops = `${place.runtime.addresses.operator}/ops`;
  await camera.take('page-ops-cases', (page) => page.goto(`${ops}/cases`));
  await camera.take('page-ops-cases-late', (page) => page.goto(`${ops}/cases?flag=LATE&kind=complaint`));
  await camera.take('page-ops-case', (page) => page.goto(`${ops}/case?id=${caseId}`));
  await camera.take('page-ops-case-whole', (page) => page.goto(`${ops}/case?id=${caseId}&view=whole`));
}

/** What the customer reads of themselves: the preferences, and why they were written to. */
async function photographOwn(place: Place, camera: Camera): Promise<void> {
  await place.pass(HOUR);
  const texts = (await place.letters()).map(({ text }) => text);
  for (const [name, kind] of [
    ['page-preferences', 'p'],
    ['page-why-contacted', 'w'],
  ] as const) {
    const link = texts
      .map((text) => new RegExp(`https?://\\S+/${kind}/[^\\s<>"']+`).exec(text)?.[0])
      .find((found) => found !== undefined);
    if (link === undefined) throw new Error(`No mail has a link to /${kind}/.`);
    await camera.take(name, (page) => page.goto(link));
  }
}

/** A survey as its customer sees it: asked, to be mended, kept, and submitted. */
async function photographSurvey(place: Place, camera: Camera): Promise<void> {
  const consents = [{ purpose: 'survey', channel: 'mail', state: 'GIVEN' }];
  publish(place, 'customer.changed', { customerId: ASKED, consents });
  await place.pass(HOUR);
  publish(place, 'survey.requested-by-bank', { customerId: ASKED, survey: 'visit', about: 'TALK-1' });
  const { link, code } = await mailedSurvey(place);
  const pressed = async (page: Page, button: string, answers: readonly string[]) => {
    await page.goto(link);
    for (const answer of answers) await page.check(answer);
    await page.fill('[name=code]', code);
    await page.evaluate("document.querySelector('form').noValidate = true");
    const answered = page.waitForEvent('load');
    await page.locator(`button[value=${button}]`).click();
    await answered;
  };
  const satisfied = '[name="q.overall"][value="4"]';
  await camera.take('page-survey', (page) => page.goto(link));
  await camera.take('page-survey-to-mend', (page) => pressed(page, 'submit', []));
  await camera.take('page-survey-kept', (page) => pressed(page, 'keep', [satisfied]));
  await camera.take('page-survey-thanks', (page) => pressed(page, 'submit', [satisfied]));
  await camera.take('page-survey-answered', (page) => page.goto(link));
}

/** Lets time pass until a mail brings the way to a survey. */
async function mailedSurvey(place: Place): Promise<{ readonly link: string; readonly code: string }> {
  for (let hours = 0; hours < 48; hours++) {
    for (const { text } of await place.letters()) {
      const link = /https?:\/\/\S+\/s\/[^\s<>"']+/.exec(text)?.[0];
      if (link !== undefined) return { link, code: /\b\d{6}\b/.exec(text)?.[0] ?? '' };
    }
    await place.pass(HOUR);
  }
  throw new Error('Within two days no mail brought the way to a survey.');
}

/** What a relationship manager sees: a visit with its brief, the plan of the year, and why a customer has their tier. */
async function photographRelationship(place: Place, camera: Camera, language: Language): Promise<void> {
  const { operator, aws } = place.runtime.addresses;
  await importFigures(aws);
  publish(place, 'customer.changed', {
    customerId: VISITED,
    changed: { phone: '+86 21 5555 0100', preferredDaypart: 'AFTERNOON' },
    consents: [{ purpose: 'care', channel: 'phone', state: 'GIVEN' }],
    dates: [{ kind: 'birthday', date: { calendar: 'LUNAR', month: 1, day: 20 } }],
  });
  await place.pass(HOUR);
  await invoke(place, 'PlanCustomers', { customerIds: [VISITED] });
  const { asked, known: reason } = said[language];
  publish(place, 'visit.requested-by-bank', { customerId: VISITED, kind: 'REQUESTED', text: asked });
  const visit = await mailedTask(place, 'visit');
  await camera.take('page-visit-with-brief', (page) => page.goto(visit.link));
  await camera.take('page-plan', (page) => page.goto(`${operator}/ops/plan?manager=${MANAGER}`));
  const until = new Date(place.runtime.clock.now() + 90 * DAY).toISOString();
  await invoke(place, 'OverrideTier', { customerId: VISITED, tier: 'vip', by: 'S05', until, reason });
  await camera.take('page-tier', (page) => page.goto(`${operator}/ops/tier?customer=${VISITED}`));
}

/** Brings a delivery of figures in, as operations would. */
async function importFigures(endpoint: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'steward-pictures-'));
  try {
    const file = join(folder, 'customers.csv');
    const header = 'customerId,asOf,balance,credit,contribution,potential';
    writeFileSync(file, `${header}\r\n${VISITED},2026-03-01,1800000,prime,26000,80\r\n`);
    const program = fileURLToPath(new URL('../functions/customers/import.ts', import.meta.url));
    await promisify(execFile)(process.execPath, [
      program,
      file,
      '--kind',
      'customers',
      '--endpoint',
      endpoint,
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What whoever looks at an alert sees and decides, up to the offer that a second person approves; and what a month of alerts has brought. */
async function photographAlert(place: Place, camera: Camera, language: Language): Promise<void> {
  const consent = (purpose: string) => ({ purpose, channel: 'phone', state: 'GIVEN' });
  publish(place, 'customer.changed', {
    customerId: VISITED,
    consents: [consent('care'), consent('marketing')],
  });
  await place.pass(HOUR);
  publish(place, 'churn.alert-submitted', {
    customerId: VISITED,
    model: 'crm-7',
    score: 0.83,
    reasons: [
      { code: 'balanceRatio90', value: 0.31 },
      { code: 'salaryStopped', value: 1 },
      { code: 'productsClosed180', value: 2 },
    ],
  });
  const alert = await mailedTask(place, 'assessment');
  await camera.take('page-alert', (page) => page.goto(alert.link));
  const armed = await arm(place, alert);
  const found = new URLSearchParams(armed.form);
  for (const [field, value] of Object.entries({ verdict: 'CONFIRM', churnCause: 'PRICE', playbook: '' }))
    found.set(field, value);
  const { status } = await submit(place, armed, found);
  if (status !== 200) throw new Error(`The assessment of the alert was not taken: ${status}.`);
  const offer = await mailedTask(place, 'approval');
  await camera.take('page-offer-approval', (page) => page.goto(offer.link));
  const { html } = reportOf(
    { language, bank: { en: 'Example Bank', 'zh-CN': '示例银行' }, nonce: 'n' },
    reportOn(alertsOf({ treated: 20, control: 40 })),
  );
  await camera.take('page-evaluation', (page) => page.setContent(html));
}

/** Lets time pass until somebody has the mail of a task with this form. */
async function mailedTask(place: Place, wanted: FormName): Promise<Held> {
  for (let hours = 0; hours < 48; hours++) {
    const task = (await place.items('Tasks')).find(({ form, state }) => form === wanted && state === 'OPEN');
    const held = task && (await place.links()).find(({ taskId }) => taskId === task.taskId);
    if (held !== undefined) return held;
    await place.pass(HOUR);
  }
  throw new Error(`Nobody was mailed a task with the form ${wanted} within two days.`);
}

/** The pages beside the form: the draft, the file, the customer's data, and passing the task on. */
async function photographBeside(place: Place, camera: Camera, held: Held): Promise<void> {
  const pressed = async (page: Page, button: string) => {
    await page.fill('[name=code]', held.code);
    const answered = page.waitForEvent('load');
    await page.locator(button).click();
    await answered;
  };
  await camera.take('page-draft-kept', async (page) => {
    await page.goto(held.link);
    await page.fill('[name=reason]', '……');
    await pressed(page, 'button.second');
  });
  await camera.take('page-form-with-draft', (page) => page.goto(held.link));
  await camera.take('page-file', (page) => page.goto(`${held.link}/file`));
  await camera.take('page-customer-revealed', async (page) => {
    await page.goto(`${held.link}/file`);
    await page.check('#purpose-0');
    await pressed(page, '#reveal button');
  });
  await camera.take('page-pass', (page) => page.goto(`${held.link}/pass`));
  const given = { way: 'HAND_BACK', to: '', reason: '……………', code: held.code };
  const form = await place.send({ method: 'GET', path: `${held.path}/pass` });
  const csrf = /name="csrf" value="([^"]+)"/.exec(form.body)?.[1] ?? '';
  const { status } = await place.send({
    method: 'POST',
    path: `${held.path}/pass`,
    form: new URLSearchParams({ ...given, csrf }),
    headers: { cookie: cookiesOf(form), origin: place.pages, 'sec-fetch-site': 'same-origin' },
  });
  if (status !== 200) throw new Error(`The task was not passed on: ${status}.`);
  await camera.take('page-passed-on', (page) => page.goto(held.link));
}

/** Each mail that was sent, one of a kind: those whose words differ only in dates, numbers and links are the same kind. */
async function photographMails(place: Place, camera: Camera): Promise<void> {
  const kinds = new Map<string, string>();
  for (const { text, html } of await place.letters()) {
    const kind = text.replace(/https?:\S+|\d+|K\d+-\w+|[A-Z][a-z]{2}\b/g, '').replace(/^.*$/m, '');
    if (!kinds.has(kind)) kinds.set(kind, html);
  }
  for (const [at, html] of [...kinds.values()].entries()) {
    await camera.take(`mail-sent-${String(at + 1).padStart(2, '0')}`, (page) => page.setContent(html));
  }
}

async function takePictures(assembly: string, folder: string): Promise<number> {
  const path = chromiumPath();
  if (path === undefined) throw new WrongUse(`No pictures: ${NO_CHROMIUM}.`);
  mkdirSync(folder, { recursive: true });
  const browser = await startChromium(path);
  let taken = 0;
  try {
    for (const language of LANGUAGES) {
      const camera = new Camera(browser, folder, language);
      // The mails that a short story does not send stand in the golden files.
      for (const file of globSync(`*.${language}.html`, { cwd: GOLDEN_MAILS }).sort()) {
        const html = readFileSync(join(GOLDEN_MAILS, file), 'utf8');
        await camera.take(`mail-${basename(file, `.${language}.html`)}`, (page) => page.setContent(html));
      }
      for (const name of NOT_PLAYED) {
        const html = readFileSync(join(GOLDEN_PAGES, `${name}.${language}.html`), 'utf8');
        await camera.take(`page-${name}`, (page) => page.setContent(html));
      }
      await photograph(assembly, camera, language);
      taken += camera.taken;
    }
  } finally {
    await browser.close();
  }
  return taken;
}

await command(import.meta, {
  usage: `npm run screenshots -- --out DIR [--assembly DIR]
  --out DIR       folder that the pictures are written to
  --assembly DIR  the synthesized app (cdk.out)
  --help          print this`,
  options: { out: { type: 'string' }, assembly: { type: 'string', default: 'cdk.out' } },
  async run({ out, assembly }) {
    if (out === undefined) throw new WrongUse('--out is missing; it must be a folder for the pictures.');
    const folder = resolve(out);
    console.log(`${await takePictures(resolve(assembly), folder)} pictures in ${folder}`);
  },
});
