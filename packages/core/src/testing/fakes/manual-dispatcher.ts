import { InputError } from "../../errors/index.js";
import type { Milliseconds } from "../../instant.js";
import type { Dispatcher } from "../../ports/dispatcher.js";

type Tick = (signal: AbortSignal) => Promise<boolean>;

export interface ManualDispatcher extends Dispatcher {
  /** The registered names, with their periods. */
  readonly registered: ReadonlyMap<string, Milliseconds>;
  /**
   * Runs one tick. Resolves to whether more work waits; rejects with what the tick rejects with.
   */
  tick(name: string): Promise<boolean>;
  /**
   * Runs every tick in the order of registration until none has more work.
   * @throws InputError `INPUT_DISPATCH_ENDLESS` when that takes more than `rounds`, 1,000 unless
   * told.
   */
  drain(rounds?: number): Promise<void>;
}

/** Runs ticks only when a test asks for it. */
export function manualDispatcher(): ManualDispatcher {
  const ticks = new Map<string, Tick>();
  const registered = new Map<string, Milliseconds>();
  const stopping = new AbortController();
  const running = new Set<Promise<boolean>>();

  const tick = async (name: string): Promise<boolean> => {
    const known = ticks.get(name);
    if (known === undefined)
      throw new InputError("INPUT_TICK_UNKNOWN", "No tick of this name was registered.");
    if (stopping.signal.aborted) return false;
    const run = known(stopping.signal);
    running.add(run);
    try {
      return await run;
    } finally {
      running.delete(run);
    }
  };

  return {
    specVersion: 1,
    id: "manual",
    registered,
    every(name, every, work) {
      ticks.set(name, work);
      registered.set(name, every);
    },
    tick,
    async drain(rounds = 1_000) {
      for (let round = 0; round < rounds; round += 1) {
        let more = false;
        for (const name of ticks.keys()) more = (await tick(name)) || more;
        if (!more) return;
      }
      throw new InputError(
        "INPUT_DISPATCH_ENDLESS",
        "Ticks still report more work after many rounds.",
      );
    },
    async stop() {
      stopping.abort();
      await Promise.allSettled(running);
    },
  };
}
