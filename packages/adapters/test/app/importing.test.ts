import { euRules } from "@wellsent/consent/rules";
import { defineSegment, type Segment } from "@wellsent/core";
import { parseSegment } from "@wellsent/core/definitions";
import { formatImportReport, type ImportReport, inferMapping } from "@wellsent/core/import";
import { describe, expect, it } from "vitest";
import { type ImportSettings, wellsent } from "../../src/app/index.js";
import { schema, secret, sender, single } from "./shop.js";

const cell = { channel: "email", purpose: "marketing.news", activity: "send" } as const;

function createRows(count: number) {
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

function settingsFor(rows: ReturnType<typeof createRows>): ImportSettings<typeof schema> {
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
  it("reports what its rows bring of a permission, in a dry run as in a run", async () => {
    const rows = createRows(40).map((row, index) => ({
      ...row,
      values: { ...row.values, Country: index % 2 === 0 ? "FR" : "" },
    }));
    const settings = settingsFor(rows);
    // Of 40 rows 13 are denied. The others claim; every third has a proof, every second row a
    // place.
    const expected = { claims: 27, evidence: 14, places: 13, complete: 7 };
    const { acme } = await made();
    for await (const step of acme.dryRun(rows, settings))
      if (step.phase === "done") {
        expect(step.report.permission).toEqual(expected);
        expect(formatImportReport(step.report)).toContain(
          "of 27 accepted or merged: permission claimed in 27, with evidence in 14, a place in 13, all of these in 7\n",
        );
      }
    for await (const step of acme.import(rows, settings))
      if (step.phase === "done") expect(step.report.permission).toEqual(expected);
  });

  it("lets a claim take effect when the person agreed, and takes no time that cannot be", async () => {
    const began = Date.now();
    const { app, acme } = await made();
    const rows = createRows(8).map((row) => ({
      ...row,
      values: { ...row.values, Status: "subscribed" },
    }));
    const agreed = Date.UTC(2024, 2, 1, 10);
    const times = [
      ...[agreed, undefined, Date.UTC(1990, 0, 1), Date.UTC(1989, 11, 31)],
      ...[Number.NaN, Date.now() + 86_400_000, 0, agreed + 0.5],
    ];
    const settings: ImportSettings<typeof schema> = {
      ...settingsFor(rows),
      evidence: ({ Email = "" }) => {
        const at = times[Number(/\d/.exec(Email)?.[0])];
        const record = { Email };
        return { method: "form", record, ...(at !== undefined && { at }) };
      },
    };
    const flags = [
      ["EVIDENCE_TIME_INVALID", [6, 9]],
      ["EVIDENCE_TIME_TOO_EARLY", [5, 8]],
      ["EVIDENCE_TIME_IN_FUTURE", [7]],
    ];
    const flagged = (report: ImportReport) =>
      report.flags.map(({ code, examples }) => [code, examples.map(({ row }) => row)]);
    for await (const step of acme.dryRun(rows, settings))
      if (step.phase === "done") {
        expect(flagged(step.report)).toEqual(flags);
        expect(step.report.permission).toMatchObject({ claims: 8, evidence: 3 });
      }
    for await (const step of acme.import(rows, settings))
      if (step.phase === "done") {
        expect(flagged(step.report)).toEqual(flags);
        expect(step.report.consentRefused).toEqual([]);
      }
    for (const [index, { values }] of rows.entries()) {
      const contact = await acme.identify({ email: values.Email });
      const [point] = contact.points;
      if (point === undefined) throw new Error("no point");
      const asked = { tenant: acme.id, contactPoint: point.id, limit: 10 };
      const { items } = await app.engine.store.readLedger(asked);
      const granted = items.find(({ type }) => type === "consent.granted");
      const taken = index < 3;
      expect([index, granted?.payload !== undefined]).toEqual([index, taken]);
      const effectiveAt = Date.parse(JSON.parse(granted?.leaf ?? "{}").effectiveAt);
      const own = taken ? times[index] : undefined;
      // Without a time of its own it is the import's, which is drafted before it is recorded.
      expect([index, effectiveAt >= (own ?? began)]).toEqual([index, true]);
      expect([index, effectiveAt <= (own ?? granted?.recordedAt ?? 0)]).toEqual([index, true]);
      const { allowed } = await acme.decide(contact, { purpose: "marketing.news" });
      expect([index, allowed]).toEqual([index, taken]);
    }
  });

  it("counts no evidence where nobody gives it, where it is empty, or for no claim", async () => {
    const rows = createRows(6);
    const { evidence: _, ...without } = settingsFor(rows);
    const empty = { method: "form", record: { Proof: "" } } as const;
    const api = { method: "api", record: { Proof: "it was so" } } as const;
    for (const settings of [
      without,
      { ...without, evidence: () => empty },
      { ...without, evidence: () => api },
      { ...settingsFor(rows), claims: [] },
    ]) {
      const { acme } = await made();
      for await (const step of acme.dryRun(rows, settings))
        if (step.phase === "done")
          expect(step.report.permission).toEqual({
            ...{ claims: 4, evidence: 0, places: 4, complete: 0 },
          });
    }
  });

  it("refuses a claim for what the schema lacks, and no name, before it reads a row", async () => {
    const { acme } = await made();
    const rows = createRows(3);
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
    const rows = createRows(40);
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

  it("has segments hold whom a file claims with evidence, and tell what holds them", async () => {
    const asserted = defineSegment(schema, "asserted", (c) =>
      c.consent({ channel: "email", purpose: "marketing.news" }).is("asserted"),
    );
    const granted = defineSegment(schema, "granted", (c) =>
      c.consent({ channel: "email", purpose: "marketing.news" }).is("granted"),
    );
    // As a store or a file of definitions keeps it.
    expect(parseSegment(JSON.parse(JSON.stringify(asserted)))).toEqual(asserted);
    const segments = [asserted, granted];
    const settings = {
      secret,
      schema,
      sender,
      segments,
      forms: [single],
      rules: [euRules],
    } as const;
    const acme = (await wellsent(settings)).tenant("acme");
    const rows = createRows(9);
    for await (const _ of acme.import(rows, settingsFor(rows)));
    const addresses = async (segment: Segment) => {
      const found = [];
      for await (const { points } of acme.members(segment)) found.push(points[0]?.address);
      return found.toSorted();
    };
    await acme.tick();
    const held = ["p0@mail.example", "p3@mail.example", "p6@mail.example"];
    expect(await addresses(asserted)).toEqual(held);
    expect(await addresses(granted)).toEqual([]);
    const first = await acme.identify({ email: "p0@mail.example" });
    expect((await acme.decide(first, { purpose: "marketing.news" })).allowed).toBe(true);
    expect((await acme.explain(first))?.sentences).toContain("Is in segment asserted.");
    await acme.withdraw(first, { purpose: "marketing.news" });
    const second = await acme.identify({ email: "p3@mail.example" });
    await acme.grant(single, second);
    await acme.tick();
    expect(await addresses(asserted)).toEqual(["p6@mail.example"]);
    expect(await addresses(granted)).toEqual(["p3@mail.example"]);
  });

  it("does nothing twice, and a dry run does nothing at all", async () => {
    const { acme } = await made();
    const rows = createRows(5);
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
