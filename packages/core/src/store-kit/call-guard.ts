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
   * The same call; while any of its own code runs, other calls are refused. Between trips they are
   * not.
   */
  watched<T>(call: Io<T>): Io<T>;
  /**
   * For a store over the same rows that is closed on its own: what runs in one is inside for both.
   */
  joined(): CallGuard;
  /** Whether it was open until now. */
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
