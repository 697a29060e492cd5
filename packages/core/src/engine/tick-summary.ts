import { channels } from "../messages/channels.js";
import type { Channel } from "../ports/consent-gate.js";
import type { WorkflowVersion } from "../ports/store/store.js";
import { type CampaignSummary, sumCampaigns } from "./campaigns/campaign-summary.js";
import {
  type DeliveryReport,
  type SweepSummary,
  sumDelivery,
  sumSweeps,
  wasDelivering,
} from "./delivery/index.js";

/** A part of a tick that failed while the others went on. */
export interface TickFault {
  readonly part:
    | "definitions"
    | "segments"
    | "workflows"
    | "series"
    | "campaigns"
    | "workers"
    | "codes"
    | "calls"
    | Channel;
  /** The error's own code; `UNEXPECTED` for anything else. */
  readonly code: string;
  /** The workflow that it is about, in this engine's version. Absent: it is about no single one. */
  readonly of?: WorkflowVersion;
}

/** By channel: the messages handed over; `null` if there is no transport. */
type Deliveries = Readonly<Record<Channel, DeliveryReport | null>>;

export interface TickSummary extends Deliveries {
  /** Contacts whose segments were evaluated. */
  readonly contacts: number;
  /** Workflow steps taken. */
  readonly steps: number;
  /** Attempts to call webhooks. */
  readonly calls: number;
  /** Contacts and runs put into quarantine because they could not be judged or read. */
  readonly quarantined: number;
  /** Versions that this engine cannot run. Their runs wait for an engine that can. */
  readonly left: readonly WorkflowVersion[];
  /** `null` if they failed, or the engine has no part for them. */
  readonly campaigns: CampaignSummary | null;
  /** What became of the messages of lost workers. */
  readonly swept: SweepSummary | null;
  /**
   * Channels with due messages for which this engine has no transport. Checked only when nothing
   * else is left to do, as at the end of a drain.
   */
  readonly withoutTransport: readonly Channel[];
  readonly faults: readonly TickFault[];
  /** A limit was reached: there is more to do right now. */
  readonly more: boolean;
}

/** Whether the tick found anything to do. Its work may have made more. */
export function wasBusy(summary: TickSummary): boolean {
  const { contacts, steps, calls, swept, campaigns } = summary;
  return (
    contacts + steps + calls > 0 ||
    (campaigns !== null &&
      campaigns.prepared + campaigns.queued + campaigns.refused + campaigns.changed > 0) ||
    Object.values(channels).some((channel) => wasDelivering(summary[channel])) ||
    (swept !== null && swept.requeued + swept.doubled.length > 0)
  );
}

/**
 * Whether something was moved out of the way, so that another tick finds what was behind it: failed
 * units, or lost workers.
 */
export function clearedWay(summary: TickSummary): boolean {
  return (
    summary.quarantined > 0 ||
    (summary.swept !== null && (summary.swept.more || summary.swept.held > 0)) ||
    Object.values(channels).some((channel) => (summary[channel]?.quarantined ?? 0) > 0)
  );
}

/** Whether the engine holds nothing that its store does not know. */
export function isWhole({ faults, ...summary }: TickSummary): boolean {
  return (
    faults.length === 0 &&
    Object.values(channels).every((channel) => {
      const done = summary[channel];
      return done === null || (done.fault === null && done.unsettled === 0);
    })
  );
}

/** Two ticks of one tenant, one after the other. */
export function sumTicks(a: TickSummary, b: TickSummary): TickSummary {
  return {
    contacts: a.contacts + b.contacts,
    steps: a.steps + b.steps,
    calls: a.calls + b.calls,
    quarantined: a.quarantined + b.quarantined,
    left: distinct([...a.left, ...b.left]),
    campaigns: mergeCampaigns(a.campaigns, b.campaigns),
    email: sumDelivery(a.email, b.email),
    sms: sumDelivery(a.sms, b.sms),
    swept: sumSweeps(a.swept, b.swept),
    withoutTransport: b.withoutTransport,
    // Repeated entries count once, so the sum of a million ticks is no longer than the sum of two.
    faults: distinct([...a.faults, ...b.faults]),
    more: b.more,
  };
}

function mergeCampaigns(
  a: CampaignSummary | null,
  b: CampaignSummary | null,
): CampaignSummary | null {
  return a === null || b === null ? (b ?? a) : { ...sumCampaigns(a, b), more: b.more };
}

function distinct<T extends object>(all: readonly T[]): readonly T[] {
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}
