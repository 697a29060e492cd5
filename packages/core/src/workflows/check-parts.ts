import { WellsentError } from "../errors/index.js";
import type { Milliseconds } from "../instant.js";
import {
  checkSegment as checkSegmentValues,
  defaultLimits,
  type EventPredicate,
  eventNames,
  type SameKey,
  type SegmentNode,
  segmentNodes,
} from "../segments/index.js";
import { thereAre } from "../there-are.js";
import { durationLength, isTimeZone } from "../timing/index.js";
import { asSegment } from "./branch.js";
import type { DeliverySignal } from "./definition.js";
import type { WorkflowCatalog, WorkflowFaultCode } from "./finding.js";

export type Report = (code: WorkflowFaultCode, path: string, message: string) => void;

/** The catalog in the form that the checks use. */
export interface KnownNames {
  readonly templates: ReadonlySet<string> | null;
  readonly segments: ReadonlySet<string> | null;
  readonly events: ReadonlySet<string> | null;
  readonly purposes: WorkflowCatalog["purposes"];
  readonly template: WorkflowCatalog["template"];
  readonly attributes: WorkflowCatalog["attributes"];
  readonly workflow: WorkflowCatalog["workflow"];
  /** The workflow's own id. */
  readonly own: string;
  readonly dateAttribute: WorkflowCatalog["dateAttribute"];
  /** Templates that this workflow sends. */
  readonly sent: ReadonlySet<string>;
  /** Goals that this workflow can reach. */
  readonly goals: ReadonlySet<string>;
  /** Whether the trigger has data; a segment has none. */
  readonly hasData: boolean;
}

export function checkEvent(
  event: string,
  path: string,
  { events }: KnownNames,
  report: Report,
): void {
  if (
    event.startsWith("delivery:") ||
    event.startsWith("segment:") ||
    events?.has(event) === false
  ) {
    report("UNKNOWN_EVENT", path, `There is no event “${event}”; ${thereAre(events ?? [], event)}`);
  }
}

/** Checks a condition like a segment, and also the names in it. */
export function checkCondition(
  where: SegmentNode,
  path: string,
  known: KnownNames,
  report: Report,
): void {
  reportThrown(
    () => checkSegmentValues(asSegment(where), defaultLimits),
    "CONDITION",
    path,
    report,
  );
  for (const node of segmentNodes(where)) {
    if (node.op === "member") checkSegment(node.segment, path, known, report);
    for (const event of eventNames(node)) checkEvent(event, path, known, report);
  }
}

export function checkWhere(where: EventPredicate | undefined, path: string, report: Report): void {
  if (where === undefined) return;
  reportThrown(
    () => checkSegmentValues(asSegment(where), defaultLimits),
    "CONDITION",
    path,
    report,
  );
}

export function checkSegment(
  segment: string,
  path: string,
  { segments }: KnownNames,
  report: Report,
): void {
  if (segments?.has(segment) === false)
    report(
      "UNKNOWN_SEGMENT",
      path,
      `There is no segment “${segment}”; ${thereAre(segments, segment)}`,
    );
}

/** Checks that a key is compared only if the run has trigger data to take it from. */
export function checkSame(
  same: SameKey | undefined,
  path: string,
  { hasData }: KnownNames,
  report: Report,
): void {
  if (same !== undefined && !hasData)
    report("KEY", path, "No trigger of this workflow has data to compare: remove same.");
}

/** Checks that a report is about a message of the same run. */
export function checkSent(
  template: string,
  path: string,
  { sent }: KnownNames,
  report: Report,
): void {
  if (!sent.has(template))
    report(
      "UNSENT_TEMPLATE",
      path,
      `This workflow never sends ${template}, so no report about it comes.`,
    );
}

/** 120 years. What is longer is a mistake, and nobody would see what comes of it. */
const longest: Milliseconds = 120 * 366 * 86_400_000;

export function checkDuration(text: string, path: string, report: Report): void {
  reportThrown(
    () => {
      const length = durationLength(text);
      if (length <= 0) report("DURATION", path, "A duration must be longer than zero.");
      if (length > longest)
        report("DURATION", path, "A duration must be no longer than 120 years.");
    },
    "DURATION",
    path,
    report,
  );
}

export function checkZone(zone: string, path: string, report: Report): void {
  if (zone === "contact" || zone === "workspace") return;
  if (!zone.startsWith("fixed:") || !isTimeZone(zone.slice("fixed:".length))) {
    report(
      "TIME_ZONE",
      path,
      "Write contact, workspace or fixed:ZONE, with a zone that the host knows.",
    );
  }
}

const deliverySignals: Readonly<Record<DeliverySignal, true>> = {
  "delivery:delivered": true,
  "delivery:opened": true,
  "delivery:clicked": true,
  "delivery:bounced": true,
  "delivery:replied": true,
  "delivery:complained": true,
  "delivery:unsubscribed": true,
};

export function isDeliverySignal(name: string): name is DeliverySignal {
  return Object.hasOwn(deliverySignals, name);
}

/** Turns errors thrown by the timing rules into findings. */
export function reportThrown(
  attempt: () => unknown,
  code: WorkflowFaultCode,
  path: string,
  report: Report,
): void {
  try {
    attempt();
  } catch (error) {
    if (!WellsentError.isInstance(error)) throw error;
    report(code, error.path?.startsWith(path) === true ? error.path : path, error.message);
  }
}
