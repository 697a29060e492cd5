import type { ConsentDraft } from "@wellsent/core";
import { draftEvent, type EventInput } from "../../src/entries/ledger.js";
import type { Scope } from "../../src/index.js";
import { point } from "./ledger.js";

let count = 0;
const fresh = (): string => `ev_${++count}`;

export const newsletter: Scope = {
  channel: "email",
  purpose: "marketing.newsletter",
  activity: "send",
};

type Options = Partial<Omit<EventInput, "type" | "detail">> & { readonly detail?: object };

const make = (
  type: EventInput["type"],
  effectiveAt: number,
  base: object,
  options: Options,
): ConsentDraft =>
  draftEvent({
    id: fresh(),
    type,
    contactPoint: point,
    effectiveAt,
    scope: newsletter,
    actor: { kind: "subject" },
    ...base,
    ...options,
  } as EventInput);

export const requested = (at: number, options: Options = {}): ConsentDraft =>
  make("consent.requested", at, { method: "form" }, options);

export const confirmed = (at: number, request: ConsentDraft, options: Options = {}): ConsentDraft =>
  make("consent.confirmed", at, { method: "double_opt_in_post", caused: [request.id] }, options);

export const granted = (at: number, options: Options = {}): ConsentDraft =>
  make("consent.granted", at, { method: "form" }, options);

export const withdrawn = (at: number, options: Options = {}): ConsentDraft =>
  make("consent.withdrawn", at, { method: "one_click" }, options);

export const event = (type: EventInput["type"], at: number, options: Options = {}): ConsentDraft =>
  make(type, at, {}, options);
