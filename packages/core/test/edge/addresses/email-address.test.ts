import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emailMatchingKey, parseEmailAddress } from "../../../src/addresses/index.js";

function normalized(text: string): string | null {
  const result = parseEmailAddress(text);
  return result.ok ? result.address : null;
}

describe("parseEmailAddress", () => {
  it.each([
    ["anna@example.org", "anna@example.org"],
    ["  Anna.Berg@Example.ORG\t", "anna.berg@example.org"],
    ["\ufeffanna@example.org\u200b", "anna@example.org"],
    ["anna+news@example.org", "anna+news@example.org"],
    ["o'neil@example.org", "o'neil@example.org"],
    ["a!#$%&'*+-/=?^_`{|}~@example.org", "a!#$%&'*+-/=?^_`{|}~@example.org"],
    ["info@bücher.example", "info@xn--bcher-kva.example"],
    ["info@BU\u0308CHER.example", "info@xn--bcher-kva.example"],
    ["a@straße.de", "a@xn--strae-oqa.de"],
    ["a@例え。テスト", "a@xn--r8jz45g.xn--zckzah"],
    ["jo\u0308rg@example.org", "j\u00f6rg@example.org"],
    ["ａｄａ．ｂ＠ＥＸＡＭＰＬＥ．ｏｒｇ", "ada.b@example.org"],
    ["\ufb01sh@example.org", "fish@example.org"],
    ["ada@XN--BCHER-KVA.example", "ada@xn--bcher-kva.example"],
  ])("reads %j as %s", (text, address) => {
    expect(parseEmailAddress(text)).toMatchObject({ ok: true, address });
  });

  it.each([
    ["", "EMAIL_EMPTY"],
    ["   ", "EMAIL_EMPTY"],
    ["anna", "EMAIL_NO_AT"],
    ["@example.org", "EMAIL_LOCAL_PART"],
    ["anna@", "EMAIL_DOMAIN"],
    ["anna berg@example.org", "EMAIL_LOCAL_PART"],
    ["anna\u00a0berg@example.org", "EMAIL_LOCAL_PART"],
    [".anna@example.org", "EMAIL_LOCAL_PART"],
    ["anna.@example.org", "EMAIL_LOCAL_PART"],
    ["an..na@example.org", "EMAIL_LOCAL_PART"],
    ["Anna <anna@example.org>", "EMAIL_LOCAL_PART"],
    ['"anna berg"@example.org', "EMAIL_QUOTED_LOCAL_PART"],
    ["a@example.org, b@example.org", "EMAIL_SEVERAL"],
    ["anna@@example.org", "EMAIL_SEVERAL"],
    ["anna@localhost", "EMAIL_DOMAIN_NOT_PUBLIC"],
    ["anna@127.0.0.1", "EMAIL_DOMAIN_NOT_PUBLIC"],
    ["anna@0x7f.1", "EMAIL_DOMAIN_NOT_PUBLIC"],
    ["anna@[127.0.0.1]", "EMAIL_DOMAIN_LITERAL"],
    ["anna@-example.org", "EMAIL_DOMAIN"],
    ["anna@example-.org", "EMAIL_DOMAIN"],
    ["anna@exam_ple.org", "EMAIL_DOMAIN"],
    ["anna@example..org", "EMAIL_DOMAIN"],
    ["anna@example.org.", "EMAIL_DOMAIN"],
    ["anna@exa%6dple.org", "EMAIL_DOMAIN"],
    ["anna@example.org:80", "EMAIL_DOMAIN"],
    ["anna@example.org/path", "EMAIL_DOMAIN"],
    ["anna@xn--\u00e4.org", "EMAIL_DOMAIN"],
    ["anna\r\nBcc: b@example.org", "EMAIL_CONTROL_CHARACTER"],
    ["an\u0000na@example.org", "EMAIL_CONTROL_CHARACTER"],
    [`${"a".repeat(65)}@example.org`, "EMAIL_LOCAL_PART_TOO_LONG"],
    [`${"ä".repeat(33)}@example.org`, "EMAIL_LOCAL_PART_TOO_LONG"],
    [`a@${"a".repeat(64)}.org`, "EMAIL_DOMAIN"],
    [`${"a".repeat(64)}@${`${"b".repeat(60)}.`.repeat(3)}${"c".repeat(10)}.org`, "EMAIL_TOO_LONG"],
  ])("refuses %j as %s", (text, code) => {
    expect(parseEmailAddress(text)).toEqual({ ok: false, code });
  });

  it("accepts exactly 64 octets left of the @ and 254 in all", () => {
    const longest = `${"a".repeat(64)}@${`${"b".repeat(61)}.`.repeat(2)}${"c".repeat(61)}.org`;
    expect(longest.length).toBe(254);
    expect(normalized(longest)).toBe(longest);
    expect(parseEmailAddress(longest.replace(".org", "c.org"))).toEqual({
      ok: false,
      code: "EMAIL_TOO_LONG",
    });
  });

  it("knows the mailboxes of functions, with and without a tag", () => {
    for (const text of [
      "info@example.org",
      "INFO@example.org",
      "no-reply@example.org",
      "support+de@example.org",
    ]) {
      expect(parseEmailAddress(text)).toMatchObject({ role: true });
    }
    for (const text of ["infante@example.org", "sales.anna@example.org"]) {
      expect(parseEmailAddress(text)).toMatchObject({ role: false });
    }
  });

  it("knows throw-away domains and their subdomains, and takes the host's list instead", () => {
    expect(parseEmailAddress("a@mailinator.com")).toMatchObject({ disposable: true });
    expect(parseEmailAddress("a@x.mailinator.com")).toMatchObject({ disposable: true });
    expect(parseEmailAddress("a@notmailinator.com")).toMatchObject({ disposable: false });
    const own = { disposableDomains: new Set(["throw.example"]) };
    expect(parseEmailAddress("a@throw.example", own)).toMatchObject({ disposable: true });
    expect(parseEmailAddress("a@mailinator.com", own)).toMatchObject({ disposable: false });
  });

  it("marks addresses that need SMTPUTF8", () => {
    expect(parseEmailAddress("jörg@example.org")).toMatchObject({ internationalized: true });
    expect(parseEmailAddress("joerg@bücher.example")).toMatchObject({ internationalized: false });
  });

  it.each([
    ["anna@gmial.com", "anna@gmail.com"],
    ["anna@gmail.con", "anna@gmail.com"],
    ["anna@gmal.con", "anna@gmail.com"],
    ["anna@gmail.co", "anna@gmail.com"],
    ["anna@hotmial.com", "anna@hotmail.com"],
    ["anna@homail.com", "anna@hotmail.com"],
    ["anna@yaho.com", "anna@yahoo.com"],
    ["anna@outlok.com", "anna@outlook.com"],
    ["anna@t-onlin.de", "anna@t-online.de"],
    ["anna@example.con", "anna@example.com"],
    ["anna@comcast.nte", "anna@comcast.net"],
  ])("hints for %s at %s and leaves the address as it is", (text, suggestion) => {
    expect(parseEmailAddress(text)).toMatchObject({ address: text, suggestion });
  });

  it.each([
    "gmail.com",
    "mail.com",
    "ymail.com",
    "email.com",
    "gmx.at",
    "web.de",
    "wed.de",
    "yahoo.nl",
    "yahoo.co.uk",
    "hotmail.es",
    "example.org",
    "mcdonald.com",
    "aol.de",
  ])("has no hint for %s", (domain) => {
    expect(parseEmailAddress(`anna@${domain}`)).not.toHaveProperty("suggestion");
  });

  it("normalises to the same when done twice, for whatever text (P-NORM)", () => {
    const part = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 12 }),
      fc.stringMatching(/^[a-zA-Z0-9.+_-]{1,20}$/),
      fc.constantFrom("ΣΑΣ", "İ", "ẞ", "Ⅻ", "e\u0301", "ﬀ", "K"),
    );
    const tail = fc.oneof(fc.constantFrom("org", "de", "ORG", "テスト"), part);
    let accepted = 0;
    fc.assert(
      fc.property(
        part,
        part,
        tail,
        fc.constantFrom("", " ", "\t", "\u200b"),
        (local, name, ending, around) => {
          const once = normalized(`${around}${local}@${name}.${ending}${around}`);
          if (once === null) return;
          accepted++;
          expect(normalized(once)).toBe(once);
          expect(normalized(once.replace(/[^@]+$/, (domain) => domain.toUpperCase()))).toBe(once);
        },
      ),
      { numRuns: 10_000 },
    );
    expect(accepted).toBeGreaterThan(1000);
  });

  it("gives case, white space and IDN spellings of one mailbox one address, and different mailboxes different ones", () => {
    const local = fc.stringMatching(/^[a-z0-9]{1,10}([.+_-][a-z0-9]{1,8})?$/);
    const domain = fc.constantFrom(
      ["bücher.de", "xn--bcher-kva.de"],
      ["例え.テスト", "xn--r8jz45g.xn--zckzah"],
    );
    fc.assert(
      fc.property(local, local, domain, (one, other, [unicode, ascii]) => {
        const address = normalized(`${one}@${ascii}`);
        expect(normalized(` ${one.toUpperCase()}@${unicode.toUpperCase()} `)).toBe(address);
        expect(normalized(`${other}@${ascii}`) === address).toBe(one === other);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("emailMatchingKey", () => {
  it.each([
    ["a.b+x@gmail.com", "ab@gmail.com"],
    ["a.b@googlemail.com", "ab@gmail.com"],
    ["a.b+x@outlook.com", "a.b@outlook.com"],
    ["anna-shop@yahoo.com", "anna@yahoo.com"],
    ["anna+x@protonmail.com", "anna@proton.me"],
    ["a.b+x@example.org", "a.b+x@example.org"],
    ["+x@gmail.com", "+x@gmail.com"],
  ])("folds %s to %s", (address, key) => {
    expect(emailMatchingKey(address)).toBe(key);
    expect(emailMatchingKey(key)).toBe(key);
  });
});
