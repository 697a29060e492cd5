import { euRules } from "@wellsent/consent/rules";
import { beforeAll, describe, expect, it } from "vitest";
import { type AppTemplate, wellsent } from "../../src/app/index.js";
import { memoryStore } from "../../src/memory/index.js";
import { programs, schema, secret, sender, single } from "./shop.js";

let templates: readonly AppTemplate[];
beforeAll(async () => {
  templates = await programs();
});

async function made() {
  const app = await wellsent({ ...{ secret, schema, sender, templates }, rules: [euRules] });
  const acme = app.tenant("acme");
  const ann = await acme.identify({ key: "ann", email: "ann@mail.example", jurisdiction: "FR" });
  const bob = await acme.identify({ key: "bob", email: "bob@mail.example", jurisdiction: "FR" });
  return { app, acme, ann, bob };
}

const refusing = {
  id: "crm",
  classes: ["profile"],
  erase: async () => ({ observed: [{ dataClass: "profile", outcome: "failed" as const }] }),
  export: async () => ({ profile: [] }),
};

const willing = {
  ...refusing,
  erase: async () => ({ observed: [{ dataClass: "profile", outcome: "done" as const, count: 1 }] }),
};

describe("a case of erasure", () => {
  it("is never taken for somebody else's, be it answered or open", async () => {
    const { acme, ann, bob } = await made();
    const open = await acme.erase(ann, { holders: [refusing] });
    expect(open.complete).toBe(false);
    const wrong = { code: "INPUT_CASE", path: "case" };
    await expect(acme.erase(bob, { case: open.case })).rejects.toMatchObject(wrong);
    const closed = await acme.erase(ann, { case: open.case, holders: [willing] });
    expect(closed.complete).toBe(true);
    await expect(acme.erase(bob, { case: open.case })).rejects.toMatchObject(wrong);
    expect(await acme.contact(bob)).not.toBeNull();
  });

  it("of somebody still there is not answered for a contact that is not", async () => {
    const { acme, ann, bob } = await made();
    const open = await acme.erase(ann, { holders: [refusing] });
    await acme.erase(bob);
    await expect(acme.erase(bob, { case: open.case })).rejects.toMatchObject({
      code: "INPUT_CASE",
    });
    expect(await acme.contact(ann)).not.toBeNull();
  });

  it("begins under the id it is given, and that id finds it again", async () => {
    const { acme, ann } = await made();
    const begun = await acme.erase(ann, { case: "ticket-17", holders: [refusing] });
    expect(begun).toMatchObject({ complete: false, case: "ticket-17" });
    const done = await acme.erase(ann, { case: "ticket-17", holders: [willing] });
    expect(done).toMatchObject({ complete: true });
    expect(await acme.contact(ann)).toBeNull();
    expect(await acme.erase(ann, { case: "ticket-17" })).toMatchObject({ complete: true });
  });

  it("goes on for whoever has another address since", async () => {
    const { acme, ann } = await made();
    await acme.erase(ann, { case: "ticket-17", holders: [refusing] });
    await acme.identify({ key: "ann", email: "ann@work.example" });
    const done = await acme.erase(ann, { case: "ticket-17", holders: [willing] });
    expect(done).toMatchObject({ complete: true });
    expect(await acme.contact(ann)).toBeNull();
  });
});

describe("a case that two processes open for two people at the same moment", () => {
  const twoApps = async () => {
    const store = memoryStore();
    const apps = [1, 2].map(() =>
      wellsent({ ...{ secret, schema, sender, templates, store }, rules: [euRules] }),
    );
    const [one, two] = (await Promise.all(apps)).map((app) => app.tenant("acme"));
    if (one === undefined || two === undefined) throw new Error("two apps");
    const ann = await one.identify({ email: "ann@mail.example", jurisdiction: "FR" });
    const bob = await one.identify({ email: "bob@mail.example", jurisdiction: "FR" });
    return { one, two, ann, bob };
  };

  it("is one person's: the other is not erased on it", async () => {
    const { one, two, ann, bob } = await twoApps();
    const [first, second] = await Promise.allSettled([
      one.erase(ann, { case: "ticket-17" }),
      two.erase(bob, { case: "ticket-17" }),
    ]);
    expect([first.status, second.status].sort()).toEqual(["fulfilled", "rejected"]);
    const refused = first.status === "rejected" ? first : second;
    expect(refused).toMatchObject({ reason: { code: "INPUT_CASE", path: "case" } });
    const there = await Promise.all([one.contact(ann), one.contact(bob)]);
    expect(there.filter((contact) => contact !== null)).toHaveLength(1);
    expect((await one.cases()).map(({ id, contactPoints }) => [id, contactPoints.length])).toEqual([
      ["ticket-17", 1],
    ]);
  });

  it("is finished once for one person in both", async () => {
    const { one, two, ann } = await twoApps();
    const both = await Promise.all([
      one.erase(ann, { case: "ticket-17" }),
      two.erase(ann, { case: "ticket-17" }),
    ]);
    expect(both).toMatchObject([{ complete: true }, { complete: true }]);
    expect(await one.cases()).toMatchObject([{ id: "ticket-17", status: "answered" }]);
  });
});

describe("a case with a holder that has not answered", () => {
  it("does not go on without it: what would find its data is still needed", async () => {
    const { acme, ann } = await made();
    const open = await acme.erase(ann, { holders: [refusing] });
    await expect(acme.erase(ann, { case: open.case })).rejects.toMatchObject({
      code: "INPUT_ERASURE_HOLDER",
    });
    expect(await acme.contact(ann)).not.toBeNull();
  });
});

describe("an export", () => {
  it("has the consent given at an address that the person has left", async () => {
    const { acme, ann } = await made();
    const { notice } = await acme.grant(single, ann);
    await acme.identify({ key: "ann", email: "ann@work.example" });
    const { events } = await acme.export(ann);
    expect(JSON.stringify(events)).toContain(notice);
  });
});
