/** Begins the key of a trigger that waits for a process which can read its workflow. */
export const pendingPrefix = "pending:";

/**
 * Whether it is such a trigger: kept as a run that has not begun, it is in no step, and no contact
 * is in a workflow by it.
 */
export function isPendingStart({ entryKey }: { readonly entryKey: string }): boolean {
  return entryKey.startsWith(pendingPrefix);
}
