import type { Milliseconds } from "../instant.js";

/**
 * Decides which worker ticks when. It affects liveness only: a tick that is lost, late, doubled or
 * run on two machines at once is harmless, because every safety property is ensured by the store.
 */
export interface Dispatcher {
  readonly specVersion: 1;
  readonly id: string;
  /**
   * Calls `tick` about every `every` milliseconds until {@link Dispatcher.stop}. MUST NOT start a
   * tick while one of the same name runs in this process. `tick` resolves to whether more work
   * waits; if so, SHOULD call again at once. A tick that rejects MUST NOT end the loop, and one
   * that never ends MUST NOT delay another name. May be called at any time, also inside a tick: an
   * engine uses one name for each tenant.
   */
  every(name: string, every: Milliseconds, tick: (signal: AbortSignal) => Promise<boolean>): void;
  /**
   * Begins no further tick, aborts the signal of running ones, at once or after a time of grace,
   * and resolves when the last has ended. Idempotent.
   */
  stop(): Promise<void>;
}
