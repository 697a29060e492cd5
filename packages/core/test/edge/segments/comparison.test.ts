import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explainSegment } from "../../../src/explain/index.js";
import { type JsonValue, type Segment, segmentId } from "../../../src/index.js";
import type { Comparison } from "../../../src/segments/index.js";
import { at, contactWith } from "./contact.js";

function truth(is: Comparison, value: JsonValue | undefined, missing?: "match" | "nomatch") {
  const segment: Segment = {
    v: 1,
    id: segmentId("s"),
    where: { op: "attr", path: "x", is, ...(missing === undefined ? {} : { missing }) },
  };
  const contact = contactWith(value === undefined ? {} : { x: value });
  return explainSegment(segment, contact, at("2026-01-01T00:00:00Z")).trace.truth;
}

describe("comparisons", () => {
  it.each<[Comparison, JsonValue[], JsonValue[], (JsonValue | undefined)[]]>([
    [{ eq: "pro" }, ["pro"], ["free", "Pro", 1, ["pro"]], [undefined, null]],
    [{ eq: 5 }, [5], ["5", 6, true], [undefined]],
    [{ ne: "pro" }, ["free", 1], ["pro"], [undefined, null]],
    [{ gt: 5 }, [6, 5.1], [5, -1], [undefined, "6", null, [6]]],
    [{ gte: 5 }, [5], [4.9], ["5"]],
    [{ lt: 5 }, [4], [5], ["4"]],
    [{ lte: 5 }, [5], [5.1], [true]],
    [{ between: [1, 3] }, [1, 2, 3], [0.9, 3.1], ["2"]],
    [{ in: ["a", 1] }, ["a", 1], ["b", "1"], [undefined]],
    [{ nin: ["a", 1] }, ["b", "1"], ["a", 1], [undefined, null]],
    [{ has: "a" }, [["a", "b"]], [[], ["b"]], ["a", undefined]],
    [{ hasAny: ["a", "b"] }, [["b", "c"]], [["c"], []], ["a"]],
    [{ hasAll: ["a", "b"] }, [["b", "a", "c"]], [["a"]], ["a"]],
    [{ hasNone: ["a", "b"] }, [["c"], []], [["b"]], ["c", undefined]],
    [{ starts: "ab" }, ["abc", "ab"], ["xab", ""], [1, undefined]],
    [{ ends: "bc" }, ["abc"], ["bcd"], [1]],
    [{ contains: "b" }, ["abc"], ["ac"], [["b"]]],
    [{ eqFold: "MÜNCHEN" }, ["münchen", "München"], ["Munchen"], [1]],
    [{ matches: "DE-*" }, ["DE-", "DE-80331"], ["AT-1", "xDE-1"], [1]],
    [{ exists: true }, [0, "", false, []], [null], []],
    [{ exists: false }, [null], [0], []],
    [{ empty: true }, ["", [], {}, null], [0, false, "x", [0]], []],
    [{ empty: false }, ["x", 0], ["", null], []],
    [
      { version: { gte: "1.9" } },
      ["1.10.0", "2", "v1.9.0"],
      ["1.8.9", "1.9.0-rc.1"],
      ["latest", 2, undefined],
    ],
    [{ version: { gte: "1.0.0", lt: "2" } }, ["1.5.0"], ["2.0.0", "0.9"], []],
  ])("%j", (is, yes, no, unknown) => {
    for (const value of yes) expect([value, truth(is, value)]).toEqual([value, "yes"]);
    for (const value of no) expect([value, truth(is, value)]).toEqual([value, "no"]);
    for (const value of unknown) expect([value, truth(is, value)]).toEqual([value, "unknown"]);
  });

  it("know absence where it is what they ask for", () => {
    expect(truth({ exists: false }, undefined)).toBe("yes");
    expect(truth({ empty: true }, undefined)).toBe("yes");
  });

  it("take what is missing as the clause says", () => {
    expect(truth({ eq: 1 }, undefined, "match")).toBe("yes");
    expect(truth({ ne: 1 }, undefined, "nomatch")).toBe("no");
    expect(truth({ gt: 1 }, "text", "match")).toBe("yes");
    expect(truth({ gt: 1 }, 0, "match")).toBe("no");
  });

  it("never find what an object merely inherits", () => {
    const segment: Segment = {
      v: 1,
      id: segmentId("s"),
      where: { op: "attr", path: "a.constructor", is: { exists: true } },
    };
    expect(explainSegment(segment, contactWith({ a: {} }), at("2026-01-01T00:00:00Z")).member).toBe(
      false,
    );
  });

  it("match globs as the same regular expression would, and wild ones at once", () => {
    const wild = new Map([
      ["*", ".*"],
      ["?", "."],
    ]);
    const piece = fc.constantFrom("a", "b", "*", "?", "\\*", "\\?", "\\\\", ".", "😀");
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }),
        fc.array(fc.constantFrom("a", "b", "*", ".", "\\", "😀")),
        (glob, text) => {
          const pattern = glob
            .map((part) => wild.get(part) ?? part.replace(/^\\/, "").replace(/[.*?\\]/, "\\$&"))
            .join("");
          expect(truth({ matches: glob.join("") }, text.join(""))).toBe(
            new RegExp(`^${pattern}$`, "su").test(text.join("")) ? "yes" : "no",
          );
        },
      ),
      { numRuns: 2000 },
    );
    expect(truth({ matches: `${"a*".repeat(100)}b` }, "a".repeat(5000))).toBe("no");
  });
});

/** Section 11 of semver 2.0.0, in its own order. */
const precedence = [
  "1.0.0-alpha",
  "1.0.0-alpha.1",
  "1.0.0-alpha.beta",
  "1.0.0-beta",
  "1.0.0-beta.2",
  "1.0.0-beta.11",
  "1.0.0-rc.1",
  "1.0.0",
  "2.0.0",
  "2.1.0",
  "2.1.1",
];

describe("versions", () => {
  it("stand in the order the standard gives", () => {
    for (const [i, low] of precedence.entries()) {
      for (const [j, high] of precedence.entries()) {
        expect([low, high, truth({ version: { gte: high } }, low)]).toEqual([
          low,
          high,
          i >= j ? "yes" : "no",
        ]);
      }
    }
    expect(truth({ version: { gte: "1.0.0+a" } }, "1.0.0+b")).toBe("yes");
  });
});
