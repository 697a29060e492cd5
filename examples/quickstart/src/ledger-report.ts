// The ledger, shown to be what it says: written out, audited, signed, consistent with the last
// time, and one person's proof.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Tenant } from "@wellsent/adapters/app";
import {
  buildProof,
  logAuditor,
  openCheckpoint,
  tilesForInclusion,
  treeRoot,
  verifyProof,
} from "@wellsent/consent/ledger";
import type { LedgerEntry, LedgerTile, Store } from "@wellsent/core";

export interface LedgerReport {
  readonly rows: readonly (readonly [name: string, value: string])[];
  readonly sound: boolean;
  readonly countByType: ReadonlyMap<string, number>;
}

export async function reportLedger(parts: {
  readonly shop: Pick<Tenant, "id" | "checkpoint" | "verifierKey">;
  readonly store: Store;
  readonly folder: string;
  /** Whose proof is made: a predicate over events. */
  readonly provenEvent: (entry: LedgerEntry) => boolean;
}): Promise<LedgerReport> {
  const { shop, store, folder } = parts;
  const tenant = shop.id;
  const verifierKey = await shop.verifierKey();
  const file = join(folder, "checkpoint.txt");
  const last = existsSync(file) ? readFileSync(file, "utf8") : undefined;
  const opened = last === undefined ? null : openCheckpoint(last, verifierKey);
  const previous = opened?.ok ? opened.checkpoint : null;
  const auditor = logAuditor({ checkpoint: previous });
  const lines: string[] = [];
  const countByType = new Map<string, number>();
  let proven: LedgerEntry | null = null;
  for (let after: string | null = null, first = true; first || after !== null; first = false) {
    const page: { items: readonly LedgerEntry[]; next: string | null } = await store.readLedger({
      tenant,
      limit: 1_000,
      ...(after === null ? {} : { after }),
    });
    for (const entry of page.items) {
      auditor.add(entry);
      lines.push(entry.leaf);
      countByType.set(entry.type, (countByType.get(entry.type) ?? 0) + 1);
      if (parts.provenEvent(entry)) proven ??= entry;
    }
    after = page.next;
  }
  writeFileSync(join(folder, "ledger.jsonl"), `${lines.join("\n")}\n`);

  const head = await store.readLedgerHead(tenant);
  const root = treeRoot(head);
  const audit = auditor.finish();
  const readTiles = async (wanted: readonly { level: number; index: number }[]) => {
    const tiles = new Map<string, LedgerTile>();
    for (const tile of await store.readTiles({ tenant, tiles: wanted }))
      if (tile) tiles.set(`${tile.level}/${tile.index}`, tile);
    return (level: number, index: number) => tiles.get(`${level}/${index}`) ?? null;
  };
  const checkpoint = await shop.checkpoint(previous === null ? undefined : last);
  writeFileSync(file, checkpoint);

  const rows: (readonly [string, string])[] = [
    ["events", String(head.size)],
    ["root", root],
    [
      "audit of every leaf",
      audit.ok && audit.root === root ? "holds" : `${audit.faultCount} faults`,
    ],
    [
      "checkpoint",
      previous ? `signed; extends the one of ${previous.size} events` : "signed; the first",
    ],
    ["key", verifierKey],
  ];
  if (proven) {
    const readTile = await readTiles(tilesForInclusion(proven.seq, head.size));
    const proof = buildProof({ entry: proven, checkpoint, verifierKey, readTile });
    writeFileSync(join(folder, "proof.json"), `${JSON.stringify(proof, null, 2)}\n`);
    const verdict = verifyProof(JSON.stringify(proof), verifierKey);
    rows.push([
      "one person’s proof",
      `${verdict.verified ? "verified" : "FAILED"}: ${proven.type}, event ${proven.seq} (npx wellsent-verify proof.json)`,
    ]);
    if (!verdict.verified) return { rows, sound: false, countByType };
  }
  return { rows, sound: audit.ok && audit.root === root, countByType };
}
