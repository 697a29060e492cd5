import * as z from "zod";
import type { ListId, SegmentId } from "../identifiers.js";
import { channels } from "../messages/channels.js";
import type { EventPredicate } from "../segments/index.js";
import type { EntryTrigger } from "../workflows/index.js";

/** Schemas of what triggers share with the rest of a workflow. */
interface SharedSchemas {
  readonly name: z.ZodType<string>;
  readonly segment: z.ZodType<SegmentId>;
  readonly list: z.ZodType<ListId>;
  readonly where: z.ZodType<EventPredicate>;
}

/** What starts a workflow, as JSON. */
export function triggerSchema({
  name,
  segment,
  list,
  where,
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
      channel: z.enum(channels).exactOptional(),
    }),
    delivery: z.strictObject({
      on: z.literal("delivery"),
      event: z.enum(["opened", "clicked", "bounced", "replied"]),
      template: name.exactOptional(),
      humanOnly: z.boolean().exactOptional(),
    }),
    manual: z.strictObject({ on: z.literal("manual") }),
  } satisfies { readonly [Kind in EntryTrigger["on"]]: z.ZodType };
  return z.discriminatedUnion("on", [
    schemas.segment,
    schemas.event,
    schemas.list,
    schemas.consent,
    schemas.delivery,
    schemas.manual,
  ]);
}
