import type { ContactPointId, JsonObject, Random } from "@wellsent/core";
import { WellsentError } from "@wellsent/core/errors";
import { describe, expect, it } from "vitest";
import {
  draftEvent,
  type EventInput,
  eventCatalog,
  foldEvents,
  payloadMatches,
  readDraft,
  readEvent,
  readLeaf,
  sealEvent,
} from "../../src/entries/ledger.js";

const random: Random = { bytes: (length) => new Uint8Array(length).fill(7) };
const point = "cp_01hzx" as ContactPointId;
const at = Date.UTC(2026, 10, 21, 19, 0, 0, 5);

const grant: EventInput<"consent.granted"> = {
  id: "ev_1",
  type: "consent.granted",
  contactPoint: point,
  effectiveAt: at,
  scope: { channel: "email", purpose: "marketing.newsletter", activity: "send" },
  actor: { kind: "subject" },
  method: "form",
  notice: "a".repeat(64),
  detail: { strength: "express" },
  payload: { ip: "192.0.2.1", formId: "footer" },
};

function catchCode(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (WellsentError.isInstance(error)) return error.code;
    throw error;
  }
  return "nothing thrown";
}

describe("an event", () => {
  it("goes into the log and comes back the same", () => {
    const draft = draftEvent(grant, random);
    const { entry, event } = sealEvent(draft, {
      log: "example.com/t1",
      seq: 0,
      recordedAt: at + 20,
    });
    expect(readEvent(entry)).toEqual(event);
    expect(event).toMatchObject({
      seq: 0,
      recordedAt: at + 20,
      detail: { strength: "express" },
      scope: grant.scope,
    });
  });

  it("commits to no payload that is empty: whatever counts with evidence alone counts not", () => {
    const described = {
      id: "e",
      type: "contactpoint.described",
      contactPoint: point,
      effectiveAt: at,
      actor: { kind: "import" },
      detail: { kind: "company" },
    } as const;
    const seal = (payload: JsonObject) =>
      sealEvent(draftEvent({ ...described, payload }, random), {
        ...{ log: "l", seq: 0, recordedAt: at },
      });
    const { entry, event } = seal({});
    expect(entry).not.toHaveProperty("salt");
    expect(readEvent(entry)).toEqual(event);
    expect(event).not.toHaveProperty("payloadDigest");
    expect(foldEvents([event]).described).toBeUndefined();
    expect(foldEvents([seal({ source: "imprint" }).event]).described?.kind).toBe("company");
  });

  it("keeps its payload out of the leaf and commits to it", () => {
    const { entry, event } = sealEvent(draftEvent(grant, random), {
      log: "l",
      seq: 3,
      recordedAt: at,
    });
    expect(entry.leaf).not.toContain("192.0.2.1");
    expect(payloadMatches(entry.payload ?? {}, entry.salt ?? "", event.payloadDigest ?? "")).toBe(
      true,
    );
    expect(
      payloadMatches(
        { ...entry.payload, ip: "192.0.2.2" },
        entry.salt ?? "",
        event.payloadDigest ?? "",
      ),
    ).toBe(false);
  });

  it("has the leaf that RFC 8785 gives, to the byte", () => {
    const { entry } = sealEvent(
      draftEvent({
        id: "ev_2",
        type: "consent.withdrawn",
        contactPoint: point,
        effectiveAt: 0,
        scope: {},
        actor: { kind: "subject" },
        method: "one_click",
      }),
      { log: "l", seq: 1, recordedAt: 1 },
    );
    expect(entry.leaf).toBe(
      '{"actor":{"kind":"subject"},"contactPoint":"cp_01hzx","effectiveAt":"1970-01-01T00:00:00.000Z","id":"ev_2","log":"l","method":"one_click","recordedAt":"1970-01-01T00:00:00.001Z","scope":{},"seq":1,"type":"consent.withdrawn","v":1}',
    );
  });

  it.each([
    ["an unknown type", { type: "consent.forced" }, "INPUT_EVENT_TYPE"],
    ["a type from the object prototype", { type: "toString" }, "INPUT_EVENT_TYPE"],
    ["an address for a reference", { id: "ada@example.com" }, "INPUT_EVENT_FIELD"],
    ["a phone number for a contact point", { contactPoint: "4915112345678" }, "INPUT_EVENT_FIELD"],
    ["a time that is no instant", { effectiveAt: 0.5 }, "INPUT_EVENT_TIME"],
    ["a time beyond the year 9999", { effectiveAt: 253_402_300_800_000 }, "INPUT_EVENT_TIME"],
    ["no contact point", { contactPoint: undefined }, "INPUT_EVENT_MISSING"],
  ])("is refused for %s", (_, change, code) => {
    const draft = { ...draftEvent(grant, random), ...change };
    expect(catchCode(() => readDraft(draft as never))).toBe(code);
  });

  it.each([
    ["free text", { note: "call her" }, "INPUT_EVENT_FIELD"],
    ["a field that would overwrite the envelope", { seq: 9 }, "INPUT_EVENT_FIELD"],
    ["a detail the type does not have", { detail: { reason: "x" } }, "INPUT_EVENT_FIELD"],
    ["a topic without its purpose", { scope: { topic: "spring" } }, "INPUT_EVENT_SCOPE"],
    [
      "opens of a text message",
      { scope: { channel: "sms", activity: "track.open" } },
      "INPUT_EVENT_SCOPE",
    ],
    ["an unknown channel", { scope: { channel: "fax" } }, "INPUT_EVENT_FIELD"],
    ["no actor", { actor: undefined }, "INPUT_EVENT_MISSING"],
    [
      "an actor with a name",
      { actor: { kind: "operator", ref: "Ada Lovelace" } },
      "INPUT_EVENT_FIELD",
    ],
  ])("is refused for %s among its fields", (_, change, code) => {
    const draft = draftEvent(grant, random);
    expect(
      catchCode(() => readDraft({ ...draft, fields: { ...draft.fields, ...change } as never })),
    ).toBe(code);
  });

  it("says where the fault lies", () => {
    const draft = draftEvent(grant, random);
    const catchPath = (fields: object): unknown => {
      try {
        readDraft({ ...draft, fields: { ...draft.fields, ...fields } as never });
      } catch (error) {
        return WellsentError.isInstance(error) ? error.path : error;
      }
      return "nothing thrown";
    };
    expect(catchPath({ actor: undefined })).toBe("actor");
    expect(catchPath({ actor: {} })).toBe("actor.kind");
    expect(catchPath({ scope: { channel: "fax" } })).toBe("scope.channel");
    expect(catchPath({ caused: ["ok", "a@b.example"] })).toBe("caused[1]");
  });

  it("cannot have been observed in the future, but a denial may say so and a contract may begin there", () => {
    const later = { ...draftEvent(grant, random), effectiveAt: at + 86_400_001 };
    const context = { log: "l", seq: 0, recordedAt: at };
    expect(catchCode(() => sealEvent(later, context))).toBe("INPUT_EVENT_FUTURE");
    const { detail: _, ...withdrawal } = grant;
    expect(
      sealEvent(
        {
          ...draftEvent({ ...withdrawal, type: "consent.withdrawn" }, random),
          effectiveAt: at * 2,
        },
        context,
      ).event.effectiveAt,
    ).toBe(at * 2);
  });

  it("names a fingerprint only where no contact point is left", () => {
    const detail = { reason: "erased", fingerprint: `k1:${"b".repeat(64)}` } as const;
    const suppression = {
      id: "s1",
      type: "suppression.added",
      effectiveAt: at,
      actor: { kind: "system" },
      detail,
    } as const;
    expect(readDraft(draftEvent(suppression))).toMatchObject({ detail });
    expect(catchCode(() => draftEvent({ ...suppression, contactPoint: point }))).toBe(
      "INPUT_EVENT_MISSING",
    );
    expect(catchCode(() => draftEvent({ ...suppression, detail: { reason: "erased" } }))).toBe(
      "INPUT_EVENT_MISSING",
    );
  });

  it("has a type for everything that happens, and no other", () => {
    const specified = {
      notice: "published served",
      consent: "requested granted confirmed reaffirmed refused withdrawn invalidated reviewed",
      objection: "raised lifted",
      restriction: "set lifted",
      relationship: "recorded ended",
      softoptin: "offered_optout",
      suppression: "added released",
      contactpoint: "unlinked described",
      subject: "merged split",
      dsr: "opened assigned acknowledged identity_requested identity_confirmed clock_paused clock_resumed extended action recipient_notified responded refused",
      complaint: "received acknowledged closed",
      payload: "destroyed",
      key: "destroyed rotated",
      retention: "applied",
      legalhold: "set released",
      import: "declared applied",
      processor: "registered updated ended",
      ropa: "updated",
      ruleset: "activated",
    };
    const names = Object.entries(specified).flatMap(([group, acts]) =>
      acts.split(" ").map((act) => `${group}.${act}`),
    );
    const made = Object.entries(eventCatalog()).filter(([, { retired }]) => retired !== true);
    expect(made.map(([type]) => type).toSorted()).toEqual(names.toSorted());
  });
});

describe("a leaf", () => {
  const leaf = sealEvent(draftEvent(grant, random), { log: "l", seq: 0, recordedAt: at }).entry
    .leaf;

  it.each([
    ["a blank", leaf.replace(":", ": "), "INPUT_LEAF"],
    ["another version", leaf.replace('"v":1', '"v":2'), "INPUT_LEAF_VERSION"],
    ["a time of another spelling", leaf.replace(".005Z", ".0050"), "INPUT_EVENT_TIME"],
    ["half of it", leaf.slice(0, 40), "INPUT_LEAF"],
    ["an array", "[]", "INPUT_LEAF"],
  ])("is refused with %s", (_, text, code) => {
    expect(catchCode(() => readLeaf(text))).toBe(code);
  });
});
