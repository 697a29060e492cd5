import { describe, expect, it } from "vitest";
import emirates from "../../holidays/AE.json" with { type: "json" };
import germany from "../../holidays/DE.json" with { type: "json" };
import { tableHolidays } from "../../src/holidays/index.js";

const holidays = tableHolidays([germany, emirates]);

describe("holidays out of tables", () => {
  it("are those of the country and of its regions", () => {
    expect(holidays.day("DE", "2027-10-03")).toBe("closed");
    expect(holidays.day("DE", "2027-01-06")).toBe("open");
    expect(holidays.day("DE-BY", "2027-01-06")).toBe("closed");
    expect(holidays.day("DE-BY", "2027-10-03")).toBe("closed");
    expect(holidays.day("DE-BE", "2027-03-08")).toBe("closed");
  });

  it("are unknown beyond the table, and in a calendar that nobody gave", () => {
    expect(holidays.day("DE", "2036-12-31")).toBe("open");
    expect(holidays.day("DE", "2037-01-01")).toBe("unknown");
    expect(holidays.day("DE", "2025-12-31")).toBe("unknown");
    expect(holidays.day("DE-XX", "2027-01-06")).toBe("unknown");
    expect(holidays.day("FR", "2027-01-06")).toBe("unknown");
    expect(holidays.day("office", "2027-01-06")).toBe("unknown");
  });

  it("leave bank days and the days around estimates to whoever wants them", () => {
    const careful = tableHolidays([germany, emirates], { bankDays: true, estimates: "around" });
    expect(holidays.day("DE", "2028-12-24")).toBe("open");
    expect(careful.day("DE", "2028-12-24")).toBe("closed");
    // Three days after Ramadan, from 20 March 2026 as the library reckons.
    expect(["19", "20", "22", "23"].map((day) => holidays.day("AE", `2026-03-${day}`))).toEqual([
      "open",
      "closed",
      "closed",
      "open",
    ]);
    expect(["18", "19", "23", "24"].map((day) => careful.day("AE", `2026-03-${day}`))).toEqual([
      // Ramadan itself begins on 18 February.
      "open",
      "closed",
      "closed",
      "open",
    ]);
  });

  it("give way to the calendars of the host", () => {
    const own = tableHolidays([germany], {
      calendars: {
        office: {
          like: "DE-BY",
          weekdays: ["sat", "sun"],
          closed: ["2027-12-24"],
          open: ["2027-01-06", "2027-01-09"],
        },
        DE: { until: "2027-12-31", closed: ["2027-05-05"] },
      },
    });
    const office = [
      "2027-12-24",
      "2027-12-23",
      "2027-01-06",
      "2027-01-09",
      "2027-01-10",
      "2027-11-01",
      "2037-01-05",
    ];
    expect(office.map((date) => own.day("office", date))).toEqual([
      "closed",
      "open",
      "open",
      "open",
      "closed",
      "closed",
      "unknown",
    ]);
    expect(["2027-05-05", "2027-10-03", "2028-01-03"].map((date) => own.day("DE", date))).toEqual([
      "closed",
      "open",
      "unknown",
    ]);
  });

  it("are refused where nobody could say how far they reach", () => {
    const refused = expect.objectContaining({ code: "DEFINITION_HOLIDAYS" });
    expect(() => tableHolidays([{ ...germany, v: 2 }])).toThrow(refused);
    expect(() => tableHolidays([], { calendars: { office: { closed: [] } } })).toThrow(refused);
    expect(() => tableHolidays([germany], { calendars: { office: { like: "FR" } } })).toThrow(
      refused,
    );
  });
});
