/** Invariants 3, 8 and 11: who acted, whether what they answered was used once, and how high a task went before it was given up. */
import { type Judge, where } from './judging.ts';
import type { Row } from './reading.ts';
import { byCase, headsOf, partsOf, type Seen, text, time } from './seen.ts';

/** Forms by which somebody handles a complaint or proposes how it ends. */
const HANDLED_BY = new Set(['first-contact', 'findings', 'proposal', 'handling']);

/** Clocks of signatures under a proposal; more time is approved by others. */
const SIGNED_BY = new Set(['approval', 'co-sign']);

/** An execution goes on with an answer within this. */
const SOON = 15 * 60_000;

/** Ranks of the ladder: the highest is asked last. */
const HIGHEST = 4;

/** Answers of staff; those of customers, and rows of waits, are none. */
const byStaff = ({ state, holder }: Row): boolean =>
  state === 'DECIDED' && (holder === undefined || holder === 'staff');

const isSignature = ({ form, clock }: Row): boolean => form === 'approval' && SIGNED_BY.has(text(clock));

const inOrder = (tasks: readonly Row[]): Row[] =>
  tasks.toSorted((one, other) => time(one.decidedAt) - time(other.decidedAt));

/** Judges whether anybody acted who must not. */
export function judgeActors(seen: Seen, judge: Judge): void {
  const superiorOf = new Map(
    seen.staff.filter(({ sk }) => sk === 'PROFILE').map((row) => [text(row.staffId), text(row.superiorId)]),
  );
  const aboutOf = aboutWhom(seen, superiorOf);
  for (const task of seen.tasks.filter(byStaff)) {
    const { caseId, form, decidedBy, recused = [] } = task;
    const who = text(decidedBy);
    const about = aboutOf(task);
    const wrong = (recused as string[]).includes(who)
      ? `${who} was recused and answered ${text(form)}`
      : where(
          about.has(who),
          `${text(form)} was answered by ${who}, whom it is about or who stands above them`,
        );
    judge(3, text(caseId), wrong);
  }
  const tasksOf = byCase(seen.tasks.filter(byStaff));
  for (const { caseId } of headsOf(seen, 'complaint')) {
    const rounds = roundsOf(tasksOf(caseId));
    for (const tasks of rounds) for (const wrong of signatureFaults(tasks)) judge(3, text(caseId), wrong);
    rounds.forEach((tasks, at) => {
      const before = new Set(
        rounds
          .slice(0, at)
          .flat()
          .filter(judgedBy)
          .map(({ decidedBy }) => decidedBy),
      );
      for (const { form, decidedBy } of tasks.filter(judgedBy)) {
        const what = `${text(form)} of round ${at + 1} was answered by ${text(decidedBy)}, who acted in an earlier one`;
        judge(3, text(caseId), where(before.has(decidedBy), what));
      }
    });
  }
}

/** Whether an answer judges the matter: handles it, proposes, or signs. */
const judgedBy = (task: Row): boolean => HANDLED_BY.has(text(task.form)) || isSignature(task);

/** Whom a task must not come to: those it is about and, of a complaint, whoever stands above them. */
function aboutWhom(seen: Seen, superiorOf: ReadonlyMap<string, string>): (task: Row) => ReadonlySet<string> {
  const headOf = new Map(headsOf(seen).map((head) => [text(head.caseId), head]));
  const notes = byCase(partsOf(seen.cases, 'NOTE#'));
  const triageAt = new Map(seen.tasks.map(({ taskId, decidedAt }) => [text(taskId), time(decidedAt)]));
  const chain = (id: string): string[] => {
    const found: string[] = [];
    for (let next = id; next !== '' && !found.includes(next); next = superiorOf.get(next) ?? '')
      found.push(next);
    return found;
  };
  return ({ caseId, form, createdAt }) => {
    const head = headOf.get(text(caseId));
    if (head === undefined) return new Set();
    // Operations only have the step tried again, or end it.
    if (head.kind !== 'complaint')
      return new Set(form === 'takeover' ? [] : [text(head.ratedId)].filter(Boolean));
    // Whom triage found is known from its answer on.
    const known = time(createdAt) >= (triageAt.get(text(head.triageId)) ?? Number.POSITIVE_INFINITY);
    const respondents = [
      ...notes(caseId).map(({ respondentId }) => text(respondentId)),
      ...(known ? [text(head.respondentId)] : []),
    ];
    return new Set(respondents.flatMap(chain));
  };
}

/** Answers of a complaint by rounds: the executions of its own story, in the order in which they began. */
function roundsOf(tasks: readonly Row[]): Row[][] {
  const own = tasks.filter(({ execution }) => /:complaint-[^:]*-r\d+$/.test(text(execution)));
  const rounds = Map.groupBy(own, ({ execution }) => Number(/-r(\d+)$/.exec(text(execution))?.[1]));
  return [...rounds.entries()].sort(([one], [other]) => one - other).map(([, each]) => inOrder(each));
}

/** Who signed what they had proposed, or signed twice under the same proposal, one entry for each signature that was looked at. */
function signatureFaults(tasks: readonly Row[]): (string | undefined)[] {
  const found: (string | undefined)[] = [];
  let proposer = '';
  let signers: string[] = [];
  for (const task of tasks) {
    const who = text(task.decidedBy);
    if (task.form === 'proposal') [proposer, signers] = [who, []];
    if (!isSignature(task) || proposer === '') continue;
    const own = where(who === proposer, `${who} signed what they had proposed`);
    found.push(own ?? where(signers.includes(who), `${who} signed the same proposal twice`));
    signers.push(who);
  }
  return found;
}

/** Judges whether every answer was used once: no execution forgot one, none went on with one twice. */
export function judgeAnswers(seen: Seen, judge: Judge): void {
  for (const { taskId, caseId, form, state, answer, decidedAt } of seen.tasks) {
    if (state !== 'DECIDED' || time(decidedAt) > seen.now - SOON) continue;
    const uses = seen.uses.get(text(taskId)) ?? 0;
    const what = `the answer to ${text(form)} (${text(taskId)})`;
    const missing = answer === undefined ? `${what} is not kept` : undefined;
    judge(8, text(caseId), missing ?? where(uses !== 1, `${what} was used ${uses} times`));
  }
  for (const [key, tasks] of Map.groupBy(seen.outbox, ({ taskId, kind, way }) =>
    kind === 'callback' && way === 'DECIDED' ? text(taskId) : '',
  )) {
    if (key === '') continue;
    const caseId = text(seen.tasks.find(({ taskId }) => taskId === key)?.caseId);
    judge(8, caseId, where(tasks.length > 1, `${key} woke its execution with ${tasks.length} answers`));
  }
}

/** Tasks that have no point any more after a moment of their own: nobody further up is asked then. */
const WITH_LAST_MOMENT: readonly string[] = ['greeting', 'win-back'];

/** Judges how far tasks went that nobody answered. */
export function judgeEscalation(seen: Seen, judge: Judge): void {
  for (const { taskId, caseId, form, state, holder, level } of seen.tasks) {
    if (state !== 'EXPIRED' || (holder !== undefined && holder !== 'staff')) continue;
    if (WITH_LAST_MOMENT.includes(text(form))) continue;
    const what = `${text(form)} (${text(taskId)}) was given up at level ${text(level)}`;
    judge(11, text(caseId), where(Number(level) < HIGHEST, what));
  }
}
