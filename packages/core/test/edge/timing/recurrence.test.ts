import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Holidays } from "../../../src/ports/index.js";
import {
  checkRecurrence,
  fromRRule,
  nextOccurrence,
  occurrencesBetween,
  type Recurrence,
  toRRule,
} from "../../../src/timing/recurrence/index.js";

const weekly = {
  v: 1,
  start: "2027-01-04",
  time: "09:00",
  zone: "Europe/Berlin",
  every: "week",
  on: ["mon", "thu"],
} as const;
const daily = { v: 1, start: "2027-01-01", time: "09:00", zone: "UTC", every: "day" } as const;
const from = Date.UTC(2027, 0, 1);
const day = 86_400_000;

function dates(rule: Recurrence, days: number, holidays?: Holidays): readonly string[] {
  const context = holidays === undefined ? {} : { holidays };
  return occurrencesBetween(rule, from, from + days * day, context).map(({ date }) =>
    date.slice(5),
  );
}

describe("a recurrence", () => {
  it("is read from JSON into its normal form", () => {
    const given = {
      ...weekly,
      on: ["thu", "mon", "mon"],
      interval: 1,
      weekStarts: "mon",
      except: ["2027-05-17", "2027-01-07", "2027-05-17"],
    };
    const rule = checkRecurrence(JSON.parse(JSON.stringify(given)));
    expect(rule).toEqual({ ...weekly, except: ["2027-01-07", "2027-05-17"] });
    expect(checkRecurrence(rule)).toEqual(rule);
  });

  it.each<[string, object, string, string | undefined]>([
    ["no object", [], "DEFINITION_RECURRENCE", undefined],
    ["another version", { ...weekly, v: 2 }, "DEFINITION_RECURRENCE", "v"],
    ["an unknown member", { ...weekly, byday: 1 }, "DEFINITION_RECURRENCE", "byday"],
    ["a member of another period", { ...daily, on: ["mon"] }, "DEFINITION_RECURRENCE", "on"],
    [
      "an unknown member below",
      { ...weekly, every: "month", on: { day: 1, at: 2 } },
      "DEFINITION_RECURRENCE",
      "on.at",
    ],
    ["no such period", { ...weekly, every: "hour" }, "DEFINITION_RECURRENCE", "every"],
    ["an interval of 0", { ...weekly, interval: 0 }, "DEFINITION_RECURRENCE", "interval"],
    ["half an interval", { ...weekly, interval: 1.5 }, "DEFINITION_RECURRENCE", "interval"],
    ["a count of 0", { ...weekly, count: 0 }, "DEFINITION_RECURRENCE", "count"],
    ["both ends", { ...weekly, count: 3, until: "2027-05-01" }, "DEFINITION_RECURRENCE", "count"],
    ["no such zone", { ...weekly, zone: "Europe/Bonn" }, "INPUT_TIME_ZONE", "zone"],
    ["no such date", { ...weekly, start: "2027-02-29" }, "DEFINITION_DATE", "start"],
    [
      "no such exception",
      { ...weekly, except: ["2027-01-07", "soon"] },
      "DEFINITION_DATE",
      "except[1]",
    ],
    ["no such time", { ...weekly, time: "24:00" }, "DEFINITION_TIME", "time"],
    ["no weekdays", { ...weekly, on: [] }, "DEFINITION_DAYS", "on"],
    ["no such weekday", { ...weekly, on: ["mon", "mo"] }, "DEFINITION_DAYS", "on"],
    [
      "day 31 and nothing for others",
      { ...weekly, every: "month", on: { day: 31 } },
      "DEFINITION_RECURRENCE",
      "on.missing",
    ],
    [
      "a word for what is never missing",
      { ...weekly, every: "month", on: { day: 9, missing: "skip" } },
      "DEFINITION_RECURRENCE",
      "on.missing",
    ],
    [
      "a sixth Monday",
      { ...weekly, every: "month", on: { nth: 6, weekday: "mon" } },
      "DEFINITION_RECURRENCE",
      "on.nth",
    ],
    [
      "31 April",
      { ...weekly, every: "year", month: 4, on: { day: 31 } },
      "DEFINITION_DATE",
      "on.day",
    ],
    [
      "no word for 29 February",
      { ...weekly, every: "year", month: 2, on: { day: 29 } },
      "DEFINITION_RECURRENCE",
      "on.missing",
    ],
    [
      "nothing to do on holidays",
      { ...weekly, holiday: { calendar: "DE", action: "wait" } },
      "DEFINITION_RECURRENCE",
      "holiday.action",
    ],
    [
      "an end before its beginning",
      { ...weekly, until: "2027-01-03" },
      "DEFINITION_RECURRENCE_NEVER",
      undefined,
    ],
    [
      "nothing but exceptions",
      { ...daily, count: 1, except: ["2027-01-01"] },
      "DEFINITION_RECURRENCE_NEVER",
      undefined,
    ],
    [
      "years that never leap",
      { ...weekly, every: "year", interval: 4, month: 2, on: { day: 29, missing: "skip" } },
      "DEFINITION_RECURRENCE_NEVER",
      undefined,
    ],
  ])("is refused with %s", (_, value, code, path) => {
    expect(() => checkRecurrence(value)).toThrow(expect.objectContaining({ code, path }));
  });

  it("moves a time that clocks skip by what they skip, and takes the first of two", () => {
    const night = { ...daily, zone: "Europe/Berlin", time: "02:30", start: "2027-03-28" };
    expect(new Date(nextOccurrence(night, 0)?.at ?? 0).toISOString()).toBe(
      "2027-03-28T01:30:00.000Z",
    );
    const autumn = { ...night, start: "2027-10-31" };
    const [first, second] = occurrencesBetween(autumn, 0, Date.UTC(2027, 10, 1, 23));
    expect(new Date(first?.at ?? 0).toISOString()).toBe("2027-10-31T00:30:00.000Z");
    expect(second?.date).toBe("2027-11-01");
  });

  it("ends with its last date or its number, and exceptions use that up", () => {
    expect(dates({ ...daily, until: "2027-01-03" }, 9)).toEqual(["01-01", "01-02", "01-03"]);
    const counted: Recurrence = { ...daily, count: 3, except: ["2027-01-02"] };
    expect(dates(counted, 9)).toEqual(["01-01", "01-03"]);
    expect(nextOccurrence(counted, from + 3 * day)).toBeNull();
  });

  it("takes the last day where a month is too short, or leaves the month out", () => {
    const month = (missing: "skip" | "last"): Recurrence => ({
      ...daily,
      every: "month",
      on: { day: 31, missing },
    });
    expect(dates(month("last"), 100)).toEqual(["01-31", "02-28", "03-31"]);
    expect(dates(month("skip"), 100)).toEqual(["01-31", "03-31"]);
  });

  it("asks whose zone it is where it is the contact's", () => {
    const own: Recurrence = { ...daily, zone: "contact" };
    expect(nextOccurrence(own, from, { zone: "Asia/Tokyo" })?.at).toBe(from + day);
    expect(() => nextOccurrence(own, from)).toThrow(
      expect.objectContaining({ code: "INPUT_TIME_ZONE" }),
    );
  });
});

describe("holidays of a recurrence", () => {
  /** Closed from the second to the fourth, and nothing is known after the tenth. */
  const holidays: Holidays = {
    day: (calendar, date) => {
      if (calendar !== "X" || date > "2027-01-10") return "unknown";
      return date >= "2027-01-02" && date <= "2027-01-04" ? "closed" : "open";
    },
  };
  const on = (
    action: "send" | "skip" | "before" | "after",
    every: 1 | 3 = 1,
    until = "2027-01-07",
  ): Recurrence => ({
    ...daily,
    interval: every,
    until,
    holiday: { calendar: "X", action },
  });

  it("are sent on, skipped, or moved from to the nearest open day, two on one day being one", () => {
    expect(dates(on("send", 3), 20)).toEqual(["01-01", "01-04", "01-07"]);
    expect(dates(on("skip", 3), 20, holidays)).toEqual(["01-01", "01-07"]);
    expect(dates(on("before", 3), 20, holidays)).toEqual(["01-01", "01-07"]);
    expect(dates(on("after", 3), 20, holidays)).toEqual(["01-01", "01-05", "01-07"]);
    expect(dates(on("after"), 20, holidays)).toEqual(["01-01", "01-05", "01-06", "01-07"]);
  });

  it("keep the planned date as the name of what is moved, whenever one asks", () => {
    for (const hours of [10, 30, 60, 100]) {
      expect(nextOccurrence(on("after"), from + hours * 3_600_000, { holidays })).toEqual({
        at: Date.UTC(2027, 0, 5, 9),
        date: "2027-01-05",
        planned: "2027-01-02",
      });
    }
  });

  it("say where the calendar knows nothing", () => {
    const rule = on("skip", 1, "2027-02-01");
    const known = occurrencesBetween(rule, from, from + 14 * day, { holidays });
    expect(known.filter(({ holidayUnknown }) => holidayUnknown).map(({ date }) => date)).toEqual([
      "2027-01-11",
      "2027-01-12",
      "2027-01-13",
      "2027-01-14",
    ]);
  });

  it("need a calendar, and one with an open day", () => {
    expect(() => nextOccurrence(on("skip"), from)).toThrow(
      expect.objectContaining({ code: "INPUT_HOLIDAYS" }),
    );
    const shut: Holidays = { day: () => "closed" };
    for (const action of ["skip", "before", "after"] as const) {
      const rule: Recurrence = { ...daily, holiday: { calendar: "X", action } };
      expect(() => nextOccurrence(rule, from, { holidays: shut })).toThrow(
        expect.objectContaining({ code: "DEFINITION_ALWAYS_CLOSED" }),
      );
    }
  });
});

describe("RRULE", () => {
  it("is written with the first day as DTSTART", () => {
    const rule: Recurrence = {
      ...weekly,
      start: "2027-01-05",
      interval: 2,
      until: "2027-07-01",
      except: ["2027-05-17"],
    };
    expect(toRRule(rule).split("\r\n")).toEqual([
      "DTSTART;TZID=Europe/Berlin:20270107T090000",
      "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20270701T070000Z",
      "EXDATE;TZID=Europe/Berlin:20270517T090000",
    ]);
    expect(fromRRule(toRRule(rule))).toEqual({ ...rule, start: "2027-01-07" });
  });

  it.each<[string, object]>([
    ["FREQ=DAILY;BYDAY=MO,TU", { every: "week", on: ["mon", "tue"] }],
    ["FREQ=WEEKLY", { every: "week", on: ["fri"] }],
    ["FREQ=MONTHLY", { every: "month", on: { day: 29, missing: "skip" } }],
    ["FREQ=MONTHLY;BYDAY=-1FR", { every: "month", on: { nth: -1, weekday: "fri" } }],
    ["FREQ=YEARLY", { every: "year", month: 1, on: { day: 29 } }],
    [
      "RSCALE=GREGORIAN;FREQ=YEARLY;BYMONTH=2;SKIP=FORWARD",
      { every: "year", month: 2, on: { day: 29, missing: "mar1" } },
    ],
    ["FREQ=DAILY;UNTIL=20270205T075959Z", { every: "day", until: "2027-02-04" }],
  ])("%s is read", (text, expected) => {
    const read = fromRRule(`DTSTART;TZID=Europe/Berlin:20270129T090000\nRRULE:${text}`);
    expect(read).toEqual({
      v: 1,
      start: "2027-01-29",
      time: "09:00",
      zone: "Europe/Berlin",
      ...expected,
    });
  });

  it.each([
    ["RRULE:FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1", "BYSETPOS"],
    ["RRULE:FREQ=DAILY;BYHOUR=9,17", "BYHOUR"],
    ["RRULE:FREQ=YEARLY;BYWEEKNO=20", "BYWEEKNO"],
    ["RRULE:FREQ=YEARLY;BYYEARDAY=60", "BYYEARDAY"],
    ["RRULE:FREQ=HOURLY", "FREQ"],
    ["RRULE:FREQ=SECONDLY", "FREQ"],
    ["RRULE:FREQ=MONTHLY;BYMONTHDAY=1,15", "BYMONTHDAY"],
    ["RRULE:FREQ=MONTHLY;BYDAY=MO", "BYDAY"],
    ["RRULE:FREQ=DAILY;INTERVAL=2;BYDAY=MO", "BYDAY"],
    ["RRULE:FREQ=YEARLY;BYDAY=20MO", "BYDAY"],
    ["RRULE:FREQ=DAILY;UNTIL=20280101", "UNTIL"],
    ["RRULE:FREQ=DAILY\nRDATE:20270401T090000", "RDATE"],
    ["RRULE:FREQ=DAILY\nEXRULE:FREQ=WEEKLY", "EXRULE"],
    ["RRULE:FREQ=DAILY\nEXDATE:20270401T100000", "EXDATE"],
    ["RRULE:RSCALE=CHINESE;FREQ=YEARLY", "RSCALE"],
  ])("%s is refused by name", (text, path) => {
    const read = () => fromRRule(`DTSTART;TZID=Europe/Berlin:20270129T090000\n${text}`);
    expect(read).toThrow(expect.objectContaining({ code: "DEFINITION_RRULE_UNSUPPORTED", path }));
  });

  it.each([
    ["RRULE:FREQ=DAILY"],
    ["DTSTART:20270129T090000"],
    ["DTSTART:20270129T090000\nRRULE:FREQ=DAILY;SKIP=FORWARD"],
    ["DTSTART:20270129T090000\nRRULE:FREQ=OFTEN"],
    ["DTSTART:20270129T090000\nRRULE:FREQ=DAILY;FREQ=DAILY"],
    ["DTSTART:20270229T090000\nRRULE:FREQ=DAILY"],
    ["every day"],
  ])("%j is none", (text) => {
    expect(() => fromRRule(text)).toThrow(expect.objectContaining({ code: "DEFINITION_RRULE" }));
  });

  it("cannot say what happens on holidays", () => {
    const rule: Recurrence = { ...weekly, holiday: { calendar: "DE", action: "skip" } };
    expect(() => toRRule(rule)).toThrow(
      expect.objectContaining({ code: "DEFINITION_RRULE_UNSUPPORTED", path: "holiday" }),
    );
  });
});

describe("a rule in the contact's zone", () => {
  it("gives everybody the same answer, whoever asked before and about when", () => {
    const rule: Recurrence = { ...weekly, zone: "contact" };
    const zone = fc.constantFrom("Europe/Berlin", "Pacific/Auckland", "America/Bogota");
    const after = fc.integer({ min: 0, max: 14 * 24 }).map((hours) => from + hours * 3_600_000);
    fc.assert(
      fc.property(fc.array(fc.record({ zone, after }), { minLength: 2 }), (questions) => {
        for (const asked of questions)
          expect(nextOccurrence(rule, asked.after, asked)).toEqual(
            // A copy has answered nothing before.
            nextOccurrence({ ...rule }, asked.after, asked),
          );
      }),
    );
  });
});
