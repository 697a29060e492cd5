import type { CallOptions, ContactId, ContactRecord, TenantId } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import type { AppDependencies } from "./app-dependencies.js";

/** A contact: its id, the result of `identify`, or a contact record. */
export type ContactReference =
  | ContactId
  | { readonly contact: ContactId }
  | { readonly id: ContactId };

export function readContactId(reference: ContactReference): ContactId {
  if (typeof reference === "string") return reference;
  return "contact" in reference ? reference.contact : reference.id;
}

/** @throws InputError `INPUT_CONTACT_UNKNOWN` */
export async function loadContact(
  { engine }: Pick<AppDependencies, "engine">,
  tenant: TenantId,
  reference: ContactReference,
  options?: CallOptions,
): Promise<ContactRecord> {
  const lookup = { id: readContactId(reference) };
  const contact = await engine.store.readContact({ tenant, lookup }, options);
  if (contact !== null) return contact;
  throw new InputError("INPUT_CONTACT_UNKNOWN", "This tenant has no such contact.", {
    path: "contact",
    remedy: "Import or identify the contact first; ids never cross tenants.",
  });
}
