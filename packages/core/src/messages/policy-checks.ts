import { latenessFor } from "../campaigns/lateness.js";
import type { Instant, Milliseconds } from "../instant.js";
import { isSolicited } from "../message-class.js";
import type { DecisionReason } from "../ports/consent-gate.js";
import type { CampaignRecord } from "../ports/store/campaign.js";
import type { ContactFacts } from "../ports/store/facts.js";
import type { OutboxRecord, Verdict } from "../ports/store/outbox.js";
import { capReached } from "../timing/index.js";
import type { BindingPolicy } from "./binding-policy.js";
import type { JudgeContext } from "./judge-context.js";
import { shutUntil } from "./quiet-time.js";
import { isDrawn } from "./sample.js";

/** What a message's policy is asked with: the message, its contact, and all that binds it. */
export interface PolicyQuestion {
  readonly message: Pick<
    OutboxRecord,
    | "key"
    | "contact"
    | "channel"
    | "purpose"
    | "topic"
    | "messageClass"
    | "priority"
    | "origin"
    | "createdAt"
    | "plannedAt"
    | "dueAt"
    | "triedAt"
  >;
  readonly facts: ContactFacts;
  readonly campaign?: CampaignRecord | undefined;
  readonly policy: BindingPolicy;
  readonly context: Pick<JudgeContext, "now" | "workspaceZone" | "holidays" | "lifetimeFor">;
}

/** A cap has no room, and the policy merges what it holds back into a digest. */
export interface Overflow {
  readonly verdict: "overflow";
  readonly digest: string;
  /** What the cap says. */
  readonly reasons: readonly DecisionReason[];
  /** What becomes of the message where the digest cannot take it. */
  readonly otherwise: Extract<Verdict, { verdict: "defer" | "skip" }>;
}

/** `null`: no objection. */
type Check = (asked: PolicyQuestion) => Verdict | Overflow | null;

/**
 * In this order. Permanent refusals come before those that time lifts, so that nothing waits for an
 * hour in which it will be refused anyway.
 */
const checks: readonly Check[] = [
  ...[notHeldOut, notExcluded, notTooLate, notExpired],
  ...[underCaps, notShut],
];

/** What its policy has against sending a permitted message now; `null`: nothing. */
export function policyObjection(asked: PolicyQuestion): Verdict | Overflow | null {
  for (const check of checks) {
    const objection = check(asked);
    if (objection !== null) return objection;
  }
  return null;
}

export function skip(code: string, rule: string): Extract<Verdict, { verdict: "skip" }> {
  return { verdict: "skip", reasons: [{ code, effect: "deny", rule }] };
}

function deferral(
  code: string,
  rule: string,
  until: Instant,
): Extract<Verdict, { verdict: "defer" }> {
  return { verdict: "defer", until, reasons: [{ code, effect: "defer", rule, until }] };
}

/** Those left out still go through workflows, so that both groups can be compared step by step. */
function notHeldOut({ message, policy }: PolicyQuestion): Verdict | null {
  if (isSolicited(message.messageClass)) return null;
  const { controlGroup, holdout } = policy;
  if (controlGroup !== undefined && isDrawn(controlGroup, "control", message.contact))
    return skip("CONTROL_GROUP", "send policy: controlGroup");
  return holdout !== undefined && isDrawn(holdout, "holdout", message.contact)
    ? skip("HOLDOUT", `${message.origin.kind} policy: holdout`)
    : null;
}

/** Exclusions of a campaign are promises: who has come into one since is left out. */
function notExcluded({ facts, campaign }: PolicyQuestion): Verdict | null {
  const { memberships, lists } = facts;
  const { except = [] } = campaign?.definition.audience ?? {};
  const within = except.findIndex(
    (part) =>
      ("segment" in part && memberships.some(({ segment }) => segment === part.segment)) ||
      ("list" in part && lists.includes(part.list)),
  );
  return within < 0 ? null : skip("LEFT_AUDIENCE", `campaign audience: except[${within}]`);
}

/** No pause makes a message late after which its campaign was to go on with everything. */
function notTooLate({ message, policy, campaign, context }: PolicyQuestion): Verdict | null {
  const plannedAt = Math.max(message.createdAt, message.plannedAt);
  return policy.lateAfter !== undefined &&
    latenessFor(plannedAt, context.now, campaign?.pauses ?? []) > policy.lateAfter
    ? skip("TOO_LATE", "send policy: lateAfter")
    : null;
}

function notExpired(asked: PolicyQuestion): Verdict | null {
  return asked.context.now >= expiryFor(asked) ? skip("EXPIRED", "retry policy: expires") : null;
}

/**
 * From when on it must not leave any more. It counts from the first claim, so that outages use it
 * up, and before one from when it is due. What was put off beyond that, by a cap, by the host's
 * word or for its last try, has a lifetime anew from when it is due.
 */
function expiryFor({ message, campaign, context: { lifetimeFor } }: PolicyQuestion): Instant {
  const lifetime = lifetimeFor?.(message.messageClass) ?? Number.POSITIVE_INFINITY;
  // A pause uses nothing up.
  const resumed = campaign?.resumedAt ?? Number.NEGATIVE_INFINITY;
  const due = Math.max(message.createdAt, message.dueAt, resumed);
  const tried = message.triedAt === null ? null : message.triedAt + lifetime;
  if (tried === null || due >= tried) return due + lifetime;
  return Math.max(tried, due + Math.min(lifetime, lastTryWithin));
}

/** A try that came due before the end is still made when a tick is this late. */
const lastTryWithin: Milliseconds = 3_600_000;

function underCaps({ message, facts, policy, context }: PolicyQuestion): Verdict | Overflow | null {
  const { caps = [], onCap, tenantCaps } = policy;
  if (caps.length === 0) return null;
  const others = facts.messages.filter(({ key }) => key !== message.key);
  const zone = facts.contact.timeZone?.name ?? context.workspaceZone;
  const { workflow = null, campaign = null } = message.origin;
  const subject = { ...message, workflow, campaign };
  const { cap, reached, retryAt, reservedFor } = capReached(
    ...([caps, others, context.now, subject, zone] as const),
  );
  if (!reached || cap === undefined) return null;
  const place = caps.indexOf(cap);
  const clause = capClause(place, tenantCaps, message.origin.kind);
  const code = reservedFor === undefined ? "FREQUENCY_CAP" : "CAP_RESERVED";
  const rule = reservedFor === undefined ? clause : `${clause}, kept for ${reservedFor.join(", ")}`;
  const dropped = skip(code, rule);
  if (onCap === "drop") return dropped;
  const otherwise = retryAt === undefined ? dropped : deferral(code, rule, retryAt);
  if (onCap === "wait" || !isMergeable(message)) return otherwise;
  return { verdict: "overflow", digest: onCap.digest, reasons: dropped.reasons, otherwise };
}

/** Neither what a person waits for nor what somebody tries out goes into a digest. */
function isMergeable({ messageClass, origin }: PolicyQuestion["message"]): boolean {
  return !isSolicited(messageClass) && origin.kind !== "test";
}

/** How reasons name a cap: the tenant's come first. */
export function capClause(
  place: number,
  tenantCaps: number,
  kind: PolicyQuestion["message"]["origin"]["kind"],
): string {
  if (place < tenantCaps) return `send policy: caps[${place}]`;
  const whose = kind === "campaign" ? "campaign" : "workflow";
  return `${whose} policy: caps[${place - tenantCaps}]`;
}

function notShut({ message, facts, policy, context }: PolicyQuestion): Verdict | null {
  if (isSolicited(message.messageClass)) return null;
  return shutUntil(policy, facts.contact, context);
}
