/** Handler of wishes to improve something: one improvement a thing at a time, to which what shows it again is added. */
import * as z from 'zod';
import { NOBODY } from '../../shared/contracts/churn-evaluation.ts';
import { Id } from '../../shared/contracts/codes.ts';
import {
  type ImprovementHead,
  type ImprovementRow,
  ImprovementWish,
} from '../../shared/contracts/improvement.ts';
import { PassingContention } from '../../shared/faults/faults.ts';
import { eventOf } from '../../shared/platform/advance.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { improvementIdOf, OPEN_CASES, shardKey } from '../../shared/platform/ids.ts';
import { step } from '../../shared/platform/step.ts';
import type { OpenDesk } from './ports.ts';
import { openWiring } from './wiring.ts';

/** The improvement that is carried out for it. */
export const OpenedImprovement = z.strictObject({ caseId: Id });
export type OpenedImprovement = z.infer<typeof OpenedImprovement>;

/** Times it looks again when the improvement moved under its hands. */
const MOST_LOOKS = 5;

/** Cases that one improvement names at most. */
const MOST_LINKED = 50;

const ACTOR = 'open-improvement';

/** Opens an improvement, or adds to the one that is open about the same; the same wish again changes nothing. */
export const openImprovement = (desk: OpenDesk) =>
  step(
    ImprovementWish,
    OpenedImprovement,
    async (wish): Promise<OpenedImprovement> => {
      for (let look = 0; look < MOST_LOOKS; look++) {
        const caseId = await heard(desk, wish);
        if (caseId !== undefined) return { caseId };
      }
      throw new PassingContention(
        `The improvement about ${wish.key} kept changing while ${wish.originId} was added to it.`,
      );
    },
    { name: 'open-improvement', ids: ({ originId }) => ({ caseId: originId }) },
  );

/** The improvement that now has the wish; undefined where another was faster. */
async function heard(desk: OpenDesk, wish: ImprovementWish): Promise<string | undefined> {
  const { improvements, workflow, clock } = desk;
  const { key, originId } = wish;
  const caseId = improvementIdOf(key, originId);
  const own = await improvements.find(caseId);
  if (own !== undefined) {
    // Whoever opened it may have failed before its execution was started.
    if (own.status !== 'CLOSED') await workflow.start(caseId);
    return caseId;
  }
  const last = await improvements.about(key);
  const head = last === undefined ? undefined : await improvements.find(last.caseId);
  if (head?.linked.includes(originId)) return head.caseId;
  if (last?.state === 'OPEN') return head === undefined ? undefined : linked(desk, head, wish);
  const at = instantOf(clock.now());
  const opened = await improvements.open(openingOf(wish, caseId, at, workflow.nameOf(caseId)));
  if (!opened) return undefined;
  await workflow.start(caseId);
  return caseId;
}

async function linked(
  { improvements }: OpenDesk,
  head: ImprovementHead,
  { originId, linked: more }: ImprovementWish,
): Promise<string | undefined> {
  const all = [...new Set([...head.linked, originId, ...more])].slice(0, MOST_LINKED);
  if (all.length === head.linked.length) return head.caseId;
  const facts = { originId, linked: all.length };
  const done = await improvements.link(head, all, { actor: ACTOR, act: 'improvement.linked', facts });
  return done ? head.caseId : undefined;
}

function openingOf(
  { source, key, originId, linked: also, business, cause, before }: ImprovementWish,
  caseId: string,
  at: string,
  execution: string,
): Parameters<OpenDesk['improvements']['open']>[0] {
  const head: ImprovementHead = {
    caseId,
    sk: 'HEAD',
    v: 1,
    kind: 'improvement',
    customerId: NOBODY,
    status: 'OPENED',
    source,
    key,
    originId,
    linked: [...new Set(also)],
    before,
    round: 1,
    openedAt: at,
    openShard: shardKey(OPEN_CASES, caseId),
    execution,
  };
  const row: ImprovementRow = {
    entry: `improvement#${caseId}`,
    v: 1,
    state: 'OPEN',
    openedAt: at,
    caseId: originId,
    business,
    cause,
    source,
    key,
  };
  const facts = { source, key, originId };
  return {
    head,
    row,
    deed: { actor: ACTOR, act: 'improvement.opened', facts },
    outbox: [eventOf(undefined, head, at, 'improvement.opened', facts)],
  };
}

/** What Lambda runs. */
export const handler = openImprovement(openWiring());
