import assert from "node:assert/strict";
import { join } from "node:path";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import { fakeRenderer, simulatedClock } from "@wellsent/core/testing";
import type { Measurement } from "../contest.ts";
import { createWithdrawal, purpose, tenant } from "../engine/people.ts";
import { openShop, template } from "../engine/shop.ts";
import { CountedDatabase } from "./counted-database.ts";

/** One verb for a hundred people: what it executes beside one statement for each row it writes. */
export function statementCounts(folder: string): readonly Measurement[] {
  const measured = (name: string, verb: "record" | "sendMany"): Measurement => ({
    name,
    limit: 8,
    unit: "statements that wrote no row",
    note: "BEGIN and COMMIT not counted",
    measure: async () => {
      const database = new CountedDatabase(join(folder, `${verb}.db`));
      database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
      const store = sqliteStore({ database });
      const shop = openShop({
        store,
        clock: simulatedClock(Date.UTC(2026, 10, 2, 12)),
        renderer: fakeRenderer({ [template]: { text: "News for {firstName}" } }),
      });
      const { engine, clock, ids } = shop;
      const people = await shop.admit(200);
      const samples: number[] = [];
      // The first hundred make the statements; what is published is published by then.
      for (const some of [people.slice(0, 100), people.slice(100)]) {
        const drafts = some.map((person) => createWithdrawal(ids, person, clock.now()));
        const mail = { tenant, id: "c1", template, purpose } as const;
        database.countAnew();
        if (verb === "record") {
          const { entries } = await engine.record(tenant, drafts);
          assert.equal(entries.length, 100);
        } else {
          const sent = await engine.sendMany(some.map(({ contact }) => ({ ...mail, contact })));
          assert(sent.every(({ queued }) => queued));
        }
        const { executed, wrote } = database.count;
        assert(wrote >= 100, "every one of the hundred leaves a row");
        samples.push(executed - wrote);
      }
      await store.close();
      database.close();
      return samples.slice(1);
    },
  });
  return [
    measured("statements of record, a hundred withdrawals", "record"),
    measured("statements of sendMany, a hundred mails", "sendMany"),
  ];
}
