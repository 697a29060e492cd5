import { memoryCatalog } from "@wellsent/adapters/memory";
import type { Catalog, ContactId, Decision, Product, ProductUse } from "@wellsent/core";
import { WellsentError } from "@wellsent/core/errors";
import { fakeRenderer, recordingLogger } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { deliveryWorld, hour, minute, tenant } from "./delivery-world.js";
import { start } from "./world.js";

function product(id: string, over: Partial<Product> = {}): Product {
  return {
    ...{ id, title: `The ${id}`, link: `https://shop.example/${id}`, availability: "inStock" },
    ...{ price: { amount: 990, currency: "EUR" }, categories: ["kitchen"], asOf: start },
    ...over,
  };
}

const shop = {
  acme: [
    product("mug"),
    product("pill", { sensitive: true }),
    product("plate", { group: "plates" }),
    product("plate-blue", { group: "plates" }),
    product("bowl"),
    product("saw", { price: { amount: 10, currency: "USD" } }),
    product("gone", { availability: "outOfStock" }),
  ],
};

const shown = (use: ProductUse) => ({ text: "See", subject: "{products}", products: use });
const renderer = fakeRenderer({
  cart: shown({ from: "cart.items", limit: 3 }),
  popular: shown({ recommend: "popular", limit: 3, currency: "EUR" }),
  similar: shown({
    ...{ recommend: "similar", from: "cart.items", limit: 2, min: 2 },
    bought: { event: "order.placed", from: "cart" },
  }),
});

/** Waits until the test lets time run out. */
function timeOut() {
  const waiting: (() => void)[] = [];
  const lengths: number[] = [];
  return {
    lengths,
    pause: (length: number, signal?: AbortSignal): Promise<void> => {
      lengths.push(length);
      return new Promise((resolve, reject) => {
        waiting.push(resolve);
        signal?.addEventListener("abort", () => reject(new Error("enough")));
      });
    },
    /** All who wait have waited for long enough. */
    over: async (): Promise<void> => {
      for (let turn = 0; turn < 20; turn += 1)
        await new Promise((resolve) => setImmediate(resolve));
      for (const wake of waiting.splice(0)) wake();
    },
  };
}

/** People, and an engine over a catalog. */
function productWorld(
  catalog: Catalog = memoryCatalog({ products: shop }),
  profile: () => boolean = () => true,
) {
  const world = deliveryWorld();
  const { pause, over, lengths } = timeOut();
  const logger = recordingLogger();
  const gate = {
    ...world.gate,
    decide: (...asked: Parameters<typeof world.gate.decide>): Decision => {
      const decision = world.gate.decide(...asked);
      return asked[0].activity === "profile" ? { ...decision, allowed: profile() } : decision;
    },
  };
  const engine = (of: Catalog = catalog) =>
    world.engine({ renderer, pause, logger, consent: gate, catalog: of });
  const working = engine();
  let sends = 0;
  return {
    ...{ ...world, over, lengths, logger, engine },
    /** Queues one message, sends it, and resolves to its record. */
    send: async (template: string, ids: readonly string[], who: ContactId, by = working) => {
      const data = { cart: { items: ids.map((id) => ({ id })) } };
      const [key] = await world.queue(`n${sends++}`, [who], { template, data });
      let hasEnded = false;
      const done = by.drain(tenant).finally(() => {
        hasEnded = true;
      });
      // Longer than anything takes but a wait that does not end.
      for (let turn = 0; turn < 20 && !hasEnded; turn += 1) await over();
      expect(hasEnded, "the mail waits for the catalog").toBe(true);
      await done;
      return world.message(key);
    },
  };
}

function idsIn({ data }: { readonly data: Readonly<Record<string, unknown>> }): readonly unknown[] {
  const list: readonly { readonly id?: unknown }[] = JSON.parse(JSON.stringify(data["products"]));
  return list.map(({ id }) => id);
}

function failing(what: "rejects" | "hangs" | "lies"): Catalog {
  const answer = async () => {
    if (what === "hangs") await new Promise(() => undefined);
    if (what === "rejects") throw new Error("down: ann@mail.example");
    return JSON.parse('{ "items": 7 }');
  };
  return { specVersion: 1, id: "failing", products: answer, recommend: answer };
}

describe("products in a message", () => {
  it("are those its data names, as the catalog has them now, and stay with it", async () => {
    const sale = { price: { amount: 500, currency: "EUR" }, from: start, until: start + hour };
    const bowl = product("bowl", { sale, image: "https://shop.example/bowl.png" });
    const world = productWorld(memoryCatalog({ products: { acme: [...shop.acme, bowl] } }));
    const [ann] = await world.people(1);
    if (ann === undefined) return;
    const record = await world.send("cart", ["bowl", "none", "pill", "gone", "mug"], ann);
    expect(idsIn(record)).toEqual(["bowl", "pill", "gone"]);
    expect(record.data["products"]).toMatchObject([
      { price: { amount: 500, currency: "EUR" }, usualPrice: { amount: 990, currency: "EUR" } },
      {},
      { availability: "outOfStock" },
    ]);
    expect(record.data["productsFrom"]).toMatchObject({ source: "catalog", at: start });
    expect(record.data["cart"]).toBeDefined();
    expect(world.transport.tries[0]?.subject).toBe(JSON.stringify(record.data["products"]));
    world.clock.advanceBy(hour);
    const later = await world.send("cart", ["bowl"], ann);
    expect(JSON.stringify(later.data["products"])).not.toContain("usualPrice");
  });

  it("are asked for in one call for all of a group", async () => {
    const asked: (readonly string[])[] = [];
    const catalog = memoryCatalog({ products: shop });
    const world = productWorld({
      ...catalog,
      products: (call, options) => {
        asked.push(call.ids);
        return catalog.products(call, options);
      },
    });
    const people = await world.people(6);
    for (const [n, who] of people.entries()) {
      const data = { cart: { items: [shop.acme[n]?.id ?? "", "mug"] } };
      await world.queue("n", [who], { template: "cart", data });
    }
    await world.engine().drain(tenant);
    expect(await world.statuses()).toEqual({ accepted: 6 });
    expect(asked.length).toBe(1);
    expect(new Set(asked[0])).toEqual(new Set(shop.acme.slice(0, 6).map(({ id }) => id)));
  });

  it("that are recommended are in stock, of one currency, not sensitive, and one of a group", async () => {
    const world = productWorld();
    const [ann] = await world.people(1);
    if (ann === undefined) return;
    expect(idsIn(await world.send("popular", [], ann))).toEqual(["mug", "plate", "bowl"]);
  });

  it("are never what the person has bought meanwhile", async () => {
    const world = productWorld();
    const [ann] = await world.people(1);
    if (ann === undefined) return;
    const before = await world.send("similar", ["saw", "mug"], ann);
    expect(idsIn(before)).toEqual(["plate", "bowl"]);
    const event = { tenant, contact: ann, event: "order.placed", id: "o1" } as const;
    await world.engine().track({ ...event, data: { total: 1, cart: "bowl" } });
    const after = await world.send("similar", ["saw", "mug"], ann);
    expect([after.status, after.reasons.map(({ code }) => code)]).toEqual([
      "skipped",
      ["PRODUCTS_MISSING"],
    ]);
  });

  it("are what is popular for those whose behavior may not be used", async () => {
    let allowed = false;
    const whom: unknown[] = [];
    const catalog = memoryCatalog({ products: shop });
    const world = productWorld(
      {
        ...catalog,
        recommend: (call, options) => {
          whom.push([call.kind, call.contact]);
          return catalog.recommend(call, options);
        },
      },
      () => allowed,
    );
    const [ann] = await world.people(1);
    if (ann === undefined) return;
    const record = await world.send("similar", ["bowl"], ann);
    expect(idsIn(record)).toEqual(["mug", "plate"]);
    expect(whom).toEqual([["popular", null]]);
    allowed = true;
    await world.send("similar", ["bowl"], ann);
    expect(whom).toContainEqual(["similar", ann]);
  });
});

describe("a catalog that does not answer", () => {
  for (const what of ["rejects", "hangs", "lies"] as const) {
    it(`(${what}) costs 300 ms, a block, or the message where the template says so`, async () => {
      const world = productWorld(failing(what));
      const [ann] = await world.people(1);
      if (ann === undefined) return;
      const cart = await world.send("cart", ["mug"], ann);
      expect([cart.status, cart.data["products"]]).toEqual(["accepted", []]);
      const similar = await world.send("similar", ["mug"], ann);
      expect(similar.reasons.map(({ code }) => code)).toEqual(["PRODUCTS_MISSING"]);
      expect(new Set(world.lengths)).toEqual(new Set([300]));
      expect(JSON.stringify(world.logger.lines)).not.toContain("mail.example");
    });
  }

  it("is answered for by its last good answer, while that is new enough", async () => {
    let broken = false;
    const sound = memoryCatalog({ products: shop });
    const none = failing("rejects");
    const world = productWorld({
      ...sound,
      products: (...asked) => (broken ? none : sound).products(...asked),
      recommend: (...asked) => (broken ? none : sound).recommend(...asked),
    });
    const [ann, bob] = await world.people(2);
    if (ann === undefined || bob === undefined) return;
    await world.send("cart", ["mug"], ann);
    await world.send("similar", ["mug"], ann);
    broken = true;
    world.clock.advanceBy(15 * minute);
    const kept = await world.send("cart", ["mug", "bowl"], bob);
    expect([idsIn(kept), kept.data["productsFrom"]]).toMatchObject([["mug"], { source: "kept" }]);
    const own = await world.send("similar", ["mug"], ann);
    expect([idsIn(own), own.data["productsFrom"]]).toMatchObject([
      ["plate", "bowl"],
      { source: "kept" },
    ]);
    const popular = await world.send("similar", ["mug"], bob);
    expect([idsIn(popular), popular.data["productsFrom"]]).toMatchObject([
      ["plate", "bowl"],
      { source: "popular" },
    ]);
    world.clock.advanceBy(1);
    expect((await world.send("cart", ["mug"], bob)).data["products"]).toEqual([]);
  });

  it("has to have somebody who waits for it", () => {
    const world = deliveryWorld();
    const make = (): unknown => world.engine({ catalog: failing("hangs") });
    expect(make).toThrow(WellsentError);
    expect(make).toThrow(expect.objectContaining({ code: "DEFINITION_CATALOG", path: "pause" }));
  });
});
