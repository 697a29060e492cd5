import { euRules } from "@wellsent/consent/rules";
import { chooseTargets, inferMapping } from "@wellsent/core/import";
import { simulatedClock } from "@wellsent/core/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { type AppTemplate, wellsent } from "../../src/app/index.js";
import { listed, news, programs, schema, secret, sender, single } from "./shop.js";

let templates: readonly AppTemplate[];
beforeAll(async () => {
  templates = await programs();
});

async function made(identity?: "address" | "key") {
  const clock = simulatedClock(Date.UTC(2026, 2, 2, 8));
  const app = await wellsent({
    ...{ secret, schema, sender, clock, templates, rules: [euRules] },
    tenants: { acme: identity === undefined ? {} : { identity } },
  });
  return app.tenant("acme");
}

const rows = (values: Readonly<Record<string, string>>) => [{ row: 1, values }];

async function importing(
  acme: Awaited<ReturnType<typeof made>>,
  values: Readonly<Record<string, string>>,
) {
  const sample = rows(values);
  const mapping = chooseTargets(
    inferMapping({ header: Object.keys(values), sample, schema }),
    "key" in values ? { key: "key" } : {},
  );
  for await (const step of acme.import(sample, { importId: "a", mapping }))
    if (step.phase === "done") return step.report;
  return undefined;
}

describe("what contacts of a tenant are known by", () => {
  it("is the host's key: then nobody comes in without one", async () => {
    const acme = await made("key");
    await expect(acme.identify({ email: "ann@mail.example" })).rejects.toMatchObject({
      ...{ code: "INPUT_IDENTITY", path: "key" },
    });
    expect(await acme.find({ email: "ann@mail.example" })).toBeNull();
    await acme.identify({ key: "c-1", email: "ann@mail.example" });
    await expect(importing(acme, { email: "ben@mail.example" })).rejects.toMatchObject({
      ...{ code: "INPUT_IDENTITY", path: "mapping" },
    });
    expect(await acme.find({ email: "ben@mail.example" })).toBeNull();
    expect(await importing(acme, { key: "c-2", email: "ben@mail.example" })).toBeDefined();
    expect(await acme.find({ key: "c-2" })).not.toBeNull();
  });

  it("is the address: then no key is taken, and a file is matched by addresses", async () => {
    const acme = await made("address");
    const person = { key: "c-1", email: "ann@mail.example" };
    await expect(acme.identify(person)).rejects.toMatchObject({ code: "INPUT_IDENTITY" });
    await acme.identify({ email: "Ann@Mail.example" });
    expect((await acme.find({ key: "ann@mail.example" }))?.revision).toBe(1);
    await expect(importing(acme, person)).rejects.toMatchObject({ code: "INPUT_IDENTITY" });
  });

  it("is nothing in particular where nobody says so, and no other word", async () => {
    const acme = await made();
    await acme.identify({ email: "ann@mail.example" });
    await acme.identify({ key: "c-2", email: "ben@mail.example" });
    await expect(made("number" as "key")).rejects.toMatchObject({ code: "INPUT_IDENTITY" });
  });

  it.each(["address", "key"] as const)("changes its address by one verb: %s", async (identity) => {
    const acme = await made(identity);
    const known = identity === "key" ? { key: "c-1" } : {};
    const ann = await acme.identify({ ...known, email: "ann@mail.example", jurisdiction: "FR" });
    await acme.grant(single, ann);
    await acme.changeAddress(ann, { email: "Ann@New.example" }, { actor: "kim", source: "call" });
    const after = await acme.contact(ann);
    expect(after?.key).toBe(identity === "key" ? "c-1" : "ann@new.example");
    expect(after?.points.map(({ address }) => address)).toEqual(["ann@new.example"]);
    // Consent is the old mailbox's own.
    expect(await acme.send(news, ann)).toMatchObject({ status: "refused" });
    const changes = await listed(acme.changes(ann));
    const last = changes.at(-1);
    expect(last?.cause).toEqual({ source: "call", actor: "kim" });
    expect(last?.values.map(({ path }) => path)).toEqual(
      identity === "key" ? ["points"] : ["key", "points"],
    );
    await acme.changeAddress(ann, { email: "ann@new.example" });
    expect((await acme.contact(ann))?.revision).toBe(after?.revision);
    const ben = { ...(identity === "key" ? { key: "c-2" } : {}), email: "ben@mail.example" };
    await acme.identify(ben);
    await expect(acme.changeAddress(ann, { email: "ben@mail.example" })).rejects.toMatchObject({
      code: "STORE_CONTACT_CONFLICT",
    });
  });
});
