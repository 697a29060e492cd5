import type { ConsentEvent } from "@wellsent/consent/ledger";
import type { CallOptions, ContactPointId, LedgerEntry, Paged, TenantId } from "@wellsent/core";
import type { AppDependencies } from "./app-dependencies.js";
import { type ContactReference, loadContact } from "./contact-reference.js";
import { loadLedger } from "./peers.js";

/** Reads all items of a paged read, page by page. */
export async function* readPages<Item>(
  read: (page: { readonly after?: string; readonly limit: number }) => Promise<Paged<Item>>,
): AsyncGenerator<Item, void, undefined> {
  let page = await read({ limit: 200 });
  yield* page.items;
  while (page.next !== null) {
    page = await read({ limit: 200, after: page.next });
    yield* page.items;
  }
}

/** The ledger of a tenant, or of one of its contact points, in the order of its recording. */
export function readLedger(
  { engine }: Pick<AppDependencies, "engine">,
  of: { readonly tenant: TenantId; readonly contactPoint?: ContactPointId },
  call?: CallOptions,
): AsyncGenerator<LedgerEntry, void, undefined> {
  return readPages((page) => engine.store.readLedger({ ...of, ...page }, call));
}

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
    for await (const entry of readLedger(deps, { tenant, contactPoint }, call))
      yield readEvent(entry);
  }
}
