import { describe, expect, it } from "vitest";
import { InputError, WellsentError } from "../../src/index.js";

describe("WellsentError", () => {
  it("carries a stable code, the path of the fault and what to do", () => {
    const error = new InputError("INPUT_TIME_ZONE", "No such time zone.", {
      path: "timeZone",
      remedy: "Use an IANA name.",
    });
    expect(error).toMatchObject({
      name: "InputError",
      code: "INPUT_TIME_ZONE",
      path: "timeZone",
      remedy: "Use an IANA name.",
    });
  });

  it("is recognised across two copies of the package", () => {
    const foreign = { [Symbol.for("wellsent.error")]: true, code: "X" };
    expect(WellsentError.isInstance(foreign)).toBe(true);
    expect(WellsentError.isInstance(new Error("plain"))).toBe(false);
  });
});
