import { describe, expect, it } from "vitest";
import { parseOrders } from "../src/orders.ts";
import { differences, type Outcome } from "../src/outcome.ts";
import { peopleFrom } from "../src/people.ts";
import { forbidden } from "../src/report.ts";

const at = Date.UTC(2025, 0, 7, 8);
const outcome: Outcome = {
  runs: [{ workflow: "win-back", person: "1", startedAt: at, endedAt: null, outcome: null }],
  mails: [{ person: "1", template: "weekly", at }],
  members: [{ segment: "recent", person: "1", at }],
};

describe("a difference", () => {
  it("is anything that only one of the two has", () => {
    expect(differences(outcome, outcome)).toEqual([]);
    expect(differences(outcome, { ...outcome, members: [] })).toHaveLength(1);
    expect(
      differences({ ...outcome, mails: [...outcome.mails, ...outcome.mails] }, outcome),
    ).toEqual(["1  at 2025-01-07T08:00:00.000Z  template weekly  mail recorded, not computed"]);
  });

  it("is a run that ended otherwise, and a mail that left a moment later", () => {
    const runs = outcome.runs.map((run) => ({ ...run, endedAt: at, outcome: "ordered" }));
    const mails = outcome.mails.map((mail) => ({ ...mail, at: at + 1 }));
    expect(differences({ ...outcome, runs, mails }, outcome)).toHaveLength(4);
  });
});

it("forbids two issues in one week and mail at night, on the clock of whoever gets it", () => {
  const order = { id: "o1", customer: "1", day: "2025-01-03", cents: 100 };
  const people = peopleFrom([order], 1, at * 2);
  const mail = (hours: number) => ({ person: "1", template: "weekly", at: at + hours * 3_600_000 });
  expect(forbidden(people, [mail(0), mail(7 * 24)])).toEqual([]);
  expect(forbidden(people, [mail(0), mail(5 * 24)])).toHaveLength(1);
  expect(forbidden(people, [mail(10.9), mail(11 + 7 * 24)])).toEqual([
    "1  weekly at night, 2025-01-14T20:00",
  ]);
});

it("reads purchases, and says which line is none", () => {
  expect(parseOrders(" 00004 0001 19970101  2   29.33\n")).toEqual([
    { id: "o1", customer: "0001", day: "2025-01-01", cents: 2933 },
  ]);
  expect(() => parseOrders(" 00004 0001 19970101  2   29.33\n1;2\n")).toThrow("Line 2");
});
