import { describe, expectTypeOf, it } from "vitest";
import * as z from "zod";
import {
  type AttributesOf,
  defineSchema,
  type EventNameOf,
  type EventsOf,
  type PurposeOf,
  parseAttributes,
  parseEvent,
  type Schema,
  type TopicOf,
} from "../../src/index.js";

const schema = defineSchema({
  attributes: z.object({ plan: z.enum(["free", "pro"]), age: z.number().optional() }),
  events: { "order.placed": z.object({ total: z.coerce.number() }), "cart.abandoned": z.object({}) },
  purposes: { "marketing.newsletter": { topics: ["magazine", "offers"] as const }, "service.account": {} },
});
type S = typeof schema;

describe("a schema's types", () => {
  it("are the outputs of what the host described", () => {
    expectTypeOf<AttributesOf<S>>().toEqualTypeOf<{ plan: "free" | "pro"; age?: number | undefined }>();
    expectTypeOf<EventNameOf<S>>().toEqualTypeOf<"order.placed" | "cart.abandoned">();
    expectTypeOf<EventsOf<S>["order.placed"]>().toEqualTypeOf<{ total: number }>();
  });

  it("know topics by purpose, without `as const` as well", () => {
    expectTypeOf<PurposeOf<S>>().toEqualTypeOf<"marketing.newsletter" | "service.account">();
    expectTypeOf<TopicOf<S, "marketing.newsletter">>().toEqualTypeOf<"magazine" | "offers">();
    expectTypeOf<TopicOf<S, "service.account">>().toBeNever();
    expectTypeOf<TopicOf<S>>().toEqualTypeOf<"magazine" | "offers">();
    const plain = defineSchema({ attributes: z.object({}), purposes: { news: { topics: ["a"] } } });
    expectTypeOf<TopicOf<typeof plain, "news">>().toEqualTypeOf<"a">();
    expectTypeOf<EventNameOf<typeof plain>>().toBeNever();
  });

  it("fit wherever any schema does", () => {
    expectTypeOf(schema).toExtend<Schema>();
    expectTypeOf<PurposeOf<Schema>>().toEqualTypeOf<string>();
    expectTypeOf<TopicOf<Schema>>().toEqualTypeOf<string>();
  });

  it("say what parsing gives", () => {
    const attributes = parseAttributes(schema, {});
    if (attributes.ok) expectTypeOf(attributes.value.plan).toEqualTypeOf<"free" | "pro">();
    const event = parseEvent(schema, "order.placed", {});
    if (event.ok) expectTypeOf(event.value.total).toEqualTypeOf<number>();
    // @ts-expect-error no such event
    parseEvent(schema, "order.lost", {});
    // @ts-expect-error attributes are an object
    defineSchema({ attributes: z.string() });
  });
});
