import { StoreError, WellsentError } from "../errors/index.js";
import type { TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Clock } from "../ports/clock.js";
import type { ConsentGate } from "../ports/consent-gate.js";
import type { Store } from "../ports/store/store.js";

type Checked = Pick<ConsentGate, "keyChecks">;

/**
 * Compares the keys of the gate's fingerprints with those that the tenant's store knows by the same
 * names, and makes known those that it does not. Under another secret no fingerprint would match
 * one made before, and a denial of an erased person would count no more.
 * @throws StoreError `STORE_KEY_CHANGED`
 */
export const checkKeys = async (
  store: Pick<Store, "readDefinition" | "putDefinition">,
  { keyChecks = [] }: Checked,
  scope: { readonly tenant: TenantId; readonly now: Instant },
  options: CallOptions = {},
): Promise<void> => {
  const { tenant } = scope;
  for (const { kid, check } of keyChecks) {
    const named = { kind: "fingerprint_key", id: kid, version: 1 } as const;
    const kept = await store.readDefinition({ tenant, ...named }, options);
    if (kept === null) {
      try {
        await store.putDefinition({ ...scope, definition: { ...named, body: check } }, options);
      } catch (error) {
        // Somebody else was quicker, with another secret.
        const code = WellsentError.isInstance(error) ? error.code : null;
        throw code === "STORE_DEFINITION_CONFLICT" ? keyChanged(kid) : error;
      }
    } else if (kept.body !== check) throw keyChanged(kid);
  }
};

const keyChanged = (kid: string): StoreError =>
  new StoreError("STORE_KEY_CHANGED", `The secret of suppression key ${kid} is another one.`, {
    path: `keys.${kid}`,
    remedy:
      "Give the secret back that the tenant's fingerprints were made with. A new secret takes a " +
      "new name, and the old one stays among the previous keys.",
  });

/** {@link checkKeys}, once a tenant. */
export interface KeyWatch {
  check(tenant: TenantId, options?: CallOptions): Promise<void>;
  /** The same inside a host's transaction: what it remembers ends with it. */
  joined(store: Store): KeyWatch;
}

export const keyWatch = (
  store: Store,
  gate: Checked,
  clock: Clock,
  committed: ReadonlySet<TenantId> = new Set(),
): KeyWatch => {
  const known = new Set<TenantId>();
  return {
    check: async (tenant, options) => {
      if (known.has(tenant) || committed.has(tenant)) return;
      await checkKeys(store, gate, { tenant, now: clock.now() }, options);
      known.add(tenant);
    },
    joined: (joinedStore) => keyWatch(joinedStore, gate, clock, known),
  };
};
