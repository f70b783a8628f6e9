/** Part four: reminders, links that were genuine once (TRIALS S5), and those who may never hold one. */
import { changesBetween, oneLinkPerHolder, recusedNeverActs } from './invariants.ts';
import { type Armed, arm, submit } from './people.ts';
import { type Held, openPlace, type Place, RESPONDENT, staffFor } from './place.ts';
import type { Figure, Part } from './report.ts';

const DAY = 86_400_000;

/** Days after which no link of today opens anything; the policy `links` says 90. */
const LINKS_ARE_DEAD_AFTER = 91;

/** Opens and submits old links, and says which of them got anything but the page that says why not. */
async function tried(place: Place, links: readonly Armed[]): Promise<{ fired: number; got: number }> {
  const before = await place.snapshot();
  let got = 0;
  for (const link of links) {
    const looked = await place.send({ method: 'GET', path: link.path });
    const answered = await submit(place, link, link.form);
    if (looked.status !== 410 || answered.status !== 410) got++;
  }
  return { fired: links.length * 2, got: got + changesBetween(before, await place.snapshot()).length };
}

/** Lets tasks be reminded of, passed up, and forgotten, and tries their old links at each stage. */
export async function oldLinksPart(assembly: string, count: number): Promise<Omit<Part, 'name' | 'seconds'>> {
  const place = await openPlace(assembly, staffFor(count));
  try {
    await place.complaints(count);
    await place.complaints(count, { respondentId: RESPONDENT });
    const first: Armed[] = [];
    for (const held of await place.links()) first.push(await arm(place, held));
    const rowsNow = async () => (await place.items('Tasks')).filter(({ form }) => form !== 'takeover');
    const last = (rows: Awaited<ReturnType<typeof rowsNow>>, field: string) =>
      Math.max(...rows.map((row) => Date.parse(String(row[field]))));

    await place.runtime.clock.advanceTo(last(await rowsNow(), 'checkpointAt') + 60_000);
    const reminded = (await rowsNow()).filter(({ remindersSent }) => Number(remindersSent) > 0);
    const letters = await place.letters();
    const split = oneLinkPerHolder(letters);
    const alive: Held[] = [];
    for (const link of first) {
      const page = await place.send({ method: 'GET', path: link.path });
      if (page.status === 200) alive.push(link);
    }

    await place.runtime.clock.advanceTo(last(await rowsNow(), 'dueAt') + 60_000);
    const passedOn = new Set(
      (await rowsNow())
        .filter(({ generation }) => Number(generation) > 1)
        .map(({ taskId }) => String(taskId)),
    );
    const reassigned = await tried(
      place,
      first.filter(({ taskId }) => passedOn.has(taskId)),
    );

    await place.pass(LINKS_ARE_DEAD_AFTER * DAY);
    const expired = await tried(place, first);

    const [tasks = [], cases = [], staff = []] = await Promise.all(
      ['Tasks', 'Cases', 'Staff'].map(place.items),
    );
    const about = new Set(
      cases.filter(({ respondentId }) => respondentId === RESPONDENT).map(({ caseId }) => caseId),
    );
    const recused = recusedNeverActs({ tasks, cases, staff, letters: await place.letters() });

    const figures: Figure[] = [
      {
        attack: 'mails that remind',
        on: 'Steward',
        fired: reminded.length,
        got: split.length + first.length - alive.length,
        what: 'holders with a second link, or a dead one',
        note: `${letters.length} mails`,
      },
      { attack: 'link of the holder before', on: 'Steward', ...reassigned, what: 'alive' },
      { attack: 'link that has expired', on: 'Steward', ...expired, what: 'alive' },
      {
        attack: 'tasks of complaints about staff',
        on: 'Steward',
        fired: tasks.filter(({ caseId }) => about.has(caseId)).length,
        got: recused.length,
        what: 'in the hands of the recused',
      },
    ];
    return {
      figures,
      invariants: [
        { name: 'who is recused never acts', wrong: recused },
        {
          name: 'one link per holder, whatever is mailed later',
          wrong: oneLinkPerHolder(await place.letters()),
        },
        {
          name: 'the link of the first mail works after the reminder',
          wrong: first
            .filter((link) => !alive.includes(link))
            .map(({ taskId }) => `that of task ${taskId} is dead`),
        },
      ],
    };
  } finally {
    await place.close();
  }
}
