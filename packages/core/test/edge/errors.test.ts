import { describe, expect, it } from "vitest";
import { InputError, StoreError, WellsentError } from "../../src/index.js";

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

  it("is an instance of the class of that name of another copy", () => {
    const foreign = Object.assign(new Error("x"), {
      [Symbol.for("wellsent.error")]: true,
      name: "InputError",
    });
    expect(foreign).toBeInstanceOf(InputError);
    expect(foreign).toBeInstanceOf(WellsentError);
    expect(foreign).not.toBeInstanceOf(StoreError);
    expect(new Error("plain")).not.toBeInstanceOf(WellsentError);
    expect(Object.assign(new Error("x"), { name: "InputError" })).not.toBeInstanceOf(InputError);
    class OwnError extends InputError {}
    expect(new OwnError("INPUT_OWN", "x")).toBeInstanceOf(InputError);
    expect(new InputError("INPUT_OWN", "x")).not.toBeInstanceOf(OwnError);
  });
});
