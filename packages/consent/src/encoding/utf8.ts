const encoder = new TextEncoder();

/**
 * UTF-8. Copied where the realm's encoder belongs to another realm, whose arrays hash functions
 * refuse.
 */
export function utf8(text: string): Uint8Array {
  const bytes = encoder.encode(text);
  return bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
}

/** Half of a surrogate pair has no UTF-8 form, so it could not be hashed or signed. */
export function isWellFormed(text: string): boolean {
  return !/[\ud800-\udfff]/u.test(text);
}

/** Whether any character lies below U+0020, line feeds aside. */
export function hasControls(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20 && unit !== 0x0a) return true;
  }
  return false;
}

/**
 * Compares in a time that depends on the lengths only, so that a MAC cannot be guessed byte by
 * byte.
 */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let index = 0; index < a.length; index++) difference |= (a[index] ?? 0) ^ (b[index] ?? 0);
  return difference === 0;
}
