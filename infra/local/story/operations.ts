/** What operations do in the months of the town: campaigns that they begin and end, and somebody who leaves. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Runtime } from '../runtime.ts';
import type { Drawing } from './fading.ts';
import { clientOf } from './story.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Operations act at ten in the morning in the bank's zone. */
const MORNING = 2 * HOUR;

/** How many of the deeds were done by this process or by those before it, and the campaigns that they began. */
const DONE = 'town-operations.json';

/** The secret that decides who is drawn. In a bank nobody sees it; a play is to draw the same customers each time. */
const DRAW_KEY = 'Steward/DrawKey';

/** One thing that operations do, as a share of the play. */
interface Act {
  readonly on: number;
  readonly what:
    | { readonly campaign: string; readonly refused?: true }
    /** Ends the campaign that was begun last before its time. */
    | { readonly end: true }
    /** A customer becomes worth more to the bank than figures say. */
    | { readonly promotion: true }
    /** Whichever of these has something open leaves; where none has, it is looked at again the next day. */
    | { readonly leavers: readonly string[] };
}

/** A campaign takes a month; in fewer days than this operations do nothing of their own accord. */
const LEAST_DAYS = 120;

/** In this order. A campaign that is refused asks nobody; one that is ended early has too few answers. */
const ACTS: readonly Act[] = [
  { on: 0.03, what: { campaign: 'relationship', refused: true } },
  { on: 0.08, what: { campaign: 'relationship' } },
  { on: 0.25, what: { campaign: 'pulse' } },
  { on: 0.255, what: { end: true } },
  { on: 0.53, what: { campaign: 'relationship' } },
  { on: 0.6, what: { promotion: true } },
  { on: 0.8, what: { leavers: ['R05', 'R04', 'R03'] } },
];

interface Done {
  readonly acts: number;
  readonly campaigns: readonly string[];
  readonly refused: readonly string[];
}

/** Operations at work. */
export interface Operations {
  /** Whether this is a campaign that whoever is asked refuses. */
  isRefused(caseId: string): boolean;
  stop(): void;
}

/** Lets operations do each of their deeds at its time. */
export function operate(
  runtime: Runtime,
  folder: string,
  { seed, from, days, promoted }: Drawing & { readonly promoted: string },
  fail: (cause: Error) => void,
): Operations {
  const { clock } = runtime;
  const lambda = new LambdaClient(clientOf(runtime));
  const note = join(folder, DONE);
  let done: Done = existsSync(note)
    ? (JSON.parse(readFileSync(note, 'utf8')) as Done)
    : { acts: 0, campaigns: [], refused: [] };
  let cancel = () => {};

  const invoke = async (FunctionName: string, input: object): Promise<unknown> => {
    const reply = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(input) }));
    const answer = Buffer.from(reply.Payload ?? []).toString('utf8');
    if (reply.FunctionError) throw new Error(`${FunctionName} failed: ${answer.slice(0, 500)}`);
    return JSON.parse(answer || '{}');
  };

  const setDrawKey = async (): Promise<void> => {
    const secrets = new SecretsManagerClient(clientOf(runtime));
    try {
      const SecretString = createHash('sha256').update(`draw ${seed}`).digest('hex');
      await secrets.send(new PutSecretValueCommand({ SecretId: DRAW_KEY, SecretString }));
    } finally {
      secrets.destroy();
    }
  };

  const act = async ({ what }: Act): Promise<Done> => {
    const acts = done.acts + 1;
    if (acts === 1) await setDrawKey();
    if ('leavers' in what) {
      for (const staffId of what.leavers) {
        const { tasks = [] } = (await invoke('Steward-HandOverTasks', { staffId, dryRun: true })) as {
          tasks?: unknown[];
        };
        if (tasks.length === 0) continue;
        await invoke('Steward-HandOverTasks', { staffId });
        return { ...done, acts };
      }
      return done;
    }
    if ('promotion' in what) {
      const until = new Date(clock.now() + 90 * DAY).toISOString();
      const override = { tier: 'vip', by: 'S10', until, reason: 'The whole family has come to the bank.' };
      await invoke('Steward-OverrideTier', { customerId: promoted, ...override });
      return { ...done, acts };
    }
    if ('end' in what) {
      await invoke('Steward-RunCampaign', { end: done.campaigns.at(-1) ?? '' });
      return { ...done, acts };
    }
    const { begun } = (await invoke('Steward-RunCampaign', { name: what.campaign })) as {
      begun: { caseId: string }[];
    };
    const ids = begun.map(({ caseId }) => caseId);
    const refused = what.refused ? [...done.refused, ...ids] : done.refused;
    return { acts, campaigns: [...done.campaigns, ...ids], refused };
  };

  const plan = (): void => {
    const next = ACTS[done.acts];
    if (next === undefined || days < LEAST_DAYS) return;
    const due = Math.floor((from + next.on * days * DAY) / DAY) * DAY + MORNING;
    // What could not be done yet is tried on the next day.
    const at = due > clock.now() ? due : Math.floor(clock.now() / DAY) * DAY + DAY + MORNING;
    cancel = clock.at(at, () => {
      const over = clock.busy();
      act(next)
        .then((after) => {
          done = after;
          writeFileSync(note, JSON.stringify(done), { mode: 0o600 });
          plan();
        })
        .catch(fail)
        .finally(over);
    });
  };
  plan();
  return {
    isRefused: (caseId) => done.refused.includes(caseId),
    stop() {
      cancel();
      lambda.destroy();
    },
  };
}
