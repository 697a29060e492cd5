import { WellsentError } from "../errors/index.js";
import type { TenantId } from "../identifiers.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Clock } from "../ports/sources.js";
import type { Store } from "../ports/store/store.js";
import type { EntryTrigger } from "../workflows/index.js";
import { publishDefinitions, type UnusableWorkflows } from "./definitions.js";
import type { LiveCatalog } from "./live-catalog.js";
import type { Telemetry } from "./telemetry.js";
import type { TenantStandings } from "./tenant-standings.js";

/** Puts an engine's workflows into the store of each tenant it works for, once. */
export interface Publisher {
  /** Resolves to what {@link Publisher.unusable} returns afterwards. */
  publish(tenant: TenantId, options?: CallOptions): Promise<UnusableWorkflows>;
  /** The workflows of the tenant on which no run may start, as of the last check. */
  unusable(tenant: TenantId): UnusableWorkflows;
  /**
   * The tenant's store was found to lack published workflows. The next call publishes them again.
   */
  doubt(tenant: TenantId): void;
  /** The definitions have changed. They are published again to every tenant's store. */
  renew(): void;
  /** The same inside a host's transaction. What it remembers ends with the transaction. */
  joined(store: Store, catalog: LiveCatalog, standings: TenantStandings): Publisher;
}

export function publisher(
  store: Store,
  catalog: LiveCatalog,
  clock: Clock,
  /** Read anew where they are old, as the catalog is: whoever publishes is about to start runs. */
  standings: TenantStandings,
  /** What is committed already, independent of the outcome of this transaction. */
  committed: ReadonlySet<TenantId> = new Set(),
): Publisher {
  const known = new Set<TenantId>();
  const conflicts = new Map<TenantId, UnusableWorkflows>();
  const underway = new Map<TenantId, Promise<UnusableWorkflows>>();
  const publish = async (tenant: TenantId, options: CallOptions): Promise<UnusableWorkflows> => {
    const scope = { tenant, now: clock.now() };
    const published = catalog.now();
    const unusable = await publishDefinitions(store, published, scope, options);
    // Definitions that were added in the meantime are not published yet.
    if (published !== catalog.now()) return publish(tenant, options);
    if (unusable.size === 0) {
      conflicts.delete(tenant);
      known.add(tenant);
    } else conflicts.set(tenant, unusable);
    return unusable;
  };
  return {
    publish: async (tenant, options = {}) => {
      await Promise.all([standings.refresh(tenant, options), catalog.refresh(tenant, options)]);
      if (known.has(tenant) || committed.has(tenant)) return none;
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
    joined: (joinedStore, joinedCatalog, joinedStandings) =>
      publisher(joinedStore, joinedCatalog, clock, joinedStandings, known),
  };
}

const none: UnusableWorkflows = new Map();

/**
 * Publishes, before an append, the workflows that its news may start. Rejects only if the signal is
 * aborted: a person's choice is never refused because of a workflow.
 */
export type PublishForNews = (tenant: TenantId, options?: CallOptions) => Promise<void>;

/** Whether reports about messages, and what they or people say of consent, may start it. */
function startsByNews(trigger: EntryTrigger): boolean {
  return (
    trigger.on === "consent" ||
    trigger.on === "delivery" ||
    (trigger.on === "event" && trigger.event.startsWith("consent."))
  );
}

/**
 * A run needs its version in the store, because any engine may continue it. If the version cannot
 * be stored now, the run waits for it. The log reports it, and each tick lists it in `faults`.
 */
export function publishForNews(
  catalog: LiveCatalog,
  { publish }: Publisher,
  { log }: Pick<Telemetry, "log">,
): PublishForNews {
  const starts = (tenant: TenantId): boolean =>
    [...catalog.forTenant(tenant).current.values()].some(({ entry }) =>
      entry.triggers.some(startsByNews),
    );
  return async (tenant, options) => {
    try {
      await catalog.refresh(tenant, options);
      if (!starts(tenant)) return;
      await publish(tenant, options);
    } catch (error) {
      if (options?.signal?.aborted) throw error;
      const code = WellsentError.isInstance(error) ? error.code : "UNEXPECTED";
      log("error", "Workflows could not be published before an append.", { tenant, code });
    }
  };
}
