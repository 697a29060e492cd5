import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import {
  addDuration,
  type LocalTimeRule,
  nextLocalTime,
  type Weekday,
  zoneOffset,
} from "../../src/index.js";
import { nextTransition } from "../../src/timing/zone-table.js";

const all = Intl.supportedValuesOf("timeZone");
/** Those that have broken somebody's clock, and every third of the rest. */
const zones = [
  ...new Set([
    "UTC",
    "Europe/Berlin",
    "Europe/Dublin",
    "America/New_York",
    "America/Los_Angeles",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Caracas",
    "Africa/Casablanca",
    "Africa/Monrovia",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Asia/Gaza",
    "Asia/Tehran",
    "Asia/Pyongyang",
    "Antarctica/Troll",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    ...all.filter((_, index) => index % 3 === 0),
  ]),
];
const from = Date.UTC(1970, 0, 1);
const to = Date.UTC(2060, 0, 1);
const day = 86_400_000;

function zoned(zone: string, at: number) {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
}
const weekdays: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** Reproducible, and quick enough for a hundred thousand draws. */
function draws(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Every change of offset from 2005 to 2040, asked of the oracle. */
function transitions(zone: string): readonly number[] {
  const found: number[] = [];
  let at = zoned(zone, Date.UTC(2005, 0, 1));
  for (;;) {
    const next = at.getTimeZoneTransition("next");
    if (next === null || next.epochMilliseconds > Date.UTC(2040, 0, 1)) return found;
    found.push(next.epochMilliseconds);
    at = next;
  }
}

const byZone = new Map(zones.map((zone) => [zone, transitions(zone)] as const));

describe("the zone table against Temporal", { timeout: 60_000 }, () => {
  it(`reads the same offset in ${zones.length} zones at random instants and to the millisecond around every change`, () => {
    expect(zones.length).toBeGreaterThan(100);
    const draw = draws(1);
    const wrong: string[] = [];
    for (const zone of zones) {
      const probes = Array.from({ length: 60 }, () => from + draw(to - from));
      for (const change of byZone.get(zone) ?? [])
        probes.push(change - 1, change, change + draw(3 * day));
      for (const at of probes) {
        if (zoneOffset(zone, at) !== zoned(zone, at).offsetNanoseconds / 1e6)
          wrong.push(`${zone} ${at}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("finds every change of offset, and none besides", () => {
    const until = Date.UTC(2040, 0, 1);
    for (const [zone, expected] of byZone) {
      const found: number[] = [];
      let at: number | null = Date.UTC(2005, 0, 1);
      for (at = nextTransition(zone, at, until); at !== null; at = nextTransition(zone, at, until))
        found.push(at);
      const changes = expected.filter(
        (change) => zoneOffset(zone, change) !== zoneOffset(zone, change - 1),
      );
      expect(found, zone).toEqual(changes);
    }
  });
});

/** The same question put to Temporal, day by day. */
function oracleNext(rule: LocalTimeRule, zone: string, after: number): number {
  const time = Temporal.PlainTime.from(rule.time);
  let date = zoned(zone, after).toPlainDate().subtract({ days: 1 });
  for (;;) {
    const wanted =
      rule.days === undefined || rule.days.includes(weekdays[date.dayOfWeek - 1] ?? "mon");
    const at = date.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds;
    if (wanted && at > after) return at;
    date = date.add({ days: 1 });
  }
}

function clock(minutes: number) {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

describe("nextLocalTime against Temporal", { timeout: 60_000 }, () => {
  it("agrees in every zone, two thirds of the time within a day and a half of a change", () => {
    const draw = draws(2);
    const wrong: string[] = [];
    let cases = 0;
    for (const [zone, changes] of byZone) {
      for (let i = 0; i < 60; i++) {
        const change = i % 3 === 0 ? undefined : changes[draw(changes.length)];
        const after =
          change === undefined ? from + draw(to - from) : change - 1.5 * day + draw(3 * day);
        const rule: LocalTimeRule = {
          time: clock(i % 2 === 0 ? draw(1440) : draw(12) * 30),
          ...(draw(2) === 0
            ? {}
            : { days: weekdays.filter((_, index) => index === 0 || draw(3) === 0) }),
        };
        cases++;
        if (nextLocalTime(rule, zone, after) !== oracleNext(rule, zone, after)) {
          wrong.push(`${zone} ${after} ${JSON.stringify(rule)}`);
        }
      }
    }
    expect(cases).toBeGreaterThan(6000);
    expect(wrong).toEqual([]);
  });
});

describe("addDuration against Temporal", { timeout: 60_000 }, () => {
  it("adds calendar days on the wall clock and the rest exactly", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: from, max: to }),
        fc.integer({ min: 0, max: 900 }),
        fc.integer({ min: 0, max: 100_000 }),
        (zone, at, days, seconds) => {
          const expected = zoned(zone, at).add({ days, seconds }).epochMilliseconds;
          expect(addDuration(at, `P${days}DT${seconds}S`, zone)).toBe(expected);
        },
      ),
      { numRuns: propertyRuns(2000) },
    );
  });
});
