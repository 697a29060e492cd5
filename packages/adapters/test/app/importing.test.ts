import { euRules } from "@wellsent/consent/rules";
import { inferMapping } from "@wellsent/core/import";
import { describe, expect, it } from "vitest";
import { type ImportSettings, wellsent } from "../../src/app/index.js";
import { schema, secret, sender } from "./shop.js";

const cell = { channel: "email", purpose: "marketing.news", activity: "send" } as const;

function rowsOf(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    row: index + 2,
    values: {
      Email: `p${index}@mail.example`,
      Country: "FR",
      Status: index % 3 === 2 ? "unsubscribed" : "subscribed",
      Proof: index % 3 === 0 ? `form of person ${index}` : "",
    },
  }));
}

async function made() {
  const app = await wellsent({ ...{ secret, schema, sender }, rules: [euRules] });
  return { app, acme: app.tenant("acme") };
}

function settingsFor(rows: ReturnType<typeof rowsOf>): ImportSettings<typeof schema> {
  const header = ["Email", "Country", "Status", "Proof"];
  return {
    importId: "file-1",
    claims: [cell],
    batchSize: 3,
    mapping: inferMapping({ header, sample: rows, schema }),
    evidence: ({ Proof = "" }) =>
      Proof === "" ? undefined : { method: "form", record: { Proof } },
  };
}

/** As a caller without types may: what is wrong does not show. */
function untyped(settings: ImportSettings<typeof schema>, wrong: object) {
  return Object.assign({ ...settings }, wrong);
}

async function toTheEnd(steps: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of steps);
}

describe("import", () => {
  it("refuses a claim for what the schema lacks, and no name, before it reads a row", async () => {
    const { acme } = await made();
    const rows = rowsOf(3);
    const settings = settingsFor(rows);
    const wrong = [
      [{ claims: [{ ...cell, purpose: "news" }] }, "INPUT_PURPOSE", "claims[0].purpose"],
      [{ claims: [cell, { ...cell, topic: "sport" }] }, "INPUT_PURPOSE", "claims[1].topic"],
    ] as const;
    for (const [change, code, path] of wrong) {
      const given = untyped(settings, change);
      await expect(toTheEnd(acme.import(rows, given))).rejects.toMatchObject({ code, path });
      await expect(toTheEnd(acme.dryRun(rows, given))).rejects.toMatchObject({ code, path });
    }
    for (const importId of [undefined, "", 5])
      await expect(
        toTheEnd(acme.import(rows, untyped(settings, { importId }))),
      ).rejects.toMatchObject({ code: "INPUT_IMPORT_ID", path: "importId" });
    for await (const { id } of acme.contacts()) expect.fail(`There is ${id}.`);
  });

  it("gives each claim the record of its own row, over many batches, and no other row", async () => {
    const { app, acme } = await made();
    const rows = rowsOf(40);
    const settings = settingsFor(rows);
    for await (const step of acme.import(rows, settings))
      if (step.phase === "done") expect(step.report.written).toBe(40);
    for (const [index, { values }] of rows.entries()) {
      const contact = await acme.identify({ email: values.Email });
      const { allowed, reasons } = await acme.decide(contact, { purpose: "marketing.news" });
      expect(allowed).toBe(index % 3 === 0);
      const codes = reasons.map(({ code }) => code);
      if (index % 3 === 1) expect(codes).toContain("CONSENT_WITHOUT_EVIDENCE");
      if (index % 3 === 2) expect(codes).toContain("WITHDRAWN");
      const [point] = contact.points;
      if (point === undefined || index % 3 !== 0) continue;
      const asked = { tenant: acme.id, contactPoint: point.id, limit: 10 };
      const { items } = await app.engine.store.readLedger(asked);
      expect(items.find(({ type }) => type === "consent.granted")?.payload).toEqual({
        Proof: values.Proof,
      });
    }
  });

  it("does nothing twice, and a dry run does nothing at all", async () => {
    const { acme } = await made();
    const rows = rowsOf(5);
    const settings = settingsFor(rows);
    for await (const step of acme.dryRun(rows, settings))
      if (step.phase === "done") expect(step.report.accepted).toBe(4);
    expect((await acme.contacts()[Symbol.asyncIterator]().next()).done).toBe(true);
    const written: number[] = [];
    for (const _ of [1, 2])
      for await (const step of acme.import(rows, settings))
        if (step.phase === "done") written.push(step.report.written);
    expect(written).toEqual([5, 0]);
  });
});
