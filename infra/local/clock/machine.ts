/** The machine's own time, for what must not obey the runtime's clock: how long real work takes. */

/** Calls `act` after `ms` of the machine's time; returns a function that cancels it. */
export function afterRealMs(ms: number, act: () => void): () => void {
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
}

/** Milliseconds of the machine's monotonic clock; only differences mean something. */
export function realMs(): number {
  return performance.now();
}

/** The machine's date in epoch milliseconds: where simulated time has to arrive before it becomes real. */
export function machineNow(): number {
  return Date.now();
}
