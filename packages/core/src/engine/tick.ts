import { WellsentError } from "../errors/index.js";
import type { TenantId } from "../identifiers.js";
import { channels } from "../messages/channels.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Channel } from "../ports/consent-gate.js";
import type { Clock } from "../ports/sources.js";
import type { WorkflowVersion } from "../ports/store/store.js";
import {
  type AdvanceDependencies,
  type AdvanceReport,
  advanceWorkflows,
} from "./advance-workflows.js";
import { type CallDependencies, runCalls } from "./calls/index.js";
import { type CampaignSummary, sumCampaigns } from "./campaigns/campaign-summary.js";
import { unusableWorkflow } from "./definitions.js";
import type { Delivery, SweepSummary } from "./delivery/index.js";
import type { PartTask } from "./engine-part.js";
import type { LiveCatalog } from "./live-catalog.js";
import type { Planner } from "./planner.js";
import { type UnreadWorkflow, unreadWorkflow } from "./published-workflows.js";
import type { Publisher } from "./publisher.js";
import { refreshSegments, type SegmentDependencies } from "./refresh-segments.js";
import type { SenderFor } from "./sender-settings.js";
import type { StoppableCall } from "./stopping.js";
import type { Telemetry } from "./telemetry.js";
import { clearedWay, sumTicks, type TickFault, type TickSummary, wasBusy } from "./tick-summary.js";

export interface TickDependencies
  extends SegmentDependencies,
    AdvanceDependencies,
    CallDependencies,
    Delivery {
  readonly catalog: LiveCatalog;
  readonly clock: Clock;
  readonly senderFor: SenderFor;
  readonly publisher: Publisher;
  readonly telemetry: Telemetry;
  /** Contacts and runs taken at once. */
  readonly batch: number;
  readonly planner: Planner;
  /** What the parts do that the host has plugged in, in this order. */
  readonly tasks: readonly PartTask[];
}

export type Tick = (tenant: TenantId, options?: StoppableCall) => Promise<TickSummary>;

/**
 * One round for one tenant: definitions, then segments, runs, campaigns, lost workers, and finally
 * both channels at once. A failing part is reported in `faults` and stops no other part.
 */
export function createTick(deps: TickDependencies): Tick {
  return (tenant, options = {}) =>
    deps.telemetry.span("wellsent.tick", { tenant }, async () => {
      const round = createRound(deps, tenant, options);
      await round.run("definitions", async () => {
        await deps.publisher.publish(tenant, options);
        return null;
      });
      for (const [workflow, code] of deps.publisher.unusable(tenant))
        await round.run(
          "definitions",
          () => Promise.reject(unusableWorkflow(workflow, code)),
          currentVersion(deps, workflow),
        );
      for (const unread of deps.catalog.unread(tenant))
        await round.run(
          "definitions",
          () => Promise.reject(unreadWorkflow(unread)),
          versionIn(unread),
        );
      const scope = () => ({ tenant, now: deps.clock.now(), limit: deps.batch });
      const planned = await round.run("segments", () => deps.planner.plan(tenant, options));
      const contacts = await round.run("segments", () =>
        refreshSegments(deps, scope(), deps.senderFor(tenant), options),
      );
      const steps = await round.run("workflows", () =>
        advanceWorkflows(deps, scope(), deps.senderFor(tenant), options),
      );
      let campaigns: CampaignSummary | null = null;
      for (const { part, run } of deps.tasks) {
        const done = await round.run(part, (fail) => run(tenant, fail, options));
        campaigns = mergeSummaries(campaigns, done);
      }
      const swept = await round.run("workers", () => deps.sweep(tenant, options));
      const codes = await round.run("codes", async () => {
        const swept = await deps.store.sweepCodes(scope(), options);
        // Nothing to do is no success: a tenant of which all else fails fails as a whole.
        return swept.freed > 0 || swept.more ? swept : null;
      });
      // Channels and calls do not wait for each other: who hangs delays only its own.
      const [calls, email, sms] = await Promise.all([
        round.run("calls", () => runCalls(deps, tenant, options)),
        round.run("email", () => deps.deliver(tenant, "email", options)),
        round.run("sms", () => deps.deliver(tenant, "sms", options)),
      ]);
      const faults = round.end();
      count(deps, tenant, contacts?.processed ?? 0, steps, faults);
      const summary: TickSummary = {
        contacts: contacts?.processed ?? 0,
        steps: steps?.processed ?? 0,
        calls: calls?.processed ?? 0,
        quarantined: (contacts?.quarantined ?? 0) + (steps?.quarantined ?? 0),
        left: steps?.left ?? [],
        ...{ campaigns, email, sms, swept, faults, withoutTransport: [] },
        more: [planned, contacts, steps, campaigns, swept, codes, calls, email, sms].some(
          (done) => done?.more ?? false,
        ),
      };
      if (faults.length > 0 || summary.more || wasBusy(summary)) return summary;
      return { ...summary, withoutTransport: stranded(deps, tenant, swept) };
    });
}

/**
 * Channels of due messages that this engine cannot hand over. Checked when it has nothing else to
 * do.
 */
function stranded(
  { telemetry }: Pick<TickDependencies, "telemetry">,
  tenant: TenantId,
  swept: SweepSummary | null,
): readonly Channel[] {
  const found = Object.values(channels).filter((channel) => swept?.waiting.includes(channel));
  for (const channel of found)
    telemetry.log("warn", "Messages wait for a transport that this engine lacks.", {
      ...{ tenant, channel },
    });
  return found;
}

/**
 * Repeats rounds until one finds nothing, because one kind of work creates another. A round that
 * reports more work but did nothing is the last, because the next would end the same way.
 */
export function createDrain(tick: Tick): Tick {
  return async (tenant, options = {}) => {
    let summary = await tick(tenant, options);
    for (
      let last = summary;
      !options.ending?.aborted && (wasBusy(last) || (last.more && clearedWay(last)));
      summary = sumTicks(summary, last)
    ) {
      options.signal?.throwIfAborted();
      last = await tick(tenant, options);
    }
    return { ...summary, more: false };
  };
}

function currentVersion(
  { catalog }: TickDependencies,
  workflow: string,
): WorkflowVersion | undefined {
  const version = catalog.now().current.get(workflow)?.version;
  return version === undefined ? undefined : { workflow, version };
}

function versionIn({ workflow, version }: UnreadWorkflow): WorkflowVersion | undefined {
  return workflow === null || version === null ? undefined : { workflow, version };
}

function mergeSummaries(
  a: CampaignSummary | null,
  b: CampaignSummary | null,
): CampaignSummary | null {
  return a === null || b === null ? (b ?? a) : sumCampaigns(a, b);
}

interface Round {
  /** `null` if the part failed. Never rejects. `fail` tells of some of it that did. */
  run<T>(
    part: TickFault["part"],
    work: (fail: (error: unknown) => void) => Promise<T | null>,
    of?: WorkflowVersion,
  ): Promise<T | null>;
  /**
   * @throws the signal's reason where it was aborted, else the first error where all parts failed.
   */
  end(): readonly TickFault[];
}

function createRound(
  { telemetry }: TickDependencies,
  tenant: TenantId,
  { signal }: CallOptions,
): Round {
  const faults: TickFault[] = [];
  const errors: unknown[] = [];
  let done = 0;
  const failed = (part: TickFault["part"], error: unknown, of?: WorkflowVersion): void => {
    const code = WellsentError.isInstance(error) ? error.code : "UNEXPECTED";
    if (of === undefined) faults.push({ part, code });
    else faults.push({ part, code, of });
    // A workflow on which no run may start is no reason to skip the tenant.
    if (part !== "definitions") errors.push(error);
    telemetry.log("error", "A part of a tick failed.", { tenant, part, code, ...of });
  };
  return {
    run: async (part, work, of) => {
      if (signal?.aborted) return null;
      try {
        const result = await telemetry.span(`wellsent.tick.${part}`, { tenant }, () =>
          work((error) => failed(part, error)),
        );
        // A channel without a transport did nothing, which is no success either.
        if (result !== null) done += 1;
        return result;
      } catch (error) {
        if (signal?.aborted) return null;
        failed(part, error, of);
        return null;
      }
    },
    end: () => {
      signal?.throwIfAborted();
      if (errors.length > 0 && done === 0) throw errors[0];
      return faults;
    },
  };
}

function count(
  { telemetry, publisher, catalog }: TickDependencies,
  tenant: TenantId,
  contacts: number,
  steps: AdvanceReport | null,
  faults: readonly TickFault[],
): void {
  telemetry.count("wellsent.segments.contacts", contacts, { tenant });
  telemetry.count("wellsent.workflows.steps", steps?.processed ?? 0, { tenant });
  telemetry.count("wellsent.quarantined", steps?.quarantined ?? 0, { tenant, part: "workflows" });
  for (const { part, code } of faults)
    telemetry.count("wellsent.tick.faults", 1, { tenant, part, code });
  for (const { workflow, version } of steps?.left ?? []) {
    telemetry.count("wellsent.workflows.left", 1, { tenant, workflow, version });
    telemetry.log("warn", "Runs wait for a version that this engine lacks.", {
      ...{ tenant, workflow, version },
    });
    // The store lacks what this engine had published, as after a restored backup.
    if (catalog.now().current.get(workflow)?.version === version) publisher.doubt(tenant);
  }
}
