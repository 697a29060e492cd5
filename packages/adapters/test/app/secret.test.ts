import { hkdfSync } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deriveKeys } from "../../src/app/index.js";
import { hkdf } from "../../src/app/secret.js";

function hex(data: Uint8Array) {
  return Buffer.from(data).toString("hex");
}
function range(from: number, length: number) {
  return Uint8Array.from({ length }, (_, index) => from + index);
}

describe("hkdf", () => {
  // RFC 5869, appendix A, the three cases with SHA-256.
  it.each([
    [
      "A.1",
      new Uint8Array(22).fill(0x0b),
      range(0, 13),
      range(0xf0, 10),
      "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
    ],
    [
      "A.2",
      range(0, 80),
      range(0x60, 80),
      range(0xb0, 80),
      "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
    ],
    [
      "A.3",
      new Uint8Array(22).fill(0x0b),
      new Uint8Array(0),
      new Uint8Array(0),
      "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
    ],
  ])("gives what RFC 5869 says in %s", async (_, material, salt, info, expected) => {
    const length = expected.length / 2;
    expect(hex(await hkdf({ material, salt, info, length }))).toBe(expected);
  });
});

describe("the keys of a secret", () => {
  const golden = "0123456789abcdef0123456789abcdef";

  it("are these for ever: links that are out there depend on them", async () => {
    const { suppression, token, log } = await deriveKeys(golden);
    expect(suppression.current.kid).toBe("1");
    expect(
      [suppression, token, log].map(({ current }) => hex(current.secret)),
    ).toMatchInlineSnapshot(`
      [
        "8df4b63df2a5e95a6a0b9dd0fb572708f91a268f98c300f67ea86ab81769be8c",
        "95877fba59089cc3a48f66a03cf6e699cf942b2f6fdfd9a3797ba4d54ce46727",
        "258a0a15b10d9f69a1386ecac76fb99670b401033129d94395e03dce719834f4",
      ]
    `);
  });

  it("are those of Node's own HKDF, for any secret", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 32, maxLength: 90 }), async (secret) => {
        fc.pre(new Set(secret).size >= 8);
        const { token } = await deriveKeys(secret);
        const expected = hkdfSync("sha256", secret, new Uint8Array(0), "wellsent/v1/token", 32);
        expect(hex(token.current.secret)).toBe(hex(new Uint8Array(expected)));
      }),
    );
  });

  it("differ by use and by secret, and are the same for text and its bytes", async () => {
    const keys = await deriveKeys({
      current: { kid: "b", secret: `${golden}!` },
      previous: [{ kid: "a", secret: new TextEncoder().encode(golden) }],
    });
    const all = [keys.suppression, keys.token, keys.log].flatMap(({ current, previous }) => [
      current,
      ...previous,
    ]);
    expect(new Set(all.map(({ secret }) => hex(secret))).size).toBe(6);
    expect(all.map(({ kid }) => kid)).toEqual(["b", "a", "b", "a", "b", "a"]);
    const [former] = keys.token.previous;
    expect(former?.secret).toEqual((await deriveKeys(golden)).token.current.secret);
  });

  it.each([
    ["none", undefined, "INPUT_SECRET_MISSING"],
    ["an empty one", "", "INPUT_SECRET_MISSING"],
    ["31 bytes", golden.slice(1), "INPUT_SECRET"],
    ["one letter, often", "a".repeat(64), "INPUT_SECRET"],
    [
      "a short one that only verifies",
      { current: { kid: "b", secret: golden }, previous: [{ kid: "a", secret: "short" }] },
      "INPUT_SECRET",
    ],
    [
      "two of one name",
      { current: { kid: "a", secret: golden }, previous: [{ kid: "a", secret: `${golden}!` }] },
      "INPUT_SECRET",
    ],
    ["no name", { current: { kid: "", secret: golden } }, "INPUT_SECRET"],
  ] as const)("are refused of %s, with the way to make one", async (_, secret, code) => {
    const error = await deriveKeys(secret).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, remedy: expect.stringContaining("randomBytes(32)") });
    // Nobody reads a secret in a log.
    expect(JSON.stringify([String(error), error])).not.toContain(golden.slice(2, 20));
  });
});
