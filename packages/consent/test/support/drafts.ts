import type { ConsentDraft } from "@wellsent/core";
import { draftEvent, type EventInput } from "../../src/entries/ledger.js";
import type { ConsentScope } from "../../src/index.js";
import { point } from "./ledger.js";

let count = 0;
function fresh(): string {
  return `ev_${++count}`;
}

export const newsletter: ConsentScope = {
  channel: "email",
  purpose: "marketing.newsletter",
  activity: "send",
};

type Options = Partial<Omit<EventInput, "type" | "detail">> & { readonly detail?: object };

function make(
  type: EventInput["type"],
  effectiveAt: number,
  base: object,
  options: Options,
): ConsentDraft {
  return draftEvent({
    id: fresh(),
    type,
    contactPoint: point,
    effectiveAt,
    scope: newsletter,
    actor: { kind: "subject" },
    ...base,
    ...options,
  } as EventInput);
}

export function requested(at: number, options: Options = {}): ConsentDraft {
  return make("consent.requested", at, { method: "form" }, options);
}

export function confirmed(at: number, request: ConsentDraft, options: Options = {}): ConsentDraft {
  return make(
    "consent.confirmed",
    at,
    { method: "double_opt_in_post", caused: [request.id] },
    options,
  );
}

export function granted(at: number, options: Options = {}): ConsentDraft {
  return make("consent.granted", at, { method: "form" }, options);
}

export function withdrawn(at: number, options: Options = {}): ConsentDraft {
  return make("consent.withdrawn", at, { method: "one_click" }, options);
}

export function event(type: EventInput["type"], at: number, options: Options = {}): ConsentDraft {
  return make(type, at, {}, options);
}
