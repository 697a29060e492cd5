import { isSolicited } from "../message-class.js";
import type { OutboxDraft } from "../ports/store/outbox.js";

/** Where a message stands in line, and how far ahead of others. */
export type Line = Pick<OutboxDraft, "queue" | "priority">;

/** What people wait for: confirmations, receipts, legal notices. Before everything else. */
const service: Line = { queue: "service", priority: 90 };

/** The line of a step of a workflow. `own`: the priority that its definition names. */
export function workflowLine(
  { messageClass }: Pick<OutboxDraft, "messageClass">,
  workflow: string,
  own: number | undefined,
): Line {
  if (isSolicited(messageClass)) return service;
  return { queue: `w-${workflow}`, priority: own ?? 50 };
}

/** The line of a message that the host sends by itself. */
export function directLine({ messageClass }: Pick<OutboxDraft, "messageClass">): Line {
  return isSolicited(messageClass) ? service : { queue: "direct", priority: 50 };
}
