import type { TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Clock } from "../ports/sources.js";
import type { Store } from "../ports/store/store.js";
import type { WorkflowDefinition } from "../workflows/index.js";
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

/**
 * How long a plan is taken to be whole. An engine of another release that works for the tenant as
 * well may have looked at contacts meanwhile, which lack it then.
 */
const trusted = 600_000;

/** The name of a version under which contacts are marked. */
export function planName({ id, version }: WorkflowDefinition): string {
  return `${id}:${version}`;
}

/** How far the marking has come. A process that begins anew marks from the first contact on. */
interface Progress {
  readonly catalog: DefinitionCatalog;
  readonly done: number;
  readonly after: string | null;
  /** When it began. */
  readonly at: Instant;
}

export function createPlanner(catalog: LiveCatalog, store: Store, clock: Clock): Planner {
  const reached = new Map<TenantId, Progress>();
  const progressFor = (tenant: TenantId): Progress => {
    const current = catalog.forTenant(tenant);
    const known = reached.get(tenant);
    if (known?.catalog === current) return known;
    return { catalog: current, done: 0, after: null, at: clock.now() };
  };
  const outdated = ({ catalog: { timed }, done, at }: Progress): boolean =>
    done >= timed.length && clock.now() - at >= trusted;
  return {
    isPending: (tenant) => {
      const { done } = progressFor(tenant);
      return done < catalog.forTenant(tenant).timed.length;
    },
    plan: async (tenant, options = {}) => {
      const before = progressFor(tenant);
      const { timed } = before.catalog;
      let progress = outdated(before) ? { ...before, done: 0, at: clock.now() } : before;
      if (progress.done >= timed.length) return null;
      let marked = 0;
      for (let taken = 0; taken < chunks && progress.done < timed.length; taken++) {
        const { done, after } = progress;
        const workflow = timed[done];
        if (workflow === undefined) break;
        const call = { tenant, now: clock.now(), name: planName(workflow), limit: chunk };
        const page = await store.markContacts(after === null ? call : { ...call, after }, options);
        const { next } = page;
        marked += page.marked;
        progress =
          next === null
            ? { ...progress, done: done + 1, after: null }
            : { ...progress, after: next };
        reached.set(tenant, progress);
      }
      const more = progress.done < timed.length;
      return marked === 0 && !more ? null : { more };
    },
  };
}
