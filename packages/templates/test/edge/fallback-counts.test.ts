import { describe, expect, it } from "vitest";
import { loadProgram } from "../../src/index.js";
import { fallbackCounts } from "../../src/preview/index.js";
import { Escape } from "../../src/program/index.js";
import { assemble, use } from "./assemble/assemble.js";
import { recipient } from "./assemble/recipient.js";

describe("fallbackCounts", () => {
  it("says before a send who would see which fallback and who would be skipped, without naming anybody", () => {
    const program = loadProgram(
      assemble({
        fields: [use("firstName", { type: "name" }), use("city", { required: true })],
        subject: [{ value: { salutation: {} }, escape: Escape.header }],
        html: [
          {
            value: { fallback: { path: ["firstName"], field: 0 }, otherwise: { literal: "you" } },
            escape: Escape.text,
          },
          { value: { path: ["city"], field: 1 }, escape: Escape.text },
        ],
      }),
    );
    const people = [
      { firstName: "Ann", city: "Graz" },
      { firstName: "test", city: "Linz" },
      { firstName: "BOB", city: "Wien" },
      { firstName: "Cem" },
      {},
    ];
    const counts = fallbackCounts(
      program,
      people.map((attributes) => recipient(attributes)),
    );
    expect(counts).toEqual({
      recipients: 5,
      rendered: 3,
      fallbacks: { salutation: 2, firstName: 2 },
      skipped: { "FIELD_MISSING city": 2 },
    });
  });
});
