import type { EventDataOf, EventNameOf, Schema } from "../../contacts/index.js";
import type { OneKnown, OneOf } from "../../known.js";
import type { AnswerCondition, HandedData } from "./call-step.js";
import type { Where } from "./step-parts.js";
import { whenAnswered } from "./webhook-answer.js";

/** The name under which the data of an event stands in the run's data. */
export interface KeptName {
  readonly as: string;
}

/** An event that a wait keeps, and conditions on its data. */
export interface KeptEvent<in out As extends string, in out Name extends string, in out Data>
  extends KeptName,
    HandedData<Data> {
  readonly as: As;
  readonly event: Name;
  /**
   * For a branch on the way where it has happened. Its data stand in the run's under its name.
   * @example
   * const order = keptEvent(schema, "order", "order.placed");
   * w.waitFor({ event: "order.placed", keep: order, timeout: "7d" }, { no: (w) => w.exit("none") })
   *   .branch(order.when((d) => d.data("order.total").atLeast(50)), { no: (w) => w.exit("small") })
   *   .send(news);
   */
  when(where: Where<{ readonly [Key in As]: Data }>): AnswerCondition;
}

/**
 * Names the event that a wait keeps: `waitFor({ event, keep })` puts its data into the run's under
 * `as`, and `send(template, { kept })` gives them to a template that reads the event.
 * @example
 * const order = keptEvent(schema, "order", "order.placed");
 */
export function keptEvent<
  S extends Schema,
  const As extends string,
  const Name extends OneOf<EventNameOf<S>> = never,
>(
  _schema: S,
  as: As,
  event: OneKnown<"event", Name, EventNameOf<S>>,
): KeptEvent<As, Name, EventDataOf<S, Name>>;
export function keptEvent(_schema: Schema, as: string, event: string) {
  return { as, event, when: whenAnswered };
}
