import { isLaxer } from "../message-class.js";
import type { DecisionReason } from "../ports/consent-gate.js";
import type { TemplateInfo } from "../ports/renderer.js";
import type { DigestItemEnd, OutboxDraft, OutboxRecord, Verdict } from "../ports/store/outbox.js";
import type { Candidate } from "../ports/store/store.js";
import type { BindingPolicy } from "./binding-policy.js";
import {
  type Digest,
  type DigestItem,
  type DigestWindow,
  digestContent,
  digestData,
  digestQueue,
  digestRoom,
  digestWindow,
  shownItems,
} from "./digest.js";
import type { JudgeContext } from "./judge-context.js";
import { type Overflow, skip } from "./policy-checks.js";
import { decideFor } from "./send-checks.js";

/** Behind workflows and campaigns: they have merged themselves into it. */
const digestPriority = 20;

/** Merges what a cap holds back into the next digest of its contact. */
export function joinDigest(
  { message, facts }: Candidate,
  { digests = [], lateAfter }: BindingPolicy,
  overflow: Overflow,
  context: JudgeContext,
): Verdict {
  const digest = digests.find(({ id }) => id === overflow.digest);
  if (digest === undefined) return unusable(overflow, "there is none of this name");
  const info = context.renderer.template(digest.template);
  const fault = unfit(message, info);
  if (info === undefined || fault !== null) return unusable(overflow, fault ?? "no template");
  const window = digestWindow(digest, facts, context.now, context.workspaceZone);
  if (window === null) return unusable(overflow, "it goes out no more");
  const planned = Math.max(message.createdAt, message.plannedAt);
  if (lateAfter !== undefined && window.at - planned > lateAfter)
    return refusal("TOO_LATE", "send policy: lateAfter, before its digest", overflow.reasons);
  const { purpose = "", topic = null, messageClass } = info;
  const own = { ...message, purpose, topic, messageClass };
  const decision = decideFor(own, facts, context, "send");
  if (decision === null || (!decision.allowed && decision.retryAt === undefined)) {
    const denials = decision?.reasons.filter(({ effect }) => effect === "deny") ?? [];
    const said = [...overflow.reasons, ...denials];
    return refusal("DIGEST_REFUSED", digestName(digest.id), said);
  }
  const draft = digestDraft(message, digest, window, { purpose, topic, messageClass, decision });
  return {
    ...refusal("DIGESTED", window.key, overflow.reasons),
    into: { draft, room: digestRoom(digest) },
  };
}

function digestName(id: string): string {
  return `send policy: digests, ${id}`;
}

/** A digest must not be a way around what its items need. */
function unfit(message: OutboxRecord, info: TemplateInfo | undefined): string | null {
  if (info === undefined) return "this engine lacks its template";
  if (info.purpose === undefined) return "its template names no purpose";
  if (info.channel !== message.channel) return "its template is for another channel";
  return isLaxer(info.messageClass, message.messageClass)
    ? "its template's class needs less permission"
    : null;
}

/** The message does what it would without a digest, and tells why. */
function unusable({ digest, otherwise }: Overflow, why: string): Verdict {
  const effect = otherwise.verdict === "defer" ? "defer" : "deny";
  const rule = `${digestName(digest)}: ${why}`;
  const told: DecisionReason = { code: "DIGEST_UNUSABLE", effect, rule };
  return { ...otherwise, reasons: [...otherwise.reasons, told] };
}

function refusal(
  code: string,
  rule: string,
  more: readonly DecisionReason[],
): Extract<Verdict, { verdict: "skip" }> {
  const { reasons, ...rest } = skip(code, rule);
  return { ...rest, reasons: [...reasons, ...more] };
}

function digestDraft(
  message: OutboxRecord,
  { id, template, min = 1 }: Digest,
  { key, at }: DigestWindow,
  own: Pick<OutboxDraft, "purpose" | "topic" | "messageClass" | "decision">,
): OutboxDraft {
  const { tenant, contact, contactPoint, channel, lane } = message;
  const { purpose, topic, messageClass, data } = message;
  const item = { key: message.key, template: message.template, purpose, topic, messageClass, data };
  return {
    ...{ tenant, key, contact, contactPoint, channel, lane, template },
    ...{ queue: digestQueue(id), priority: digestPriority },
    ...own,
    data: digestData({ min, items: [item] }),
    origin: { kind: "digest", digest: id },
    dueAt: at,
  };
}

/**
 * Asks for the consent to each item of a digest that may itself be sent, by the item's own purpose,
 * topic and class. What falls out is gone from the digest for good, so that a retry shows the same.
 */
export function judgeDigest(
  { message, facts }: Candidate,
  send: Extract<Verdict, { verdict: "send" }>,
  context: JudgeContext,
): Verdict {
  const content = digestContent(message.data);
  if (content === null) return skip("DIGEST_EMPTY", "its items cannot be read");
  const kept: DigestItem[] = [];
  const ends: DigestItemEnd[] = [];
  for (const item of content.items) {
    const { key, purpose, topic, messageClass } = item;
    const asked = { ...message, purpose, topic, messageClass };
    const decision = decideFor(asked, facts, context, "send");
    if (decision?.allowed) kept.push(item);
    else ends.push({ key, reasons: denials(decision?.reasons ?? [], message.key) });
  }
  if (kept.length < content.min) {
    const { reasons } = skip("DIGEST_EMPTY", message.key);
    const rest = kept.map(({ key }) => ({ key, reasons }));
    return { ...skip("DIGEST_EMPTY", "digest: min"), items: [...ends, ...rest] };
  }
  const brought = { ...digestData({ ...content, items: kept }), ...shownItems(kept) };
  return { ...send, brought, ...(ends.length === 0 ? {} : { items: ends }) };
}

/** Why an item fell out of its digest: what the gate has against it first. */
function denials(reasons: readonly DecisionReason[], digest: string): readonly DecisionReason[] {
  return [
    ...reasons.filter(({ effect }) => effect === "deny" || effect === "defer"),
    { code: "DIGESTED", effect: "deny", rule: digest },
  ];
}
