import type { Activity, Instant, JsonObject, MessageClass } from "@wellsent/core";
import { denialCovers, type Scope, type SoftBounces } from "../events/index.js";
import {
  addressSuppressions,
  type DenialKind,
  type DenialMark,
  erasureOf,
  type LiveGrant,
  openErasures,
  requestKey,
  restrictionOf,
  type SuppressionMark,
} from "../state/index.js";
import { denied, type Finding, precedence } from "./finding.js";
import type { Matter } from "./matter.js";
import { suppressionEffect } from "./suppression-table.js";

const watches = (activity: Activity): boolean => activity !== "send";

/** Groups 2 to 5: what the person or the law said no to, whatever basis there may be. */
export const standing = (matter: Matter, found: Finding[]): void => {
  restrictions(matter, found);
  suppressions(matter, found);
  denials(matter, found);
};

const outlivesRestriction: ReadonlySet<MessageClass> = new Set(["legal_notice"]);
const outlivesOpenErasure: ReadonlySet<MessageClass> = new Set(["legal_notice", "transactional"]);

const restrictions = (matter: Matter, found: Finding[]): void => {
  const { question, cell, projection } = matter;
  const erased = erasureOf(projection);
  const watching = watches(cell.activity);
  if (erased !== undefined && !askedByPersonAfter(matter, erased.at)) {
    found.push(denied(precedence.standing, "ERASED", "GDPR Art. 17", { eventId: erased.id }));
  }
  const restricted = restrictionOf(projection);
  if (restricted !== undefined && (watching || !outlivesRestriction.has(question.messageClass))) {
    found.push(
      denied(precedence.standing, "RESTRICTED", "GDPR Art. 18", { eventId: restricted.id }),
    );
  }
  if (watching || !outlivesOpenErasure.has(question.messageClass)) {
    for (const { id } of openErasures(projection)) {
      found.push(denied(precedence.standing, "ERASURE_OPEN", "GDPR Art. 17(1)", { eventId: id }));
    }
  }
};

/** A person who asks again gets one mail to confirm it, or nobody could ever come back. */
const askedAfter = (
  pending: Matter["state"]["pending"],
  at: Instant,
  messageClass: MessageClass,
): boolean => messageClass === "confirmation_request" && pending !== undefined && pending.at > at;

/** To somebody who was erased nobody else's request leads. */
const askedByPersonAfter = ({ question, projection, state }: Matter, at: Instant): boolean =>
  askedAfter(state.pending, at, question.messageClass) &&
  projection.requests[requestKey(state.pending?.id ?? "")]?.asked?.by === "subject";

const suppressions = (matter: Matter, found: Finding[]): void => {
  for (const { reason, scope, added } of addressSuppressions(matter.projection)) {
    suppressed(matter, found, reason, scope, added.at, added);
  }
  for (const { reason, scope, addedAt } of matter.facts.suppressions) {
    suppressed(matter, found, reason, scopeOf(scope), addedAt);
  }
};

const suppressed = (
  matter: Matter,
  found: Finding[],
  reason: string,
  scope: Scope,
  at: Instant,
  { id: eventId, bounces }: Partial<SuppressionMark> = {},
): void => {
  const { question, cell, state } = matter;
  if (!denialCovers(scope, cell)) return;
  const effect = watches(cell.activity) ? "deny" : suppressionEffect(reason, question.messageClass);
  if (effect === "allow") return;
  const asked =
    reason === "erased"
      ? askedByPersonAfter(matter, at)
      : askedAfter(state.pending, at, question.messageClass);
  if (effect === "ask" && asked) return;
  if (reason === "registry" && state.grants.some(isWritten)) return;
  const code = `SUPPRESSED_${reason.toUpperCase()}`;
  if (found.some((other) => other.reason.code === code)) return;
  const rule = `Wellsent policy: ${bounces === undefined ? "suppression list" : inWords(bounces)}`;
  found.push(denied(precedence.suppressed, code, rule, { eventId }));
};

/**
 * A do-not-call register does not beat the person's own signed agreement: 47 CFR
 * 64.1200(c)(2)(ii); what they invited is no solicitation either, (f)(15)(i).
 */
const isWritten = ({ strength, sort, evidence }: LiveGrant): boolean =>
  strength === "express_written" && (sort !== "asserted" || evidence === true);

const inWords = ({ days, first, last }: SoftBounces): string =>
  `soft bounces on ${days} days from ${first.slice(0, 10)} to ${last.slice(0, 10)}`;

const everything: Scope = {};
const axes: ReadonlySet<string> = new Set(["sender", "channel", "purpose", "topic", "activity"]);
const isAxis = ([axis, value]: readonly [string, unknown]): boolean =>
  axis === "exact" ? value === true : axes.has(axis) && typeof value === "string";

/** What a store kept for us. Anything else than a scope counts as everything. */
const scopeOf = (json: JsonObject | undefined): Scope => {
  if (json === undefined) return everything;
  return Object.entries(json).every(isAxis) ? (json as Scope) : everything;
};

const denialCode: Readonly<Record<DenialKind, readonly [code: string, rule: string]>> = {
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
 * Who says stop to marketing does not mean the invoice. Who answers STOP to a text means texts;
 * where a law reads that more narrowly, the STOP is not among the denials here.
 */
const heedsDenial = (messageClass: MessageClass, denial: DenialMark): boolean => {
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
};

const denials = ({ question, cell, state }: Matter, found: Finding[]): void => {
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
};

const widestFirst = (marks: readonly DenialMark[]): readonly DenialMark[] =>
  marks.length < 2 ? marks : marks.toSorted((a, b) => width(a.scope) - width(b.scope));

/**
 * 0 for the whole tenant, then sender, channel, purpose, topic, activity: the widest speaks first.
 */
const width = (scope: Scope): number =>
  scope.activity !== undefined
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
