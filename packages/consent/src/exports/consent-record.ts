import type { ContactPointId, Instant, JsonObject } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import { type ConsentEvent, denialCovers, formatEventTime } from "../events/index.js";
import { type Cell, grantCovers } from "../state/index.js";
import { currentStatus, dpvStatus, type RecordStatus } from "./consent-status.js";
import { type Controller, checkController, required, requiredUrl } from "./controller.js";
import type { DpvConsentStatus, DpvPurpose } from "./dpv-terms.js";

/** Carried along, so that nobody has to fetch anything to read a record. */
const context: JsonObject = {
  dpv: "https://w3id.org/dpv#",
  pd: "https://w3id.org/dpv/pd#",
  loc: "https://w3id.org/dpv/loc#",
  "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
  dct: "http://purl.org/dc/terms/",
  rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
  xsd: "http://www.w3.org/2001/XMLSchema#",
};

/**
 * How long a consent stands: until an instant, for an ISO 8601 period, or until something happens.
 */
export type RecordValidity =
  | { readonly until: Instant }
  | { readonly period: string }
  | { readonly untilEvent: string };

export interface RecordPurpose {
  /** What the person was told. */
  readonly title: string;
  readonly dpv: DpvPurpose;
  readonly storage: {
    readonly validity: RecordValidity /** ISO 3166-1 alpha-2. */;
    readonly locations: readonly string[];
  };
  readonly recipients: readonly {
    readonly name: string;
    readonly role: "processor" | "third_party";
  }[];
}

export interface ConsentRecordRequest {
  /** A UUID; also the end of the record's URN. */
  readonly id: string;
  readonly contactPoint: ContactPointId;
  readonly cell: Cell;
  /** As `cellState` says it at `at`. */
  readonly status: RecordStatus;
  readonly at: Instant;
  /** Of this contact point alone. Those that do not concern the cell are left out. */
  readonly events: readonly ConsentEvent[];
  readonly controller: Controller;
  /** ISO 3166-1 alpha-2, or `EU`. */
  readonly jurisdictions: readonly string[];
  readonly notice: { readonly digest: string; readonly language: string; readonly url?: string };
  readonly purpose: RecordPurpose;
  readonly validity: RecordValidity;
  readonly withdrawAt: string;
  readonly rightsAt: string;
}

function iri(value: string): JsonObject {
  return { "@id": value };
}
function writeTime(at: Instant): JsonObject {
  return {
    "@value": formatEventTime(at),
    "@type": "xsd:dateTime",
  };
}
function urn(id: string): string {
  return `urn:uuid:${id}`;
}

function isoDuration(validity: RecordValidity): JsonObject {
  if ("until" in validity)
    return { "@type": "dpv:UntilTimeDuration", "rdf:value": writeTime(validity.until) };
  if ("period" in validity) {
    return {
      "@type": "dpv:TemporalDuration",
      "rdf:value": { "@value": validity.period, "@type": "xsd:duration" },
    };
  }
  return {
    "@type": "dpv:UntilEventDuration",
    "rdf:value": required(validity.untilEvent, "validity.untilEvent"),
  };
}

function concerns(event: ConsentEvent, cell: Cell): boolean {
  const { scope } = event;
  if (scope === undefined) return true;
  const grants =
    event.type.startsWith("consent.") &&
    dpvStatus(event) !== undefined &&
    scope.channel !== undefined;
  const exact = { activity: "send" as const, ...scope };
  const sameCell =
    grants && exact.purpose !== undefined && exact.channel !== undefined
      ? grantCovers({ ...exact, purpose: exact.purpose, channel: exact.channel }, cell)
      : false;
  return sameCell || denialCovers(scope, cell);
}

interface StatusEntry {
  readonly status: DpvConsentStatus;
  readonly at: Instant;
  readonly by: "subject" | "controller";
  readonly method?: string;
  readonly strength?: "implied" | "express" | "express_written" | undefined;
}

function createEntry(event: ConsentEvent): StatusEntry | undefined {
  const status = dpvStatus(event);
  if (status === undefined) return undefined;
  const strength = "strength" in event.detail ? event.detail.strength : undefined;
  return {
    status,
    at: event.effectiveAt,
    by: event.actor.kind === "subject" ? "subject" : "controller",
    ...(event.method === undefined ? {} : { method: event.method }),
    strength,
  };
}

const consentTypes = {
  implied: "dpv:ImpliedConsent",
  express: "dpv:ExpressedConsent",
  express_written: "dpv:ExplicitlyExpressedConsent",
} as const;

/** What happened, oldest first, and last the state that the decision sees. */
function listHistory(request: ConsentRecordRequest): readonly StatusEntry[] {
  const { events, contactPoint, cell, status, at } = request;
  if (
    events.some((event) => event.contactPoint !== undefined && event.contactPoint !== contactPoint)
  ) {
    throw new InputError("INPUT_EXPORT_SUBJECT", "An event belongs to another contact point.", {
      path: "events",
    });
  }
  const entries = events
    .filter((event) => concerns(event, cell) && event.effectiveAt <= at)
    .sort((a, b) => a.effectiveAt - b.effectiveAt || a.seq - b.seq)
    .flatMap((event) => createEntry(event) ?? []);
  const last = entries.at(-1)?.status;
  const current = currentStatus(status, last);
  return last === current ? entries : [...entries, { status: current, at, by: "controller" }];
}

/**
 * A consent record by ISO/IEC TS 27560:2023 as JSON-LD, in the terms of the Data Privacy Vocabulary
 * 2.3, for an authority, for portability, or inside a receipt.
 *
 * @throws InputError `INPUT_RECEIPT` for a field it must have, `INPUT_EXPORT_SUBJECT` for somebody
 * else's event.
 */
export function consentRecord(request: ConsentRecordRequest): JsonObject {
  const { id, contactPoint, cell, controller, purpose, notice, jurisdictions, validity } = request;
  checkController(controller, "controller");
  const subject = `urn:wellsent:contact-point:${contactPoint}`;
  const controllerIri = controller.url ?? `${urn(id)}#controller`;
  const indicatedBy = { subject: iri(subject), controller: iri(controllerIri) };
  return {
    "@context": context,
    "@id": urn(required(id, "id")),
    "@type": "dpv:ConsentRecord",
    "dct:conformsTo": iri("https://w3id.org/dpv/schema/dpv-27560#record"),
    "dpv:hasIdentifier": id,
    "dpv:hasDataSubject": { "@id": subject, "@type": "dpv:DataSubject" },
    "dpv:hasDataController": {
      "@id": controllerIri,
      "@type": "dpv:DataController",
      "dpv:hasIdentifier": controllerIri,
      "dpv:hasName": controller.name,
      "dpv:hasAddress": Object.values(controller.address).join(", "),
      "dpv:hasContact": [controller.contact, controller.email, controller.phone],
    },
    "dpv:hasJurisdiction": jurisdictions.map((code) => iri(`loc:${code}`)),
    "dpv:hasNotice": {
      ...(notice.url === undefined ? {} : { "@id": requiredUrl(notice.url, "notice.url") }),
      "@type": "dpv:ConsentNotice",
      "dpv:hasIdentifier": required(notice.digest, "notice.digest"),
      "dct:language": required(notice.language, "notice.language"),
    },
    "dpv:hasProcess": [
      {
        "@type": "dpv:Process",
        "dct:title": required(purpose.title, "purpose.title"),
        "dpv:hasPurpose": iri(purpose.dpv),
        "dpv:hasPersonalData": [
          iri(cell.channel === "email" ? "pd:EmailAddress" : "pd:TelephoneNumber"),
        ],
        "dpv:hasLegalBasis": iri("eu-gdpr:A6-1-a"),
        "dpv:hasStorageCondition": [
          {
            "@type": "dpv:StorageLocation",
            "dpv:hasLocation": purpose.storage.locations.map((code) => iri(`loc:${code}`)),
          },
          {
            "@type": "dpv:StorageDuration",
            "dpv:hasDuration": isoDuration(purpose.storage.validity),
          },
        ],
        "dpv:hasRecipient": [
          iri(controllerIri),
          ...purpose.recipients.map(({ name, role }) => ({
            "@type": role === "processor" ? "dpv:DataProcessor" : "dpv:ThirdParty",
            "dpv:hasName": name,
          })),
        ],
        "dpv:hasConsentControl": {
          "@type": "dpv:WithdrawConsent",
          "dpv:isExercisedAt": iri(requiredUrl(request.withdrawAt, "withdrawAt")),
        },
        "dpv:hasRight": [
          {
            "@type": ["dpv:DataSubjectRight", "eu-gdpr:A7-3"],
            "dpv:isExercisedAt": iri(requiredUrl(request.rightsAt, "rightsAt")),
          },
        ],
      },
    ],
    "dpv:hasConsentStatus": listHistory(request).map(({ status, at, by, method, strength }) => ({
      "@type": strength === undefined ? [status] : [status, consentTypes[strength]],
      "dpv:isIndicatedAtTime": writeTime(at),
      "dpv:hasDuration": isoDuration(validity),
      "dpv:isIndicatedBy": indicatedBy[by],
      ...(method === undefined ? {} : { "dpv:hasIndicationMethod": method }),
    })),
  };
}

export interface ConsentReceiptRequest {
  readonly id: string;
  readonly createdAt: Instant;
  readonly records: readonly JsonObject[];
}

/**
 * A receipt by ISO/IEC TS 27560:2023: records, handed to the person.
 * @throws InputError `INPUT_RECEIPT` for one without records.
 */
export function consentReceipt({ id, createdAt, records }: ConsentReceiptRequest): JsonObject {
  if (records.length === 0) {
    throw new InputError("INPUT_RECEIPT", "A receipt without a record says nothing.", {
      path: "records",
    });
  }
  return {
    "@context": context,
    "@id": urn(required(id, "id")),
    "@type": "dpv:ConsentReceipt",
    "dct:conformsTo": iri("https://w3id.org/dpv/schema/dpv-27560#receipt"),
    "dpv:hasIdentifier": id,
    "dct:created": writeTime(createdAt),
    "dpv:hasRecordOfActivity": records.map(({ "@context": _, ...record }) => record),
  };
}
