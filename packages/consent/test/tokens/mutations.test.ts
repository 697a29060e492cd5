import type { SendKey, TenantId } from "@wellsent/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import { type Token, type TokenUse, tokenCodec, tokenLinks } from "../../src/index.js";

const codec = tokenCodec({
  current: { kid: "now", secret: new Uint8Array(32).fill(1) },
  previous: [{ kid: "old", secret: new Uint8Array(32).fill(2) }],
});
const pages = tokenLinks(codec, "https://m.example/");
function hex(bytes: number) {
  return fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((value) => Buffer.from(value).toString("hex"));
}
const text = fc.string({ minLength: 1, maxLength: 30, unit: "grapheme-ascii" });
const common = {
  tenant: text.map((value) => value as TenantId),
  fingerprint: hex(32).map((key) => `k1:${key}`),
  message: text.map((value) => value as SendKey),
  purpose: text,
  issuedAt: fc.nat({ max: 4_000_000_000_000 }),
};
const token: fc.Arbitrary<Token> = fc.oneof(
  fc.record({ kind: fc.constant("message" as const), ...common }),
  fc.record({
    kind: fc.constant("confirm" as const),
    ...common,
    topic: text,
    request: text,
    noticeDigest: hex(32),
    nonce: hex(16),
    expiresAt: fc.nat({ max: 4_000_000_000_000 }),
  }),
);

function useFor({ kind }: Token): TokenUse {
  return kind === "message" ? "unsubscribe" : kind;
}

describe("ten thousand tokens", () => {
  it("open to what they were made of, and never once a character was changed, put in or taken out", () => {
    fc.assert(
      fc.property(
        token,
        fc.nat(),
        fc.constantFrom("", "A", "_", ".", "%", "é"),
        fc.boolean(),
        (made, place, put, insert) => {
          const use = useFor(made);
          const sealed = codec.seal(made)(use);
          expect(codec.open(sealed, use)).toEqual({ ok: true, token: made });
          const at = place % sealed.length;
          const changed = sealed.slice(0, at) + put + sealed.slice(insert ? at : at + 1);
          fc.pre(changed !== sealed);
          expect(codec.open(changed, use).ok).toBe(false);
          for (const letter of ["u", "p", "w", "o", "c"])
            expect(pages.open(`${letter}/${changed}`)).toBeNull();
        },
      ),
      { numRuns: propertyRuns(10_000) },
    );
  }, 60_000);

  it("of pure noise never open and never throw", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: "binary" }), (noise) => {
        expect(codec.open(noise, "unsubscribe").ok).toBe(false);
        expect(pages.open(noise)).toBeNull();
      }),
      { numRuns: propertyRuns(10_000) },
    );
  });
});
