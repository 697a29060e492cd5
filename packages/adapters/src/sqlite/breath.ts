import { performance } from "node:perf_hooks";

/** Work in one turn of the event loop, in milliseconds, after which others get theirs. */
const longestTurn = 5;

/**
 * Gives the event loop a turn where work has gone on for long without one. SQLite answers at once,
 * so a whole import would otherwise be one turn, and no request be answered meanwhile. `undefined`:
 * go on.
 */
export function createBreath(): () => Promise<void> | undefined {
  let began = 0;
  let nextTurn: Promise<void> | null = null;
  return () => {
    if (nextTurn === null) {
      began = performance.now();
      // Whoever waits goes on in the same new turn, and shares its time.
      nextTurn = new Promise((resolve) => {
        setImmediate(() => {
          nextTurn = null;
          resolve();
        });
      });
    }
    return performance.now() - began > longestTurn ? nextTurn : undefined;
  };
}
