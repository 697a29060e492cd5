import { InputError } from "@wellsent/core/errors";
import { fromBase64, isWellFormed, toBase64, toHex, utf8 } from "../encoding/index.js";
import { sha256 } from "../hash/index.js";

/** C2SP signed-note: the byte of Ed25519 signatures. */
const ed25519Type = 0x01;

/** Who signs, in the form a verifier is configured with. */
export interface VerifierKey {
  readonly name: string;
  /** Eight hex digits. Names the key and proves nothing. */
  readonly keyId: string;
  /** 32 bytes, RFC 8032. */
  readonly publicKey: Uint8Array;
}

/**
 * Neither empty nor with a plus or anything Unicode calls a space. U+0085 is one, though not for
 * `\s`.
 */
export function isKeyName(name: string): boolean {
  return name !== "" && isWellFormed(name) && !/[\s\u0085+\p{Cc}]/u.test(name);
}

/** C2SP signed-note: the first four bytes of SHA-256 over name, line feed, type and public key. */
export function verifierKeyId(name: string, publicKey: Uint8Array): string {
  const prefix = utf8(`${name}\n`);
  const bytes = new Uint8Array(prefix.length + 1 + publicKey.length);
  bytes.set(prefix);
  bytes[prefix.length] = ed25519Type;
  bytes.set(publicKey, prefix.length + 1);
  return toHex(sha256(bytes).subarray(0, 4));
}

/**
 * `<name>+<key id>+<base64 of type and public key>`: what is published. @throws InputError
 * `INPUT_VERIFIER_KEY`.
 */
export function formatVerifierKey(name: string, publicKey: Uint8Array): string {
  if (!isKeyName(name) || publicKey.length !== 32) throw wrongKey();
  const typed = new Uint8Array(33);
  typed[0] = ed25519Type;
  typed.set(publicKey, 1);
  return `${name}+${verifierKeyId(name, publicKey)}+${toBase64(typed)}`;
}

/**
 * Reads a published key. @throws InputError `INPUT_VERIFIER_KEY`, also when the id is not the key's
 * own.
 */
export function parseVerifierKey(text: string): VerifierKey {
  const first = text.indexOf("+");
  const second = text.indexOf("+", first + 1);
  if (first < 1 || second < 0) throw wrongKey();
  const name = text.slice(0, first);
  const keyId = text.slice(first + 1, second).toLowerCase();
  const typed = fromBase64(text.slice(second + 1));
  if (typed === null || typed.length !== 33 || typed[0] !== ed25519Type || !isKeyName(name))
    throw wrongKey();
  const publicKey = typed.slice(1);
  if (verifierKeyId(name, publicKey) !== keyId) throw wrongKey();
  return { name, keyId, publicKey };
}

function wrongKey(): InputError {
  return new InputError("INPUT_VERIFIER_KEY", "The text is not the public Ed25519 key of a log.", {
    remedy: "It looks like example.com/log+530d903a+Aeky… and is one line.",
  });
}
