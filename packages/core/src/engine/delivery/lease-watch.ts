import type { TenantId } from "../../identifiers.js";
import type { Instant, Milliseconds } from "../../instant.js";
import type { SettlementKeeper } from "./settlement-keeper.js";

/**
 * Keeps this worker's leases alive. Each call of a lane renews its own. Where a lane waits for
 * long, as for a connection that others use, whatever else the engine does renews it.
 */
export interface LeaseWatch {
  /** A call has just renewed the lease in this tenant. */
  renewed(tenant: TenantId, now: Instant): void;
  /** A lane holds messages from now on, until the function returned is called. */
  hold(tenant: TenantId, keeper: LaneKeeper): () => void;
  /**
   * Renews what is held and older than a third of the lease, and puts on record outcomes that were
   * kept for so long. Never rejects.
   */
  pulse(now: Instant): Promise<void>;
  /** Renews what is held in a tenant, however young. Never rejects. */
  renewAll(tenant: TenantId, now: Instant): Promise<void>;
}

type LaneKeeper = Pick<SettlementKeeper, "renew" | "flushOlder">;

interface Held {
  readonly tenant: TenantId;
  readonly keeper: LaneKeeper;
}

export function createLeaseWatch(leaseMs: Milliseconds): LeaseWatch {
  const last = new Map<TenantId, Instant>();
  const holds = new Set<Held>();
  const renew = async ({ tenant, keeper }: Held, now: Instant): Promise<void> => {
    last.set(tenant, now);
    // One that fails is made up for by the next call; until then the lease has two thirds left.
    await keeper.renew().catch(() => undefined);
  };
  return {
    renewed: (tenant, now) => {
      last.set(tenant, now);
    },
    hold: (tenant, keeper) => {
      const held = { tenant, keeper };
      holds.add(held);
      return () => {
        holds.delete(held);
        if (![...holds].some((other) => other.tenant === tenant)) last.delete(tenant);
      };
    },
    pulse: async (now) => {
      for (const held of holds) {
        await held.keeper.flushOlder(now - leaseMs / 3);
        if (now - (last.get(held.tenant) ?? now) > leaseMs / 3) await renew(held, now);
      }
    },
    renewAll: async (tenant, now) => {
      const held = [...holds].find((one) => one.tenant === tenant);
      if (held !== undefined) await renew(held, now);
    },
  };
}
