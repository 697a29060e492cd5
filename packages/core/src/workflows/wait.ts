import type { ContactRecord } from "../ports/store/contact-record.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import { readPath, type ZoneRule } from "../segments/index.js";
import { isTimeZone } from "../timing/index.js";
import type {
  RunNode,
  ThrottleNode,
  WaitForNode,
  WaitNode,
  WaitSinceNode,
  WaitUntilDateNode,
  WaitUntilNode,
  WebhookNode,
  WorkflowNode,
} from "./definition.js";
import { readState } from "./enrollment-state.js";

export type WaitingNode =
  | WaitNode
  | WaitUntilNode
  | WaitUntilDateNode
  | WaitSinceNode
  | WaitForNode
  | WebhookNode
  | ThrottleNode
  | RunNode;

const waiting: { readonly [K in WorkflowNode["kind"]]?: true } & {
  readonly [K in WaitingNode["kind"]]: true;
} = {
  wait: true,
  waitUntil: true,
  waitUntilDate: true,
  waitSince: true,
  waitFor: true,
  webhook: true,
  throttle: true,
  run: true,
};

export function isWaiting(node: WorkflowNode): node is WaitingNode {
  return waiting[node.kind] === true;
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

/** The zone rule of a wait: a wait by the clock may name one of its own. */
export function waitZoneRule(node: WaitingNode, fallback: ZoneRule): ZoneRule {
  return ("zone" in node ? node.zone : undefined) ?? fallback;
}

/**
 * Whether the wait was computed for a zone or a date that is no longer the contact's; a `contact`
 * input then computes it again. Needs no definition, so it works for runs of every version.
 */
export function waitOutdated(
  enrollment: EnrollmentRecord,
  contact: ContactRecord,
  workspaceZone: string,
): boolean {
  const state = enrollment.status === "active" ? readState(enrollment.state) : null;
  const waits = state?.branches?.map(({ wait }) => wait) ?? [state?.wait ?? null];
  return waits.some((wait) => {
    if (wait === null || wait.kept === true) return false;
    const { zone, rule, from } = wait;
    if (zone !== waitZone(rule, contact, workspaceZone)) return true;
    return from !== undefined && readPath(contact.attributes, from.attribute) !== from.value;
  });
}
