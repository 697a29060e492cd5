import type { ConsentEvent } from "../events/index.js";
import type { CaseAction, RightsCase } from "./rights-case.js";

const caseTypes = [
  "dsr.opened",
  "dsr.assigned",
  "dsr.acknowledged",
  "complaint.acknowledged",
  "dsr.identity_requested",
  "dsr.identity_confirmed",
  "dsr.clock_paused",
  "dsr.clock_resumed",
  "dsr.extended",
  "dsr.action",
  "dsr.recipient_notified",
  "dsr.responded",
  "dsr.refused",
] as const;

export type CaseEvent = ConsentEvent<(typeof caseTypes)[number]>;

const types: ReadonlySet<string> = new Set(caseTypes);

export function isCaseEvent(event: ConsentEvent): event is CaseEvent {
  return types.has(event.type);
}

/** Why something cannot happen to a case now: stable codes. */
export type CaseFault =
  | "CASE_CLOSED"
  | "CASE_REPEATED"
  | "CASE_IDENTITY_OPEN"
  | "CASE_IDENTITY_NOT_ASKED"
  | "CASE_PAUSED"
  | "CASE_NOT_PAUSED"
  | "CASE_EXTENDED_BEFORE"
  | "CASE_ACTION_UNOBSERVED"
  | "CASE_ACTION_INCOMPLETE";

/** The newest word on each thing done. */
function latestActions({ actions, recipientsTold }: RightsCase): readonly CaseAction[] {
  const latest = new Map<string, CaseAction>();
  for (const action of actions)
    latest.set(`${action.operation}|${action.store}|${action.dataClass ?? ""}`, action);
  for (const { recipient, at } of recipientsTold) {
    const key = `notify|${recipient}|`;
    if (latest.get(key)?.observed === undefined) {
      latest.set(key, { operation: "notify", store: recipient, observed: "done", at });
    }
  }
  return [...latest.values()];
}

/**
 * Announced or begun, with nothing observed yet. A request cannot be answered while there are any.
 */
export function openActions(of: RightsCase): readonly CaseAction[] {
  return latestActions(of).filter(({ observed }) => observed === undefined);
}

/** Observed, and not what the person asked for: to be done again, or to be recorded as exempt. */
export function incompleteActions(of: RightsCase): readonly CaseAction[] {
  return latestActions(of).filter(
    ({ observed }) => observed === "failed" || observed === "partial",
  );
}

/** Why `event` cannot happen to the case in its present state. */
export function caseFault(
  before: RightsCase,
  event: Pick<CaseEvent, "type" | "contactPoint">,
): CaseFault | undefined {
  const isClosed = before.status === "answered" || before.status === "refused";
  const isPaused = before.pauses.some(({ until }) => until === undefined);
  switch (event.type) {
    case "dsr.opened":
      // One event for each contact point of the person.
      return isClosed ? "CASE_CLOSED" : undefined;
    case "dsr.responded":
    case "dsr.refused": {
      if (isClosed) return "CASE_REPEATED";
      if (event.type === "dsr.refused") return undefined;
      if (before.status === "verifying") return "CASE_IDENTITY_OPEN";
      if (openActions(before).length > 0) return "CASE_ACTION_UNOBSERVED";
      return incompleteActions(before).length > 0 ? "CASE_ACTION_INCOMPLETE" : undefined;
    }
    default:
      if (isClosed) return "CASE_CLOSED";
  }
  switch (event.type) {
    case "dsr.identity_requested":
      return before.status === "verifying" ? "CASE_REPEATED" : undefined;
    case "dsr.identity_confirmed":
      return before.status === "verifying" ? undefined : "CASE_IDENTITY_NOT_ASKED";
    case "dsr.clock_paused":
      return isPaused ? "CASE_PAUSED" : undefined;
    case "dsr.clock_resumed":
      return isPaused ? undefined : "CASE_NOT_PAUSED";
    case "dsr.extended":
      return before.extension === undefined ? undefined : "CASE_EXTENDED_BEFORE";
    case "dsr.action":
    case "dsr.recipient_notified":
      return before.status === "verifying" ? "CASE_IDENTITY_OPEN" : undefined;
    default:
      return undefined;
  }
}
