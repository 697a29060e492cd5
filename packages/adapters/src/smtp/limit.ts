/**
 * Ends a piece of work when its time is up or its caller gives up. One plain timer, and a listener
 * only where there is a signal: an AbortSignal per mail would make an exception per mail.
 */
export interface Limit {
  readonly struck: "timeout" | "aborted" | null;
  /** Called when it strikes. One at a time: the steps of a hand-off follow each other. */
  watch: (() => void) | null;
  /** The work is done. */
  end(): void;
}

export function readLimit(milliseconds: number | null, signal: AbortSignal | undefined): Limit {
  let struck: Limit["struck"] = null;
  const strike = (why: "timeout" | "aborted"): void => {
    limit.end();
    struck = why;
    limit.watch?.();
  };
  const aborted = (): void => strike("aborted");
  const timer =
    milliseconds === null ? undefined : setTimeout(() => strike("timeout"), milliseconds);
  const limit: Limit = {
    get struck() {
      return struck;
    },
    watch: null,
    end() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", aborted);
    },
  };
  if (signal?.aborted === true) struck = "aborted";
  else signal?.addEventListener("abort", aborted, { once: true });
  return limit;
}
