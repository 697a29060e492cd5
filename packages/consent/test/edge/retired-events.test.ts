import type { JsonObject, LedgerEntry } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import {
  appendLeaves,
  buildProof,
  canonicalize,
  draftEvent,
  emptyHead,
  eventCatalog,
  readDraft,
  readEvent,
  readLeaf,
  sealEvent,
  signCheckpoint,
  toHex,
  treeHasher,
  treeRoot,
  verifyProof,
} from "../../src/entries/ledger.js";
import { at, signer } from "../proof-fixture.js";

const time = "2026-01-01T00:00:00.000Z";
const digest = "ab".repeat(32);
/** As the release that recorded them last wrote them. */
const written: readonly JsonObject[] = [
  { type: "contactpoint.linked", contactPoint: "cp_1", subject: "ann" },
  {
    ...{ type: "decision.recorded", contactPoint: "cp_1", ruleset: digest },
    detail: { outcome: "refused", messageClass: "marketing", codes: ["WITHDRAWN"], logSize: 1 },
  },
  { type: "checkpoint.signed", detail: { size: 2, root: digest } },
];
const place = { v: 1, log: signer.name, actor: { kind: "system" } };
const leaves = written.map((leaf, seq) =>
  canonicalize({ ...place, effectiveAt: time, id: `ev_${seq}`, recordedAt: time, seq, ...leaf }),
);
const entries = leaves.map((leaf, seq): LedgerEntry => {
  const { id, type } = readLeaf(leaf);
  return { id, type, seq, leaf, recordedAt: at, leafHash: toHex(treeHasher().leafHash(leaf)) };
});

describe("types of event that are recorded no more", () => {
  it("are all read, in logs of the releases that recorded them", () => {
    const retired = Object.entries(eventCatalog()).filter(([, spec]) => spec.retired === true);
    expect(retired.map(([type]) => type)).toEqual(written.map(({ type }) => type));
    for (const [seq, entry] of entries.entries()) expect(readEvent(entry)).toMatchObject({ seq });
  });

  it("are proven like any other", () => {
    const hashes = entries.map(({ leafHash }) => leafHash);
    const { head, tiles } = appendLeaves(emptyHead, [], hashes);
    const checkpoint = signCheckpoint({
      checkpoint: { origin: signer.name, size: head.size, root: treeRoot(head) },
      ...{ previous: null, signer },
    });
    for (const entry of entries) {
      const proof = buildProof({
        ...{ entry, checkpoint, verifierKey: signer.verifierKey },
        readTile: (level, index) =>
          tiles.find((tile) => tile.level === level && tile.index === index),
      });
      expect(verifyProof(JSON.stringify(proof), signer.verifierKey)).toMatchObject({
        ...{ verified: true, event: { type: entry.type } },
      });
    }
  });

  it("cannot be recorded", () => {
    const { type, seq, ...fields } = { type: "contactpoint.linked", seq: 0, subject: "ann" };
    const draft = { id: "new", type, effectiveAt: at, fields: { ...fields, actor: place.actor } };
    const refused = expect.objectContaining({ code: "INPUT_EVENT_TYPE", path: "type" });
    expect(() => readDraft(draft)).toThrow(refused);
    expect(() => sealEvent(draft, { log: signer.name, seq, recordedAt: at })).toThrow(refused);
    expect(() =>
      draftEvent({
        ...{ id: "new", effectiveAt: at, actor: { kind: "system" }, subject: "ann" },
        // @ts-expect-error the types say so as well
        type: "contactpoint.linked",
      }),
    ).toThrow(refused);
  });
});
