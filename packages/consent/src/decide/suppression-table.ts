import type { MessageClass } from "@wellsent/core";
import type { SuppressionReason } from "../events/index.js";

/** `ask`: only a confirmation is allowed, for a request made after the suppression. */
export type SuppressionEffect = "deny" | "allow" | "ask";

type Row = Readonly<Record<MessageClass, SuppressionEffect>>;

function row(
  marketing: SuppressionEffect,
  service: SuppressionEffect,
  transactional: SuppressionEffect,
  confirmation_request: SuppressionEffect,
  legal_notice: SuppressionEffect,
): Row {
  return { marketing, service, transactional, confirmation_request, legal_notice };
}

/**
 * What each suppression of an address stops. It is data, so that docs and tests read the same table
 * as the code.
 */
export const suppressionTable: Readonly<Record<SuppressionReason, Row>> = {
  complaint: row("deny", "deny", "allow", "deny", "allow"),
  objection: row("deny", "allow", "allow", "ask", "allow"),
  unsubscribed: row("deny", "allow", "allow", "ask", "allow"),
  erased: row("deny", "deny", "deny", "ask", "deny"),
  hard_bounce: row("deny", "deny", "deny", "ask", "deny"),
  // The mailbox may work again, and a message that somebody asked for is worth the attempt.
  soft_bounce: row("deny", "deny", "allow", "ask", "allow"),
  legal: row("deny", "deny", "deny", "deny", "allow"),
  wireless_domain: row("deny", "deny", "allow", "deny", "allow"),
  registry: row("deny", "allow", "allow", "ask", "allow"),
  manual: row("deny", "deny", "allow", "deny", "allow"),
};

function isReason(reason: string): reason is SuppressionReason {
  return Object.hasOwn(suppressionTable, reason);
}

/** A reason that this version does not know stops everything. */
export function suppressionEffect(reason: string, messageClass: MessageClass): SuppressionEffect {
  return isReason(reason) ? suppressionTable[reason][messageClass] : "deny";
}
