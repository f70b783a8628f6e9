/** The execution environments of one function: a few workers, and a queue for whom there is none free. */
import type { Instance, Outcome } from './instance.ts';
import type { WorkerTask } from './messages.ts';

/** Runs the invocations of one function. */
export interface Pool {
  run(task: WorkerTask): Promise<Outcome>;
  close(): Promise<void>;
}

/** A pool that starts at most `size` workers, each only when an invocation finds no other one free. */
export function openPool(size: number, startInstance: () => Instance): Pool {
  const all = new Set<Instance>();
  const idle: Instance[] = [];
  const waiting: ((instance: Instance) => void)[] = [];

  const start = () => {
    const instance = startInstance();
    all.add(instance);
    return instance;
  };
  const take = async (): Promise<Instance> => {
    for (let instance = idle.pop(); instance; instance = idle.pop()) {
      if (instance.usable()) return instance;
      all.delete(instance);
    }
    if (all.size < size) return start();
    return new Promise((resolve) => waiting.push(resolve));
  };
  const giveBack = (instance: Instance) => {
    if (!instance.usable()) all.delete(instance);
    const next = waiting.shift();
    if (next) next(instance.usable() ? instance : start());
    else if (instance.usable()) idle.push(instance);
  };

  return {
    async run(task) {
      const instance = await take();
      try {
        return await instance.run(task);
      } finally {
        giveBack(instance);
      }
    },
    async close() {
      waiting.length = 0;
      await Promise.all([...all].map((instance) => instance.end()));
    },
  };
}
