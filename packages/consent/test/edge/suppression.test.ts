import { WellsentError } from "@wellsent/core/errors";
import { describe, expect, it } from "vitest";
import { assertRetirable, fingerprintKeyId, suppressionKeys } from "../../src/index.js";

function key(kid: string, byte: number) {
  return { kid, secret: new Uint8Array(32).fill(byte) };
}
const keys = suppressionKeys({ current: key("k1", 1) });
function catchCode(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (WellsentError.isInstance(error)) return `${error.code} ${error.message}`;
    throw error;
  }
  return "nothing thrown";
}

describe("a fingerprint", () => {
  it("names its key and is HMAC-SHA-256 over version, channel and normal form", () => {
    expect(keys.fingerprint("email", "Ada@EXAMPLE.com")).toMatch(/^k1:[0-9a-f]{64}$/);
    expect(fingerprintKeyId(keys.fingerprint("email", "ada@example.com"))).toBe("k1");
  });

  it("is another for a number than for an address, and under another key", () => {
    const other = suppressionKeys({ current: key("k2", 2) });
    expect(keys.fingerprint("sms", "+49 (151) 123-4567")).toBe(
      keys.fingerprint("sms", "+491511234567"),
    );
    expect(keys.fingerprint("sms", "+491511234567").slice(3)).not.toBe(
      other.fingerprint("sms", "+491511234567").slice(3),
    );
  });

  it("is found under every live key, newest first", () => {
    const rotated = suppressionKeys({ current: key("k2", 2), previous: [key("k1", 1)] });
    const [newest, oldest] = rotated.fingerprints("email", "ada@example.com");
    expect(newest).toBe(rotated.fingerprint("email", "ada@example.com"));
    expect(oldest).toBe(keys.fingerprint("email", "ada@example.com"));
  });

  it("matches other spellings of a mailbox only where that was switched on, and only more broadly", () => {
    const folded = suppressionKeys({ current: key("k1", 1), folded: true });
    const shared = folded.fingerprints("email", "ab@gmail.com");
    expect(keys.fingerprints("email", "a.b+x@googlemail.com")).toHaveLength(1);
    expect(folded.fingerprints("email", "a.b+x@googlemail.com")).toContain(shared.at(-1));
    expect(folded.fingerprints("email", "a.b+x@googlemail.com")).not.toContain(shared[0]);
    expect(folded.fingerprints("sms", "+491511234567")).toHaveLength(1);
  });

  it.each([
    ["email", "nobody"],
    ["email", "a@b@example.com"],
    ["sms", "0151 1234567"],
    ["sms", "+0151123456"],
    ["sms", "+49"],
    ["sms", "+49151x234567"],
  ] as const)(
    "is not made of a broken %s address, and the error does not show it",
    (channel, address) => {
      const said = catchCode(() => keys.fingerprint(channel, address));
      expect(said).toMatch(/^INPUT_ADDRESS /);
      expect(said).not.toContain(address);
    },
  );

  it("keeps its key from being let go", () => {
    const used = [
      keys.fingerprint("email", "a@example.com"),
      keys.fingerprint("email", "b@example.com"),
    ];
    expect(catchCode(() => assertRetirable("k1", used))).toMatch(/^INPUT_KEY_IN_USE .* 2 entries/);
    expect(catchCode(() => assertRetirable("k0", used))).toBe("nothing thrown");
  });
});
