/** Sends mails of the outbox; the only function that can make a link or a code. */
import { ComplaintOutcome, type Language } from '../../shared/contracts/codes.ts';
import type { CustomerProfile, OutboxMail, StaffProfile, TaskRow } from '../../shared/contracts/items.ts';
import { CallRefused, Fault, PassingMailFault } from '../../shared/faults/faults.ts';
import { type Clock, instantOf } from '../../shared/platform/clock.ts';
import type { ContactLedger, Reserved } from '../../shared/platform/contact-ledger.ts';
import { harmless } from '../../shared/platform/html.ts';
import { step } from '../../shared/platform/step.ts';
import { log, traceOf } from '../../shared/platform/telemetry.ts';
import { mailAddressOf } from '../../shared/policy/mail-address.ts';
import { lineOf } from '../../shared/policy/service-map.ts';
import { contactFailed } from './contact-failed.ts';
import { calendarEntry } from './mails/calendar-entry.ts';
import { messageOf } from './mails/envelope.ts';
import { type LetterView, letterOf } from './mails/letter.ts';
import { entryWords } from './mails/visit-words.ts';
import type { MailFacts, Renewed } from './mails/words.ts';
import { isForm } from './pages/fields.ts';
import { titles } from './pages/titles.ts';
import type {
  CaseBook,
  CustomerBook,
  Failing,
  KeyRing,
  OutboxBook,
  PolicyReader,
  Post,
  Seals,
  StaffBook,
  TaskBook,
} from './ports.ts';
import { releaseContact } from './release-contact.ts';
import { contactOf, isOptional } from './rules/contact-of.ts';
import { isOfCustomer } from './rules/holder.ts';
import { linkOf } from './rules/link.ts';
import { maskedText } from './rules/mask.ts';
import { type SealDoorPorts, sealedDoor } from './seal-door.ts';
import { type SealOwnPorts, sealedOwn } from './seal-own.ts';
import { codeHashOf, codeOf, linkMac, nonceHashOf, nonceOf } from './seals.ts';
import { OutboxIds, SendReport } from './sending.ts';
import { asksForAnswers, surveyOf } from './survey-mail.ts';
import { teams } from './teams.ts';
import { type TellPorts, tellEvents } from './tell-events.ts';
import { sendMailWorld } from './wiring.ts';
import { type BankNames, momentOf } from './words.ts';

/** What this function needs of the world. */
export interface SendMailPorts extends SealDoorPorts, SealOwnPorts, TellPorts {
  readonly outbox: OutboxBook;
  readonly tasks: TaskBook;
  readonly staff: StaffBook;
  readonly customers: CustomerBook;
  readonly cases: Pick<CaseBook, 'letter' | 'find'>;
  readonly policies: PolicyReader;
  readonly linkKeys: KeyRing;
  readonly senderKeys: KeyRing;
  readonly post: Post;
  readonly ledger: ContactLedger;
  readonly clock: Clock;
  readonly house: {
    /** Address under which the pages live. */
    readonly base: string;
    readonly from: string;
    readonly bank: BankNames;
  };
}

/** What is to be sent, or why it is not. */
type Prepared =
  | {
      readonly kind: 'send';
      readonly to: string;
      readonly thread: string;
      readonly view: LetterView;
      /** Whose mail it is, if it is not that of staff. */
      readonly customer?: CustomerProfile;
    }
  /** Nobody needs it any more. */
  | { readonly kind: 'superseded' }
  /** It can never be sent. */
  | { readonly kind: 'undeliverable'; readonly fault: string }
  /** It cannot be sent yet. */
  | { readonly kind: 'not-yet'; readonly fault: string };

/** Time that sending one mail may take, in milliseconds; with less left the rest waits for the sweep. */
const TIME_FOR_ONE = 8_000;

/** Sends mails; what fails in passing stays in the outbox, and the sweep comes back to it. */
export const sendMail = (ports: SendMailPorts) =>
  step(
    OutboxIds,
    SendReport,
    async ({ outboxIds }, { remaining }) => {
      const report = { sent: 0, pending: 0, failed: 0, deferred: 0, suppressed: 0 };
      for (const outboxId of new Set(outboxIds)) {
        if (remaining() < TIME_FOR_ONE) break;
        const row = await ports.outbox.find(outboxId);
        if (row?.kind !== 'mail' || row.state !== 'UNSENT') continue;
        const how = await sendOne(ports, row);
        if (how === 'stop') {
          report.pending++;
          break;
        }
        report[how]++;
      }
      return report;
    },
    { name: 'send-mail' },
  );

/** Sends one mail; `stop` where the mail service asks for patience, so that the rest is not thrown after it. */
async function sendOne(ports: SendMailPorts, unsent: OutboxMail): Promise<keyof SendReport | 'stop'> {
  const { outbox, post, clock, house } = ports;
  let row = unsent;
  try {
    const [told, prepared] = await Promise.all([tellEvents(ports, unsent), prepare(ports, unsent)]);
    row = told;
    if (prepared.kind === 'superseded') {
      await outbox.sent(row, 'Superseded');
      await releaseContact(ports.ledger, row, 'superseded');
      return 'sent';
    }
    if (prepared.kind === 'not-yet') {
      await outbox.stillPending(row, prepared.fault);
      return 'pending';
    }
    if (prepared.kind === 'undeliverable') return await giveUp(ports, row, prepared.fault);
    const ruling = row.to.kind === 'customer' ? await asked(ports, row) : mayBeSent;
    if (ruling.answer === 'DEFER') {
      await outbox.deferred(row, ruling.until ?? instantOf(clock.now()));
      return 'deferred';
    }
    if (ruling.answer === 'SUPPRESS') {
      await keepBack(ports, row, ruling.reason ?? 'never-allowed');
      return 'suppressed';
    }
    const { view, to, thread, customer } = prepared;
    const own =
      customer === undefined ? noFoot : await footOf(ports, row, customer, view.code, ruling.contactId);
    if (own === undefined) {
      await outbox.stillPending(row, 'DoorMoved');
      return 'pending';
    }
    const { foot, unsubscribe, door } = own;
    const message = await messageOf(letterOf({ ...view, ...door, ...(foot && { foot }) }), {
      from: { name: house.bank[view.language], address: house.from },
      to,
      outboxId: row.outboxId,
      thread,
      date: clock.now(),
      ...entryOf(row, view, house),
      ...(unsubscribe !== undefined && { unsubscribe }),
    });
    // Between this line and the next a crash costs a second mail, with the same link, code and Message-ID.
    const posted = await post.send(message, house.from, to);
    if (!posted.ok)
      return await giveUp(ports, row, posted.code, customer && { customerId: row.to.id, address: to });
    await outbox.sent(row);
    await made(ports, row, ruling.contactId);
    return 'sent';
  } catch (error) {
    log.warn('left to the sweep', { outboxId: row.outboxId, ...traceOf(error) });
    await outbox.stillPending(row, error instanceof Fault ? error.name : 'Unforeseen');
    return error instanceof PassingMailFault || error instanceof CallRefused ? 'stop' : 'pending';
  }
}

/** What stands at the foot of a mail to a customer, and in its headers. */
interface Foot {
  readonly foot?: NonNullable<LetterView['foot']>;
  readonly unsubscribe?: string;
  /** The way to a survey, by the same code as to the preferences. */
  readonly door?: { readonly link: string; readonly code: string };
}

const noFoot: Foot = {};

/** Ways to the customer's own pages; undefined where they could not be sealed yet. */
async function footOf(
  ports: SendMailPorts,
  row: OutboxMail,
  customer: CustomerProfile,
  otherCode: string | undefined,
  contactId: string | undefined,
): Promise<Foot | undefined> {
  if (contactId === undefined) return noFoot;
  const own = await sealedOwn(ports, customer, row.createdAt);
  if (own === undefined) return undefined;
  const { code, linkTo } = own;
  const { purpose, channel } = contactOf(row);
  return {
    foot: {
      why: linkTo({ to: 'contact', contactId }),
      ...(otherCode === undefined && { preferences: { link: linkTo({ to: 'preferences' }), code } }),
    },
    ...(isOptional(row) && { unsubscribe: linkTo({ to: 'unsubscribe', purpose, channel }) }),
    ...(asksForAnswers(row) && { door: { link: linkTo({ to: 'survey', caseId: row.caseId }), code } }),
  };
}

/** What asks nobody: a mail to staff, and one whose contact was reserved by the step that demands it. */
const mayBeSent: Pick<Reserved, 'answer' | 'until' | 'reason' | 'contactId'> = { answer: 'SEND_NOW' };

/**
 * Asks the contact arbiter for a mail to a customer; tried again, the same mail reserves the same contact. What has a last
 * moment leaves by then or not at all, also where its contact was reserved in time.
 */
async function asked({ ledger, clock }: SendMailPorts, row: OutboxMail): Promise<typeof mayBeSent> {
  const { contactId, outboxId, caseId } = row;
  const { mustBy } = row.facts;
  if (typeof mustBy === 'string' && instantOf(clock.now()) > mustBy) {
    await releaseContact(ledger, row, 'too-late');
    return { answer: 'SUPPRESS', reason: 'too-late' };
  }
  if (contactId !== undefined) return { ...mayBeSent, contactId };
  return ledger.reserve({ ...contactOf(row), cause: outboxId, outboxId, caseId });
}

/** Notes that the contact was made. The mail has left, so no fault here may have it sent again. */
async function made({ ledger }: SendMailPorts, row: OutboxMail, contactId: string | undefined) {
  if (contactId === undefined) return;
  try {
    await ledger.sent(row.to.id, contactId);
  } catch (error) {
    log.warn('contact stays reserved', { outboxId: row.outboxId, contactId, ...traceOf(error) });
  }
}

/** Ends a mail that the contact rules keep back for good. */
function keepBack({ outbox }: SendMailPorts, row: OutboxMail, reason: string): Promise<void> {
  const { outboxId, template, caseId } = row;
  return outbox.suppressed(row, reason, {
    entityId: caseId,
    actor: 'send-mail',
    act: 'mail.suppressed',
    facts: { outboxId, template, reason },
  });
}

/** The calendar entry that comes with a mail about a date that was agreed. */
function entryOf(
  { facts: { at, minutes, version }, caseId, createdAt }: OutboxMail,
  { language, name }: LetterView,
  { bank, from }: SendMailPorts['house'],
): { readonly calendar?: string } {
  if (typeof at !== 'string' || typeof minutes !== 'number' || typeof version !== 'number') return {};
  const words = entryWords[language];
  const calendar = calendarEntry({
    uid: `${caseId}@${from.slice(from.lastIndexOf('@') + 1)}`,
    sequence: version,
    stampedAt: createdAt,
    startsAt: at,
    minutes,
    summary: name === undefined ? words.forCustomer(bank[language]) : words.forStaff(caseId),
    description: words.description(caseId),
    organizer: { name: bank[language], address: from },
  });
  return { calendar };
}

/**
 * Gives a mail up for good; one about a task is then found by the sweep, which passes the task up. A letter to a customer
 * is told by hand, and an address that was refused is written to no more.
 */
async function giveUp(
  ports: SendMailPorts,
  row: OutboxMail,
  fault: string,
  refused?: Failing['refused'],
): Promise<'failed'> {
  const { outbox, ledger, clock } = ports;
  await releaseContact(ledger, row, 'undeliverable');
  const { outboxId, template, caseId, taskId, to } = row;
  await outbox.failed(row, fault, {
    deed: {
      entityId: caseId,
      actor: 'send-mail',
      act: 'mail.failed',
      facts: { outboxId, template, fault, to: to.id, ...(taskId === undefined ? {} : { taskId }) },
    },
    // The sweep brings the event to the bus: nobody waits at a page for it.
    events: contactFailed(row, fault, instantOf(clock.now())),
    ...(refused !== undefined && { refused }),
  });
  return 'failed';
}

/** Why there is no address to write to. */
const unaddressed = ({ email }: { readonly email?: string | undefined }): string =>
  email === undefined ? 'NoAddress' : 'AddressRefused';

async function prepare(ports: SendMailPorts, row: OutboxMail): Promise<Prepared> {
  const aboutTask = row.taskId === undefined ? undefined : await toHolder(ports, row);
  // A warning about a date stands, whatever has become of the task it was to bring along.
  const warns = row.template === 'at-risk' || row.template === 'breach';
  if (aboutTask !== undefined && !(warns && aboutTask.kind === 'superseded')) return aboutTask;
  return row.to.kind === 'staff' ? noticeToStaff(ports, row) : toCustomer(ports, row);
}

/** A mail to staff that brings no task: what is due, and nothing to click on. */
async function noticeToStaff({ staff, house }: SendMailPorts, row: OutboxMail): Promise<Prepared> {
  const reader = await staff.find(row.to.id);
  if (reader === undefined) return { kind: 'undeliverable', fault: 'StaffUnknown' };
  const { language, name, zone, email } = reader;
  return {
    kind: 'send',
    to: email,
    thread: row.caseId,
    view: {
      template: row.template,
      language,
      name,
      facts: {
        caseId: row.caseId,
        task: undefined,
        due: dateIn(row, language, zone) ?? '',
        bank: house.bank[language],
        outcome: undefined,
        promised: undefined,
        when: agreedIn(row, language, zone),
      },
    },
  };
}

/** The moment that was agreed, in the reader's words. */
function agreedIn({ facts: { at } }: OutboxMail, language: Language, zone: string): string | undefined {
  return typeof at === 'string' ? momentOf(at, language, zone) : undefined;
}

/** The date that a mail is about, in the reader's words. */
function dateIn({ facts: { promisedAt, dueAt } }: OutboxMail, language: Language, zone: string) {
  const at = promisedAt ?? dueAt;
  return typeof at === 'string' ? momentOf(at, language, zone) : undefined;
}

/** Times the row of a task is sealed anew because it moved while we sealed it. */
const MOST_SEALS = 3;

/** A mail that brings its holder a task: with link and code. */
async function toHolder(ports: SendMailPorts, row: OutboxMail): Promise<Prepared> {
  const { staff, tasks, customers, house } = ports;
  for (let attempt = 1; attempt <= MOST_SEALS; attempt++) {
    const task = row.taskId === undefined ? undefined : await tasks.find(row.taskId);
    if (task === undefined || isSuperseded(row, task)) return { kind: 'superseded' };
    const ofCustomer = isOfCustomer(task);
    const holder = await (ofCustomer ? customers : staff).find(task.assigneeId);
    if (holder === undefined)
      return { kind: 'undeliverable', fault: ofCustomer ? 'CustomerUnknown' : 'StaffUnknown' };
    // Link and code are for those who work here: the sweep passes the task up, as it does where no mail reaches anybody.
    if ('active' in holder && !holder.active) return { kind: 'undeliverable', fault: 'StaffInactive' };
    const address = 'staffId' in holder ? holder.email : mailAddressOf(holder);
    if (address === undefined) return { kind: 'undeliverable', fault: unaddressed(holder) };
    const made = await sealed(ports, task);
    if (made === undefined) continue;
    const formerId = row.template === 'escalated' ? task.heldBy.at(-1) : undefined;
    const former = formerId === undefined ? undefined : await staff.find(formerId);
    const passing = row.template === 'reassigned' ? task.passed?.at(-1) : undefined;
    return {
      kind: 'send',
      to: address,
      // A new holder has not seen the mails before, so they begin a thread of their own.
      thread: `${task.taskId}.${task.generation}`,
      ...('customerId' in holder && { customer: holder }),
      view: {
        template: row.template,
        language: holder.language,
        facts: taskFacts(task, row, holder, house.bank),
        // Customers are not addressed by name, for mail is read by others.
        ...(!ofCustomer && { name: holder.name }),
        ...(former && { formerHolder: former.name }),
        // A mail may be read on its way: numbers of the customer stay on the page.
        ...(passing && {
          passedOn: {
            by: (await staff.find(passing.by))?.name,
            way: passing.way,
            why: passing.reason && maskedText(harmless(passing.reason)),
          },
        }),
        ...made,
      },
    };
  }
  return { kind: 'not-yet', fault: 'TaskMoved' };
}

/** Whether a mail about a task has been overtaken: by an answer, another holder, or a newer code. */
function isSuperseded(row: OutboxMail, task: TaskRow): boolean {
  if (task.state !== 'OPEN' || task.generation !== row.generation || task.assigneeId !== row.to.id)
    return true;
  return row.template === 'code' && task.codeNumber !== row.codeNumber;
}

/**
 * Link and code of the present holder, after their hashes are in the row. Undefined where the row has moved on.
 *
 * Nonce and code come from the sender key that the row names: so every mail of a generation prints the same, also after
 * that key was rotated. Only when it was rotated twice, and is gone, a new nonce takes over; the row then remembers the
 * old one, and its link leads to a page that says so.
 */
async function sealed(
  { tasks, linkKeys, senderKeys, policies, house }: SendMailPorts,
  task: TaskRow,
): Promise<{ readonly link: string; readonly code: string } | undefined> {
  const { taskId, generation, codeNumber } = task;
  const { pack: links } = await policies.readNow('links');
  const linkKey = await linkKeys.current(links.revokedKids);
  const kept = task.senderKid === undefined ? undefined : await senderKeys.find(task.senderKid);
  const senderKey = kept ?? (await senderKeys.current());
  const nonce = nonceOf(senderKey, task);
  const code = codeOf(senderKey, taskId, generation, codeNumber);
  const seals: Seals = {
    nonceHash: nonceHashOf(linkKey, taskId, generation, nonce),
    codeHash: codeHashOf(linkKey, taskId, generation, codeNumber, code),
    senderKid: senderKey.kid,
    ...(task.senderKid !== undefined && kept === undefined && { formerNonceHash: task.nonceHash }),
  };
  const inPlace =
    task.nonceHash === seals.nonceHash &&
    task.codeHash === seals.codeHash &&
    task.senderKid === seals.senderKid;
  if (!inPlace && !(await tasks.seal(task, seals))) return undefined;
  const fields = { kid: linkKey.kid, taskId, generation, expiry: task.linkExpiry, nonce };
  return { link: linkOf(house.base, fields, linkMac(linkKey, fields)), code };
}

function taskFacts(
  task: TaskRow,
  row: OutboxMail,
  { language, zone }: Pick<StaffProfile, 'language' | 'zone'>,
  bank: BankNames,
): MailFacts {
  return {
    caseId: task.caseId,
    task: isForm(task.form) ? titles[language][task.form] : task.step,
    due: dateIn(row, language, zone) ?? momentOf(task.dueAt, language, zone),
    bank: bank[language],
    outcome: undefined,
    promised: undefined,
    renewed: renewedIn(row),
    begin: task.returnAt && momentOf(task.returnAt, language, zone),
  };
}

/** What a mail says to be new in it. */
function renewedIn({ facts: { renewed } }: OutboxMail): Renewed | undefined {
  return renewed === 'code' || renewed === 'link' ? renewed : undefined;
}

async function toCustomer(ports: SendMailPorts, row: OutboxMail): Promise<Prepared> {
  const { customers, cases, house } = ports;
  const customer = await customers.find(row.to.id);
  if (customer === undefined) return { kind: 'undeliverable', fault: 'CustomerUnknown' };
  const address = mailAddressOf(customer);
  if (address === undefined) return { kind: 'undeliverable', fault: unaddressed(customer) };
  const { language, zone } = customer;
  const survey = asksForAnswers(row) ? await surveyOf(ports, row, customer) : undefined;
  if (survey === 'overtaken') return { kind: 'superseded' };
  const outcome = ComplaintOutcome.safeParse(row.facts.outcome).data;
  const { letter: number } = row.facts;
  const letter = typeof number === 'number' ? await cases.letter(row.caseId, number) : undefined;
  if (typeof number === 'number' && letter === undefined)
    return { kind: 'undeliverable', fault: 'LetterUnknown' };
  const unsealed = row.template === 'decision' && letter === undefined;
  const reasons = unsealed ? await reasonsOf(ports, row.caseId, outcome) : undefined;
  const { dueAt } = row.facts;
  // Both bring the way to the case; one that was opened again must last until there is an answer.
  const bringsDoor = row.template === 'acknowledgement' || row.template === 'reopened';
  const lasting = row.template === 'reopened' && typeof dueAt === 'string' ? dueAt : undefined;
  const door = bringsDoor ? await sealedDoor(ports, row.caseId, customer, lasting) : undefined;
  if (bringsDoor && door === undefined) return { kind: 'not-yet', fault: 'DoorMoved' };
  return {
    kind: 'send',
    to: address,
    thread: row.caseId,
    customer,
    view: {
      template: row.template,
      language,
      facts: {
        caseId: row.caseId,
        task: undefined,
        due: '',
        bank: house.bank[language],
        outcome,
        promised: dateIn(row, language, zone),
        team: teams[language][lineOf(customer)],
        when: agreedIn(row, language, zone),
        ...(typeof row.facts.topic === 'string' && { topic: row.facts.topic }),
        ...(survey !== undefined && { survey }),
      },
      ...door,
      ...(reasons !== undefined && { reasons }),
      ...(letter !== undefined && { letter: letter.parts }),
    },
  };
}

/** What the owner wrote for the customer, where the outcome is the owner's. */
async function reasonsOf(
  { tasks }: SendMailPorts,
  caseId: string,
  outcome: ComplaintOutcome | undefined,
): Promise<string | undefined> {
  if (outcome === undefined || outcome === 'MANUAL_TAKEOVER' || outcome === 'CANCELLED') return undefined;
  const decided = (await tasks.ofCase(caseId))
    .filter(
      ({ form, state, decision }) =>
        form === 'handling' && state === 'DECIDED' && decision?.outcome === outcome,
    )
    .toSorted((a, b) => ((a.decidedAt ?? '') < (b.decidedAt ?? '') ? -1 : 1))
    .at(-1);
  const answer: unknown = JSON.parse(decided?.answer ?? '{}');
  const { reason } = answer as { readonly reason?: unknown };
  return typeof reason === 'string' ? reason : undefined;
}

/** What Lambda runs. */
export const handler = sendMail(sendMailWorld());
