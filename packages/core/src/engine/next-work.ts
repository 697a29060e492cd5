import type { TenantId } from "../identifiers.js";
import type { Instant, Milliseconds } from "../instant.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Clock } from "../ports/sources.js";
import type { CallKind } from "../ports/store/calls.js";
import type { Store, WorkflowVersion, WorkReach } from "../ports/store/store.js";
import type { Delivery } from "./delivery/index.js";
import type { Planner } from "./planner.js";
import type { Tick } from "./tick.js";
import { isWhole } from "./tick-summary.js";

export type NextWork = (tenant: TenantId, options?: CallOptions) => Promise<Instant | null>;

/** How soon runs of a version that the engine could not run are checked again. */
const leftPause: Milliseconds = 60_000;
/** How soon a tick follows one that did not finish everything. */
const brokenPause: Milliseconds = 1_000;

/**
 * A tick that remembers what it had to leave, and the instant from which the next tick has
 * something to do. Work that this engine cannot do yet stays due in the store, so a host that asked
 * only the store would tick for it without end.
 */
export function workAhead(
  tick: Tick,
  {
    store,
    clock,
    planner,
    outlook,
    runsCampaigns,
    exceptCalls,
  }: Pick<Delivery, "outlook"> & {
    readonly planner: Pick<Planner, "isPending">;
    readonly store: Store;
    readonly clock: Clock;
    /** Whether this engine has the part that carries campaigns on. */
    readonly runsCampaigns: boolean;
    /** The calls to the outside that this engine does not make. */
    readonly exceptCalls: readonly CallKind[];
  },
): { readonly tick: Tick; readonly nextWork: NextWork } {
  const leftIn = new Map<
    TenantId,
    { readonly versions: readonly WorkflowVersion[]; readonly at: Instant }
  >();
  // No store shows what a lost answer left behind before the lease has ended.
  const brokenOff = new Map<TenantId, Instant>();
  return {
    tick: async (tenant, options) => {
      brokenOff.set(tenant, 0);
      const summary = await tick(tenant, options);
      const at = clock.now();
      if (summary.left.length === 0) leftIn.delete(tenant);
      else leftIn.set(tenant, { versions: summary.left, at });
      if (isWhole(summary)) brokenOff.delete(tenant);
      else brokenOff.set(tenant, at + brokenPause);
      return summary;
    },
    nextWork: async (tenant, options = {}) => {
      if (planner.isPending(tenant)) return clock.now();
      const { lanes, graceMs } = outlook(tenant);
      const left = leftIn.get(tenant);
      const reach: WorkReach = {
        ...{ lanes, graceMs, exceptVersions: left?.versions ?? [] },
        ...(runsCampaigns ? {} : { exceptCampaigns: true }),
        ...(exceptCalls.length === 0 ? {} : { exceptCalls }),
      };
      const instants = [
        await store.nextWork(tenant, { ...options, reach }),
        ...lanes.map(({ again }) => again),
        left === undefined ? null : left.at + leftPause,
        brokenOff.get(tenant) ?? null,
      ].filter((at) => at !== null);
      return instants.length === 0 ? null : Math.min(...instants);
    },
  };
}
