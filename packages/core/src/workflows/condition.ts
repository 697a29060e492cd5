import type { EnrollmentId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonObject } from "../json.js";
import type { MessageFact } from "../ports/store/facts.js";
import { compilePredicate, type EventPredicate, isSame } from "../segments/index.js";
import type { DeliveryCondition, EventCondition } from "./definition.js";
import type { WorkflowInput } from "./workflow-input.js";

const compiled = new WeakMap<EventPredicate, (data: JsonObject) => boolean | null>();

/** Whether data definitely meets a predicate, as in segments. Without a predicate, always true. */
export function holds(where: EventPredicate | undefined, data: JsonObject): boolean {
  if (where === undefined) return true;
  return compiledPredicate(where)(data) === true;
}

function compiledPredicate(where: EventPredicate): (data: JsonObject) => boolean | null {
  const known = compiled.get(where);
  if (known !== undefined) return known;
  const test = compilePredicate(where);
  compiled.set(where, test);
  return test;
}

/** Whether a message belongs to this run: its key begins with the enrollment's id. */
export function sentBy(enrollment: EnrollmentId, key: string): boolean {
  return key.startsWith(`${enrollment}:`);
}

/**
 * When the condition first held, according to the stored status of this run's messages; `null` if
 * it has not held.
 */
export function deliveredAt(
  condition: DeliveryCondition,
  enrollment: EnrollmentId,
  messages: readonly MessageFact[],
): Instant | null {
  let first: Instant | null = null;
  for (const message of messages) {
    if (message.template !== condition.template || !sentBy(enrollment, message.key)) continue;
    const at = reportedAt(message, condition);
    if (at !== null && (first === null || at < first)) first = at;
  }
  return first;
}

/** When this was first reported of the message; `null` if it was not. */
export function reportedAt(
  message: MessageFact,
  { event, humanOnly = true }: Pick<DeliveryCondition, "event" | "humanOnly">,
): Instant | null {
  switch (event) {
    case "delivered":
      return message.deliveredAt;
    case "bounced":
      return message.bouncedAt;
    case "opened":
      return humanOnly ? message.openedAt : earlier(message.openedAt, message.machineOpenedAt);
    case "clicked":
      return humanOnly ? message.clickedAt : earlier(message.clickedAt, message.machineClickedAt);
  }
}

function earlier(a: Instant | null, b: Instant | null): Instant | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}

/** Whether this input meets the condition of a wait. `data` is the data of the run's trigger. */
export function meets(
  condition: EventCondition | DeliveryCondition,
  input: WorkflowInput,
  enrollment: EnrollmentId,
  data: JsonObject | null,
): boolean {
  if (condition.op === "event") {
    return (
      input.type === "event" &&
      input.name === condition.event &&
      holds(condition.where, input.data) &&
      isSame(condition.same, data, input.data)
    );
  }
  return (
    input.type === "delivery" &&
    input.event === condition.event &&
    input.template === condition.template &&
    sentBy(enrollment, input.message) &&
    !(input.machine === true && (condition.humanOnly ?? true))
  );
}
