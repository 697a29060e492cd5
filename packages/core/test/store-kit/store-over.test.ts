import { sendKey } from "@wellsent/core";
import { messageTable, type RawRow, storeOver, tables } from "@wellsent/core/store-kit";
import { describe, expect, test } from "vitest";
import {
  allowed,
  keys,
  needs,
  type OutboxScene,
  outboxScene,
  sendIt,
  start,
  tenant,
} from "./outbox-scene.js";
import { plainRows } from "./plain-rows.js";

/**
 * Every call of the outbox, once: claimed, looked at with links, settled, swept. `before` runs
 * before each.
 */
async function round(scene: OutboxScene, count: number, before?: () => void): Promise<void> {
  const all = keys(count);
  before?.();
  await scene.queue(all.map((key) => ({ key })));
  before?.();
  const { claimed } = await scene.claim("w1", { limit: count });
  before?.();
  await scene.look(
    "w1",
    claimed.map(({ message }) => message),
    () => ({
      verdict: "send",
      decision: allowed,
      links: [{ position: 0, link: 0, target: "https://example.org" }],
    }),
  );
  before?.();
  await scene.settle(
    all.slice(0, -1).map((key) => ({ key, attempt: 1, outcome: "unknown", reasons: [] })),
  );
  scene.now += 600_000;
  before?.();
  await scene.sweep("retry", count);
}

function dump({ rows }: OutboxScene) {
  return Object.fromEntries(tables.map((table) => [table.name, rows.listRows(tenant, table)]));
}

async function peopled(sync: boolean): Promise<OutboxScene> {
  const scene = outboxScene(sync);
  await scene.people("ada");
  return scene;
}

describe("storeOver", () => {
  test("writes the same over rows that answer at once and over rows that are awaited", async () => {
    const [sync, later] = [await peopled(true), await peopled(false)];
    await round(sync, 3);
    await round(later, 3);
    expect(dump(later)).toEqual(dump(sync));
  });

  test("takes as many trips for two hundred messages as for two", async () => {
    const trips = async (count: number): Promise<readonly number[]> => {
      const scene = await peopled(true);
      const before = scene.rows.trips.length;
      await round(scene, count);
      return [scene.rows.trips.length - before, ...scene.rows.trips.map((trip) => trip.length)];
    };
    expect(await trips(200)).toEqual(await trips(2));
  });

  test("leaves all or nothing where a call is killed at any of its trips", async () => {
    const whole = await peopled(true);
    const begun = whole.rows.trips.length;
    await round(whole, 3);
    const count = whole.rows.trips.length - begun;
    expect(count).toBeGreaterThan(15);
    for (let kill = 1; kill <= count; kill += 1) {
      const scene = await peopled(true);
      let left = kill;
      let before: unknown;
      scene.rows.before = () => {
        left -= 1;
        if (left === 0) throw new Error("killed");
      };
      const killed = round(scene, 3, () => {
        before = structuredClone(dump(scene));
      });
      await expect(killed).rejects.toThrow("killed");
      expect(dump(scene)).toEqual(before);
    }
  });

  test("refuses a call from inside a function that was passed in", async () => {
    const scene = await peopled(true);
    await scene.queue([{ key: sendKey("a") }]);
    let nested: Promise<unknown> | undefined;
    await scene.claim("w1", {
      verdict: () => {
        nested = scene.store.readMessage({ tenant, key: sendKey("a") });
        nested.catch(() => undefined);
        return { verdict: "leave", reasons: [] };
      },
    });
    await expect(nested).rejects.toMatchObject({ code: "STORE_NESTED_CALL", path: "readMessage" });
  });

  test("lets calls over awaited rows overlap", async () => {
    const scene = await peopled(false);
    const reads = [1, 2].map(() => scene.store.readMessage({ tenant, key: sendKey("a") }));
    expect(await Promise.all(reads)).toEqual([null, null]);
  });

  test("writes nothing once the signal is aborted, be it after the last write", async () => {
    const scene = await peopled(true);
    await scene.queue([{ key: sendKey("a") }]);
    const before = structuredClone(dump(scene));
    const controller = new AbortController();
    let written = 0;
    scene.rows.before = (trip) => {
      if (!trip.some(({ op }) => op === "patch")) return;
      written += 1;
      controller.abort(new Error("enough"));
    };
    const claim = scene.store.claimOutbox(
      {
        tenant,
        now: start,
        worker: "w1",
        leaseMs: 1,
        lane: "mail",
        limit: 1,
        holding: [],
        exceptTemplates: [],
      },
      { needs: () => needs, verdict: sendIt },
      { signal: controller.signal },
    );
    await expect(claim).rejects.toThrow("enough");
    expect([written, dump(scene)]).toEqual([1, before]);
    const early = scene.store.nextWork(tenant, { signal: controller.signal });
    await expect(early).rejects.toThrow("enough");
  });

  test("refuses calls once closed, and closes once", async () => {
    const scene = await peopled(true);
    await scene.store.close();
    await scene.store.close();
    await expect(scene.statuses()).rejects.toMatchObject({ code: "STORE_CLOSED" });
  });

  test("cannot join a transaction where its rows cannot", async () => {
    const scene = await peopled(true);
    const joined = scene.store.transaction({}, async () => "done");
    await expect(joined).rejects.toMatchObject({ code: "ADAPTER_CAPABILITY_MISSING" });
  });

  test("joins the host's transaction where its rows can, until it ends", async () => {
    const rows = plainRows(true);
    let ended = 0;
    const joinable = {
      ...rows,
      join: () => ({
        ...rows,
        end: () => {
          ended += 1;
        },
      }),
    };
    const store = storeOver(joinable);
    let kept = store;
    const answer = await store.transaction("host's", async (inside) => {
      kept = inside;
      await inside.close();
      expect(await inside.readMessage({ tenant, key: sendKey("a") })).toBeNull();
      return "done";
    });
    expect([answer, ended]).toEqual(["done", 1]);
    await expect(kept.nextWork(tenant)).rejects.toMatchObject({ code: "STORE_CLOSED" });
    expect(await store.readMessage({ tenant, key: sendKey("a") })).toBeNull();
  });
});

describe("integrity", () => {
  test("finds nothing in a store that only the kit wrote", async () => {
    const scene = await peopled(true);
    await round(scene, 5);
    expect(await scene.store.integrity(tenant)).toEqual([]);
  });

  test.each<[string, object, string]>([
    ["a column of the wrong type", { attempt: "Ada" }, "STORE_CORRUPT"],
    ["JSON that is none", { data: "{" }, "STORE_CORRUPT"],
    ["a word that no release wrote", { status: "gone" }, "STORE_CORRUPT"],
    ["a contact that does not exist", { contact: "nobody" }, "REFERENCE_BROKEN"],
    ["a list of links that does not exist", { links: "none" }, "REFERENCE_BROKEN"],
    [
      "a worker without a lease",
      { status: "claimed", worker: "w9", nextAt: null },
      "REFERENCE_BROKEN",
    ],
    ["a queued message that is never due", { nextAt: null }, "COLUMNS_DISAGREE"],
    ["a window that is not its end", { windowAt: 0 }, "COLUMNS_DISAGREE"],
  ])("names %s by table and key", async (_, change, code) => {
    const scene = await peopled(true);
    await scene.queue(keys(3).map((key) => ({ key })));
    const list = scene.rows.listRows(tenant, messageTable);
    list[1] = { ...list[1], ...change };
    expect(await scene.store.integrity(tenant)).toEqual([{ table: "message", key: "m001", code }]);
  });

  /** Rows as they should be, each with one column that is not. */
  const call: RawRow = {
    ...{ seq: 99, key: "k", kind: "webhook", contact: "ada", run: "r", attempts: 0, until: 1 },
    ...{ dueAt: null, body: "{}", failure: null },
  };
  const task: RawRow = {
    ...{ seq: 99, key: "k", contact: "ada", run: "r", workflow: "w", owner: "", state: "open" },
    ...{ at: 1, mail: null, body: "{}" },
  };
  const note: RawRow = {
    ...{ seq: 99, id: "n", contact: "ada", at: 1 },
    body: '{"author":"kim","text":"Said so.","edited":null}',
  };
  const throttle: RawRow = { seq: 99, key: "k", turns: "[1,2]" };
  const change: RawRow = { seq: 99, contact: "ada", revision: 99, at: 1, body: "{}", import: null };

  test.each<[string, string, RawRow, RawRow]>([
    ["a change without a list of values", "contact_change", change, { body: '{"values":1}' }],
    ["a call of a kind that no release makes", "call", call, { kind: "letter" }],
    ["a task in a state that there is not", "task", task, { state: "half" }],
    ["a note without a text", "note", note, { body: '{"author":"kim","edited":null}' }],
    ["a throttle whose turns are no instants", "throttle", throttle, { turns: '["now"]' }],
  ])("names %s, and nothing where it is as it should be", async (_, name, sound, fault) => {
    const table = tables.find((one) => one.name === name) ?? expect.fail(name);
    const damage = async (row: RawRow) => {
      const scene = await peopled(true);
      scene.rows.listRows(tenant, table).push(row);
      return scene.store.integrity(tenant);
    };
    expect(await damage(sound)).toEqual([]);
    const code = "STORE_CORRUPT";
    const key = String(sound["key"] ?? sound["id"] ?? `${sound["contact"]},${sound["revision"]}`);
    expect(await damage({ ...sound, ...fault })).toEqual([{ table: name, key, code }]);
  });

  test("names a change of a contact that does not exist", async () => {
    const scene = await peopled(true);
    const table = tables.find(({ name }) => name === "contact_change") ?? expect.fail();
    scene.rows.listRows(tenant, table).push({ ...change, contact: "nobody" });
    const found = await scene.store.integrity(tenant);
    expect(found).toMatchObject([{ table: "contact_change", code: "REFERENCE_BROKEN" }]);
  });

  test("adds what the rows themselves know to be damaged", async () => {
    const file = { table: "file", key: null, code: "STORE_CORRUPT" };
    const store = storeOver({ ...plainRows(true), damage: () => [file] });
    expect(await store.integrity(tenant)).toEqual([file]);
  });
});
