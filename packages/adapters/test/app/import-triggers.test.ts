import { euRules } from "@wellsent/consent/rules";
import { defineWorkflow, type Store } from "@wellsent/core";
import { inferMapping } from "@wellsent/core/import";
import { describe, expect, it } from "vitest";
import { type ImportSettings, wellsent } from "../../src/app/index.js";
import { memoryEmailTransport, memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { schema, secret, sender } from "./shop.js";

const greets = defineWorkflow(schema, "greets", (w) =>
  w.onJoin("new", { reentry: "always" }).admitAnyone().wait("1d").exit("greeted"),
);
// The last row denies what the first claims, in another batch of the file.
const rows = ["ann", "bob", "cid", "ann"].map((name, index) => ({
  row: index + 2,
  values: { Email: `${name}@mail.example`, Status: index === 3 ? "unsubscribed" : "subscribed" },
}));

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][])("lists of an import over the %s store", (_name, create) => {
  const scene = async (wrap: (store: Store) => Store = (one) => one) => {
    const store = create();
    const app = await wellsent({
      ...{ secret, schema, sender, rules: [euRules], workflows: [greets] },
      ...{ store: wrap(store), email: memoryEmailTransport() },
    });
    const acme = app.tenant("acme");
    const settings: ImportSettings<typeof schema> = {
      ...{ importId: "file-1", batchSize: 2, lists: ["new"] },
      mapping: inferMapping({ header: ["Email", "Status"], sample: rows, schema }),
    };
    const load = async (more: { readonly triggers?: boolean }) => {
      for await (const _ of acme.import(rows, { ...settings, ...more }));
    };
    const runs = async () => (await store.readEnrollments({ tenant: acme.id })).items.length;
    return { load, runs };
  };

  it("begin nothing unless the import says so", async () => {
    const { load, runs } = await scene();
    await load({});
    expect(await runs()).toBe(0);
    await load({ triggers: true });
    expect(await runs()).toBe(0);
  });

  it("are not read without a word on the columns", async () => {
    const { load, runs } = await scene();
    const untyped: object = { mapping: undefined };
    await expect(load(untyped)).rejects.toMatchObject({ code: "INPUT_MAPPING", path: "mapping" });
    expect(await runs()).toBe(0);
  });

  it("begin workflows once, after all that the file says of consent", async () => {
    const calls: string[] = [];
    const { load, runs } = await scene((store) => ({
      ...store,
      appendConsent: (...given) => {
        calls.push("consent");
        return store.appendConsent(...given);
      },
      releaseLists: (...given) => {
        calls.push("lists");
        return store.releaseLists(...given);
      },
    }));
    await load({ triggers: true });
    expect(await runs()).toBe(3);
    expect(calls).toContain("consent");
    expect(calls.lastIndexOf("consent")).toBeLessThan(calls.indexOf("lists"));
    await load({ triggers: true });
    expect(await runs()).toBe(3);
  });

  it("begin them where an import that broke off before is run again", async () => {
    let broken = true;
    const { load, runs } = await scene((store) => ({
      ...store,
      releaseLists: async (...given) => {
        if (broken) throw new Error("The process died.");
        return store.releaseLists(...given);
      },
    }));
    await expect(load({ triggers: true })).rejects.toThrow("died");
    expect(await runs()).toBe(0);
    broken = false;
    await load({ triggers: true });
    expect(await runs()).toBe(3);
  });
});
