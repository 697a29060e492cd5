import { describe, expect, it } from "vitest";
import { canonicalize } from "../../src/entries/ledger.js";
import { hasShared, listShared, readShared } from "../shared-folder.js";

const folder = "vectors/jcs/input";

describe.skipIf(!hasShared(folder))("the RFC 8785 vectors in ../shared/vectors/jcs", () => {
  it.each(listShared(folder))("%s", (name) => {
    const expected = readShared(`vectors/jcs/output/${name}`).replace(/\n$/, "");
    expect(canonicalize(JSON.parse(readShared(`${folder}/${name}`)))).toBe(expected);
  });

  it("are six", () => {
    expect(listShared(folder)).toHaveLength(6);
  });
});
