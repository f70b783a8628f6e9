/** Reading state machine definitions in tests. */

export interface AslRule {
  Condition: string;
  Next: string;
  Assign?: Record<string, unknown>;
}

export interface AslState {
  Type: string;
  Resource?: string;
  TimeoutSeconds?: number | string;
  Timestamp?: string;
  Arguments?: { FunctionName?: string; Payload?: Record<string, unknown>; Input?: Record<string, unknown> };
  Assign?: Record<string, unknown>;
  Output?: unknown;
  Retry?: { ErrorEquals: string[]; MaxAttempts?: number; JitterStrategy?: string }[];
  Catch?: { ErrorEquals: string[]; Next: string; Assign?: Record<string, unknown> }[];
  Choices?: AslRule[];
  Default?: string;
  Next?: string;
  End?: boolean;
  Error?: string;
  Branches?: AslMachine[];
  ItemProcessor?: AslMachine;
}

export interface AslMachine {
  QueryLanguage?: string;
  StartAt: string;
  States: Record<string, AslState>;
}

/** A machine and those within it, outermost first. */
export const machinesOf = (machine: AslMachine): AslMachine[] => [
  machine,
  ...Object.values(machine.States).flatMap((state) =>
    [...(state.Branches ?? []), ...(state.ItemProcessor ? [state.ItemProcessor] : [])].flatMap(machinesOf),
  ),
];

/** Every state of a machine and of those within it, with its name and the machine it stands in. */
export const statesOf = (machine: AslMachine): { name: string; state: AslState; home: AslMachine }[] =>
  machinesOf(machine).flatMap((home) =>
    Object.entries(home.States).map(([name, state]) => ({ name, state, home })),
  );

/** The states that can come right after a state. */
export const followers = (state: AslState): string[] => [
  ...(state.Choices ?? []).map((rule) => rule.Next),
  ...(state.Catch ?? []).map((way) => way.Next),
  ...[state.Next, state.Default].filter((next) => next !== undefined),
];

/** The states that can be reached from one, itself included. */
export function reachable(machine: AslMachine, from: string): Set<string> {
  const reached = new Set([from]);
  for (const name of reached) {
    const state = machine.States[name];
    if (state) for (const next of followers(state)) reached.add(next);
  }
  return reached;
}

/** Every JSONata expression in a value, with the path where it stands. */
export function expressionsIn(value: unknown, path = ''): { path: string; text: string }[] {
  if (typeof value === 'string') {
    const found = /^\{%([\s\S]*)%\}$/.exec(value);
    return found?.[1] ? [{ path, text: found[1].trim() }] : [];
  }
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) => expressionsIn(item, `${path}/${key}`));
}
