import { Ajv2020 } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  campaignJsonSchema,
  parseCampaign,
  parseSeries,
  seriesJsonSchema,
} from "../../src/definitions/index.js";
import { isObject, type JsonValue } from "../../src/json.js";

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const duration = fc.constantFrom("2h", "30m", "1d", "90s");
const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const part = fc.oneof(
  fc.record({ segment: word }),
  fc.record({ list: word }),
  fc.constant({ all: true }),
  fc.record({ receivedFrom: word.map((name) => `c-${name}`), revision: fc.constantFrom(1, 4) }),
);
const share = fc.constantFrom(0, 0.003, 0.05, 1);
const frame = {
  name: optional(word),
  channel: fc.constantFrom("email", "sms"),
  audience: fc.record({
    in: fc.array(part, { minLength: 1, maxLength: 3 }),
    except: optional(fc.array(part, { maxLength: 2 })),
    when: fc.constant("start"),
    max: optional(fc.integer({ min: 1, max: 9 })),
  }),
  content: fc.record({
    variants: fc.uniqueArray(
      fc.record({ id: word, template: word, weight: fc.constantFrom(1, 2.5) }),
      { minLength: 1, maxLength: 3, selector: ({ id }) => id },
    ),
    data: optional(fc.dictionary(word, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 3 })),
  }),
  spread: optional(
    fc.record({
      over: duration,
      curve: optional(
        fc.constant([
          [0, 0],
          [0.2, 0.7],
          [1, 1],
        ]),
      ),
    }),
  ),
  priority: optional(fc.integer({ min: 0, max: 100 })),
  policy: optional(
    fc.record({
      startWithin: optional(duration),
      onLate: optional(fc.constantFrom("hold", "skip")),
      lateAfter: optional(duration),
      quiet: optional(fc.constant([{ from: "20:00", to: "08:00", days: ["sat"] }])),
      caps: optional(fc.constant([{ max: 2, per: { unit: "week", weekStart: "mon" } }])),
      stop: optional(
        fc.oneof(
          fc.constant("never"),
          fc.record({ complaints: share, after: fc.nat(9).map((n) => n + 1) }),
        ),
      ),
      fourEyes: optional(fc.boolean()),
    }),
  ),
  seeds: optional(fc.array(word, { maxLength: 2 })),
  expect: optional(fc.integer({ min: 1, max: 1e6 })),
  tolerance: optional(fc.constantFrom(0, 0.2)),
};
const campaign = fc
  .record({
    v: fc.constant(1),
    id: word.map((name) => `c-${name}`),
    ...frame,
    schedule: fc.oneof(
      fc.constant({ at: "now" }),
      fc.record({ at: fc.nat() }),
      fc.record({
        local: fc.constant("2026-12-01T09:00"),
        passed: fc.constantFrom("send", "skip"),
      }),
      fc.record({
        best: fc.constant("2026-12-01"),
        between: optional(fc.constant(["08:30", "20:00"])),
        unknownZone: optional(fc.constant("Asia/Tokyo")),
        passed: optional(fc.constantFrom("send", "nextDay", "skip")),
      }),
    ),
  })
  .map((made): JsonValue => JSON.parse(JSON.stringify(made)));
const zoned = fc.record({
  zone: fc.constant("contact"),
  best: optional(fc.constant({ until: "20:00" })),
});
const series = fc
  .record({
    v: fc.constant(1),
    id: word,
    recurrence: fc.record({
      ...{ v: fc.constant(1), start: fc.constant("2026-01-05"), time: fc.constant("09:00") },
      ...{ zone: fc.constantFrom("contact", "Europe/Berlin"), every: fc.constant("week") },
      on: fc.constant(["mon", "thu"]),
    }),
    campaign: fc.record(frame),
    content: fc.constantFrom("newest", "host"),
    approval: fc.constantFrom("required", "none"),
    lead: optional(fc.constant("24h")),
    nothingNew: optional(fc.constantFrom("skip", "hold", "send")),
  })
  .chain((made) =>
    fc.oneof(
      fc.constant(made),
      zoned.map(({ zone, best }) => ({ ...made, recurrence: { ...made.recurrence, zone }, best })),
    ),
  )
  .map((made): JsonValue => JSON.parse(JSON.stringify(made)));

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
const accepts = {
  campaign: ajv.compile(campaignJsonSchema()),
  series: ajv.compile(seriesJsonSchema()),
};

/** Whether the parser takes the shape, whatever it finds wrong with what it says. */
function acceptsShape(parse: (json: unknown) => unknown, json: unknown): boolean {
  try {
    parse(json);
    return true;
  } catch (error) {
    const { code } = error as { code: string };
    return code !== "DEFINITION_CAMPAIGN" && code !== "DEFINITION_SERIES";
  }
}

describe.each([
  ["campaign", campaign, parseCampaign],
  ["series", series, parseSeries],
] as const)("the JSON of a %s", (what, arbitrary, parse) => {
  it("is read, and comes back the same", () => {
    fc.assert(
      fc.property(arbitrary, (json) => {
        expect(JSON.parse(JSON.stringify(parse(json)))).toEqual(json);
        expect(accepts[what](json)).toBe(true);
      }),
    );
  });

  it("is refused in the same cases as by its JSON Schema, with one member spoiled", () => {
    fc.assert(
      fc.property(arbitrary, fc.nat(), fc.jsonValue({ maxDepth: 1 }), (json, at, instead) => {
        if (!isObject(json)) throw new TypeError("it is an object");
        const names = [...Object.keys(json), "unknown"];
        const name = names[at % names.length] ?? "v";
        const spoiled = { ...json, [name]: instead };
        expect(acceptsShape(parse, spoiled)).toBe(accepts[what](spoiled));
      }),
    );
  });
});

describe("a campaign's JSON", () => {
  const sound = {
    ...{ v: 1, id: "c-spring", channel: "email", schedule: { at: "now" } },
    audience: { in: [{ list: "news" }], when: "start" },
    content: { variants: [{ id: "a", template: "news", weight: 1 }] },
  };

  it("is refused with the place of what is wrong", () => {
    const refused = (change: object): unknown => {
      try {
        return parseCampaign({ ...sound, ...change });
      } catch (error) {
        const { code, path } = error as { code: string; path: string };
        return `${code} ${path}`;
      }
    };
    expect(refused({ v: 2 })).toBe("DEFINITION_CAMPAIGN v");
    expect(refused({ policy: { lateAfter: "soon" } })).toBe("DEFINITION_CAMPAIGN policy.lateAfter");
    const content = { variants: [{ id: "a", template: "news", weight: 0 }] };
    expect(refused({ content })).toBe("DEFINITION_CAMPAIGN content.variants[0].weight");
    expect(refused({ schedule: { local: "2026-02-30T09:00" } })).toBe(
      "DEFINITION_TIME schedule.local",
    );
    expect(refused({ shedule: { at: "now" } })).toBe("DEFINITION_CAMPAIGN ");
    const audience = { ...sound.audience, exclude: [] };
    expect(refused({ audience })).toBe("DEFINITION_CAMPAIGN audience");
    let deep: JsonValue = 1;
    for (let n = 0; n < 70; n++) deep = [deep];
    expect(refused({ content: { ...sound.content, data: { deep } } })).toMatch("DEFINITION_DEPTH");
  });
});
