/** Levels of lists and objects that data may have: enough for any event, and safe to recurse. */
export const deepestData = 64;

/**
 * Whether a value is nested deeper than `levels`. Looks without recursion, so that a value made to
 * exhaust the stack is refused and not met. One object in many places is looked at once a level.
 */
export function isDeeper(value: unknown, levels: number): boolean {
  // Most data is flat, and every contact and event comes by here.
  if (levels > 0 && isContainer(value) && !Object.values(value).some(isContainer)) return false;
  let level = new Set<object>();
  if (isContainer(value)) level.add(value);
  for (let depth = 0; level.size > 0; depth++) {
    if (depth >= levels) return true;
    const below = new Set<object>();
    for (const container of level) {
      for (const member of Object.values(container)) if (isContainer(member)) below.add(member);
    }
    level = below;
  }
  return false;
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
