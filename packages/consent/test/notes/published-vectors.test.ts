import { createHmac, generateKeyPairSync, hkdfSync, sign, verify } from "node:crypto";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ed25519Signer, fromHex, parseVerifierKey, toHex } from "../../src/entries/ledger.js";
import { hmacSha256 } from "../../src/hash/index.js";
import { verifyEd25519 } from "../../src/notes/signer.js";

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}
function repeat(byte: number, length: number): Uint8Array {
  return new Uint8Array(length).fill(byte);
}

describe("RFC 8032 section 7.1", () => {
  it.each([
    [
      "TEST 1",
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ],
    [
      "TEST 2",
      "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ],
    [
      "TEST 3",
      "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
      "af82",
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ],
  ])("%s", (_, seed, publicKey, message, signature) => {
    const signer = ed25519Signer("rfc.example", fromHex(seed));
    expect(toHex(parseVerifierKey(signer.verifierKey).publicKey)).toBe(publicKey);
    expect(toHex(signer.sign(fromHex(message)))).toBe(signature);
    expect(verifyEd25519(fromHex(signature), fromHex(message), fromHex(publicKey))).toBe(true);
  });
});

describe("Ed25519 as RFC 8032 has it, not ZIP 215", () => {
  it("refuses the signature that holds for every message under a key of small order", () => {
    // Key and R are the neutral element, S is zero: S·B = R + k·A whatever the message.
    const neutral = fromHex(`01${"00".repeat(31)}`);
    const signature = fromHex(`01${"00".repeat(63)}`);
    for (const message of ["", "01", "ff"])
      expect(verifyEd25519(signature, fromHex(message), neutral)).toBe(false);
  });

  it("refuses lengths and points that are none, without throwing", () => {
    const nothing = new Uint8Array(0);
    const all = new Uint8Array(64).fill(255);
    expect(verifyEd25519(nothing, nothing, nothing)).toBe(false);
    expect(verifyEd25519(all, nothing, all.subarray(0, 32))).toBe(false);
  });
});

describe("RFC 4231", () => {
  it.each([
    [
      1,
      repeat(0x0b, 20),
      text("Hi There"),
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    ],
    [
      2,
      text("Jefe"),
      text("what do ya want for nothing?"),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ],
    [
      3,
      repeat(0xaa, 20),
      repeat(0xdd, 50),
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
    ],
    [
      4,
      fromHex("0102030405060708090a0b0c0d0e0f10111213141516171819"),
      repeat(0xcd, 50),
      "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
    ],
    [
      6,
      repeat(0xaa, 131),
      text("Test Using Larger Than Block-Size Key - Hash Key First"),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    ],
    [
      7,
      repeat(0xaa, 131),
      text(
        "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.",
      ),
      "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
    ],
  ])("test case %i", (_, key, message, mac) => {
    expect(toHex(hmacSha256(key, message))).toBe(mac);
  });
});

describe("RFC 5869 appendix A", () => {
  it.each([
    [
      1,
      repeat(0x0b, 22),
      fromHex("000102030405060708090a0b0c"),
      fromHex("f0f1f2f3f4f5f6f7f8f9"),
      "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
    ],
    [
      3,
      repeat(0x0b, 22),
      new Uint8Array(0),
      new Uint8Array(0),
      "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
    ],
  ])("test case %i", (_, secret, salt, info, okm) => {
    expect(toHex(hkdf(sha256, secret, salt, info, 42))).toBe(okm);
    expect(Buffer.from(hkdfSync("sha256", secret, salt, info, 42)).toString("hex")).toBe(okm);
  });
});

describe("node:crypto as the oracle", () => {
  it("takes our signatures and we take its, and neither takes a changed one", () => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const raw = new Uint8Array(
      Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url"),
    );
    const seed = new Uint8Array(
      Buffer.from(privateKey.export({ format: "jwk" }).d ?? "", "base64url"),
    );
    const signer = ed25519Signer("node.example", seed);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat({ max: 511 }), (message, bit) => {
        const ours = signer.sign(message);
        expect(verify(null, message, publicKey, ours)).toBe(true);
        expect(verifyEd25519(new Uint8Array(sign(null, message, privateKey)), message, raw)).toBe(
          true,
        );
        const flipped = ours.with(bit >> 3, (ours[bit >> 3] ?? 0) ^ (1 << (bit & 7)));
        expect(verifyEd25519(flipped, message, raw)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it("gives the same HMAC for any key and message", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 150 }),
        fc.uint8Array({ maxLength: 300 }),
        (key, message) => {
          expect(toHex(hmacSha256(key, message))).toBe(
            createHmac("sha256", key).update(message).digest("hex"),
          );
        },
      ),
    );
  });
});
