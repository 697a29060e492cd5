import { memoryRows } from "@wellsent/adapters/memory";
import { contactId, type Store, sendKey } from "@wellsent/core";
import { WellsentError } from "@wellsent/core/errors";
import {
  type RawRow,
  type RowStore,
  storeOver,
  type Table,
  tables,
} from "@wellsent/core/store-kit";
import { describe, expect, it } from "vitest";
import {
  asks,
  bounce,
  callDraft,
  claim,
  grant,
  issueOf,
  names,
  needs,
  now,
  reactions,
  scope,
  seed,
  taskDraft,
  tenant,
  visit,
} from "./one-of-everything.js";

const secret = "ada-private";
const damage = `{"${secret}`;

async function pendingInputs(store: Store, name: string): Promise<readonly unknown[]> {
  const { items } = await store.readEnrollments({ tenant, contact: contactId(name) });
  return items.flatMap(({ pending }) => pending);
}

/** Spoils a column of each row in which ada is named. How many those were. */
function spoil(rows: RowStore<true>, table: Table, column: string): number {
  return rows.transaction("write", tenant, (at) => {
    const ask = (request: Parameters<typeof at.trip>[0][number]): readonly RawRow[] =>
      at.trip([request])[0] ?? [];
    const keys = ask({ op: "tally", table, columns: table.key }).map((row) =>
      table.key.map((one) => row[one] ?? null),
    );
    const found = ask({ op: "get", table, path: "key", keys }).filter(
      (row) => JSON.stringify(row).includes("ada") && row[column] !== null,
    );
    const spoiled = found.map((row) => ({
      ...Object.fromEntries(table.key.map((one) => [one, row[one] ?? null])),
      [column]: damage,
    }));
    ask({ op: "patch", table, rows: spoiled });
    return found.length;
  });
}

/**
 * What belongs to all of a tenant's people. Without the head nothing can be appended for any;
 * counts by the hour that cannot be read count as none.
 */
const everybodys = ["ledger_head", "hour_count"];
const columns = tables
  .filter(({ name }) => !everybodys.includes(name))
  .flatMap((table) =>
    Object.entries(table.columns)
      .filter(([column, type]) => type.startsWith("json") && !table.key.includes(column))
      .map(([column]) => [`${table.name}.${column}`, table, column] as const),
  );

const day = (count: number): readonly number[] => Array.from({ length: 24 }, () => count);

describe("counts by the hour that cannot be read", () => {
  it.each([
    ["no JSON", damage],
    ["a number below zero", JSON.stringify([...day(0).slice(1), -1_000])],
    ["a day of 25 hours", JSON.stringify([...day(5), 5])],
    ["half a day", JSON.stringify(day(5).slice(12))],
    ["parts of a mail", JSON.stringify(day(0.5))],
  ])("count as none, and are counted anew: %s", async (_, counts) => {
    const rows = memoryRows();
    const store = storeOver(rows);
    await seed(store);
    const table = tables.find(({ name }) => name === "hour_count") ?? expect.fail("a table");
    const kinds = ["sends", "clicks"].flatMap((kind) =>
      Array.from({ length: 8 }, (_, shard) => ({ kind, shard, counts })),
    );
    rows.transaction("write", tenant, (at) => at.trip([{ op: "put", table, rows: kinds }]));
    const damaged = await store.integrity(tenant);
    expect(damaged.filter((one) => one.table === table.name)).toHaveLength(kinds.length);
    const sum = async () => {
      const { sends } = await store.readHours(tenant);
      expect(sends).toHaveLength(24);
      return sends.reduce((all, count) => all + count, 0);
    };
    expect(await sum()).toBe(0);
    const results = names.map((name) => ({
      ...{ key: sendKey(`sent-${name}`), attempt: 1 },
      ...{ outcome: "accepted" as const, providerMessageId: null },
    }));
    await store.settle({ ...scope, results }, { ...reactions, hourIn: () => 9 });
    expect(await sum()).toBe(names.length);
  });
});

describe("rows of a budget that cannot be read", () => {
  const budget = { key: "warm", day: "2026-01-01", most: 9, used: 2 };
  const reports = { key: "warm", day: "2026-01-01", complaints: 1, hardBounces: 1, deferrals: 1 };
  const call = { tenant, key: "warm", limit: 9 };

  async function storeWith(name: string, row: RawRow) {
    const rows = memoryRows();
    const store = storeOver(rows);
    const table = tables.find((one) => one.name === name) ?? expect.fail("a table");
    rows.transaction("write", tenant, (at) =>
      at.trip([
        ...[["budget", budget] as const, ["budget_report", reports] as const].map(
          ([other, sound]) => ({
            ...{ op: "put" as const, rows: [other === name ? row : sound] },
            table: tables.find((one) => one.name === other) ?? table,
          }),
        ),
      ]),
    );
    const found = (await store.integrity(tenant)).map((one) => [one.table, one.code]);
    return { store, found };
  }

  it.each(["most", "used"])("count as none, and are found: %s below zero", async (column) => {
    const { store, found } = await storeWith("budget", { ...budget, [column]: -1 });
    expect(found).toEqual([["budget", "STORE_CORRUPT"]]);
    expect(await store.readBudgets(call)).toEqual([]);
  });

  it.each(["complaints", "hardBounces", "deferrals"])(
    "take nothing from what others have counted: %s below zero",
    async (column) => {
      const { store, found } = await storeWith("budget_report", { ...reports, [column]: -5 });
      expect(found).toEqual([["budget_report", "STORE_CORRUPT"]]);
      const none = { complaints: 0, hardBounces: 0, deferrals: 0 };
      expect(await store.readBudgets(call)).toEqual([
        { ...budget, reported: none, reportedAfter: none },
      ]);
    },
  );

  it("are those of a sound one otherwise", async () => {
    const { store, found } = await storeWith("budget", budget);
    expect(found).toEqual([]);
    expect(await store.readBudgets(call)).toMatchObject([
      { ...budget, reported: { complaints: 1, hardBounces: 1, deferrals: 1 } },
    ]);
  });
});

describe("one person's rows that cannot be read", () => {
  it.each(columns)("in %s: cost nobody else anything", async (_, table, column) => {
    const rows = memoryRows();
    const store = storeOver(rows);
    await seed(store);
    expect(await store.integrity(tenant)).toEqual([]);
    expect(spoil(rows, table, column)).toBeGreaterThan(0);

    const errors: unknown[] = [];
    const tell = async (call: Promise<unknown>): Promise<void> => {
      await call.catch((error: unknown) => errors.push(error));
    };
    const { claimed } = await claim(store, "waiting", "second");
    expect(claimed.map(({ message }) => message.key)).toContain("waiting-bob");
    const { calls } = await store.claimCalls({
      ...{ ...scope, kinds: ["webhook"], limit: 10, leaseMs: 99 },
    });
    expect(calls).toContainEqual(expect.objectContaining(callDraft("bob")));
    const open = await store.readTasks({ tenant });
    const task = { ...taskDraft("bob"), mail: null };
    expect(open.items).toContainEqual(expect.objectContaining(task));
    const done = { ...scope, key: sendKey("task-bob"), change: { done: { by: "kim" } } };
    expect(await store.changeTask(done)).toMatchObject({ ...task, state: "done" });
    await store.advance(
      { ...scope, limit: 10, except: [] },
      {
        needs: () => needs,
        step: ({ enrollment, facts }) => asks(facts.contact.key, enrollment, "second"),
      },
    );
    const turn = { type: "answer", outcome: "answered", reason: null, data: null };
    expect(await pendingInputs(store, "bob")).toEqual([
      { ...turn, call: "first-bob", at: now },
      { ...turn, call: "second-bob", at: now + 60_000 },
    ]);
    const answer = { type: "answer", call: "call-bob" };
    await store.settleCall({
      ...{ ...scope, key: sendKey("call-bob"), attempt: 1, end: { input: answer } },
    });
    expect(await pendingInputs(store, "bob")).toContainEqual(answer);
    const seen: string[] = [];
    await store.advance(
      { ...scope, limit: 10, except: [] },
      {
        needs: () => needs,
        step: ({ enrollment }) => {
          seen.push(enrollment.id);
          const { revision } = enrollment;
          return {
            enrollment: { ...enrollment, revision: revision + 1, status: "ended", wakeAt: null },
            ...{ outbox: [], log: [] },
          };
        },
      },
    );
    expect(seen).toContain("run-bob");
    await store.refreshSegments({ ...scope, limit: 10, needs }, ({ facts }) => {
      seen.push(facts.contact.key);
      const { memberships } = facts;
      return {
        ...{ contact: facts.contact.id, memberships, recheckAt: null },
        ...{ start: [], wake: [], log: [] },
      };
    });
    expect(seen).toContain("bob");
    const inputs = names.flatMap((name) => [visit(name, "late"), bounce(name, 2)]);
    expect((await store.ingest({ ...scope, inputs }, reactions)).accepted).toBeGreaterThan(0);
    await store.appendConsent({ ...scope, drafts: [grant("bob", "late")] }, reactions);
    await store.sweepWorkers({ ...scope, now: now + 500, graceMs: 0, limit: 10 }, () => "hold");
    expect(await store.readMessage({ tenant, key: sendKey("waiting-bob") })).not.toBeNull();
    const campaigns = await store.readCampaigns({ tenant, dueBy: now });
    expect(campaigns.items.map(({ id }) => id)).toContain("c-bob");
    const series = await store.readSeries({ tenant, dueBy: now });
    expect(series.items.map(({ id }) => id)).toContain("s-bob");
    const { items: issues } = await store.readIssues({ tenant, series: "s-bob" });
    expect(issues).toEqual([issueOf("bob")]);

    const found = (await store.integrity(tenant)).filter((one) => one.table === table.name);
    // Hand-overs of a lost worker go when it is swept, whether or not they can be read, and a
    // throttle begins anew with the next turn.
    const left = ["hand_over", "throttle"].includes(table.name) ? [] : ["STORE_CORRUPT"];
    expect([...new Set(found.map(({ code }) => code))]).toEqual(left);
    expect(JSON.stringify(found)).not.toContain(secret);
    await tell(store.readContact({ tenant, lookup: { key: "ada" } }));
    await tell(store.readFacts({ ...scope, contact: contactId("ada"), needs }));
    await tell(store.readOutbox({ tenant, contact: contactId("ada") }));
    await tell(store.readEnrollments({ tenant, contact: contactId("ada") }));
    await tell(store.readTasks({ tenant, contact: contactId("ada") }));
    await tell(store.changeTask({ ...done, key: sendKey("task-ada") }));
    await tell(store.readLedger({ tenant }));
    for (const error of errors) {
      expect(error).toMatchObject({ code: "STORE_CORRUPT" });
      const told = WellsentError.isInstance(error) ? [error.message, error.path, error.cause] : [];
      expect(String(told)).not.toContain(secret);
    }
  });
});
