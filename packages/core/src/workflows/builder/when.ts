import type { EventDataOf, EventNameOf, Schema } from "../../contacts/index.js";
import type { ConditionBuilder, SameOption, SegmentNode, Window } from "../../segments/index.js";
import type { AnswerCondition } from "./call-step.js";
import type { SegmentReference, Where } from "./step-parts.js";
import type { DeliveryOption } from "./wait-options.js";

/** An event with the key of the run's trigger has happened: this cart was ordered. */
export interface Happened<in out Name, in out Event, in out Data> {
  readonly happened: Name;
  readonly same: SameOption<Data, Event>;
  readonly where?: Where<Event>;
  /** Without limit by default. */
  readonly window?: Window;
}

type HappenedOf<S extends Schema, Data> = {
  [Name in EventNameOf<S>]: Happened<Name, EventDataOf<S, Name>, Data>;
}[EventNameOf<S>];

/**
 * The condition of a branch: a report about a message, the data of the run's trigger, or any
 * segment condition.
 */
export type When<S extends Schema, Data> =
  | DeliveryOption
  | { readonly trigger: Where<Data> }
  | AnswerCondition
  | { readonly in: SegmentReference }
  | HappenedOf<S, Data>
  | ((contact: ConditionBuilder<S>) => SegmentNode);
