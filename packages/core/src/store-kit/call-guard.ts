import { StoreError } from "../errors/index.js";
import type { Io } from "./io.js";

/**
 * Keeps calls apart: none after `close`, and none from inside a function that another call is
 * running.
 */
export interface CallGuard {
  /** Throws where a call may not begin. */
  check(): void;
  /**
   * Wraps a call so that other calls are refused while its code runs, but not between its trips.
   */
  watched<T>(call: Io<T>): Io<T>;
  /**
   * A guard for a second store over the same rows, which is closed on its own. Code that runs in
   * one counts as inside a call for both.
   */
  joined(): CallGuard;
  /** Resolves to whether the store was open until now. */
  close(): boolean;
}

export function createCallGuard(running: { inside: boolean } = { inside: false }): CallGuard {
  let closed = false;
  const within = <R>(run: () => R): R => {
    running.inside = true;
    try {
      return run();
    } finally {
      running.inside = false;
    }
  };
  return {
    check() {
      if (closed) throw new StoreError("STORE_CLOSED", "The store is closed.");
      if (running.inside) {
        throw new StoreError(
          "STORE_NESTED_CALL",
          "A function passed to the store called the store.",
          {
            remedy: "Such functions must be pure: everything they need is in their arguments.",
          },
        );
      }
    },
    *watched(call) {
      for (let turn = within(() => call.next()); ; ) {
        if (turn.done === true) return turn.value;
        let answers: Parameters<typeof call.next>[0];
        try {
          answers = yield turn.value;
        } catch (error) {
          turn = within(() => call.throw(error));
          continue;
        }
        turn = within(() => call.next(answers));
      }
    },
    joined: () => createCallGuard(running),
    close() {
      const first = !closed;
      closed = true;
      return first;
    },
  };
}
