import { isPlace, kilometersBetween } from "../../catalog/places.js";
import type { TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { Catalog } from "../../ports/catalog.js";
import type { NearPlace, PlacesCall, Position } from "../../ports/places.js";
import { type ContractCase, type ContractSkip, withoutSkipped } from "../contract-case.js";
import { ensure, equal, rejection } from "../expectations.js";

export interface PlacesContractOptions {
  /** A catalog that has places. Called once a case. */
  create(): Catalog | Promise<Catalog>;
  readonly tenant: TenantId;
  /** At least two of the tenant's places are within `within` kilometers of it, one is not. */
  readonly near: Position;
  readonly within: number;
  /** A position without a place within 1,000 kilometers. */
  readonly far: Position;
  /** Another tenant, without any of these places. */
  readonly stranger: TenantId;
  readonly at: Instant;
  readonly skip?: readonly ContractSkip[];
}

/**
 * Every promise of a catalog about places that can be tested from outside.
 * @example
 * for (const { name, run } of placesContract({ create: () => myCatalog(), ...stores }))
 *   it(name, run);
 */
export function placesContract(options: PlacesContractOptions): readonly ContractCase[] {
  const { tenant, near, within, far, stranger, at, skip = [] } = options;
  type Ask = (over?: Partial<PlacesCall>) => Promise<readonly NearPlace[]>;
  const test = (
    name: string,
    check: (ask: Ask, catalog: Catalog) => Promise<void>,
  ): ContractCase => ({
    name,
    run: async () => {
      const catalog = await options.create();
      ensure(catalog.places !== undefined, "the catalog has no places");
      const call = { tenant, near, within, limit: 50, at };
      await check(async (over) => (await catalog.places?.({ ...call, ...over })) ?? [], catalog);
    },
  });
  const ids = (places: readonly NearPlace[]) => places.map(({ id }) => id);
  const cases = [
    test("finds the places around, the nearest first, each once", async (ask) => {
      const found = await ask();
      ensure(found.length >= 2, `${found.length} places within ${within} km`);
      equal(new Set(ids(found)).size, found.length, "each once");
      const sorted = found.toSorted((a, b) => a.kilometers - b.kilometers);
      equal(ids(found), ids(sorted), "by distance");
    }),
    test("finds nothing that is farther than asked", async (ask) => {
      const found = await ask();
      ensure(
        found.every(({ kilometers }) => kilometers <= within),
        "what is farther away",
      );
      const everywhere = await ask({ within: 20_038 });
      ensure(everywhere.length > found.length, "nothing is farther away");
      equal(ids(await ask({ near: far, within: 1_000 })), [], "where there is nothing");
    }),
    test("measures as the crow flies", async (ask) => {
      for (const place of await ask()) {
        const measured = kilometersBetween(near, place);
        ensure(
          Math.abs(place.kilometers - measured) <= 0.01 + measured * 0.01,
          `${place.kilometers} km for ${measured}`,
        );
      }
    }),
    test("says of each place what can be shown", async (ask) => {
      ensure((await ask()).every(isPlace), "a place lacks name, address, link, zone or hours");
    }),
    test("finds no more than the limit", async (ask) => {
      const [first] = await ask();
      equal(ids(await ask({ limit: 1 })), [first?.id], "the nearest");
    }),
    test("finds the same for the same instant", async (ask) => {
      equal(await ask(), await ask(), "places");
    }),
    test("finds nothing of another tenant", async (ask) => {
      const own = new Set(ids(await ask()));
      ensure(!(await ask({ tenant: stranger })).some(({ id }) => own.has(id)), "of another tenant");
    }),
    test("finds nothing when it was aborted before", async (_ask, catalog) => {
      const signal = AbortSignal.abort(new Error("stopped"));
      const call = { tenant, near, within, limit: 5, at };
      const error = await rejection(async () => catalog.places?.(call, { signal }), "places");
      equal(error instanceof Error && error.message, "stopped", "the signal's reason");
    }),
  ];
  return withoutSkipped(cases, skip);
}
