/**
 * Waits by a timer of this process: how an engine with shared rates waits for its slots.
 * @example
 * createEngine({ rates: { transport: "100/s" }, pause: timerPause, ...others });
 */
export function timerPause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason);
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    };
    const abort = (): void => {
      end();
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      end();
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", abort);
  });
}
