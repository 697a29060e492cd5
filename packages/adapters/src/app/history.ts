import type { ConsentEvent } from "@wellsent/consent/ledger";
import type { CallOptions, TenantId } from "@wellsent/core";
import type { AppParts } from "./app-parts.js";
import { type ContactReference, contactOf } from "./contact-reference.js";
import { loadLedger } from "./peers.js";
import { everything } from "./reading.js";

/** What the ledger has of a contact's addresses, oldest first for each address. */
export async function* historyOf(
  parts: AppParts,
  tenant: TenantId,
  reference: ContactReference,
  call: CallOptions = {},
): AsyncGenerator<ConsentEvent, void, undefined> {
  const { readEvent } = await loadLedger();
  const { points } = await contactOf(parts, tenant, reference, call);
  for (const { id: contactPoint } of points) {
    const entries = everything((page) =>
      parts.engine.store.readLedger({ tenant, contactPoint, ...page }, call),
    );
    for await (const entry of entries) yield readEvent(entry);
  }
}
