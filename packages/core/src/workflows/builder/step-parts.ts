import type { SegmentId } from "../../identifiers.js";
import type { Channel, MessageClass } from "../../ports/consent-gate.js";
import type { DataBuilder, EventPredicate } from "../../segments/index.js";
import type { NodeId } from "../definition.js";

/**
 * Anything with a template's id. Channel, class, purpose and topic are taken from it if it has
 * them.
 */
export interface TemplateReference {
  readonly id: string;
  readonly channel?: Channel;
  readonly messageClass?: MessageClass;
  readonly purpose?: string;
  readonly topic?: string;
  /** Events whose data it reads: the run has that of one of them, or the step brings it. */
  readonly events?: readonly string[];
}

/** Anything with a segment's id, usually a segment. */
export interface SegmentReference {
  readonly id: SegmentId;
}

/** Conditions on an event's data, as in segments: `(d) => d.data("total").atLeast(50)`. */
export type Where<in out Data> = (data: DataBuilder<Data>) => EventPredicate;

export interface StepOptions {
  /**
   * By default a unique id that describes the step. Set one to keep it across versions, or to go to
   * it.
   */
  readonly id?: NodeId;
}
