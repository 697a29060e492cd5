import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { toHex } from "../../src/entries/ledger.js";

describe("hex", () => {
  it.each([0, 1, 31, 32, 33, 1023, 1024, 1025, 4096, 70_001])(
    "is what Node writes for %i bytes",
    (length) => {
      const bytes = randomBytes(length);
      expect(toHex(bytes)).toBe(bytes.toString("hex"));
    },
  );
});
