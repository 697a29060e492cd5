import { broken } from "../expectations.js";

/**
 * Resolves after this many milliseconds. The runner provides it, because the core has no timers.
 */
export type Wait = (milliseconds: number) => Promise<void>;

/** Long enough for a local provider on a busy machine. */
export const patience = 5_000;

/**
 * Resolves to the result of `work`. Without a timer, the runner's own timeout must detect a hang.
 */
export function within<T>(
  wait: Wait | undefined,
  milliseconds: number,
  work: Promise<T>,
  what: string,
): Promise<T> {
  if (wait === undefined) return work;
  return new Promise((resolve, reject) => {
    work.then(resolve, reject);
    wait(milliseconds).then(() => {
      reject(broken(`${what}: nothing happened for ${milliseconds} milliseconds`));
    }, reject);
  });
}
