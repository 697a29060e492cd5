import type { Instant } from "../instant.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import type { ZoneRule } from "../segments/index.js";
import { addDuration, isTimeZone, nextLocalTime } from "../timing/index.js";
import type { WaitForNode, WaitNode, WaitUntilNode, WorkflowNode } from "./definition.js";
import type { WaitState } from "./enrollment-state.js";
import { readState } from "./enrollment-state.js";

export type WaitingNode = WaitNode | WaitUntilNode | WaitForNode;

export function isWaiting(node: WorkflowNode): node is WaitingNode {
  return node.kind === "wait" || node.kind === "waitUntil" || node.kind === "waitFor";
}

/**
 * The IANA zone of a rule for this contact. The workspace's zone applies if the contact's is
 * missing or unknown to this host.
 */
export function waitZone(rule: ZoneRule, contact: ContactRecord, workspace: string): string {
  if (rule === "workspace") return workspace;
  if (rule === "contact") {
    const name = contact.timeZone?.name;
    return name !== undefined && isTimeZone(name) ? name : workspace;
  }
  return rule.slice("fixed:".length);
}

export function waitZoneRule(node: WaitingNode, fallback: ZoneRule): ZoneRule {
  return node.kind === "waitUntil" ? (node.zone ?? fallback) : fallback;
}

export function beginWait(
  node: WaitingNode,
  rule: ZoneRule,
  zone: string,
  since: Instant,
): WaitState {
  return { since, until: untilOf(node, zone, since), zone, rule };
}

/**
 * The same wait in another zone. If the wall-clock time has already passed there, the next one
 * applies: a contact who moved east must not get the nine o'clock mail at noon. An instant that was
 * kept through a migration stands.
 */
export function moveWait(
  node: WaitingNode,
  wait: WaitState,
  zone: string,
  now: Instant,
): WaitState {
  if (wait.zone === zone || wait.kept === true) return wait;
  const until = untilOf(node, zone, wait.since);
  const passed = node.kind === "waitUntil" && until < now && wait.until > now;
  return { ...wait, until: passed ? untilOf(node, zone, now) : until, zone };
}

function untilOf(node: WaitingNode, zone: string, after: Instant): Instant {
  switch (node.kind) {
    case "wait":
      return addDuration(after, node.for, zone);
    case "waitFor":
      return addDuration(after, node.timeout, zone);
    case "waitUntil":
      return nextLocalTime(
        { time: node.time, ...(node.days === undefined ? {} : { days: node.days }) },
        zone,
        after,
      );
  }
}

/**
 * Whether the wait was computed for a zone that is no longer the contact's; a `contact` input then
 * computes it again. Needs no definition, so it works for runs of every version.
 */
export function zoneChanged(
  enrollment: EnrollmentRecord,
  contact: ContactRecord,
  workspaceZone: string,
): boolean {
  const wait = enrollment.status === "active" ? readState(enrollment.state)?.wait : null;
  if (!wait || wait.kept === true) return false;
  return wait.zone !== waitZone(wait.rule, contact, workspaceZone);
}
