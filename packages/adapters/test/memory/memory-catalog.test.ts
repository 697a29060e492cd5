import { memoryCatalog } from "@wellsent/adapters/memory";
import { type Catalog, contactId, type Product, tenantId } from "@wellsent/core";
import { catalogContract } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";

const acme = tenantId("acme");
const at = Date.UTC(2026, 0, 1);

function product(id: string, over: Partial<Product> = {}): Product {
  return {
    ...{ id, title: `The ${id}`, link: `https://shop.example/${id}`, availability: "inStock" },
    ...{ price: { amount: 990, currency: "EUR" }, categories: ["kitchen"], asOf: at },
    ...over,
  };
}

const products = {
  acme: [
    product("mug"),
    product("gone", { availability: "outOfStock" }),
    product("plate"),
    product("bowl", { sale: { price: { amount: 500, currency: "EUR" }, from: at, until: at + 1 } }),
    product("saw", { categories: ["tools"] }),
  ],
};

const shop = {
  ...{ tenant: acme, known: ["mug", "plate", "bowl"], unknown: "none", outOfStock: "gone", at },
  ...{ contact: contactId("ann"), stranger: tenantId("globex") },
};

describe("the memory catalog keeps the contract", () => {
  for (const one of catalogContract({ ...shop, create: () => memoryCatalog({ products }) }))
    it(one.name, one.run);
});

describe("the contract of catalogs", () => {
  const sound = memoryCatalog({ products });
  const spoiled: Readonly<Record<string, Partial<Catalog>>> = {
    "answers in the order asked": {
      products: async (call, options) =>
        (await sound.products(call, options)).filter((one) => one !== null),
    },
    "says of each product": {
      products: async (call, options) =>
        (await sound.products(call, options)).map(
          (one) => one && { ...one, price: { amount: 9.9, currency: "EUR" } },
        ),
    },
    "keeps the products of tenants apart": {
      products: (call, options) => sound.products({ ...call, tenant: acme }, options),
    },
    "does not answer when it was aborted": { products: (call) => sound.products(call) },
    "no more than the limit": {
      recommend: (call, options) => sound.recommend({ ...call, limit: 99 }, options),
    },
    "nothing twice": {
      recommend: async (call, options) => {
        const { items, ...rest } = await sound.recommend(call, options);
        return { ...rest, items: [...items, ...items].slice(0, call.limit) };
      },
    },
    "nothing that is excluded": {
      recommend: (call, options) => sound.recommend({ ...call, exclude: [] }, options),
    },
    "out of stock": {
      recommend: async (call, options) => ({
        ...(await sound.recommend(call, options)),
        items: products.acme.slice(0, call.limit),
      }),
    },
    "why, and what made it": {
      recommend: async (call, options) => ({
        ...(await sound.recommend(call, options)),
        model: "",
      }),
    },
    "nothing when it was aborted": { recommend: (call) => sound.recommend(call) },
    "nothing of another tenant": {
      recommend: (call, options) => sound.recommend({ ...call, tenant: acme }, options),
    },
  };
  for (const [promise, fault] of Object.entries(spoiled)) {
    it(`notices a catalog that breaks: ${promise}`, async () => {
      const create = () => ({ ...sound, ...fault });
      const broken: string[] = [];
      for (const one of catalogContract({ ...shop, create }))
        await one.run().catch(() => broken.push(one.name));
      expect(broken.length).toBeGreaterThan(0);
    });
  }
});
