import type { ContactPointId, LedgerEntry, Random } from "@wellsent/core";
import {
  appendLeaves,
  buildProof,
  draftEvent,
  ed25519Signer,
  emptyHead,
  sealEvent,
  signCheckpoint,
  treeRoot,
} from "../src/entries/ledger.js";

const random: Random = { bytes: (length) => new Uint8Array(length).fill(5) };
export const signer = ed25519Signer("example.com/t1", new Uint8Array(32).fill(3));
export const at = Date.UTC(2026, 0, 1);

export const entries: readonly LedgerEntry[] = Array.from(
  { length: 11 },
  (_, seq) =>
    sealEvent(
      draftEvent(
        {
          id: `ev_${seq}`,
          type: "consent.granted",
          contactPoint: `cp_${seq % 3}` as ContactPointId,
          effectiveAt: at + seq,
          scope: { channel: "email", purpose: "marketing", activity: "send" },
          actor: { kind: "subject" },
          method: "form",
          payload: { ip: "192.0.2.1", formId: `form-${seq}` },
        },
        random,
      ),
      { log: signer.name, seq, recordedAt: at + seq },
    ).entry,
);
const { head, tiles } = appendLeaves(
  emptyHead,
  [],
  entries.map((entry) => entry.leafHash),
);
export const checkpoint = signCheckpoint({
  checkpoint: { origin: signer.name, size: head.size, root: treeRoot(head) },
  previous: null,
  signer,
});
export function readTile(level: number, index: number) {
  return tiles.find((tile) => tile.level === level && tile.index === index);
}
const [, , , , found] = entries;
if (found === undefined) throw new Error("five entries expected");
export const fifth: LedgerEntry = found;
export const proof = buildProof({
  entry: fifth,
  checkpoint,
  verifierKey: signer.verifierKey,
  readTile,
});
export const proofText = JSON.stringify(proof);
