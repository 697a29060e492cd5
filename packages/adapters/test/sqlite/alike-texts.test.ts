import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sqliteRows } from "@wellsent/adapters/sqlite";
import { tenantId } from "@wellsent/core";
import { messageTable, type RawRow, type RowStore } from "@wellsent/core/store-kit";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";

const acme = tenantId("acme");
let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wellsent-alike-"));
  path = join(folder, "store.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function message(key: string, decision: string): RawRow {
  return {
    ...{ key, contact: `c-${key}`, contactPoint: `p-${key}`, channel: "email", lane: "bulk" },
    ...{ template: "hello", purpose: "news", topic: null, messageClass: "marketing", data: "{}" },
    ...{ origin: '{"kind":"direct"}', policy: null, createdAt: 0, plannedAt: 0, triedAt: null },
    ...{ status: "queued", attempt: 0, tries: 0, lost: 0, worker: null, dueAt: 0, nextAt: 0 },
    ...{ touchedAt: 0, windowAt: 0, settledAt: null, decision, reasons: "[]", firstReason: null },
    ...{ providerMessageId: null, marks: null, links: null, queue: "direct", priority: 50 },
  };
}

function put(rows: RowStore<true>, ...messages: readonly RawRow[]): void {
  rows.transaction("write", acme, ({ trip }) =>
    trip([{ op: "put", table: messageTable, rows: messages }]),
  );
}

function decisions(rows: RowStore<true>, ...keys: readonly string[]): readonly unknown[] {
  return rows
    .transaction("read", acme, ({ trip }) =>
      trip([{ op: "get", table: messageTable, path: "key", keys: keys.map((key) => [key]) }]),
    )
    .flatMap((found) => found.map(({ decision }) => decision));
}

/** Of the length that a decision under seven rule packs has. */
function decisionFor(event: string, until: number): string {
  return JSON.stringify({
    allowed: true,
    reasons: ["Directive 2002/58/EC Art. 13(1)", "UWG § 7(2) Nr. 2; BGH I ZR 164/09"].map(
      (rule) => ({ code: "CONSENT", effect: "allow", rule, eventId: event, until }),
    ),
    basis: "consent",
    obligations: ["SENDER_ID", "LIST_UNSUBSCRIBE_ONE_CLICK", "UNSUBSCRIBE_LINK", "NO_OPEN_PIXEL"],
    expiresAt: until,
    evidence: { eventIds: [event], noticeDigests: ["ab".repeat(32)], logSize: until % 1_000 },
    ruleset: {
      id: `ca+de+eu+fr+it+uk+us@2026-11-21${"+world".repeat(12)}`,
      digest: "cd".repeat(32),
    },
  });
}

function patterns(): unknown {
  const database = new DatabaseSync(path);
  const count = database.prepare("SELECT count(*) AS count FROM wellsent_pattern").get();
  database.close();
  return count?.["count"];
}

it("keeps what decisions of one mailing share once, in less than 0.9 kB a message", () => {
  const rows = sqliteRows({ path });
  const given = Array.from({ length: 5_000 }, (_, index) =>
    decisionFor(`01JDM3Z8Q4W7X2Y5V6T${String(index).padStart(7, "0")}`, 1_827_014_400_000 + index),
  );
  expect(given[0]?.length).toBeGreaterThan(750);
  put(rows, ...given.map((decision, index) => message(`campaign-2026-11:${index}`, decision)));
  expect(decisions(rows, "campaign-2026-11:7", "campaign-2026-11:4999")).toEqual([
    given[7],
    given[4_999],
  ]);
  rows.close();
  expect(patterns()).toBe(1);
  expect(statSync(path).size / given.length).toBeLessThan(900);
});

it("gives back every text letter by letter, from this process and from the next", () => {
  const rows = sqliteRows({ path });
  const value = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: "binary" }),
    fc.uuid(),
    fc.maxSafeInteger(),
  );
  const text = fc
    .dictionary(fc.string({ unit: "grapheme" }), value, { maxKeys: 20 })
    .map((one) => JSON.stringify({ ...one, padding: "0 # ".repeat(40) }));
  let last: readonly string[] = [];
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (texts) => {
      put(rows, ...texts.map((one, index) => message(`m${index}`, one)));
      expect(decisions(rows, ...texts.map((_, index) => `m${index}`))).toEqual(texts);
      last = texts;
    }),
  );
  rows.close();
  const next = sqliteRows({ path });
  expect(decisions(next, ...last.map((_, index) => `m${index}`))).toEqual(last);
  next.close();
});

it("fills no table with texts that are not alike after all", () => {
  const rows = sqliteRows({ path });
  const words = (index: number): string =>
    String(index).replaceAll(/\d/g, (digit) => "abcdefghij".charAt(Number(digit)));
  const given = Array.from({ length: 2_200 }, (_, index) =>
    JSON.stringify({ rule: `${words(index)} ${"and so on ".repeat(15)}` }),
  );
  put(rows, ...given.map((decision, index) => message(`m${index}`, decision)));
  expect(decisions(rows, ...given.map((_, index) => `m${index}`))).toEqual(given);
  rows.close();
  expect(patterns()).toBe(2_000);
});

it("forgets what a transaction wrote that was undone, its own and the host's", () => {
  const database = new DatabaseSync(path);
  const rows = sqliteRows({ database });
  const own = decisionFor("01JDM3Z8Q4W7X2Y5V6T9R1P0KA", 1_827_014_400_000);
  const other = own.replace("UNSUBSCRIBE_LINK", "POSTAL_ADDRESS");
  const undone = (): void =>
    rows.transaction("write", acme, ({ trip }) => {
      trip([{ op: "put", table: messageTable, rows: [message("m1", own)] }]);
      throw new Error("undone");
    });
  expect(undone).toThrow("undone");
  // Takes the number that the pattern which was undone had.
  put(rows, message("m2", other));
  put(rows, message("m1", own));
  expect(decisions(rows, "m1", "m2")).toEqual([own, other]);

  database.exec("BEGIN");
  const joined = rows.join?.(database);
  if (joined === undefined) throw new Error("cannot join");
  const third = own.replace("SENDER_ID", "AD_IDENTIFICATION");
  const fourth = own.replace("SENDER_ID", "LEGAL_NOTICE");
  database.exec("SAVEPOINT host");
  put(joined, message("m3", third));
  database.exec("ROLLBACK TO host; RELEASE host");
  put(joined, message("m4", fourth));
  put(joined, message("m3", third));
  joined.end();
  database.exec("COMMIT");
  expect(decisions(rows, "m3", "m4")).toEqual([third, fourth]);
  database.close();
});

it("lets nobody read a text whose pattern is gone as another one", () => {
  const database = new DatabaseSync(path);
  const rows = sqliteRows({ database });
  put(rows, message("m1", decisionFor("01JDM3Z8Q4W7X2Y5V6T9R1P0KA", 5)));
  database.exec("DELETE FROM wellsent_pattern");
  const [stored] = decisions(sqliteRows({ database }), "m1");
  expect(() => JSON.parse(String(stored))).toThrow(SyntaxError);
  database.close();
});
