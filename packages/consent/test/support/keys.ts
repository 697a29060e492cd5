import type { IdSource, Random } from "@wellsent/core";
import { type SuppressionKeys, suppressionKeys } from "../../src/index.js";

function secret(seed: number): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, index) => (index * 7 + seed) % 256);
}

export const pepper = { kid: "p1", secret: secret(1) };
export const keys: SuppressionKeys = suppressionKeys({ current: pepper });
export const tokenKeys = { current: { kid: "t1", secret: secret(2) } };
export const newerTokenKeys = {
  current: { kid: "t2", secret: secret(3) },
  previous: [tokenKeys.current],
};

/** Ids that never repeat within a test file. */
export function counted(prefix = "id"): IdSource {
  let count = 0;
  return { next: () => `${prefix}_${++count}` };
}

/** Bytes that look random and are the same every time. */
export function seeded(seed = 1): Random {
  let state = seed;
  return {
    bytes: (length) =>
      Uint8Array.from({ length }, () => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
        return state >>> 16;
      }),
  };
}
