import { describe, expectTypeOf, it } from "vitest";
import * as z from "zod";
import {
  type AttributePathOf,
  all,
  any,
  defineSchema,
  defineSegment,
  lastPeriod,
  not,
  type Schema,
  type Segment,
  thisPeriod,
} from "../../src/index.js";

const schema = defineSchema({
  attributes: z.object({
    plan: z.enum(["free", "pro"]),
    age: z.number().optional(),
    vip: z.boolean(),
    birthday: z.iso.date().optional(),
    tags: z.array(z.enum(["a", "b"])),
    address: z.object({ city: z.string(), geo: z.object({ lat: z.number() }).optional() }).optional(),
  }),
  events: {
    "order.placed": z.object({
      total: z.number(),
      sku: z.array(z.string()),
      shop: z.object({ country: z.string() }),
      cart: z.string().optional(),
    }),
    "cart.abandoned": z.object({ cartId: z.string() }),
  },
  purposes: { "marketing.newsletter": { topics: ["magazine", "offers"] }, "service.account": {} },
});

describe("the segment builder's types", () => {
  it("know every path into the attributes", () => {
    expectTypeOf<AttributePathOf<typeof schema>>().toEqualTypeOf<
      "plan" | "age" | "vip" | "birthday" | "tags" | "address" | "address.city" | "address.geo" | "address.geo.lat"
    >();
    expectTypeOf<AttributePathOf<Schema>>().toEqualTypeOf<string>();
  });

  it("compile what the schema knows", () => {
    const segment = defineSegment(schema, "all", (c) =>
      all(
        c.attribute("plan").is("pro"),
        c.attribute("plan").isOneOf(["free", "pro"]),
        c.attribute("age").between(18, 30),
        c.attribute("vip").is(true),
        c.attribute("birthday").hasAnniversary({ from: 0, to: 6, leap: "mar1" }),
        c.attribute("birthday").between("2000-01-01", { ago: "180d" }),
        c.attribute("tags").hasAny(["a"]),
        c.attribute("address.city").startsWith("B"),
        c.attribute("address.geo.lat").moreThan(50),
        c.attribute("address").isKnown(),
        c.contact("createdAt").inLast("7d"),
        c.contact("channels").has("sms"),
        c.contact("locale").startsWith("de"),
        c.contact("jurisdiction").isOneOf(["DE", "AT"]),
        c.event("order.placed").none({ last: "90d" }),
        c.event("order.placed").sum("total", { ever: true }).atLeast(100),
        c
          .event("order.placed")
          .where((e) => any(e.data("shop.country").is("DE"), not(e.data("sku").has("x"))))
          .some(),
        c.event(["order.placed", "cart.abandoned"]).count({ last: "7d", calendar: true }).atMost(3),
        c.event("order.placed").latest().before({ ago: "30d" }),
        c.event("order.placed").some({ period: lastPeriod({ unit: "week", weekStart: "mon" }) }),
        c.attribute("birthday").inPeriod(thisPeriod({ unit: "month" })),
        c
          .event("cart.abandoned")
          .without("order.placed", { same: { own: "cartId", other: "cart" }, later: true })
          .some({ last: "3d" }),
        c
          .event("order.placed")
          .with("order.placed", { same: "total", where: (d) => d.data("sku").has("x") })
          .none(),
        c.message("clicked", { channel: "email", purpose: "marketing.newsletter" }).none({ last: "90d" }),
        c.consent({ channel: "email", purpose: "marketing.newsletter", topic: "offers" }).is("granted"),
        c.consent({ channel: "email", purpose: "service.account" }).is("withdrawn"),
        any(c.list("vip"), not(c.member("staff")), c.sample("spring", 0, 0.1), c.everyone()),
      ),
    );
    expectTypeOf(segment).toEqualTypeOf<Segment>();
  });

  it("refuse everything else", () => {
    defineSegment(schema, "refused", (c) => {
      // @ts-expect-error a misspelt attribute
      c.attribute("plann");
      // @ts-expect-error a misspelt member of one
      c.attribute("address.town");
      // @ts-expect-error not one of the plans
      c.attribute("plan").is("gold");
      // @ts-expect-error text for a number
      c.attribute("age").is("18");
      // @ts-expect-error no such comparison of numbers
      c.attribute("age").startsWith("1");
      // @ts-expect-error no such comparison of text
      c.attribute("plan").moreThan(3);
      // @ts-expect-error a list is not compared whole
      c.attribute("tags").is("a");
      // @ts-expect-error not an item of the list
      c.attribute("tags").has("c");
      // @ts-expect-error an object is there or not, nothing else
      c.attribute("address").is("x");
      // @ts-expect-error a field no contact has
      c.contact("name");
      // @ts-expect-error no such channel
      c.contact("channels").has("fax");
      // @ts-expect-error a point in time is not text
      c.contact("createdAt").startsWith("2026");
      // @ts-expect-error an unknown event
      c.event("order.lost");
      // @ts-expect-error no such data
      c.event("order.placed").sum("amount");
      // @ts-expect-error nothing that could be summed
      c.event("order.placed").sum("sku");
      // @ts-expect-error data the event does not have
      c.event("cart.abandoned").where((e) => e.data("total").atLeast(5));
      // @ts-expect-error dates in data are text: time is for windows
      c.event("cart.abandoned").where((e) => e.data("cartId").inLast("1d"));
      // @ts-expect-error an unknown event to go with
      c.event("cart.abandoned").without("order.lost", { same: "cartId" });
      // @ts-expect-error the other event has no such field
      c.event("cart.abandoned").without("order.placed", { same: "cartId" });
      // @ts-expect-error a text is never the same as a number
      c.event("cart.abandoned").with("order.placed", { same: { own: "cartId", other: "total" } });
      // @ts-expect-error a list is no key
      c.event("order.placed").with("order.placed", { same: "sku" });
      // @ts-expect-error a week begins on a day that has to be said
      c.attribute("birthday").inPeriod(thisPeriod({ unit: "week" }));
      // @ts-expect-error an unknown purpose
      c.consent({ channel: "email", purpose: "marketing" });
      // @ts-expect-error a topic the purpose does not have
      c.consent({ channel: "email", purpose: "marketing.newsletter", topic: "sport" });
      // @ts-expect-error no state of consent
      c.consent({ channel: "email", purpose: "service.account" }).is("yes");
      // @ts-expect-error unknown purpose of a message
      c.message("opened", { purpose: "news" });
      // @ts-expect-error no such thing happens to messages
      c.message("read");
      // @ts-expect-error a group of nothing
      return all();
    });
  });
});
