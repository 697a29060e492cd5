import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import { suppressionRows } from "../../src/suppressions/index.js";
import { cell, importValues, openShop, type Shop, stored } from "../import/imported.js";
import { allRows, bytesOf } from "./sources.js";

const evidence = () => ({ method: "paper", record: { form: "7" } }) as const;

async function suppress(acme: Shop, text: string, importId: string, batchSize = 100) {
  const { rows, mapping } = suppressionRows(bytesOf(text));
  const settings = { ...{ importId, mapping, batchSize }, only: "denials" } as const;
  for await (const step of acme.import(rows, settings))
    if (step.phase === "done") return step.report;
  throw new Error("no report");
}

async function mayMail(acme: Shop, email: string): Promise<boolean> {
  const contact = await acme.identify({ email });
  return (await acme.decide(contact, { purpose: cell.purpose })).allowed;
}

const people = ["ann", "bob", "eve"].map((name) => `${name}@mail.example`);

describe("a list of denials", () => {
  it("denies known and unknown people, and makes and changes no contact", async () => {
    const acme = await openShop();
    const [ann = "", bob = "", eve = ""] = people;
    const subscribed = [ann, eve].map((email) => ({ email, city: "Ulm", status: "subscribed" }));
    await importValues(acme, subscribed, { evidence });
    const before = await stored(acme, ann);
    const list = `# blocked\n\n${ann.toUpperCase()}\r\n"${bob}"\r+49 171 1234567\nsomebody\n`;
    const report = await suppress(acme, list, "list");
    expect(report).toMatchObject({ read: 4, restricted: 3, refused: 1, written: 0 });
    expect(report.byReason.map(({ code, count }) => [code, count])).toEqual([
      ...[
        ["PHONE_UNREADABLE", 1],
        ["STATUS_SUPPRESSED", 2],
        ["PHONE_DENIED", 1],
      ],
    ]);
    expect(report.flags).toEqual([]);
    expect(await acme.find({ email: bob })).toBeNull();
    expect(await stored(acme, ann)).toEqual(before);
    expect(await mayMail(acme, ann)).toBe(false);
    expect(await mayMail(acme, eve)).toBe(true);
    const late = [{ email: bob, status: "subscribed" }];
    await importValues(acme, late, { importId: "late", evidence });
    expect(await mayMail(acme, bob)).toBe(false);
  });

  it("counts whatever comes before or after it, and however often", async () => {
    const step = fc.record({
      list: fc.boolean(),
      emails: fc.subarray(people, { minLength: 1 }),
      batchSize: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
        const acme = await openShop();
        const denied = new Set<string>();
        for (const [index, { list, emails, batchSize }] of steps.entries()) {
          const importId = `file-${index}`;
          const subscribed = emails.map((email) => ({ email, status: "subscribed" }));
          if (!list) await importValues(acme, subscribed, { importId, batchSize, evidence });
          else {
            await suppress(acme, emails.join("\n"), importId, batchSize);
            await suppress(acme, emails.join("\n"), importId, batchSize);
            for (const email of emails) denied.add(email);
          }
        }
        for (const email of denied) expect(await mayMail(acme, email)).toBe(false);
      }),
      { numRuns: propertyRuns(40) },
    );
  });

  it("finds every line, in pieces of any size and with any line ends", async () => {
    const text = fc.array(fc.constantFrom("a@x.example", "\r", "\n", "\r\n", " ", "+491", "#"));
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 5 }), async (parts, size) => {
        const whole = parts.join("");
        fc.pre(whole !== "");
        const rows = await allRows(suppressionRows(bytesOf(whole, size)).rows);
        const expected = whole.split(/\r\n|\r|\n/).flatMap((line, index) => {
          const entry = line.trim();
          return entry === "" || entry.startsWith("#") ? [] : [[index + 1, entry]];
        });
        expect(rows.map(({ row, values }) => [row, Object.values(values)[0]])).toEqual(expected);
      }),
      { numRuns: propertyRuns(300) },
    );
  });

  it("refuses a list without a column of addresses or numbers, before anything is written", async () => {
    const acme = await openShop();
    const mapping = [{ column: "x", target: "ignore", confidence: 1, reason: "chosen" }] as const;
    const rows = [{ row: 1, values: { x: "ann@mail.example" } }];
    const steps = acme.import(rows, { importId: "list", mapping, only: "denials" });
    await expect(
      (async () => {
        for await (const _ of steps);
      })(),
    ).rejects.toMatchObject({ code: "INPUT_ADDRESS_COLUMN" });
  });
});
