import type { TenantId } from "../identifiers.js";
import type { Milliseconds } from "../instant.js";
import type { Dispatcher } from "../ports/dispatcher.js";
import type { Tick } from "./tick.js";

/**
 * Ticks for the tenants there are, each in a loop of its own: the dispatcher never waits for one
 * tenant before it turns to another. One loop looks for new tenants; those that are gone rest.
 */
export const startTicking = (
  tick: Tick,
  dispatcher: Dispatcher,
  tenants: () => Promise<readonly TenantId[]>,
  everyMs: Milliseconds = 1_000,
): void => {
  const begun = new Set<TenantId>();
  let present: ReadonlySet<TenantId> = begun;
  dispatcher.every("wellsent", everyMs, async () => {
    present = new Set(await tenants());
    for (const tenant of present) {
      if (begun.has(tenant)) continue;
      begun.add(tenant);
      dispatcher.every(`wellsent:${tenant}`, everyMs, async (signal) =>
        present.has(tenant) ? (await tick(tenant, { signal })).more : false,
      );
    }
    return false;
  });
};
