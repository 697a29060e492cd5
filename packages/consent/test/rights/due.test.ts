import { describe, expect, it } from "vitest";
import type { RightsKind } from "../../src/entries/ledger.js";
import {
  acknowledgeCase,
  answerCase,
  askIdentity,
  confirmIdentity,
  due,
  extendCase,
  openCase,
  pauseCase,
  resumeCase,
  rightsTerms,
  termsFor,
  type WorkingCalendar,
} from "../../src/entries/rights.js";
import { at, berlin, by, caseId, caseLog, opened } from "../support/cases.js";

const eu = termsFor(["DE"]);
function noon(date: string): number {
  return at(`${date}T12:00:00Z`);
}

function dueOn(
  received: string,
  now = received,
  calendar: WorkingCalendar = berlin,
): string | undefined {
  return due(opened("access", noon(received)).case(), noon(now), calendar, eu).next?.dueOn;
}

describe("the month of GDPR Art. 12(3) by Regulation 1182/71", () => {
  it.each([
    ["2026-09-03", "2026-10-05", "3 October 2026 is a Saturday"],
    ["2025-09-03", "2025-10-03", "the day of the same number"],
    ["2026-11-30", "2026-12-30", "the day of the same number"],
    ["2026-01-31", "2026-03-02", "28 February 2026 is a Saturday, so Monday 2 March"],
    ["2026-03-31", "2026-04-30", "the last day of a shorter month"],
    ["2028-02-29", "2028-03-29", "from a leap day"],
    ["2028-01-31", "2028-02-29", "to a leap day"],
    ["2026-12-31", "2027-02-01", "31 January 2027 is a Sunday"],
  ])("received on %s ends on %s: %s", (received, expected) => {
    expect(dueOn(received)).toBe(expected);
  });

  it("moves on from a holiday, and from the holiday behind it", () => {
    const calendar = { ...berlin, holidays: ["2026-12-25", "2026-12-26", "2026-12-28"] };
    expect(dueOn("2026-11-25", "2026-11-25", calendar)).toBe("2026-12-29");
  });

  it("takes the day of receipt where the controller is, and ends with the last hour of the last day there", () => {
    const lateEvening = opened("access", at("2026-05-03T22:30:00Z")).case();
    expect(due(lateEvening, at("2026-05-04T00:00:00Z"), berlin, eu).next).toMatchObject({
      dueOn: "2026-06-04",
      dueAt: at("2026-06-04T22:00:00Z"),
      state: "running",
    });
    expect(due(lateEvening, at("2026-06-04T21:59:59.999Z"), berlin, eu).overdue).toBe(false);
    expect(due(lateEvening, at("2026-06-04T22:00:00Z"), berlin, eu).overdue).toBe(true);
  });

  it("counts the two months more from the original receipt", () => {
    const log = opened("access", noon("2026-01-31"));
    log.take(
      extendCase(by(noon("2026-02-20")), log.case(), {
        reason: "complexity",
        calendar: berlin,
        terms: eu,
      }),
    );
    expect(due(log.case(), noon("2026-02-21"), berlin, eu).next?.dueOn).toBe("2026-04-30");
    expect(log.case()).toMatchObject({
      status: "extended",
      extension: { until: at("2026-04-30T22:00:00Z") },
    });
  });

  it("knows no extension that the person was told too late", () => {
    const log = opened("access", noon("2026-03-31"));
    const late = { reason: "number" as const, calendar: berlin, terms: eu };
    expect(() => extendCase(by(noon("2026-05-01")), log.case(), late)).toThrow(
      expect.objectContaining({ code: "INPUT_CASE_EXTENSION_LATE" }),
    );
    const inTime = extendCase(by(noon("2026-04-30")), log.case(), late);
    log.take({ ...inTime, effectiveAt: noon("2026-05-01") });
    expect(due(log.case(), noon("2026-05-02"), berlin, eu)).toMatchObject({
      overdue: true,
      next: { dueOn: "2026-04-30" },
    });
  });

  it("stands still while identity is in doubt, whole days only", () => {
    const log = opened("access", noon("2026-06-01"));
    log.take(askIdentity(by(noon("2026-06-02")), log.case()));
    expect(log.case().status).toBe("verifying");
    expect(due(log.case(), noon("2026-06-12"), berlin, eu).next).toMatchObject({
      state: "paused",
      dueOn: "2026-07-13",
    });
    log.take(confirmIdentity(by(noon("2026-06-12") - 1), log.case(), { by: "document" }));
    expect(log.case().status).toBe("in_progress");
    expect(due(log.case(), noon("2026-06-20"), berlin, eu).next).toMatchObject({
      state: "running",
      dueOn: "2026-07-10",
    });
  });

  it("does not stand still for a question about what is meant, as it does in the United Kingdom", () => {
    const log = opened("access", noon("2026-06-01"));
    log.take(pauseCase(by(noon("2026-06-02")), log.case(), "clarification"));
    log.take(resumeCase(by(noon("2026-06-12")), log.case()));
    expect(due(log.case(), noon("2026-06-20"), berlin, eu).next?.dueOn).toBe("2026-07-01");
    expect(due(log.case(), noon("2026-06-20"), berlin, termsFor(["GB"])).next?.dueOn).toBe(
      "2026-07-13",
    );
  });
});

describe("the clocks of other places", () => {
  const first = (kind: RightsKind, place: string, received: string, calendar: WorkingCalendar) =>
    due(
      opened(kind, noon(received)).case(),
      noon(received),
      calendar,
      termsFor([place]),
    ).clocks.map(({ term, dueOn }) => `${term} ${dueOn}`);

  it.each([
    ["complaint", "GB", "2026-07-01", "Europe/London", [], ["UK-COMPLAINT 2026-07-31"]],
    ["access", "GB", "2026-01-31", "Europe/London", [], ["UK-GDPR-12A 2026-03-02"]],
    ["access", "BR", "2026-03-02", "America/Sao_Paulo", [], ["BR-LGPD-19 2026-03-17"]],
    [
      "erase",
      "US-CA",
      "2026-06-29",
      "America/Los_Angeles",
      ["2026-07-03"],
      ["US-CA-CONFIRM 2026-07-14", "US-CA-ANSWER 2026-08-13"],
    ],
    ["object", "US-CA", "2026-06-01", "America/Los_Angeles", [], ["US-CA-OPT-OUT 2026-06-22"]],
  ] as const)("%s in %s, received on %s", (kind, place, received, timeZone, holidays, expected) => {
    expect(first(kind, place, received, { timeZone, holidays })).toEqual(expected);
  });

  it("gives California forty-five days more, whoever has yet to be identified", () => {
    const log = opened("erase", noon("2026-06-29"));
    const la = { timeZone: "America/Los_Angeles", holidays: [] };
    const terms = termsFor(["US-CA"]);
    log.take(askIdentity(by(noon("2026-06-30")), log.case()));
    log.take(
      extendCase(by(noon("2026-07-30")), log.case(), { reason: "number", calendar: la, terms }),
    );
    const clocks = due(log.case(), noon("2026-07-31"), la, terms).clocks;
    expect(clocks.find(({ duty }) => duty === "answer")).toMatchObject({
      dueOn: "2026-09-27",
      state: "running",
    });
    expect(clocks.find(({ duty }) => duty === "acknowledge")).toMatchObject({ state: "overdue" });
  });

  it("lets the earliest bind where several places or none is known", () => {
    expect(first("access", "ZZ", "2026-06-01", berlin)[0]).toBe("US-CA-CONFIRM 2026-06-15");
    const both = due(
      opened("access", noon("2026-06-01")).case(),
      noon("2026-06-01"),
      berlin,
      termsFor(["DE", "BR"]),
    );
    expect(both.clocks.map(({ term }) => term)).toEqual(["BR-LGPD-19", "EU-GDPR-12-3"]);
  });

  it("ends with the acknowledgement and the answer, in time or late", () => {
    const log = opened("erase", noon("2026-06-29"));
    const terms = termsFor(["US-CA"]);
    log.take(acknowledgeCase(by(noon("2026-07-01")), log.case()));
    log.take(answerCase(by(noon("2026-12-01")), log.case()));
    const { clocks, next, overdue } = due(log.case(), noon("2027-01-01"), berlin, terms);
    expect(clocks.map(({ state }) => state)).toEqual(["met", "met_late"]);
    expect([next, overdue]).toEqual([undefined, false]);
  });
});

describe("a term", () => {
  it.each(rightsTerms.map((term) => [term.id, term] as const))(
    "%s says where it is written and when that was read",
    (_, term) => {
      expect(term.cite).toMatch(/\d/);
      expect(term.verifiedOn).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(["statute", "regulator", "secondary"]).toContain(term.source);
    },
  );

  it("is written down with the case when it is opened with a calendar", () => {
    const log = caseLog();
    const terms = termsFor(["FR"]);
    log.take(
      openCase(by(noon("2026-03-31")), { case: caseId, kind: "erase", calendar: berlin, terms }),
    );
    expect(log.events[0]).toMatchObject({ detail: { dueAt: "2026-04-30T22:00:00.000Z" } });
  });

  it.each([
    [{ timeZone: "Mars/Olympus", holidays: [] }, "timeZone"],
    [{ timeZone: "UTC", holidays: ["2026-02-30"] }, "holidays[0]"],
    [{ timeZone: "UTC", holidays: [], weekend: [0, 1, 2, 3, 4, 5, 6] }, "weekend"],
  ])("cannot be counted in a calendar that is none (%#)", (calendar, path) => {
    expect(() => dueOn("2026-01-01", "2026-01-01", calendar)).toThrow(
      expect.objectContaining({ code: "INPUT_CALENDAR", path }),
    );
  });
});
