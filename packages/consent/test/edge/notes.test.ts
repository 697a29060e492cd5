import { WellsentError } from "@wellsent/core/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  appendLeaves,
  type Checkpoint,
  ed25519Signer,
  emptyHead,
  formatCheckpoint,
  formatTlogProof,
  formatVerifierKey,
  fromHex,
  openCheckpoint,
  openNote,
  parseCheckpoint,
  parseNote,
  parseTlogProof,
  parseVerifierKey,
  proveConsistency,
  signCheckpoint,
  signNote,
  treeRoot,
} from "../../src/entries/ledger.js";

/** c2sp.org/signed-note, section "Verifier keys". */
const example = {
  key: "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
  note: "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n",
};

/** The example of golang.org/x/mod/sumdb/note, whose secret is published too. */
const neumann = {
  key: "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
  seed: "810a1402d5146c8d84f2443330f54080ebf98ee17d9c74f6252fc5d5c7283173",
  text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
  signature:
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n",
};

function catchCode(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (WellsentError.isInstance(error)) return error.code;
    throw error;
  }
  return "nothing thrown";
}

describe("a signed note", () => {
  it("of the specification opens, and its key reads and writes the same", () => {
    expect(openNote(example.note, [example.key])).toEqual({
      ok: true,
      text: "This is an example message.\n",
      signedBy: ["example.com/foo"],
    });
    const { name, keyId, publicKey } = parseVerifierKey(example.key);
    expect(keyId).toBe("530d903a");
    expect(formatVerifierKey(name, publicKey)).toBe(example.key);
  });

  it("comes out the same to the byte as Go's", () => {
    const signer = ed25519Signer("PeterNeumann", fromHex(neumann.seed));
    expect(signer.verifierKey).toBe(neumann.key);
    expect(signNote(neumann.text, signer)).toBe(`${neumann.text}\n${neumann.signature}`);
  });

  it("with an unknown text of the specification still parses", () => {
    const note =
      "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";
    expect(parseNote(note)?.text).toBe(
      "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n",
    );
    expect(openNote(note, [example.key])).toEqual({ ok: false, code: "NOTE_UNKNOWN_KEY" });
  });

  it("ignores signatures of keys nobody knows, and refuses all for one that should hold and does not", () => {
    const { text } = neumann;
    const stranger = ed25519Signer("stranger.example", new Uint8Array(32).fill(1));
    const signer = ed25519Signer("PeterNeumann", fromHex(neumann.seed));
    expect(openNote(signNote(text, stranger, signer), [neumann.key]).ok).toBe(true);
    const forged = signNote(text, { ...stranger, name: signer.name, keyId: signer.keyId }, signer);
    expect(openNote(forged, [neumann.key])).toEqual({ ok: false, code: "NOTE_SIGNATURE" });
  });

  it("is never opened once a single character differs", () => {
    fc.assert(
      fc.property(
        fc.nat({ max: example.note.length - 1 }),
        fc.string({ minLength: 1, maxLength: 1 }),
        (at, put) => {
          fc.pre(put !== example.note[at]);
          const changed = example.note.slice(0, at) + put + example.note.slice(at + 1);
          expect(openNote(changed, [example.key]).ok).toBe(false);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it.each([
    ["no key at all", ""],
    ["another name", example.key.replace("foo", "bar")],
    ["another id", example.key.replace("530d903a", "530d903b")],
    [
      "another type of signature",
      "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    ],
    ["too short a key", "example.com/foo+530d903a+Aeky"],
    ["a space in its name", `example .com${example.key.slice(11)}`],
  ])("does not take %s for a key", (_, key) => {
    expect(catchCode(() => parseVerifierKey(key))).toBe("INPUT_VERIFIER_KEY");
  });

  it("does not sign what could not be read back", () => {
    const signer = ed25519Signer("a.example", new Uint8Array(32));
    for (const text of ["no end", "tab\there\n", "\ud800\n", ""]) {
      expect(catchCode(() => signNote(text, signer))).toBe("INPUT_NOTE_TEXT");
    }
    expect(catchCode(() => ed25519Signer("a.example", new Uint8Array(31)))).toBe(
      "INPUT_SIGNING_KEY",
    );
    expect(catchCode(() => ed25519Signer("a b", new Uint8Array(32)))).toBe("INPUT_VERIFIER_KEY");
  });
});

describe("a checkpoint", () => {
  const signer = ed25519Signer("example.com/t1", new Uint8Array(32).fill(3));
  const hashes = Array.from({ length: 20 }, (_, seq) => seq.toString(16).padStart(64, "0"));
  const grown = appendLeaves(emptyHead, [], hashes);
  const readTile = (level: number, index: number) =>
    grown.tiles.find((tile) => tile.level === level && tile.index === index);
  const at = (size: number): Checkpoint => ({
    origin: signer.name,
    size,
    root: treeRoot(appendLeaves(emptyHead, [], hashes.slice(0, size)).head),
  });

  it("of the specification is read", () => {
    expect(
      parseCheckpoint(
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
      ),
    ).toEqual({
      origin: "example.com/behind-the-sofa",
      size: 20_852_163,
      root: "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62",
    });
  });

  it("is signed and opened with the log's own key", () => {
    const note = signCheckpoint({ checkpoint: at(7), previous: null, signer });
    expect(openCheckpoint(note, signer.verifierKey)).toEqual({ ok: true, checkpoint: at(7) });
    const other = ed25519Signer("example.com/t1", new Uint8Array(32).fill(4));
    expect(openCheckpoint(note, other.verifierKey)).toEqual({
      ok: false,
      code: "NOTE_UNKNOWN_KEY",
    });
  });

  it("is not taken for another log's, though the key is right", () => {
    const note = signNote(formatCheckpoint({ ...at(7), origin: "example.com/t2" }), signer);
    expect(openCheckpoint(note, signer.verifierKey)).toEqual({
      ok: false,
      code: "CHECKPOINT_ORIGIN",
    });
    expect(openCheckpoint(signNote("hello\n", signer), signer.verifierKey)).toEqual({
      ok: false,
      code: "CHECKPOINT_MALFORMED",
    });
  });

  it("is signed only when it extends the last one", () => {
    const consistency = proveConsistency(7, 20, readTile);
    expect(signCheckpoint({ checkpoint: at(20), previous: at(7), consistency, signer })).toContain(
      "\n20\n",
    );
    expect(signCheckpoint({ checkpoint: at(7), previous: at(7), signer })).toContain("\n7\n");
    expect(signCheckpoint({ checkpoint: at(7), previous: at(0), signer })).toContain("\n7\n");
  });

  it.each([
    ["a log that shrank", { checkpoint: at(7), previous: at(20) }],
    [
      "the same size with another root",
      { checkpoint: { ...at(7), root: at(8).root }, previous: at(7) },
    ],
    ["no proof", { checkpoint: at(20), previous: at(7) }],
    [
      "a proof of something else",
      { checkpoint: at(20), previous: at(7), consistency: proveConsistency(8, 20, readTile) },
    ],
    [
      "another history",
      {
        checkpoint: at(20),
        previous: { ...at(7), root: at(6).root },
        consistency: proveConsistency(7, 20, readTile),
      },
    ],
    ["another log", { checkpoint: at(20), previous: { ...at(7), origin: "example.com/t2" } }],
  ])("is never signed over %s", (_, request) => {
    expect(catchCode(() => signCheckpoint({ ...request, signer }))).toBe(
      "INPUT_CHECKPOINT_INCONSISTENT",
    );
  });

  it("is never signed in another log's name, nor over two lines", () => {
    expect(
      catchCode(() =>
        signCheckpoint({ checkpoint: { ...at(7), origin: "x" }, previous: null, signer }),
      ),
    ).toBe("INPUT_CHECKPOINT");
    expect(catchCode(() => formatCheckpoint({ ...at(7), origin: "a\nb" }))).toBe(
      "INPUT_CHECKPOINT",
    );
    expect(catchCode(() => formatCheckpoint({ ...at(7), size: 1.5 }))).toBe("INPUT_CHECKPOINT");
  });

  it.each([
    ["a leading zero", "o\n07\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"],
    ["a negative size", "o\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"],
    [
      "a size beyond counting",
      "o\n9007199254740993\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
    ],
    ["half a root", "o\n1\n47DEQpj8HBQ=\n"],
    ["no root", "o\n1\n"],
    ["an empty line", "o\n1\n\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"],
    ["no last line feed", "o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="],
  ])("is not read with %s", (_, text) => {
    expect(parseCheckpoint(text)).toBeNull();
  });
});

describe("a tlog-proof", () => {
  const hash = new Uint8Array(32).fill(9);
  const checkpoint = "o\n2\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— o AAAAAAA=\n";

  it("is laid out as C2SP has it, and comes back", () => {
    const proof = { index: 1, hashes: [hash], checkpoint };
    const text = formatTlogProof(proof);
    expect(text).toBe(
      `c2sp.org/tlog-proof@v1\nindex 1\nCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=\n\n${checkpoint}`,
    );
    expect(parseTlogProof(text)).toEqual(proof);
    const extra = { ...proof, extra: new Uint8Array([1, 2, 3]), hashes: [] };
    expect(parseTlogProof(formatTlogProof(extra))).toEqual(extra);
  });

  it.each([
    ["another header", "c2sp.org/tlog-proof@v2\nindex 1\n\no\n"],
    ["no index", "c2sp.org/tlog-proof@v1\n\no\n"],
    ["a leading zero", "c2sp.org/tlog-proof@v1\nindex 01\n\no\n"],
    ["a short hash", "c2sp.org/tlog-proof@v1\nindex 1\nCQkJ\n\no\n"],
    ["extra that is not base64", "c2sp.org/tlog-proof@v1\nextra !\nindex 1\n\no\n"],
    ["no checkpoint", "c2sp.org/tlog-proof@v1\nindex 1\n"],
  ])("is not read with %s", (_, text) => {
    expect(parseTlogProof(text)).toBeNull();
  });
});
