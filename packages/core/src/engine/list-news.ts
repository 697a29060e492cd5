import type { ListId, TenantId } from "../identifiers.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Clock } from "../ports/sources.js";
import type { Store } from "../ports/store/store.js";
import type { LiveCatalog } from "./live-catalog.js";
import type { ReactionsFor } from "./reactions.js";

/** Lists that an import held back, until what it says of consent is on record. */
export interface ListNews {
  /** The lists that some workflow of the tenant begins by. */
  heeded(tenant: TenantId, options?: CallOptions): Promise<ReadonlySet<ListId>>;
  /** Starts what begins by the lists that were held under this name, each once. */
  release(tenant: TenantId, held: string, options?: CallOptions): Promise<void>;
}

/** Contacts taken in one transaction. */
const chunk = 200;

export function createListNews({
  store,
  clock,
  catalog,
  reactions,
}: {
  readonly store: Store;
  readonly clock: Clock;
  readonly catalog: LiveCatalog;
  readonly reactions: ReactionsFor;
}): ListNews {
  return {
    heeded: async (tenant, options) => {
      await catalog.refresh(tenant, options);
      return catalog.forTenant(tenant).triggerLists;
    },
    release: async (tenant, held, options = {}) => {
      for (let more = true; more; ) {
        options.signal?.throwIfAborted();
        const scope = { tenant, now: clock.now() };
        const call = { ...scope, held, limit: chunk, lists: reactions(scope) };
        more = (await store.releaseLists(call, options)).more;
      }
    },
  };
}
