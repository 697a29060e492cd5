import { defineSchema } from "@wellsent/core";
import { describe, expect, expectTypeOf, it } from "vitest";
import * as z from "zod";
import { type Person, type ReceivedMail, type ReceivedText, type TestApp, testApp } from "../../src/testing/index.js";
import "../../src/testing/vitest.js";
import { definitions, receipt, schema, welcome } from "./boutique.js";

async function made() {
  return testApp({ ...definitions, at: "2026-03-06T10:00:00Z" });
}
declare const t: Awaited<ReturnType<typeof made>>;
declare const ann: Person<typeof schema>;

describe("testApp", () => {
  it("needs the schema alone, and takes the host's own definitions", () => {
    testApp({ schema });
    expectTypeOf(t).toExtend<TestApp<typeof schema>>();
    // @ts-expect-error the clock is the kit's
    testApp({ schema, clock: { now: () => 0 } });
    // @ts-expect-error so are the transports
    testApp({ schema, email: t.app.email });
  });

  it("has the tenant's verbs, typed by schema and templates", () => {
    t.send(receipt, ann, { data: { number: "1" } });
    t.send("receipt", ann, { data: { number: "1" } });
    t.track("order.placed", ann, { total: 1 });
    // @ts-expect-error without its number
    t.send(receipt, ann);
    // @ts-expect-error no such event
    t.track("order.plcaed", ann, { total: 1 });
    // @ts-expect-error not its data
    t.track("order.placed", ann, { totl: 1 });
  });

  it("lengths are words or durations", () => {
    t.advanceBy("3 days");
    t.advanceBy("1 year");
    t.advanceBy("2d");
    t.advanceBy(1_000);
    // @ts-expect-error no such unit
    t.advanceBy("3 fortnights");
  });

  it("runUntil gives what it waited for", () => {
    expectTypeOf(t.runUntil({ mailTo: ann })).toEqualTypeOf<Promise<ReceivedMail>>();
    expectTypeOf(t.runUntil({ textTo: ann, template: welcome })).toEqualTypeOf<Promise<ReceivedText>>();
    expectTypeOf(t.runUntil(() => true)).toEqualTypeOf<Promise<string>>();
    // @ts-expect-error whom?
    t.runUntil({ template: welcome });
  });
});

describe("a person", () => {
  it("has attributes of the schema beside what else is known", () => {
    t.person({ plan: "pro", timeZone: "Europe/Berlin" });
    t.person({ attributes: { plan: "pro" } });
    // @ts-expect-error no such plan
    t.person({ plan: "gold" });
    // @ts-expect-error no such attribute
    t.person({ plna: "pro" });
    const plain = defineSchema({ attributes: z.object({}), purposes: { news: {} } });
    const bare = (app: TestApp<typeof plain>) => app.person({ phone: "+4915112345678" });
    expectTypeOf(bare).toBeFunction();
  });

  it("subscribes to purposes and topics of the schema, on the way or later", () => {
    expectTypeOf(t.person().subscribed("marketing.news")).resolves.toEqualTypeOf<Person<typeof schema>>();
    ann.subscribed("marketing.news", { topics: ["offers"], tracking: ["opens"] });
    // @ts-expect-error no such purpose
    t.person().subscribed("marketing.newz");
    // @ts-expect-error no such topic
    ann.subscribed("marketing.news", { topics: ["offer"] });
    // @ts-expect-error a purpose without topics
    ann.subscribed("orders", { topics: ["offers"] });
    // @ts-expect-error no such thing to watch
    ann.subscribed("marketing.news", { tracking: ["sleeps"] });
    // @ts-expect-error no such purpose
    ann.decision("marketing");
  });
});

describe("matchers", () => {
  it("are known to vitest", () => {
    expectTypeOf(expect(ann).toHaveReceived(welcome, { times: 1 })).toEqualTypeOf<Promise<void>>();
    expectTypeOf(expect(ann).not.toBeIn("pro")).toEqualTypeOf<Promise<void>>();
    // @ts-expect-error a count is a number
    expect(ann).toHaveReceived(welcome, { times: "1" });
  });
});
