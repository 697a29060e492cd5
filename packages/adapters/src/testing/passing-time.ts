import type { Instant, TenantId } from "@wellsent/core";
import type { SimulatedClock } from "@wellsent/core/testing";
import type { TickedTenants } from "../app/index.js";
import { TestKitError } from "./test-kit-error.js";

/** How simulated time passes: from one due instant to the next, with everything done at each. */
export interface PassingTime {
  readonly now: () => Instant;
  /** Does all that is due by now. */
  settle(): Promise<void>;
  /** Resolves to whether `stop` said so, which is asked whenever something was done. */
  advanceTo(end: Instant, stop?: () => boolean | Promise<boolean>): Promise<boolean>;
  /** Something that a person will do. Whoever asked for it may call it off. */
  schedule(act: ScheduledAct): void;
  callOff(matching: (act: ScheduledAct) => boolean): void;
}

interface ScheduledAct {
  readonly at: Instant;
  /** Whose it is. */
  readonly by: string;
  readonly perform: () => Promise<unknown>;
}

/** Where work stays due although it was tried, time goes on by itself, and ever faster. */
const shortestStep = 1_000;
const longestStep = 3_600_000;

export function passingTime(parts: {
  readonly clock: SimulatedClock;
  readonly drain: () => Promise<TickedTenants>;
  readonly tenants: () => Iterable<TenantId>;
  readonly nextWork: (tenant: TenantId) => Promise<Instant | null>;
}): PassingTime {
  const { clock } = parts;
  let acts: readonly ScheduledAct[] = [];

  /** A drain that finds nothing costs as much as a step; to ask costs a tenth of it. */
  const drain = async (): Promise<void> => {
    if ((await nextWork()) > clock.now()) return;
    const { faults } = await parts.drain();
    const [fault] = faults;
    if (fault !== undefined) throw tickFailed(fault.code);
  };
  const settle = async (): Promise<void> => {
    for (;;) {
      await drain();
      const due = acts.find(({ at }) => at <= clock.now());
      if (due === undefined) return;
      acts = acts.filter((act) => act !== due);
      await due.perform();
    }
  };
  const nextWork = async (): Promise<Instant> => {
    let next = never;
    for (const tenant of parts.tenants())
      next = Math.min(next, (await parts.nextWork(tenant)) ?? never);
    return next;
  };

  return {
    now: () => clock.now(),
    settle,
    async advanceTo(end, stop = () => false) {
      let step = shortestStep;
      await settle();
      for (;;) {
        if (await stop()) return true;
        const next = Math.min(await nextWork(), acts[0]?.at ?? never);
        const isStuck = next <= clock.now();
        const target = isStuck ? clock.now() + step : next;
        step = isStuck ? Math.min(longestStep, step * 2) : shortestStep;
        if (target > end) break;
        clock.advanceTo(target);
        await settle();
      }
      if (clock.now() >= end) return false;
      clock.advanceTo(end);
      await settle();
      return await stop();
    },
    schedule(act) {
      acts = [...acts, act].sort((a, b) => a.at - b.at);
    },
    callOff(matching) {
      acts = acts.filter((act) => !matching(act));
    },
  };
}

const never = Number.POSITIVE_INFINITY;

function tickFailed(code: string): TestKitError {
  return new TestKitError("TEST_TICK_FAILED", `A tenant could not be worked on: ${code}.`, {
    remedy: "Look up that code: its settings or its store are at fault.",
  });
}
