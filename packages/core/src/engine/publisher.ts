import { WellsentError } from "../errors/index.js";
import type { TenantId } from "../identifiers.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Clock } from "../ports/sources.js";
import type { Store } from "../ports/store/store.js";
import { publishDefinitions, type UnusableWorkflows } from "./definitions.js";
import type { LiveCatalog } from "./live-catalog.js";
import type { Telemetry } from "./telemetry.js";

/** Puts an engine's workflows into the store of each tenant it works for, once. */
export interface Publisher {
  /** Resolves to what {@link Publisher.unusable} then says. */
  publish(tenant: TenantId, options?: CallOptions): Promise<UnusableWorkflows>;
  /** Workflows on which nothing may begin in the tenant, as last seen. */
  unusable(tenant: TenantId): UnusableWorkflows;
  /** The tenant's store was seen to lack what was put there: the next call puts it again. */
  doubt(tenant: TenantId): void;
  /** There are other definitions now: they are put into every tenant's store once more. */
  renew(): void;
  /**
   * The same inside a host's transaction: what it remembers ends with it, whichever way it ends.
   */
  joined(store: Store): Publisher;
}

export function publisher(
  store: Store,
  catalog: LiveCatalog,
  clock: Clock,
  /** What is committed already, whatever becomes of this one's own transaction. */
  committed: ReadonlySet<TenantId> = new Set(),
): Publisher {
  const known = new Set<TenantId>();
  const conflicts = new Map<TenantId, UnusableWorkflows>();
  const underway = new Map<TenantId, Promise<UnusableWorkflows>>();
  const publish = async (tenant: TenantId, options: CallOptions): Promise<UnusableWorkflows> => {
    const scope = { tenant, now: clock.now() };
    const published = catalog.now();
    const unusable = await publishDefinitions(store, published, scope, options);
    // What was added meanwhile is not there yet.
    if (published !== catalog.now()) return publish(tenant, options);
    if (unusable.size === 0) {
      conflicts.delete(tenant);
      known.add(tenant);
    } else conflicts.set(tenant, unusable);
    return unusable;
  };
  return {
    publish: (tenant, options = {}) => {
      if (known.has(tenant) || committed.has(tenant)) return Promise.resolve(none);
      const begun = underway.get(tenant);
      if (begun) return begun;
      const publishing = publish(tenant, options).finally(() => underway.delete(tenant));
      underway.set(tenant, publishing);
      return publishing;
    },
    unusable: (tenant) => conflicts.get(tenant) ?? none,
    doubt: (tenant) => {
      known.delete(tenant);
    },
    renew: () => {
      known.clear();
    },
    joined: (joinedStore) => publisher(joinedStore, catalog, clock, known),
  };
}

const none: UnusableWorkflows = new Map();

/**
 * Before an append: publishes where its news may begin a run. Rejects only where the signal is
 * aborted: nobody's wish is refused for a workflow's sake.
 */
export type PublishForNews = (tenant: TenantId, options?: CallOptions) => Promise<void>;

/**
 * A run must find its version in the store, whichever engine moves it on. Where it cannot be put
 * there now, the run waits for it; the log says so, and each tick does among its `faults`.
 */
export function publishForNews(
  catalog: LiveCatalog,
  { publish }: Publisher,
  { log }: Pick<Telemetry, "log">,
): PublishForNews {
  const starts = (): boolean =>
    [...catalog.current.values()].some(
      ({ entry: { trigger } }) => trigger.on === "event" && trigger.event.startsWith("consent."),
    );
  return async (tenant, options) => {
    if (!starts()) return;
    try {
      await publish(tenant, options);
    } catch (error) {
      if (options?.signal?.aborted) throw error;
      const code = WellsentError.isInstance(error) ? error.code : "UNEXPECTED";
      log("error", "Workflows could not be published before an append.", { tenant, code });
    }
  };
}
