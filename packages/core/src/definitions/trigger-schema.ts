import * as z from "zod";
import type { ListId, SegmentId } from "../identifiers.js";
import { consentChannels } from "../messages/channels.js";
import type { EventPredicate, ZoneRule } from "../segments/index.js";
import type { DurationText } from "../timing/index.js";
import type { EntryTrigger } from "../workflows/index.js";
import { recurrenceSchema } from "./recurrence-schema.js";

/** Schemas of what triggers share with the rest of a workflow. */
interface SharedSchemas {
  readonly name: z.ZodType<string>;
  readonly segment: z.ZodType<SegmentId>;
  readonly list: z.ZodType<ListId>;
  readonly where: z.ZodType<EventPredicate>;
  readonly duration: z.ZodType<DurationText>;
  readonly time: z.ZodType<string>;
  readonly zone: z.ZodType<ZoneRule>;
}

/** What starts a workflow, as JSON. */
export function triggerSchema({
  name,
  segment,
  list,
  where,
  duration,
  time,
  zone,
}: SharedSchemas): z.ZodType<EntryTrigger> {
  /** A new kind of trigger does not compile before it stands here. */
  const schemas = {
    segment: z.strictObject({
      on: z.literal("segment"),
      segment,
      when: z.enum(["enter", "leave"]),
    }),
    event: z.strictObject({ on: z.literal("event"), event: name, where: where.exactOptional() }),
    list: z.strictObject({ on: z.literal("list"), list, when: z.enum(["join", "leave"]) }),
    consent: z.strictObject({
      on: z.literal("consent"),
      when: z.enum(["granted", "withdrawn"]),
      purpose: name.exactOptional(),
      topic: name.exactOptional(),
      channel: z.enum(consentChannels).exactOptional(),
    }),
    delivery: z.strictObject({
      on: z.literal("delivery"),
      event: z.enum(["opened", "clicked", "bounced", "replied"]),
      template: name.exactOptional(),
      humanOnly: z.boolean().exactOptional(),
    }),
    date: z.strictObject({
      on: z.literal("date"),
      attribute: z.string().min(1).max(200),
      offset: z
        .union([z.strictObject({ before: duration }), z.strictObject({ after: duration })])
        .exactOptional(),
      time,
      zone: zone.exactOptional(),
      every: z.enum(["year", "once"]),
      leap: z.enum(["feb28", "mar1", "skip"]).exactOptional(),
    }),
    schedule: z.strictObject({
      on: z.literal("schedule"),
      recurrence: recurrenceSchema(time),
      segment: segment.exactOptional(),
    }),
    manual: z.strictObject({ on: z.literal("manual") }),
  } satisfies { readonly [Kind in EntryTrigger["on"]]: z.ZodType };
  return z.discriminatedUnion("on", [
    schemas.segment,
    schemas.event,
    schemas.list,
    schemas.consent,
    schemas.delivery,
    schemas.date,
    schemas.schedule,
    schemas.manual,
  ]);
}
