import type { ContactPointId } from "@wellsent/core";
import { WellsentError } from "@wellsent/core/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import { draftEvent, readDraft, readLeaf } from "../../src/entries/ledger.js";
import { verifyProof } from "../../src/verify.js";
import { at, fifth, signer, proofText as text } from "../proof-fixture.js";

describe("ten thousand mutations", () => {
  /** Replaces, deletes, doubles or flips at a random place. */
  const mutation = fc.record({
    at: fc.nat(),
    length: fc.nat({ max: 12 }),
    put: fc.oneof(
      fc.string({ maxLength: 4 }),
      fc.constantFrom("", "0", "}", '"', "null", "\\ud800", "\n", "__proto__"),
    ),
  });
  const mutate = (
    source: string,
    { at, length, put }: { at: number; length: number; put: string },
  ): string => {
    const start = at % source.length;
    return source.slice(0, start) + put + source.slice(start + length);
  };

  it("of a proof never verify as another event and never throw", () => {
    fc.assert(
      fc.property(mutation, (change) => {
        const verdict = verifyProof(mutate(text, change), signer.verifierKey);
        // A change that JSON does not see, such as one zero for the same zero, leaves the same
        // proof.
        if (verdict.verified)
          expect(verdict.event).toMatchObject({ id: "ev_4", seq: 4, effectiveAt: at + 4 });
      }),
      { numRuns: propertyRuns(10_000) },
    );
  }, 60_000);

  it("of a leaf are read as the same leaf, or refused by our own codes", () => {
    fc.assert(
      fc.property(mutation, (change) => {
        const changed = mutate(fifth.leaf, change);
        try {
          readLeaf(changed);
        } catch (error) {
          expect(WellsentError.isInstance(error)).toBe(true);
        }
      }),
      { numRuns: propertyRuns(10_000) },
    );
  }, 60_000);

  it("of a draft are read or refused by our own codes", () => {
    const draft = draftEvent({
      id: "d",
      type: "consent.withdrawn",
      contactPoint: "cp_1" as ContactPointId,
      effectiveAt: at,
      scope: {},
      actor: { kind: "subject" },
      method: "one_click",
    });
    const key = fc.constantFrom(
      "id",
      "type",
      "contactPoint",
      "effectiveAt",
      "fields",
      "payload",
      "salt",
      "x",
    );
    const place = fc.constantFrom(
      "scope",
      "actor",
      "method",
      "detail",
      "subject",
      "caused",
      "notice",
      "seq",
      "__proto__",
    );
    fc.assert(
      fc.property(key, place, fc.anything(), fc.boolean(), (outer, inner, value, deep) => {
        const changed = deep
          ? { ...draft, fields: { ...draft.fields, [inner]: value } }
          : { ...draft, [outer]: value };
        try {
          readDraft(changed as never);
        } catch (error) {
          expect(WellsentError.isInstance(error)).toBe(true);
        }
      }),
      { numRuns: propertyRuns(10_000) },
    );
  }, 60_000);
});
