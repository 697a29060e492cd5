import type { TenantId } from "../identifiers.js";
import type { Instant, Milliseconds } from "../instant.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Clock } from "../ports/sources.js";
import type { Store } from "../ports/store/store.js";
import { type DefinitionCatalog, withWorkflows } from "./definition-catalog.js";
import {
  type ForeignWorkflow,
  type PublishedWorkflows,
  readPublishedWorkflows,
  type UnreadWorkflow,
} from "./published-workflows.js";

/**
 * The definitions that an engine works by: those it was given, which every tenant has, and those a
 * tenant published as data. A {@link DefinitionCatalog} is replaced as a whole. A call that first
 * reads facts from the store and then judges by them must keep one: for definitions added in
 * between, the facts were not read.
 */
export interface LiveCatalog {
  /** What the engine was given. */
  now(): DefinitionCatalog;
  /** The same, and what the tenant published, as last read. */
  forTenant(tenant: TenantId): DefinitionCatalog;
  /** Published workflows of the tenant on which this engine starts no run, as last read. */
  unread(tenant: TenantId): readonly UnreadWorkflow[];
  /** Of these, those whose triggers are left to other processes. */
  foreign(tenant: TenantId): readonly ForeignWorkflow[];
  /** Whether the tenant has only a draft of it, as last read. */
  isDrafted(tenant: TenantId, workflow: string): boolean;
  replace(next: DefinitionCatalog): void;
  /** Reads what the tenant published, unless that was done within ten seconds. */
  refresh(tenant: TenantId, options?: CallOptions): Promise<void>;
  /** Reads it now. */
  read(tenant: TenantId, options?: CallOptions): Promise<void>;
  /** The same inside a host's transaction. What it read of tenants ends with the transaction. */
  joined(store: Store): LiveCatalog;
}

/** As old as the standings of workflows may be. */
const oldest: Milliseconds = 10_000;

interface Seen {
  readonly at: Instant;
  readonly published: PublishedWorkflows;
}

interface Merged {
  readonly given: DefinitionCatalog;
  readonly published: PublishedWorkflows;
  readonly catalog: DefinitionCatalog;
}

export function liveCatalog(first: DefinitionCatalog, store: Store, clock: Clock): LiveCatalog {
  return overStore({ given: first }, store, clock);
}

function overStore(held: { given: DefinitionCatalog }, store: Store, clock: Clock): LiveCatalog {
  const seen = new Map<TenantId, Seen>();
  const merged = new Map<TenantId, Merged>();
  const read: LiveCatalog["read"] = async (tenant, options) => {
    const at = clock.now();
    const before = seen.get(tenant)?.published;
    const { holidays } = held.given;
    const published = await readPublishedWorkflows(store, tenant, { before, holidays }, options);
    seen.set(tenant, { at, published });
  };
  return {
    now: () => held.given,
    forTenant: (tenant) => {
      const { given } = held;
      const published = seen.get(tenant)?.published;
      if (published === undefined || published.workflows.length === 0) return given;
      const known = merged.get(tenant);
      if (known?.given === given && known.published === published) return known.catalog;
      const catalog = withWorkflows(given, published.workflows);
      merged.set(tenant, { given, published, catalog });
      return catalog;
    },
    unread: (tenant) => {
      const published = seen.get(tenant)?.published;
      if (published === undefined) return [];
      const shadowed = published.workflows.filter(({ id }) => held.given.current.has(id));
      return [
        ...published.unread,
        ...shadowed.map(({ id, version }) => ({
          ...{ workflow: id, version, code: "DEFINITION_DUPLICATE" as const },
        })),
      ];
    },
    foreign: (tenant) =>
      (seen.get(tenant)?.published.foreign ?? []).filter(
        ({ workflow }) => !held.given.current.has(workflow),
      ),
    isDrafted: (tenant, workflow) => seen.get(tenant)?.published.drafted.has(workflow) ?? false,
    replace: (next) => {
      held.given = next;
    },
    refresh: async (tenant, options) => {
      const at = seen.get(tenant)?.at;
      const now = clock.now();
      if (at === undefined || now < at || now - at >= oldest) await read(tenant, options);
    },
    read,
    joined: (joinedStore) => overStore(held, joinedStore, clock),
  };
}
