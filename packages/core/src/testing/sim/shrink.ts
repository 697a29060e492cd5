/**
 * Delta debugging (Zeller and Hildebrandt, 2002): the smallest sublist found that still fails, by
 * dropping chunks of halving size. `fails` runs the whole simulation anew, so it is asked at most
 * `budget` times.
 */
export async function shrinkPlan<Operation>(
  plan: readonly Operation[],
  fails: (plan: readonly Operation[]) => Promise<boolean>,
  budget = 300,
): Promise<readonly Operation[]> {
  let kept = plan;
  let left = budget;
  for (let size = Math.ceil(kept.length / 2); size >= 1; ) {
    let dropped = false;
    for (let start = 0; start < kept.length && left > 0; ) {
      const without = [...kept.slice(0, start), ...kept.slice(start + size)];
      left -= 1;
      if (await fails(without)) {
        kept = without;
        dropped = true;
      } else start += size;
    }
    if (left <= 0) return kept;
    if (size === 1 && !dropped) return kept;
    size = size === 1 ? 1 : Math.ceil(size / 2);
  }
  return kept;
}
