import type { Instant } from "../instant.js";
import type { DeliveryEvent } from "../ports/delivery-event.js";
import type { MessageFact } from "../ports/store/facts.js";

/** What delivery events said about one message so far: the first instant of each kind. */
export type MessageMarks = Pick<
  MessageFact,
  | "deliveredAt"
  | "bouncedAt"
  | "hardBouncedAt"
  | "deferredAt"
  | "complainedAt"
  | "openedAt"
  | "clickedAt"
  | "machineOpenedAt"
  | "machineClickedAt"
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

/**
 * Reports come late and out of order: the earliest instant wins. The same object where the event
 * marks nothing.
 */
export function markedBy(marks: MessageMarks, event: DeliveryEvent): MessageMarks {
  const first = (known: Instant | null): Instant =>
    known === null ? event.at : Math.min(known, event.at);
  const person = event.engagement?.machine !== true;
  switch (event.type) {
    case "delivered":
      return { ...marks, deliveredAt: first(marks.deliveredAt) };
    case "bounced":
      return {
        ...{ ...marks, bouncedAt: first(marks.bouncedAt) },
        ...(isForGood(event) ? { hardBouncedAt: first(marks.hardBouncedAt ?? null) } : {}),
      };
    case "deferred":
      return { ...marks, deferredAt: first(marks.deferredAt ?? null) };
    case "complained":
      // Taken out of the spam folder: the opposite.
      if (event.complaint?.feedbackType === "not-spam") return marks;
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

/** A report that does not tell bounces apart is taken at its word. */
export function isForGood({ bounce }: DeliveryEvent): boolean {
  return bounce === undefined || bounce.permanence === "hard";
}
