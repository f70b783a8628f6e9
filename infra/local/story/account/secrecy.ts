/** Invariants 12 and 13: nobody can be found behind an anonymous answer, and nothing personal stands where it must not. */
import { createHash } from 'node:crypto';
import { type Judge, where } from './judging.ts';
import type { Row } from './reading.ts';
import { headsOf, partsOf, type Seen, text } from './seen.ts';

/** All that a row of an answer without a name may hold. */
const NAMELESS = new Set(['surveyId', 'answerKey', 'v', 'state', 'definition', 'version', 'values', 'mode']);

/** What would lead to somebody: numbers of customers and of cases, and moments. */
const LEADS = /\bC\d{4}\b|\b[KVASFIQE]\d{8}-[0-9A-Z]{10}\b|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/** Judges the rows of anonymous answers, and whether anything else names them. */
export function judgeAnonymity(seen: Seen, judge: Judge): void {
  const invitations = headsOf(seen, 'survey');
  const campaigns = headsOf(seen, 'campaign').filter(({ naming }) => naming === 'ANONYMOUS');
  const anonymous = new Set([
    ...campaigns.map(({ caseId }) => text(caseId)),
    ...invitations.filter(({ naming }) => naming === 'ANONYMOUS').map(({ surveyId }) => text(surveyId)),
  ]);
  const nameless = seen.answers.filter(
    ({ surveyId, by }) => anonymous.has(text(surveyId)) && by === undefined,
  );
  const elsewhere = nameless.length === 0 ? '' : everythingElse(seen);
  for (const row of nameless) judge(12, text(row.surveyId), namedBy(row, elsewhere));
  for (const { surveyId, by, values } of seen.answers) {
    if (!anonymous.has(text(surveyId)) || by === undefined) continue;
    const asked = (values as Row)['wants-contact'] === 'YES';
    judge(12, text(surveyId), where(!asked, 'an answer has a name that its customer did not give'));
  }
  for (const { caseId, naming, scores } of invitations) {
    if (naming !== 'ANONYMOUS') continue;
    judge(
      12,
      text(caseId),
      where(scores !== undefined, 'it is anonymous, and what was answered stands in it'),
    );
  }
}

/** What leads from an answer to whoever gave it; undefined if nothing does. */
function namedBy(row: Row, elsewhere: string): string | undefined {
  const more = Object.keys(row).filter((field) => !NAMELESS.has(field));
  if (more.length > 0) return `an anonymous answer holds ${more.join(', ')}`;
  const { surveyId: _, values, ...rest } = row;
  const codes = Object.values((values ?? {}) as Row).filter((value) => !text(value).includes(' '));
  const lead = LEADS.exec(JSON.stringify({ ...rest, codes }))?.[0];
  if (lead !== undefined) return `an anonymous answer holds ${lead}`;
  return where(
    elsewhere.includes(text(row.answerKey)),
    'the key of an anonymous answer stands in another record',
  );
}

/** All other records, as one text to look for keys in. */
const everythingElse = (seen: Seen): string =>
  JSON.stringify([
    ...[seen.cases, seen.tasks, seen.customers, seen.contacts, seen.signals, seen.register, seen.outbox],
    ...[seen.audit, seen.executions, seen.told.map(({ line }) => line), seen.mails],
  ]);

/** What the trail of an entity begins with. */
const NOTHING = '0'.repeat(64);

/** Judges the trail of every entity: numbered without a gap, each record sealed over itself and the one before. */
export function judgeAudit({ audit }: Pick<Seen, 'audit'>, judge: Judge): void {
  for (const [entityId, records] of Map.groupBy(audit, (record) => text(record.entityId))) {
    const inOrder = records.toSorted((one, other) => (text(one.sk) < text(other.sk) ? -1 : 1));
    let before = NOTHING;
    let broken: string | undefined;
    for (const [at, record] of inOrder.entries()) {
      const { sk, v, at: when, actor, act } = record;
      const facts = Object.entries(record.facts as Row).sort(([one], [other]) => (one < other ? -1 : 1));
      const sealed = JSON.stringify([entityId, sk, v, when, actor, act, facts, record.before]);
      const fits =
        sk === `E#${String(at + 1).padStart(8, '0')}` &&
        record.before === before &&
        record.hash === createHash('sha256').update(sealed).digest('hex');
      if (!fits) broken ??= `its trail does not hold together at ${text(sk)}`;
      before = text(record.hash);
    }
    judge(13, entityId, broken);
  }
}

/** Shortest text that is looked for: two characters of a name may stand anywhere. */
const SHORTEST = 2;

/** As much of a text as tells it from others. */
const MARK = 20;

/** Judges whether names, addresses, numbers or words of customers stand in events, names of executions, or subjects of mails. */
export function judgePrivacy(seen: Seen, judge: Judge): void {
  const places = [
    ...seen.told.map(({ line, name, caseId }) => ({ where: `event ${name}`, caseId, text: line })),
    ...seen.executions.map((name) => ({ where: 'the name of an execution', caseId: '', text: name })),
    ...seen.mails.map(({ subject }) => ({
      where: 'the subject of a mail',
      caseId: /^\[(\S+)\]/.exec(subject)?.[1] ?? '',
      text: subject,
    })),
  ];
  const all = places.map((place) => place.text).join('\n');
  for (const [canary, what] of canariesOf(seen)) {
    if (!all.includes(canary)) {
      judge(13, undefined, undefined);
      continue;
    }
    for (const place of places.filter((one) => one.text.includes(canary))) {
      judge(13, place.caseId || undefined, `${what} stands in ${place.where}`);
    }
  }
}

/** What must stand nowhere, and what it is; each once. */
function canariesOf(seen: Seen): Map<string, string> {
  const found = new Map<string, string>();
  const add = (canary: unknown, what: string): void => {
    const mark = text(canary).slice(0, 200);
    if (mark.length >= SHORTEST) found.set(mark, what);
  };
  for (const { sk, customerId, name, phone, email } of seen.customers) {
    if (sk !== 'PROFILE') continue;
    add(name, `the name of ${text(customerId)}`);
    add(phone, `the number of ${text(customerId)}`);
    add(email, `the address of ${text(customerId)}`);
  }
  const words = [
    ...partsOf(seen.cases, 'NOTE#'),
    ...partsOf(seen.cases, 'VOICE#'),
    ...partsOf(seen.cases, 'PROMISE#'),
  ];
  for (const { caseId, text: said, texts = [] } of words) {
    for (const one of [said, ...(texts as unknown[])]) {
      const mark = inLine(one);
      if (mark.length >= MARK / 2) add(mark, `what a customer said in ${text(caseId)}`);
    }
  }
  return found;
}

/** The beginning of a text as it stands within JSON. */
const inLine = (said: unknown): string => JSON.stringify(text(said).slice(0, MARK)).slice(1, -1);
