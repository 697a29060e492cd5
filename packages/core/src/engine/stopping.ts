import type { SendKey, TenantId } from "../identifiers.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Channel } from "../ports/consent-gate.js";

export interface StopOptions {
  /**
   * When it aborts, the engine hangs up on providers that have not answered: what it hangs up on is
   * in doubt. Absent: it waits for them.
   */
  readonly hangUp?: AbortSignal;
  /** When it aborts, the engine waits for nothing any more. Absent: until all work has ended. */
  readonly deadline?: AbortSignal;
}

/** What a stopped engine could not finish. Its lease ends, and other workers take these over. */
export interface StopReport {
  readonly left: readonly LeftMessages[];
}

/**
 * Messages of one channel that may have left: they were handed over without an answer, or the
 * answer is not on record.
 */
export interface LeftMessages {
  readonly tenant: TenantId;
  readonly channel: Channel;
  readonly keys: readonly SendKey[];
}

/** Of work that ends with the engine's next stop. */
export interface StoppableCall extends CallOptions {
  /** Nothing more is claimed, and what is not in anybody's hands goes back. */
  readonly ending?: AbortSignal;
}

export interface Stopping {
  /** Runs work that the next stop ends. */
  run<T>(call: CallOptions, work: (call: StoppableCall) => Promise<T>): Promise<T>;
  stop(options: StopOptions): Promise<void>;
}

interface Session {
  readonly ending: AbortController;
  readonly hangingUp: AbortController;
  readonly works: Set<Promise<unknown>>;
}

function newSession(): Session {
  return { ending: new AbortController(), hangingUp: new AbortController(), works: new Set() };
}

/** Each stop ends what had begun before it; what begins after it has ended works as ever. */
export function createStopping(): Stopping {
  let session = newSession();
  return {
    run: async (call, work) => {
      const { ending, hangingUp, works } = session;
      const { signal } = hangingUp;
      const either = call.signal === undefined ? signal : AbortSignal.any([call.signal, signal]);
      const running = work({ ...call, signal: either, ending: ending.signal });
      works.add(running);
      try {
        return await running;
      } finally {
        works.delete(running);
      }
    },
    stop: async ({ hangUp, deadline }) => {
      const own = session;
      own.ending.abort();
      const ended = Promise.allSettled(own.works).then(() => undefined);
      await Promise.race([ended, aborted(hangUp), aborted(deadline)]);
      own.hangingUp.abort();
      await Promise.race([ended, aborted(deadline)]);
      if (session === own) session = newSession();
    },
  };
}

/** Never resolves without a signal. */
function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    signal?.addEventListener("abort", () => resolve(), { once: true });
  });
}
