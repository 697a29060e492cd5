import type { ContactId } from "@wellsent/core";

/** A contact: its id, what `identify` gave, or a contact that was read. */
export type ContactReference =
  | ContactId
  | { readonly contact: ContactId }
  | { readonly id: ContactId };

export function contactIdOf(reference: ContactReference): ContactId {
  if (typeof reference === "string") return reference;
  return "contact" in reference ? reference.contact : reference.id;
}
