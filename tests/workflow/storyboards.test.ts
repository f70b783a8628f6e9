import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import jsonata from 'jsonata';
import { describe, expect, test } from 'vitest';
import { Line, Tier } from '../../shared/contracts/codes.ts';
import { passingFaults } from '../../shared/faults/faults.ts';
import { customerClockOf, seatOf, serviceMap1 } from '../../shared/policy/service-map.ts';
import { GOLDEN, renderGolden } from '../../workflows/kit/golden.ts';
import { storyboards } from '../../workflows/storyboards.ts';
import { type AslMachine, expressionsIn, followers, machinesOf, reachable, statesOf } from '../kit/asl.ts';
import { validate } from '../kit/asl-validator.ts';
import { everyVerb } from '../kit/every-verb.ts';

const workflows = resolve(import.meta.dirname, '../../workflows');
const folders = readdirSync(workflows, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(workflows, entry.name, 'storyboard.ts')))
  .map((entry) => entry.name);

test('every storyboard is in the list that synth writes goldens from', () => {
  expect(storyboards.map(({ folder }) => folder).sort()).toEqual(folders.sort());
});

test.each(storyboards)(
  'the golden of $folder is fresh; if not, `npm run synth` writes it',
  ({ folder, tell }) => {
    expect(readFileSync(join(workflows, folder, GOLDEN), 'utf8')).toBe(renderGolden(tell));
  },
);

const machines: [string, AslMachine][] = [
  ...folders.map((folder): [string, AslMachine] => [
    folder,
    JSON.parse(readFileSync(join(workflows, folder, GOLDEN), 'utf8')),
  ]),
  ['a story with every verb', JSON.parse(renderGolden(everyVerb))],
];

/** What a state may hand to a function or to another execution: ids, codes, dates, and the case that holds the same. */
const CARRIED = new Set([
  'v',
  'step',
  'execution',
  'entered',
  'case',
  'emits',
  'turn',
  'form',
  'clock',
  'holder',
  'of',
  'level',
  'due',
  'mustBy',
  'recuse',
  'deaf',
  'taskId',
  'caseId',
  'round',
  'token',
]);

describe.each(machines)('%s', (_, machine) => {
  const states = statesOf(machine);
  const tasks = states.filter(({ state }) => state.Type === 'Task');
  const waits = tasks.filter(({ state }) => state.Resource?.endsWith('.waitForTaskToken'));
  // A story in which nobody is waited for has nobody to take over either; its failure opens an incident.
  const attended = waits.length > 0;

  test('waits by the calendar only where nobody is waited for, since no signal ends such a wait', () => {
    const byCalendar = states.filter(({ state }) => state.Type === 'Wait');
    if (attended) expect(byCalendar).toEqual([]);
  });

  test('asl-validator has nothing to say', () => {
    expect(validate(machine)).toEqual([]);
  });

  test('is JSONata, and every expression parses with the version that Step Functions has', () => {
    expect(machine.QueryLanguage).toBe('JSONata');
    const expressions = expressionsIn(machine);
    expect(expressions.length).toBeGreaterThan(0);
    for (const { path, text } of expressions) expect(() => jsonata(text), path).not.toThrow();
  });

  test('expressions pick, compare, merge and join ids; nothing more', () => {
    for (const { path, text } of expressionsIn(machine)) {
      const functions = [...text.matchAll(/\$([a-zA-Z]+)\(/g)].map(([, name]) => name);
      expect(['merge', 'exists', 'string', 'lookup'], path).toEqual(expect.arrayContaining(functions));
      expect(text.replaceAll(/'[^']*'/g, ''), path).not.toMatch(/[-+*/%^~]|function|λ/);
    }
  });

  test('every state that waits for a token has a deadline, a way on when it passes, and a way for every other error', () => {
    for (const { name, state } of waits) {
      expect(state.TimeoutSeconds, name).toBeDefined();
      const caught = state.Catch?.flatMap(({ ErrorEquals }) => ErrorEquals);
      expect(caught, name).toEqual(expect.arrayContaining(['States.Timeout', 'States.ALL']));
    }
  });

  test('every task has a time-out and is tried again on passing faults only, with full jitter', () => {
    for (const { name, state } of tasks) {
      expect(state.TimeoutSeconds, name).toBeDefined();
      expect(state.Retry, name).toHaveLength(1);
      const [retry] = state.Retry ?? [];
      expect(retry?.JitterStrategy, name).toBe('FULL');
      expect(
        retry?.ErrorEquals.filter((error) => error.startsWith('States.')),
        name,
      ).toEqual([]);
      if (!state.Resource?.includes('lambda:invoke')) continue;
      expect(retry?.ErrorEquals, name).toEqual(expect.arrayContaining([...passingFaults]));
    }
  });

  test('every state can be reached', () => {
    for (const home of machinesOf(machine)) {
      expect([...reachable(home, home.StartAt)].sort()).toEqual(Object.keys(home.States).sort());
    }
  });

  test('every choice has a default', () => {
    for (const { name, state } of states.filter((each) => each.state.Type === 'Choice')) {
      expect(state.Default, name).toBeDefined();
    }
  });

  test('from every state there is a way to an end', () => {
    for (const { name, home } of states) {
      const ends = [...reachable(home, name)].filter((reached) => {
        const state = home.States[reached];
        return state && (state.End || ['Succeed', 'Fail'].includes(state.Type));
      });
      expect(ends, name).not.toEqual([]);
    }
  });

  test('every step whose errors are left over goes to a staff task of operations, or ends in a named failure', () => {
    for (const { name, state, home } of states.filter((each) => each.state.Type.match(/Task|Parallel|Map/))) {
      const rest = state.Catch?.find(({ ErrorEquals }) => ErrorEquals.includes('States.ALL'));
      const place = home.States[rest?.Next ?? ''];
      expect(place, name).toBeDefined();
      if (!attended) {
        expect([place?.Type, place?.Error], name).toEqual(['Fail', expect.stringMatching(/^[A-Z]\w+$/)]);
      } else if (place?.Type === 'Fail') {
        expect(place.Error, name).toBe('NobodyTookOver');
        expect(state.Arguments?.Payload?.form ?? 'held', name).toMatch(/takeover|held/);
      } else {
        expect(place?.Arguments?.Payload, name).toMatchObject({ form: 'takeover', of: ['operations'] });
        expect(Object.values(rest?.Assign ?? {}), name).toContainEqual({
          step: expect.stringMatching(/^[A-Z]/),
          error: '{% $states.errorOutput.Error %}',
        });
      }
    }
  });

  test('no state carries anything but ids, codes, dates and the case', () => {
    for (const { name, state } of tasks) {
      const carried = Object.keys(state.Arguments?.Payload ?? state.Arguments?.Input ?? {});
      expect(carried.length, name).toBeGreaterThan(0);
      expect(
        carried.filter((key) => !CARRIED.has(key)),
        name,
      ).toEqual([]);
      // Where the story ends, it gives fields of the case that its end names.
      if (state.End)
        expect(state.Output, name).toMatch(/^\{% \(\$its := .*; \{("\w+": \$its\.\w+(, )?)*\}\) %\}$/);
      else expect(state.Output, name).toEqual({});
    }
    for (const { path, text } of expressionsIn(machine)) {
      expect(text, `${path} takes the cause of an error along`).not.toContain('errorOutput.Cause');
    }
  });

  test('variables set within a branch are not those of the story around it', () => {
    for (const { name, state, home } of states) {
      const inner = [...(state.Branches ?? []), ...(state.ItemProcessor ? [state.ItemProcessor] : [])];
      const own = assigned(home);
      for (const branch of inner) {
        const shared = [...assigned(branch)].filter((variable) => own.has(variable));
        expect(shared, name).toEqual([]);
      }
    }
  });

  test('every clock that a task names is in the service map: for every tier and line, or for the customer', () => {
    const asked = tasks.map(({ state }) => state.Arguments?.Payload).filter((payload) => payload?.clock);
    expect(asked.length > 0).toBe(attended);
    for (const { clock, holder } of asked as { clock: string; holder?: string }[]) {
      if (holder === 'customer') {
        expect(customerClockOf(serviceMap1, clock), clock).toBeDefined();
        continue;
      }
      for (const tier of Tier.options) {
        for (const line of Line.options) {
          expect(seatOf(serviceMap1, clock, tier, line), `${clock} ${tier} ${line}`).toBeDefined();
        }
      }
    }
  });

  test('names of states stand once in the machine and have at most 80 characters', () => {
    const names = states.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    // https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
    for (const name of names) expect(name.length, name).toBeLessThanOrEqual(80);
  });

  test('no way leads out of a branch', () => {
    for (const { name, state, home } of states) {
      for (const next of followers(state)) expect(Object.keys(home.States), name).toContain(next);
    }
  });
});

/** Variables that the states of one machine assign, those within it left out. */
function assigned(machine: AslMachine): Set<string> {
  return new Set(
    Object.values(machine.States).flatMap((state) =>
      [state, ...(state.Catch ?? []), ...(state.Choices ?? [])].flatMap((each) =>
        Object.keys(each.Assign ?? {}),
      ),
    ),
  );
}
