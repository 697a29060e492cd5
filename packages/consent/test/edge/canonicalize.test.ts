import { WellsentError } from "@wellsent/core/errors";
import { describe, expect, it } from "vitest";
import { canonicalize } from "../../src/entries/ledger.js";

function catchCode(value: unknown): string {
  try {
    return canonicalize(value);
  } catch (error) {
    if (WellsentError.isInstance(error)) return error.code;
    throw error;
  }
}

const selfish: unknown[] = [];
selfish.push(selfish);
const knot: { again?: unknown } = {};
knot.again = { knot };
function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}

describe("canonicalize", () => {
  it.each([
    ["undefined in an object", { a: undefined }, "INPUT_CANONICAL_TYPE"],
    ["undefined by itself", undefined, "INPUT_CANONICAL_TYPE"],
    ["a hole in an array", Object.assign([], { length: 1 }), "INPUT_CANONICAL_TYPE"],
    ["a function", { a: () => 1 }, "INPUT_CANONICAL_TYPE"],
    [
      "a toJSON that would answer for its object",
      { a: 1, toJSON: () => 2 },
      "INPUT_CANONICAL_TYPE",
    ],
    ["a symbol", [Symbol("a")], "INPUT_CANONICAL_TYPE"],
    ["a symbol as key", { [Symbol("a")]: 1 }, "INPUT_CANONICAL_TYPE"],
    ["a bigint", 1n, "INPUT_CANONICAL_TYPE"],
    ["NaN", Number.NaN, "INPUT_CANONICAL_NUMBER"],
    ["infinity", [Number.POSITIVE_INFINITY], "INPUT_CANONICAL_NUMBER"],
    ["a date", new Date(0), "INPUT_CANONICAL_OBJECT"],
    ["a map", new Map(), "INPUT_CANONICAL_OBJECT"],
    ["bytes", new Uint8Array(1), "INPUT_CANONICAL_OBJECT"],
    ["a boxed string", Object("a"), "INPUT_CANONICAL_OBJECT"],
    ["an object with an odd prototype", Object.create({ a: 1 }), "INPUT_CANONICAL_OBJECT"],
    ["a lone high surrogate", "a\ud800", "INPUT_CANONICAL_STRING"],
    ["a lone low surrogate", "\udc00a", "INPUT_CANONICAL_STRING"],
    ["surrogates the wrong way round", "\udc00\ud800", "INPUT_CANONICAL_STRING"],
    ["a lone surrogate in a key", { "\ud800": 1 }, "INPUT_CANONICAL_STRING"],
    ["an array that contains itself", selfish, "INPUT_CANONICAL_DEPTH"],
    ["an object that contains itself", knot, "INPUT_CANONICAL_DEPTH"],
    ["65 levels", nested(65), "INPUT_CANONICAL_DEPTH"],
  ])("refuses %s", (_, value, code) => {
    expect(catchCode(value)).toBe(code);
  });

  it("writes 64 levels, a null prototype, minus zero and a key named __proto__", () => {
    expect(catchCode(nested(64))).toBe(`${"[".repeat(64)}1${"]".repeat(64)}`);
    expect(catchCode(Object.assign(Object.create(null), { b: -0, a: "😀" }))).toBe(
      '{"a":"😀","b":0}',
    );
    expect(catchCode(JSON.parse('{"b":1,"__proto__":{"c":2}}'))).toBe(
      '{"__proto__":{"c":2},"b":1}',
    );
  });

  it("is not answered for by a toJSON hung on a prototype", () => {
    const prototypes: readonly object[] = [
      Object.prototype,
      Array.prototype,
      String.prototype,
      Number.prototype,
      Boolean.prototype,
    ];
    for (const prototype of prototypes) {
      Object.defineProperty(prototype, "toJSON", { value: () => "hijacked", configurable: true });
      try {
        expect(canonicalize({ a: [1, "b", true, {}] })).toBe('{"a":[1,"b",true,{}]}');
      } finally {
        Reflect.deleteProperty(prototype, "toJSON");
      }
    }
    const array = Object.assign([1], { toJSON: () => "hijacked" });
    expect(canonicalize(array)).toBe("[1]");
  });

  it("tells half a surrogate pair from a backslash that was meant", () => {
    expect(catchCode({ a: "\\ud800" })).toBe('{"a":"\\\\ud800"}');
    expect(catchCode({ a: "\\\ud800" })).toBe("INPUT_CANONICAL_STRING");
  });

  it("orders keys that look like numbers as text", () => {
    expect(canonicalize({ 9: 1, 10: 2, b: 3, a: 4 })).toBe('{"10":2,"9":1,"a":4,"b":3}');
  });

  it("orders keys by UTF-16 units, whatever the locale: c15t-localecompare-fingerprint", () => {
    // localeCompare puts ö beside o, or behind z in Swedish, and a before B: other bytes on another
    // machine.
    expect(canonicalize({ ö: 1, z: 2, a: 3, B: 4, "😀": 5, "\ufb33": 6 })).toBe(
      '{"B":4,"a":3,"z":2,"ö":1,"😀":5,"\ufb33":6}',
    );
  });
});
