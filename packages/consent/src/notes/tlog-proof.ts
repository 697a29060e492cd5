import { fromBase64, toBase64 } from "../encoding/index.js";

const header = "c2sp.org/tlog-proof@v1";
/** 2^53 leaves make no longer proof. */
const maxHashes = 64;

/** C2SP tlog-proof v1: where a leaf stands and how its hash leads to a signed root. */
export interface TlogProof {
  /** Unauthenticated: never to be believed. */
  readonly extra?: Uint8Array;
  readonly index: number;
  readonly hashes: readonly Uint8Array[];
  /** The log's checkpoint, verbatim. */
  readonly checkpoint: string;
}

export function formatTlogProof({ extra, index, hashes, checkpoint }: TlogProof): string {
  const lines = [header];
  if (extra !== undefined) lines.push(`extra ${toBase64(extra)}`);
  lines.push(`index ${index}`, ...hashes.map(toBase64));
  return `${lines.join("\n")}\n\n${checkpoint}`;
}

/** Null for anything that is not to the byte such a proof. Verifies nothing yet. */
export function parseTlogProof(text: string): TlogProof | null {
  const end = text.indexOf("\n\n");
  if (end < 0) return null;
  const [first, ...lines] = text.slice(0, end).split("\n");
  if (first !== header) return null;
  let extra: Uint8Array | null | undefined;
  if (lines[0]?.startsWith("extra "))
    extra = fromBase64((lines.shift() ?? "").slice("extra ".length));
  if (extra === null) return null;
  const index = /^index (0|[1-9][0-9]{0,15})$/.exec(lines.shift() ?? "")?.[1];
  if (index === undefined || !Number.isSafeInteger(Number(index)) || lines.length > maxHashes)
    return null;
  const hashes: Uint8Array[] = [];
  for (const line of lines) {
    const hash = fromBase64(line);
    if (hash === null || hash.length !== 32) return null;
    hashes.push(hash);
  }
  const proof = { index: Number(index), hashes, checkpoint: text.slice(end + 2) };
  return extra === undefined ? proof : { ...proof, extra };
}
