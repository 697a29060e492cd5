import { describe, expect, it } from "vitest";
import { murmur3 } from "../../../src/hash/murmur3.js";

describe("murmur3", () => {
  it.each([
    ["", 0, 0x00000000],
    ["", 1, 0x514e28b7],
    ["", 0xffffffff, 0x81f16f39],
    ["test", 0, 0xba6bd213],
    ["test", 0x9747b28c, 0x704b81dc],
    ["Hello, world!", 0, 0xc0363e43],
    ["Hello, world!", 0x9747b28c, 0x24884cba],
    ["The quick brown fox jumps over the lazy dog", 0, 0x2e4ff723],
    ["The quick brown fox jumps over the lazy dog", 0x9747b28c, 0x2fa826cd],
    ["a", 0x9747b28c, 0x7fa09ea6],
    ["ππππππππ", 0x9747b28c, 0xd58063c1],
  ])("gives the published value for %j with seed %i", (text, seed, expected) => {
    expect(murmur3(text, seed).toString(16)).toBe(expected.toString(16));
  });

  // By the same algorithm over the encoded text.
  it.each([
    ["testé", 0xdb8d238e],
    ["é", 0x10110787],
    ["abcĀdefg", 0xc6273d12],
  ])(
    "hashes the bytes of %j, wherever its first character beyond ASCII stands",
    (text, expected) => {
      expect(murmur3(text).toString(16)).toBe(expected.toString(16));
    },
  );
});
