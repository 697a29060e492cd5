import type { CallOptions, ContactId, Schema, TenantId } from "@wellsent/core";
import type { IdentifiedContact, IdentifyInput } from "@wellsent/core/engine";
import { InputError } from "@wellsent/core/errors";
import type { AppDependencies } from "./app-dependencies.js";
import { checkIdentity } from "./identity.js";
import type { TenantMerges } from "./merge-face.js";

/** What is known of somebody, and the visitor they were before anything was. */
export type PersonInput<S extends Schema> = Omit<IdentifyInput<S>, "tenant"> & {
  /**
   * Your id of a visitor, as a cookie has it. Alone: somebody of whom nothing else is known. With a
   * key or an address: what the visitor did becomes the person's.
   */
  readonly anonymous?: string;
};

export type IdentifiedPerson = IdentifiedContact & {
  /**
   * What became of the visitor: `joined` is the person from now on, and `joined` it may have been
   * before. `taken` is somebody else's, as on a device that two people share: nothing was joined.
   */
  readonly visitor?: "joined" | "taken";
};

/**
 * A visitor is a contact without an address, under a key of its own. It is merged into the person
 * once: from then on its key leads there. A call that was interrupted is repeated as it was.
 */
export async function identifyPerson(
  deps: Pick<AppDependencies, "engine" | "settings">,
  tenant: TenantId,
  { merge }: Pick<TenantMerges, "merge">,
  { anonymous, ...person }: PersonInput<Schema>,
  call: CallOptions = {},
): Promise<IdentifiedPerson> {
  const { engine } = deps;
  if (anonymous === undefined) {
    checkIdentity(deps, tenant, person);
    return engine.identify({ ...person, tenant }, call);
  }
  if (anonymous === "") {
    throw new InputError("INPUT_IDENTITY", "The id of a visitor is empty.", {
      path: "anonymous",
      remedy: "Give each browser a random id, or leave it out.",
    });
  }
  const key = `anonymous:${anonymous}`;
  const isKnown = [person.key, person.email, person.phone].some((one) => one !== undefined);
  if (!isKnown) return engine.identify({ ...person, tenant, key }, call);
  // A visitor's own key is none of the tenant's.
  checkIdentity(deps, tenant, person);
  const known = await engine.identify({ ...person, tenant }, call);
  const visitor = await engine.identify({ tenant, key }, call);
  if (visitor.contact === known.contact) return { ...known, visitor: "joined" };
  const isFree = await isVisitor(engine, tenant, visitor.contact, key, call);
  if (!isFree) return { ...known, visitor: "taken" };
  const kept = await merge(known, visitor, { ...call, rule: "keep", key: "keep" });
  const contact: ContactId = kept.contact;
  return { ...known, contact, visitor: "joined" };
}

/** Whether nobody is known to be the visitor: its key has led to nobody else yet. */
async function isVisitor(
  { store }: AppDependencies["engine"],
  tenant: TenantId,
  id: ContactId,
  key: string,
  call: CallOptions,
): Promise<boolean> {
  const record = await store.readContact({ tenant, lookup: { id } }, call);
  return record?.id === id && record.key === key && record.points.length === 0;
}
