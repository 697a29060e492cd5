/** Four times the input may cost this much: more than four, as memory has to be cleared as well. */
const most = 8;
/** Below this, in milliseconds, a clock says nothing. */
const least = 5;

/**
 * Whether the work grows with its input, and not with its square. Compares the same work on a
 * quarter of the input, by what this thread was given of the processor: how fast a machine is, and
 * who else uses it, is the same for both. What shows in one of three looks is no growth.
 */
export async function growsWithInput(
  size: number,
  work: (size: number) => unknown,
): Promise<boolean> {
  for (let look = 0; look < 3; look++) {
    const quarter = await cost(() => work(Math.round(size / 4)));
    const whole = await cost(() => work(size));
    if (whole < most * Math.max(quarter, least)) return true;
  }
  return false;
}

async function cost(work: () => unknown): Promise<number> {
  const before = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
