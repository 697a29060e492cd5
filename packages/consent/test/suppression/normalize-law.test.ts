import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import { normalizeAddress } from "../../src/entries/ledger.js";
import { suppressionKeys } from "../../src/index.js";

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
      { numRuns: propertyRuns(10_000) },
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
      { numRuns: propertyRuns(10_000) },
    );
  }, 60_000);
});

describe("the key of an address", () => {
  const folded = suppressionKeys({
    current: { kid: "k1", secret: new Uint8Array(32).fill(1) },
    folded: true,
  });
  const shared = (one: string, other: string, by = keys): boolean =>
    by.fingerprints("email", one).some((each) => by.fingerprints("email", other).includes(each));

  it.each([
    ["ada@example.com", "ＡＤＡ@example.com"],
    ["ada.b@example.com", "ａｄａ．ｂ＠ｅｘａｍｐｌｅ．ｃｏｍ"],
    ["ada@example.com", "Ada@EXAMPLE.Com"],
    ["ada@bücher.example", "ADA@xn--bcher-kva.example"],
    ["ada@bücher.example", "ada@XN--BCHER-KVA.EXAMPLE"],
    ["ada@bücher.example", "ada@bu\u0308cher.example"],
    ["jörg@example.com", "JO\u0308RG@example.com"],
    ["ada@例え.テスト", "ada@例え。テスト"],
    ["ﬁsh@example.com", "fish@example.com"],
  ])("is one for %s and %s", (one, other) => {
    expect(keys.fingerprint("email", other)).toBe(keys.fingerprint("email", one));
    expect(normalizeAddress("email", other)).toBe(normalizeAddress("email", one));
  });

  it("is one for every width and case of a mailbox, and for both spellings of its domain", () => {
    const wide = (text: string): string =>
      text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));
    fc.assert(
      fc.property(local, fc.constantFrom("example.com", "bücher.example"), (name, host) => {
        const plain = keys.fingerprint("email", `${name}@${host}`);
        const encoded = new URL(`http://${host}`).hostname;
        for (const spelt of [`${wide(name)}@${host}`, `${name.toUpperCase()}@${encoded}`])
          expect(keys.fingerprint("email", spelt)).toBe(plain);
        expect(keys.fingerprint("email", wide(`${name}@${encoded}`))).toBe(plain);
      }),
      { numRuns: propertyRuns(2000) },
    );
  });

  it.each([
    ["a.b+news@gmail.com", "ab@googlemail.com", true],
    ["ａ．ｂ＋ｎｅｗｓ＠ｇｍａｉｌ．ｃｏｍ", "AB@GMAIL.COM", true],
    ["ada+x@outlook.com", "ada@outlook.com", true],
    ["a.da@outlook.com", "ada@outlook.com", false],
    ["ada-x@yahoo.com", "ada@yahoo.com", true],
    ["ada+x@example.com", "ada@example.com", false],
  ])("folds what the provider folds, where the tenant says so: %s, %s", (one, other, same) => {
    expect(shared(one, other, folded)).toBe(same);
    expect(shared(one, other)).toBe(false);
  });

  it("keeps apart what are two mailboxes", () => {
    expect(shared("strasse@example.com", "straße@example.com")).toBe(false);
    expect(shared("ada@strasse.example", "ada@straße.example")).toBe(false);
    expect(shared("ada@gmail.com", "ada@googlemail.com")).toBe(false);
  });
});
