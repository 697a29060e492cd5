import type { DatabaseSync } from "node:sqlite";
import {
  consentPointTable,
  contactPointTable,
  contactTable,
  definitionTable,
  deliveryTable,
  enrollmentTable,
  eventTable,
  fingerprintTable,
  ledgerHeadTable,
  ledgerTable,
  ledgerTileTable,
  linkListTable,
  listMemberTable,
  membershipTable,
  messageTable,
  onceTable,
  stepTable,
  suppressionTable,
  type Table,
} from "@wellsent/core/store-kit";
import { prioritySql, queueSql, zoneSql } from "./added-columns.js";
import { sqlName } from "./table-schema.js";

/**
 * Brings tables of version 2 to the present ones. Messages that are claimed belong to the worker
 * `legacy` from now on, whose lease ends with the last of theirs; nobody knows which of them were
 * in its hands, so that all count as such.
 */
export function bringForward(
  database: DatabaseSync,
  createTables: (database: DatabaseSync) => void,
): void {
  database.exec("DROP TRIGGER wellsent_message_deleted; DROP TRIGGER wellsent_message_relinked");
  for (const name of oldTables) {
    database.exec(`ALTER TABLE wellsent_${name} RENAME TO wellsent_old_${name}`);
  }
  createTables(database);
  for (const sql of moves) database.exec(sql);
  for (const name of oldTables) database.exec(`DROP TABLE wellsent_old_${name}`);
}

/** Those that refer to a contact come before it. */
const oldTables = [
  "contact_point",
  "list_member",
  "membership",
  "once",
  "enrollment",
  "step",
  "event",
  "delivery",
  "message",
  "link_list",
  "contact",
  "consent_point",
  "fingerprint",
  "suppression",
  "ledger_head",
  "ledger",
  "ledger_tile",
  "definition",
] as const;

/** What every column of a table is made of. Those not named have their old name and content. */
function move<T extends Table>(
  table: T,
  made: Readonly<Partial<Record<(keyof T["columns"] & string) | "seq", string>>>,
  order: string,
): string {
  const from = new Map(Object.entries(made));
  const columns = [...(from.has("seq") ? ["seq"] : []), ...Object.keys(table.columns)];
  const values = columns.map((column) => from.get(column) ?? `old.${sqlName(column)}`);
  return `INSERT INTO wellsent_${table.name} (tenant, ${columns.map(sqlName).join(", ")})
    SELECT old.tenant, ${values.join(", ")} FROM wellsent_old_${table.name} AS old
    ORDER BY ${order}`;
}

const seq = "old.seq";
const bySeq = "old.seq";

const moves: readonly string[] = [
  move(contactTable, { seq, zone: zoneSql("old.body") }, bySeq),
  move(contactPointTable, {}, "old.tenant, old.contact, old.id"),
  move(listMemberTable, {}, "old.tenant, old.contact, old.list"),
  move(membershipTable, {}, "old.tenant, old.contact, old.place"),
  move(onceTable, {}, "old.tenant, old.name"),
  move(
    enrollmentTable,
    { seq, version: "old.body ->> '$.version'", revision: "old.body ->> '$.revision'" },
    bySeq,
  ),
  move(
    stepTable,
    {
      seq,
      enrollment: "old.body ->> '$.enrollment'",
      revision: "old.body ->> '$.revision'",
      place: `row_number() OVER (PARTITION BY old.tenant, old.body ->> '$.enrollment',
        old.body ->> '$.revision' ORDER BY old.seq) - 1`,
    },
    bySeq,
  ),
  move(eventTable, { seq }, bySeq),
  move(deliveryTable, { seq }, bySeq),
  move(
    messageTable,
    {
      seq,
      contactPoint: "old.draft ->> '$.contactPoint'",
      topic: "old.draft ->> '$.topic'",
      messageClass: "old.draft ->> '$.messageClass'",
      data: "old.draft -> '$.data'",
      origin: "old.draft -> '$.origin'",
      policy: "NULL",
      plannedAt: "old.due_at",
      triedAt: "NULL",
      tries: "0",
      lost: "0",
      worker: "CASE old.status WHEN 'claimed' THEN 'legacy' END",
      nextAt: "CASE old.status WHEN 'queued' THEN old.due_at END",
      touchedAt: "coalesce(old.settled_at, old.created_at)",
      windowAt: `coalesce(old.settled_at, ${Number.MAX_SAFE_INTEGER})`,
      links: "(SELECT list.digest FROM wellsent_old_link_list AS list WHERE list.seq = old.links)",
      queue: queueSql("(old.draft ->> '$.messageClass')", "(old.draft -> '$.origin')"),
      priority: prioritySql("(old.draft ->> '$.messageClass')"),
    },
    bySeq,
  ),
  move(linkListTable, { seq }, bySeq),
  `INSERT INTO wellsent_lease (tenant, worker, until)
    SELECT old.tenant, 'legacy', max(coalesce(old.lease_until, 0)) FROM wellsent_old_message AS old
      WHERE old.status = 'claimed' GROUP BY old.tenant`,
  `INSERT INTO wellsent_hand_over (tenant, id, worker, at, messages)
    SELECT old.tenant, 'legacy', 'legacy', max(coalesce(old.lease_until, 0)),
        json_group_array(json_array(old.key, old.attempt))
      FROM wellsent_old_message AS old WHERE old.status = 'claimed' GROUP BY old.tenant`,
  move(
    consentPointTable,
    {
      contact: `(SELECT point.contact FROM wellsent_old_contact_point AS point
        WHERE point.tenant = old.tenant AND point.id = old.id)`,
      softBounceDays: "NULL",
      aliveDay: "NULL",
    },
    "old.tenant, old.id",
  ),
  move(fingerprintTable, { seq }, bySeq),
  move(suppressionTable, { seq }, bySeq),
  move(ledgerHeadTable, { log: "'consent'", checksum: "NULL" }, "old.tenant"),
  move(ledgerTable, { place: "old.seq" }, "old.tenant, old.seq"),
  move(ledgerTileTable, {}, "old.tenant, old.level, old.place"),
  move(definitionTable, {}, "old.tenant, old.kind, old.id, old.version"),
];
