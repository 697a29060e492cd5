import { memoryStore } from "@wellsent/adapters/memory";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import { consentGate, suppressionKeys, withdrawConsent } from "@wellsent/consent";
import { auditLog, draftEvent, mergeContactPoints, treeRoot } from "@wellsent/consent/ledger";
import { usEmailRules } from "@wellsent/consent/rules";
import { type ConsentDraft, defineSchema, type Store, tenantId } from "@wellsent/core";
import { createEngine } from "@wellsent/core/engine";
import { consentPointTable, storeOver } from "@wellsent/core/store-kit";
import { fakeRenderer, seededRandom, sequentialIds, simulatedClock } from "@wellsent/core/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import { memoryRows } from "../../src/memory/index.js";
import { pages, recordingTransport } from "../engine/world.js";

const tenant = tenantId("acme");
const purpose = "marketing.news";
const keys = suppressionKeys({ current: { kid: "s1", secret: new Uint8Array(32).fill(5) } });

function world(store: Store) {
  const clock = simulatedClock(Date.UTC(2026, 2, 2, 11));
  const random = seededRandom(11);
  const transport = recordingTransport(clock);
  const engine = createEngine({
    schema: defineSchema({ attributes: z.object({}), purposes: { [purpose]: {} } }),
    consent: consentGate({ rules: [usEmailRules], keys }),
    renderer: fakeRenderer({ news: { text: "News" } }),
    senderFor: () => ({ from: { address: "hello@acme.example" }, timeZone: "UTC" }),
    ...{ store, email: transport, pages, clock, random },
  });
  const ids = sequentialIds("id");
  const by = () => ({ ids, random, now: clock.now() });
  const person = async (key: string, email = `${key}@mail.example`) => {
    const input = { tenant, key, email, jurisdiction: "US" };
    const { contact, points } = await engine.identify(input);
    const [point] = points;
    if (point === undefined) throw new Error("no point");
    return { key, contact, point: point.id, email };
  };
  type Person = Awaited<ReturnType<typeof person>>;
  const mayMail = async ({ point: contactPoint }: Person) =>
    (await engine.decide({ tenant, contactPoint, purpose })).allowed;
  const record = (drafts: readonly ConsentDraft[]) => engine.record(tenant, drafts);
  /** Each leaves the address as it was or closes it. */
  const acts = {
    none: async () => undefined,
    leaves: ({ point: contactPoint }: Person) =>
      record([withdrawConsent(by(), { contactPoint, scope: {} })]),
    leavesThis: ({ point: contactPoint }: Person) =>
      record([withdrawConsent(by(), { contactPoint, scope: { channel: "email", purpose } })]),
    isListed: ({ email }: Person) =>
      record([
        draftEvent({
          ...{ id: ids.next(), type: "suppression.added", effectiveAt: clock.now() },
          ...{ actor: { kind: "operator" }, method: "api" },
          detail: { reason: "manual", fingerprint: keys.fingerprint("email", email) },
        }),
      ]),
    leftByFormerPoint: async ({ point: contactPoint }: Person) =>
      record([withdrawConsent(by(), { contactPoint, scope: {} })]),
  } as const;
  const act = async (name: keyof typeof acts, who: Person): Promise<Person> => {
    await acts[name](who);
    if (name !== "leftByFormerPoint") return who;
    // The address goes and comes back: what was said of it stands at a point that nobody has.
    await person(who.key, `other.${who.email}`);
    return person(who.key, who.email);
  };
  return { engine, clock, transport, by, person, act, acts, record, mayMail, store };
}

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:", breathe: false })],
] as const)("two points that turn out to be one mailbox, over the %s store", (_, open) => {
  it("keep the denials of both, permit nothing that either forbids, and leave a whole log", async () => {
    const names = fc.constantFrom(...(Object.keys(world(open()).acts) as (keyof Acts)[]));
    await fc.assert(
      fc.asyncProperty(
        names,
        names,
        fc.boolean(),
        fc.boolean(),
        async (left, right, again, alone) => {
          const { engine, person, act, by, record, mayMail, store } = world(open());
          const into = await act(left, await person("ann"));
          const from = await act(right, await person("bob"));
          const before = [await mayMail(into), await mayMail(from)];
          const merge = mergeContactPoints(by(), {
            ...{ subject: "ann", into: into.point, from: from.point },
          });
          // Alone, nothing but the merge itself names the point that goes.
          const { refused, news } = await record(alone ? merge.slice(0, 1) : merge);
          if (alone) expect((await record(merge.slice(1))).refused).toEqual([]);
          expect(refused).toEqual([]);
          expect(news[0]).toMatchObject({ contactPoint: into.point });
          if (again) expect((await record(merge)).entries).toEqual([]);
          expect(await mayMail(into)).toBe(before.every((may) => may));
          if (before[1] === false) expect(await mayMail(from)).toBe(false);
          const { items } = await store.readLedger({ tenant, limit: 100 });
          const report = auditLog(items, { checkpoint: null });
          expect([report.ok, report.root]).toEqual([
            true,
            treeRoot(await store.readLedgerHead(tenant)),
          ]);
          expect(await engine.store.integrity(tenant)).toEqual([]);
        },
      ),
      { numRuns: propertyRuns(60) },
    );
  });

  it.each([["m1"], ["m".repeat(128)]])(
    "are as many as the merge names, by an id of any length",
    async (id) => {
      const { clock, person, act, record, mayMail, store } = world(open());
      const into = await person("ann");
      const from: Awaited<ReturnType<typeof person>>[] = [];
      for (const key of ["bob", "cy"]) {
        clock.advanceBy(1_000);
        from.push(await act("isListed", await person(key)));
      }
      const merge = draftEvent({
        ...{ id, type: "subject.merged", contactPoint: into.point, subject: "ann" },
        ...{ effectiveAt: clock.now(), actor: { kind: "system" } },
        detail: { from: from.map(({ point }) => point) },
      });
      const { entries, refused } = await record([merge]);
      expect(refused).toEqual([]);
      expect(new Set(entries.map((entry) => entry.id)).size).toBe(3);
      expect(await mayMail(into)).toBe(false);
      expect((await record([merge])).entries).toEqual([]);
      expect(await store.integrity(tenant)).toEqual([]);
    },
  );

  it("are told to who is left, and mail of before stays credited to whom it was sent", async () => {
    const { engine, clock, transport, person, acts, by, record, store } = world(open());
    const into = await person("ann");
    const from = await person("bob");
    for (const { contact } of [into, from])
      await engine.send({ tenant, contact, id: `n-${contact}`, template: "news", purpose });
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(2);
    await acts.leaves(from);
    clock.advanceBy(1_000);
    const { news } = await record(
      mergeContactPoints(by(), { subject: "ann", into: into.point, from: from.point }),
    );
    expect(news).toContainEqual(
      expect.objectContaining({ contactPoint: into.point, act: "withdrawn" }),
    );
    const { items } = await store.readOutbox({ tenant, contact: from.contact });
    const [message] = items;
    if (message === undefined) throw new Error("no message");
    const clicked = { type: "clicked", dedupeKey: "c", message: message.key, at: clock.now() };
    const { accepted } = await engine.report(tenant, [{ ...clicked, type: "clicked" }]);
    expect(accepted).toBe(1);
    const needs = { events: {}, messages: null, consent: false };
    const of = (contact: typeof from.contact) =>
      store.readFacts({ tenant, now: clock.now(), contact, needs });
    expect((await of(from.contact))?.messages[0]?.clickedAt).toBe(clock.now());
    expect((await of(into.contact))?.messages[0]?.clickedAt ?? null).toBeNull();
  });

  it("are refused by code where the other one is not there", async () => {
    const { person, by, record } = world(open());
    const into = await person("ann");
    const merge = { subject: "ann", into: into.point, from: "nobody" as typeof into.point };
    const { refused, entries } = await record(mergeContactPoints(by(), merge));
    expect(refused.map(({ code }) => code)).toEqual(["MERGE_POINT_UNKNOWN", "POINT_UNKNOWN"]);
    expect(entries).toEqual([]);
  });
});

type Acts = ReturnType<typeof world>["acts"];

it("does not merge a point whose facts cannot be read", async () => {
  const rows = memoryRows();
  const { person, by, record } = world(storeOver(rows));
  const [into, from] = [await person("ann"), await person("bob")];
  const row = { id: from.point, projection: "{" };
  rows.transaction("write", tenant, (at) =>
    at.trip([{ op: "patch", table: consentPointTable, rows: [row] }]),
  );
  const [merge, ...others] = mergeContactPoints(by(), {
    ...{ subject: "ann", into: into.point, from: from.point },
  });
  if (merge === undefined) throw new Error("no merge");
  const { refused, entries } = await record([merge]);
  expect(refused).toEqual([{ id: merge.id, code: "PROJECTION_UNREADABLE" }]);
  expect([entries, others.length]).toEqual([[], 1]);
});
