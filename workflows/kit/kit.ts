/**
 * The verbs a storyboard is written with. A storyboard declares its scenes first and then tells, one line a scene,
 * where each goes. A line is only complete, for the compiler, when all ways of its scene are named; so a person's
 * step without form, clock, or somewhere to go when the ladder keeps silent cannot be written.
 */
import type { IChainable, INextable, State } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { OutboundName } from '../../shared/contracts/events.ts';
import { expression, literal, outermost, type Variables, within } from './expressions.ts';
import {
  type Asked,
  Asking,
  type Assignment,
  Batches,
  CustomerTask,
  type Desk,
  End,
  type Ending,
  ForEach,
  type Notes,
  Pause,
  type Place,
  Question,
  type Scene,
  StaffTask,
  type Stage,
  StartOther,
  Together,
  type Told,
  WaitUntil,
  Work,
} from './scenes.ts';
import type { Machine, Performer } from './task.ts';

export { type Condition, when } from './expressions.ts';
export { type Desk, failedStep, type Place, sameAgain } from './scenes.ts';
export type { Machine, Performer } from './task.ts';

/** A part of a story that is told within it, once beside others or once for each item. */
export type Chapter = (verbs: Verbs) => Story;

/** A told story: what a state machine is made of. */
export class Story implements IChainable {
  readonly id: string;
  readonly startState: State;
  readonly endStates: INextable[] = [];
  /** Names of its states in the order of the telling. */
  readonly order: readonly string[];

  constructor(startState: State, order: readonly string[]) {
    this.id = startState.id;
    this.startState = startState;
    this.order = order;
  }
}

/** A list that is worked through item by item, each in its own chapter. */
export interface Items {
  /** Field of `$case` that holds the list: at most 256 items of ids and codes. */
  readonly of: string;
  /** Field by which a chapter finds its item in its own `$case`. */
  readonly as: string;
  /** Field of `$case` that takes the list of what the chapters give. */
  readonly into: string;
  /** How many chapters may run at once, 1 to 40. */
  readonly atOnce: number;
  readonly each: Chapter;
}

/** A list that is too long for the state: a function works through it batch by batch. */
export interface Batched {
  /** Does one batch; finds the cursor in the case, absent at first, and answers the next one, END after the last. */
  readonly inBatches: Performer;
  /** Field of `$case` that holds the cursor. */
  readonly cursor: string;
}

/** The verbs. */
export interface Verbs {
  /** Begins the telling: which scene comes first, and which staff task takes over when a step fails. */
  opens(first: Work | StaffTask, faults: { readonly onFault: StaffTask }): { goes(...lines: Told[]): Story };
  /** A step that a function does; its answer, a flat object of codes, is merged into `$case`. */
  work(name: string, performer: Performer, ...notes: Notes[]): Work;
  /** A step that a person does, by a form and within a clock. */
  staffTask(name: string, assignment: Assignment): StaffTask;
  /** A question that the customer of the case is asked, by a form and within a clock; silence is a way of its own. */
  customerTask(name: string, asked: Asked): CustomerTask;
  /** A question put to `$case`. */
  ask(name: string): Pick<Asking, 'when'>;
  /** Chapters side by side; `$case.<chapter>` is what each gives at its end. */
  together(name: string, chapters: Readonly<Record<string, Chapter>>): Together;
  /** A chapter for each item of a list, or a function that works through a long list batch by batch. */
  forEach(name: string, list: Items): ForEach;
  forEach(name: string, list: Batched): Batches;
  /** A wait that signals can end; its function says until when and writes the row that the token is bound to. */
  pause(name: string, wait: { readonly until: Performer }): Pause;
  /** Starts another workflow for this case and goes on. */
  startOther(name: string, other: { readonly machine: Machine; readonly kind: string }): StartOther;
  /** Events that a step writes into the outbox in its own transaction. */
  emit(...events: [OutboundName, ...OutboundName[]]): Notes;
  /** An end. */
  ends(name: string, ending?: Ending): End;
}

/** The verbs of a story in which nobody is waited for: it has no one to take over, and may wait by the calendar. */
export interface UnattendedVerbs extends Pick<Verbs, 'work' | 'ask' | 'emit' | 'ends'> {
  /** Begins the telling: which scene comes first, and the failure that a failed step ends in, which opens an incident. */
  opens(first: Work | WaitUntil, faults: { readonly onFault: End }): { goes(...lines: Told[]): Story };
  /** A wait until the first date of a list in `$case`; no signal ends it, so the next scene looks whether it still matters. */
  waitUntil(name: string, firstOf: string): WaitUntil;
  /** A function that works through a long list batch by batch. */
  forEach(name: string, list: Batched): Batches;
}

const INPUT = '$states.context.Execution.Input';

/** The verbs for a story in this scope with this cast. */
export const storyboard = (scope: Construct, cast: Desk): Verbs =>
  new Telling(scope, cast, new Set(), outermost, INPUT).verbs();

/** The verbs for a story that runs beside others and waits for nobody. */
export const unattended = (scope: Construct): UnattendedVerbs =>
  new Telling(scope, undefined, new Set(), outermost, INPUT).unattendedVerbs();

const LONGEST_NAME = 80;
const FIELD = /^[a-z][A-Za-z0-9]*$/;

/** One story, or one chapter of it, while it is written. */
class Telling implements Stage {
  readonly scope: Construct;
  readonly variables: Variables;
  readonly source: string;
  readonly #desk: Desk | undefined;
  readonly #names: Set<string>;
  readonly #itemised: boolean;
  readonly #scenes: Scene[] = [];
  readonly #asides: (Question | End)[] = [];
  readonly #states = new Map<Place, State>();
  readonly #chapters: Story[] = [];
  #first: Scene | undefined;
  #onFault: StaffTask | End | undefined;
  #whenNobodyTakesOver: Place | undefined;

  constructor(
    scope: Construct,
    desk: Desk | undefined,
    names: Set<string>,
    variables: Variables,
    source: string,
    itemised = false,
  ) {
    this.scope = scope;
    this.#desk = desk;
    this.variables = variables;
    this.source = source;
    this.#names = names;
    this.#itemised = itemised;
  }

  verbs(): Verbs {
    return {
      opens: (first, { onFault }) => ({ goes: (...lines) => this.#tell(first, onFault, lines) }),
      work: (name, performer, ...notes) => this.#scene(new Work(name, performer, notes)),
      staffTask: (name, assignment) => this.#scene(this.#staffTask(name, assignment)),
      customerTask: (name, asked) => this.#scene(new CustomerTask(name, asked)),
      ask: (name) => {
        if (!name.endsWith('?')) throw new Error(`A question ends in '?': '${name}?' instead of '${name}'.`);
        this.#claim(name);
        return new Asking(name, [], (question) => this.#asides.push(question));
      },
      together: (name, chapters) => this.#scene(this.#together(name, chapters)),
      forEach: ((name: string, list: Items | Batched) =>
        this.#scene(this.#forEach(name, list))) as Verbs['forEach'],
      pause: (name, { until }) => this.#scene(new Pause(name, until)),
      startOther: (name, { machine, kind }) => this.#scene(new StartOther(name, machine, kind)),
      emit: (...emits) => ({ emits }),
      ends: (name, ending = {}) => {
        this.#claim(name);
        const end = new End(name, ending);
        this.#asides.push(end);
        return end;
      },
    };
  }

  unattendedVerbs(): UnattendedVerbs {
    const { work, ask, emit, ends, forEach } = this.verbs();
    return {
      opens: (first, { onFault }) => ({ goes: (...lines) => this.#tell(first, onFault, lines) }),
      work,
      ask,
      emit,
      ends,
      forEach,
      waitUntil: (name, firstOf) => {
        mustBeField(name, 'firstOf', firstOf);
        return this.#scene(new WaitUntil(name, firstOf));
      },
    };
  }

  get desk(): Desk {
    if (!this.#desk)
      throw new Error('A story that waits for people needs a desk, which an unattended one has not.');
    return this.#desk;
  }

  get attended(): boolean {
    return !(this.#onFault instanceof End);
  }

  stepOf(scene: Scene): string {
    if (!this.#itemised) return scene.name;
    // Two items may enter the same state in the same millisecond; the index keeps their tasks apart.
    return expression(`${literal(`${scene.name} #`)} & $string($states.context.Map.Item.Index)`);
  }

  opensWith(scene: Scene): boolean {
    return scene === this.#first;
  }

  takesOver(scene: Scene): boolean {
    return scene === this.#onFault;
  }

  faultsOf(scene: Scene): Place {
    const place = this.takesOver(scene) ? this.#whenNobodyTakesOver : this.#onFault;
    if (!place) throw new Error(`'${scene.name}' is wired before its story says who takes over.`);
    return place;
  }

  steps(): readonly Scene[] {
    return this.#scenes.filter((scene) => !this.takesOver(scene));
  }

  entry(place: Place): State {
    const state = this.#states.get(place);
    if (!state) {
      throw new Error(
        `A way leads to '${place.name}', which was declared by another storyboard than this one.`,
      );
    }
    return state;
  }

  /** Takes a name for a state: unique in the machine, and one that Step Functions accepts. */
  #claim(name: string): void {
    if (!/^[A-Z][A-Za-z0-9 ',-]*\??$/.test(name)) {
      throw new Error(
        `'${name}' cannot name a state: begin with a capital, then letters, digits, spaces, commas, dashes.`,
      );
    }
    if (name.length > LONGEST_NAME) {
      throw new Error(`'${name}' has ${name.length} characters; a state's name has at most ${LONGEST_NAME}.`);
    }
    if (this.#names.has(name)) {
      throw new Error(`Two states are named '${name}'; within a machine each name stands once.`);
    }
    this.#names.add(name);
  }

  #scene<S extends Scene>(scene: S): S {
    for (const name of scene.stateNames()) this.#claim(name);
    this.#scenes.push(scene);
    return scene;
  }

  #staffTask(name: string, assignment: Assignment): StaffTask {
    const { level, due, mustBy, recuse = [], remember } = assignment;
    const fields = { level: typeof level === 'object' ? level.field : level, due, mustBy, remember };
    for (const [what, field] of Object.entries(fields))
      if (field !== undefined) mustBeField(name, what, field);
    for (const field of recuse) mustBeField(name, 'recuse', field);
    return new StaffTask(name, assignment);
  }

  #chapter(key: string, source: string, itemised: boolean, chapter: Chapter): Story {
    if (!FIELD.test(key)) {
      throw new Error(`'${key}' cannot name a chapter: small letter first, then letters and digits.`);
    }
    const variables = within(this.variables, key);
    const telling = new Telling(this.scope, this.#desk, this.#names, variables, source, itemised);
    const story = chapter(telling.verbs());
    this.#chapters.push(story);
    return story;
  }

  #together(name: string, chapters: Readonly<Record<string, Chapter>>): Together {
    const told = Object.entries(chapters).map(
      ([key, chapter]) =>
        [key, this.#chapter(key, `$${this.variables.case}`, this.#itemised, chapter)] as const,
    );
    if (told.length < 2) throw new Error(`'${name}' has ${told.length} chapters; together takes at least 2.`);
    return new Together(name, new Map(told));
  }

  #forEach(name: string, list: Items | Batched): ForEach | Batches {
    if ('inBatches' in list) {
      mustBeField(name, 'cursor', list.cursor);
      return new Batches(name, list.inBatches, list.cursor);
    }
    const { of, as, into, atOnce, each } = list;
    for (const [what, field] of Object.entries({ of, as, into })) mustBeField(name, what, field);
    if (!Number.isInteger(atOnce) || atOnce < 1 || atOnce > 40) {
      throw new Error(`'${name}' runs ${atOnce} chapters at once; it can be 1 to 40.`);
    }
    if (this.#itemised) {
      throw new Error(
        `'${name}' is a forEach within a forEach; give each item its own execution by startOther.`,
      );
    }
    const source = `$merge([$${this.variables.case}, {"${as}": $states.context.Map.Item.Value}])`;
    return new ForEach(name, { of, into, atOnce }, this.#chapter(as, source, true, each));
  }

  #tell(first: Scene, onFault: StaffTask | End, lines: readonly Told[]): Story {
    if (this.#first) throw new Error(`The story that opens with '${this.#first.name}' is told twice.`);
    this.#first = first;
    this.#onFault = onFault;
    this.#whenNobodyTakesOver = lines.find((line) => line.scene === onFault)?.ways.at(-1);
    this.#check(lines);

    for (const scene of this.#scenes) {
      scene.build(this);
      const entry = scene.states[0];
      if (entry) this.#states.set(scene, entry);
    }
    const standing = this.#standing(lines);
    const questions: [Question, ReturnType<Question['build']>][] = [];
    for (const aside of this.#asides) {
      if (!standing.has(aside)) continue;
      const state = aside.build(this);
      this.#states.set(aside, state);
      if (aside instanceof Question) questions.push([aside, state as ReturnType<Question['build']>]);
    }
    for (const line of lines) line.connect(this);
    for (const [question, state] of questions) question.connect(this, state);
    return new Story(this.entry(first), this.#order(lines, standing));
  }

  /** The questions and ends that become states: those that some way leads to, instead of being folded into its scene. */
  #standing(lines: readonly Told[]): Set<Question | End> {
    const asked = [
      ...lines.flatMap(({ ways, chosen, folded }) =>
        ways.filter((way) => way !== folded && !(way instanceof Question && chosen.includes(way))),
      ),
      ...this.#asides.flatMap((aside) => (aside instanceof Question ? aside.places : [])),
      ...(this.#onFault instanceof End ? [this.#onFault] : []),
    ].filter((place) => place instanceof Question || place instanceof End);
    for (const question of asked) {
      if (question instanceof Question && question.needsScene) {
        throw new Error(
          `'${question.name}' leads to sameAgain, so it can only be asked where a task is decided or interrupted.`,
        );
      }
    }
    return new Set(asked);
  }

  /** Every scene told once, every place reached, and nothing but a retry leads back to the opening. */
  #check(lines: readonly Told[]): void {
    const told = new Map<Scene, Told>();
    for (const line of lines) {
      if (told.has(line.scene)) throw new Error(`Scene '${line.scene.name}' is wired twice.`);
      told.set(line.scene, line);
    }
    for (const scene of this.#scenes) {
      if (!told.has(scene)) {
        throw new Error(
          `Scene '${scene.name}' is not wired: give goes(…) a line that says where '${scene.name}' leads.`,
        );
      }
    }
    this.#checkFaults();

    const reached = new Set<Place>();
    const visit = (place: Place, from: Scene): void => {
      if (place === this.#first && from !== place) {
        throw new Error(
          `'${from.name}' leads back to '${place.name}', where the story opens and the case begins anew; ` +
            'let another scene come first, or use failedStep.',
        );
      }
      if (reached.has(place)) return;
      reached.add(place);
      if (place instanceof Question) {
        for (const answer of place.places) visit(answer, from);
      } else if (!(place instanceof End)) {
        for (const way of told.get(place)?.ways ?? []) visit(way, place);
      }
    };
    if (this.#first) visit(this.#first, this.#first);
    if (this.#onFault instanceof End) reached.add(this.#onFault);
    else if (this.#onFault) visit(this.#onFault, this.#onFault);
    for (const place of [...this.#scenes, ...this.#asides]) {
      if (!reached.has(place)) throw new Error(`'${place.name}' is declared, but no way leads there.`);
    }
  }

  /** What stands at the end of every fault: a failure by name, which opens an incident. */
  #checkFaults(): void {
    const onFault = this.#onFault;
    if (onFault instanceof End) {
      if (!onFault.fails)
        throw new Error(`'${onFault.name}' is where faults end, so it must be failing by a name.`);
      return;
    }
    if (onFault && !(this.#whenNobodyTakesOver instanceof End)) {
      throw new Error(
        `'${onFault.name}' takes over when steps fail, so exhausted(…) of it must be an end: ` +
          `behind '${this.#whenNobodyTakesOver?.name}' a fault would go round in circles.`,
      );
    }
  }

  /** Names of all states: the lines in their order, each question after the first scene that asks it, ends last. */
  #order(lines: readonly Told[], standing: ReadonlySet<Question | End>): string[] {
    const order = new Set<string>();
    const questionsOf = (place: Place): void => {
      if (!(place instanceof Question) || order.has(place.name)) return;
      if (standing.has(place)) order.add(place.name);
      for (const answer of place.places) questionsOf(answer);
    };
    for (const line of lines) {
      for (const name of line.scene.stateNames()) order.add(name);
      for (const way of line.ways) questionsOf(way);
    }
    for (const aside of this.#asides) if (aside instanceof End && standing.has(aside)) order.add(aside.name);
    return [...order, ...this.#chapters.flatMap((chapter) => chapter.order)];
  }
}

function mustBeField(scene: string, what: string, field: string): void {
  if (!FIELD.test(field)) {
    throw new Error(`'${scene}': ${what} is '${field}', but must name one field of $case, e.g. 'remedies'.`);
  }
}
