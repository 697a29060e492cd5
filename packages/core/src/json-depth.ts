/** Levels of lists and objects that data may have: enough for any event, and safe to recurse. */
export const deepestData = 64;

/**
 * Whether a value is nested deeper than `levels`. Looks without recursion, so that a value made to
 * exhaust the stack is refused and not met.
 */
export function isDeeper(value: unknown, levels: number): boolean {
  const open: { readonly at: unknown; readonly depth: number }[] = [{ at: value, depth: 0 }];
  /** What was seen, and how deep: one object in many places is looked at once a depth. */
  const seen = new Map<object, number>();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { at, depth } = next;
    if (typeof at !== "object" || at === null) continue;
    if (depth >= levels) return true;
    const before = seen.get(at);
    if (before !== undefined && before >= depth) continue;
    seen.set(at, depth);
    for (const member of Object.values(at)) open.push({ at: member, depth: depth + 1 });
  }
  return false;
}
