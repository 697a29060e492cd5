import type { ContactRecord, Instant, JsonValue, StepResult } from "@wellsent/core";

type ContactChange = NonNullable<StepResult["contact"]>;

/** The contact after a step's changes: attributes merge by key and `null` unsets, lists are sets. */
export function changedContact(
  contact: ContactRecord,
  change: ContactChange,
  now: Instant,
): ContactRecord {
  const attributes: Record<string, JsonValue> = { ...contact.attributes };
  for (const [name, value] of Object.entries(change.attributes ?? {})) {
    if (value === null) delete attributes[name];
    else
      Object.defineProperty(attributes, name, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }
  const lists = new Set(contact.lists);
  for (const list of change.addLists ?? []) lists.add(list);
  for (const list of change.removeLists ?? []) lists.delete(list);
  return {
    ...contact,
    attributes,
    lists: [...lists],
    updatedAt: now,
    revision: contact.revision + 1,
  };
}
