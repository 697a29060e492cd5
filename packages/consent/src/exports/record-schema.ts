import type { JsonObject } from "@wellsent/core";

const iri = {
  type: "object",
  properties: { "@id": { type: "string", minLength: 1 } },
  required: ["@id"],
  additionalProperties: false,
} as const;
const text = { type: "string", minLength: 1 } as const;
const time = {
  type: "object",
  properties: {
    "@value": { type: "string", format: "date-time" },
    "@type": { const: "xsd:dateTime" },
  },
  required: ["@value", "@type"],
  additionalProperties: false,
} as const;
function some(items: JsonObject): JsonObject {
  return { type: "array", minItems: 1, items };
}
const duration: JsonObject = {
  type: "object",
  properties: {
    "@type": { enum: ["dpv:TemporalDuration", "dpv:UntilTimeDuration", "dpv:UntilEventDuration"] },
    "rdf:value": { type: ["string", "object"] },
  },
  required: ["@type", "rdf:value"],
  additionalProperties: false,
};
const statuses = [
  "ConsentExpired",
  "ConsentGiven",
  "ConsentInvalidated",
  "ConsentRefused",
  "ConsentRequestDeferred",
  "ConsentRequested",
  "ConsentRevoked",
  "ConsentUnknown",
  "ConsentWithdrawn",
  "RenewedConsentGiven",
].map((name) => `dpv:${name}`);

const process: JsonObject = {
  type: "object",
  properties: {
    "@type": { const: "dpv:Process" },
    "dct:title": text,
    "dpv:hasPurpose": iri,
    "dpv:hasPersonalData": some(iri),
    "dpv:hasLegalBasis": iri,
    "dpv:hasStorageCondition": {
      type: "array",
      minItems: 2,
      items: { type: "object", required: ["@type"] },
    },
    "dpv:hasRecipient": some({ type: "object" }),
    "dpv:hasConsentControl": {
      type: "object",
      properties: { "@type": { const: "dpv:WithdrawConsent" }, "dpv:isExercisedAt": iri },
      required: ["@type", "dpv:isExercisedAt"],
    },
    "dpv:hasRight": some({ type: "object", required: ["@type", "dpv:isExercisedAt"] }),
  },
  required: [
    "@type",
    "dpv:hasPurpose",
    "dpv:hasPersonalData",
    "dpv:hasStorageCondition",
    "dpv:hasRecipient",
    "dpv:hasConsentControl",
    "dpv:hasRight",
  ],
  additionalProperties: false,
};

const event: JsonObject = {
  type: "object",
  properties: {
    "@type": { type: "array", minItems: 1, maxItems: 2, prefixItems: [{ enum: statuses }] },
    "dpv:isIndicatedAtTime": time,
    "dpv:hasDuration": duration,
    "dpv:isIndicatedBy": iri,
    "dpv:hasIndicationMethod": text,
  },
  required: ["@type", "dpv:isIndicatedAtTime", "dpv:hasDuration", "dpv:isIndicatedBy"],
  additionalProperties: false,
};

const record: JsonObject = {
  type: "object",
  properties: {
    "@context": { type: "object" },
    "@id": text,
    "@type": { const: "dpv:ConsentRecord" },
    "dct:conformsTo": iri,
    "dpv:hasIdentifier": text,
    "dpv:hasDataSubject": { type: "object", required: ["@id", "@type"] },
    "dpv:hasDataController": {
      type: "object",
      properties: { "dpv:hasContact": some(text) },
      required: [
        "@id",
        "@type",
        "dpv:hasIdentifier",
        "dpv:hasName",
        "dpv:hasAddress",
        "dpv:hasContact",
      ],
    },
    "dpv:hasJurisdiction": some(iri),
    "dpv:hasNotice": { type: "object", required: ["@type", "dpv:hasIdentifier", "dct:language"] },
    "dpv:hasProcess": some(process),
    "dpv:hasConsentStatus": some(event),
  },
  required: [
    "@id",
    "@type",
    "dct:conformsTo",
    "dpv:hasIdentifier",
    "dpv:hasDataSubject",
    "dpv:hasDataController",
    "dpv:hasJurisdiction",
    "dpv:hasNotice",
    "dpv:hasProcess",
    "dpv:hasConsentStatus",
  ],
  additionalProperties: false,
};

/**
 * JSON Schema 2020-12 of our consent records: the fields that W3C's guide to ISO/IEC TS 27560 says
 * a record MUST have. The standard publishes none.
 */
export const consentRecordSchema: JsonObject = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $id: "urn:wellsent:schema:consent-record:1",
  ...record,
};

/** JSON Schema 2020-12 of our consent receipts. */
export const consentReceiptSchema: JsonObject = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $id: "urn:wellsent:schema:consent-receipt:1",
  type: "object",
  properties: {
    "@context": { type: "object" },
    "@id": text,
    "@type": { const: "dpv:ConsentReceipt" },
    "dct:conformsTo": iri,
    "dpv:hasIdentifier": text,
    "dct:created": time,
    "dpv:hasRecordOfActivity": some(record),
  },
  required: [
    "@context",
    "@id",
    "@type",
    "dct:conformsTo",
    "dpv:hasIdentifier",
    "dct:created",
    "dpv:hasRecordOfActivity",
  ],
  additionalProperties: false,
};
