import { euRules } from "@wellsent/consent/rules";
import { all, any, defineSchema, defineSegment, not } from "@wellsent/core";
import { simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { wellsent } from "../../src/app/index.js";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { secret, sender } from "./shop.js";

const schema = defineSchema({
  attributes: z.object({ plan: z.enum(["free", "pro"]).optional(), age: z.number().optional() }),
  events: { "order.placed": z.object({ total: z.number() }) },
  purposes: { "marketing.news": {} },
});
const adults = defineSegment(schema, "adults", (c) => c.attribute("age").atLeast(18));
const proAdults = defineSegment(schema, "pro-adults", (c) =>
  all(c.attribute("plan").is("pro"), c.attribute("age").atLeast(18), not(c.list("staff"))),
);
const pros = defineSegment(schema, "pros", (c) => c.attribute("plan").is("pro"));
const buyers = defineSegment(schema, "buyers", (c) =>
  c.event("order.placed").some({ last: "30d" }),
);
const people = 230;
const plan = (index: number) => (index % 3 === 0 ? "pro" : index % 3 === 1 ? "free" : undefined);
const age = (index: number) => (index % 4 === 0 ? undefined : index % 40);

describe.each([
  ["memory", memoryStore],
  ["SQLite", () => sqliteStore(":memory:")],
])("acme.segments on %s", (_, open) => {
  async function filled() {
    const clock = simulatedClock(Date.parse("2026-05-04T08:00:00Z"));
    const app = await wellsent({
      ...{ secret, rules: [euRules], schema, clock, sender, store: open() },
      segments: [adults],
    });
    const acme = app.tenant("acme");
    await app.tenant("other").identify({ key: "stranger", attributes: { plan: "pro", age: 50 } });
    for (let index = 0; index < people; index++) {
      const contact = await acme.identify({
        key: `k${index}`,
        attributes: {
          ...(plan(index) === undefined ? {} : { plan: plan(index) }),
          ...(age(index) === undefined ? {} : { age: age(index) }),
        },
      });
      if (index % 10 === 0) await acme.track("order.placed", contact, { total: 5 });
    }
    return acme;
  }

  it("previews members, others, and those of whom too little is known, each with reasons", async () => {
    const acme = await filled();
    const seen: number[] = [];
    const preview = await acme.segments.preview(proAdults, {
      examples: 3,
      onProgress: (looked) => seen.push(looked),
    });
    // Kleene by hand.
    const isPro = (index: number) => (plan(index) === undefined ? null : plan(index) === "pro");
    const isAdult = (index: number) => {
      const years = age(index);
      return years === undefined ? null : years >= 18;
    };
    const indexes = Array.from({ length: people }, (_, index) => index);
    const members = indexes.filter((index) => isPro(index) === true && isAdult(index) === true);
    const others = indexes.filter((index) => isPro(index) === false || isAdult(index) === false);
    expect(preview).toMatchObject({
      members: members.length,
      others: others.length,
      unknown: people - members.length - others.length,
    });
    expect(seen).toEqual([100, 200]);
    for (const shown of Object.values(preview.examples)) {
      const keys = shown.map(({ key }) => key);
      expect(keys).toEqual([...keys].sort());
    }
    const indexOf = ({ key }: { readonly key: string | null }) => Number(key?.slice(1));
    expect(preview.examples.members).toHaveLength(3);
    for (const one of preview.examples.members) {
      expect(members).toContain(indexOf(one));
      expect(one.reasons).toEqual([]);
    }
    for (const one of [...preview.examples.others, ...preview.examples.unknown]) {
      const index = indexOf(one);
      const paths = one.reasons.map(({ path, truth }) => `${path} ${truth}`);
      expect(paths).toEqual([
        ...(isPro(index) === true
          ? []
          : [`where.of[0] ${isPro(index) === null ? "unknown" : "no"}`]),
        ...(isAdult(index) === true
          ? []
          : [`where.of[1] ${isAdult(index) === null ? "unknown" : "no"}`]),
      ]);
    }
    const [other] = preview.examples.others;
    const youth = other?.reasons.find(
      ({ path, truth }) => path === "where.of[1]" && truth === "no",
    );
    if (other !== undefined && youth !== undefined)
      expect(youth).toMatchObject({ words: "age is at least 18", actual: age(indexOf(other)) });
    expect(await acme.segments.preview(proAdults, { examples: 3 })).toEqual(preview);
  }, 60_000);

  it("speaks German, takes the app's segments by name, and keeps nobody", async () => {
    const acme = await filled();
    const { examples } = await acme.segments.preview("adults", { language: "de", examples: 1 });
    expect(examples.others[0]?.reasons[0]?.words).toBe("age ist mindestens 18");
    const kept: unknown[] = [];
    for await (const one of acme.members(proAdults.id)) kept.push(one);
    expect(kept).toEqual([]);
    await expect(acme.segments.preview("nobody")).rejects.toMatchObject({ code: "INPUT_SEGMENT" });
    await expect(acme.segments.preview(adults, { examples: 101 })).rejects.toMatchObject({
      code: "INPUT_EXAMPLES",
    });
  }, 60_000);

  it("counts every region of an overlap, and who is in one alone", async () => {
    const acme = await filled();
    const overlap = await acme.segments.overlap(["adults", pros, buyers], { examples: 2 });
    const byRegion = new Map<string, number>();
    for (let index = 0; index < people; index++) {
      const name = [
        ...((age(index) ?? 0) >= 18 ? ["adults"] : []),
        ...(plan(index) === "pro" ? ["pros"] : []),
        ...(index % 10 === 0 ? ["buyers"] : []),
      ].join();
      byRegion.set(name, (byRegion.get(name) ?? 0) + 1);
    }
    expect(overlap.none).toBe(byRegion.get(""));
    byRegion.delete("");
    expect(new Map(overlap.regions.map(({ in: ids, contacts }) => [ids.join(), contacts]))).toEqual(
      byRegion,
    );
    expect(overlap.segments.map(({ segment, alone }) => [segment, alone])).toEqual(
      ["adults", "pros", "buyers"].map((id) => [id, byRegion.get(id) ?? 0]),
    );
    for (const { segment, members } of overlap.segments) {
      const all = [...byRegion].filter(([name]) => name.split(",").includes(segment));
      expect(members).toBe(all.reduce((sum, [, count]) => sum + count, 0));
    }
    for (const { contacts, examples } of overlap.regions)
      expect(examples).toHaveLength(Math.min(2, contacts));
    const both = defineSegment(schema, "both", (c) => any(c.member("adults"), c.list("x")));
    for (const segments of [[adults], [adults, adults], Array.from({ length: 9 }, () => both)])
      await expect(acme.segments.overlap(segments)).rejects.toMatchObject({
        code: "INPUT_OVERLAP",
      });
  }, 60_000);
});
