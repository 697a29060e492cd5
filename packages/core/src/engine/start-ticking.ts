import type { TenantId } from "../identifiers.js";
import type { Milliseconds } from "../instant.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Dispatcher } from "../ports/dispatcher.js";
import type { Clock } from "../ports/sources.js";
import type { NextWork } from "./next-work.js";
import type { Tick } from "./tick.js";
import { isWhole } from "./tick-summary.js";

interface TickingDependencies {
  readonly tick: Tick;
  readonly nextWork: NextWork;
  readonly clock: Clock;
}

/**
 * Ticks for the tenants there are, each in a loop of its own: the dispatcher never waits for one
 * tenant before it turns to another. One loop looks for new tenants; those that are gone rest.
 */
export function startTicking(
  deps: TickingDependencies,
  dispatcher: Dispatcher,
  tenants: () => Promise<readonly TenantId[]>,
  everyMs: Milliseconds = 1_000,
): void {
  const begun = new Set<TenantId>();
  let present: ReadonlySet<TenantId> = begun;
  dispatcher.every("wellsent", everyMs, async () => {
    present = new Set(await tenants());
    for (const tenant of present) {
      if (begun.has(tenant)) continue;
      begun.add(tenant);
      const turn = sparingly(deps, tenant);
      dispatcher.every(`wellsent:${tenant}`, everyMs, async (signal) =>
        present.has(tenant) ? turn({ signal }) : false,
      );
    }
    return false;
  });
}

/**
 * Ticks where there may be work: one read of the store stands for a whole round that would find
 * nothing. Resolves to whether there is more to do right now.
 */
function sparingly(
  { tick, nextWork, clock }: TickingDependencies,
  tenant: TenantId,
): (options: CallOptions) => Promise<boolean> {
  let rests = false;
  return async (options) => {
    if (rests && !(await isDue(nextWork, clock, tenant, options))) return false;
    rests = false;
    const summary = await tick(tenant, options);
    rests = !summary.more && isWhole(summary);
    return summary.more;
  };
}

async function isDue(
  nextWork: NextWork,
  clock: Clock,
  tenant: TenantId,
  options: CallOptions,
): Promise<boolean> {
  try {
    // Each time: a clock that is asked now and then only cannot tell that the machine has slept.
    const now = clock.now();
    const next = await nextWork(tenant, options);
    return next !== null && next <= now;
  } catch {
    // Whatever is wrong, the tick says it in its own words.
    return true;
  }
}
