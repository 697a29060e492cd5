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
 * Ticks for the current tenants, each in its own loop, so that the dispatcher never waits for one
 * tenant before it serves another. One loop looks for new tenants. Tenants that are gone are no
 * longer ticked.
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
 * Ticks if there may be work. One read of the store replaces a round that would find nothing.
 * Resolves to whether there is more to do right now.
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
    // On every round: a clock that is read only now and then cannot show that the machine has
    // slept.
    const now = clock.now();
    const next = await nextWork(tenant, options);
    return next !== null && next <= now;
  } catch {
    // The tick itself reports what is wrong.
    return true;
  }
}
