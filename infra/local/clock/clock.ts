/** The one clock of the runtime: real, fast-forward or virtual. */

/** Whether time is the machine's (`real`), jumps from one due time to the next, or moves only when told to. */
export type ClockMode = 'real' | 'fast-forward' | 'virtual';

/** What every room of the runtime is handed instead of `Date` and `setTimeout`. */
export interface Clock {
  /** Current time in epoch milliseconds. */
  now(): number;
  /**
   * Calls `wake` once `now()` has reached `due` (epoch ms), never early; returns a function that cancels it. What is done
   * by `people` comes after all else that is due at the same simulated time, and may come together.
   */
  at(due: number, wake: () => void, by?: 'people'): () => void;
  /** Says that work is in progress; simulated time stands still until the returned function is called. */
  busy(): () => void;
}

interface Timer {
  due: number;
  people: boolean;
  order: number;
  /** Absent once it has fired or was cancelled, so that what it closes over can be collected. */
  wake: (() => void) | undefined;
}

/** Longest delay that a Node timer takes, in milliseconds. */
const LONGEST_DELAY = 2_147_483_647;

/** Cancelled timers are swept out of the heap once there are more of them than this and than live ones. */
const TOLERATED_CANCELLED = 1_000;

/** The runtime ends: simulated time will not arrive where somebody waits for it. */
export class ClockStopped extends Error {
  override readonly name = 'ClockStopped';

  constructor() {
    super('The clock was stopped, because the runtime ends.');
  }
}

/**
 * The clock of one runtime process. In `real` mode it follows the machine; in `fast-forward` it jumps to the
 * next timer as soon as nobody is busy; in `virtual` it moves only when told to.
 */
export class RuntimeClock implements Clock {
  #mode: ClockMode;
  #simulatedNow: number;
  #order = 0;
  #heap: Timer[] = [];
  #cancelled = 0;
  #inProgress = 0;
  #scheduled: NodeJS.Immediate | undefined;
  #realTimer: NodeJS.Timeout | undefined;
  #realTimerDue = Number.POSITIVE_INFINITY;
  #limit = Number.POSITIVE_INFINITY;
  #onLimit: ((fault?: ClockStopped) => void) | undefined;
  #advances: Promise<void> = Promise.resolve();
  #stopped = false;
  readonly #atOnce: number;
  readonly #onMove: (now: number, mode: ClockMode) => void;
  /** Shared with the workers: [0] is 1 while time is simulated, [1] the simulated epoch ms. */
  readonly shared: Float64Array;

  /**
   * `onMove` hears of every jump of simulated time before anything due then is woken, and of its end. `atOnce` is how
   * many people act together when they act at the same simulated time; 1 where absent, and what follows from one has
   * settled before the next is woken.
   */
  constructor(options: {
    mode: ClockMode;
    start?: number;
    atOnce?: number;
    onMove?: (now: number, mode: ClockMode) => void;
  }) {
    this.#mode = options.mode;
    this.#simulatedNow = options.start ?? Date.now();
    this.#atOnce = options.atOnce ?? 1;
    this.#onMove = options.onMove ?? (() => {});
    this.shared = new Float64Array(new SharedArrayBuffer(16));
    this.#publish();
  }

  /** How time passes at this moment; `fast-forward` while a virtual clock is being advanced. */
  get mode(): ClockMode {
    return this.#mode;
  }

  now(): number {
    return this.#mode === 'real' ? Date.now() : this.#simulatedNow;
  }

  at(due: number, wake: () => void, by?: 'people'): () => void {
    if (!Number.isFinite(due))
      throw new RangeError(`A timer needs a time in epoch milliseconds, not ${due}.`);
    // Whole milliseconds, rounded up: simulated time never stands at a fraction, and nothing is early.
    const timer: Timer = { due: Math.ceil(due), people: by === 'people', order: this.#order++, wake };
    push(this.#heap, timer);
    this.#arm();
    return () => {
      if (!timer.wake) return;
      timer.wake = undefined;
      this.#cancelled++;
      this.#sweep();
    };
  }

  busy(): () => void {
    this.#inProgress++;
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      this.#inProgress--;
      this.#arm();
    };
  }

  /**
   * Fast-forwards until simulated time is `until` (epoch ms) and everything due by then has settled; a time
   * that is past already only waits for what is due. Calls made at once run one after another.
   */
  advanceTo(until: number): Promise<void> {
    const turn = this.#advances.then(() => this.#advanceTo(until));
    this.#advances = turn.catch(() => {});
    return turn;
  }

  /** Moves simulated time on by `ms` and waits until everything due by then has settled. */
  advance(ms: number): Promise<void> {
    return this.advanceTo(this.now() + ms);
  }

  /** Leaves simulated time: from now on the machine's clock counts, and all that is overdue fires at once. */
  becomeReal(): void {
    if (this.#mode === 'real') return;
    this.#mode = 'real';
    this.#publish();
    this.#onMove(Date.now(), 'real');
    this.#onLimit?.();
    this.#arm();
  }

  /** Lets simulated time run until it has arrived at the machine's, and becomes real there. */
  async catchUp(): Promise<void> {
    if (this.#mode !== 'real' && this.#simulatedNow > Date.now()) {
      const [simulated, machine] = [this.#simulatedNow, Date.now()].map((time) =>
        new Date(time).toISOString(),
      );
      throw new Error(
        `Simulated time (${simulated}) is ahead of the machine's (${machine}), and time cannot go back.`,
      );
    }
    // The machine's time goes on meanwhile, so it takes a few rounds to meet it.
    while (this.#mode !== 'real' && this.#simulatedNow < Date.now()) await this.advanceTo(Date.now());
    this.becomeReal();
  }

  /** Ends the clock: nothing fires any more, and who waits for an advance is told so by ClockStopped. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#realTimer);
    clearImmediate(this.#scheduled);
    this.#heap = [];
    this.#onLimit?.(new ClockStopped());
  }

  async #advanceTo(until: number): Promise<void> {
    if (this.#stopped) throw new ClockStopped();
    const before = this.#mode;
    if (before === 'real') {
      throw new Error('A real clock cannot be advanced; start the runtime with a virtual one.');
    }
    this.#mode = 'fast-forward';
    await new Promise<void>((resolve, reject) => {
      this.#limit = until;
      this.#onLimit = (fault) => (fault ? reject(fault) : resolve());
      this.#arm();
    });
    this.#limit = Number.POSITIVE_INFINITY;
    this.#onLimit = undefined;
    const becameReal = this.shared[0] === 0;
    if (becameReal) return;
    this.#mode = before;
    this.#arm();
  }

  #publish(): void {
    this.shared[1] = this.#simulatedNow;
    this.shared[0] = this.#mode === 'real' ? 0 : 1;
  }

  #moveTo(time: number): void {
    this.#simulatedNow = time;
    this.#publish();
    this.#onMove(time, this.#mode);
  }

  /** Sees to it that the next timer will fire, in the way the mode asks for. */
  #arm(): void {
    if (this.#stopped) return;
    if (this.#mode === 'real') {
      const due = this.#peek()?.due ?? Number.POSITIVE_INFINITY;
      if (due === this.#realTimerDue) return;
      clearTimeout(this.#realTimer);
      this.#realTimerDue = due;
      if (due === Number.POSITIVE_INFINITY) return;
      const delay = Math.min(Math.max(0, due - Date.now()), LONGEST_DELAY);
      this.#realTimer = setTimeout(() => this.#fireDue(), delay);
      return;
    }
    if (this.#scheduled || this.#inProgress > 0) return;
    // An immediate comes after the promise chains of whoever has just ceased to be busy.
    this.#scheduled = setImmediate(() => {
      this.#scheduled = undefined;
      this.#step();
    });
  }

  #fireDue(): void {
    this.#realTimerDue = Number.POSITIVE_INFINITY;
    try {
      for (let next = this.#peek(); next && next.due <= Date.now(); next = this.#peek()) this.#fire();
    } finally {
      this.#arm();
    }
  }

  /** One step of simulated time: fire what is due, a few at a time, or jump, or report that the limit is reached. */
  #step(): void {
    if (this.#stopped || this.#mode === 'real' || this.#inProgress > 0) return;
    const next = this.#peek();
    if (next && next.due <= this.#simulatedNow) {
      try {
        this.#fireTogether(next.people ? this.#atOnce : 1);
      } finally {
        this.#arm();
      }
      return;
    }
    if (this.#mode === 'virtual') return;
    if (next && next.due <= this.#limit) {
      this.#moveTo(next.due);
      this.#arm();
      return;
    }
    if (this.#limit === Number.POSITIVE_INFINITY) return;
    if (this.#limit > this.#simulatedNow) this.#moveTo(this.#limit);
    this.#onLimit?.();
  }

  /** Fires the first timer of the heap, and so many in all that are due with it. */
  #fireTogether(most: number): void {
    for (let fired = 0; fired < most; fired++) {
      const next = this.#peek();
      if (!next || next.due > this.#simulatedNow || (fired > 0 && !next.people)) return;
      this.#fire();
    }
  }

  /** Fires the first timer of the heap, which must be a live one. */
  #fire(): void {
    const timer = pop(this.#heap);
    const wake = timer?.wake;
    if (timer) timer.wake = undefined;
    wake?.();
  }

  /** The next live timer; cancelled ones are dropped on the way. */
  #peek(): Timer | undefined {
    while (this.#heap[0] && !this.#heap[0].wake) {
      pop(this.#heap);
      this.#cancelled--;
    }
    return this.#heap[0];
  }

  /** Keeps cancelled timers from piling up when most timers are cancelled, as time-outs are. */
  #sweep(): void {
    if (this.#cancelled <= TOLERATED_CANCELLED || this.#cancelled * 2 <= this.#heap.length) return;
    const live = this.#heap.filter((timer) => timer.wake);
    this.#heap = [];
    for (const timer of live) push(this.#heap, timer);
    this.#cancelled = 0;
  }
}

function earlier(a: Timer, b: Timer): boolean {
  if (a.due !== b.due) return a.due < b.due;
  if (a.people !== b.people) return b.people;
  return a.order < b.order;
}

function push(heap: Timer[], timer: Timer): void {
  heap.push(timer);
  let child = heap.length - 1;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    const above = heap[parent] as Timer;
    if (!earlier(timer, above)) break;
    heap[child] = above;
    child = parent;
  }
  heap[child] = timer;
}

function pop(heap: Timer[]): Timer | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (!top || !last || heap.length === 0) return top;
  let parent = 0;
  for (;;) {
    let child = 2 * parent + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && earlier(heap[child + 1] as Timer, heap[child] as Timer)) child++;
    const below = heap[child] as Timer;
    if (!earlier(below, last)) break;
    heap[parent] = below;
    parent = child;
  }
  heap[parent] = last;
  return top;
}
