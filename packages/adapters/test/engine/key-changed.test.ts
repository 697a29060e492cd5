import { DatabaseSync } from "node:sqlite";
import { consentGate, importDrafts, suppressionKeys } from "@wellsent/consent";
import { usEmailRules } from "@wellsent/consent/rules";
import { type Store, tenantId } from "@wellsent/core";
import { commitImport } from "@wellsent/core/import";
import { seededRandom, sequentialIds, simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, start, tenant } from "./world.js";

function key(kid: string, fill: number) {
  return { kid, secret: new Uint8Array(32).fill(fill) };
}

function createGate(...[current, ...previous]: readonly ReturnType<typeof key>[]) {
  if (current === undefined) throw new TypeError("A gate needs a key.");
  return consentGate({ rules: [usEmailRules], keys: suppressionKeys({ current, previous }) });
}

const changed = { code: "STORE_KEY_CHANGED", path: "keys.s1" };

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][])(
  "a suppression key over the %s store",
  (_name, createStore) => {
    const shared = () => {
      const store = createStore();
      const clock = simulatedClock(start);
      let seed = 0;
      const over = (consent: ReturnType<typeof consentGate>) => {
        seed += 1;
        const { engine } = createWorld({ store, clock, seed, workflows: [], more: { consent } });
        const imported = async (of = tenant): Promise<void> => {
          const importing = commitImport({
            ...{
              engine,
              tenant: of,
              importId: `file${seed}`,
              ids: sequentialIds(`f${seed}`),
              clock,
            },
            rows: [{ row: 2, values: { email: "cid@mail.example" } }],
            mapping: [{ column: "email", target: "email", confidence: 1, reason: "chosen" }],
            consent: {
              gate: consent,
              drafts: importDrafts(seededRandom(seed), [
                { channel: "email", purpose: "news", activity: "send" },
              ]),
            },
          });
          for await (const _ of importing);
        };
        return { engine, imported };
      };
      type Keys = readonly ReturnType<typeof key>[];
      const made = (...keys: Keys) => over(createGate(...keys));
      const unchecked = (...keys: Keys) => over({ ...createGate(...keys), keyChecks: [] });
      return Object.assign(made, { over, unchecked });
    };
    const ann = { tenant, email: "ann@mail.example" };

    it("with another secret is refused wherever an address would be written", async () => {
      const made = shared();
      await made(key("s1", 1)).engine.identify(ann);
      const { engine, imported } = made(key("s1", 2));
      await expect(engine.identify(ann)).rejects.toMatchObject(changed);
      await expect(engine.identify({ ...ann, email: "bob@mail.example" })).rejects.toMatchObject({
        ...changed,
        remedy: expect.stringContaining("previous keys"),
      });
      await expect(imported()).rejects.toMatchObject(changed);
      expect((await engine.store.readContacts({ tenant })).items).toHaveLength(1);
      // A wish to be left alone is taken all the same.
      const [point] = (await engine.store.readContacts({ tenant })).items[0]?.points ?? [];
      const { entries } = await engine.record(tenant, [
        {
          ...{ id: "no", type: "consent.withdrawn", effectiveAt: start },
          ...(point === undefined ? {} : { contactPoint: point.id }),
          fields: {
            scope: { channel: "email", purpose: "news", activity: "send" },
            ...{ actor: { kind: "subject" }, method: "form" },
          },
        },
      ]);
      expect(entries).toHaveLength(1);
      const back = made(key("s1", 1));
      await back.engine.identify(ann);
      await back.imported();
    });

    it("is compared with fingerprints that stand where nobody kept a record of it", async () => {
      const made = shared();
      // As a release without key checks wrote them.
      await made.unchecked(key("s1", 1)).engine.identify(ann);
      const wrong = made(key("s1", 2));
      const bob = { ...ann, email: "bob@mail.example" };
      await expect(wrong.engine.identify(bob)).rejects.toMatchObject(changed);
      await expect(wrong.imported()).rejects.toMatchObject(changed);
      const left = made(key("s2", 2));
      const missing = { code: "STORE_KEY_MISSING", path: "keys.s1" };
      await expect(left.engine.identify(bob)).rejects.toMatchObject(missing);
      await made(key("s2", 2), key("s1", 1)).engine.identify(bob);
      await made(key("s1", 1)).engine.identify(ann);
      // Each address that stands agrees with one of the two.
      await expect(made(key("s2", 9), key("s1", 1)).engine.identify(ann)).rejects.toMatchObject({
        ...{ code: "STORE_KEY_CHANGED", path: "keys.s2" },
      });
    });

    it("that is left out of the previous ones is named, until it is retired by name", async () => {
      const made = shared();
      await made(key("s1", 1)).engine.identify(ann);
      const next = made(key("s2", 2), key("s1", 1));
      await next.engine.identify({ ...ann, email: "bob@mail.example" });
      const missing = {
        ...{ code: "STORE_KEY_MISSING", path: "keys.s1" },
        remedy: expect.stringContaining("previous"),
      };
      const alone = made(key("s2", 2));
      await expect(alone.engine.identify(ann)).rejects.toMatchObject(missing);
      await expect(alone.imported()).rejects.toMatchObject(missing);
      // A replica of the release before knows nothing of the new one, and lacks nothing.
      await made(key("s1", 1)).engine.identify(ann);
      const retired = suppressionKeys({ current: key("s2", 2), retired: ["s1"] });
      await made.over(consentGate({ rules: [usEmailRules], keys: retired })).engine.identify(ann);
    });

    it("is compared in each tenant, by an import alone as well", async () => {
      const made = shared();
      await made(key("s1", 1)).imported();
      const { engine, imported } = made(key("s1", 2));
      const other = tenantId("other");
      await imported(other);
      await engine.identify({ ...ann, tenant: other });
      await expect(engine.identify(ann)).rejects.toMatchObject(changed);
    });

    it("gives way to a new one by the name", async () => {
      const made = shared();
      await made(key("s1", 1)).engine.identify(ann);
      const { engine } = made(key("s2", 2), key("s1", 1));
      expect(await engine.identify(ann)).toMatchObject({ created: false });
      expect(await made(key("s1", 1)).engine.identify(ann)).toMatchObject({ created: false });
      const wrong = made(key("s2", 2), key("s1", 3));
      await expect(wrong.engine.identify(ann)).rejects.toMatchObject(changed);
    });
  },
);

it.each(["s1", "all"])(
  "a record of key %s that an earlier release made still counts",
  async (kid) => {
    const database = new DatabaseSync(":memory:");
    const store = sqliteStore({ database });
    const right = createGate(key(kid, 1));
    const [{ check } = { check: "" }] = right.keyChecks ?? [];
    // The check alone, under the key's own id.
    database
      .prepare(
        `INSERT INTO wellsent_definition (tenant, kind, id, version, body)
        VALUES (?, 'fingerprint_key', ?, 1, ?)`,
      )
      .run(tenant, kid, JSON.stringify(check));
    const over = (consent: typeof right) =>
      createWorld({ store, workflows: [], more: { consent } }).engine;
    const ann = { tenant, email: "ann@mail.example" };
    // Nobody is there whose fingerprints could show it.
    await expect(over(createGate(key(kid, 2))).identify(ann)).rejects.toMatchObject({
      ...{ code: "STORE_KEY_CHANGED", path: `keys.${kid}` },
    });
    const engine = over(right);
    await engine.identify(ann);
    await engine.identify({ tenant, email: "bob@mail.example" });
    expect((await store.readContacts({ tenant })).items).toHaveLength(2);
  },
);
