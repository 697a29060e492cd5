import type {
  Catalog,
  ContactId,
  Place,
  Product,
  Recommendation,
  RecommendationCall,
} from "@wellsent/core";

export interface MemoryCatalogOptions {
  /** The products of each tenant, by its id, the most popular first. */
  readonly products: Readonly<Record<string, readonly Product[]>>;
  /**
   * Ids recommended to a contact, by kind, the best first. Absent: products that share a category
   * with those that the recommendation is based on.
   */
  readonly recommended?: (
    contact: ContactId,
    kind: RecommendationCall["kind"],
    basedOn: readonly string[],
  ) => readonly string[];
  /** The places of each tenant, by its id. Absent: there are none to ask for. */
  readonly places?: Readonly<Record<string, readonly Place[]>>;
}

/**
 * A catalog in memory, for tests and first steps, and for shops whose products are a file.
 * @example
 * const catalog = memoryCatalog({ products: { acme: [mug, plate] } });
 */
export function memoryCatalog({ products, recommended, places }: MemoryCatalogOptions): Catalog {
  const of = (tenant: string): readonly Product[] => inTenant(products, tenant);

  const choose = (call: RecommendationCall): Omit<Recommendation, "model"> => {
    const { tenant, contact, kind, basedOn } = call;
    const all = of(tenant);
    if (kind === "popular" || contact === null) return { items: all, reason: "popular" };
    if (recommended !== undefined) {
      const ids = recommended(contact, kind, basedOn);
      const items = ids.flatMap((id) => all.find((one) => one.id === id) ?? []);
      return { items, reason: `${kind} by the host` };
    }
    const base = all.filter(({ id }) => basedOn.includes(id));
    const categories = new Set(base.flatMap((one) => one.categories));
    const items = all.filter((one) => one.categories.some((category) => categories.has(category)));
    return { items, reason: `${kind}: shares a category` };
  };

  return {
    specVersion: 1,
    id: "memory",
    products: async ({ tenant, ids }, { signal } = {}) => {
      signal?.throwIfAborted();
      const byId = new Map(of(tenant).map((product) => [product.id, product]));
      return ids.map((id) => byId.get(id) ?? null);
    },
    recommend: async (call, { signal } = {}) => {
      signal?.throwIfAborted();
      const { items, reason } = choose(call);
      const left = new Map(
        items
          .filter(({ id, availability }) => {
            return availability !== "outOfStock" && !call.exclude.includes(id);
          })
          .map((product) => [product.id, product]),
      );
      return { items: [...left.values()].slice(0, call.limit), reason, model: "memory 1" };
    },
    ...(places === undefined ? {} : { places: placesAround(places) }),
  };
}

function inTenant<Value>(
  table: Readonly<Record<string, readonly Value[]>>,
  tenant: string,
): readonly Value[] {
  return Object.hasOwn(table, tenant) ? (table[tenant] ?? []) : [];
}

function placesAround(
  places: Readonly<Record<string, readonly Place[]>>,
): NonNullable<Catalog["places"]> {
  return async ({ tenant, near, within, limit }, { signal } = {}) => {
    signal?.throwIfAborted();
    // Most shops have no places to ask for.
    const { kilometersBetween } = await import("@wellsent/core/places");
    return inTenant(places, tenant)
      .map((place) => ({ ...place, kilometers: kilometersBetween(near, place) }))
      .filter(({ kilometers }) => kilometers <= within)
      .sort((a, b) => a.kilometers - b.kilometers)
      .slice(0, limit);
  };
}
