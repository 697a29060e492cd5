import { describe, expect, it } from "vitest";
import { inProcessDispatcher, systemClock, systemRandom } from "../../src/in-process/index.js";

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}

describe("in-process dispatcher", () => {
  it("calls again at once while a tick says that more waits", async () => {
    const dispatcher = inProcessDispatcher();
    let ticks = 0;
    dispatcher.every("busy", 3_600_000, async () => ++ticks < 5);
    await until(() => ticks === 5);
    await dispatcher.stop();
    expect(ticks).toBe(5);
  });

  it("never runs two ticks of one name at once", async () => {
    const dispatcher = inProcessDispatcher();
    let running = 0;
    let most = 0;
    let ticks = 0;
    dispatcher.every("slow", 0, async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running -= 1;
      ticks += 1;
      return true;
    });
    await until(() => ticks >= 4);
    await dispatcher.stop();
    expect(most).toBe(1);
  });

  it("survives a tick that rejects, and reports it", async () => {
    const seen: unknown[] = [];
    const dispatcher = inProcessDispatcher({ onError: (name, error) => seen.push([name, error]) });
    const fault = new Error("fault");
    let ticks = 0;
    dispatcher.every("faulty", 0, async () => {
      ticks += 1;
      if (ticks === 1) throw fault;
      return false;
    });
    await until(() => ticks >= 3);
    await dispatcher.stop();
    expect(seen).toEqual([["faulty", fault]]);
  });

  it("aborts the running tick when stopped, and resolves after it has ended", async () => {
    const dispatcher = inProcessDispatcher();
    let begun = false;
    let ended = false;
    dispatcher.every("long", 0, async (signal) => {
      begun = true;
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      ended = true;
      return true;
    });
    await until(() => begun);
    await dispatcher.stop();
    expect(ended).toBe(true);
    await dispatcher.stop();
  });

  it("lets a running tick come to its end within the time of grace, and begins no other", async () => {
    const dispatcher = inProcessDispatcher({ graceMs: 60_000 });
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const ticks: boolean[] = [];
    let begun = 0;
    dispatcher.every("sending", 0, async (signal) => {
      begun += 1;
      await answered;
      ticks.push(signal.aborted);
      return true;
    });
    await until(() => begun === 1);
    const stopped = dispatcher.stop();
    answer();
    await stopped;
    expect(ticks).toEqual([false]);
    expect(begun).toBe(1);
  });

  it("aborts after the time of grace what goes on", async () => {
    const dispatcher = inProcessDispatcher({ graceMs: 1 });
    let aborted = false;
    let begun = false;
    dispatcher.every("hanging", 0, async (signal) => {
      begun = true;
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      aborted = signal.aborted;
      return true;
    });
    await until(() => begun);
    await dispatcher.stop();
    expect(aborted).toBe(true);
  });
});

describe("system host", () => {
  it("gives a clock that never runs backwards and bytes that differ", () => {
    const clock = systemClock();
    const first = clock.now();
    expect(clock.now()).toBeGreaterThanOrEqual(first);
    expect(systemRandom.bytes(16)).toHaveLength(16);
    expect(systemRandom.bytes(16)).not.toEqual(systemRandom.bytes(16));
  });

  it("draws more than one call of the platform gives, and refuses what is no length", () => {
    const bytes = systemRandom.bytes(150_000);
    // Of 500 random bytes, all are zero once in 256 to the power of 500.
    for (let at = 0; at < bytes.length; at += 500)
      expect(bytes.subarray(at, at + 500).some((byte) => byte !== 0)).toBe(true);
    expect(systemRandom.bytes(0)).toHaveLength(0);
    for (const length of [-1, 1.5, Number.NaN])
      expect(() => systemRandom.bytes(length)).toThrow(RangeError);
  });
});
