import type { CallOptions } from "@wellsent/core";
import { StoreError } from "@wellsent/core/errors";

/** Keeps calls apart: none after `close`, and none from inside a function that another call is running. */
export interface CallGuard {
  /** Runs `work` alone. Rejects with the signal's reason when it is aborted before or during. */
  run<T>(options: CallOptions | undefined, work: (beforeCommit: () => void) => T): Promise<T>;
  close(): boolean;
}

export function createCallGuard(): CallGuard {
  let closed = false;
  let busy = false;
  return {
    // `work` is synchronous, so calls serialise by themselves; only a call from inside one has to be refused.
    async run(options, work) {
      if (closed) throw new StoreError("STORE_CLOSED", "The store is closed.");
      if (busy) {
        throw new StoreError(
          "STORE_NESTED_CALL",
          "A function passed to the store called the store.",
          {
            remedy: "Such functions must be pure: everything they need is in their arguments.",
          },
        );
      }
      options?.signal?.throwIfAborted();
      busy = true;
      try {
        return work(() => options?.signal?.throwIfAborted());
      } finally {
        busy = false;
      }
    },
    close() {
      const first = !closed;
      closed = true;
      return first;
    },
  };
}
