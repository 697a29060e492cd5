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
