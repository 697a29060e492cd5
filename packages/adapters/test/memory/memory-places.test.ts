import { memoryCatalog } from "@wellsent/adapters/memory";
import { type Catalog, tenantId } from "@wellsent/core";
import { isOpenAt, kilometersBetween, openingsOn } from "@wellsent/core/places";
import { placesContract } from "@wellsent/core/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { places } from "../ready-made/boutique.js";

const at = Date.UTC(2026, 2, 2);
const stores = {
  ...{ tenant: tenantId("acme"), stranger: tenantId("globex"), within: 60, at },
  ...{ near: { latitude: 53.9, longitude: -1.3 }, far: { latitude: -40, longitude: -120 } },
};
const sound = memoryCatalog({ products: {}, places: { acme: places } });

describe("the memory catalog keeps the contract of places", () => {
  for (const one of placesContract({ ...stores, create: () => sound })) it(one.name, one.run);
});

describe("the contract of places", () => {
  const spoiled: Readonly<Record<string, Catalog["places"]>> = {
    "the nearest first": async (call) => ((await sound.places?.(call)) ?? []).toReversed(),
    "farther than asked": async (call) => (await sound.places?.({ ...call, within: 20_038 })) ?? [],
    "as the crow flies": async (call) =>
      ((await sound.places?.(call)) ?? []).map((one) => ({ ...one, kilometers: 1 })),
    "what can be shown": async (call) =>
      ((await sound.places?.(call)) ?? []).map((one) => ({ ...one, timeZone: "Yorkshire" })),
    "more than the limit": async (call) => (await sound.places?.({ ...call, limit: 50 })) ?? [],
    "another tenant": async (call) =>
      (await sound.places?.({ ...call, tenant: stores.tenant })) ?? [],
    "aborted before": async (call) => (await sound.places?.(call)) ?? [],
  };
  it.each(Object.entries(spoiled))("finds a catalog that breaks “%s”", async (name, broken) => {
    const create = () => ({ ...sound, ...(broken === undefined ? {} : { places: broken }) });
    const [found] = placesContract({ ...stores, create }).filter((one) => one.name.includes(name));
    await expect(found?.run()).rejects.toThrow();
  });
});

describe("distances and hours", () => {
  const position = fc.record({
    latitude: fc.double({ min: -90, max: 90, noNaN: true }),
    longitude: fc.double({ min: -180, max: 180, noNaN: true }),
  });

  it("are those of vectors on a sphere", () => {
    const vector = ({ latitude, longitude }: { latitude: number; longitude: number }) => {
      const [phi, lambda] = [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180];
      return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
    };
    fc.assert(
      fc.property(position, position, (a, b) => {
        const [u, v] = [vector(a), vector(b)];
        const chord = Math.hypot(...u.map((part, index) => part - (v[index] ?? 0)));
        const angle = 2 * Math.asin(Math.min(1, chord / 2));
        expect(kilometersBetween(a, b)).toBeCloseTo(6371.0088 * angle, 1);
        expect(kilometersBetween(a, b)).toBe(kilometersBetween(b, a));
      }),
    );
  });

  it("are by the clock of the place, as Intl reads it", () => {
    const zones = fc.constantFrom(
      "Europe/London",
      "America/New_York",
      "Asia/Kolkata",
      "Pacific/Apia",
    );
    const [york] = places;
    if (york === undefined) throw new Error("no place");
    fc.assert(
      fc.property(zones, fc.integer({ min: at, max: at + 366 * 86_400_000 }), (timeZone, when) => {
        const parts = new Intl.DateTimeFormat("en-GB", {
          ...{ timeZone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
          ...{ year: "numeric", month: "2-digit", day: "2-digit" },
        }).formatToParts(when);
        const of = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
        const date = `${of("year")}-${of("month")}-${of("day")}`;
        const time = `${of("hour")}:${of("minute")}`;
        const [from, to] = of("weekday") === "Sat" ? ["10:00", "16:00"] : ["09:00", "18:00"];
        const isDay = of("weekday") !== "Sun" && !york.closed?.includes(date);
        expect(openingsOn(york, date)).toEqual(isDay ? [{ from, to }] : []);
        expect(isOpenAt({ ...york, timeZone }, when)).toBe(isDay && time >= from && time < to);
      }),
    );
  });
});
