import { consentGate, importDrafts, suppressionKeys, usEmail } from "@wellsent/consent";
import { type Store, tenantId } from "@wellsent/core";
import { commitImport } from "@wellsent/core/import";
import { seededRandom, sequentialIds, simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, start, tenant } from "./world.js";

const key = (kid: string, fill: number) => ({ kid, secret: new Uint8Array(32).fill(fill) });

const gateOf = (...[current, ...previous]: readonly ReturnType<typeof key>[]) => {
  if (current === undefined) throw new TypeError("A gate needs a key.");
  return consentGate({ rules: [usEmail], keys: suppressionKeys({ current, previous }) });
};

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
      return (...keys: readonly ReturnType<typeof key>[]) => {
        seed += 1;
        const consent = gateOf(...keys);
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
