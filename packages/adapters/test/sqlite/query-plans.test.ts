import { DatabaseSync } from "node:sqlite";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import { contactId, contactPointId, listId, segmentId, tenantId, workflowId } from "@wellsent/core";
import { type ContractCase, storeContract } from "@wellsent/core/testing";
import { expect, it } from "vitest";

/** A statement that walks through all rows of a tenant is fast in every test and slow in every production. */
it("has no statement that walks through a whole tenant, but the one that counts it", async () => {
  const statements = new Map<string, readonly string[]>();
  const create = () => {
    const database = new DatabaseSync(":memory:");
    const prepare = database.prepare.bind(database);
    database.prepare = (sql, options) => {
      const statement = prepare(sql, options);
      if (!statements.has(sql) && /wellsent_/.test(sql) && !/wellsent_schema/.test(sql)) {
        const plan = prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
        statements.set(
          sql,
          plan.map((row) => String(row["detail"])),
        );
      }
      return statement;
    };
    return sqliteStore({ database });
  };
  const hostTransaction = () => ({
    transaction: null,
    commit: () => undefined,
    rollBack: () => undefined,
  });
  const cases: readonly ContractCase[] = storeContract({ create, hostTransaction });
  for (const one of cases) if (!one.name.includes("host's")) await one.run();

  const store = create();
  const tenant = tenantId("acme");
  await store.readContacts({ tenant, segment: segmentId("s") });
  await store.readContacts({ tenant, list: listId("l") });
  await store.readEnrollments({ tenant, contact: contactId("c") });
  await store.readEnrollments({ tenant, workflow: workflowId("w") });
  await store.readOutbox({ tenant, status: "queued" });
  await store.readOutbox({ tenant, contact: contactId("c") });
  await store.readLedger({ tenant, contactPoint: contactPointId("p") });

  const walks = [...statements].flatMap(([sql, plan]) =>
    plan
      .filter((step) =>
        /\bSCAN (wellsent_|contact|point|member|run|event|message|entry)|\(tenant=\?\)/.test(step),
      )
      .map((step) => `${step}  <-  ${sql.replaceAll(/\s+/g, " ").slice(0, 100)}`),
  );
  expect(
    walks.filter((walk) => !/wellsent_ledger_head USING PRIMARY KEY|count\(\*\)/.test(walk)),
  ).toEqual([]);
  expect(statements.size).toBeGreaterThan(50);
});
