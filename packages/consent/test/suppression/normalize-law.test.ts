import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalizeAddress, suppressionKeys } from "../../src/index.js";

const keys = suppressionKeys({ current: { kid: "k1", secret: new Uint8Array(32).fill(1) } });
const local = fc.stringMatching(/^[a-z0-9]{1,12}([.+][a-z0-9]{1,6})?$/);
const domain = fc.constantFrom(
  "example.com",
  "bücher.example",
  "EXAMPLE.org",
  "straße.example",
  "例え.example",
);

describe("P-NORM", () => {
  it("normalising twice changes nothing, and every spelling of one mailbox shares one fingerprint", () => {
    fc.assert(
      fc.property(local, domain, fc.boolean(), (name, host, upper) => {
        const address = `${name}@${host}`;
        const once = normalizeAddress("email", address);
        expect(normalizeAddress("email", once)).toBe(once);
        const variant = ` ${upper ? address.toUpperCase().replace("STRASSE", "straße") : address}\t`;
        expect(keys.fingerprints("email", variant)).toEqual(keys.fingerprints("email", address));
        expect(keys.fingerprint("email", variant.normalize("NFD"))).toBe(
          keys.fingerprint("email", once),
        );
      }),
      { numRuns: 10_000 },
    );
  }, 60_000);

  it("two mailboxes never share one under the exact key", () => {
    fc.assert(
      fc.property(local, local, (one, other) => {
        fc.pre(one !== other);
        expect(keys.fingerprint("email", `${one}@gmail.com`)).not.toBe(
          keys.fingerprint("email", `${other}@gmail.com`),
        );
      }),
      { numRuns: 10_000 },
    );
  }, 60_000);
});
