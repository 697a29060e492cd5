import { euRules } from "@wellsent/consent/rules";
import { beforeAll, describe, expect, it } from "vitest";
import { type AppTemplate, wellsent } from "../../src/app/index.js";
import { memoryEmailTransport, memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { news, programs, receipt, schema, secret, sender, single } from "./shop.js";

let templates: readonly AppTemplate[];
beforeAll(async () => {
  templates = await programs();
});

async function made() {
  const email = memoryEmailTransport();
  const app = await wellsent({ ...{ secret, schema, sender, email, templates }, rules: [euRules] });
  const acme = app.tenant("acme");
  const ann = await acme.identify({
    email: "ann@mail.example",
    jurisdiction: "FR",
    attributes: { firstName: "Ann" },
  });
  await acme.grant(single, ann, { evidence: { ip: "192.0.2.7" } });
  await acme.track("order.placed", ann, { total: 12 }, { id: "o-1" });
  await acme.send(news, ann);
  await acme.drain();
  return { app, acme, ann };
}

describe("a person's rights", () => {
  it("export: all there is about them, and of nobody else", async () => {
    const { acme, ann } = await made();
    const bob = await acme.identify({ email: "bob@mail.example" });
    await acme.grant(single, bob);
    const bundle = await acme.export(ann);
    const text = JSON.stringify(bundle);
    for (const own of ["ann@mail.example", "Ann", "192.0.2.7", "order.placed", "news"])
      expect(text).toContain(own);
    expect(text).not.toContain("bob@mail.example");
    expect(text).not.toContain(bob.contact);
  });

  it("erase: gone from every answer, and still not written to", async () => {
    const { app, acme, ann } = await made();
    const asked: string[] = [];
    const crm = {
      id: "crm",
      classes: ["profile"],
      erase: async () => {
        asked.push("crm");
        return { observed: [{ dataClass: "profile", outcome: "done" as const, count: 1 }] };
      },
      export: async () => ({ profile: [] }),
    };
    const report = await acme.erase(ann, { holders: [crm] });
    expect(report).toMatchObject({ complete: true, faults: [] });
    expect(asked).toEqual(["crm"]);
    expect(await acme.contact(ann)).toBeNull();
    // A run that died before its last record is repeated by its case.
    expect(await acme.erase(ann, { case: report.case })).toMatchObject({ complete: true });
    await expect(acme.erase(ann)).rejects.toMatchObject({ code: "INPUT_CONTACT_UNKNOWN" });
    const again = await acme.identify({ email: "ann@mail.example", jurisdiction: "FR" });
    expect(again.created).toBe(true);
    await acme.grant(single, again);
    expect((await acme.send(news, again, { id: "2" })).queued).toBe(false);
    const events = [];
    for (let after: string | null = null, first = true; first || after !== null; first = false) {
      const page = await app.engine.store.readLedger({
        tenant: acme.id,
        limit: 100,
        ...(after === null ? {} : { after }),
      });
      events.push(...page.items);
      after = page.next;
    }
    expect(events.map(({ type }) => type)).toContain("dsr.responded");
    expect(JSON.stringify(events)).not.toContain("ann@mail.example");
  });

  it("object: everything that advertises stops, and what must be sent does not", async () => {
    const { acme, ann } = await made();
    expect(await acme.object(ann)).toEqual({ recorded: true, refused: [] });
    const { reasons } = await acme.send(news, ann, { id: "2" });
    expect(reasons.join()).toContain("OBJECTED");
    expect((await acme.send(receipt, ann, { data: { number: "1" } })).queued).toBe(true);
  });

  it("restrict: nothing is sent until it is lifted, and lifting needs something to lift", async () => {
    const { acme, ann } = await made();
    expect(await acme.liftRestriction(ann)).toEqual({ recorded: false, refused: [] });
    expect(await acme.restrict(ann, { ground: "accuracy" })).toMatchObject({ recorded: true });
    expect((await acme.send(news, ann, { id: "2" })).reasons.join()).toContain("RESTRICTED");
    expect(await acme.liftRestriction(ann)).toMatchObject({ recorded: true });
    expect(await acme.liftRestriction(ann)).toMatchObject({ recorded: false });
    expect((await acme.send(news, ann, { id: "3" })).queued).toBe(true);
  });

  it("cases: every request, and how it stands", async () => {
    const { acme, ann } = await made();
    expect(await acme.cases()).toEqual([]);
    await acme.export(ann);
    const { case: erased } = await acme.erase(ann);
    expect(await acme.cases()).toMatchObject([
      { kind: "access", status: "answered" },
      { id: erased, kind: "erase", status: "answered" },
    ]);
  });

  it("openCase: stops what an erasure would, and is answered by what names it", async () => {
    const { acme, ann } = await made();
    const asked = await acme.openCase(ann, { kind: "access" });
    expect((await acme.send(news, ann, { id: "2" })).queued).toBe(true);
    expect((await acme.export(ann, { case: asked })).case).toBe(asked);
    const erase = await acme.openCase(ann, { kind: "erase", evidence: { mail: "Forget me." } });
    expect((await acme.send(news, ann, { id: "3" })).queued).toBe(false);
    expect(await acme.cases()).toMatchObject([{ status: "answered" }, { status: "received" }]);
    await expect(acme.export(ann, { case: erase })).rejects.toMatchObject({
      code: "INPUT_CASE_KIND",
    });
    expect(await acme.erase(ann, { case: erase })).toMatchObject({ complete: true, case: erase });
    expect(await acme.cases()).toMatchObject([{ id: asked }, { id: erase, status: "answered" }]);
  });

  it("erase: asked for twice at once under one case is done once", async () => {
    const { acme, ann } = await made();
    const [first, second] = await Promise.all([
      acme.erase(ann, { case: "t-1" }),
      acme.erase(ann, { case: "t-1" }),
    ]);
    expect(first).toMatchObject({ complete: true, case: "t-1" });
    expect(second).toEqual(first);
    expect(await acme.cases()).toMatchObject([{ id: "t-1", status: "answered" }]);
  });

  it("erase: asked for at once by several processes on one store, with one end", async () => {
    for (const open of [memoryStore, () => sqliteStore(":memory:")]) {
      const store = open();
      const options = { secret, schema, sender, templates, store, rules: [euRules] };
      const [one, two, three] = await Promise.all([1, 2, 3].map(() => wellsent(options)));
      if (one === undefined || two === undefined || three === undefined) throw new Error("none");
      const ann = await one.tenant("acme").identify({ email: "ann@mail.example" });
      const ends = await Promise.all(
        [one, two, three].map((app) => app.tenant("acme").erase(ann, { case: "t-1" })),
      );
      for (const end of ends) expect(end).toMatchObject({ complete: true, faults: [] });
      const cases = await one.tenant("acme").cases();
      expect(cases).toMatchObject([{ id: "t-1", status: "answered" }]);
      expect(await two.tenant("acme").contact(ann)).toBeNull();
    }
  });

  it("erase: of somebody else under a case that is under way is refused", async () => {
    const { acme, ann } = await made();
    const bob = await acme.identify({ email: "bob@mail.example" });
    const [done, other] = await Promise.allSettled([
      acme.erase(ann, { case: "t-1" }),
      acme.erase(bob, { case: "t-1" }),
    ]);
    expect(done).toMatchObject({ status: "fulfilled", value: { complete: true } });
    expect(other).toMatchObject({ status: "rejected", reason: { code: "INPUT_CASE" } });
    expect(await acme.contact(bob)).not.toBeNull();
  });

  it("are refused by name for somebody of another tenant", async () => {
    const { app, ann } = await made();
    const other = app.tenant("other");
    await expect(other.export(ann)).rejects.toMatchObject({ code: "INPUT_CONTACT_UNKNOWN" });
    await expect(other.erase(ann)).rejects.toMatchObject({ code: "INPUT_CONTACT_UNKNOWN" });
    expect(await other.send(receipt, ann, { data: { number: "1" } })).toMatchObject({
      status: "unknown_contact",
    });
  });
});
