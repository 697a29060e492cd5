import { Ajv2020 } from "ajv/dist/2020.js";
import AjvDraft04 from "ajv-draft-04";
import addFormats from "ajv-formats";
import jsonld from "jsonld";
import { describe, expect, it } from "vitest";
import {
  consentReceipt,
  consentReceiptSchema,
  consentRecord,
  consentRecordSchema,
  kantaraReceipt,
} from "../../src/entries/records.js";
import { at, kantaraRequest, recordRequest } from "../export-fixture.js";

/**
 * Kantara's published schema (CR v1.1, draft-04) in our own words: what must be there, and of which
 * type.
 */
const text = { type: "string" };
const list = { type: "array", items: text };
const kantaraSchema = {
  $schema: "http://json-schema.org/draft-04/schema#",
  type: "object",
  required:
    "version jurisdiction consentTimestamp collectionMethod consentReceiptID piiPrincipalId piiControllers services policyUrl sensitive spiCat".split(
      " ",
    ),
  properties: {
    version: text,
    jurisdiction: text,
    consentTimestamp: { type: "integer", minimum: 0 },
    collectionMethod: text,
    consentReceiptID: text,
    publicKey: text,
    language: text,
    piiPrincipalId: text,
    policyUrl: text,
    sensitive: { type: "boolean" },
    spiCat: list,
    piiControllers: {
      type: "array",
      items: {
        type: "object",
        required: ["piiController", "contact", "address", "email", "phone"],
        properties: {
          piiController: text,
          onBehalf: { type: "boolean" },
          contact: text,
          address: { type: "object" },
          email: text,
          phone: text,
          piiControllerUrl: text,
        },
      },
    },
    services: {
      type: "array",
      items: {
        type: "object",
        required: ["service", "purposes"],
        properties: {
          service: text,
          purposes: {
            type: "array",
            items: {
              type: "object",
              required: [
                "consentType",
                "purposeCategory",
                "piiCategory",
                "termination",
                "thirdPartyDisclosure",
              ],
              properties: {
                purpose: text,
                consentType: text,
                purposeCategory: list,
                piiCategory: list,
                primaryPurpose: { type: "boolean" },
                termination: text,
              },
              oneOf: [
                { properties: { thirdPartyDisclosure: { enum: [false] } } },
                {
                  properties: { thirdPartyDisclosure: { enum: [true] }, thirdPartyName: text },
                  required: ["thirdPartyName"],
                },
              ],
            },
          },
        },
      },
    },
  },
};

const ajv = new Ajv2020({
  allErrors: true,
  strict: true,
  allowUnionTypes: true,
  strictTuples: false,
  strictRequired: false,
});
addFormats.default(ajv);
const record = consentRecord(recordRequest);
const receipt = consentReceipt({
  id: "0b6f2d2a-9d0c-4a53-9d0b-0f2f6f0a7a12",
  createdAt: at,
  records: [record],
});

/** Whatever is to be fetched is refused: a record carries all it needs. */
async function offline(url: string): Promise<never> {
  throw new Error(`something asked for ${url}`);
}

describe("ajv as the oracle", () => {
  it("finds the Kantara receipt valid, with and without disclosure", () => {
    const validate = new AjvDraft04.default().compile(kantaraSchema);
    expect(validate(kantaraReceipt(kantaraRequest)), JSON.stringify(validate.errors)).toBe(true);
    const [service] = kantaraRequest.services;
    const purposes = (service?.purposes ?? []).map(({ thirdParties: _, ...purpose }) => purpose);
    expect(
      validate(kantaraReceipt({ ...kantaraRequest, services: [{ service: "News", purposes }] })),
    ).toBe(true);
  });

  it("finds the 27560 record and receipt valid by our schemas", () => {
    const ofRecord = ajv.compile(consentRecordSchema);
    expect(ofRecord(record), JSON.stringify(ofRecord.errors)).toBe(true);
    const ofReceipt = ajv.compile(consentReceiptSchema);
    expect(ofReceipt(receipt), JSON.stringify(ofReceipt.errors)).toBe(true);
  });

  it.each(Object.keys(record).filter((key) => key !== "@context"))(
    "finds a record without %s invalid",
    (key) => {
      const { [key]: _, ...rest } = record;
      expect(ajv.compile(consentRecordSchema)(rest)).toBe(false);
    },
  );

  it("finds an unknown status, an unknown field and an empty history invalid", () => {
    const validate = ajv.compile(consentRecordSchema);
    const status = record["dpv:hasConsentStatus"];
    const [first] = Array.isArray(status) ? status : [];
    expect(
      validate({
        ...record,
        "dpv:hasConsentStatus": [{ ...first, "@type": ["dpv:ConsentTerminated"] }],
      }),
    ).toBe(false);
    expect(validate({ ...record, "dpv:hasConsentStatus": [] })).toBe(false);
    expect(validate({ ...record, note: "x" })).toBe(false);
  });
});

describe("jsonld as the oracle, without a network", () => {
  it("expands every key and finds nothing it must drop", async () => {
    const options = { documentLoader: offline, safe: true };
    const expanded: unknown = await jsonld.expand(JSON.parse(JSON.stringify(receipt)), options);
    const nodes: readonly object[] = Array.isArray(expanded) ? expanded : [];
    expect(nodes).toHaveLength(1);
    expect(nodes[0]).toMatchObject({ "@type": ["https://w3id.org/dpv#ConsentReceipt"] });
    expect(Object.keys(nodes[0] ?? {})).toHaveLength(Object.keys(receipt).length - 1);
  });

  it("makes the same statements of it after a round trip through N-Quads", async () => {
    const options = {
      documentLoader: offline,
      algorithm: "URDNA2015",
      format: "application/n-quads",
      safe: true,
    } as const;
    const quads = await jsonld.canonize(JSON.parse(JSON.stringify(record)), options);
    const back = await jsonld.fromRDF(Object(quads), { format: "application/n-quads" });
    expect(await jsonld.canonize(back, options)).toBe(quads);
    expect(quads).toContain("<https://w3id.org/dpv#hasConsentStatus>");
    expect(String(quads).split("\n").length).toBeGreaterThan(50);
  });
});
