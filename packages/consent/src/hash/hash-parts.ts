import { toHex, utf8 } from "../encoding/index.js";
import { sha256 } from "./sha256.js";

/** An id made of parts, which may hold an address: the same parts have the same id. */
export function hashParts(parts: readonly unknown[]): string {
  return toHex(sha256(utf8(JSON.stringify(parts)))).slice(0, 40);
}
