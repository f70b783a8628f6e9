import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { ClockStopped, RuntimeClock } from '../../../../../infra/local/clock/clock.ts';
import { openClockBook } from '../../../../../infra/local/clock/clock-book.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-03-02T01:30:00.000Z');
const clocks: RuntimeClock[] = [];

function clockOf(options: ConstructorParameters<typeof RuntimeClock>[0]): RuntimeClock {
  const clock = new RuntimeClock(options);
  clocks.push(clock);
  return clock;
}

afterEach(() => {
  for (const clock of clocks.splice(0)) clock.stop();
});

describe('a virtual clock', () => {
  test('stands still until it is told to move', async () => {
    const clock = clockOf({ mode: 'virtual', start: START });
    let woken = 0;
    clock.at(START + 1, () => woken++);
    await pause(20);
    expect([clock.now(), woken]).toEqual([START, 0]);
  });

  test('fires what is due now without being told to', async () => {
    const clock = clockOf({ mode: 'virtual', start: START });
    await new Promise<void>((resolve) => clock.at(START - DAY, resolve));
    expect(clock.now()).toBe(START);
  });

  test('skips 90 days and shows each timer its own time', async () => {
    const clock = clockOf({ mode: 'virtual', start: START });
    const seen: number[] = [];
    for (const days of [89, 1, 30])
      clock.at(START + days * DAY, () => seen.push((clock.now() - START) / DAY));
    await clock.advance(90 * DAY);
    expect(seen).toEqual([1, 30, 89]);
    expect(clock.now()).toBe(START + 90 * DAY);
    expect(clock.mode).toBe('virtual');
  });

  test.each([
    [undefined, [['system'], ['system too'], ['a'], ['b'], ['c'], ['later']]],
    [2, [['system'], ['system too'], ['a', 'b'], ['c'], ['later']]],
  ])('wakes people after all else that is due, %s of them together', async (atOnce, expected) => {
    const clock = clockOf({ mode: 'virtual', start: START, ...(atOnce !== undefined && { atOnce }) });
    const together: string[][] = [[]];
    const wake = (name: string) => () => {
      together.at(-1)?.push(name);
      // Whoever is busy keeps the next from being woken, but not who was woken together.
      const done = clock.busy();
      setImmediate(() => {
        if (together.at(-1)?.length !== 0) together.push([]);
        done();
      });
    };
    for (const name of ['a', 'b', 'c']) clock.at(START + 1, wake(name), 'people');
    clock.at(START + 2, wake('later'), 'people');
    for (const name of ['system', 'system too']) clock.at(START + 1, wake(name));
    await clock.advance(2);
    expect(together.filter((names) => names.length > 0)).toEqual(expected);
  });

  test('leaves what is due after the limit alone', async () => {
    const clock = clockOf({ mode: 'virtual', start: START });
    let woken = false;
    clock.at(START + 1_001, () => {
      woken = true;
    });
    await clock.advance(1_000);
    expect(woken).toBe(false);
    await clock.advance(1);
    expect(woken).toBe(true);
  });

  test('includes timers that timers have set on the way', async () => {
    const clock = clockOf({ mode: 'virtual', start: START });
    let ticks = 0;
    const tick = () => {
      ticks++;
      clock.at(clock.now() + 60_000, tick);
    };
    clock.at(START + 60_000, tick);
    await clock.advance(3_600_000);
    expect(ticks).toBe(60);
  });

  test('runs advances that are asked for together one after another', async () => {
    const clock = clockOf({ mode: 'virtual', start: START });
    const order: string[] = [];
    clock.at(START + 10, () => order.push('ten'));
    clock.at(START + 20, () => order.push('twenty'));
    await Promise.all([
      clock.advanceTo(START + 10).then(() => order.push('first ends')),
      clock.advanceTo(START + 20).then(() => order.push('second ends')),
    ]);
    expect(order).toEqual(['ten', 'first ends', 'twenty', 'second ends']);
  });

  test('does not go back when told a past time', async () => {
    const clock = clockOf({ mode: 'virtual', start: START });
    await clock.advanceTo(START - DAY);
    expect(clock.now()).toBe(START);
  });
});

describe('simulated time', () => {
  test('stands still while anybody is busy, however long the work takes', async () => {
    const clock = clockOf({ mode: 'virtual', start: START });
    const seen: string[] = [];
    clock.at(START + 1, async () => {
      const done = clock.busy();
      await pause(30);
      seen.push(`work ends at +${clock.now() - START}`);
      done();
    });
    clock.at(START + 2, () => seen.push(`next at +${clock.now() - START}`));
    await clock.advance(10);
    expect(seen).toEqual(['work ends at +1', 'next at +2']);
  });

  test('waits for everyone, and a release said twice counts once', async () => {
    const clock = clockOf({ mode: 'virtual', start: START });
    const first = clock.busy();
    const second = clock.busy();
    let ended = false;
    const advance = clock.advance(1).then(() => {
      ended = true;
    });
    first();
    first();
    await pause(10);
    expect(ended).toBe(false);
    second();
    await advance;
    expect(ended).toBe(true);
  });

  test('lets promise chains of a finished piece of work set their timers before it jumps', async () => {
    const clock = clockOf({ mode: 'virtual', start: START });
    const seen: number[] = [];
    clock.at(START + 1, async () => {
      const done = clock.busy();
      await pause(1);
      done();
      for (let hop = 0; hop < 50; hop++) await null;
      clock.at(START + 2, () => seen.push(clock.now() - START));
    });
    clock.at(START + 5, () => seen.push(clock.now() - START));
    await clock.advance(10);
    expect(seen).toEqual([2, 5]);
  });

  test('goes on after a wake that throws', async () => {
    const clock = clockOf({ mode: 'virtual', start: START });
    const thrown = new Promise((resolve) => {
      const others = process.listeners('uncaughtException');
      process.removeAllListeners('uncaughtException');
      process.once('uncaughtException', (fault) => {
        for (const other of others) process.on('uncaughtException', other);
        resolve(fault.message);
      });
    });
    let reached = false;
    clock.at(START + 1, () => {
      throw new Error('broken timer');
    });
    clock.at(START + 2, () => {
      reached = true;
    });
    await clock.advance(5);
    expect([await thrown, reached]).toEqual(['broken timer', true]);
  });

  test('is shown to the workers through shared memory', async () => {
    const clock = clockOf({ mode: 'virtual', start: START });
    const worker = new Float64Array(clock.shared.buffer);
    expect([...worker]).toEqual([1, START]);
    await clock.advance(5);
    expect([...worker]).toEqual([1, START + 5]);
    clock.becomeReal();
    expect(worker[0]).toBe(0);
  });

  test('becomes real: what is overdue fires at once, in order, and an advance under way ends', async () => {
    const clock = clockOf({ mode: 'virtual', start: START });
    const hold = clock.busy();
    const fired: string[] = [];
    clock.at(START + 2 * DAY, () => fired.push('second'));
    clock.at(START + DAY, () => fired.push('first'));
    const advance = clock.advance(3 * DAY);
    await pause(5);
    clock.becomeReal();
    await advance;
    await pause(10);
    hold();
    expect(fired).toEqual(['first', 'second']);
    expect(clock.mode).toBe('real');
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(50);
    await expect(clock.advance(1)).rejects.toThrow('real clock cannot be advanced');
  });
});

test('fast-forward jumps by itself from timer to timer and stays in that mode', async () => {
  const clock = clockOf({ mode: 'fast-forward', start: START });
  const at = await new Promise<number>((resolve) => clock.at(START + 400 * DAY, () => resolve(clock.now())));
  expect(at).toBe(START + 400 * DAY);
  expect(clock.mode).toBe('fast-forward');
});

describe('a real clock', () => {
  test('fires in time and never early', async () => {
    const clock = clockOf({ mode: 'real' });
    const late: number[] = [];
    await Promise.all(
      [7, 1, 3, 3, 12].map(
        (ms) =>
          new Promise<void>((resolve) => {
            const due = Date.now() + ms;
            clock.at(due, () => {
              late.push(clock.now() - due);
              resolve();
            });
          }),
      ),
    );
    expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
  });

  test('puts an earlier timer before one that is armed already', async () => {
    const clock = clockOf({ mode: 'real' });
    clock.at(Date.now() + DAY, () => {});
    await new Promise<void>((resolve) => clock.at(Date.now() + 2, resolve));
  });

  test('does not fire a timer beyond the longest delay of Node at once', async () => {
    const clock = clockOf({ mode: 'real' });
    let woken = false;
    clock.at(Date.now() + 60 * DAY, () => {
      woken = true;
    });
    await pause(10);
    expect(woken).toBe(false);
  });
});

test('a stopped clock wakes nobody and tells who waits for it', async () => {
  const clock = clockOf({ mode: 'virtual', start: START });
  clock.busy();
  let woken = false;
  clock.at(START + 1, () => {
    woken = true;
  });
  const advance = clock.advance(10);
  const refused = expect(advance).rejects.toBeInstanceOf(ClockStopped);
  await pause(1);
  clock.stop();
  await refused;
  await expect(clock.advance(1)).rejects.toBeInstanceOf(ClockStopped);
  await pause(5);
  expect(woken).toBe(false);
});

test('simulated time catches up with the machine, fires what is due on the way, and becomes real', async () => {
  const start = Date.now() - 2 * DAY;
  const clock = clockOf({ mode: 'virtual', start });
  const seen: number[] = [];
  const tick = () => {
    seen.push(clock.now());
    clock.at(clock.now() + 3_600_000, tick);
  };
  clock.at(start, tick);
  await clock.catchUp();
  expect(clock.mode).toBe('real');
  expect(seen).toHaveLength(49);
  expect(seen.every((at, index) => at === start + index * 3_600_000)).toBe(true);
});

test('a due time that is not a number is refused', () => {
  expect(() => clockOf({ mode: 'virtual' }).at(Number.NaN, () => {})).toThrow('not NaN');
});

test('any mix of timers and cancellations fires the live ones in order of due time, then of asking', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ due: fc.nat(500), cancel: fc.boolean() }), { maxLength: 60 }),
      async (plan) => {
        const clock = clockOf({ mode: 'virtual', start: 0 });
        const fired: number[] = [];
        const cancels = plan.map(({ due }, index) => clock.at(due, () => fired.push(index)));
        plan.forEach(({ cancel }, index) => {
          if (cancel) cancels[index]?.();
        });
        await clock.advance(500);
        const expected = plan
          .map((timer, index) => ({ ...timer, index }))
          .filter(({ cancel }) => !cancel)
          .sort((a, b) => a.due - b.due || a.index - b.index)
          .map(({ index }) => index);
        expect(fired).toEqual(expected);
      },
    ),
    { numRuns: 50 },
  );
});

test('ten thousand cancelled time-outs neither fire nor disturb the rest', async () => {
  const clock = clockOf({ mode: 'virtual', start: 0 });
  let wrong = 0;
  let right = 0;
  for (let index = 0; index < 10_000; index++) {
    const cancel = clock.at(1 + (index % 97), () => wrong++);
    if (index % 10 === 0) clock.at(1 + (index % 89), () => right++);
    cancel();
    cancel();
  }
  await clock.advance(100);
  expect([wrong, right]).toEqual([0, 1_000]);
});

test('simulated time is noted before anything due is woken, and a second clock goes on from there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'steward-clock-'));
  try {
    const book = openClockBook(folder);
    expect(book.last()).toBeUndefined();
    const clock = clockOf({ mode: 'virtual', start: START, onMove: book.note });
    let noted: unknown;
    clock.at(START + DAY, () => {
      noted = book.last();
    });
    await clock.advance(2 * DAY);
    expect(noted).toEqual({ now: START + DAY, mode: 'fast-forward' });
    book.close();

    const again = openClockBook(folder);
    expect(again.last()).toEqual({ now: START + 2 * DAY, mode: 'fast-forward' });
    const next = clockOf({ mode: 'virtual', start: again.last()?.now ?? 0, onMove: again.note });
    next.becomeReal();
    expect(again.last()?.mode).toBe('real');
    again.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
