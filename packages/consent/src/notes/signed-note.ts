import { InputError } from "@wellsent/core/errors";
import {
  fromBase64,
  fromHex,
  hasControls,
  isWellFormed,
  toBase64,
  toHex,
  utf8,
} from "../encoding/index.js";
import { type NoteSigner, verifyEd25519 } from "./signer.js";
import { isKeyName, parseVerifierKey, type VerifierKey } from "./verifier-key.js";

const maxChars = 1_000_000;
/** C2SP asks for at least 16. */
const maxSignatures = 64;

export interface NoteSignature {
  readonly name: string;
  /** Eight hex digits. */
  readonly keyId: string;
  readonly signature: Uint8Array;
}

export interface ParsedNote {
  /**
   * With its last line feed: the bytes that were signed. Not to be believed before a signature was
   * verified.
   */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

function isNoteText(text: string): boolean {
  return text.endsWith("\n") && isWellFormed(text) && !hasControls(text);
}

/** `— name base64(key id, signature)`. */
function signatureLine({ name, keyId, signature }: NoteSignature): string {
  const bytes = new Uint8Array(4 + signature.length);
  bytes.set(fromHex(keyId, 4));
  bytes.set(signature, 4);
  return `— ${name} ${toBase64(bytes)}\n`;
}

function parseSignature(line: string): NoteSignature | null {
  if (!line.startsWith("— ")) return null;
  const [name, base64, ...rest] = line.slice(2).split(" ");
  if (name === undefined || base64 === undefined || rest.length > 0 || !isKeyName(name))
    return null;
  const bytes = fromBase64(base64);
  if (bytes === null || bytes.length < 5) return null;
  return { name, keyId: toHex(bytes.subarray(0, 4)), signature: bytes.slice(4) };
}

/** Null for anything that is not, to the byte, a C2SP signed note. */
export function parseNote(note: string): ParsedNote | null {
  const split = note.lastIndexOf("\n\n");
  if (note.length > maxChars || split < 0 || !isNoteText(note)) return null;
  const lines = note.slice(split + 2, -1).split("\n");
  if (lines.length > maxSignatures) return null;
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const signature = parseSignature(line);
    if (signature === null) return null;
    signatures.push(signature);
  }
  return { text: note.slice(0, split + 1), signatures };
}

/**
 * A text and its signature, as C2SP signed-note has it.
 * @throws InputError `INPUT_NOTE_TEXT` for a text without a last line feed, or with control
 * characters.
 */
export function signNote(text: string, ...signers: readonly NoteSigner[]): string {
  if (!isNoteText(text) || text.length > maxChars || signers.length === 0) {
    throw new InputError(
      "INPUT_NOTE_TEXT",
      "The text of a note must be lines, each ended, without control characters.",
      {
        path: "text",
      },
    );
  }
  const message = utf8(text);
  const lines = signers.map(({ name, keyId, sign }) =>
    signatureLine({ name, keyId, signature: sign(message) }),
  );
  return `${text}\n${lines.join("")}`;
}

export type OpenedNote =
  | { readonly ok: true; readonly text: string; readonly signedBy: readonly string[] }
  | { readonly ok: false; readonly code: "NOTE_MALFORMED" | "NOTE_UNKNOWN_KEY" | "NOTE_SIGNATURE" };

/**
 * Verifies a note. Signatures of unknown keys are ignored; one of a known key that does not hold
 * refuses the whole.
 * @param keys published keys. @throws InputError `INPUT_VERIFIER_KEY` for a malformed one.
 */
export function openNote(note: string, keys: readonly (string | VerifierKey)[]): OpenedNote {
  const known = keys.map((key) => (typeof key === "string" ? parseVerifierKey(key) : key));
  const parsed = parseNote(note);
  if (parsed === null) return { ok: false, code: "NOTE_MALFORMED" };
  const message = utf8(parsed.text);
  const signedBy = new Set<string>();
  for (const { name, keyId, signature } of parsed.signatures) {
    const key = known.find((candidate) => candidate.name === name && candidate.keyId === keyId);
    if (key === undefined) continue;
    if (!verifyEd25519(signature, message, key.publicKey))
      return { ok: false, code: "NOTE_SIGNATURE" };
    signedBy.add(name);
  }
  return signedBy.size === 0
    ? { ok: false, code: "NOTE_UNKNOWN_KEY" }
    : { ok: true, text: parsed.text, signedBy: [...signedBy] };
}
