import { describe, expect, it } from "vitest";
import { verifyConsistency, verifyInclusion } from "../../src/entries/ledger.js";
import { hasShared, listShared, readShared } from "../shared-folder.js";

function bytes(base64: string | null): Uint8Array {
  return new Uint8Array(Buffer.from(base64 ?? "", "base64"));
}

interface Vector {
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly root: string | null;
  readonly leafHash: string | null;
  readonly size1: number;
  readonly size2: number;
  readonly root1: string | null;
  readonly root2: string | null;
  readonly proof: readonly string[] | null;
  readonly wantErr: boolean;
}

function read(path: string): Vector {
  return JSON.parse(readShared(path));
}

describe.skipIf(!hasShared("vectors/merkle"))(
  "the RFC 9162 vectors in ../shared/vectors/merkle",
  () => {
    it.each(listShared("vectors/merkle/inclusion"))("inclusion %s", (name) => {
      const { leafIdx, treeSize, root, leafHash, proof, wantErr } = read(
        `vectors/merkle/inclusion/${name}`,
      );
      const hashes = (proof ?? []).map(bytes);
      expect(
        verifyInclusion({
          index: leafIdx,
          size: treeSize,
          leafHash: bytes(leafHash),
          root: bytes(root),
          proof: hashes,
        }),
      ).toBe(!wantErr);
    });

    it.each(listShared("vectors/merkle/consistency"))("consistency %s", (name) => {
      const { size1, size2, root1, root2, proof, wantErr } = read(
        `vectors/merkle/consistency/${name}`,
      );
      const hashes = (proof ?? []).map(bytes);
      expect(
        verifyConsistency({
          oldSize: size1,
          newSize: size2,
          oldRoot: bytes(root1),
          newRoot: bytes(root2),
          proof: hashes,
        }),
      ).toBe(!wantErr);
    });

    it("are not fewer than they were", () => {
      expect(listShared("vectors/merkle").length).toBeGreaterThanOrEqual(78);
    });
  },
);
