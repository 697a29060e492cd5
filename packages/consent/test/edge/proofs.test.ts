import { describe, expect, it } from "vitest";
import {
  appendLeaves,
  buildProof,
  draftEvent,
  ed25519Signer,
  emptyHead,
  sealEvent,
  signCheckpoint,
  treeRoot,
} from "../../src/entries/ledger.js";
import { verifyProof } from "../../src/verify.js";
import {
  at,
  checkpoint,
  entries,
  fifth,
  proof,
  readTile,
  signer,
  proofText as text,
} from "../proof-fixture.js";

describe("a person's proof", () => {
  it("verifies from its text alone, and says what it shows", () => {
    expect(verifyProof(text, signer.verifierKey)).toMatchObject({
      verified: true,
      event: { id: "ev_4", type: "consent.granted", payload: { formId: "form-4" } },
      checkpoint: { size: 11 },
      payload: "matches",
      keyFrom: "caller",
    });
    expect(verifyProof(text)).toMatchObject({ verified: true, keyFrom: "file" });
  });

  it("still verifies once payload and salt are destroyed", () => {
    const { payload: _, salt: __, ...rest } = proof;
    expect(verifyProof(JSON.stringify(rest))).toMatchObject({ verified: true, payload: "absent" });
    const { payload: ___, salt: ____, ...bare } = fifth;
    expect(
      buildProof({ entry: bare, checkpoint, verifierKey: signer.verifierKey, readTile }),
    ).toEqual(rest);
  });

  it("is not built on a checkpoint that does not hold", () => {
    const other = ed25519Signer(signer.name, new Uint8Array(32)).verifierKey;
    expect(() => buildProof({ entry: fifth, checkpoint, verifierKey: other, readTile })).toThrow(
      expect.objectContaining({ code: "INPUT_CHECKPOINT" }),
    );
  });

  const findLeaf = (seq: number): string => entries[seq]?.leaf ?? "";
  it.each([
    ["nothing", "", "PROOF_FORMAT"],
    ["another format", text.replace("proof/1", "proof/2"), "PROOF_FORMAT"],
    ["a field nobody knows", JSON.stringify({ ...proof, note: "trust me" }), "PROOF_FORMAT"],
    ["a salt without payload", JSON.stringify({ ...proof, payload: undefined }), "PROOF_FORMAT"],
    ["a broken Merkle proof", JSON.stringify({ ...proof, tlogProof: "x" }), "PROOF_FORMAT"],
    ["a broken key", JSON.stringify({ ...proof, vkey: "x" }), "PROOF_KEY"],
    ["another event", JSON.stringify({ ...proof, leaf: findLeaf(5) }), "PROOF_INCLUSION"],
    [
      "another grant",
      JSON.stringify({ ...proof, leaf: proof.leaf.replace("marketing", "everything") }),
      "PROOF_INCLUSION",
    ],
    [
      "another place",
      JSON.stringify({ ...proof, tlogProof: proof.tlogProof.replace("index 4", "index 5") }),
      "PROOF_INCLUSION",
    ],
    [
      "another signature",
      JSON.stringify({
        ...proof,
        vkey: ed25519Signer(signer.name, new Uint8Array(32)).verifierKey,
      }),
      "PROOF_SIGNATURE",
    ],
    [
      "other details",
      JSON.stringify({ ...proof, payload: { ip: "192.0.2.2", formId: "form-4" } }),
      "PROOF_PAYLOAD",
    ],
    ["another salt", JSON.stringify({ ...proof, salt: "0".repeat(64) }), "PROOF_PAYLOAD"],
    ["a salt that is none", JSON.stringify({ ...proof, salt: "x" }), "PROOF_PAYLOAD"],
  ])("does not verify with %s", (_, file, code) => {
    expect(verifyProof(file)).toMatchObject({ verified: false, code });
  });

  it("does not verify against a key other than the caller's", () => {
    expect(verifyProof(text, "example.com/t1+00000000+AA==")).toMatchObject({
      verified: false,
      code: "PROOF_KEY",
    });
  });

  it.each([
    ["another log", { log: "example.com/t2", seq: 0 }],
    ["another place", { log: signer.name, seq: 5 }],
  ])("does not verify where the leaf names %s than it stands in", (_, place) => {
    const misplaced = sealEvent(
      draftEvent({
        id: "x",
        type: "ropa.updated",
        effectiveAt: at,
        actor: { kind: "system" },
        detail: { digest: "a".repeat(64) },
      }),
      { ...place, recordedAt: at },
    ).entry;
    const log = appendLeaves(emptyHead, [], [misplaced.leafHash]);
    const note = signCheckpoint({
      checkpoint: { origin: signer.name, size: 1, root: treeRoot(log.head) },
      previous: null,
      signer,
    });
    const built = buildProof({
      entry: { ...misplaced, seq: 0 },
      checkpoint: note,
      verifierKey: signer.verifierKey,
      readTile: () => log.tiles[0],
    });
    expect(verifyProof(JSON.stringify(built))).toMatchObject({
      verified: false,
      code: "PROOF_PLACE",
    });
  });
});
