import { consentGate, requestConsent, suppressionKeys } from "@wellsent/consent";
import { draftEvent } from "@wellsent/consent/ledger";
import { euRules } from "@wellsent/consent/rules";
import {
  type ConsentDraft,
  type ContactPointId,
  contactPointId,
  type Store,
  tenantId,
} from "@wellsent/core";
import { seededRandom, sequentialIds } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, start, tenant } from "./world.js";

const purpose = "news";
const cells = [{ channel: "email", purpose, activity: "send" }] as const;

function world(store: Store) {
  const random = seededRandom(5);
  const ids = sequentialIds("id");
  const secret = random.bytes(32);
  const consent = consentGate({
    rules: [euRules],
    keys: suppressionKeys({ current: { kid: "s1", secret } }),
  });
  const made = createWorld({ store, more: { consent } });
  const yes = (contactPoint: ContactPointId) => {
    const asked = { contactPoint, notice: "0".repeat(64), mode: "single", cells } as const;
    return requestConsent({ ids, random, now: made.clock.now() }, asked).drafts;
  };
  return { ...made, yes };
}

function readId(points: readonly { readonly id: ContactPointId }[]): ContactPointId {
  const [point] = points;
  if (point === undefined) throw new Error("no point");
  return point.id;
}

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][])("consent over the %s store", (_name, createStore) => {
  it("is refused for a point that the tenant does not have, and leaves nothing", async () => {
    const { engine, store, yes } = world(createStore());
    const email = "ann@mail.example";
    const ann = await engine.identify({ tenant, email });
    const other = await engine.identify({ tenant: tenantId("other"), email });
    const strange = ["typo", ann.contact, readId(other.points)];
    for (const point of strange) {
      const drafts = yes(contactPointId(point));
      expect(drafts.length).toBeGreaterThan(0);
      const { entries, refused } = await engine.record(tenant, drafts);
      expect(entries).toEqual([]);
      expect(refused).toEqual(drafts.map(({ id }) => ({ id, code: "POINT_UNKNOWN" })));
    }
    expect((await store.readLedger({ tenant })).items).toEqual([]);
    const both = [...yes(contactPointId("typo")), ...yes(readId(ann.points))];
    const { entries, refused } = await engine.record(tenant, both);
    expect(refused.map(({ code }) => code)).toEqual(["POINT_UNKNOWN"]);
    expect(entries).toHaveLength(both.length - 1);
  });

  it("is taken for a point that its contact no longer has", async () => {
    const { engine, yes } = world(createStore());
    const before = await engine.identify({ tenant, key: "c1", email: "old@mail.example" });
    await engine.identify({ tenant, key: "c1", email: "new@mail.example" });
    const { refused, entries } = await engine.record(tenant, yes(readId(before.points)));
    expect(refused).toEqual([]);
    expect(entries.length).toBeGreaterThan(0);
  });

  it("is taken for a point whose contact was erased", async () => {
    const { engine, store, yes } = world(createStore());
    const { contact, points } = await engine.identify({ tenant, email: "ann@mail.example" });
    const erased = (n: string): ConsentDraft =>
      draftEvent({
        ...{ id: `erased-${n}`, type: "suppression.added", contactPoint: readId(points) },
        ...{ effectiveAt: start, actor: { kind: "system" }, detail: { reason: "erased" } },
      });
    await engine.forget(tenant, contact, [erased("1")]);
    expect(await store.readContact({ tenant, lookup: { id: contact } })).toBeNull();
    const { refused, entries } = await engine.record(tenant, [erased("2")]);
    expect([refused, entries.length]).toEqual([[], 1]);
    expect((await engine.record(tenant, yes(readId(points)))).refused).not.toContainEqual(
      expect.objectContaining({ code: "POINT_UNKNOWN" }),
    );
  });
});
