import { describe, expect, it } from "vitest";
import {
  chooseTargets,
  dryRunImport,
  formatImportReport,
  inferMapping,
} from "../../../src/import/index.js";

const header = [...["Email Address", "OPTIN_TIME", "OPTIN_IP", "CONFIRM_TIME", "CONFIRM_IP", "CC"]];
const row = (name: string, at: string, ip: string, country: string, index: number) => ({
  row: index + 2,
  values: {
    ...{ "Email Address": `${name}@mail.example`, OPTIN_TIME: at, OPTIN_IP: ip },
    ...{ CONFIRM_TIME: at, CONFIRM_IP: ip, CC: country },
  },
});
const rows = [
  row("ann", "2025-03-01 10:00:00", "192.0.2.7", "fr", 0),
  row("bob", "2025-03-02 10:00:00", "", "DE", 1),
  row("eve", "", "", "", 2),
];

function inferTarget(name: string, cells: readonly string[]) {
  const sample = cells.map((cell, index) => ({
    row: index + 2,
    values: { email: `a${index}@mail.example`, Country: "FR", [name]: cell },
  }));
  return inferMapping({ header: ["email", name], sample, attributes: [] })[1]?.target;
}

describe("Mailchimp's columns", () => {
  it("maps CC to the country where its values are countries, and nowhere else", () => {
    expect(inferTarget("CC", ["FR", "de", ""])).toBe("jurisdiction");
    expect(inferTarget("cc", ["FR"])).toBe("jurisdiction");
    expect(inferTarget("CC", ["boss@mail.example"])).not.toBe("jurisdiction");
    expect(inferTarget("CC", ["ZZ", "QX"])).toBe("ignore");
    expect(inferTarget("CC", [])).toBe("ignore");
    expect(inferTarget("Size", ["FR", "DE"])).toBe("ignore");
  });

  it("leaves the place to a column that is named for it", () => {
    const sample = [{ row: 2, values: { email: "a@mail.example", CC: "FR", Country: "DE" } }];
    const mapping = inferMapping({ header: ["email", "CC", "Country"], sample, attributes: [] });
    expect(mapping.map(({ target }) => target)).toEqual(["email", "ignore", "jurisdiction"]);
  });

  it("names in the report what may be evidence, by the rows that have it", async () => {
    const inferred = inferMapping({ header, sample: rows, attributes: [] });
    for (const mapping of [inferred, chooseTargets(inferred, { OPTIN_IP: "ignore" })])
      for await (const step of dryRunImport({ rows, mapping, clock: { now: () => 1 } })) {
        if (step.phase !== "done") continue;
        expect(step.report.possibleEvidence).toEqual([
          { column: "OPTIN_TIME", count: 2 },
          { column: "OPTIN_IP", count: 1 },
          { column: "CONFIRM_TIME", count: 2 },
          { column: "CONFIRM_IP", count: 1 },
        ]);
        expect(formatImportReport(step.report)).toContain("+ CONFIRM_IP: may be evidence: 1 row\n");
      }
  });
});
