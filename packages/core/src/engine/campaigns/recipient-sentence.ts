import type { RecipientRecord } from "../../ports/store/campaign.js";
import type { OutboxRecord } from "../../ports/store/outbox.js";

/** Where one person of a campaign stands, in words. Codes only, and no personal data. */
export function recipientSentence(
  { state, due, reason }: RecipientRecord,
  message: OutboxRecord | null,
): string {
  if (state === "refused") return `Nothing was made for this contact: ${reason ?? "UNKNOWN"}.`;
  if (state === "waiting") return `Planned for ${shown(due)}; not in the outbox yet.`;
  if (message === null) return "A message was made, and is no longer there.";
  const codes = message.reasons.map(({ code }) => code).join(", ");
  switch (message.status) {
    case "queued":
      return `In the outbox, due at ${shown(message.dueAt)}${codes === "" ? "" : `: ${codes}`}.`;
    case "claimed":
      return "About to be handed over.";
    case "accepted":
      return `Handed over at ${shown(message.settledAt)}.`;
    case "unknown":
      return "Handed over, and nobody knows whether it arrived there.";
    default:
      return `Not sent (${message.status}): ${codes === "" ? "UNKNOWN" : codes}.`;
  }
}

function shown(at: number | null): string {
  return at === null ? "no time" : new Date(at).toISOString();
}
