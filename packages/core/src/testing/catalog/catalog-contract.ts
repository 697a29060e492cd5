import { isProduct } from "../../catalog/index.js";
import type { ContactId, TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type {
  Catalog,
  Product,
  RecommendationCall,
  RecommendationKind,
} from "../../ports/catalog.js";
import { type ContractCase, type ContractSkip, withoutSkipped } from "../contract-case.js";
import { ensure, equal, rejection } from "../expectations.js";

export interface CatalogContractOptions {
  /** The catalog of a shop made for tests. Called once a case. */
  create(): Catalog | Promise<Catalog>;
  readonly tenant: TenantId;
  /** At least three products that are in stock. */
  readonly known: readonly string[];
  /** A product that is out of stock, if the shop says so of any. */
  readonly outOfStock?: string;
  /** An id that no product has. */
  readonly unknown: string;
  /** Somebody whom the shop knows. */
  readonly contact: ContactId;
  /** Another tenant, without any of these products. */
  readonly stranger: TenantId;
  readonly at: Instant;
  readonly skip?: readonly ContractSkip[];
}

const kinds: readonly RecommendationKind[] = ["upsell", "crossSell", "similar", "popular"];

/**
 * Every promise of a `Catalog` that can be tested from outside.
 * @example
 * for (const { name, run } of catalogContract({ create: () => myCatalog(), ...shop }))
 *   it(name, run);
 */
export function catalogContract(options: CatalogContractOptions): readonly ContractCase[] {
  const test: Test = (name, check) => ({
    name,
    run: async () => check(await options.create()),
  });
  const cases = [...productCases(test, options), ...recommendationCases(test, options)];
  return withoutSkipped(cases, options.skip ?? []);
}

type Test = (name: string, check: (catalog: Catalog) => Promise<void>) => ContractCase;

function productCases(
  test: Test,
  { tenant, known, unknown, stranger, at }: CatalogContractOptions,
): readonly ContractCase[] {
  const about = { tenant, locale: null, at };
  return [
    test("answers in the order asked, with null for what there is not", async (catalog) => {
      const ids = [...known.toReversed(), unknown, ...known];
      const found = await catalog.products({ ...about, ids });
      equal(
        found.map((one) => one?.id ?? null),
        ids.map((id) => (id === unknown ? null : id)),
        "ids",
      );
      equal(await catalog.products({ ...about, ids: [] }), [], "nothing asked");
    }),
    test("says of each product what can be shown", async (catalog) => {
      for (const product of await catalog.products({ ...about, ids: known }))
        ensure(isProduct(product), "a product lacks a title, link, price, availability or asOf");
    }),
    test("answers the same for the same instant", async (catalog) => {
      const ask = () => catalog.products({ ...about, ids: known });
      equal(await ask(), await ask(), "products");
    }),
    test("answers many ids at once", async (catalog) => {
      const ids = Array.from({ length: 500 }, (_, n) => known[n % known.length] ?? unknown);
      const found = await catalog.products({ ...about, ids });
      equal(
        found.map((one) => one?.id),
        ids,
        "each",
      );
    }),
    test("keeps the products of tenants apart", async (catalog) => {
      const found = await catalog.products({ ...about, tenant: stranger, ids: known });
      equal(
        found,
        known.map(() => null),
        "of another tenant",
      );
    }),
    test("does not answer when it was aborted before", async (catalog) => {
      const signal = AbortSignal.abort(new Error("stopped"));
      const call = () => catalog.products({ ...about, ids: known }, { signal });
      const error = await rejection(call, "products");
      equal(error instanceof Error && error.message, "stopped", "the signal's reason");
    }),
  ];
}

function recommendationCases(test: Test, options: CatalogContractOptions): readonly ContractCase[] {
  const { tenant, known, contact, stranger, outOfStock, at } = options;
  const asked = (over: Partial<RecommendationCall> = {}): RecommendationCall => ({
    ...{ tenant, contact, kind: "popular", basedOn: [], exclude: [], limit: 10, locale: null, at },
    ...over,
  });
  const ids = (items: readonly Product[]): readonly string[] => items.map(({ id }) => id);
  return [
    test("recommends no more than the limit, and nothing twice", async (catalog) => {
      for (const kind of kinds) {
        for (const limit of [1, 2, 50]) {
          const { items } = await catalog.recommend(asked({ kind, limit, basedOn: known }));
          ensure(items.length <= limit, `${kind}: ${items.length} of ${limit}`);
          equal(new Set(ids(items)).size, items.length, `${kind}: each once`);
        }
      }
    }),
    test("recommends nothing that is excluded or out of stock", async (catalog) => {
      const [first = "", ...others] = known;
      for (const kind of kinds) {
        const call = asked({ kind, basedOn: others, exclude: [first] });
        const { items } = await catalog.recommend(call);
        ensure(!ids(items).includes(first), `${kind}: what is excluded`);
        const isGone = items.some(({ id, availability }) => {
          return id === outOfStock || availability === "outOfStock";
        });
        ensure(!isGone, `${kind}: what is out of stock`);
      }
    }),
    test("says what can be shown, why, and what made it", async (catalog) => {
      for (const kind of kinds) {
        const { items, reason, model } = await catalog.recommend(asked({ kind, basedOn: known }));
        ensure(items.every(isProduct), `${kind}: a product lacks what is shown`);
        ensure(reason !== "" && model !== "", `${kind}: reason or model is missing`);
      }
    }),
    test("knows what is popular without knowing for whom", async (catalog) => {
      const { items } = await catalog.recommend(asked({ contact: null }));
      ensure(items.length > 0, "nothing is popular");
    }),
    test("recommends the same for the same instant", async (catalog) => {
      for (const kind of kinds) {
        const ask = () => catalog.recommend(asked({ kind, basedOn: known }));
        equal(await ask(), await ask(), kind);
      }
    }),
    test("recommends nothing of another tenant", async (catalog) => {
      const { items } = await catalog.recommend(asked({ tenant: stranger, contact: null }));
      ensure(!ids(items).some((id) => known.includes(id)), "of another tenant");
    }),
    test("recommends nothing when it was aborted before", async (catalog) => {
      const signal = AbortSignal.abort(new Error("stopped"));
      const error = await rejection(() => catalog.recommend(asked(), { signal }), "recommend");
      equal(error instanceof Error && error.message, "stopped", "the signal's reason");
    }),
  ];
}
