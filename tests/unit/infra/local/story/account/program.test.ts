import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TABLES } from '../../../../../../infra/local/story/account/seen.ts';
import { bankServer } from './bank-server.ts';
import { head } from './planted.ts';
import { K, on, soundBank, V } from './sound-bank.ts';

const program = fileURLToPath(
  new URL('../../../../../../infra/local/story/account/invariants.ts', import.meta.url),
);
const folder = mkdtempSync(join(tmpdir(), 'steward-invariants-'));
const archive = join(folder, 'archive.jsonl');
let bank = soundBank();
let server: Awaited<ReturnType<typeof bankServer>>;

beforeAll(async () => {
  server = await bankServer(Object.values(TABLES), {
    rowsOf: (table) => {
      const [name] = Object.entries(TABLES).find(([, its]) => its === table) ?? [];
      return bank[name as keyof typeof TABLES];
    },
    mails: () => bank.mails,
    call: (operation, { executionArn }) => {
      if (operation === 'ListStateMachines')
        return { stateMachines: bank.machines.map(({ name }) => ({ name, stateMachineArn: name })) };
      if (operation === 'DescribeStateMachine') return { definition: bank.machines[0]?.definition };
      if (operation === 'ListExecutions') return { executions: bank.executions.map((name) => ({ name })) };
      if (operation !== 'GetExecutionHistory') throw new Error(`Nobody should ask for ${operation}.`);
      const used = bank.tasks.filter(
        ({ state, execution, taskId }) =>
          state === 'DECIDED' && execution === executionArn && bank.uses.get(String(taskId)) === 1,
      );
      return {
        events: used.map(({ taskId }, id) => ({
          id: id + 1,
          previousEventId: id,
          type: 'TaskSucceeded',
          taskSucceededEventDetails: { output: JSON.stringify({ Payload: { way: 'DECIDED', taskId } }) },
        })),
      };
    },
  });
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

async function judged() {
  // A bus delivers at least once: each event stands there twice.
  writeFileSync(archive, bank.told.map(({ line }) => `${line}\n${line}\n`).join(''));
  const { stdout } = await promisify(execFile)(process.execPath, [
    program,
    server.address,
    server.address,
    archive,
    on(100),
  ]);
  return JSON.parse(stdout);
}

test('over HTTP a sound bank is sound, and the ways between its workflows are counted', async () => {
  bank = soundBank();
  const { checked, broken, timelines, links } = await judged();
  expect({ broken, timelines }).toEqual({ broken: [], timelines: [] });
  expect(checked).toBeGreaterThan(50);
  expect(links).toMatchObject({ lowToReopen: 1, lossToExitSurvey: 0 });
});

test('what is broken is told with the timeline of its case, once a case', async () => {
  bank = soundBank();
  delete head(bank, V).closedAt;
  bank.uses = new Map([...bank.uses, ['T2', 0]]);
  bank.mails.splice(2, 1);
  const { broken, timelines } = await judged();
  expect(broken).toEqual([
    { number: 1, caseId: V, what: 'visit is closed, and nothing says when' },
    { number: 1, caseId: K, what: expect.stringContaining('was not told how it ended') },
    { number: 8, caseId: K, what: expect.stringContaining('used 0 times') },
  ]);
  expect(timelines.map(({ caseId }: { caseId: string }) => caseId)).toEqual([V, K]);
  expect(timelines[1].lines.join('\n')).toContain('complaint.reopened');
});
