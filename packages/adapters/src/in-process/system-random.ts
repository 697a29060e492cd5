import { randomBytes } from "node:crypto";
import type { Random } from "@wellsent/core";

/** The machine's own source of chance: fit for ids, salts and keys. */
export const systemRandom: Random = { bytes: (length) => new Uint8Array(randomBytes(length)) };
