import type { Schema } from "../contacts/schema.js";
import { DefinitionError } from "../errors/index.js";
import { segmentId } from "../identifiers.js";
import { checkSegment, defaultLimits, type SegmentLimits } from "./check-segment.js";
import { type AnyBuilder, type ConditionBuilder, conditionBuilder } from "./condition-builder.js";
import type { Segment, SegmentNode, ZoneRule } from "./segment.js";

export interface SegmentOptions {
  /** Shown to people; the id by default. */
  readonly name?: string;
  /** The time zone of calendar days and local dates; `contact` by default. */
  readonly zone?: ZoneRule;
  readonly limits?: SegmentLimits;
}

/**
 * Describes a segment in code. What comes out is plain data, the same value as its JSON.
 *
 * @throws DefinitionError `DEFINITION_NAME`, `DEFINITION_SEGMENT_VALUE`, `DEFINITION_DURATION`,
 * `DEFINITION_SEGMENT_DEPTH`, `DEFINITION_SEGMENT_LEAVES`; with the path of the fault
 * @example
 * const lapsed = defineSegment(schema, "lapsed", (c) =>
 *   all(c.event("order.placed").some(), c.event("order.placed").none({ last: "180d" })),
 * );
 */
export function defineSegment<S extends Schema>(
  schema: S,
  id: string,
  build: (c: ConditionBuilder<S>) => SegmentNode,
  options?: SegmentOptions,
): Segment;
export function defineSegment(
  _schema: Schema,
  id: string,
  build: (c: AnyBuilder) => SegmentNode,
  { name, zone, limits = defaultLimits }: SegmentOptions = {},
): Segment {
  if (!/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/.test(id)) {
    throw new DefinitionError("DEFINITION_NAME", `${JSON.stringify(id)} is no plain name.`, {
      path: "id",
    });
  }
  const where = build(conditionBuilder);
  const segment: Segment = {
    v: 1,
    id: segmentId(id),
    ...(name === undefined ? {} : { name }),
    where,
    ...(zone === undefined ? {} : { zone }),
  };
  checkSegment(segment, limits);
  return segment;
}
