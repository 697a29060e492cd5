import { InputError } from "@wellsent/core/errors";

/** One secret and the name it goes by in what it made. */
export interface NamedKey {
  /** 1 to 16 of `A-Z a-z 0-9 _ -`. Never used for another secret. */
  readonly kid: string;
  /** At least 32 random bytes. */
  readonly secret: Uint8Array;
}

const kidPattern = /^[A-Za-z0-9_-]{1,16}$/;

/** @throws InputError `INPUT_KEY` for a short secret, a malformed name or a name used twice. */
export function namedKeys(keys: readonly NamedKey[]): ReadonlyMap<string, Uint8Array> {
  const byKid = new Map<string, Uint8Array>();
  for (const [index, { kid, secret }] of keys.entries()) {
    const path = `keys[${index}]`;
    if (!kidPattern.test(kid))
      throw wrong(path, "The name of a key is not 1 to 16 letters, digits, _ or -.");
    if (secret.length < 32) throw wrong(path, "The secret of a key is shorter than 32 bytes.");
    if (byKid.has(kid)) throw wrong(path, "Two keys have the same name.");
    byKid.set(kid, secret.slice());
  }
  return byKid;
}

function wrong(path: string, message: string): InputError {
  return new InputError("INPUT_KEY", message, {
    path,
    remedy: "Make secrets from 32 random bytes, and names from a counter or a date.",
  });
}
