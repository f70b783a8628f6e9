import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import { bootRuntime } from '../../infra/local/runtime.ts';
import { readTaskMail } from '../../infra/local/story/people.ts';
import { sampleBank } from '../kit/bank.ts';
import { MONDAY_MORNING, synthesized } from '../kit/runtime.ts';

const script = join(import.meta.dirname, '../kit/twenty-complaints.ts');
const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'steward-killed-'));
  folders.push(folder);
  return folder;
}

/** A moment to be killed at: from so many mails and so many open executions on, and so many milliseconds later. */
type Moment = readonly [mails: number, open: number, ms: number];

/** Runs the twenty complaints in a folder until the end, or until it is killed with so many executions open. */
async function run(folder: string, moment?: Moment): Promise<'done' | { open: number }> {
  const words = [script, synthesized(), folder, ...(moment ?? []).map(String)];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, errors, end] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code))),
  ]);
  if (end === 'SIGKILL') return { open: Number(/^open (\d+)\n$/.exec(out)?.[1]) };
  if (end !== 0 || out !== 'done\n') throw new Error(`The runtime ended with ${end}: ${errors}`);
  return 'done';
}

/** What is to be the same whatever happened in between, and what must not have happened. */
async function account(folder: string) {
  const runtime = await bootRuntime({
    assembly: synthesized(),
    folder,
    clock: { simulatedFrom: MONDAY_MORNING },
    anyPorts: true,
  });
  const bank = await sampleBank(runtime);
  const heads = (await bank.items('Cases')).filter(({ sk, kind }) => sk === 'HEAD' && kind === 'complaint');
  // Which of the complaints that close at one instant its customer is asked about is left open.
  const ofComplaint = ({ caseId, detail }: Record<string, unknown>): boolean =>
    !String(caseId ?? (detail as { caseId?: string } | undefined)?.caseId ?? '').startsWith('S');
  const tasks = (await bank.items('Tasks')).filter(ofComplaint);
  const outbox = (await bank.items('Outbox')).filter(ofComplaint);
  const mails = await bank.mails();
  const executions = await bank.executions();
  await runtime.close();
  const links = new Map<string, Set<string>>();
  for (const mail of mails) {
    const link = readTaskMail(mail)?.link;
    if (link === undefined) continue;
    // v1.<kid>.<taskId>.<generation>…: one holder of one task is to see one link, whatever was killed.
    const [, , taskId, generation] = (link.split('/t/')[1] ?? '').split('.');
    const holder = `${taskId} ${generation} ${mail.to}`;
    links.set(holder, (links.get(holder) ?? new Set()).add(link));
  }
  return {
    cases: heads
      .map(({ caseId, status, outcome, closedAt }) => ({ caseId, status, outcome, closedAt }))
      .sort((a, b) => String(a.caseId).localeCompare(String(b.caseId))),
    // Two agents with the same load may swap tasks when they are given out at the same instant.
    answers: tasks.map(({ taskId, state, generation }) => `${taskId} ${state} ${generation}`).sort(),
    executions: executions.map(({ name, status }) => `${name} ${status}`).sort(),
    unsent: outbox.filter(({ state }) => state !== 'SENT').length,
    rows: outbox
      .map(({ kind, template, name, caseId, taskId, detail }) =>
        [
          kind,
          template ?? name ?? taskId,
          caseId ?? (detail as { caseId?: string } | undefined)?.caseId,
        ].join(' '),
      )
      .sort(),
    differentLinks: [...links.values()].filter((seen) => seen.size > 1).length,
    mails: mails.length,
  };
}

test('R195 killed at five points, twice with all twenty executions open, every one ends as it would have', {
  timeout: 600_000,
}, async () => {
  const calm = newFolder();
  expect(await run(calm)).toBe('done');
  const undisturbed = await account(calm);
  expect(undisturbed.cases).toHaveLength(20);
  expect(new Set(undisturbed.cases.map(({ status }) => status))).toEqual(new Set(['CLOSED']));

  const rough = newFolder();
  const total = undisturbed.mails;
  const moments: readonly Moment[] = [
    [2, 0, 0],
    [0, 20, 0],
    [0, 20, 5],
    [Math.round(total * 0.6), 0, 20],
    [Math.round(total * 0.9), 0, 0],
  ];
  const openAtKills: number[] = [];
  for (const moment of moments) {
    const ended = await run(rough, moment);
    if (ended === 'done') throw new Error(`The runtime was to be killed at ${moment}, and came to its end.`);
    openAtKills.push(ended.open);
  }
  expect(openAtKills.filter((open) => open === 20).length).toBeGreaterThanOrEqual(2);
  expect(openAtKills.at(-1)).toBeLessThan(20);
  expect(await run(rough)).toBe('done');
  const disturbed = await account(rough);

  const { mails: mailsUndisturbed, ...expected } = undisturbed;
  const { mails, ...seen } = disturbed;
  expect(seen).toEqual(expected);
  expect(seen.differentLinks).toBe(0);
  // A kill between SES and the mark in the outbox sends that mail again, at most one a worker.
  expect(mails - mailsUndisturbed).toBeLessThanOrEqual(moments.length * 4);
});
