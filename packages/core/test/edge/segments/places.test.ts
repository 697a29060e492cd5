import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { kilometersBetween } from "../../../src/catalog/places.js";
import { parseSegment } from "../../../src/definitions/index.js";
import { describeSegment, explainSegment } from "../../../src/explain/index.js";
import {
  defineSchema,
  defineSegment,
  evaluateSegment,
  type JsonValue,
  type Segment,
} from "../../../src/index.js";
import { noFacts } from "../plain-facts.js";
import { contactWith } from "./behavior-facts.js";

const schema = defineSchema({
  attributes: z.object({
    lat: z.number().optional(),
    lng: z.number().optional(),
    country: z.string().optional(),
    zip: z.string().optional(),
  }),
  events: {},
  purposes: { "marketing.news": {} },
});

function truth(segment: Segment, attributes: Readonly<Record<string, JsonValue>>): string {
  const facts = { ...noFacts, contact: contactWith(attributes) };
  const context = { at: 0, zone: "UTC" };
  const { member, trace } = explainSegment(segment, facts, context);
  expect(evaluateSegment(segment, facts, context)).toEqual({ member, nextChange: null });
  return trace.truth;
}

describe("where somebody is", () => {
  const munich = { latitude: 48.137, longitude: 11.575 };
  const near = defineSegment(schema, "near", (c) =>
    c.position({ latitude: "lat", longitude: "lng" }).within(60, munich),
  );
  const pacific = defineSegment(schema, "pacific", (c) =>
    c
      .position({ latitude: "lat", longitude: "lng" }, { missing: "nomatch" })
      .inBox({ south: -25, west: 170, north: 0, east: -170 }),
  );

  it("is near a point", () => {
    // Augsburg lies 57 km away, Nuremberg 150 km.
    expect(truth(near, { lat: 48.371, lng: 10.898 })).toBe("yes");
    expect(truth(near, { lat: 49.452, lng: 11.077 })).toBe("no");
    expect(truth(near, { lat: 48.371 })).toBe("unknown");
    expect(truth(near, { lat: "48.371", lng: 10.898 })).toBe("unknown");
    expect(truth(near, { lat: 91, lng: 10.898 })).toBe("unknown");
  });

  it("agrees with the distance anywhere on earth", () => {
    const position = fc.record({
      latitude: fc.double({ min: -90, max: 90, noNaN: true }),
      longitude: fc.double({ min: -180, max: 180, noNaN: true }),
    });
    fc.assert(
      fc.property(position, position, fc.integer({ min: 1, max: 20_000 }), (a, b, km) => {
        const segment = defineSegment(schema, "s", (c) =>
          c.position({ latitude: "lat", longitude: "lng" }).within(km, a),
        );
        expect(truth(segment, { lat: b.latitude, lng: b.longitude })).toBe(
          kilometersBetween(a, b) <= km ? "yes" : "no",
        );
      }),
    );
  });

  it("is in a box, across the date line too", () => {
    expect(truth(pacific, { lat: -18, lng: 178 })).toBe("yes");
    expect(truth(pacific, { lat: -14, lng: -171 })).toBe("yes");
    expect(truth(pacific, { lat: -14, lng: 0 })).toBe("no");
    expect(truth(pacific, { lat: 10, lng: 178 })).toBe("no");
    expect(truth(pacific, {})).toBe("no");
  });

  it("is in a country or a part of it", () => {
    const home = defineSegment(schema, "home", (c) => c.region("country").isIn("AT", "DE-BY"));
    expect(truth(home, { country: "at" })).toBe("yes");
    expect(truth(home, { country: "AT-9" })).toBe("yes");
    expect(truth(home, { country: "DE-BY" })).toBe("yes");
    expect(truth(home, { country: "DE-BE" })).toBe("no");
    expect(truth(home, { country: "FR" })).toBe("no");
    // It may be Bavaria.
    expect(truth(home, { country: "DE" })).toBe("unknown");
    expect(truth(home, { country: "Germany" })).toBe("unknown");
  });

  it("has a postal code in a range", () => {
    const local = defineSegment(schema, "local", (c) =>
      c.postalCode("zip").isIn(["80", "81"], ["01067", "01099"], "SW1A"),
    );
    expect(truth(local, { zip: "80331" })).toBe("yes");
    expect(truth(local, { zip: "81999" })).toBe("yes");
    expect(truth(local, { zip: "82000" })).toBe("no");
    expect(truth(local, { zip: "01067" })).toBe("yes");
    expect(truth(local, { zip: "01100" })).toBe("no");
    expect(truth(local, { zip: "sw1a 1aa" })).toBe("yes");
    expect(truth(local, { zip: "0106" })).toBe("unknown");
    expect(truth(local, { zip: 1067 })).toBe("unknown");
    expect(truth(local, { zip: "" })).toBe("unknown");
  });

  it("has words", () => {
    const local = defineSegment(schema, "local", (c) =>
      c.postalCode("zip", { missing: "match" }).isIn(["80", "81"], "SW1A"),
    );
    expect(describeSegment(near)).toBe(
      "the position in lat and lng is at most 60 km from 48.137, 11.575",
    );
    expect(describeSegment(near, { language: "de" })).toBe(
      "die Position in lat und lng liegt höchstens 60 km von 48.137, 11.575 entfernt",
    );
    expect(describeSegment(local)).toBe(
      "zip is a postal code from 80 to 81 or of SW1A or is not known",
    );
    const many = defineSegment(schema, "many", (c) =>
      c.region("country").isIn(...Array.from({ length: 25 }, () => "DE")),
    );
    expect(describeSegment(many)).toMatch(/DE or DE and 5 more$/);
  });

  it.each<[object, string]>([
    [{ op: "geo", latitude: "a", longitude: "b", in: { center: munich, km: 0 } }, "where.in.km"],
    [
      { op: "geo", latitude: "a", longitude: "b", in: { south: 2, west: 0, north: 1, east: 1 } },
      "where.in",
    ],
    [
      {
        ...{ op: "geo", latitude: "$where", longitude: "b" },
        in: { center: munich, km: 1 },
      },
      "where.latitude",
    ],
    [{ op: "region", path: "a", in: ["Germany"] }, "where.in[0]"],
    [{ op: "postal", path: "a", in: [["80", "811"]] }, "where.in[0]"],
    [{ op: "postal", path: "a", in: [["81", "80"]] }, "where.in[0]"],
  ])("refuses %j", (where, path) => {
    expect(() => parseSegment({ v: 1, id: "s", where })).toThrow(
      expect.objectContaining({ code: "DEFINITION_SEGMENT_VALUE", path }),
    );
  });
});
