import type { AttributesOf, CallOptions, ContactRecord, Schema, TenantId } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import type { AppDependencies } from "./app-dependencies.js";
import { loadLedger } from "./peers.js";

/**
 * A contact as it is stored. Attributes have the types of the schema; each may be missing, since a
 * contact may be older than the schema.
 */
export type StoredContact<S extends Schema = Schema> = ContactRecord & {
  readonly attributes: { readonly [Name in keyof AttributesOf<S>]?: AttributesOf<S>[Name] };
};

/** What a contact is found by: an address, a number, or the host's own key. */
export type ContactIdentity =
  | { readonly email: string; readonly phone?: never; readonly key?: never }
  | { readonly phone: string; readonly email?: never; readonly key?: never }
  | { readonly key: string; readonly email?: never; readonly phone?: never };

/** @throws as `Tenant.find` */
export async function findContact(
  { engine }: Pick<AppDependencies, "engine">,
  tenant: TenantId,
  identity: ContactIdentity,
  call?: CallOptions,
): Promise<ContactRecord | null> {
  const lookup = await readLookup(identity);
  return engine.store.readContact({ tenant, lookup }, call);
}

async function readLookup(identity: ContactIdentity) {
  const given = Object.entries(identity).filter(([, value]) => value !== undefined);
  const [[name, value] = ["", undefined]] = given;
  const isOne = given.length === 1 && typeof value === "string";
  if (isOne && name === "key") return { key: value };
  if (isOne && (name === "email" || name === "phone")) {
    const channel = name === "email" ? "email" : "sms";
    const { normalizeAddress } = await loadLedger();
    return { channel, address: normalizeAddress(channel, value) } as const;
  }
  throw new InputError("INPUT_IDENTITY", "A contact is found by one thing that is known of it.", {
    path: "identity",
    remedy: "Pass email, phone or key, and only one of them.",
  });
}
