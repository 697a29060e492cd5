import { StoreError, WellsentError } from "../errors/index.js";
import type { TenantId } from "../identifiers.js";
import type { Instant, Milliseconds } from "../instant.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Clock } from "../ports/sources.js";
import type { Definition, Store } from "../ports/store/store.js";
import { standingId } from "../store-kit/definitions.js";
import {
  readStandings,
  type StandingChange,
  type Standings,
  type WorkflowStanding,
  writeStandings,
} from "../workflows/index.js";

/** The standings of the tenants an engine works for: as kept in the store, and as last read. */
export interface TenantStandings {
  /** As last read, at most ten seconds old once {@link TenantStandings.refresh} has resolved. */
  known(tenant: TenantId): Standings;
  refresh(tenant: TenantId, options?: CallOptions): Promise<void>;
  /** As they are in the store now. */
  read(tenant: TenantId, options?: CallOptions): Promise<Standings>;
  /**
   * Changes one workflow's standing; `null` records the change and alters nothing. Asks `next`
   * again where somebody else was quicker.
   */
  change(
    tenant: TenantId,
    change: StandingChange,
    next: (known: WorkflowStanding | undefined) => Omit<WorkflowStanding, "turn"> | null,
    options?: CallOptions,
  ): Promise<Standings>;
  /** The same inside a host's transaction. What it remembers ends with the transaction. */
  joined(store: Store): TenantStandings;
}

/** So that a process which only takes in events learns soon of a pause in another. */
const oldest: Milliseconds = 10_000;
const none: Standings = new Map();

export function tenantStandings(store: Store, clock: Clock): TenantStandings {
  const seen = new Map<TenantId, { readonly at: Instant; readonly standings: Standings }>();
  const remember = (tenant: TenantId, standings: Standings): Standings => {
    seen.set(tenant, { at: clock.now(), standings });
    return standings;
  };
  const latest = (tenant: TenantId, options?: CallOptions): Promise<Definition | null> =>
    store.readDefinition({ tenant, kind: "standing", id: standingId }, options);
  const read: TenantStandings["read"] = async (tenant, options) =>
    remember(tenant, standingsIn(await latest(tenant, options)));
  return {
    read,
    known: (tenant) => seen.get(tenant)?.standings ?? none,
    refresh: async (tenant, options) => {
      const at = seen.get(tenant)?.at;
      const now = clock.now();
      if (at === undefined || now < at || now - at >= oldest) await read(tenant, options);
    },
    change: async (tenant, change, next, options) => {
      for (;;) {
        const definition = await latest(tenant, options);
        const before = standingsIn(definition);
        const version = (definition?.version ?? 0) + 1;
        const after = new Map(before);
        const standing = next(before.get(change.workflow));
        if (standing !== null) after.set(change.workflow, { ...standing, turn: version });
        const body = writeStandings(after, change);
        const made = { kind: "standing", id: standingId, version, body } as const;
        try {
          await store.putDefinition({ tenant, now: clock.now(), definition: made }, options);
          return remember(tenant, after);
        } catch (error) {
          if (!WellsentError.isInstance(error) || error.code !== "STORE_DEFINITION_CONFLICT")
            throw error;
        }
      }
    },
    joined: (joinedStore) => tenantStandings(joinedStore, clock),
  };
}

/**
 * @throws StoreError `STORE_CORRUPT` for what this release cannot read: whoever paused a workflow
 * must be able to rely on it.
 */
export function standingsIn(definition: Definition | null): Standings {
  if (definition === null) return none;
  const standings = readStandings(definition.body);
  if (standings !== null) return standings;
  throw new StoreError("STORE_CORRUPT", "Which workflows are paused cannot be read.", {
    path: "standing",
    remedy: "Run the release that wrote it, or restore the store from a backup.",
  });
}
