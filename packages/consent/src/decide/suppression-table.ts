import type { MessageClass } from "@wellsent/core";
import type { SuppressionReason } from "../events/index.js";

/** `ask`: only the confirmation of a request made later than the suppression. */
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

/** What a suppression of the address stops. Data, so that docs and tests read the table the code reads. */
export const suppressionTable: Readonly<Record<SuppressionReason, Row>> = {
  complaint: row("deny", "deny", "allow", "deny", "allow"),
  objection: row("deny", "allow", "allow", "ask", "allow"),
  unsubscribed: row("deny", "allow", "allow", "ask", "allow"),
  erased: row("deny", "deny", "deny", "ask", "deny"),
  hard_bounce: row("deny", "deny", "deny", "ask", "deny"),
  // The mailbox may be open again: what somebody has asked for is worth the try.
  soft_bounce: row("deny", "deny", "allow", "ask", "allow"),
  legal: row("deny", "deny", "deny", "deny", "allow"),
  wireless_domain: row("deny", "deny", "allow", "deny", "allow"),
  registry: row("deny", "allow", "allow", "ask", "allow"),
  manual: row("deny", "deny", "allow", "deny", "allow"),
};

function isReason(reason: string): reason is SuppressionReason {
  return Object.hasOwn(suppressionTable, reason);
}

/** A reason this version does not know stops everything. */
export function suppressionEffect(reason: string, messageClass: MessageClass): SuppressionEffect {
  return isReason(reason) ? suppressionTable[reason][messageClass] : "deny";
}
