import { type ContactPointConsent, type PublicRequest, sendKey, tenantId } from "@wellsent/core";
import type { RespondContext } from "@wellsent/core/ports";
import {
  type ConsentPagesOptions,
  consentPages,
  type Notice,
  noticeDigest,
} from "../../src/index.js";
import { keys, tokenKeys } from "./keys.js";
import { point, start } from "./ledger.js";

export const notice: Notice = {
  id: "newsletter",
  version: "1",
  locale: "en",
  purposes: ["marketing.newsletter"],
  channels: ["email"],
  activities: ["send", "track.open"],
  controller: "Acme Ltd",
  recipients: [],
  text: "Send me the newsletter.",
  withdrawal: "Any time, by the link in each message.",
};

export const digest = noticeDigest(notice);
export const address = "ada@example.com";
export const fingerprint = keys.fingerprint("email", address);

export const pagesOptions: ConsentPagesOptions = {
  baseUrl: "https://mail.acme.example/c/",
  tokens: tokenKeys,
  brand: { name: "Acme <b>", address: "1 Road, Town", listDomain: "acme.example" },
  purposes: [
    { purpose: "marketing.newsletter", label: "Newsletter & more" },
    { purpose: "marketing.offers", label: "Offers", topics: [{ topic: "shoes", label: "Shoes" }] },
  ],
  notice: digest,
};

export const pages = consentPages(pagesOptions);

export const linkContext = {
  tenant: tenantId("t1"),
  contactPoint: point,
  fingerprint,
  message: sendKey("campaign:c1"),
  purpose: "marketing.newsletter",
  messageClass: "marketing",
  at: start,
} as const;

export function readPath(url: string): string {
  return url.slice("https://mail.acme.example/c/".length);
}

export function visit(
  url: string,
  facts: ContactPointConsent | null,
  request: Partial<PublicRequest> = {},
  by = pages,
  known: RespondContext = {},
) {
  const path = readPath(url);
  const asked = { method: "GET", path, query: {}, body: {}, locale: "en-GB", at: start };
  const answer = (given: Partial<PublicRequest>) =>
    by.respond({ ...asked, ...given }, by.open(path), facts, known);
  if (request.method !== "POST" || request.body?.["List-Unsubscribe"] !== undefined)
    return answer(request);
  // As a browser does: what the form has hidden, and the button that was pressed.
  const form = `${answer({ ...request, method: "GET", body: {} }).body}`;
  const [, shown] = /name="shown" value="([^"]*)"/.exec(form) ?? [];
  const [, action = "confirm"] = /name="action" value="([^"]*)"/.exec(form) ?? [];
  const sent = { ...(shown === undefined ? {} : { shown }), action, ...request.body };
  return answer({ ...request, body: sent });
}
