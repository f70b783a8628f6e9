/**
 * Was everybody contacted only as they had agreed to, and not too often? A program of its own that imports nothing of the
 * product: it knows what customers had said when they came in, asks tables, executions and mailbox over HTTP, and judges by
 * what reached a customer: mails in their mailbox, and talks that staff wrote down. Arguments: AWS endpoint, mailbox, file of
 * what was said (JSON), instant of the count. Prints one line of JSON.
 */
import { readFileSync } from 'node:fs';
import { outside, type Row } from './reading.ts';

const [endpoint = '', mailbox = '', file = '', countedAt = ''] = process.argv.slice(2);

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

/** How cases of each workflow can end, as the design has it. */
const OUTCOMES: Readonly<Record<string, { readonly kind: string; readonly outcomes: readonly string[] }>> = {
  ComplaintHandling: {
    kind: 'complaint',
    outcomes: [
      'RESOLVED_UPHELD',
      'RESOLVED_PARTLY',
      'REJECTED',
      'QUICK_RESOLVED',
      'WITHDRAWN',
      'SUGGESTION_ANSWERED',
      'PRAISE_ANSWERED',
      'ENQUIRY_ANSWERED',
      'MANUAL_TAKEOVER',
      'CANCELLED',
    ],
  },
  FollowUpVisit: {
    kind: 'visit',
    outcomes: [
      'COMPLETED',
      'SKIPPED',
      'SUPPRESSED',
      'CARE_SENT',
      'MISSED',
      'UNREACHABLE',
      'REFUSED',
      'MANUAL_TAKEOVER',
    ],
  },
  SurveyInvitation: {
    kind: 'survey',
    outcomes: [
      'COMPLETED',
      'PARTIAL',
      'NO_RESPONSE',
      'OPTED_OUT',
      'UNDELIVERABLE',
      'NOT_INVITED',
      'CANCELLED',
      'MANUAL_TAKEOVER',
    ],
  },
  SurveyCampaign: { kind: 'campaign', outcomes: ['PUBLISHED', 'CANCELLED', 'TOO_FEW', 'MANUAL_TAKEOVER'] },
  Improvement: {
    kind: 'improvement',
    outcomes: ['EFFECTIVE', 'NOT_EFFECTIVE', 'UNMEASURED', 'DISCARDED', 'MANUAL_TAKEOVER'],
  },
  FeedbackReply: { kind: 'feedback', outcomes: ['ANSWERED', 'MANUAL_TAKEOVER'] },
};

/** Care contacts that a customer may have in thirty days: of all kinds, and of those that interrupt; one fewer to who leaves. */
const WINDOW = 30 * DAY;
const MOST: Readonly<Record<string, { readonly all: number; readonly interrupting: number }>> = {
  vip: { all: 4, interrupting: 3 },
  potential: { all: 3, interrupting: 2 },
  mass: { all: 2, interrupting: 1 },
};

/** The night, by the clock of the customer. */
const NIGHT = { from: '20:00', until: '09:00' };

/** Kinds of visit that the customer neither asked for nor needs to be served. */
const UNASKED = new Set(['CHECKUP', 'GREETING']);

/** Answers of staff that say that the customer was spoken with, and those of customers who want to be called another day. */
const SPOKEN = new Set(['REACHED', 'REFUSED', 'RESCHEDULE', 'NOT_NOW']);
const PUT_OFF = new Set(['RESCHEDULE', 'NOT_NOW']);

/** The same of talks with customers who may leave, and of asking back those who have left. */
const RETENTION = new Set(['ACCEPTED', 'UNDECIDED', 'REFUSED', 'COMPLAINT', 'LEFT']);
const ASKED_BACK = new Set(['RETURNED', 'THINKING', 'GONE']);

/** A mail leaves, and is noted in the ledger, within this. */
const SOON = 15 * MINUTE;

interface Said {
  readonly consents: readonly { customerId: string; channel: string; purpose: string }[];
  readonly leaveAlone: readonly { customerId: string; from: string }[];
}

/** Something that reached a customer. */
interface Made {
  readonly customerId: string;
  readonly at: number;
  readonly caseId: string | undefined;
  /** Absent: by whatever way the ledger reserved for it. */
  readonly channel?: string;
  readonly care: boolean;
  /** What it was for, where it is not to look after them. */
  readonly purpose?: 'marketing' | 'survey';
  readonly what: string;
}

const text = (value: unknown): string => (value === undefined ? '' : String(value));
const time = (value: unknown): number => Date.parse(text(value));

async function main(): Promise<void> {
  const said = JSON.parse(readFileSync(file, 'utf8')) as Said;
  const bank = outside(endpoint, mailbox);
  const [cases = [], tasks = [], customers = [], contacts = []] = await bank.rowsOf(
    'Cases',
    'Tasks',
    'Customers',
    'Contacts',
  );
  const heads = cases.filter(({ sk }) => sk === 'HEAD');
  const profiles = new Map(
    customers.filter(({ sk }) => sk === 'PROFILE').map((row) => [text(row.customerId), row]),
  );
  const faults: string[] = [];
  const counted = {
    made: 0,
    capsExceeded: 0,
    withoutConsentDecision: 0,
    quietHours: 0,
    deferred: contacts.filter(({ state }) => state === 'DEFERRED').length,
    suppressed: contacts.filter(({ state }) => state === 'SUPPRESSED').length,
  };

  const made = [...(await mailed()), ...talks(), ...retention()].sort((one, other) => one.at - other.at);
  counted.made = made.length;
  const words = wordsOfLedger(contacts);
  const care: (Made & { channel: string })[] = [];
  for (const one of made) {
    const word = words.take(one);
    // Whether a mail asks how satisfied they are, its subject does not say.
    const contact = word?.purpose === 'survey' ? { ...one, purpose: 'survey' as const } : one;
    const channel = contact.channel ?? text(word?.channel);
    const missing = word === undefined ? 'no word of the arbiter' : lacking(contact, channel, word);
    if (missing !== undefined) {
      counted.withoutConsentDecision++;
      faults.push(`${contact.what} to ${contact.customerId} at ${instant(contact.at)}: ${missing}`);
    }
    if (contact.care) care.push({ ...contact, channel });
    if ((contact.care || channel !== 'mail') && isNight(contact)) counted.quietHours++;
  }
  for (const fault of exceeded(care)) {
    counted.capsExceeded++;
    faults.push(fault);
  }

  const visits = await visitsUnderWay();
  process.stdout.write(`${JSON.stringify({ workflows: workflows(), visits, contacts: counted, faults })}\n`);

  /** Mails to customers; one that says how to have no more of them is care, every other one serves them. */
  async function mailed(): Promise<Made[]> {
    const customerAt = new Map([...profiles].map(([customerId, { email }]) => [text(email), customerId]));
    const found: Made[] = [];
    for (const { id, to, subject, sentAt } of await bank.mails()) {
      for (const address of to) {
        const customerId = customerAt.get(address);
        if (customerId === undefined) continue;
        const headers = await bank.headersOf(id);
        found.push({
          customerId,
          at: time(sentAt),
          caseId: /^\[(\S+)\]/.exec(subject)?.[1],
          channel: 'mail',
          care: headers.has('list-unsubscribe'),
          what: 'a mail',
        });
      }
    }
    return found;
  }

  /** Talks that staff wrote down; whoever was not reached was not contacted. */
  function talks(): Made[] {
    const headOf = new Map(heads.map((head) => [text(head.caseId), head]));
    const answered = tasks
      .filter(({ form, state }) => ['visit', 'greeting'].includes(text(form)) && state === 'DECIDED')
      .map(({ caseId, decidedAt, answer }) => {
        const { outcome } = JSON.parse(text(answer) || '{}') as { outcome?: string };
        return { caseId: text(caseId), at: time(decidedAt), outcome: outcome ?? '' };
      });
    return answered
      .filter(({ outcome }) => SPOKEN.has(outcome))
      .map(({ caseId, at }) => {
        const head = headOf.get(caseId);
        // Whoever put a visit off has asked for the next talk of it.
        const asked = answered.some(
          (other) => other.caseId === caseId && other.at < at && PUT_OFF.has(other.outcome),
        );
        return {
          customerId: text(head?.customerId),
          at,
          caseId,
          care: UNASKED.has(text(head?.visitKind)) && !asked,
          what: `a talk of visit ${caseId}`,
        };
      });
  }

  /** Talks about an alert; one in which an offer was made is marketing. */
  function retention(): Made[] {
    const customerOf = new Map(heads.map((head) => [text(head.caseId), text(head.customerId)]));
    const offered = new Set(
      cases
        .filter(({ sk, what }) => text(sk).startsWith('STEP#') && what === 'OFFER')
        .map(({ taskId }) => taskId),
    );
    return tasks
      .filter(({ form, state, answer }) => {
        const { outcome = '', wonBack = '' } = JSON.parse(text(answer) || '{}') as Record<string, string>;
        const spoken = form === 'retention' ? RETENTION.has(outcome) : ASKED_BACK.has(wonBack);
        return state === 'DECIDED' && (form === 'retention' || form === 'win-back') && spoken;
      })
      .map(({ caseId, taskId, decidedAt }) => ({
        customerId: customerOf.get(text(caseId)) ?? '',
        at: time(decidedAt),
        caseId: text(caseId),
        care: true,
        ...(offered.has(taskId) && { purpose: 'marketing' as const }),
        what: `a talk of alert ${text(caseId)}`,
      }));
  }

  /** What a contact lacks although the ledger knows of it; undefined if nothing. */
  function lacking(made: Made, channel: string, word: Row): string | undefined {
    const { customerId, at, care, purpose = 'care' } = made;
    const trace = JSON.parse(text(word.trace) || '[]') as { rule: string; verdict: string }[];
    if (!trace.some(({ rule, verdict }) => rule === 'consent' && verdict === 'PASS')) {
      return 'the word of the arbiter names no consent';
    }
    if (!care) return undefined;
    const quiet = said.leaveAlone.find((one) => one.customerId === customerId && time(one.from) <= at);
    if (quiet !== undefined) return `is to be left alone since ${quiet.from}`;
    const last = customers.find(
      (row) => row.customerId === customerId && row.sk === `CONSENT#${purpose}#${channel}`,
    );
    // What was said in a talk holds from then on, not for the talk itself.
    if (last !== undefined && time(last.at) < at) {
      return last.state === 'GIVEN' ? undefined : `has taken back their yes to ${channel}`;
    }
    // The last word came later: what counts is the one before, which came with the files.
    const before = said.consents.some(
      (one) => one.customerId === customerId && one.channel === channel && one.purpose === purpose,
    );
    return before ? undefined : `has never agreed to ${channel}`;
  }

  /** Care contacts that were one too many. */
  function exceeded(all: readonly (Made & { channel: string })[]): string[] {
    return all.flatMap((contact) => {
      const { customerId, at, channel, what } = contact;
      const { tier, stage } = profiles.get(customerId) ?? {};
      const most = MOST[text(tier)] ?? { all: 0, interrupting: 0 };
      const window = all.filter(
        (other) => other.customerId === customerId && other.at <= at && other.at > at - WINDOW,
      );
      const less = stage === 'leaving' ? 1 : 0;
      const interrupting = window.filter((other) => other.channel !== 'mail').length;
      const tooMany = window.length > most.all - less;
      const tooLoud = channel !== 'mail' && interrupting > most.interrupting;
      if (!tooMany && !tooLoud) return [];
      return [
        `${what} to ${customerId} (${text(tier)}, ${text(stage)}) at ${instant(at)}: number ${window.length} in 30 days, ${interrupting} of them interrupting`,
      ];
    });
  }

  function isNight({ customerId, at }: Made): boolean {
    const zone = text(profiles.get(customerId)?.zone) || 'Asia/Shanghai';
    const local = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(at);
    return local >= NIGHT.from || local < NIGHT.until;
  }

  /** How cases ended, with a number for each way there is. */
  function workflows(): Record<string, Record<string, number>> {
    return Object.fromEntries(
      Object.entries(OUTCOMES).map(([name, { kind, outcomes }]) => {
        const ended = heads.filter((head) => head.kind === kind && head.status === 'CLOSED');
        const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0]));
        for (const { outcome } of ended) counts[text(outcome)] = (counts[text(outcome)] ?? 0) + 1;
        return [name, counts];
      }),
    );
  }

  /** Visits that go on, and those that nobody will go on with: no execution, or none that anything will wake. */
  async function visitsUnderWay(): Promise<{ open: number; lost: number }> {
    const under = { open: 0, lost: 0 };
    for (const { caseId, status, execution } of heads.filter(({ kind }) => kind === 'visit')) {
      if (status === 'CLOSED') continue;
      const waits = tasks.some((task) => task.caseId === caseId && task.state === 'OPEN');
      const found = await bank.workflows('DescribeExecution', { executionArn: text(execution) });
      const runs = found.status === 'RUNNING';
      under.open++;
      if (waits && runs) continue;
      under.lost++;
      faults.push(`visit ${text(caseId)} is ${text(status)}, and nothing will go on with it`);
    }
    const today = countedAt.slice(0, 10);
    for (const { planKey, customerId } of customers) {
      if (planKey === undefined || text(planKey).slice(0, 10) >= today) continue;
      under.lost++;
      faults.push(`a visit to ${text(customerId)} was planned (${text(planKey)}) and never begun`);
    }
    return under;
  }
}

/** Contacts that the ledger let through; each of them lets one contact through. */
function wordsOfLedger(contacts: readonly Row[]): { take(contact: Made): Row | undefined } {
  const left = contacts.filter(({ state }) => ['RESERVED', 'SENT', 'RELEASED'].includes(text(state)));
  return {
    take({ customerId, at, caseId, channel }) {
      const fits = (row: Row): boolean =>
        row.customerId === customerId &&
        time(row.at) <= at &&
        (channel === 'mail'
          ? row.channel === 'mail' && row.state === 'SENT' && Math.abs(time(row.sentAt) - at) <= SOON
          : row.channel !== 'mail' && row.caseId === caseId);
      const found = left
        .filter(fits)
        .sort((one, other) => time(other.at) - time(one.at))
        .at(0);
      if (found !== undefined) left.splice(left.indexOf(found), 1);
      return found;
    },
  };
}

const instant = (at: number): string => new Date(at).toISOString();

await main();
