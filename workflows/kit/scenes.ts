/** The scenes of a storyboard, and how each becomes states. */
import {
  Condition as AslCondition,
  Choice,
  Errors,
  Fail,
  type IChainable,
  Map as MapState,
  Parallel,
  type Parallel as ParallelState,
  ProvideItems,
  type RetryProps,
  type State,
  Succeed,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Level, Role } from '../../shared/contracts/codes.ts';
import type { OutboundName } from '../../shared/contracts/events.ts';
import type { FormName } from '../../shared/contracts/forms.ts';
import { type Condition, expression, guarded, literal, type Variables } from './expressions.ts';
import { ALREADY_STARTED, retryOfStart, retryOfStep, retryOfTakeOver, SIGNAL_UNHEARD } from './faults.ts';
import { type CallState, hold, invoke, type Machine, type Performer, start } from './task.ts';

/** The two functions behind every staff task: one prepares and nudges, the other binds the callback token. */
export interface Desk {
  readonly prepareTask: Performer;
  readonly holdTask: Performer;
}

/** What a scene needs to know of the story it stands in; the storyboard provides it. */
export interface Stage {
  readonly scope: Construct;
  readonly desk: Desk;
  readonly variables: Variables;
  /** The JSONata by which the first state of the story gets its case. */
  readonly source: string;
  /** The name of a step as functions are told it. */
  stepOf(scene: Scene): string;
  /** Whether the story begins with this scene. */
  opensWith(scene: Scene): boolean;
  /** Whether this scene is where failed steps go. */
  takesOver(scene: Scene): boolean;
  /** Whether somebody takes over what fails; where nobody does, a fault ends the story. */
  readonly attended: boolean;
  /** Where the faults of this scene go. */
  faultsOf(scene: Scene): Place;
  /** The scenes that may fail and be tried again. */
  steps(): readonly Scene[];
  /** The state by which a place is entered. */
  entry(place: Place): State;
}

/** The place "whichever step failed", for a question's `when` behind the take-over. */
export const failedStep = Symbol('the step that failed');

/** The place "the scene whose wait was ended", for a question behind `interrupted` that many scenes share. */
export const sameAgain = Symbol('the scene that was interrupted');

/** Somewhere a way can lead. */
export type Place = Scene | Question | End;

/** Where an answer to a question can lead. */
export type AnswerPlace = Place | typeof failedStep | typeof sameAgain;

/** A scene with all its ways: one line of the telling. Only the last link of a scene's wiring gives one. */
export class Told {
  readonly scene: Scene;
  readonly ways: readonly Place[];
  /** Those of the ways that the scene's own Choice decides: a question there costs no state and no transition. */
  readonly chosen: readonly Place[];
  /** The end that the scene's own state is, if it is one. */
  readonly folded: End | undefined;
  readonly connect: (stage: Stage) => void;

  constructor(
    scene: Scene,
    {
      ways,
      chosen = [],
      folded,
    }: {
      readonly ways: readonly Place[];
      readonly chosen?: readonly Place[];
      readonly folded?: End | undefined;
    },
    connect: (stage: Stage) => void,
  ) {
    this.scene = scene;
    this.ways = ways;
    this.chosen = chosen;
    this.folded = folded;
    this.connect = connect;
  }
}

/** What all scenes have: a name, and states once the story is told. */
export abstract class Scene {
  readonly name: string;
  protected readonly built: State[] = [];

  constructor(name: string) {
    this.name = name;
  }

  /** Names of the states this scene becomes. */
  abstract stateNames(): string[];

  /** Makes the states; wiring comes afterwards. */
  abstract build(stage: Stage): void;

  /** The states of this scene, the one it is entered by first. */
  get states(): readonly State[] {
    return this.built;
  }
}

const assignCase = (stage: Stage, addition: string): Record<string, string> => ({
  [stage.variables.case]: expression(`$merge([$${stage.variables.case}, ${addition}])`),
});

/** The case as the state of a scene sees it: in the state that opens the story there is no variable yet. */
const caseFor = (stage: Stage, scene: Scene): string =>
  stage.opensWith(scene) ? stage.source : `$${stage.variables.case}`;

const retryOf = (stage: Stage, scene: Scene): RetryProps =>
  stage.takesOver(scene) || !stage.attended ? retryOfTakeOver : retryOfStep;

/** What a function is told of the state that calls it. */
const calledFrom = (stage: Stage, scene: Scene): Record<string, unknown> => ({
  v: 1,
  step: stage.stepOf(scene),
  execution: expression('$states.context.Execution.Id'),
  entered: expression('$states.context.State.EnteredTime'),
});

/** Sends every error that is left to the take-over; the cause stays behind, for nobody vouches for its text. */
function catchRest(stage: Stage, scene: Scene, state: CallState | ParallelState | MapState): void {
  const { fault, case: held } = stage.variables;
  state.addCatch(at(stage.entry(stage.faultsOf(scene))), {
    errors: [Errors.ALL],
    outputs: {},
    assign: {
      [fault]: { step: scene.name, error: expression('$states.errorOutput.Error') },
      ...(stage.opensWith(scene) && state === scene.states[0] && { [held]: expression(stage.source) }),
    },
  });
}

const at = (state: State): IChainable => ({ id: state.id, startState: state, endStates: [] });

/** Notes for a step's function, such as the events it is to write. */
export interface Notes {
  readonly emits: readonly OutboundName[];
}

/** A step that a function does. */
export class Work extends Scene {
  readonly #performer: Performer;
  readonly #notes: readonly Notes[];
  #end: End | undefined;
  #interrupted: Place | undefined;

  constructor(name: string, performer: Performer, notes: readonly Notes[]) {
    super(name);
    this.#performer = performer;
    this.#notes = notes;
  }

  /**
   * Where the story goes if the step finds a signal that it must hear first; its function says so by SignalUnheard, and
   * has done nothing. A way that is a fault costs the others no transition.
   */
  interrupted(place: Place): Pick<Work, 'next'> {
    this.#interrupted = place;
    return this;
  }

  /** Where the story goes on once the work is done; an end that does not fail costs no state of its own. */
  next(place: Place): Told {
    this.#end = place instanceof End && !place.fails ? place : undefined;
    const interrupted = this.#interrupted;
    const ways = interrupted === undefined ? [place] : [place, interrupted];
    return new Told(this, { ways, folded: this.#end }, (stage) => {
      const state = this.built[0] as CallState;
      if (this.#end === undefined) state.next(at(stage.entry(place)));
      if (interrupted !== undefined)
        state.addCatch(at(stage.entry(interrupted)), { errors: [SIGNAL_UNHEARD], outputs: {} });
      catchRest(stage, this, state);
    });
  }

  override stateNames(): string[] {
    return [this.name];
  }

  override build(stage: Stage): void {
    const held = caseFor(stage, this);
    const emits = this.#notes.flatMap((note) => note.emits);
    const done = `$merge([${held}, $states.result.Payload])`;
    const state = invoke(
      stage.scope,
      this.name,
      this.#performer,
      { ...calledFrom(stage, this), case: expression(held), ...(emits.length > 0 && { emits }) },
      { [stage.variables.case]: expression(done) },
      // What is assigned here is not seen by the output of the same state.
      this.#end?.outputOf(done),
    );
    state.addRetry(retryOf(stage, this));
    this.built.push(state);
  }
}

/** At which level of the ladder a task begins, by the code that a field of `$case` holds. */
export interface LevelBy {
  readonly field: string;
  readonly levels: Readonly<Record<string, Level>>;
}

/** What a person is asked to do, and by when. */
export interface Asked {
  /** The form the person fills. */
  readonly form: FormName;
  /** The clock of the service map that says how long they have. */
  readonly clock: string;
}

/** What one of the staff is asked to do. */
export interface Assignment extends Asked {
  /** Roles that may hold the task at level 1; absent: as the service map says. */
  readonly of?: readonly Role[];
  /** Field of `$case` that holds the level at which the task begins, or codes by level; absent: as the service map says. */
  readonly level?: string | LevelBy;
  /** Field of `$case` that holds the moment until when, where it was given; absent: as the clock says. */
  readonly due?: string;
  /** Field of `$case` that holds when it has no point any more; then nobody further up is asked. */
  readonly mustBy?: string;
  /** Fields of `$case` that hold the ids of people who must not act, or lists of them. */
  readonly recuse?: readonly string[];
  /** Field of `$case` that remembers who answered. */
  readonly remember?: string;
  /** Signals to the case leave it as it is: of a story that tells of a case, and is not the one that moves it on. */
  readonly deaf?: true;
}

/** Where a person's task leads when it is not answered, for the many tasks of a story that are alike in this. */
export interface Unanswered {
  /** Where the story goes when a signal to the case ends the wait. */
  readonly interrupted: Place;
  /** Where it goes when the whole ladder has kept silent. */
  readonly exhausted: Place;
}

/** Where the ways of a person's task lead. */
interface TaskWays extends Unanswered {
  readonly decided: Place;
}

/** A step that waits for a person; it becomes four states, three of which are passed when the answer is in time. */
abstract class PersonTask extends Scene {
  readonly #assignment: Assignment;
  /** What `Prepare …` and `Nudge …` are told of the holder; nothing for staff. */
  protected readonly holder: Readonly<Record<string, unknown>> = {};

  constructor(name: string, assignment: Assignment) {
    super(name);
    this.#assignment = assignment;
  }

  override stateNames(): string[] {
    return [`Prepare ${this.name}`, this.name, `${this.name}?`, `Nudge ${this.name}`];
  }

  override build(stage: Stage): void {
    const { case: held, task, fault } = stage.variables;
    const [prepareName = '', waitName = '', questionName = '', nudgeName = ''] = this.stateNames();
    const { form, clock, of, level, due, mustBy, recuse, deaf } = this.#assignment;
    // Who takes over has to know what failed; the fault is told with the case, but is no part of it.
    const told = (source: string) =>
      stage.takesOver(this)
        ? `$merge([${source}, {"failedStep": $${fault}.step, "fault": $${fault}.error}])`
        : source;
    const turn = (which: 'prepare' | 'nudge', source: string) => ({
      ...calledFrom(stage, this),
      turn: which,
      case: expression(told(source)),
      form,
      clock,
      ...this.holder,
      ...(of && { of }),
      ...(level && { level: expression(levelIn(source, level)) }),
      ...(due && { due: expression(`${source}.${due}`) }),
      ...(mustBy && { mustBy: expression(`${source}.${mustBy}`) }),
      ...(recuse && { recuse }),
      ...(deaf && { deaf }),
    });

    const source = caseFor(stage, this);
    const prepare = invoke(stage.scope, prepareName, stage.desk.prepareTask, turn('prepare', source), {
      [task]: expression('$states.result.Payload'),
      ...(stage.opensWith(this) && { [held]: expression(source) }),
    });
    const wait = hold(stage.scope, waitName, stage.desk.holdTask, heldBy(stage), `$${task}.waitSeconds`, {
      ...woken(stage),
      ...this.#answered(stage, '$states.result'),
    });
    const question = Choice.jsonata(stage.scope, questionName, {
      stateName: questionName,
      // A way that nobody knows is a broken promise of a function: a person is to look at it.
      assign: { [fault]: { step: this.name, error: 'WayUnknown' } },
    });
    const nudge = invoke(
      stage.scope,
      nudgeName,
      stage.desk.prepareTask,
      { ...turn('nudge', `$${held}`), taskId: expression(`$${task}.taskId`) },
      {
        [task]: expression('$states.result.Payload'),
        ...this.#answered(stage, '$states.result.Payload'),
      },
    );
    for (const state of [prepare, wait, nudge]) state.addRetry(retryOf(stage, this));
    this.built.push(prepare, wait, question, nudge);
  }

  /** The case with the answer in it, and who gave it; without an answer, the case as it was. */
  #answered(stage: Stage, result: string): Record<string, string> {
    const { remember } = this.#assignment;
    const who = remember === undefined ? '' : `, {"${remember}": ${result}.by}`;
    return assignCase(stage, `${result}.decision${who}`);
  }

  protected connect(stage: Stage, { decided, interrupted, exhausted }: TaskWays): void {
    const [prepare, wait, question, nudge] = this.built as [CallState, CallState, Choice, CallState];
    const { task } = stage.variables;
    const is = (way: string) => `$${task}.way = ${literal(way)}`;

    prepare.next(wait);
    wait.addCatch(nudge, { errors: [Errors.TIMEOUT, Errors.HEARTBEAT_TIMEOUT], outputs: {} });
    wait.next(question);
    nudge.next(question);
    choose(stage, this, question, is('DECIDED'), decided);
    question.when(AslCondition.jsonata(expression(is('WAIT'))), wait);
    chooseBySignal(stage, this, question, interrupted);
    question
      .when(
        AslCondition.jsonata(expression(is('EXHAUSTED'))),
        at(stage.entry(exhausted)),
        this.whenExhausted(stage),
      )
      .otherwise(at(stage.entry(stage.faultsOf(this))));
    for (const state of [prepare, wait, nudge]) catchRest(stage, this, state);
  }

  /** What is noted when nobody answered. */
  protected abstract whenExhausted(stage: Stage): { assign: Record<string, unknown> } | undefined;
}

/** A step that one of the staff does. */
export class StaffTask extends PersonTask {
  /** Where the story goes once the person has answered; what is left to say is where it goes otherwise. */
  decided(decided: Place) {
    const told = (ways: Unanswered): Told =>
      new Told(
        this,
        { ways: [decided, ways.interrupted, ways.exhausted], chosen: [decided, ways.interrupted] },
        (stage) => this.connect(stage, { decided, ...ways }),
      );
    return {
      /** Where it goes when a signal to the case ends the wait. */
      interrupted: (interrupted: Place) => ({
        /** Where it goes when the whole ladder has kept silent. */
        exhausted: (exhausted: Place): Told => told({ interrupted, exhausted }),
      }),
      /** Both of these at once. */
      orElse: told,
    };
  }

  protected override whenExhausted(stage: Stage): { assign: Record<string, unknown> } {
    return { assign: { [stage.variables.fault]: { step: this.name, error: 'NobodyAnswered' } } };
  }
}

/** A question that the customer of the case is asked; to keep silent is an answer of its own. */
export class CustomerTask extends PersonTask {
  protected override readonly holder = { holder: 'customer' };

  /** Where the story goes once the customer has answered. */
  answered(answered: Place) {
    return {
      /** Where it goes when a signal to the case ends the wait. */
      interrupted: (interrupted: Place) => ({
        /** Where it goes when the customer has kept silent, which is a normal way on. */
        silent: (silent: Place): Told =>
          new Told(
            this,
            { ways: [answered, interrupted, silent], chosen: [answered, interrupted] },
            (stage) => this.connect(stage, { decided: answered, interrupted, exhausted: silent }),
          ),
      }),
    };
  }

  protected override whenExhausted(): undefined {
    return undefined;
  }
}

/** The JSONata by which a task finds its level in the case. */
const levelIn = (source: string, level: string | LevelBy): string =>
  typeof level === 'string'
    ? `${source}.${level}`
    : `$lookup({${Object.entries(level.levels)
        .map(([code, each]) => `${literal(code)}: ${each}`)
        .join(', ')}}, ${source}.${level.field})`;

/** Leads from a scene's own Choice to a place; the answers of a question there become rules of that Choice. */
function choose(
  stage: Stage,
  scene: Scene,
  choice: Choice,
  guard: string,
  place: Place,
  { signalOf, ...note }: { signalOf?: string; assign?: Record<string, unknown> } = {},
): void {
  const lead = (text: string, to: State) => choice.when(AslCondition.jsonata(expression(text)), at(to), note);
  if (!(place instanceof Question)) {
    lead(guard, stage.entry(place));
    return;
  }
  for (const { text, to } of place.rules(stage, scene, signalOf)) lead(`${guard} and ${text}`, to);
  lead(guard, placeOf(stage, scene, place.otherwise));
}

/** Leads from a scene's own Choice to where a signal sends it; `$case.signal` is then the signal, and no older one. */
function chooseBySignal(stage: Stage, scene: Scene, choice: Choice, place: Place): void {
  const { task } = stage.variables;
  choose(stage, scene, choice, `$${task}.way = 'INTERRUPTED'`, place, {
    signalOf: task,
    assign: assignCase(stage, `{"signal": $${task}.signal}`),
  });
}

function placeOf(stage: Stage, scene: Scene, place: Exclude<AnswerPlace, typeof failedStep>): State {
  return stage.entry(place === sameAgain ? scene : place);
}

const heldBy = (stage: Stage): Record<string, unknown> => ({
  v: 1,
  taskId: expression(`$${stage.variables.task}.taskId`),
  caseId: expression(`$${stage.variables.case}.caseId`),
  execution: expression('$states.context.Execution.Id'),
});

const woken = (stage: Stage): Record<string, string> => ({
  [stage.variables.task]: expression(`$merge([$${stage.variables.task}, $states.result])`),
});

/** A wait whose time-out is the normal way on; a signal to the case can end it early. */
export class Pause extends Scene {
  readonly #until: Performer;

  constructor(name: string, until: Performer) {
    super(name);
    this.#until = until;
  }

  /** Where the story goes when the time has come, or when the wait was released early. */
  over(over: Place) {
    return {
      /** Where it goes when a signal to the case ends the wait. */
      interrupted: (interrupted: Place): Told =>
        new Told(this, { ways: [over, interrupted], chosen: [interrupted] }, (stage) =>
          this.#connect(stage, over, interrupted),
        ),
    };
  }

  override stateNames(): string[] {
    return [`Prepare ${this.name}`, this.name, `${this.name}?`];
  }

  override build(stage: Stage): void {
    const [prepareName = '', waitName = '', questionName = ''] = this.stateNames();
    const prepare = invoke(
      stage.scope,
      prepareName,
      this.#until,
      { ...calledFrom(stage, this), case: expression(`$${stage.variables.case}`) },
      { [stage.variables.task]: expression('$states.result.Payload') },
    );
    const seconds = `$${stage.variables.task}.waitSeconds`;
    const wait = hold(stage.scope, waitName, stage.desk.holdTask, heldBy(stage), seconds, woken(stage));
    const question = Choice.jsonata(stage.scope, questionName, { stateName: questionName });
    for (const state of [prepare, wait]) state.addRetry(retryOf(stage, this));
    this.built.push(prepare, wait, question);
  }

  #connect(stage: Stage, over: Place, interrupted: Place): void {
    const [prepare, wait, question] = this.built as [CallState, CallState, Choice];
    prepare.next(wait);
    wait.addCatch(at(stage.entry(over)), {
      errors: [Errors.TIMEOUT, Errors.HEARTBEAT_TIMEOUT],
      outputs: {},
    });
    wait.next(question);
    chooseBySignal(stage, this, question, interrupted);
    question.otherwise(at(stage.entry(over)));
    for (const state of [prepare, wait]) catchRest(stage, this, state);
  }
}

/** A wait until a date that nothing can end early; it stands only where the next state looks whether it still matters. */
export class WaitUntil extends Scene {
  readonly #first: string;

  constructor(name: string, first: string) {
    super(name);
    this.#first = first;
  }

  /** Where the story goes when the time has come. */
  next(place: Place): Told {
    return new Told(this, { ways: [place] }, (stage) => {
      (this.built[0] as Wait).next(at(stage.entry(place)));
    });
  }

  override stateNames(): string[] {
    return [this.name];
  }

  override build(stage: Stage): void {
    const held = caseFor(stage, this);
    const state = Wait.jsonata(stage.scope, this.name, {
      stateName: this.name,
      time: WaitTime.timestamp(expression(`${held}.${this.#first}[0]`)),
      outputs: {},
      ...(stage.opensWith(this) && { assign: { [stage.variables.case]: expression(held) } }),
    });
    this.built.push(state);
  }
}

/** A start of another workflow for the same case; a second start under the same name counts as done. */
export class StartOther extends Scene {
  readonly #machine: Machine;
  readonly #kind: string;

  constructor(name: string, machine: Machine, kind: string) {
    super(name);
    // An execution name has at most 80 characters: kind, case id (64), round.
    if (!/^[a-z]{1,9}$/.test(kind)) {
      throw new Error(`'${name}' starts executions of kind '${kind}'; a kind is 1 to 9 small letters.`);
    }
    this.#machine = machine;
    this.#kind = kind;
  }

  /** Where the story goes on once the other has been started. */
  next(place: Place): Told {
    return new Told(this, { ways: [place] }, (stage) => {
      const state = this.built[0] as CallState;
      state.next(at(stage.entry(place)));
      state.addCatch(at(stage.entry(place)), { errors: [ALREADY_STARTED], outputs: {} });
      catchRest(stage, this, state);
    });
  }

  override stateNames(): string[] {
    return [this.name];
  }

  override build(stage: Stage): void {
    const held = `$${stage.variables.case}`;
    const state = start(
      stage.scope,
      this.name,
      this.#machine,
      `${literal(`${this.#kind}-`)} & ${held}.caseId & '-r' & $string(${held}.round)`,
      { v: 1, caseId: expression(`${held}.caseId`), round: expression(`${held}.round`) },
    );
    state.addRetry(retryOfStart);
    this.built.push(state);
  }
}

/** Chapters that run side by side; the story goes on when all have ended. */
export class Together extends Scene {
  readonly #chapters: ReadonlyMap<string, IChainable>;

  constructor(name: string, chapters: ReadonlyMap<string, IChainable>) {
    super(name);
    this.#chapters = chapters;
  }

  /** Where the story goes on; what each chapter gives is then in `$case.<chapter>`. */
  next(place: Place): Told {
    return new Told(this, { ways: [place] }, (stage) => {
      const state = this.built[0] as ParallelState;
      state.next(at(stage.entry(place)));
      catchRest(stage, this, state);
    });
  }

  override stateNames(): string[] {
    return [this.name];
  }

  override build(stage: Stage): void {
    const results = [...this.#chapters.keys()].map((key, index) => `"${key}": $states.result[${index}]`);
    const state = Parallel.jsonata(stage.scope, this.name, {
      stateName: this.name,
      outputs: {},
      assign: assignCase(stage, `{${results.join(', ')}}`),
    });
    state.branch(...this.#chapters.values());
    this.built.push(state);
  }
}

/** A chapter for each item of a list. */
export class ForEach extends Scene {
  readonly #chapter: IChainable;
  readonly #items: { readonly of: string; readonly into: string; readonly atOnce: number };

  constructor(
    name: string,
    items: { readonly of: string; readonly into: string; readonly atOnce: number },
    chapter: IChainable,
  ) {
    super(name);
    this.#items = items;
    this.#chapter = chapter;
  }

  /** Where the story goes on; what the chapters give is then a list in `$case.<into>`, in the order of the items. */
  next(place: Place): Told {
    return new Told(this, { ways: [place] }, (stage) => {
      const state = this.built[0] as MapState;
      state.next(at(stage.entry(place)));
      catchRest(stage, this, state);
    });
  }

  override stateNames(): string[] {
    return [this.name];
  }

  override build(stage: Stage): void {
    const { of, into, atOnce } = this.#items;
    const state = MapState.jsonata(stage.scope, this.name, {
      stateName: this.name,
      // In brackets an absent list is empty and a list of one stays a list.
      items: ProvideItems.jsonata(expression(`[$${stage.variables.case}.${of}]`)),
      maxConcurrency: atOnce,
      outputs: {},
      assign: assignCase(stage, `{"${into}": [$states.result]}`),
    });
    state.itemProcessor(this.#chapter);
    this.built.push(state);
  }
}

/** Work on a long list, a batch at a time; the state holds only the cursor. */
export class Batches extends Scene {
  readonly #performer: Performer;
  readonly #cursor: string;

  constructor(name: string, performer: Performer, cursor: string) {
    super(name);
    this.#performer = performer;
    this.#cursor = cursor;
  }

  /** Where the story goes on once the function has answered END as its cursor. */
  next(place: Place): Told {
    return new Told(this, { ways: [place] }, (stage) => {
      const [state, question] = this.built as [CallState, Choice];
      state.next(question);
      catchRest(stage, this, state);
      const more = guarded({ text: `$case.${this.#cursor} != 'END'` }, stage.variables);
      question.when(AslCondition.jsonata(expression(more)), state).otherwise(at(stage.entry(place)));
    });
  }

  override stateNames(): string[] {
    return [this.name, `${this.name}?`];
  }

  override build(stage: Stage): void {
    const held = `$${stage.variables.case}`;
    const state = invoke(
      stage.scope,
      this.name,
      this.#performer,
      { ...calledFrom(stage, this), case: expression(held) },
      assignCase(stage, '$states.result.Payload'),
    );
    state.addRetry(retryOf(stage, this));
    const name = `${this.name}?`;
    this.built.push(state, Choice.jsonata(stage.scope, name, { stateName: name }));
  }
}

/** A question put to the case; it always has an answer, because it always has an otherwise. */
export class Question {
  readonly name: string;
  readonly answers: readonly { readonly condition: Condition; readonly place: AnswerPlace }[];
  readonly otherwise: Place | typeof sameAgain;

  constructor(name: string, answers: Question['answers'], otherwise: Question['otherwise']) {
    this.name = name;
    this.answers = answers;
    this.otherwise = otherwise;
  }

  /** The places that its answers lead to, whichever scene asks it. */
  get places(): readonly Place[] {
    return [...this.answers.map(({ place }) => place), this.otherwise].filter(
      (place) => typeof place !== 'symbol',
    );
  }

  /** Whether it is about the scene that asks it, so that it cannot stand alone. */
  get needsScene(): boolean {
    return [...this.answers.map(({ place }) => place), this.otherwise].includes(sameAgain);
  }

  /** Its answers but the last as conditions and where they lead, when `scene` asks it. */
  rules(stage: Stage, scene?: Scene, signalOf?: string): { text: string; to: State }[] {
    return this.answers.flatMap(({ condition, place }) => {
      const text = guarded(condition, stage.variables, signalOf);
      if (place === sameAgain) return scene ? [{ text, to: stage.entry(scene) }] : [];
      if (place !== failedStep) return [{ text, to: stage.entry(place) }];
      return stage.steps().map((step) => ({
        text: `${text} and $${stage.variables.fault}.step = ${literal(step.name)}`,
        to: stage.entry(step),
      }));
    });
  }

  /** Makes the state, where the question stands alone. */
  build(stage: Stage): Choice {
    return Choice.jsonata(stage.scope, this.name, { stateName: this.name });
  }

  /** Wires the answers of the state. */
  connect(stage: Stage, choice: Choice): void {
    for (const { text, to } of this.rules(stage)) {
      choice.when(AslCondition.jsonata(expression(text)), at(to));
    }
    if (this.otherwise !== sameAgain) choice.otherwise(at(stage.entry(this.otherwise)));
  }
}

/** A question that still lacks its otherwise. */
export class Asking {
  readonly #name: string;
  readonly #answers: Question['answers'];
  readonly #asked: (question: Question) => void;

  constructor(name: string, answers: Question['answers'], asked: (question: Question) => void) {
    this.#name = name;
    this.#answers = answers;
    this.#asked = asked;
  }

  /** A further answer; the first condition that holds wins. */
  when(condition: Condition, place: AnswerPlace): Asking {
    return new Asking(this.#name, [...this.#answers, { condition, place }], this.#asked);
  }

  /** Where the story goes when no condition holds. */
  otherwise(place: Place | typeof sameAgain): Question {
    const question = new Question(this.#name, this.#answers, place);
    this.#asked(question);
    return question;
  }
}

/** How an end is meant. */
export interface Ending {
  /** Fields of `$case` that the story hands out: a chapter to the story around it, a story to who started it. */
  readonly gives?: readonly string[];
  /** Name of the error with which the execution fails; absent: it succeeds. */
  readonly failing?: string;
}

/** An end of the story. */
export class End {
  readonly name: string;
  readonly #ending: Ending;

  constructor(name: string, ending: Ending) {
    this.name = name;
    this.#ending = ending;
  }

  /** Whether the execution fails here. */
  get fails(): boolean {
    return this.#ending.failing !== undefined;
  }

  /** What the story gives here, out of a case. */
  outputOf(held: string): string | object {
    const { gives } = this.#ending;
    const fields = gives?.map((field) => `"${field}": $its.${field}`);
    if (fields === undefined) return {};
    return expression(
      /^\$\w+$/.test(held)
        ? `{${fields.join(', ').replaceAll('$its', held)}}`
        : `($its := ${held}; {${fields.join(', ')}})`,
    );
  }

  /** Makes the state. */
  build(stage: Stage): State {
    const { failing } = this.#ending;
    if (failing) return Fail.jsonata(stage.scope, this.name, { stateName: this.name, error: failing });
    return Succeed.jsonata(stage.scope, this.name, {
      stateName: this.name,
      outputs: this.outputOf(`$${stage.variables.case}`),
    });
  }
}
