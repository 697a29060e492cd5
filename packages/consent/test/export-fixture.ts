import type { ContactPointId } from "@wellsent/core";
import {
  type ConsentEvent,
  draftEvent,
  type EventInput,
  readEvent,
  sealEvent,
} from "../src/entries/ledger.js";
import type { ConsentRecordRequest, Controller, KantaraRequest } from "../src/entries/records.js";

export const point = "cp_a" as ContactPointId;
export const at = Date.UTC(2026, 0, 1);

export const controller: Controller = {
  name: "Acme GmbH",
  contact: "Data protection",
  address: {
    streetAddress: "Am Markt 1",
    postalCode: "10115",
    addressLocality: "Berlin",
    addressCountry: "DE",
  },
  email: "privacy@acme.example",
  phone: "+49 30 1234",
  url: "https://acme.example/",
};

export const kantaraRequest: KantaraRequest = {
  receiptId: "0b6f2d2a-9d0c-4a53-9d0b-0f2f6f0a7a10",
  consentedAt: at,
  collectionMethod: "Newsletter form, confirmed by e-mail",
  jurisdiction: "DE",
  language: "en",
  principalId: "ada@example.com",
  controllers: [controller],
  policyUrl: "https://acme.example/privacy",
  services: [
    {
      service: "Newsletter",
      purposes: [
        {
          purpose: "News by e-mail",
          consentType: "EXPLICIT",
          purposeCategory: ["6 - Marketing"],
          piiCategory: ["2 - Contact"],
          primaryPurpose: true,
          termination: "until withdrawn",
          thirdParties: ["Mailer GmbH", "Printer AG"],
        },
      ],
    },
  ],
};

const cell = { channel: "email", purpose: "marketing.newsletter", activity: "send" } as const;

export function sealed(input: Partial<EventInput>, seq: number): ConsentEvent {
  return readEvent(
    sealEvent(
      draftEvent({
        contactPoint: point,
        effectiveAt: at,
        scope: cell,
        actor: { kind: "subject" },
        ...input,
      } as EventInput),
      { log: "acme.example/log", seq, recordedAt: at + 30 * 86_400_000 },
    ).entry,
  );
}

export const recordRequest: ConsentRecordRequest = {
  id: "0b6f2d2a-9d0c-4a53-9d0b-0f2f6f0a7a11",
  contactPoint: point,
  cell,
  status: "granted",
  at: at + 30 * 86_400_000,
  events: [
    sealed({ id: "ask", type: "consent.requested", method: "form", notice: "a".repeat(64) }, 0),
    sealed(
      {
        id: "yes",
        type: "consent.confirmed",
        effectiveAt: at + 60_000,
        method: "double_opt_in_post",
        caused: ["ask"],
        detail: { strength: "express" },
      },
      1,
    ),
  ],
  controller,
  jurisdictions: ["DE", "EU"],
  notice: { digest: "a".repeat(64), language: "en", url: "https://acme.example/notices/1" },
  purpose: {
    title: "News by e-mail",
    dpv: "dpv:DirectMarketing",
    storage: {
      validity: { untilEvent: "withdrawal, then three years as proof" },
      locations: ["DE"],
    },
    recipients: [
      { name: "Mailer GmbH", role: "processor" },
      { name: "Printer AG", role: "third_party" },
    ],
  },
  validity: { period: "P2Y" },
  withdrawAt: "https://mail.acme.example/preferences",
  rightsAt: "https://acme.example/rights",
};
