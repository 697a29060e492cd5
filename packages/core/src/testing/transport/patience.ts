import { broken } from "../expectations.js";

/** Resolves after so many milliseconds: the runner's own timer, as the core has none. */
export type Wait = (milliseconds: number) => Promise<void>;

/** Long enough for a local provider, whatever else the machine does. */
export const patience = 5_000;

/** What `work` resolves to. Without a timer, what hangs is left to the runner to find. */
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
