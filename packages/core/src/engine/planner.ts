import type { TenantId } from "../identifiers.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Clock } from "../ports/sources.js";
import type { Store } from "../ports/store/store.js";
import type { DefinitionCatalog } from "./definition-catalog.js";
import type { LiveCatalog } from "./live-catalog.js";

/**
 * Has every contact looked at once for each version of a workflow that begins by dates or
 * schedules. From then on each look plans the next one.
 */
export interface Planner {
  /** Resolves to whether there is more to do now; `null`: nothing was to be done. */
  plan(tenant: TenantId, options?: CallOptions): Promise<{ readonly more: boolean } | null>;
  /** Whether the tenant's store may lack contacts' plans. */
  isPending(tenant: TenantId): boolean;
}

/** Contacts marked in one transaction, and transactions in one tick. */
const chunk = 1_000;
const chunks = 20;

/** How far the marking has come. A process that begins anew marks from the first contact on. */
interface Progress {
  readonly catalog: DefinitionCatalog;
  readonly done: number;
  readonly after: string | null;
}

export function createPlanner(catalog: LiveCatalog, store: Store, clock: Clock): Planner {
  const reached = new Map<TenantId, Progress>();
  const progressFor = (tenant: TenantId): Progress => {
    const current = catalog.now();
    const known = reached.get(tenant);
    return known?.catalog === current ? known : { catalog: current, done: 0, after: null };
  };
  return {
    isPending: (tenant) => {
      const { done } = progressFor(tenant);
      return done < catalog.now().timed.length;
    },
    plan: async (tenant, options = {}) => {
      let progress = progressFor(tenant);
      const { timed } = progress.catalog;
      if (progress.done >= timed.length) return null;
      for (let taken = 0; taken < chunks && progress.done < timed.length; taken++) {
        const { done, after } = progress;
        const workflow = timed[done];
        if (workflow === undefined) break;
        const name = `${workflow.id}:${workflow.version}`;
        const call = { tenant, now: clock.now(), name, limit: chunk };
        const { next } = await store.markContacts(
          after === null ? call : { ...call, after },
          options,
        );
        progress =
          next === null
            ? { ...progress, done: done + 1, after: null }
            : { ...progress, after: next };
        reached.set(tenant, progress);
      }
      return { more: progress.done < timed.length };
    },
  };
}
