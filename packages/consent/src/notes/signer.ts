import { ed25519 } from "@noble/curves/ed25519.js";
import { InputError } from "@wellsent/core/errors";
import { formatVerifierKey, verifierKeyId } from "./verifier-key.js";

/**
 * Signs notes. Injected: this package makes, stores and sees no key of its own accord, so a host
 * can keep its key where its policy wants it.
 */
export interface NoteSigner {
  readonly name: string;
  /** What to publish. */
  readonly verifierKey: string;
  /** Eight hex digits. */
  readonly keyId: string;
  /** An Ed25519 signature (RFC 8032) over exactly these bytes. */
  sign(message: Uint8Array): Uint8Array;
}

/**
 * A signer from a secret in memory.
 * @param seed 32 secret random bytes, RFC 8032 section 5.1.5. @throws InputError
 * `INPUT_SIGNING_KEY`, `INPUT_VERIFIER_KEY`.
 */
export function ed25519Signer(name: string, seed: Uint8Array): NoteSigner {
  if (seed.length !== 32)
    throw new InputError("INPUT_SIGNING_KEY", "A signing key is not a seed of 32 bytes.");
  const secret = seed.slice();
  const publicKey = ed25519.getPublicKey(secret);
  return {
    name,
    verifierKey: formatVerifierKey(name, publicKey),
    keyId: verifierKeyId(name, publicKey),
    sign: (message) => ed25519.sign(message, secret),
  };
}

/**
 * Strict as RFC 8032 has it, not as ZIP 215, which lets one signature pass in several spellings.
 */
export function verifyEd25519(
  signature: Uint8Array,
  message: Uint8Array,
  publicKey: Uint8Array,
): boolean {
  if (signature.length !== 64 || publicKey.length !== 32) return false;
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
}
