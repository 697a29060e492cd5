import * as z from "zod";
import type { Channel } from "../ports/consent-gate.js";
import type {
  EngagementNode,
  LapsedNode,
  RegularNode,
  ReturnedNode,
  RfmNode,
  SequenceNode,
} from "../segments/behavior-nodes.js";
import type { NumberComparison } from "../segments/comparison.js";
import type { GeoNode, PostalNode, RegionNode } from "../segments/place-nodes.js";
import type { EventPredicate, MissingPolicy, ZoneRule } from "../segments/segment.js";
import type { Window } from "../segments/window.js";
import type { DurationText } from "../timing/duration-text.js";

/** The schemas of the parts that clauses share. */
export interface ClauseParts {
  readonly subject: {
    readonly event: z.ZodType<string | readonly string[]>;
    readonly where: z.ZodExactOptional<z.ZodType<EventPredicate>>;
  };
  readonly path: z.ZodType<string>;
  readonly duration: z.ZodType<DurationText>;
  readonly window: z.ZodType<Window>;
  readonly channel: z.ZodType<Channel>;
  readonly missing: z.ZodExactOptional<z.ZodType<MissingPolicy>>;
  readonly note: z.ZodExactOptional<z.ZodType<string>>;
  readonly is: z.ZodType<NumberComparison>;
  readonly zone: z.ZodExactOptional<z.ZodType<ZoneRule>>;
}

type Clause =
  | SequenceNode
  | RegularNode
  | LapsedNode
  | ReturnedNode
  | RfmNode
  | EngagementNode
  | GeoNode
  | RegionNode
  | PostalNode;

/** The schemas of clauses about behavior and places; the shape alone. */
export function segmentClauses({
  subject,
  path,
  duration,
  window,
  channel,
  missing,
  note,
  is,
  zone,
}: ClauseParts): z.core.$ZodTypeDiscriminable & z.ZodType<Clause> {
  const points = z.array(z.number()).min(1).max(8).readonly();
  const absence = { ...subject, gap: duration, active: duration.exactOptional(), note };
  const position = z.strictObject({ latitude: z.number(), longitude: z.number() });
  const box = { south: z.number(), west: z.number(), north: z.number(), east: z.number() };
  const code = z.string().min(1).max(32);
  return z.discriminatedUnion("op", [
    z.strictObject({
      op: z.literal("sequence"),
      steps: z.array(z.strictObject(subject)).min(2).max(10).readonly(),
      within: duration,
      window,
      zone,
      note,
    }),
    z.strictObject({
      op: z.literal("regular"),
      ...subject,
      every: duration,
      times: z.int().min(2).max(100),
      tolerance: z.int().min(0).exactOptional(),
      note,
    }),
    z.strictObject({ op: z.literal("lapsed"), ...absence }),
    z.strictObject({ op: z.literal("returned"), ...absence }),
    z.strictObject({
      op: z.literal("rfm"),
      ...subject,
      dim: z.enum(["r", "f", "m", "cell"]),
      value: path.exactOptional(),
      window,
      cuts: z.strictObject({ at: z.int(), r: points, f: points, m: points }),
      is,
      zone,
      note,
    }),
    z.strictObject({
      op: z.literal("engagement"),
      channel: channel.exactOptional(),
      halfLife: duration,
      weights: z.strictObject({ opened: z.number(), clicked: z.number() }).exactOptional(),
      is: z.union([
        z.strictObject({ gt: z.number() }),
        z.strictObject({ gte: z.number() }),
        z.strictObject({ lt: z.number() }),
        z.strictObject({ lte: z.number() }),
        z.strictObject({ between: z.tuple([z.number(), z.number()]).readonly() }),
      ]),
      note,
    }),
    z.strictObject({
      op: z.literal("geo"),
      latitude: path,
      longitude: path,
      in: z.union([z.strictObject({ center: position, km: z.number() }), z.strictObject(box)]),
      missing,
      note,
    }),
    z.strictObject({
      op: z.literal("region"),
      path,
      in: z.array(code).min(1).max(1000).readonly(),
      missing,
      note,
    }),
    z.strictObject({
      op: z.literal("postal"),
      path,
      in: z
        .array(z.tuple([code, code]).readonly())
        .min(1)
        .max(1000)
        .readonly(),
      missing,
      note,
    }),
  ]);
}
