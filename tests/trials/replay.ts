/** Part three: one answer sent many times at once, and two different ones (TRIALS S3). */
import { awsTutorial, type Baseline, oneClickPost } from './baselines.ts';
import { type Answer, openClient, type Sent } from './http.ts';
import type { Item } from './invariants.ts';
import { type Armed, saysTaken, submit, withoutNonce } from './people.ts';
import type { Place } from './place.ts';
import type { Figure, Invariant, Part } from './report.ts';

/** What the tables hold of the answers to some tasks. */
async function effectsOf(
  place: Place,
): Promise<(taskId: string) => { deeds: number; wakes: number; row: Item }> {
  const [audit, outbox, tasks] = await Promise.all(['Audit', 'Outbox', 'Tasks'].map(place.items));
  return (taskId) => ({
    deeds: (audit ?? []).filter(
      ({ act, facts }) => act === 'task.decided' && (facts as Item | undefined)?.taskId === taskId,
    ).length,
    wakes: (outbox ?? []).filter((row) => row.kind === 'callback' && row.taskId === taskId).length,
    row: (tasks ?? []).find((row) => row.taskId === taskId) ?? {},
  });
}

/** The same answer `fold` times at once for each of the first half, two different ones at once for the others. */
export async function replayPart(
  place: Place,
  { same, different }: { same: readonly Armed[]; different: readonly Armed[] },
  fold: number,
): Promise<Omit<Part, 'name' | 'seconds'>> {
  const receipts = new Map<string, Answer[]>();
  const later = new Map<string, Answer>();
  for (const one of same) {
    const answers = await Promise.all(Array.from({ length: fold }, () => submit(place, one, one.form)));
    receipts.set(one.taskId, answers);
    later.set(one.taskId, await submit(place, one, one.other));
  }
  const both = new Map<string, [first: Answer[], second: Answer[]]>();
  for (const one of different) {
    const sent = Array.from({ length: 10 }, () => [
      submit(place, one, one.form),
      submit(place, one, one.other),
    ]);
    const answers = await Promise.all(sent.flat());
    both.set(one.taskId, [answers.filter((_, at) => at % 2 === 0), answers.filter((_, at) => at % 2 === 1)]);
  }
  await place.pass(60_000);
  const effects = await effectsOf(place);

  const extra = same.reduce((sum, { taskId }) => {
    const { deeds, wakes } = effects(taskId);
    return sum + Math.abs(deeds - 1) + Math.abs(wakes - 1);
  }, 0);
  const others = same.reduce((sum, { taskId, link }) => {
    const answers = receipts.get(taskId) ?? [];
    const first = answers.find((answer) => saysTaken(answer, link));
    const alike = answers.filter(
      (answer) => saysTaken(answer, link) && first && withoutNonce(answer) === withoutNonce(first),
    );
    return sum + answers.length - alike.length;
  }, 0);
  const untold = same.filter(({ taskId }) => later.get(taskId)?.status !== 409);

  const divided = different.flatMap(({ taskId, link }) => {
    const [first = [], second = []] = both.get(taskId) ?? [];
    const { deeds, row } = effects(taskId);
    const won = [first, second].map((answers) => answers.filter((answer) => saysTaken(answer, link)).length);
    const lost = [first, second].map((answers) => answers.filter(({ status }) => status === 409).length);
    const oneWon =
      (won[0] === first.length && lost[1] === second.length) ||
      (won[1] === second.length && lost[0] === first.length);
    const told = won[0] ? 0 : 1;
    const written = isAnswer(
      row,
      different.find((one) => one.taskId === taskId),
      told,
    );
    return oneWon && deeds === 1 && written
      ? []
      : [`task ${taskId}: ${won} taken, ${lost} told no, ${deeds} written`];
  });

  const times = same.length * fold;
  const figures: Figure[] = [
    {
      attack: `one answer ${fold}-fold at once`,
      on: 'Steward',
      fired: times,
      got: extra,
      what: 'effects beyond one',
    },
    ...(await Promise.all([awsTutorial, oneClickPost].map((make) => onBaseline(make, same.length, fold)))),
    {
      attack: `one answer ${fold}-fold at once`,
      on: 'Steward',
      fired: times,
      got: others,
      what: 'without its receipt',
    },
    {
      attack: 'another answer afterwards',
      on: 'Steward',
      fired: same.length,
      got: untold.length,
      what: 'not told 409',
    },
    {
      attack: 'two answers, ten times each, at once',
      on: 'Steward',
      fired: different.length,
      got: divided.length,
      what: 'undecided or told wrongly',
    },
  ];
  const invariants: Invariant[] = [
    { name: 'one of two answers wins, the other is told 409', wrong: divided },
  ];
  return { figures, invariants };
}

/** Whether a row holds the one answer or the other. */
function isAnswer(row: Item, armed: Armed | undefined, which: number): boolean {
  if (armed === undefined) return false;
  const form = which === 0 ? armed.form : armed.other;
  const decision = Object.entries((row.decision ?? {}) as Record<string, unknown>);
  return decision.length > 0 && decision.every(([name, value]) => form.get(name) === String(value));
}

async function onBaseline(make: () => Promise<Baseline>, count: number, fold: number): Promise<Figure> {
  const baseline = await make();
  const client = openClient();
  try {
    for (let at = 0; at < count; at++) {
      const sent: Sent =
        baseline.name === 'AWS tutorial'
          ? { method: 'GET', origin: baseline.origin, path: baseline.invite() }
          : {
              method: 'POST',
              origin: baseline.origin,
              path: baseline.invite(),
              form: new URLSearchParams({ action: 'approve' }),
            };
      await Promise.all(Array.from({ length: fold }, () => client.send(sent)));
    }
    const got = baseline.tasks().reduce((sum, { effects }) => sum + effects.length - 1, 0);
    const attack = `one answer ${fold}-fold at once`;
    return { attack, on: baseline.name, fired: count * fold, got, what: 'effects beyond one' };
  } finally {
    client.close();
    await baseline.close();
  }
}
