import type { TenantId } from "../../identifiers.js";
import type { Instant, Milliseconds } from "../../instant.js";
import type { SettlementKeeper } from "./settlement-keeper.js";

/**
 * Keeps this worker's leases alive. Each call of a lane renews its own lease. If a lane waits for
 * long, for example for a connection, any other call of the engine renews it.
 */
export interface LeaseWatch {
  /** A call has just renewed the lease in this tenant. */
  renewed(tenant: TenantId, now: Instant): void;
  /** A lane holds messages from now on, until the function returned is called. */
  hold(tenant: TenantId, keeper: LaneKeeper): () => void;
  /**
   * Renews held leases older than a third of their length, and records outcomes that were kept for
   * as long. Never rejects.
   */
  pulse(now: Instant): Promise<void>;
  /** Renews the lease of a tenant, whatever its age. Never rejects. */
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
    // If a renewal fails, the next call repeats it. Two thirds of the lease are left until then.
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
