import type { ConsentEvent } from "@wellsent/consent/ledger";
import type { CallOptions, TenantId } from "@wellsent/core";
import type { AppDependencies } from "./app-dependencies.js";
import { type ContactReference, loadContact } from "./contact-reference.js";
import { loadLedger } from "./peers.js";
import { everything } from "./reading.js";

/** What the ledger has of a contact's addresses, oldest first for each address. */
export async function* readHistory(
  deps: AppDependencies,
  tenant: TenantId,
  reference: ContactReference,
  call: CallOptions = {},
): AsyncGenerator<ConsentEvent, void, undefined> {
  const { readEvent } = await loadLedger();
  const { points } = await loadContact(deps, tenant, reference, call);
  for (const { id: contactPoint } of points) {
    const entries = everything((page) =>
      deps.engine.store.readLedger({ tenant, contactPoint, ...page }, call),
    );
    for await (const entry of entries) yield readEvent(entry);
  }
}
