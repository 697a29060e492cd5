/**
 * The wall clock, unless the machine is shared: then what this thread itself was given, which
 * helper threads' work escapes.
 */
let clock: () => number = () => performance.now();

/** Milliseconds, of which only differences mean something. */
export function now(): number {
  return clock();
}

export function countThreadTime(): void {
  clock = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
}
