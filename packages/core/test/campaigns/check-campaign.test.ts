import { campaignId, listId, segmentId, type TemplateInfo } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import {
  assertCampaign,
  audienceFault,
  type CampaignDefinition,
  checkCampaign,
  latenessFor,
} from "../../src/campaigns/index.js";

const sound: CampaignDefinition = {
  v: 1,
  id: campaignId("c-spring"),
  channel: "email",
  audience: { in: [{ list: listId("news") }], when: "start" },
  content: { variants: [{ id: "a", template: "news", weight: 1 }] },
  schedule: { at: "now" },
};
const info: TemplateInfo = {
  id: "news",
  channel: "email",
  messageClass: "marketing",
  purpose: "news",
  locales: [],
  links: [],
};
const catalog = { template: (id: string) => (id === "news" ? info : undefined), segments: ["vip"] };

function codes(change: Partial<CampaignDefinition>, known: object = catalog): readonly string[] {
  return checkCampaign({ ...sound, ...change }, known).map(({ code, path }) => `${code} ${path}`);
}

describe("checkCampaign", () => {
  it("finds nothing wrong with a sound one", () => {
    expect(codes({})).toEqual([]);
    expect(() => assertCampaign(sound, catalog)).not.toThrow();
  });

  it("names every fault with its place", () => {
    expect(codes({ id: campaignId("spring") })).toEqual(["CAMPAIGN_ID id"]);
    expect(codes({ audience: { in: [], when: "hour", max: 3 } })).toEqual([
      "AUDIENCE audience.in",
      "AUDIENCE_MAX audience.max",
    ]);
    const except = [{ segment: segmentId("gone") }];
    expect(codes({ audience: { ...sound.audience, except } })).toEqual([
      "UNKNOWN_SEGMENT audience.except[0]",
    ]);
    const variants = [
      { id: "a", template: "news", weight: 0 },
      { id: "a", template: "none", weight: 1 },
    ];
    expect(codes({ content: { variants } })).toEqual([
      "VARIANT_WEIGHTS content.variants[0].weight",
      "VARIANT_TWICE content.variants[1].id",
      "UNKNOWN_TEMPLATE content.variants[1].template",
    ]);
    expect(codes({ channel: "sms" })).toEqual(["CHANNEL content.variants[0].template"]);
    expect(
      codes({
        spread: {
          over: "1h",
          curve: [
            [0, 0],
            [1, 0.5],
          ],
        },
      }),
    ).toEqual(["CURVE spread.curve"]);
    expect(codes({ priority: 101, expect: 0 })).toEqual(["PRIORITY priority", "EXPECT expect"]);
    expect(codes({ policy: { stop: { complaints: 2, after: 0 } } })).toEqual([
      "STOP policy.stop.complaints",
      "STOP policy.stop.after",
    ]);
    expect(codes({ policy: { stop: "never" } })).toEqual([]);
    expect(codes({ policy: { caps: [{ max: 0, per: "1d" }] } })).toEqual([
      "CAP_ALLOWS_NONE policy.caps[0]",
    ]);
  });

  it("names a template that reads an event's data, where the content brings none of it", () => {
    const reads = { template: () => ({ ...info, eventData: ["total", "note"] }) };
    const { variants } = sound.content;
    expect(codes({}, reads)).toEqual(["FIELDS_MISSING content.variants[0].template"]);
    expect(codes({ content: { variants, data: { other: 1 } } }, reads)).toHaveLength(1);
    expect(codes({ content: { variants, data: { total: 1 } } }, reads)).toEqual([]);
    expect(codes({}, { template: () => ({ ...info, eventData: [] }) })).toEqual([]);
  });

  it("wants an answer where an hour may have passed", () => {
    const local = { local: "2026-12-01T09:00" } as const;
    const begins = (at: number) => ({ ...catalog, beginsAt: at });
    const nine = Date.UTC(2026, 11, 1, 9);
    const hour = 3_600_000;
    expect(codes({ schedule: local }, begins(nine - 24 * hour))).toEqual([
      "HOUR_PASSED schedule.passed",
    ]);
    expect(codes({ schedule: local }, begins(nine - 25 * hour))).toEqual([]);
    expect(codes({ schedule: { ...local, passed: "skip" } }, begins(nine))).toEqual([]);
  });

  it("finds what is wrong with a best hour, and where", () => {
    const at = (change: object, more: Partial<CampaignDefinition> = {}) =>
      codes({ schedule: { best: "2026-12-01", ...change }, ...more });
    expect(at({ between: ["08:00", "21:00"], passed: "nextDay" })).toEqual([]);
    expect(at({ best: "2026-02-30" })).toEqual(["TIME schedule.best"]);
    for (const between of [
      ["08:10", "08:50"],
      ["08:59", "09:59"],
      ["20:00", "08:00"],
      ["09:00", "09:00"],
      ["9:00", "12:00"],
      ["08:00", "24:00"],
    ])
      expect(at({ between }), between.join()).toEqual(["TIME schedule.between"]);
    expect(at({ unknownZone: "Mars/Phobos" })).toEqual(["TIME_ZONE schedule.unknownZone"]);
    expect(at({}, { spread: { until: "nextOpening" } })).toEqual(["TIME spread.until"]);
    expect(at({}, { spread: { over: "1h" } })).toEqual([]);
  });

  it("wants an answer where the last hour of a best one may have passed", () => {
    const best = { best: "2026-12-01", between: ["08:00", "21:00"] } as const;
    const begins = (at: number) => ({ ...catalog, beginsAt: at });
    const last = Date.UTC(2026, 11, 1, 20);
    const hour = 3_600_000;
    expect(codes({ schedule: best }, begins(last - 25 * hour + 1))).toEqual([
      "HOUR_PASSED schedule.passed",
    ]);
    expect(codes({ schedule: best }, begins(last - 25 * hour))).toEqual([]);
    expect(codes({ schedule: { ...best, passed: "send" } }, begins(last))).toEqual([]);
  });

  it("throws the first with its code and place", () => {
    expect(() => assertCampaign({ ...sound, priority: 1.5 })).toThrow(
      expect.objectContaining({ code: "DEFINITION_PRIORITY", path: "priority" }),
    );
  });
});

describe("who it is for", () => {
  it("is nobody, or far from what was expected", () => {
    expect(audienceFault({}, 0)).toBe("AUDIENCE_EMPTY");
    expect(audienceFault({}, 1)).toBeNull();
    expect(audienceFault({ expect: 100 }, 105)).toBeNull();
    expect(audienceFault({ expect: 100 }, 106)).toBe("AUDIENCE_UNEXPECTED");
    expect(audienceFault({ expect: 100, tolerance: 0.5 }, 49)).toBe("AUDIENCE_UNEXPECTED");
  });
});

describe("lateness", () => {
  it("does not count the pauses within it", () => {
    expect(latenessFor(10, 100, [])).toBe(90);
    expect(latenessFor(10, 100, [{ from: 0, until: 50 }])).toBe(50);
    expect(latenessFor(10, 100, [{ from: 20, until: 30 }])).toBe(80);
    expect(latenessFor(10, 100, [{ from: 0, until: 200 }])).toBe(0);
  });
});
