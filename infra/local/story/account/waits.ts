/** Invariant 7: nothing that a state machine waits for can keep it for ever. */
import { type Judge, where } from './judging.ts';
import type { Seen } from './seen.ts';

interface State {
  readonly Type: string;
  readonly TimeoutSeconds?: number | string;
  readonly Seconds?: unknown;
  readonly Timestamp?: unknown;
  readonly Branches?: readonly Definition[];
  readonly ItemProcessor?: Definition;
  readonly Iterator?: Definition;
}

interface Definition {
  readonly States: Readonly<Record<string, State>>;
}

/** Longest that a wait may be given as a number, in seconds: an execution ends after a year. */
const YEAR = 366 * 86_400;

/** Judges every state of every machine, those within others as well. */
export function judgeWaits({ machines }: Pick<Seen, 'machines'>, judge: Judge): void {
  for (const { name, definition } of machines) {
    for (const [state, its] of statesOf(JSON.parse(definition) as Definition)) {
      if (its.Type !== 'Task' && its.Type !== 'Wait') continue;
      const until = its.Type === 'Task' ? its.TimeoutSeconds : (its.Seconds ?? its.Timestamp);
      const endless = until === undefined || (typeof until === 'number' && !(until > 0 && until <= YEAR));
      judge(7, undefined, where(endless, `${name}: '${state}' may wait for ever`));
    }
  }
}

function* statesOf({ States }: Definition): Generator<[string, State]> {
  for (const [name, state] of Object.entries(States)) {
    yield [name, state];
    for (const inner of [...(state.Branches ?? []), state.ItemProcessor ?? state.Iterator]) {
      if (inner !== undefined) yield* statesOf(inner);
    }
  }
}
