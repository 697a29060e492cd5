import type { ContactPointId, JsonObject } from "@wellsent/core";
import { WellsentError } from "@wellsent/core/errors";
import { describe, expect, it } from "vitest";
import { draftEvent, type EventInput, readEvent, sealEvent } from "../../src/entries/ledger.js";
import {
  consentReceipt,
  consentRecord,
  dpvTerms,
  kantaraReceipt,
  validForProcessing,
} from "../../src/entries/records.js";
import { controller, kantaraRequest, point, recordRequest, sealed } from "../export-fixture.js";

function catchCode(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (WellsentError.isInstance(error)) return `${error.code} ${error.path}`;
    throw error;
  }
  return "nothing thrown";
}

/** Every term with a prefix, keys and values. */
function termsIn(value: unknown): string[] {
  if (typeof value === "string") return /^(dpv|pd|eu-gdpr):/.test(value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap(termsIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [...termsIn(key), ...termsIn(inner)]);
}

function listStatuses(record: JsonObject): unknown[] {
  const list = record["dpv:hasConsentStatus"];
  return Array.isArray(list) ? list.map((entry) => entry["@type"][0]) : [];
}

describe("a Kantara receipt", () => {
  it("counts its time in seconds and says whom the data goes to", () => {
    const receipt = kantaraReceipt(kantaraRequest);
    expect(receipt.consentTimestamp).toBe(1_767_225_600);
    expect(receipt.services[0]?.purposes[0]).toMatchObject({
      thirdPartyDisclosure: true,
      thirdPartyName: "Mailer GmbH, Printer AG",
    });
    expect(receipt).toMatchObject({ version: "KI-CR-v1.1.0", sensitive: false, spiCat: [] });
  });

  it.each([
    ["nobody to answer", { controllers: [] }, "INPUT_RECEIPT controllers"],
    ["no service", { services: [] }, "INPUT_RECEIPT services"],
    [
      "a service without purpose",
      { services: [{ service: "News", purposes: [] }] },
      "INPUT_RECEIPT services[0].purposes",
    ],
    [
      "no telephone",
      { controllers: [{ ...controller, phone: " " }] },
      "INPUT_RECEIPT controllers[0].phone",
    ],
    [
      "no street",
      { controllers: [{ ...controller, address: { ...controller.address, streetAddress: "" } }] },
      "INPUT_RECEIPT controllers[0].address.streetAddress",
    ],
    [
      "a country in words",
      {
        controllers: [
          { ...controller, address: { ...controller.address, addressCountry: "Germany" } },
        ],
      },
      "INPUT_RECEIPT controllers[0].address.addressCountry",
    ],
    ["no policy", { policyUrl: "" }, "INPUT_RECEIPT policyUrl"],
    ["a time that is none", { consentedAt: Number.NaN }, "INPUT_RECEIPT consentedAt"],
  ])("is refused with %s", (_, change, said) => {
    expect(catchCode(() => kantaraReceipt({ ...kantaraRequest, ...change }))).toBe(said);
  });
});

describe("a consent record", () => {
  it("uses no term that the vocabulary lacks", () => {
    const allowed: readonly string[] = [...dpvTerms.classes, ...dpvTerms.properties];
    const receipt = consentReceipt({
      id: "r",
      createdAt: 0,
      records: [consentRecord(recordRequest)],
    });
    const used = new Set(termsIn(receipt));
    expect([...used].filter((term) => !allowed.includes(term))).toEqual([]);
    expect(used.size).toBeGreaterThan(30);
    expect(allowed).not.toContain("dpv:ConsentTerminated");
  });

  it("tells what happened, oldest first", () => {
    expect(listStatuses(consentRecord(recordRequest))).toEqual([
      "dpv:ConsentRequested",
      "dpv:ConsentGiven",
    ]);
    expect(
      listStatuses(consentRecord({ ...recordRequest, events: recordRequest.events.toReversed() })),
    ).toEqual(["dpv:ConsentRequested", "dpv:ConsentGiven"]);
  });

  it("ends in a state that processing may rest on exactly where the decision says so", () => {
    for (const status of [
      "granted",
      "asserted",
      "denied",
      "pending",
      "unknown",
      "expired",
    ] as const) {
      for (const events of [recordRequest.events, recordRequest.events.slice(0, 1), []]) {
        const last = listStatuses(consentRecord({ ...recordRequest, status, events })).at(-1);
        expect(validForProcessing.some((valid) => valid === last)).toBe(status === "granted");
      }
    }
  });

  it.each([
    ["by the person", { type: "consent.withdrawn", method: "one_click" }, "dpv:ConsentWithdrawn"],
    [
      "by somebody else",
      { type: "consent.withdrawn", method: "api", actor: { kind: "operator" } },
      "dpv:ConsentRevoked",
    ],
    [
      "of everything",
      { type: "consent.withdrawn", method: "one_click", scope: {} },
      "dpv:ConsentWithdrawn",
    ],
    ["refused", { type: "consent.refused", method: "form" }, "dpv:ConsentRefused"],
    [
      "found invalid",
      { type: "consent.invalidated", detail: { ground: "court" } },
      "dpv:ConsentInvalidated",
    ],
  ])("says how a consent ended: %s", (_, change, status) => {
    const ended = sealed(
      { id: "end", effectiveAt: recordRequest.at - 1, ...change } as Partial<EventInput>,
      9,
    );
    const record = consentRecord({
      ...recordRequest,
      status: "denied",
      events: [...recordRequest.events, ended],
    });
    expect(listStatuses(record).at(-1)).toBe(status);
  });

  it("leaves out what concerns other cells and refuses what concerns other people", () => {
    const elsewhere = sealed(
      { id: "x", type: "consent.withdrawn", method: "one_click", scope: { channel: "sms" } },
      9,
    );
    expect(
      listStatuses(
        consentRecord({ ...recordRequest, events: [...recordRequest.events, elsewhere] }),
      ),
    ).toHaveLength(2);
    const stranger = readEvent(
      sealEvent(
        draftEvent({
          id: "y",
          type: "consent.withdrawn",
          contactPoint: "cp_other" as ContactPointId,
          effectiveAt: 1,
          scope: {},
          actor: { kind: "subject" },
          method: "one_click",
        }),
        { log: "l", seq: 0, recordedAt: 1 },
      ).entry,
    );
    expect(catchCode(() => consentRecord({ ...recordRequest, events: [stranger] }))).toBe(
      "INPUT_EXPORT_SUBJECT events",
    );
  });

  it.each([
    [
      "no title",
      { purpose: { ...recordRequest.purpose, title: "" } },
      "INPUT_RECEIPT purpose.title",
    ],
    ["no way out", { withdrawAt: "" }, "INPUT_RECEIPT withdrawAt"],
    ["a way out without https", { withdrawAt: "http://a.example" }, "INPUT_RECEIPT withdrawAt"],
    ["no notice", { notice: { digest: "", language: "en" } }, "INPUT_RECEIPT notice.digest"],
  ])("is refused with %s", (_, change, said) => {
    expect(catchCode(() => consentRecord({ ...recordRequest, ...change }))).toBe(said);
  });

  it("goes into a receipt, never none", () => {
    expect(catchCode(() => consentReceipt({ id: "r", createdAt: 0, records: [] }))).toBe(
      "INPUT_RECEIPT records",
    );
    const receipt = consentReceipt({
      id: "r",
      createdAt: 0,
      records: [consentRecord(recordRequest)],
    });
    expect(receipt["dpv:hasRecordOfActivity"]).toMatchObject([
      { "dpv:hasDataSubject": { "@id": `urn:wellsent:contact-point:${point}` } },
    ]);
  });
});
