import type { DeliveryEvent, Instant, MessageFact, OutboxRecord } from "@wellsent/core";

/** What delivery events said about one message so far: the first instant of each kind. */
export type MessageMarks = Omit<
  MessageFact,
  "key" | "channel" | "template" | "purpose" | "status" | "sentAt"
>;

export const noMarks: MessageMarks = {
  deliveredAt: null,
  bouncedAt: null,
  complainedAt: null,
  openedAt: null,
  clickedAt: null,
  machineOpenedAt: null,
  machineClickedAt: null,
};

/** Reports come late and out of order: the earliest instant wins. */
export function markedBy(marks: MessageMarks, event: DeliveryEvent): MessageMarks {
  const first = (known: Instant | null): Instant =>
    known === null ? event.at : Math.min(known, event.at);
  const person = event.engagement?.machine !== true;
  switch (event.type) {
    case "delivered":
      return { ...marks, deliveredAt: first(marks.deliveredAt) };
    case "bounced":
      return { ...marks, bouncedAt: first(marks.bouncedAt) };
    case "complained":
      return { ...marks, complainedAt: first(marks.complainedAt) };
    case "opened":
      return {
        ...marks,
        openedAt: person ? first(marks.openedAt) : marks.openedAt,
        machineOpenedAt: first(marks.machineOpenedAt),
      };
    case "clicked":
      return {
        ...marks,
        clickedAt: person ? first(marks.clickedAt) : marks.clickedAt,
        machineClickedAt: first(marks.machineClickedAt),
      };
    default:
      return marks;
  }
}

export function messageFact(message: OutboxRecord, marks: MessageMarks): MessageFact {
  const { key, channel, template, purpose, status } = message;
  return {
    key,
    channel,
    template,
    purpose,
    status,
    sentAt: status === "accepted" ? message.settledAt : null,
    deliveredAt: marks.deliveredAt,
    bouncedAt: marks.bouncedAt,
    complainedAt: marks.complainedAt,
    openedAt: marks.openedAt,
    clickedAt: marks.clickedAt,
    machineOpenedAt: marks.machineOpenedAt,
    machineClickedAt: marks.machineClickedAt,
  };
}

/** What a window of messages is measured by, and what they are ordered by. */
export function messageTouchedAt(message: OutboxRecord): Instant {
  return message.settledAt ?? message.createdAt;
}

/** Messages still on their way are always read: they count for caps, however long ago they were queued. */
export function messageInWindow(message: OutboxRecord, since: Instant | null): boolean {
  if (since === null || message.status === "queued" || message.status === "claimed") return true;
  return messageTouchedAt(message) >= since;
}
