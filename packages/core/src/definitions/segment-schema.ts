import * as z from "zod";
import { listId, segmentId } from "../identifiers.js";
import { channels, consentChannels } from "../messages/channels.js";
import type { Comparison, NumberComparison } from "../segments/comparison.js";
import type { DateComparison } from "../segments/date-comparison.js";
import type { SameKey } from "../segments/same-key.js";
import type {
  AttributeNode,
  EventPredicate,
  Segment,
  SegmentNode,
  ZoneRule,
} from "../segments/segment.js";
import type { Window } from "../segments/window.js";
import type { CalendarPeriod } from "../timing/calendar-period.js";
import { durationPattern } from "../timing/duration.js";
import { durationText } from "../timing/duration-text.js";
import { segmentClauses } from "./segment-clauses.js";

/** The schemas of a segment, and of its parts that workflows hold as well. */
interface SegmentSchemas {
  readonly segment: z.ZodType<Segment>;
  readonly node: z.ZodType<SegmentNode>;
  readonly path: z.ZodType<string>;
  readonly predicate: z.ZodType<EventPredicate>;
  readonly sameKey: z.ZodType<SameKey>;
  readonly window: z.ZodType<Window>;
}

let made: SegmentSchemas | undefined;

/**
 * The shape alone; what the values mean is checked by `checkSegment`, for segments built in code as
 * well. Made on first use: a hundred schemas cost an import more than all else of this entry.
 */
export function segmentSchemas(): SegmentSchemas {
  made ??= makeSchemas();
  return made;
}

function makeSchemas(): SegmentSchemas {
  const name = z.string().min(1).max(256);
  const path: z.ZodType<string> = z
    .string()
    .max(256)
    .regex(/^[^.]+(\.[^.]+)*$/);
  const text = z.string().max(1024);
  const scalar = z.union([text, z.number(), z.boolean()]);
  const scalars = z.array(scalar).min(1).max(10_000).readonly();
  const note = z.string().max(1024).exactOptional();
  const channel = z.enum(channels);
  const missing = z.enum(["unknown", "match", "nomatch"]).exactOptional();

  const duration = z
    .string()
    .regex(durationPattern)
    .transform((text) => durationText(text));
  const date = z.string().regex(/^\d{4}-\d\d-\d\d$/);
  const fixedRef = z.string().regex(/^\d{4}-\d\d-\d\d([Tt ].{1,30})?$/);
  const ago = z.strictObject({ ago: duration });
  const pastRef = z.union([fixedRef, ago]);
  const dateRef = z.union([fixedRef, ago, z.strictObject({ ahead: duration })]);

  const zone: z.ZodType<ZoneRule> = z.union([
    z.enum(["contact", "workspace"]),
    z.templateLiteral(["fixed:", z.string()]),
  ]);

  const numberComparison: z.ZodType<NumberComparison> = z.union([
    z.strictObject({ eq: z.number() }),
    z.strictObject({ ne: z.number() }),
    z.strictObject({ gt: z.number() }),
    z.strictObject({ gte: z.number() }),
    z.strictObject({ lt: z.number() }),
    z.strictObject({ lte: z.number() }),
    z.strictObject({ between: z.tuple([z.number(), z.number()]).readonly() }),
  ]);

  const version = z.string().max(100).exactOptional();
  const comparison: z.ZodType<Comparison> = z.union([
    numberComparison,
    z.strictObject({ eq: scalar }),
    z.strictObject({ ne: scalar }),
    z.strictObject({ in: scalars }),
    z.strictObject({ nin: scalars }),
    z.strictObject({ has: scalar }),
    z.strictObject({ hasAny: scalars }),
    z.strictObject({ hasAll: scalars }),
    z.strictObject({ hasNone: scalars }),
    z.strictObject({ starts: text }),
    z.strictObject({ ends: text }),
    z.strictObject({ contains: text }),
    z.strictObject({ eqFold: text }),
    z.strictObject({ matches: text }),
    z.strictObject({ exists: z.boolean() }),
    z.strictObject({ empty: z.boolean() }),
    z.strictObject({ version: z.strictObject({ gte: version, lt: version }) }),
  ]);

  const ends = { from: z.int(), to: z.int() };
  const weekStart = z.enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);
  const period: z.ZodType<CalendarPeriod> = z.discriminatedUnion("unit", [
    z.strictObject({ unit: z.enum(["day", "month", "quarter", "year"]), ...ends }),
    z.strictObject({ unit: z.literal("week"), weekStart, ...ends }),
  ]);

  const dateComparison: z.ZodType<DateComparison> = z.union([
    z.strictObject({ before: dateRef }),
    z.strictObject({ since: dateRef }),
    z.strictObject({ between: z.tuple([dateRef, dateRef]).readonly() }),
    z.strictObject({ on: date }),
    z.strictObject({ last: duration }),
    z.strictObject({ next: duration }),
    z.strictObject({ day: z.strictObject(ends) }),
    z.strictObject({ period }),
    z.strictObject({
      anniversary: z.strictObject({
        ...ends,
        leap: z.enum(["feb28", "mar1", "skip"]).exactOptional(),
      }),
    }),
  ]);

  const window: z.ZodType<Window> = z.union([
    z.strictObject({ last: duration, calendar: z.boolean().exactOptional() }),
    z.strictObject({ period }),
    z.strictObject({ from: pastRef, to: pastRef.exactOptional() }),
    z.strictObject({ since: path }),
    z.strictObject({ ever: z.literal(true) }),
  ]);

  const attribute = z.strictObject({ op: z.literal("attr"), path, is: comparison, missing, note });

  const predicate: z.ZodType<EventPredicate> = z.lazy(() =>
    z.discriminatedUnion("op", [
      z.strictObject({ op: z.literal("and"), of: z.array(predicate).min(1).readonly() }),
      z.strictObject({ op: z.literal("or"), of: z.array(predicate).min(1).readonly() }),
      z.strictObject({ op: z.literal("not"), of: predicate }),
      attribute satisfies z.ZodType<AttributeNode>,
    ]),
  );

  const aggregate = z.union([
    z.enum(["count", "first", "last"]),
    z.strictObject({ sum: path }),
    z.strictObject({ min: path }),
    z.strictObject({ max: path }),
    z.strictObject({ avg: path }),
    z.strictObject({ distinct: path }),
  ]);

  const sameKey: z.ZodType<SameKey> = z.strictObject({ own: path, other: path });

  const paired = z.strictObject({
    is: z.enum(["with", "without"]),
    event: name,
    where: predicate.exactOptional(),
    same: sameKey,
    later: z.literal(true).exactOptional(),
  });

  const subject = {
    event: z.union([name, z.array(name).min(1).max(100).readonly()]),
    where: predicate.exactOptional(),
  };

  const event = z.strictObject({
    op: z.literal("event"),
    ...subject,
    paired: paired.exactOptional(),
    agg: aggregate,
    window,
    is: z.union([numberComparison, dateComparison]),
    zone: zone.exactOptional(),
    note,
  });

  const message = z.strictObject({
    op: z.literal("message"),
    kind: z.enum(["sent", "delivered", "opened", "clicked", "bounced", "complained"]),
    channel: channel.exactOptional(),
    purpose: name.exactOptional(),
    template: name.exactOptional(),
    humanOnly: z.boolean().exactOptional(),
    window,
    is: numberComparison,
    zone: zone.exactOptional(),
    note,
  });

  const clauses = segmentClauses({
    ...{ subject, path, duration, window, channel, missing, note },
    ...{ is: numberComparison, zone: zone.exactOptional() },
  });

  const share = z.number().min(0).max(1);

  const node: z.ZodType<SegmentNode> = z.lazy(() =>
    z.discriminatedUnion("op", [
      z.strictObject({ op: z.literal("and"), of: z.array(node).min(1).readonly(), note }),
      z.strictObject({ op: z.literal("or"), of: z.array(node).min(1).readonly(), note }),
      z.strictObject({ op: z.literal("not"), of: node, note }),
      z.strictObject({ op: z.literal("const"), value: z.boolean(), note }),
      attribute,
      z.strictObject({
        op: z.literal("date"),
        path,
        is: dateComparison,
        zone: zone.exactOptional(),
        missing,
        note,
      }),
      event,
      message,
      clauses,
      z.strictObject({
        op: z.literal("consent"),
        channel: z.enum(consentChannels),
        purpose: name,
        topic: name.exactOptional(),
        state: z.enum(["granted", "asserted", "denied", "withdrawn", "expired", "none"]),
        note,
      }),
      z.strictObject({ op: z.literal("member"), segment: name.transform(segmentId), note }),
      z.strictObject({ op: z.literal("list"), list: name.transform(listId), note }),
      z.strictObject({ op: z.literal("sample"), salt: name, from: share, to: share, note }),
    ]),
  );

  const segment: z.ZodType<Segment> = z.strictObject({
    v: z.literal(1),
    id: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/)
      .transform(segmentId),
    name: name.exactOptional(),
    where: node,
    zone: zone.exactOptional(),
  });

  return { segment, node, path, predicate, sameKey, window };
}
