/** Time to live: expired items stay readable for a while and are then deleted, as on AWS. */

import type { Clock } from '../clock/clock.ts';
import type { Store } from './store.ts';

/**
 * How long an expired item stays before it is deleted. AWS promises "within a few days"; code that relies on
 * the deletion must fail here too, so it is neither at once nor never.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
 */
export const DELETION_DELAY_MS = 24 * 60 * 60 * 1000;

/** Times to live further back than this are taken for mistakes and never deleted. */
const LONGEST_AGO_S = 5 * 365 * 24 * 60 * 60;

const AT_A_TIME = 500;

/** Deletes expired items by the clock, some time after they have expired. */
export class Expiry {
  readonly #store: Store;
  readonly #clock: Clock;
  #cancel: (() => void) | undefined;
  #due = Number.POSITIVE_INFINITY;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    this.arm();
  }

  /** Sees to it that the deletion of the item that expires first is on the clock. */
  arm(): void {
    const next = this.#store.nextExpiry(this.#oldest());
    const due = next === undefined ? Number.POSITIVE_INFINITY : next * 1000 + DELETION_DELAY_MS;
    if (due === this.#due) return;
    this.close();
    if (due === Number.POSITIVE_INFINITY) return;
    this.#due = due;
    this.#cancel = this.#clock.at(due, () => this.#sweep());
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#due = Number.POSITIVE_INFINITY;
  }

  #oldest(): number {
    return Math.floor(this.#clock.now() / 1000) - LONGEST_AGO_S;
  }

  #sweep(): void {
    this.close();
    const until = Math.floor((this.#clock.now() - DELETION_DELAY_MS) / 1000);
    while (this.#store.deleteExpired(this.#oldest(), until, AT_A_TIME) === AT_A_TIME);
    this.arm();
  }
}
