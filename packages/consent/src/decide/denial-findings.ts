import type { Activity, Instant, JsonObject, MessageClass } from "@wellsent/core";
import { type ConsentScope, denialCovers, type SoftBounces } from "../events/index.js";
import { type DecisionFinding, denied, precedence } from "../rules/index.js";
import {
  activeErasure,
  activeRestriction,
  addressSuppressions,
  type DenialKind,
  type DenialMark,
  type LiveGrant,
  openErasures,
  requestKey,
  type SuppressionMark,
} from "../state/index.js";
import type { DecisionContext } from "./decision-context.js";
import { suppressionEffect } from "./suppression-table.js";

function watches(activity: Activity): boolean {
  return activity !== "send";
}

/** Groups 2 to 5: refusals by the person or the law, which apply whatever basis there is. */
export function addDenials(context: DecisionContext, found: DecisionFinding[]): void {
  restrictions(context, found);
  suppressions(context, found);
  denials(context, found);
}

const outlivesRestriction: ReadonlySet<MessageClass> = new Set(["legal_notice"]);
const outlivesOpenErasure: ReadonlySet<MessageClass> = new Set(["legal_notice", "transactional"]);

function restrictions(context: DecisionContext, found: DecisionFinding[]): void {
  const { question, cell, projection } = context;
  const erased = activeErasure(projection);
  const watching = watches(cell.activity);
  if (erased !== undefined && !askedByPersonAfter(context, erased.at)) {
    found.push(denied(precedence.restriction, "ERASED", "GDPR Art. 17", { eventId: erased.id }));
  }
  const restricted = activeRestriction(projection);
  if (restricted !== undefined && (watching || !outlivesRestriction.has(question.messageClass))) {
    found.push(
      denied(precedence.restriction, "RESTRICTED", "GDPR Art. 18", { eventId: restricted.id }),
    );
  }
  if (watching || !outlivesOpenErasure.has(question.messageClass)) {
    for (const { id } of openErasures(projection)) {
      found.push(
        denied(precedence.restriction, "ERASURE_OPEN", "GDPR Art. 17(1)", { eventId: id }),
      );
    }
  }
}

/** A person who asks again gets one mail to confirm it. Otherwise nobody could ever return. */
function askedAfter(
  pending: DecisionContext["state"]["pending"],
  at: Instant,
  messageClass: MessageClass,
): boolean {
  return messageClass === "confirmation_request" && pending !== undefined && pending.at > at;
}

/** No other person's request may lead to a contact that was erased. */
function askedByPersonAfter(
  { question, projection, state }: DecisionContext,
  at: Instant,
): boolean {
  return (
    askedAfter(state.pending, at, question.messageClass) &&
    projection.requests[requestKey(state.pending?.id ?? "")]?.asked?.by === "subject"
  );
}

function suppressions(context: DecisionContext, found: DecisionFinding[]): void {
  for (const { reason, scope, added } of addressSuppressions(context.projection)) {
    suppressed(context, found, reason, scope, added.at, added);
  }
  for (const { reason, scope, addedAt } of context.facts.suppressions) {
    suppressed(context, found, reason, readScope(scope), addedAt);
  }
}

function suppressed(
  context: DecisionContext,
  found: DecisionFinding[],
  reason: string,
  scope: ConsentScope,
  at: Instant,
  { id: eventId, bounces }: Partial<SuppressionMark> = {},
): void {
  const { question, cell, state } = context;
  if (!denialCovers(scope, cell)) return;
  const effect = watches(cell.activity) ? "deny" : suppressionEffect(reason, question.messageClass);
  if (effect === "allow") return;
  const asked =
    reason === "erased"
      ? askedByPersonAfter(context, at)
      : askedAfter(state.pending, at, question.messageClass);
  if (effect === "ask" && asked) return;
  if (reason === "registry" && state.grants.some(isWritten)) return;
  const code = `SUPPRESSED_${reason.toUpperCase()}`;
  if (found.some((other) => other.reason.code === code)) return;
  const rule = `Wellsent policy: ${bounces === undefined ? "suppression list" : inWords(bounces)}`;
  found.push(denied(precedence.suppressed, code, rule, { eventId }));
}

/**
 * The person's own signed agreement overrides a do-not-call register: 47 CFR 64.1200(c)(2)(ii). A
 * call that they invited is no solicitation either: (f)(15)(i).
 */
function isWritten({ strength, sort, evidence }: LiveGrant): boolean {
  return strength === "express_written" && (sort !== "asserted" || evidence === true);
}

function inWords({ days, first, last }: SoftBounces): string {
  return `soft bounces on ${days} days from ${first.slice(0, 10)} to ${last.slice(0, 10)}`;
}

const everything: ConsentScope = {};
const axes: ReadonlySet<string> = new Set(["sender", "channel", "purpose", "topic", "activity"]);
function isAxis([axis, value]: readonly [string, unknown]): boolean {
  return axis === "exact" ? value === true : axes.has(axis) && typeof value === "string";
}

/** Read back from a store. Anything but a scope counts as everything. */
export function readScope(json: JsonObject | undefined): ConsentScope {
  if (json === undefined) return everything;
  return Object.entries(json).every(isAxis) ? (json as ConsentScope) : everything;
}

export const denialCode: Readonly<Record<DenialKind, readonly [code: string, rule: string]>> = {
  withdrawn: ["WITHDRAWN", "GDPR Art. 7(3)"],
  stopped: ["STOPPED", "47 CFR 64.1200(a)(10)"],
  refused: ["REFUSED", "GDPR Art. 4(11)"],
  objected: ["OBJECTED", "GDPR Art. 21(2)-(3)"],
  invalidated: ["CONSENT_INVALID", "GDPR Art. 7(2)"],
  lapsed: ["CONSENT_LAPSED", "GDPR Art. 5(1)(e)"],
  complained: ["COMPLAINED", "Wellsent policy: a complaint is a withdrawal"],
  unsubscribed: ["UNSUBSCRIBED", "GDPR Art. 7(3)"],
  merged: ["DENIED_BEFORE_MERGE", "Wellsent policy: a merge keeps the stricter side"],
};

/**
 * An opt-out from marketing does not cover invoices. A STOP in reply to a text covers all texts.
 * Where a law reads a STOP more narrowly, it is not among the denials here.
 */
function heedsDenial(messageClass: MessageClass, denial: DenialMark): boolean {
  switch (messageClass) {
    case "marketing":
    case "confirmation_request":
      return true;
    case "service":
      return denial.kind === "stopped" || denial.scope.purpose !== undefined;
    case "transactional":
      return denial.kind === "stopped";
    case "legal_notice":
      return false;
  }
}

function denials({ question, cell, state }: DecisionContext, found: DecisionFinding[]): void {
  const watching = watches(cell.activity);
  for (const denial of widestFirst(state.denials)) {
    if (!watching && !heedsDenial(question.messageClass, denial)) continue;
    if (askedAfter(state.pending, denial.at, question.messageClass)) continue;
    const [code, rule] = denialCode[denial.kind];
    const group =
      denial.kind === "objected" || width(denial.scope) === 0
        ? precedence.objected
        : precedence.withdrawn;
    found.push(denied(group, code, rule, { eventId: denial.id }));
  }
}

function widestFirst(marks: readonly DenialMark[]): readonly DenialMark[] {
  return marks.length < 2 ? marks : marks.toSorted((a, b) => width(a.scope) - width(b.scope));
}

/**
 * 0 for the whole tenant, then sender, channel, purpose, topic, activity. The widest comes first.
 */
function width(scope: ConsentScope): number {
  return scope.activity !== undefined
    ? 5
    : scope.topic !== undefined
      ? 4
      : scope.purpose !== undefined
        ? 3
        : scope.channel !== undefined
          ? 2
          : scope.sender !== undefined
            ? 1
            : 0;
}
