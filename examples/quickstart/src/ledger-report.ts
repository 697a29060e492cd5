// The ledger, shown to be what it says: written out, audited, signed, consistent with the last
// time, and one person's proof.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  buildProof,
  ed25519Signer,
  fromHex,
  logAuditor,
  openCheckpoint,
  proveConsistency,
  signCheckpoint,
  tilesForConsistency,
  tilesForInclusion,
  treeRoot,
  verifyProof,
} from "@wellsent/consent/ledger";
import type { LedgerEntry, LedgerTile, Store, TenantId } from "@wellsent/core";

export interface LedgerReport {
  readonly rows: readonly (readonly [name: string, value: string])[];
  readonly sound: boolean;
  readonly countByType: ReadonlyMap<string, number>;
}

export async function reportLedger(parts: {
  readonly store: Store;
  readonly tenant: TenantId;
  readonly origin: string;
  readonly secret: Uint8Array;
  readonly folder: string;
  /** Whose proof is made: a predicate over events. */
  readonly provenEvent: (entry: LedgerEntry) => boolean;
}): Promise<LedgerReport> {
  const { store, tenant, origin, folder } = parts;
  const signer = ed25519Signer(origin, parts.secret);
  const { verifierKey } = signer;
  const file = join(folder, "checkpoint.txt");
  const opened = existsSync(file) ? openCheckpoint(readFileSync(file, "utf8"), verifierKey) : null;
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
  const grown = previous !== null && previous.size > 0 && previous.size < head.size;
  const consistency = grown
    ? proveConsistency(
        previous.size,
        head.size,
        await readTiles(tilesForConsistency(previous.size, head.size)),
      )
    : [];
  const checkpoint = signCheckpoint({
    checkpoint: { origin, size: head.size, root },
    previous,
    consistency,
    signer,
  });
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

export function hexKey(text: string): Uint8Array {
  return fromHex(text, 32);
}
