/** Absolute due times of open executions, woken by one timer of the clock; what is due together is handed out together. */
import type { Clock } from '../clock/clock.ts';

/** Something that falls due in a line of an execution; the serial tells whether it still counts. */
export interface Due {
  due: number;
  execution: number;
  line: number;
  serial: number;
}

/** The list is swept once it is longer than this and has doubled since the last time. */
const SWEEP_FROM = 10_000;

/** A heap of due times. Entries are never taken back: whoever gets one asks whether it still counts. */
export class DueList {
  readonly #clock: Clock;
  readonly #onDue: (due: Due[]) => void;
  readonly #isOpen: (execution: number) => boolean;
  #heap: Due[] = [];
  #sweepAt = SWEEP_FROM;
  #armedFor = Number.POSITIVE_INFINITY;
  #disarm: (() => void) | undefined;

  constructor(clock: Clock, isOpen: (execution: number) => boolean, onDue: (due: Due[]) => void) {
    this.#clock = clock;
    this.#isOpen = isOpen;
    this.#onDue = onDue;
  }

  add(entry: Due): void {
    if (this.#heap.length >= this.#sweepAt) this.#sweep();
    this.#push(entry);
    this.#arm();
  }

  close(): void {
    this.#disarm?.();
    this.#heap = [];
  }

  #arm(): void {
    const next = this.#heap[0];
    if (!next || next.due >= this.#armedFor) return;
    this.#disarm?.();
    this.#armedFor = next.due;
    this.#disarm = this.#clock.at(next.due, () => this.#wake());
  }

  #wake(): void {
    this.#armedFor = Number.POSITIVE_INFINITY;
    this.#disarm = undefined;
    const now = this.#clock.now();
    const due: Due[] = [];
    for (let next = this.#heap[0]; next && next.due <= now; next = this.#heap[0]) {
      this.#pop();
      due.push(next);
    }
    if (due.length > 0) this.#onDue(due);
    this.#arm();
  }

  #sweep(): void {
    const open = this.#heap.filter(({ execution }) => this.#isOpen(execution));
    this.#heap = [];
    for (const entry of open) this.#push(entry);
    this.#sweepAt = Math.max(SWEEP_FROM, 2 * open.length);
  }

  #push(entry: Due): void {
    const heap = this.#heap;
    let child = heap.length;
    heap.push(entry);
    while (child > 0) {
      const parent = (child - 1) >> 1;
      const above = heap[parent] as Due;
      if (!earlier(entry, above)) break;
      heap[child] = above;
      child = parent;
    }
    heap[child] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let parent = 0;
    for (;;) {
      let child = 2 * parent + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && earlier(heap[child + 1] as Due, heap[child] as Due)) child++;
      if (!earlier(heap[child] as Due, last)) break;
      heap[parent] = heap[child] as Due;
      parent = child;
    }
    heap[parent] = last;
  }
}

/** Ties go to the older execution and then to what was set first, so that a replay keeps its order. */
function earlier(a: Due, b: Due): boolean {
  if (a.due !== b.due) return a.due < b.due;
  return a.execution !== b.execution ? a.execution < b.execution : a.serial < b.serial;
}
