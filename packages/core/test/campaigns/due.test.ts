import { campaignId, contactId } from "@wellsent/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CampaignDefinition,
  dueFor,
  hourFor,
  localTime,
  shareFor,
  variantFor,
} from "../../src/campaigns/index.js";

const id = campaignId("c-spring");
const ann = contactId("ann");
const t0 = Date.UTC(2026, 10, 30, 20);

function at(
  zone: string | null,
  schedule: CampaignDefinition["schedule"],
  more: Partial<Pick<CampaignDefinition, "spread" | "policy">> = {},
): string {
  const due = dueFor({ id, schedule, ...more }, ann, { zone, workspaceZone: "Europe/Berlin", t0 });
  return "due" in due ? new Date(due.due).toISOString() : due.refused;
}

const morning = { local: "2026-12-01T09:00" } as const;

describe("whose hour it is", () => {
  it("keeps the hour of each zone, and knows what has passed", () => {
    expect(at("Pacific/Auckland", morning)).toBe("2026-11-30T20:00:00.000Z");
    expect(at("Europe/Berlin", morning)).toBe("2026-12-01T08:00:00.000Z");
    expect(at("Pacific/Midway", morning)).toBe("2026-12-01T20:00:00.000Z");
    expect(at("Pacific/Kiritimati", morning)).toBe("HOUR_PASSED");
    expect(at("Pacific/Kiritimati", { ...morning, passed: "skip" })).toBe("HOUR_PASSED");
    expect(at("Pacific/Kiritimati", { ...morning, passed: "send" })).toBe(
      "2026-11-30T20:00:00.000Z",
    );
    expect(at("Pacific/Kiritimati", { ...morning, passed: "nextDay" })).toBe(
      "2026-12-01T19:00:00.000Z",
    );
    const late = { policy: { lateAfter: "30m" } } as const;
    expect(at("Pacific/Kiritimati", { ...morning, passed: "send" }, late)).toBe("HOUR_PASSED");
  });

  it("takes the named zone, or the business's, for those whose zone is not known", () => {
    expect(at(null, morning)).toBe("2026-12-01T08:00:00.000Z");
    expect(at("Not/AZone", morning)).toBe("2026-12-01T08:00:00.000Z");
    expect(at(null, { ...morning, unknownZone: "Asia/Tokyo" })).toBe("2026-12-01T00:00:00.000Z");
  });

  it("moves a skipped local time on, and takes a repeated one the first time", () => {
    const summer = { local: "2027-03-28T02:30" } as const;
    expect(at("Europe/Berlin", summer)).toBe("2027-03-28T01:30:00.000Z");
    const winter = { local: "2027-10-31T02:30" } as const;
    expect(at("Europe/Berlin", winter)).toBe("2027-10-31T00:30:00.000Z");
  });

  it("spreads to the opening of the next day where the contact is", () => {
    const schedule = { at: "now" } as const;
    const plan = (zone: string | null, opens?: string): readonly number[] =>
      Array.from({ length: 400 }, (_, n) => {
        const spread = { until: "nextOpening", ...(opens === undefined ? {} : { opens }) } as const;
        const context = { zone, workspaceZone: "Europe/Berlin", t0 };
        const due = dueFor({ id, schedule, spread }, contactId(`p${n}`), context);
        return "due" in due ? due.due : Number.NaN;
      });
    const span = (instants: readonly number[]): readonly string[] =>
      [Math.min(...instants), Math.max(...instants)].map((one) =>
        new Date(one).toISOString().slice(0, 13),
      );
    // 21:00 in Berlin, 09:00 of the next day in Auckland, 15:00 in New York.
    expect(span(plan("Europe/Berlin"))).toEqual(["2026-11-30T20", "2026-12-01T07"]);
    expect(span(plan(null, "12:00"))).toEqual(["2026-11-30T20", "2026-12-01T10"]);
    expect(span(plan("Pacific/Auckland"))).toEqual(["2026-11-30T20", "2026-12-01T19"]);
    expect(span(plan("America/New_York"))).toEqual(["2026-11-30T20", "2026-12-01T13"]);
  });

  it("refuses a local time that the calendar does not have", () => {
    for (const local of ["2027-02-30T09:00", "2027-02-03 09:00", "2027-02-03T25:00", "soon"])
      expect(() => localTime(local)).toThrow(expect.objectContaining({ code: "DEFINITION_TIME" }));
  });
});

describe("spreading", () => {
  it("deals an audience evenly over the window, and by the curve where there is one", () => {
    const people = Array.from({ length: 4_000 }, (_, n) => contactId(`person-${n}`));
    const context = { zone: null, workspaceZone: "UTC", t0 };
    const part = (curve: readonly (readonly [number, number])[] | null): number => {
      const spread = { over: "10h", ...(curve === null ? {} : { curve }) } as const;
      const dues = people.map((who) =>
        dueFor({ id, schedule: { at: "now" }, spread }, who, context),
      );
      const first = dues.filter((one) => "due" in one && one.due < t0 + 5 * 3_600_000);
      expect(dues.every((one) => "due" in one && one.due >= t0)).toBe(true);
      expect(dues.every((one) => "due" in one && one.due < t0 + 36_000_000)).toBe(true);
      return first.length / people.length;
    };
    expect(part(null)).toBeCloseTo(0.5, 1);
    expect(
      part([
        [0, 0],
        [0.5, 0.1],
        [1, 1],
      ]),
    ).toBeCloseTo(0.1, 1);
  });

  it("is a function of campaign and contact alone", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (campaign, contact) => {
        const share = shareFor(campaignId(campaign), contactId(contact));
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThan(1);
        expect(shareFor(campaignId(campaign), contactId(contact))).toBe(share);
      }),
    );
  });
});

describe("variants", () => {
  it("deals by weight, and a grown one takes from others only what it needs", () => {
    const people = Array.from({ length: 4_000 }, (_, n) => contactId(`person-${n}`));
    const dealt = (weights: readonly number[]): readonly number[] =>
      people.map((who) =>
        variantFor(
          id,
          who,
          weights.map((weight, n) => ({ id: `v${n}`, template: "t", weight })),
        ),
      );
    const even = dealt([1, 1]);
    expect(even.filter((n) => n === 0).length / 4_000).toBeCloseTo(0.5, 1);
    const grown = dealt([3, 1]);
    expect(grown.every((n, at) => n === 0 || even[at] === 1)).toBe(true);
  });
});

describe("the next day of an hour that has passed", () => {
  it("is found as fast after half a century as after a day", () => {
    const t0 = Date.UTC(2026, 2, 29, 6, 59, 30);
    const passed = {
      id: campaignId("c-late"),
      schedule: { local: "1971-01-01T09:00", passed: "nextDay" },
    } as const;
    const hours = ["Europe/Berlin", "Pacific/Apia", "America/New_York"].map((zone) => {
      // Counted day by day this would take minutes.
      for (let n = 0; n < 5_000; n++) hourFor(passed, { zone, workspaceZone: "UTC", t0 });
      return hourFor(passed, { zone, workspaceZone: "UTC", t0 });
    });
    expect(hours).toEqual([
      { due: Date.UTC(2026, 2, 29, 7) },
      { due: Date.UTC(2026, 2, 29, 20) },
      { due: Date.UTC(2026, 2, 29, 13) },
    ]);
  });
});
