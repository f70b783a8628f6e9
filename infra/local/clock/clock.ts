/** The one clock of the runtime: real, fast-forward or virtual. */

export type ClockMode = 'real' | 'fast-forward' | 'virtual';

/** What every room of the runtime is handed instead of `Date` and `setTimeout`. */
export interface Clock {
  /** Current time in epoch milliseconds. */
  now(): number;
  /** Calls `wake` once `now()` has reached `due` (epoch ms), never early; returns a function that cancels it. */
  at(due: number, wake: () => void): () => void;
  /** Says that work is in progress; simulated time stands still until the returned function is called. */
  busy(): () => void;
}

interface Timer {
  due: number;
  order: number;
  wake: () => void;
  done: boolean;
}

/** Longest delay that a Node timer takes, in milliseconds. */
const LONGEST_DELAY = 2_147_483_647;

/**
 * The clock of one runtime process. In `real` mode it follows the machine; in `fast-forward` it jumps to the
 * next timer as soon as nobody is busy; in `virtual` it moves only when told to.
 */
export class RuntimeClock implements Clock {
  #mode: ClockMode;
  #virtualNow: number;
  #order = 0;
  #heap: Timer[] = [];
  #inProgress = 0;
  #scheduled: NodeJS.Immediate | undefined;
  #realTimer: NodeJS.Timeout | undefined;
  #limit = Number.POSITIVE_INFINITY;
  #onLimit: (() => void) | undefined;
  readonly #onMove: (now: number, mode: ClockMode) => void;
  /** Shared with the workers: [0] is 1 while time is simulated, [1] the simulated epoch ms. */
  readonly shared: Float64Array;

  constructor(options: {
    mode: ClockMode;
    start?: number;
    onMove?: (now: number, mode: ClockMode) => void;
  }) {
    this.#mode = options.mode;
    this.#virtualNow = options.start ?? Date.now();
    this.#onMove = options.onMove ?? (() => {});
    this.shared = new Float64Array(new SharedArrayBuffer(16));
    this.#publish();
  }

  get mode(): ClockMode {
    return this.#mode;
  }

  now(): number {
    return this.#mode === 'real' ? Date.now() : this.#virtualNow;
  }

  at(due: number, wake: () => void): () => void {
    const timer: Timer = { due, order: this.#order++, wake, done: false };
    push(this.#heap, timer);
    this.#arm();
    return () => {
      timer.done = true;
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

  /** Fast-forwards until simulated time is `until` (epoch ms) and everything due by then has settled. */
  async advanceTo(until: number): Promise<void> {
    if (this.#mode === 'real') throw new Error('A real clock cannot be advanced; start the runtime with a virtual one.');
    const before = this.#mode;
    this.#mode = 'fast-forward';
    await new Promise<void>((resolve) => {
      this.#limit = until;
      this.#onLimit = resolve;
      this.#arm();
    });
    this.#mode = before;
    this.#limit = Number.POSITIVE_INFINITY;
    this.#onLimit = undefined;
  }

  /** Moves simulated time on by `ms` and waits until everything due by then has settled. */
  advance(ms: number): Promise<void> {
    return this.advanceTo(this.now() + ms);
  }

  /** Leaves simulated time: from now on the machine's clock counts, and all that is overdue fires at once. */
  becomeReal(): void {
    this.#mode = 'real';
    this.#publish();
    this.#arm();
  }

  #publish(): void {
    this.shared[1] = this.#virtualNow;
    this.shared[0] = this.#mode === 'real' ? 0 : 1;
  }

  /** Sees to it that the next timer will fire, in the way the mode asks for. */
  #arm(): void {
    if (this.#mode === 'real') {
      clearTimeout(this.#realTimer);
      const next = peek(this.#heap);
      if (!next) return;
      const delay = Math.min(Math.max(0, next.due - Date.now()), LONGEST_DELAY);
      this.#realTimer = setTimeout(() => this.#fireDue(), delay);
      return;
    }
    if (this.#scheduled || this.#inProgress > 0) return;
    this.#scheduled = setImmediate(() => {
      this.#scheduled = undefined;
      this.#step();
    });
  }

  #fireDue(): void {
    for (let next = peek(this.#heap); next && next.due <= Date.now(); next = peek(this.#heap)) {
      pop(this.#heap);
      next.done = true;
      next.wake();
    }
    this.#arm();
  }

  /** One step of simulated time: fire one due timer, or jump, or report that the limit is reached. */
  #step(): void {
    if (this.#mode === 'real' || this.#inProgress > 0) return;
    const next = peek(this.#heap);
    if (next && next.due <= this.#virtualNow) {
      pop(this.#heap);
      next.done = true;
      next.wake();
      this.#arm();
      return;
    }
    if (this.#mode === 'virtual') return;
    if (next && next.due <= this.#limit) {
      this.#virtualNow = next.due;
      this.#publish();
      this.#onMove(this.#virtualNow, this.#mode);
      this.#arm();
      return;
    }
    if (this.#limit !== Number.POSITIVE_INFINITY) {
      if (this.#limit > this.#virtualNow) {
        this.#virtualNow = this.#limit;
        this.#publish();
        this.#onMove(this.#virtualNow, this.#mode);
      }
      this.#onLimit?.();
    }
  }
}

const earlier = (a: Timer, b: Timer): boolean => a.due < b.due || (a.due === b.due && a.order < b.order);

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

/** The next live timer; cancelled ones are dropped on the way. */
function peek(heap: Timer[]): Timer | undefined {
  while (heap[0]?.done) pop(heap);
  return heap[0];
}
