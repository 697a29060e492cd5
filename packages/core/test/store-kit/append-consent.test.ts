import type { DeliveryEvent } from "@wellsent/core";
import { contactPointId, enrollmentId, sendKey } from "@wellsent/core";
import type { Routed, WakeUnit } from "@wellsent/core/ports";
import {
  consentPointTable,
  contactTable,
  deliveryTable,
  enrollmentTable,
  ledgerHeadTable,
  ledgerTable,
  messageTable,
  storeOver,
  type Table,
  tables,
} from "@wellsent/core/store-kit";
import { describe, expect, test } from "vitest";
import {
  consent,
  createPoint,
  failing,
  ledgerIds,
  nothing,
  peopleScene,
  person,
  reactions,
  report,
  run,
  start,
  tenant,
} from "./people-scene.js";

describe.each([true, false])("appendConsent (sync rows: %s)", (sync) => {
  test("routes each entry's news once, to whoever has the point", async () => {
    const scene = peopleScene(sync);
    await scene.people("ada", "bob");
    await scene.begin(run("ada", { wakeAt: null }));
    await scene.look();
    scene.now += 5;
    const told: unknown[] = [];
    const route = ({ inputs, facts }: Parameters<typeof reactions.route>[0]): Routed => {
      told.push([
        facts.contact.id,
        facts.consent[0]?.projection,
        ...inputs.map((one) => one.kind === "event" && one.event.id),
      ]);
      return nothing;
    };
    const wake = () => [{ enrollment: run("ada").id, input: "told" }];
    const drafts = [consent("p-ada", "c1"), consent("p-ada", "c2", "consent.withdrawn")];
    const result = await scene.append(drafts, route, { wake });
    expect(result.entries.map(({ id }) => id)).toEqual(["c1", "c2"]);
    expect(told).toEqual([["ada", "denied", "consent:c1:p-ada", "consent:c2:p-ada"]]);
    expect((await scene.runs("ada"))[0]).toMatchObject({ wakeAt: scene.now, pending: ["told"] });
    expect(await scene.look()).toEqual(["ada"]);
    const again = await scene.append([...drafts, consent("p-ada", "c3")], route);
    expect(again.entries.map(({ id }) => id)).toEqual(["c3"]);
    expect(told.at(-1)).toEqual(["ada", "denied", "consent:c3:p-ada"]);
    expect(await ledgerIds(scene)).toEqual(["c1", "c2", "c3"]);
  });

  test("locks and reads a contact and the head once, and makes no point", async () => {
    const scene = peopleScene(sync);
    await scene.people("ada", "bob");
    const before = scene.rows.trips.length;
    const drafts = ["p-ada", "p-bob", "p-none"].map((point) => consent(point, `c-${point}`));
    const needs = { events: {}, messages: 0, consent: false };
    const { entries, refused } = await scene.append(drafts, () => nothing, { needs });
    expect(entries).toHaveLength(2);
    expect(refused).toEqual([{ id: "c-p-none", code: "POINT_UNKNOWN" }]);
    const asked = scene.rows.trips.slice(before).flat();
    const reads = (table: Table) =>
      asked.flatMap((one) =>
        one.op === "get" && one.table === table && one.keys.length > 0 ? [one.keys.length] : [],
      );
    expect([reads(contactTable), reads(ledgerHeadTable)]).toEqual([[2], [1]]);
    const added = asked.flatMap((one) =>
      one.op === "add" && one.table === consentPointTable ? one.rows.map(({ id }) => id) : [],
    );
    expect(added).toEqual([]);
  });

  test("appends to what is said about a point once the head is locked, not before", async () => {
    const scene = peopleScene(sync);
    await scene.people("ada");
    // Another append commits while this one waits for the lock.
    scene.rows.before = (trip) => {
      if (trip.some((one) => one.op === "get" && one.table === ledgerHeadTable && one.lock))
        scene.damage(consentPointTable, "p-ada", { projection: '"denied"' });
    };
    const seen: unknown[] = [];
    await scene.append([consent("p-ada", "c1")], () => nothing, {
      append(state, drafts) {
        seen.push(...state.points.map(({ projection }) => projection));
        return reactions.append(state, drafts);
      },
    });
    expect(seen).toEqual(["denied"]);
  });

  test("asks which drafts the ledger holds once its head is locked", async () => {
    const scene = peopleScene(sync);
    await scene.people("ada");
    const before = scene.rows.trips.length;
    await scene.append([consent("p-ada", "c1")], () => nothing);
    const asked = scene.rows.trips.slice(before).flat();
    const locked = asked.findIndex(
      (one) => one.op === "get" && one.table === ledgerHeadTable && one.lock,
    );
    const known = asked.findIndex((one) => one.op === "get" && one.table === ledgerTable);
    expect(locked).toBeGreaterThan(-1);
    expect(known).toBeGreaterThan(locked);
  });

  test.each([true, false])("reads points again unless the rows are serial (%s)", async (serial) => {
    const scene = peopleScene(sync);
    await scene.people("ada", "bob");
    const store = storeOver(Object.assign(scene.rows, { serial }));
    const before = scene.rows.trips.length;
    const drafts = [consent("p-ada", "c1"), consent("p-bob", "c2")];
    const { entries } = await store.appendConsent(
      { tenant, now: scene.now, drafts },
      {
        ...reactions,
        needs: { events: {}, messages: 0, consent: false },
        route: () => nothing,
      },
    );
    expect(entries).toHaveLength(2);
    const read = scene.rows.trips
      .slice(before)
      .flat()
      .filter((one) => one.op === "get" && one.table === consentPointTable && one.keys.length > 0);
    expect(read).toHaveLength(serial ? 1 : 2);
  });

  test("tells the news of a former point to its former owner, and gives the gate no unknown one", async () => {
    const scene = peopleScene(sync);
    await scene.people("ada");
    await scene.write({ ...person("ada"), points: [], revision: 1 });
    await scene.write({
      ...person("bob"),
      points: [createPoint("p-bob", "ada@example.org", "f-ada")],
    });
    const told: string[] = [];
    const given: string[] = [];
    const route = ({ facts }: Parameters<typeof reactions.route>[0]): Routed => {
      told.push(facts.contact.id);
      return nothing;
    };
    await scene.append([consent("p-ada", "c1"), consent("p-none", "c2")], route, {
      append(state, drafts) {
        given.push(...state.points.map(({ contactPoint }) => contactPoint));
        return reactions.append(state, drafts);
      },
    });
    expect(given).toEqual(["p-ada"]);
    expect(told).toEqual(["ada"]);
    expect(await ledgerIds(scene)).toEqual(["c1"]);
    const unknown = await scene.store.readConsent({
      tenant,
      contactPoint: contactPointId("p-none"),
    });
    expect(unknown).toBeNull();
  });

  test("refuses a projection of a point that the gate was not given", async () => {
    const scene = peopleScene(sync);
    await scene.people("ada");
    const inventing: Partial<typeof reactions> = {
      append: (state, drafts) => ({
        ...reactions.append(state, drafts),
        projections: [{ contactPoint: contactPointId("p-none"), projection: "granted" }],
      }),
    };
    await expect(
      scene.append([consent("p-ada", "c1")], () => nothing, inventing),
    ).rejects.toMatchObject({ code: "STORE_RESULT_MISMATCH", path: "projections[0]" });
    expect(await ledgerIds(scene)).toEqual([]);
  });

  test("marks everybody whose decisions change: who has the address now, too", async () => {
    const scene = peopleScene(sync);
    await scene.people("ada", "cid");
    await scene.write({ ...person("ada"), points: [], revision: 1 });
    await scene.write({
      ...person("bob"),
      points: [createPoint("p-bob", "ada@example.org", "f-ada")],
    });
    await scene.look();
    scene.now += 5;
    await scene.append([consent("p-ada", "c1", "note")]);
    expect(await scene.look()).toEqual([]);
    await scene.append([consent("p-ada", "c2", "consent.withdrawn")]);
    expect(await scene.look()).toEqual(["ada", "bob"]);
  });

  test("wakes the runs of a contact that cannot be read or routed, by news and by what stays", async () => {
    const scene = peopleScene(sync);
    const names = ["ada", "bob", "cid", "dan"];
    await scene.people(...names);
    await scene.mail("cid");
    await scene.begin(...names.map((name) => run(name, { wakeAt: null })));
    scene.damage(contactTable, "ada", { body: '{"points":' });
    scene.now += 5;
    const wake: typeof reactions.wake = ({ inputs, enrollments }) =>
      enrollments.flatMap(({ id }) =>
        inputs.map((one) => ({
          enrollment: id,
          input: one.kind === "delivery" ? one.event.type : readId(one),
        })),
      );
    const drafts = ["ada", "bob", "dan"].map((name) =>
      consent(`p-${name}`, `c-${name}`, "consent.withdrawn"),
    );
    await scene.append(drafts, failing(["bob"]), { wake });
    const told = async (name: string) =>
      (await scene.runs(name)).map(({ wakeAt, pending }) => [wakeAt, pending]);
    for (const name of ["ada", "bob", "dan"]) {
      expect(await told(name)).toEqual([[scene.now, [`consent:c-${name}:p-${name}`]]]);
    }
    expect((await scene.quarantine()).toSorted()).toEqual([
      ["contact", "ada", "STORE_CORRUPT"],
      ["contact", "bob", "INPUT_TEST"],
    ]);
    scene.damage(contactTable, "cid", { body: '{"points":' });
    const key = sendKey("mail-cid");
    const event: DeliveryEvent = {
      type: "complained",
      dedupeKey: "cid-complained",
      message: key,
      at: start,
    };
    await scene.store.settle(
      {
        ...{ tenant, now: scene.now },
        results: [{ key, attempt: 1, outcome: "failed", reasons: [], report: event }],
      },
      { ...reactions, wake },
    );
    expect(await told("cid")).toEqual([
      [scene.now, ["complained", "consent:delivery:cid-complained:p-cid"]],
    ]);
  });

  test("wakes the runs that can be read where another one of the contact cannot", async () => {
    const scene = peopleScene(sync);
    await scene.people("ada");
    const second = { id: enrollmentId("run-2"), entryKey: "second", wakeAt: null };
    await scene.begin(run("ada", { wakeAt: null }), run("ada", second));
    scene.damage(enrollmentTable, "run-2", { body: "{" });
    await scene.append([consent("p-ada", "c1", "consent.withdrawn")], () => nothing, {
      wake: ({ enrollments }) => enrollments.map(({ id }) => ({ enrollment: id, input: "told" })),
    });
    expect((await scene.runs("ada")).map(({ id, pending }) => [id, pending])).toEqual([
      ["run-ada", ["told"]],
    ]);
    expect(await scene.quarantine()).toEqual([["contact", "ada", "STORE_CORRUPT"]]);
  });

  test("keeps ledger and events where the news cannot be routed, and puts the contact aside", async () => {
    const scene = peopleScene(sync);
    await scene.people("ada", "bob");
    await scene.look();
    scene.now += 5;
    const drafts = [consent("p-ada", "c1", "consent.withdrawn"), consent("p-bob", "c2")];
    await scene.append(drafts, failing(["ada"]));
    expect(await ledgerIds(scene)).toEqual(["c1", "c2"]);
    expect((await scene.facts("ada")).events.map(({ id }) => id)).toEqual(["consent:c1:p-ada"]);
    expect(await scene.quarantine()).toEqual([["contact", "ada", "INPUT_TEST"]]);
    expect(await scene.look()).toEqual(["ada", "bob"]);
    expect(await scene.quarantine()).toEqual([]);
  });

  test("gives the gate what it appends to", async () => {
    const scene = peopleScene(sync);
    await scene.write({
      ...person("ada"),
      points: [createPoint("p-ada", "ada@example.org", "new", "old")],
    });
    await scene.append([consent("p-ada", "c1", "consent.withdrawn")]);
    await scene.write({ ...person("ada"), points: [], revision: 1 });
    await scene.write({
      ...person("bob"),
      points: [createPoint("p-bob", "ada@example.org", "new")],
    });
    const states: unknown[] = [];
    await scene.append([consent("p-ada", "c1"), consent("p-bob", "c2")], () => nothing, {
      append(state, drafts) {
        const points = state.points.map(({ contactPoint, ...point }) => [contactPoint, point]);
        states.push([
          state.head.size,
          state.known,
          state.tiles.map(({ level, index }) => [level, index]),
          Object.fromEntries(points),
        ]);
        return reactions.append(state, drafts);
      },
    });
    const suppressed = (fingerprint: string) => ({
      fingerprint,
      reason: "consent.withdrawn",
      addedAt: start,
    });
    expect(states).toEqual([
      [
        1,
        ["c1"],
        [[0, 0]],
        {
          "p-ada": {
            projection: "denied",
            suppressions: [suppressed("new"), suppressed("old")],
            elsewhere: [],
            fingerprints: ["new", "old"],
            logSize: 1,
          },
          "p-bob": {
            projection: null,
            suppressions: [suppressed("new")],
            elsewhere: ["denied"],
            fingerprints: ["new"],
            logSize: 1,
          },
        },
      ],
    ]);
  });

  test("hands back the unfinished tile of each level, and no other", async () => {
    const scene = peopleScene(sync);
    await scene.people("ada");
    const drafts = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => consent("p-ada", `c${from + index}`));
    await scene.append(drafts(0, 250));
    await scene.append(drafts(250, 10));
    let edge: unknown;
    await scene.append([], () => nothing, {
      append(state, none) {
        edge = state.tiles.map(({ level, index, hashes }) => [level, index, hashes.length / 64]);
        return reactions.append(state, none);
      },
    });
    expect(edge).toEqual([[0, 1, 4]]);
    const tiles = [
      { level: 0, index: 1 },
      { level: 0, index: 0 },
      { level: 1, index: 0 },
    ];
    const read = await scene.store.readTiles({ tenant, tiles });
    expect(read.map((tile) => (tile === null ? null : tile.hashes.length / 64))).toEqual([
      4,
      256,
      null,
    ]);
  });

  test("refuses what does not carry the ledger forward, and writes nothing of it", async () => {
    const scene = peopleScene(sync);
    await scene.people("ada");
    await scene.append([consent("p-ada", "c1")]);
    const before = scene.snapshot(tables);
    const spoiled: readonly Parameters<typeof scene.append>[2][] = [
      { append: (s, d) => spoil(s, d, (entry) => ({ ...entry, seq: entry.seq + 1 })) },
      { append: (s, d) => spoil(s, d, (entry) => ({ ...entry, id: "c1" })) },
      { append: (s, d) => ({ ...reactions.append(s, d), head: { size: 9, frontier: [] } }) },
      { append: (s, d) => ({ ...reactions.append(s, d), entries: [] }) },
    ];
    for (const over of spoiled) {
      const call = scene.append([consent("p-ada", "c2")], () => nothing, over);
      await expect(call).rejects.toMatchObject({ code: "STORE_LEDGER_MISMATCH" });
    }
    expect(scene.snapshot(tables)).toBe(before);
  });

  test("suppresses once, and releases by reason", async () => {
    const scene = peopleScene(sync);
    await scene.write({
      ...person("ada"),
      points: [createPoint("p-ada", "ada@example.org", "new", "old")],
    });
    const change = (over: Partial<ReturnType<typeof reactions.append>>) =>
      scene.append([], () => nothing, {
        append: (s, d) => ({ ...reactions.append(s, d), ...over }),
      });
    const plain = { fingerprint: "old", reason: "complaint", addedAt: start };
    const scoped = {
      fingerprint: "new",
      reason: "withdrawn",
      addedAt: start,
      scope: { topic: "news" },
    };
    await change({ suppress: [plain, scoped, { ...plain, addedAt: start + 9 }] });
    await change({ suppress: [{ ...plain, addedAt: start + 5 }] });
    const held = async () => (await scene.facts("ada")).consent[0]?.suppressions;
    expect(await held()).toEqual([scoped, plain]);
    await change({ release: [{ fingerprint: "old", reason: "withdrawn" }] });
    expect(await held()).toEqual([scoped, plain]);
    await change({ release: [{ fingerprint: "old", reason: "complaint" }] });
    expect(await held()).toEqual([scoped]);
  });
});

function spoil(
  ...[state, drafts, change]: [
    ...Parameters<typeof reactions.append>,
    (
      entry: ReturnType<typeof reactions.append>["entries"][number],
    ) => ReturnType<typeof reactions.append>["entries"][number],
  ]
): ReturnType<typeof reactions.append> {
  const result = reactions.append(state, drafts);
  return { ...result, entries: result.entries.map(change) };
}

describe("what comes in with drafts", () => {
  const leaving = (scene: ReturnType<typeof peopleScene>, told: unknown[] = []) =>
    scene.store.appendConsent(
      {
        ...{ tenant, now: scene.now },
        drafts: [consent("p-ada", "c1", "consent.withdrawn")],
        inputs: [report("ada", "unsubscribed"), report("nobody", "unsubscribed")],
      },
      {
        ...reactions,
        draftsFor: () => [],
        route: ({ inputs }) => {
          told.push(inputs.map((one) => (one.kind === "delivery" ? one.event.type : "news")));
          return nothing;
        },
      },
    );

  test("is recorded once and routed with the news, and costs nothing where it is unknown", async () => {
    const scene = peopleScene();
    await scene.people("ada");
    await scene.mail("ada");
    const told: unknown[] = [];
    await leaving(scene, told);
    await leaving(scene, told);
    expect(told).toEqual([["unsubscribed", "news"]]);
    expect(scene.rows.listRows(tenant, deliveryTable)).toHaveLength(1);
    expect(await ledgerIds(scene)).toEqual(["c1"]);
  });

  test("leaves alone a mail that it marks in no way", async () => {
    const scene = peopleScene();
    await scene.people("ada");
    await scene.mail("ada");
    const before = scene.rows.trips.length;
    await leaving(scene);
    const patched = scene.rows.trips
      .slice(before)
      .flatMap((trip) =>
        trip.flatMap((one) => (one.op === "patch" && one.table === messageTable ? one.rows : [])),
      );
    expect(patched).toEqual([]);
  });

  test("is there with the entries or not at all, wherever the call is cut off", async () => {
    for (let cut = 1; cut < 12; cut += 1) {
      const scene = peopleScene();
      await scene.people("ada");
      await scene.mail("ada");
      const before = scene.snapshot(tables);
      let trips = 0;
      scene.rows.before = () => {
        trips += 1;
        if (trips === cut) throw new Error("cut");
      };
      const done = await leaving(scene).then(
        () => true,
        () => false,
      );
      if (!done) expect(scene.snapshot(tables)).toBe(before);
      expect(done).toBe(trips < cut);
      expect(scene.rows.listRows(tenant, deliveryTable)).toHaveLength(done ? 1 : 0);
    }
  });

  test("keeps no wish from being heard where its mail cannot be read", async () => {
    const scene = peopleScene();
    await scene.people("ada");
    await scene.mail("ada");
    const mails = scene.rows.listRows(tenant, messageTable);
    mails[0] = { ...mails[0], data: "{" };
    await leaving(scene);
    expect(await ledgerIds(scene)).toEqual(["c1"]);
    expect(scene.rows.listRows(tenant, deliveryTable)).toEqual([]);
  });
});

describe("the report of a settlement", () => {
  test("appends its denial and routes it, and keeps the settlement where routing fails", async () => {
    const scene = peopleScene();
    await scene.people("ada", "bob");
    await scene.mail("ada");
    await scene.mail("bob");
    const results = ["ada", "bob"].map((name) => {
      const { event } = report(name, "complained");
      if (!("dedupeKey" in event)) throw new Error("a delivery event");
      return {
        key: event.message,
        attempt: 0,
        outcome: "skipped",
        reasons: [],
        report: event,
      } as const;
    });
    await scene.store.settle(
      { tenant, now: scene.now, results },
      { ...reactions, route: failing(["ada"]) },
    );
    expect(await ledgerIds(scene)).toEqual(["delivery:ada-complained", "delivery:bob-complained"]);
    expect(await scene.quarantine()).toEqual([["contact", "ada", "INPUT_TEST"]]);
  });
});

function readId(input: WakeUnit["inputs"][number]): string {
  return input.kind === "event" ? input.event.id : input.kind;
}
