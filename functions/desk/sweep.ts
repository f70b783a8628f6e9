/** Comes back to what was left: unsent rows, what failed for good, and tasks whose link was revoked. */
import * as z from 'zod';
import type { OutboxMail, OutboxRow } from '../../shared/contracts/items.ts';
import { Fault } from '../../shared/faults/faults.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import type { ReservedContacts } from '../../shared/platform/contact-ledger.ts';
import { incidentOf } from '../../shared/platform/incidents.ts';
import { outboxMail } from '../../shared/platform/outbox.ts';
import { step } from '../../shared/platform/step.ts';
import { log, traceOf } from '../../shared/platform/telemetry.ts';
import type { Sweep } from '../../shared/policy/sweep.ts';
import { Bench, termsOf } from './appoint.ts';
import { type ClimbPorts, climb } from './climb.ts';
import { contactFailed } from './contact-failed.ts';
import { moveAbsent, moveTask } from './move.ts';
import type { IncidentBook, OutboxBook } from './ports.ts';
import { releaseContact } from './release-contact.ts';
import { holderOf } from './rules/holder.ts';
import { kidOfHash } from './seals.ts';
import { sweepWorld } from './wiring.ts';

/** What this function needs of the world. */
export interface SweepPorts extends ClimbPorts {
  readonly outbox: OutboxBook;
  readonly incidents: IncidentBook;
  readonly ledger: Pick<ReservedContacts, 'release'>;
}

/** What one sweep did. */
export const Swept = z.object({
  /** Rows that were handed to their senders again. */
  handedOver: z.number(),
  /** Rows that were given up after too many attempts. */
  givenUp: z.number(),
  /** Tasks passed up because their mail was refused. */
  passedUp: z.number(),
  /** Incidents opened for what cannot be sent. */
  incidents: z.number(),
  /** Tasks mailed again because the key of their link was revoked. */
  mailedAgain: z.number(),
  /** Tasks moved because their holder is away. */
  moved: z.number(),
  /** Tasks that went on because their holder never began. */
  returned: z.number(),
});
export type Swept = z.infer<typeof Swept>;

const ACTOR = 'sweep';

/** Fault of a row that was tried as often as policy allows. */
const GIVEN_UP = 'GivenUp';

/** Rows that one invocation of a sender is given: as many as it can surely send in its time. */
const ROWS_AT_ONCE = 20;

/** One sweep; each part goes on where another one fails. */
export const sweep = (ports: SweepPorts) =>
  step(
    z.unknown(),
    Swept,
    async () => {
      const { pack: limits } = await ports.policies.read('sweep');
      const swept: Swept = {
        handedOver: 0,
        givenUp: 0,
        passedUp: 0,
        incidents: 0,
        mailedAgain: 0,
        moved: 0,
        returned: 0,
      };
      const parts = [sendUnsent, actOnFailed, mailAgain, moveAway, returnUnopened];
      const faults: unknown[] = [];
      for (const part of parts) {
        try {
          await part(ports, limits, swept);
        } catch (error) {
          log.error('part of the sweep failed', { part: part.name, ...traceOf(error) });
          faults.push(error);
        }
      }
      log.info('swept', { swept });
      const [first] = faults;
      if (first !== undefined) throw first;
      return swept;
    },
    { name: ACTOR },
  );

/**
 * Hands rows to their senders again, the most urgent first; after too many attempts a row is given up, and what was reserved
 * for it is free for others.
 */
async function sendUnsent(
  { outbox, ledger, clock, sendNow }: SweepPorts,
  limits: Sweep,
  swept: Swept,
): Promise<void> {
  const rows = await outbox.pending(secondsAgo(clock.now(), limits.unsentAfterSeconds), limits.mostRows);
  const tired = rows.filter(({ attempts }) => attempts >= limits.mostAttempts);
  for (const row of tired) {
    // First the contact: a row that has failed is not looked at again.
    if (row.kind === 'mail') await releaseContact(ledger, row, 'given-up');
    await outbox.failed(row, GIVEN_UP, {
      deed: {
        entityId: entityOf(row),
        actor: ACTOR,
        act: 'outbox.given-up',
        facts: { outboxId: row.outboxId, kind: row.kind, attempts: row.attempts, fault: row.fault ?? '' },
      },
      // The next sweep brings them to the bus.
      events: contactFailed(row, GIVEN_UP, instantOf(clock.now())),
    });
  }
  swept.givenUp = tired.length;
  const fresh = rows.filter((row) => !tired.includes(row));
  // Mails and the rest have senders of their own: a batch of one kind keeps the order of urgency within it.
  for (const kind of [
    fresh.filter((row) => row.kind === 'mail'),
    fresh.filter((row) => row.kind !== 'mail'),
  ]) {
    for (let at = 0; at < kind.length; at += ROWS_AT_ONCE) await sendNow(kind.slice(at, at + ROWS_AT_ONCE));
  }
  swept.handedOver = fresh.length;
}

/** The case that a row belongs to, where it says so. */
function caseOf(row: OutboxRow): string | undefined {
  if (row.kind === 'mail' || row.kind === 'signal') return row.caseId;
  if (row.kind === 'callback') return undefined;
  return typeof row.detail.caseId === 'string' ? row.detail.caseId : undefined;
}

/** What the audit files a row under: its case, else its task, else itself. */
const entityOf = (row: OutboxRow): string =>
  caseOf(row) ?? (row.kind === 'callback' ? row.taskId : row.outboxId);

/**
 * Acts on what failed for good, so that none of it is silent: a task whose mail cannot reach its holder is passed up;
 * everything else, and whatever was given up, is an incident for operations.
 */
async function actOnFailed(ports: SweepPorts, limits: Sweep, swept: Swept): Promise<void> {
  for (const row of await ports.outbox.undeliverable(limits.mostRows)) {
    try {
      const ofTask = row.kind === 'mail' && row.taskId !== undefined && row.to.kind === 'staff';
      if (ofTask && (await passUp(ports, row))) swept.passedUp++;
      if ((!ofTask || row.fault === GIVEN_UP) && (await report(ports, row))) swept.incidents++;
      await ports.outbox.settle(row);
    } catch (error) {
      // The row stays where it is, and the next sweep comes back to it.
      log.error('failure not acted on', { outboxId: row.outboxId, ...traceOf(error) });
      if (error instanceof Fault && error.passing) throw error;
    }
  }
}

/** Opens the incident of a row; what tells of an incident gets none of its own, for that one is in the register. */
async function report({ incidents, clock, sendNow }: SweepPorts, row: OutboxRow): Promise<boolean> {
  if (row.kind === 'event' && row.name === 'incident.opened') return false;
  const { outboxId, state, fault } = row;
  const incident = incidentOf(
    { of: { outboxId }, caseId: caseOf(row), status: state, error: fault },
    instantOf(clock.now()),
    ACTOR,
  );
  if (!(await incidents.open(incident))) return false;
  log.error('incident opened', { incidentId: incident.incidentId, outboxId, kind: row.kind, fault });
  await sendNow(incident.outbox);
  return true;
}

async function passUp(ports: SweepPorts, { taskId, generation }: OutboxMail): Promise<boolean> {
  const task = taskId === undefined ? undefined : await ports.tasks.find(taskId);
  if (task?.state !== 'OPEN' || task.generation !== generation) return false;
  const { caseId, clock, served, policies: versions } = task;
  const terms = await termsOf(ports, { caseId, clock, served, versions });
  return climb(ports, task, terms, { actor: ACTOR, reason: 'mail-refused' });
}

/** Tasks that one sweep mails again. */
const MOST_AGAIN = 200;

/** Mails open tasks again whose link was signed with a key that has been revoked since: it opens nothing any more. */
async function mailAgain(
  { tasks, outbox, policies, clock, sendNow }: SweepPorts,
  _limits: Sweep,
  swept: Swept,
): Promise<void> {
  const { pack: links } = await policies.read('links');
  if (links.revokedKids.length === 0) return;
  const dead = (await tasks.waiting(MOST_AGAIN)).filter(
    ({ nonceHash }) => nonceHash !== undefined && links.revokedKids.includes(kidOfHash(nonceHash)),
  );
  for (const task of dead) {
    const { taskId, caseId, generation, nonceHash = '' } = task;
    const kid = kidOfHash(nonceHash);
    const mail = outboxMail({
      cause: [taskId, generation, 'revoked', kid],
      at: instantOf(clock.now()),
      template: 'reminder',
      to: holderOf(task),
      caseId,
      taskId,
      generation,
      facts: { renewed: 'link' },
    });
    const facts = { taskId, generation, kid };
    const deed = { entityId: caseId, actor: ACTOR, act: 'task.mailed-again', facts };
    if (!(await outbox.record([mail], deed))) continue;
    await sendNow([mail]);
    swept.mailedAgain++;
  }
}

/** Tasks of those whose absence begins today, somewhere in the world; of who was away before they have moved already. */
async function moveAway(ports: SweepPorts, _limits: Sweep, swept: Swept): Promise<void> {
  const now = ports.clock.now().getTime();
  // The day that it is furthest west, and the one furthest east.
  const days = [-12, 14].map((hours) => new Date(now + hours * 3_600_000).toISOString().slice(0, 10));
  const away = await Promise.all([...new Set(days)].map((day) => ports.staff.awayFrom(day)));
  for (const staffId of new Set(away.flat())) {
    swept.moved += (await moveAbsent(ports, staffId, ACTOR)).length;
  }
}

/** Tasks that were given on to somebody who has not begun in the time that policy gives; where nobody is left, they stay. */
async function returnUnopened(ports: SweepPorts, limits: Sweep, swept: Swept): Promise<void> {
  const now = ports.clock.now();
  const bench = new Bench(ports, now);
  for (const task of await ports.tasks.unopened(instantOf(now), limits.mostRows)) {
    const move = await moveTask(ports, task, { onward: { way: 'UNOPENED' }, actor: ACTOR }, bench);
    if (move === undefined) continue;
    if (move.to === undefined) await ports.tasks.letStay(task);
    else swept.returned++;
  }
}

const secondsAgo = (now: Date, seconds: number): string =>
  instantOf(new Date(now.getTime() - seconds * 1_000));

/** What Lambda runs. */
export const handler = sweep(sweepWorld());
