import { describe, expect, it } from "vitest";
import * as z from "zod";
import { chooseTargets, type ImportRow, inferMapping } from "../../../src/import/index.js";
import { defineSchema } from "../../../src/index.js";

const schema = defineSchema({
  attributes: z.object({
    firstName: z.string().optional(),
    plan: z.string().optional(),
    zip: z.string().optional(),
  }),
});
function createRows(...values: Record<string, string>[]): ImportRow[] {
  return values.map((row, index) => ({ row: index + 2, values: row }));
}
function targets(
  header: string[],
  options: Partial<Parameters<typeof inferMapping>[0]> = {},
): Record<string, string> {
  return Object.fromEntries(
    inferMapping({ header, ...options }).map(({ column, target }) => [column, target]),
  );
}

describe("inferMapping", () => {
  it.each([
    ["E-Mail Address", "email"],
    ["E-Mail-Adresse", "email"],
    ["Courriel", "email"],
    ["EMAIL", "email"],
    ["Mobile Phone", "phone"],
    ["Kundennummer", "key"],
    ["Sprache", "locale"],
    ["time_zone", "timeZone"],
    ["Country/Region", "jurisdiction"],
    ["Subscription Status", "status"],
    ["UNSUB_TIME", "unsubscribed"],
    ["Has Opted Out of Email", "unsubscribed"],
    ["désabonné", "unsubscribed"],
    ["Accepts Marketing", "subscribed"],
    ["Vorname", "attribute:firstName"],
    ["Favourite Colour", "attribute:favouriteColour"],
    ["PLZ", "attribute:postalCode"],
  ])("takes %s for %s", (column, target) => {
    expect(targets([column])).toEqual({ [column]: target });
  });

  it("knows the schema's attributes by name and by meaning, and ignores what fits none", () => {
    expect(targets(["first_name", "PLAN", "Postleitzahl", "shoe size"], { schema })).toEqual({
      first_name: "attribute:firstName",
      PLAN: "attribute:plan",
      Postleitzahl: "attribute:zip",
      "shoe size": "ignore",
    });
    expect(targets(["Shoe Size"], { attributes: ["shoeSize"] })).toEqual({
      "Shoe Size": "attribute:shoeSize",
    });
  });

  it("finds addresses by what stands in a column, whatever its name", () => {
    const sample = createRows(
      { kontakt: "a@example.org", note: "x" },
      { kontakt: "b@example.org", note: "c@example.org" },
    );
    expect(targets(["note", "kontakt"], { sample })).toMatchObject({
      kontakt: "email",
      note: "attribute:note",
    });
  });

  it("trusts a header less when the values contradict it", () => {
    const sample = createRows(
      { mail: "yes", contact: "a@example.org" },
      { mail: "no", contact: "b@example.org" },
    );
    const mapping = inferMapping({ header: ["mail", "contact"], sample });
    expect(mapping.find(({ target }) => target === "email")?.column).toBe("contact");
  });

  it("maps each place once: the surest column, then the first", () => {
    const mapping = inferMapping({ header: ["email", "e-mail", "first name", "vorname"] });
    expect(mapping.map(({ target }) => target)).toEqual([
      "email",
      "attribute:eMail",
      "attribute:firstName",
      "ignore",
    ]);
    expect(mapping[3]?.reason).toBe("target_taken");
  });

  it("keeps every column that can deny", () => {
    expect(targets(["email", "unsubscribed", "bounced", "status"])).toMatchObject({
      unsubscribed: "unsubscribed",
      bounced: "unsubscribed",
      status: "status",
    });
  });
});

describe("chooseTargets", () => {
  const mapping = inferMapping({ header: ["email", "other", "name"] });

  it("takes a person's word, and frees the place", () => {
    const chosen = chooseTargets(mapping, { other: "email" });
    expect(chosen.map(({ column, target, confidence }) => [column, target, confidence])).toEqual([
      ["email", "ignore", 1],
      ["other", "email", 1],
      ["name", "attribute:fullName", 0.6],
    ]);
  });

  it("refuses a column that is not there", () => {
    expect(() => chooseTargets(mapping, { Email: "email" })).toThrow(
      expect.objectContaining({
        code: "INPUT_COLUMN_UNKNOWN",
        path: "Email",
        message: "There is no column “Email”.",
        remedy: expect.stringContaining("Did you mean “email”?"),
      }),
    );
  });
});
