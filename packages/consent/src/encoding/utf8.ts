const encoder = new TextEncoder();

/**
 * UTF-8. Copied where the realm's encoder belongs to another realm, whose arrays hash functions
 * refuse.
 */
export const utf8 = (text: string): Uint8Array => {
  const bytes = encoder.encode(text);
  return bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
};
