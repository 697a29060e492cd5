import type { DatabaseSync } from "node:sqlite";
import type { Damage } from "@wellsent/core/ports";
import { tables } from "@wellsent/core/store-kit";

/** At most so many findings: a file with more is not repaired row by row. */
const limit = 1_000;

/**
 * What SQLite finds wrong with the file. Its own sentences may hold a path or content: of each only
 * the table and what kind of damage it is are kept.
 */
export function fileDamage(database: DatabaseSync): readonly Damage[] {
  const found = new Map<string, Damage>();
  const note = (table: string, code: string): void => {
    found.set(`${table} ${code}`, { table, key: null, code });
  };
  try {
    const roots = tablesByRoot(database);
    const whole = check(database, "", (sentence) =>
      note(findTable(sentence, roots), classifyDamage(sentence)),
    );
    // It ends at what it cannot walk through at all: each table on its own then says where that is.
    for (const table of whole ? [] : new Set(roots.values())) {
      const read = (sentence: string): void => note(table, classifyDamage(sentence));
      if (!check(database, `wellsent_${table}`, read)) note(table, "PAGE_DAMAGED");
    }
    if (!whole && found.size === 0) note("database", "PAGE_DAMAGED");
  } catch {
    // Not even the list of tables can be read.
    note("database", "FILE_UNREADABLE");
  }
  return [...found.values()];
}

/** Whether the check came to its end. */
function check(database: DatabaseSync, table: string, read: (sentence: string) => void): boolean {
  try {
    const rows = database.prepare(`PRAGMA integrity_check(${table === "" ? limit : table})`);
    for (const row of rows.iterate()) {
      for (const sentence of String(row["integrity_check"]).split("\n")) {
        if (sentence !== "ok" && !sentence.startsWith("***")) read(sentence);
      }
    }
    return true;
  } catch {
    return false;
  }
}

function findTable(sentence: string, roots: ReadonlyMap<number, string>): string {
  const root = /^Tree (\d+)/.exec(sentence)?.[1];
  const named = /wellsent_(\w+?)(?:__\w+)?\b/.exec(sentence)?.[1] ?? "";
  if (root !== undefined) return roots.get(Number(root)) ?? "database";
  return ours.has(named) ? named : "database";
}

/** Names in the file may be damaged as well. */
const ours: ReadonlySet<string> = new Set([...tables.map(({ name }) => name), "pattern", "schema"]);

function classifyDamage(sentence: string): string {
  if (/missing from index|non-unique|wrong # of entries|index/i.test(sentence))
    return "INDEX_DAMAGED";
  if (/ (value in|NULL) /i.test(sentence)) return "VALUE_DAMAGED";
  return "PAGE_DAMAGED";
}

/** Tables by the page that their tree or that of one of their indexes begins with. */
function tablesByRoot(database: DatabaseSync): ReadonlyMap<number, string> {
  const rows = database.prepare("SELECT rootpage, tbl_name FROM sqlite_schema").all();
  return new Map(
    rows.flatMap(({ rootpage, tbl_name: table }) => {
      const name = String(table).replace("wellsent_", "");
      return typeof rootpage === "number" && ours.has(name) ? [[rootpage, name]] : [];
    }),
  );
}
