/** Passes a task on by its holder's own hand: to whoever is next by the rules, or to a colleague of the holder's choice. */
import type { TaskRow } from '../../shared/contracts/items.ts';
import type { Pass } from '../../shared/contracts/task-pages.ts';
import { isFromOurSite } from '../../shared/platform/browser.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { type PageReply, type PageRequest, page } from '../../shared/platform/page.ts';
import { appointAfter, type Onward } from './appoint.ts';
import { withCode, written } from './code-gate.ts';
import {
  closedFor,
  type DoorPorts,
  enter,
  isFromOurForm,
  notDone,
  notFromOurForm,
  noticeReply,
  type Visit,
} from './door.ts';
import { type PassMending, passReply, termsToPass } from './pass-view.ts';
import { isByHand, type PassedByHand, passedOn } from './passed-on.ts';
import type { SendNow } from './ports.ts';
import { codeTyped } from './rules/answer.ts';
import { passIn } from './rules/passing.ts';
import { passTaskWorld } from './wiring.ts';

/** What this function needs of the world. */
export interface PassTaskPorts extends DoorPorts {
  readonly sendNow: SendNow;
}

const ACTOR = 'pass-task';

/** POST of a link's `/pass`. */
export const passTask = (ports: PassTaskPorts) =>
  page(
    async (request): Promise<PageReply> => {
      const visit = await enter(ports, request);
      const terms = await termsToPass(ports, visit);
      if (!isFromOurForm(request, visit)) return refused(ports, request, visit);
      const read = passIn(request.form);
      if ('pass' in read) {
        const done = passingOf(visit);
        if (done !== undefined && isSame(done, read.pass)) return receipt(ports, visit, done);
      }
      if ('flaws' in read) {
        const closed = await closedFor(ports, visit);
        if (closed !== undefined) return notDone(visit, closed);
        const noCode = codeTyped(request.form.code) === undefined;
        const codeFlaws = noCode ? { code: 'code-form' as const } : undefined;
        return toMend(ports, request, visit, { flaws: read.flaws, codeFlaws });
      }
      const { pass } = read;
      const passage = await withCode(ports, request, visit, ACTOR, async (now) => {
        const { task, links } = now;
        const at = ports.clock.now();
        const holder = await appointAfter(ports, terms, task, onwardOf(pass), at);
        if (holder === undefined) {
          const flaws =
            pass.way === 'REASSIGN' ? { to: 'not-free' as const } : { way: 'nobody-else' as const };
          return passReply(ports, request, now, 409, { typed: request.form, flaws });
        }
        const passing = passingTo(task, holder.assigneeId, pass, instantOf(at));
        const { deed, outbox } = passedOn(task, { ...holder, passing }, passing.by);
        const passes = () =>
          ports.tasks.pass(task, { ...holder, passing }, links.wrongCodes, { deed, outbox });
        if (!(await written(passes))) return undefined;
        await ports.sendNow(outbox);
        return receipt(ports, now, passing);
      });
      if (passage.kind === 'done') return passage.reply;
      if (passage.kind === 'code') {
        const { flaws: codeFlaws, codeWrong } = passage.mending;
        return toMend(ports, request, passage.visit, {
          codeFlaws,
          ...(codeWrong !== undefined && { codeWrong }),
        });
      }
      // What the store did not confirm may have been written all the same: then this is its own post again.
      const done = passingOf(passage.visit);
      return done !== undefined && isSame(done, pass)
        ? receipt(ports, passage.visit, done)
        : notDone(passage.visit, passage.closed);
    },
    { name: ACTOR },
  );

/** A form that has become stale comes again with what was typed; everything else is refused. */
async function refused(ports: PassTaskPorts, request: PageRequest, visit: Visit): Promise<PageReply> {
  const stale = isFromOurSite(request) && (await closedFor(ports, visit)) === undefined;
  if (!stale) return notFromOurForm(visit, 'pass');
  return passReply(ports, request, visit, 403, { typed: request.form, submitAgain: true });
}

const onwardOf = ({ way, to }: Pass): Onward => (way === 'REASSIGN' ? { way, to } : { way });

/** How the visitor passed the task on, where they did. */
const passingOf = ({ task: { passed = [] }, fields }: Visit): PassedByHand | undefined =>
  passed.filter(isByHand).find(({ generation }) => generation === fields.generation);

/** Whether a post says what was done already. */
const isSame = (done: PassedByHand, { way, to, reason }: Pass): boolean =>
  done.way === way && done.reason === reason && (way === 'HAND_BACK' || done.to === to);

const passingTo = (
  { generation, assigneeId }: TaskRow,
  to: string,
  { way, reason }: Pass,
  at: string,
): PassedByHand => ({ generation, by: assigneeId, to, at, way, reason });

async function receipt(
  { staff }: PassTaskPorts,
  visit: Visit,
  { to, way }: PassedByHand,
): Promise<PageReply> {
  const name = (await staff.find(to))?.name;
  return noticeReply(visit, { status: 200, notice: { kind: 'passedOn', to: name, way } });
}

/** The form again, with what was typed; a code that was wrong is not kept. */
const toMend = (
  ports: PassTaskPorts,
  request: PageRequest,
  visit: Visit,
  mending: Omit<PassMending, 'typed'>,
): Promise<PageReply> => passReply(ports, request, visit, 422, { ...mending, typed: request.form });

/** What Lambda runs. */
export const handler = passTask(passTaskWorld());
