/** From a golden to what its picture shows: one figure a scene, so that a staff task's four states are seen as one. */
import type { AslMachine, AslRule, AslState } from './asl.ts';

/** What a figure stands for; each kind has a shape of its own. */
export type Kind =
  | 'step'
  | 'staff'
  | 'pause'
  | 'start'
  | 'question'
  | 'end'
  | 'failure'
  | 'again'
  | 'signal'
  | 'fork'
  | 'join';

export interface Figure {
  readonly id: string;
  readonly kind: Kind;
  readonly title: string;
  /** A line below the title: form and clock, events, what runs at once. */
  readonly note: string;
  /** The frame it stands in, absent at the outermost. */
  readonly frame?: string;
  /** Of a story that is being told: it has been here, or is here now. */
  readonly mark?: Mark;
}

/** Where an execution has been, and where it is. */
export type Mark = 'taken' | 'now';

export interface Frame {
  readonly id: string;
  readonly title: string;
  readonly frame?: string;
}

/** How a way is taken: in the course of the story, by an error, or by a person's silence or a signal. */
export type Course = 'straight' | 'aside' | 'fault';

export interface Way {
  readonly from: string;
  readonly to: string;
  readonly course: Course;
  readonly label: string;
  /** Of a story that is being told: it went this way. */
  readonly taken?: boolean;
}

export interface Sketch {
  readonly figures: readonly Figure[];
  readonly frames: readonly Frame[];
  readonly ways: readonly Way[];
  /** By the name of each state the figure as part of which it is drawn. */
  readonly scenes: ReadonlyMap<string, string>;
}

const isWait = (state: AslState): boolean => state.Resource?.endsWith('.waitForTaskToken') ?? false;

/** Folds a machine into figures and ways. */
export function fold(machine: AslMachine): Sketch {
  const figures: Figure[] = [];
  const frames: Frame[] = [];
  const ways: Way[] = [];
  const scenes = new Map<string, string>();

  const start: Figure = { id: 'start', kind: 'fork', title: '', note: '' };
  figures.push(start);

  /** Adds the figures of one machine; gives the figure by which each of its states is entered. */
  const add = (home: AslMachine, frame: string | undefined): ((name: string) => string) => {
    const within = frame === undefined ? {} : { frame };
    const { States: states } = home;
    const sceneOf = new Map<string, string>();
    for (const [name, state] of Object.entries(states)) {
      const question = states[`${name}?`];
      if (isWait(state)) {
        for (const part of [`Prepare ${name}`, name, `${name}?`, `Nudge ${name}`]) sceneOf.set(part, name);
      } else if (state.Type === 'Task' && question?.Choices?.[0]?.Next === name) {
        sceneOf.set(`${name}?`, name);
      }
    }
    const enter = (name: string): string => sceneOf.get(name) ?? name;
    for (const name of Object.keys(states)) scenes.set(name, enter(name));
    const isTakeOver = (name: string): boolean =>
      states[`Prepare ${enter(name)}`]?.Arguments?.Payload?.form === 'takeover';
    const way = (from: string, to: string, course: Course, label = ''): void => {
      if (!ways.some((known) => known.from === from && known.to === to && known.label === label)) {
        ways.push({ from, to, course, label });
      }
    };
    const interrupted = (from: string, state: AslState): void => {
      const heard = state.Catch?.find(({ ErrorEquals }) => ErrorEquals.includes('SignalUnheard'));
      if (heard) way(from, enter(heard.Next), 'aside', 'something came in');
    };
    const faults = (from: string, state: AslState | undefined): void => {
      const rest = state?.Catch?.find(({ ErrorEquals }) => ErrorEquals.includes('States.ALL'));
      if (rest && enter(rest.Next) !== from) way(from, enter(rest.Next), 'fault', 'fails');
    };

    /** Ways that a signal takes out of tasks; those that many tasks share are drawn once. */
    const bySignal: Way[] = [];
    /** The rules of a task's own Choice for one way, without what leads back to the task itself. */
    const rulesFor = (name: string, way: string): AslRule[] =>
      (states[`${name}?`]?.Choices ?? []).filter(
        (rule) => rule.Condition.includes(`'${way}'`) && enter(rule.Next) !== name,
      );
    const chosen = (name: string): void => {
      const rules = rulesFor(name, 'DECIDED');
      const plain = rules.filter((rule) => !isRetry(rule));
      const customer = states[`Prepare ${name}`]?.Arguments?.Payload?.holder === 'customer';
      const [exhausted] = rulesFor(name, 'EXHAUSTED');
      for (const rule of plain) {
        const otherwise = rules.length > 1 ? 'otherwise' : 'answered';
        const both = customer && exhausted?.Next === rule.Next;
        way(
          name,
          enter(rule.Next),
          'straight',
          both ? 'answered or silent' : readable(rule.Condition) || otherwise,
        );
      }
      const [retry] = rules.filter(isRetry);
      if (retry) again(name, retry);
      for (const rule of rulesFor(name, 'INTERRUPTED')) {
        const label = readable(rule.Condition) || 'interrupted';
        bySignal.push({ from: name, to: enter(rule.Next), course: 'aside', label });
      }
      if (exhausted && customer && !plain.some((rule) => rule.Next === exhausted.Next)) {
        way(name, enter(exhausted.Next), 'straight', 'silent');
      } else if (exhausted && !customer) {
        way(name, enter(exhausted.Next), isTakeOver(name) ? 'fault' : 'aside', 'nobody answers');
      }
      const prepare = states[`Prepare ${name}`];
      const rest = prepare?.Catch?.find(({ ErrorEquals }) => ErrorEquals.includes('States.ALL'));
      if (rest && rest.Next !== exhausted?.Next) faults(name, prepare);
    };
    const again = (name: string, retry: AslRule): void => {
      figures.push({
        id: `${name} again`,
        kind: 'again',
        title: 'the step that failed',
        note: '',
        ...within,
      });
      way(name, `${name} again`, 'aside', readable(retry.Condition));
    };

    for (const [name, state] of Object.entries(states)) {
      if (enter(name) !== name) continue;
      const prepare = states[`Prepare ${name}`];
      if (isWait(state) && states[`Nudge ${name}`]) {
        const { form = '', clock = '', holder, of = [] } = prepare?.Arguments?.Payload ?? {};
        const note = [`form: ${form}`, `clock: ${clock}`, ...(holder ? [holder] : []), ...of].join(' · ');
        figures.push({ id: name, kind: 'staff', title: name, note, ...within });
        chosen(name);
      } else if (isWait(state)) {
        figures.push({ id: name, kind: 'pause', title: name, note: 'a signal can end it', ...within });
        const question = states[`${name}?`];
        if (question?.Default) way(name, enter(question.Default), 'straight', 'time has come');
        for (const rule of rulesFor(name, 'INTERRUPTED')) {
          way(name, enter(rule.Next), 'aside', readable(rule.Condition) || 'interrupted');
        }
        faults(name, prepare);
      } else if (state.Type === 'Wait') {
        figures.push({ id: name, kind: 'pause', title: name, note: 'until its day', ...within });
        if (state.Next) way(name, enter(state.Next), 'straight');
      } else if (state.Type === 'Choice') {
        figures.push({ id: name, kind: 'question', title: name, note: '', ...within });
        const retries = (state.Choices ?? []).filter(isRetry);
        for (const rule of state.Choices ?? []) {
          if (!isRetry(rule)) way(name, enter(rule.Next), 'straight', readable(rule.Condition));
        }
        if (retries[0]) again(name, retries[0]);
        if (state.Default) way(name, enter(state.Default), 'straight', 'otherwise');
      } else if (state.Type === 'Succeed' || state.Type === 'Fail') {
        const failure = state.Type === 'Fail';
        figures.push({
          id: name,
          kind: failure ? 'failure' : 'end',
          title: name,
          note: state.Error ?? '',
          ...within,
        });
      } else if (state.Type === 'Parallel' || state.Type === 'Map') {
        const chapters = state.Branches ?? (state.ItemProcessor ? [state.ItemProcessor] : []);
        const title = state.ItemProcessor ? `${name}: for each, ${state.MaxConcurrency} at once` : name;
        frames.push({ id: `${name} frame`, title, ...within });
        const inner = { frame: `${name} frame` };
        const joined = `${name} joined`;
        figures.push({ id: name, kind: 'fork', title: '', note: '', ...inner });
        for (const chapter of chapters) {
          const enterChapter = add(chapter, inner.frame);
          way(name, enterChapter(chapter.StartAt), 'straight');
          for (const [end, { Type }] of Object.entries(chapter.States)) {
            if (Type === 'Succeed') way(end, joined, 'straight');
          }
        }
        figures.push({ id: joined, kind: 'join', title: '', note: '', ...inner });
        if (state.Next) way(joined, enter(state.Next), 'straight');
        faults(joined, state);
      } else {
        const question = enter(`${name}?`) === name ? states[`${name}?`] : undefined;
        const starts = state.Resource?.includes('states:startExecution');
        const emits = state.Arguments?.Payload?.emits ?? [];
        const note = question ? 'batch by batch' : starts ? 'starts another workflow' : emits.join(' · ');
        figures.push({ id: name, kind: starts ? 'start' : 'step', title: name, note, ...within });
        const next = question?.Default ?? state.Next;
        if (next) way(name, enter(next), 'straight');
        interrupted(name, state);
        faults(name, state);
      }
    }
    drawSignals(bySignal, within);
    return enter;
  };

  /** Signals that end any wait in the same way stand once, as a figure of their own, instead of at every task. */
  const drawSignals = (bySignal: readonly Way[], within: { frame?: string }): void => {
    const same = (a: Way, b: Way): boolean => a.to === b.to && a.label === b.label;
    const shared = bySignal.filter((one) => bySignal.filter((other) => same(one, other)).length >= MANY);
    ways.push(...bySignal.filter((one) => !shared.includes(one)));
    if (shared.length === 0) return;
    const id = `signal ${within.frame ?? ''}`;
    figures.push({ id, kind: 'signal', title: 'A signal at any wait', note: '', ...within });
    for (const { to, label } of shared) {
      if (!ways.some((known) => known.from === id && known.to === to && known.label === label)) {
        ways.push({ from: id, to, course: 'aside', label });
      }
    }
  };

  const enter = add(machine, undefined);
  ways.unshift({ from: start.id, to: enter(machine.StartAt), course: 'straight', label: '' });
  return { figures, frames, ways, scenes };
}

const isRetry = (rule: AslRule): boolean => /\$fault\w*\.step = /.test(rule.Condition);

/** Of how many tasks a signal leads the same way before it is drawn once for all. */
const MANY = 3;

/**
 * A condition in the words of a reader: `way = RETRY` for `{% ($case.way = 'RETRY') = true and … %}`; empty where the
 * way of a task is the whole of it.
 */
const readable = (condition: string): string =>
  condition
    .replace(/^\{% (?:\$task\w*\.way = '[A-Z]+'(?: and )?)?(.*?) ?%\}$/, '$1')
    .replace(/^\((.*?)\) = true.*$/, '$1')
    .replaceAll(/\$exists\(([^)]*)\) = false/g, '$1 is not known')
    .replaceAll(/\$exists\(([^)]*)\)/g, '$1 is known')
    .replaceAll(/\$(?:case|task)\w*\./g, '')
    .replaceAll(/['"]/g, '');

/** The same story without what happens when something goes wrong: its main line at a glance. */
export function mainLine(sketch: Sketch): Sketch {
  const kept = new Set(['start']);
  const straight = sketch.ways.filter((way) => way.course === 'straight');
  for (const id of kept) for (const way of straight) if (way.from === id) kept.add(way.to);
  return {
    scenes: sketch.scenes,
    figures: sketch.figures.filter(({ id }) => kept.has(id)).map((figure) => ({ ...figure, note: '' })),
    frames: sketch.frames.filter(({ id }) =>
      sketch.figures.some((each) => kept.has(each.id) && each.frame === id),
    ),
    ways: straight
      .map((way) => (way.label === 'answered' ? { ...way, label: '' } : way))
      .filter(({ from }) => kept.has(from)),
  };
}
